"""Mark one complex or P wave on the sample grid."""

import math
from collections.abc import Mapping
from typing import Literal, NamedTuple

import numpy as np

from simrunner.patient.ecg.leads import DIPOLE_ROWS, ROWS, frontal_turn
from simrunner.patient.ecg.milieu import (
    Milieu,
    p_size,
    pr_extra_ms,
    qrs_stretch,
    qt_stretch,
    weights,
)
from simrunner.patient.ecg.shape import ComplexShape, Shapes, Waves
from simrunner.patient.rhythm.beat import R_AFTER_ONSET_MS
from simrunner.patient.trace.grid import SAMPLE_MS, Floats

QtRule = Literal["bazett", "fridericia"]
"""How QT follows RR: with its square root (Bazett 1920) or its cube root (Fridericia 1920)."""

LEAD_IN_MS = 400
"""No wave begins earlier before its peak than this."""

TAIL_MS = 1100
"""No wave lasts longer after its peak than this."""

_ONSET_S = R_AFTER_ONSET_MS / 1000.0
_SHORTEST_RR_S = 0.24
_LONGEST_RR_S = 1.5  # Bazett overstates QT at slow rates: no further stretch below 40/min
_LONGEST_SINE_S = 1.0
_P_HALF_MS = 140
_CACHED = 256

_FIXED = frozenset({"pr", "qrs", "q", "j"})
_FROM_QRS = frozenset({"st", "injury", "right-ventricle"})


class Mark(NamedTuple):
    """One wave that was decided: all that its samples depend on. ``interval_ms`` is usual RR."""

    kind: Literal["complex", "atrial"]
    name: str
    at_ms: int
    interval_ms: float
    scale: float
    turn_rad: float
    milieu: Milieu


def qt_ratio(interval_ms: float, rule: QtRule) -> float:
    """Return QT at an RR interval in parts of QT at 60/min."""
    rr_s = min(max(interval_ms / 1000.0, _SHORTEST_RR_S), _LONGEST_RR_S)
    return math.sqrt(rr_s) if rule == "bazett" else float(rr_s ** (1.0 / 3.0))


class Pen:
    """Draws waves from their tables, and remembers the last it drew."""

    def __init__(self, shapes: Shapes, rule: QtRule = "bazett") -> None:
        """Draw from ``shapes``."""
        self._shapes = shapes
        self._rule = rule
        self._drawn: dict[tuple[object, ...], Floats] = {}

    def samples(self, mark: Mark) -> tuple[int, Floats]:
        """Return the time of the first sample and ROWS rows in mV; KeyError for no such shape.

        Samples lie on multiples of 4 ms of simulated time, so a peak keeps its exact time between
        them.
        """
        is_complex = mark.kind == "complex"
        at_ms = mark.at_ms
        if not is_complex:
            at_ms -= round(pr_extra_ms(mark.milieu))
        before_ms = LEAD_IN_MS if is_complex else _P_HALF_MS
        first_ms = -(-(at_ms - before_ms) // SAMPLE_MS) * SAMPLE_MS
        key = (
            mark.kind, mark.name, first_ms - at_ms, round(mark.interval_ms / 10.0),
            mark.milieu,
        )  # fmt: skip
        unscaled = self._drawn.get(key)
        if unscaled is None:
            unscaled = self._unscaled(mark, first_ms - at_ms)
            if len(self._drawn) >= _CACHED:
                self._drawn.clear()
            self._drawn[key] = unscaled
        rows: Floats = mark.scale * unscaled
        turn_rad = mark.turn_rad + mark.milieu.axis_turn_rad
        if turn_rad:
            rows[:DIPOLE_ROWS] = frontal_turn(turn_rad) @ rows[:DIPOLE_ROWS]
        return first_ms, rows

    def _unscaled(self, mark: Mark, first_after_ms: int) -> Floats:
        if mark.kind == "atrial":
            times_s = np.arange(first_after_ms, _P_HALF_MS, SAMPLE_MS) / 1000.0
            return p_size(mark.milieu) * _summed(self._shapes.atrial[mark.name], times_s)
        shape = self._shapes.complexes[mark.name]
        times_s = np.arange(first_after_ms, TAIL_MS, SAMPLE_MS) / 1000.0
        interval_ms = 10.0 * round(mark.interval_ms / 10.0)
        milieu = mark.milieu.at_least(shape.potassium_mmol_per_l, shape.temperature_c)
        ratio = qt_ratio(interval_ms, self._rule) * qt_stretch(milieu)
        rr_s = min(max(interval_ms / 1000.0, _SHORTEST_RR_S), _LONGEST_RR_S)
        return _complex(shape, times_s, milieu, ratio, rr_s)


def _complex(
    shape: ComplexShape, times_s: Floats, milieu: Milieu, qt: float, rr_s: float
) -> Floats:
    """Return ROWS rows of a complex.

    What belongs to the QRS keeps its width at every rate, what belongs to T keeps its place in
    QT, an ST segment begins with the end of the QRS and lasts with QT, and a sine wave fills RR.
    """
    rows = np.zeros((ROWS, len(times_s)))
    wide = qrs_stretch(milieu)
    sizes: Mapping[str, float] = weights(milieu)
    for group, waves in shape.groups.items():
        size = sizes[group]
        if not size:
            continue
        if group in _FIXED:
            rows += size * _summed(_stretched(waves, wide, wide, wide), times_s)
        elif group in _FROM_QRS:
            rows += size * _summed(_stretched(waves, wide, wide, qt), times_s)
        elif group == "sine":
            long = min(rr_s, _LONGEST_SINE_S)
            rows += size * _summed(_stretched(waves, long, long, long), times_s)
        else:
            rows += size * _summed(_stretched(waves, qt, qt, qt), times_s)
    return rows


def _stretched(waves: Waves, place: float, rise: float, fall: float) -> Waves:
    """Return waves whose distance from the onset of the QRS, and whose widths, are stretched."""
    return Waves(
        at_s=place * (waves.at_s + _ONSET_S) - _ONSET_S, rise_s=rise * waves.rise_s,
        fall_s=fall * waves.fall_s, sizes_mv=waves.sizes_mv,
    )  # fmt: skip


def _summed(waves: Waves, times_s: Floats) -> Floats:
    after = times_s - waves.at_s[:, None]
    offsets = after / np.where(after < 0.0, waves.rise_s[:, None], waves.fall_s[:, None])
    samples: Floats = waves.sizes_mv @ np.exp(-0.5 * offsets * offsets)
    return samples
