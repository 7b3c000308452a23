"""The ECG sensor: a heart rate from the beat list, and how long no beat came."""

from simrunner.domain.frame import Numeric, Signal
from simrunner.domain.patient_state import PatientState
from simrunner.monitor.interval_rate import IntervalRate
from simrunner.monitor.rounding import shown

NO_QRS_MS = 4_000
"""Without a QRS for so long the rate reads 0 (the makers' usual asystole time; unverified)."""

INTERVALS_BEFORE_SHOWN = 2


class EcgSensor:
    """Counts QRS complexes.

    Averaging as a monitor's manual describes it: the mean of the last 12 RR intervals, of the last
    4 when three in a row are above 1200 ms (Philips IntelliVue, instructions for use).
    """

    def __init__(self) -> None:
        """Begin with no beat seen."""
        self._rate = IntervalRate(keep=12, longest_ms=NO_QRS_MS, slow_interval_ms=1_200)
        self._attached_at_ms: int | None = None

    def observe(self, now_ms: int, patient: PatientState) -> None:
        """Take in the beats of one step."""
        if "ecg" not in patient.attached:
            self._rate.forget()
            self._attached_at_ms = None
            return
        if self._attached_at_ms is None:
            self._attached_at_ms = now_ms
        for beat in patient.beats:
            self._rate.add(beat.at_ms)

    def silence_ms(self, now_ms: int) -> int | None:
        """Return the time without a QRS, None when the electrodes are off."""
        if self._attached_at_ms is None:
            return None
        since_beat_ms = self._rate.silence_ms(now_ms)
        return now_ms - self._attached_at_ms if since_beat_ms is None else since_beat_ms

    def heart_rate(self, now_ms: int) -> Numeric:
        """Return HR in /min: 0 without a QRS for 4 s, searching until two intervals are known."""
        silence_ms = self.silence_ms(now_ms)
        if silence_ms is None:
            return Numeric(number=None, signal=Signal.OFF)
        if silence_ms >= NO_QRS_MS:
            return Numeric(number=0.0, signal=Signal.OK)
        rate_per_min = self._rate.per_min()
        if rate_per_min is None or self._rate.intervals < INTERVALS_BEFORE_SHOWN:
            return Numeric(number=None, signal=Signal.SEARCHING)
        return Numeric(number=shown(rate_per_min), signal=Signal.OK)
