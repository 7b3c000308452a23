"""The heart as one moving dipole: each complex is a sum of Gaussians in seconds around its R.

Axes are X to the left, Y to the feet, Z to the back, in mV. The normal beat is the table of the
Sameni and Clifford synthetic ECG model (two public copies, OSET and fecgsyn), whose phases at
60/min become seconds when divided by 2 pi: so P and QRS keep their width at every rate. Its P wave
is made taller, because 0.05 mV in lead II would be lost on a monitor (normal: 0.1 to 0.2 mV). The
other complexes are shaped after it by eye, unverified.
"""

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from simrunner.patient.rhythm.beat import Complex
from simrunner.patient.trace.grid import SAMPLE_MS, Floats

Shape = Literal["sinus", "narrow", "ventricular", "escape", "agonal", "p-wave"]

P_BEFORE_R_MS = 140
"""The peak of the P wave of the normal beat."""

LEAD_IN_MS = 400
"""No complex begins earlier before its R than this."""

TAIL_MS = 1100
"""No complex lasts longer after its R than this."""

_P_BEFORE_RAD = -0.6
_T_AFTER_RAD = 0.7
_SHORTEST_RR_S = 0.24
_LONGEST_RR_S = 1.5  # Bazett overstates QT at slow rates: no further stretch below 40/min
_TALLER_P = np.array([1.3, 2.6, 1.0])

# The second Y row of the P is -0.02 mV in one public copy and 0 in the other: 0 gives one hump.
# Rows of (phase in rad at 60/min, amplitude in mV, width in rad), one table per axis.
_Row = tuple[float, float, float]
_NORMAL_X: tuple[_Row, ...] = (
    (-1.09, 0.03, 0.09), (-0.83, 0.08, 0.11), (-0.19, -0.13, 0.05), (-0.07, 0.85, 0.04),
    (0.0, 1.11, 0.03), (0.06, 0.75, 0.03), (0.22, 0.06, 0.04), (1.20, 0.10, 0.60),
    (1.42, 0.17, 0.30), (1.68, 0.39, 0.18), (2.90, 0.03, 0.50),
)  # fmt: skip
_NORMAL_Y: tuple[_Row, ...] = (
    (-1.10, 0.04, 0.07), (-0.90, 0.02, 0.07), (-0.11, 0.32, 0.06),
    (-0.01, 0.51, 0.04), (0.07, -0.32, 0.06), (0.80, 0.04, 0.45), (1.58, 0.08, 0.30),
    (2.90, 0.01, 0.50),
)  # fmt: skip
_NORMAL_Z: tuple[_Row, ...] = (
    (-1.10, -0.03, 0.03), (-0.93, -0.14, 0.12), (-0.70, -0.04, 0.04), (-0.40, 0.05, 0.40),
    (-0.15, -0.40, 0.05), (0.10, 0.46, 0.05), (1.05, -0.12, 0.80), (1.25, -0.20, 0.40),
    (1.55, -0.35, 0.20), (2.80, -0.04, 0.40),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Bumps:
    """Gaussians of one complex: times and widths in s, ``vectors_mv`` 3 rows (X, Y, Z).

    Those marked in ``repolarises`` move and widen with the square root of RR (Bazett 1920).
    """

    times_s: Floats
    widths_s: Floats
    vectors_mv: Floats
    repolarises: npt.NDArray[np.bool_]

    def only(self, chosen: npt.NDArray[np.bool_]) -> "Bumps":
        """Return the chosen Gaussians."""
        return Bumps(
            times_s=self.times_s[chosen], widths_s=self.widths_s[chosen],
            vectors_mv=self.vectors_mv[:, chosen], repolarises=self.repolarises[chosen],
        )  # fmt: skip


def _normal() -> Bumps:
    rows = [
        (axis, *row) for axis, rows in enumerate((_NORMAL_X, _NORMAL_Y, _NORMAL_Z)) for row in rows
    ]
    vectors = np.zeros((3, len(rows)))
    for column, (axis, _, amplitude_mv, _) in enumerate(rows):
        vectors[axis, column] = amplitude_mv
    phases = np.array([row[1] for row in rows])
    is_p = phases < _P_BEFORE_RAD
    vectors[:, is_p] *= _TALLER_P[:, None]
    return Bumps(
        times_s=phases / math.tau, widths_s=np.array([row[3] for row in rows]) / math.tau,
        vectors_mv=vectors, repolarises=phases > _T_AFTER_RAD,
    )  # fmt: skip


def _drawn(rows: Sequence[tuple[float, float, tuple[float, float, float], bool]]) -> Bumps:
    """Return a complex from rows of (time s, width s, vector mV, whether it repolarises)."""
    return Bumps(
        times_s=np.array([row[0] for row in rows]), widths_s=np.array([row[1] for row in rows]),
        vectors_mv=np.array([row[2] for row in rows]).T,
        repolarises=np.array([row[3] for row in rows]),
    )  # fmt: skip


def shape_of(name: Complex) -> Shape:
    """Return the shape that draws a complex."""
    if name in ("vt", "pvc", "pvc-b", "pvc-c", "aberrant"):
        return "ventricular"
    if name in ("escape", "paced", "hyperkalaemia-severe"):
        return "escape"
    return "agonal" if name == "agonal" else "narrow"


def _complexes() -> dict[Shape, Bumps]:
    normal = _normal()
    is_p = normal.times_s < _P_BEFORE_RAD / math.tau
    return {
        "sinus": normal,
        "narrow": normal.only(~is_p),
        "p-wave": normal.only(is_p),
        # Left-bundle-like with an inferior axis, as from the right outflow tract: broad, slurred,
        # T against the QRS. About 160 ms wide.
        "ventricular": _drawn(
            (
                (-0.054, 0.017, (0.12, 0.30, 0.30), False),
                (-0.020, 0.021, (0.35, 0.60, 0.65), False),
                (0.014, 0.019, (0.60, 0.72, 0.45), False),
                (0.056, 0.018, (0.18, -0.10, 0.30), False),
                (0.315, 0.042, (-0.22, -0.26, -0.30), True),
                (0.240, 0.060, (-0.10, -0.12, -0.14), True),
            )
        ),
        # Right-bundle-like escape from the left ventricle with a superior-left axis.
        "escape": _drawn(
            (
                (-0.040, 0.022, (0.45, 0.30, -0.30), False),
                (0.000, 0.024, (0.40, 0.55, -0.55), False),
                (0.050, 0.024, (-0.35, 0.30, -0.45), False),
                (0.330, 0.060, (-0.12, -0.30, 0.28), True),
                (0.250, 0.070, (-0.06, -0.12, 0.10), True),
            )
        ),
        # A dying heart: one slow broad swing and a long shallow return, 220 ms and more.
        "agonal": _drawn(
            (
                (0.000, 0.060, (0.15, 0.42, 0.20), False),
                (0.085, 0.050, (0.10, 0.16, 0.15), False),
                (0.330, 0.110, (-0.08, -0.20, -0.12), False),
            )
        ),
    }


_COMPLEXES = _complexes()


@functools.lru_cache(maxsize=256)
def _unscaled(shape: Shape, first_after_r_ms: int, rr_cs: int) -> Floats:
    """Return 3 rows of one complex, for an RR interval in hundredths of a second."""
    bumps = _COMPLEXES[shape]
    times_s = np.arange(first_after_r_ms, TAIL_MS, SAMPLE_MS) / 1000.0
    rr_s = min(max(rr_cs / 100.0, _SHORTEST_RR_S), _LONGEST_RR_S)
    stretch = np.where(bumps.repolarises, math.sqrt(rr_s), 1.0)
    offsets = (times_s - (bumps.times_s * stretch)[:, None]) / (bumps.widths_s * stretch)[:, None]
    samples: Floats = bumps.vectors_mv @ np.exp(-0.5 * offsets * offsets)
    samples.flags.writeable = False  # cached: every beat of this shape and place shares it
    return samples


def complex_samples(
    shape: Shape, at_ms: int, interval_ms: float, scale: float
) -> tuple[int, Floats]:
    """Return the time of the first sample and 3 rows (X, Y, Z) in mV of one complex.

    ``interval_ms`` is the usual RR interval. Samples lie on multiples of 4 ms of simulated time,
    so the R peak keeps its exact time between them.
    """
    first_ms = -(-(at_ms - LEAD_IN_MS) // SAMPLE_MS) * SAMPLE_MS
    return first_ms, scale * _unscaled(shape, first_ms - at_ms, round(interval_ms / 10.0))
