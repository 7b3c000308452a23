"""The arterial line: pressures beat by beat, and what a still column shows."""

from collections import deque

from simrunner.domain.frame import Numeric, Signal
from simrunner.domain.patient_state import PatientState
from simrunner.domain.vital import Vital, mean_arterial_mmhg
from simrunner.monitor.rounding import shown

BEATS_AVERAGED = 4
STILL_AFTER_MS = 2_000
"""Without a pulse or a compression for so long the line shows the standing pressure."""

_ART = ("ARTs", "ARTd", "ARTm")


class ArterialLine:
    """Averages the last four beats (teaching choice; unverified), compressions count as beats."""

    def __init__(self) -> None:
        """Begin with no beat seen."""
        self._beats: deque[tuple[float, float, float]] = deque(maxlen=BEATS_AVERAGED)
        self._last_pulse_ms: int | None = None
        self._is_attached = False

    def observe(self, now_ms: int, patient: PatientState) -> None:
        """Take in one step."""
        self._is_attached = "art" in patient.attached
        if not self._is_attached:
            self._beats.clear()
            self._last_pulse_ms = None
            return
        if self._last_pulse_ms is None:
            self._last_pulse_ms = now_ms
        pulses = sum(1 for beat in patient.beats if beat.is_felt)
        pulses += len(patient.compressions_at_ms)
        if pulses:
            self._last_pulse_ms = now_ms
            self._beats.append(true_pressures_mmhg(patient))
        elif now_ms - self._last_pulse_ms >= STILL_AFTER_MS:
            self._beats.clear()
            self._beats.append(true_pressures_mmhg(patient))

    def pressures(self) -> dict[str, Numeric]:
        """Return ARTs, ARTd and ARTm in mmHg."""
        if not self._is_attached:
            return dict.fromkeys(_ART, Numeric(number=None, signal=Signal.OFF))
        if not self._beats:
            return dict.fromkeys(_ART, Numeric(number=None, signal=Signal.SEARCHING))
        count = len(self._beats)
        return {
            name: Numeric(
                number=shown(sum(beat[index] for beat in self._beats) / count), signal=Signal.OK
            )
            for index, name in enumerate(_ART)
        }


def true_pressures_mmhg(patient: PatientState) -> tuple[float, float, float]:
    """Return the true systolic, diastolic and mean arterial pressure."""
    systolic_mmhg = patient.vitals[Vital.SBP]
    diastolic_mmhg = patient.vitals[Vital.DBP]
    mean_mmhg = patient.vitals.get(Vital.MAP)
    if mean_mmhg is None:
        mean_mmhg = mean_arterial_mmhg(systolic_mmhg, diastolic_mmhg)
    return systolic_mmhg, diastolic_mmhg, mean_mmhg
