"""The finger probe: saturation late and averaged, a pulse rate, a perfusion index."""

from collections import deque

from simrunner.domain.frame import Numeric, Signal
from simrunner.domain.patient_state import PatientState
from simrunner.domain.vital import Vital
from simrunner.monitor.interval_rate import IntervalRate
from simrunner.monitor.rounding import shown

SECOND_MS = 1_000
AVERAGE_S = 8
"""A displayed saturation is the mean of the last 8 s (the makers' usual setting)."""

NO_PULSE_MS = 5_000
"""Without a felt pulse for so long the probe searches (teaching choice; unverified)."""

INTERVALS_BEFORE_SHOWN = 2


class Oximeter:
    """Sees only beats that move blood; without them it searches and shows no number."""

    def __init__(self, *, delay_ms: int) -> None:
        """Show what the lungs did ``delay_ms`` ago: the blood's way to the finger."""
        self._pulses = IntervalRate(keep=12, longest_ms=NO_PULSE_MS)
        self._lung_pct: deque[float] = deque(maxlen=delay_ms // SECOND_MS + 1)
        self._finger_pct: deque[float] = deque(maxlen=AVERAGE_S)
        self._perfusion_index_pct: float | None = None
        self._is_attached = False

    def observe(self, now_ms: int, patient: PatientState) -> tuple[int, ...]:
        """Take in one step and return the times of the pulses felt in it."""
        self._is_attached = "spo2" in patient.attached
        if now_ms % SECOND_MS == 0 or not self._lung_pct:
            self._lung_pct.append(patient.vitals[Vital.SPO2])
        if not self._is_attached:
            self._lose_pulse()
            return ()
        pulses = tuple(beat.at_ms for beat in patient.beats if beat.is_felt)
        for at_ms in pulses:
            self._pulses.add(at_ms)
        silence_ms = self._pulses.silence_ms(now_ms)
        if silence_ms is not None and silence_ms > NO_PULSE_MS:
            self._lose_pulse()
        if now_ms % SECOND_MS == 0 and self.has_pulse:
            self._finger_pct.append(self._lung_pct[0])
            self._perfusion_index_pct = _perfusion_index_pct(patient)
        return pulses

    @property
    def has_pulse(self) -> bool:
        """Whether the probe is on and has locked on a pulse."""
        return self._is_attached and self._pulses.intervals >= INTERVALS_BEFORE_SHOWN

    def saturation(self) -> Numeric:
        """Return SpO2 in %."""
        if not self._is_attached:
            return Numeric(number=None, signal=Signal.OFF)
        if not self.has_pulse or not self._finger_pct:
            return Numeric(number=None, signal=Signal.SEARCHING)
        mean_pct = sum(self._finger_pct) / len(self._finger_pct)
        return Numeric(number=shown(mean_pct), signal=Signal.OK)

    def pulse_rate(self) -> Numeric:
        """Return PR in /min."""
        if not self._is_attached:
            return Numeric(number=None, signal=Signal.OFF)
        rate_per_min = self._pulses.per_min()
        if not self.has_pulse or rate_per_min is None:
            return Numeric(number=None, signal=Signal.SEARCHING)
        return Numeric(number=shown(rate_per_min), signal=Signal.OK)

    def perfusion_index_pct(self) -> float | None:
        """Return the perfusion index in %, None while there is no pulse."""
        return self._perfusion_index_pct if self.has_pulse else None

    def _lose_pulse(self) -> None:
        self._pulses.forget()
        self._finger_pct.clear()
        self._perfusion_index_pct = None


def _perfusion_index_pct(patient: PatientState) -> float:
    """Return a perfusion index that falls with the square of the pulse pressure.

    Teaching choice, unverified: 120/75 reads 2.8 %, 66/45 reads 0.6 %; limits 0.02 to 20 % as the
    makers state them.
    """
    pulse_mmhg = patient.vitals[Vital.SBP] - patient.vitals[Vital.DBP]
    return min(20.0, max(0.02, shown(pulse_mmhg * pulse_mmhg / 735.0, 1)))
