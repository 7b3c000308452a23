"""The arterial line: pressures beat by beat, and what a still column shows."""

from collections import deque
from collections.abc import Mapping, Sequence

from simrunner.domain.body_order import LineState
from simrunner.domain.frame import Numeric, Signal
from simrunner.domain.patient_state import PatientState
from simrunner.domain.vital import Vital, mean_arterial_mmhg
from simrunner.monitor.rounding import shown

BEATS_AVERAGED = 4
STILL_AFTER_MS = 2_000
"""Without a pulse or a compression for so long the line shows the standing pressure."""

_ART = ("ARTs", "ARTd", "ARTm")

_SEEN: Mapping[LineState, Sequence[tuple[float, float, float]]] = {
    "underdamped": (
        (50.0, 0.047, -0.001), (75.0, 0.074, -0.003), (110.0, 0.202, -0.010),
        (150.0, 0.358, -0.031),
    ),
    "overdamped": (
        (50.0, -0.206, 0.021), (75.0, -0.253, 0.035), (110.0, -0.325, 0.047),
        (150.0, -0.404, 0.080),
    ),
}  # fmt: skip
"""By the heart rate: what is added to systolic and diastolic pressure, in parts of the pulse
pressure. Read off the drawn pulse behind the drawn line (10 Hz and 0.15; 6 Hz and 1.6), so that
numbers and wave agree."""


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
            self._beats.append(seen_pressures_mmhg(patient))
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


def seen_pressures_mmhg(patient: PatientState) -> tuple[float, float, float]:
    """Return what a line that rings or is blunted makes of a pulse: the mean stays."""
    systolic_mmhg, diastolic_mmhg, mean_mmhg = true_pressures_mmhg(patient)
    table = _SEEN.get(patient.line)
    if table is None:
        return systolic_mmhg, diastolic_mmhg, mean_mmhg
    above, below = _shares(table, patient.vitals[Vital.HR])
    pulse_mmhg = systolic_mmhg - diastolic_mmhg
    return systolic_mmhg + above * pulse_mmhg, diastolic_mmhg + below * pulse_mmhg, mean_mmhg


def _shares(
    table: Sequence[tuple[float, float, float]], rate_per_min: float
) -> tuple[float, float]:
    """Return the shares at a rate, straight between those of the table."""
    before = table[0]
    for row in table:
        if rate_per_min < row[0]:
            part = max(0.0, (rate_per_min - before[0]) / max(1.0, row[0] - before[0]))
            return (
                before[1] + part * (row[1] - before[1]),
                before[2] + part * (row[2] - before[2]),
            )
        before = row
    return before[1], before[2]


def true_pressures_mmhg(patient: PatientState) -> tuple[float, float, float]:
    """Return the true systolic, diastolic and mean arterial pressure."""
    systolic_mmhg = patient.vitals[Vital.SBP]
    diastolic_mmhg = patient.vitals[Vital.DBP]
    mean_mmhg = patient.vitals.get(Vital.MAP)
    if mean_mmhg is None:
        mean_mmhg = mean_arterial_mmhg(systolic_mmhg, diastolic_mmhg)
    return systolic_mmhg, diastolic_mmhg, mean_mmhg
