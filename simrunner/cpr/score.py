"""One number for a stretch of compressions, with everything that was taken off.

An open score of this project, a teaching choice: no norm and no maker's score, none of which
publish their weights. Each compression counts by its distance from the target, so that nearly
right is nearly as good as right; the parts are multiplied, so that nothing makes up for a part
that is missing altogether.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from simrunner.cpr.detector import Compression, Release
from simrunner.cpr.quality import PAUSE_US, Target, instant_rates_per_min
from simrunner.cpr.release import release_points

DEPTH_MARGIN_MM = 20.0
RATE_MARGIN_PER_MIN = 40.0
"""This far outside the target a compression counts nothing; in between, in proportion."""

FULL_FRACTION = 0.8
"""A chest compression fraction from here on takes nothing off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Parts from 0 to 1, and ``total`` from 0 to 100: their geometric mean."""

    depth: float
    rate: float
    release: float
    fraction: float

    @property
    def total(self) -> float:
        """100 times the fourth root of the product of the parts."""
        return 100.0 * math.sqrt(math.sqrt(self.depth * self.rate * self.release * self.fraction))

    @property
    def deductions(self) -> dict[str, float]:
        """What each part is below 1, by its name."""
        return {
            "depth": 1.0 - self.depth, "rate": 1.0 - self.rate,
            "release": 1.0 - self.release, "fraction": 1.0 - self.fraction,
        }  # fmt: skip


def band_points(found: float, low: float, high: float, margin: float) -> float:
    """Return 1 within the band, falling in a straight line to 0 at ``margin`` outside."""
    outside = max(low - found, found - high, 0.0)
    return max(0.0, 1.0 - outside / margin)


def depth_points(depth_mm: float, target: Target) -> float:
    """Return what one compression's depth counts, 0 to 1."""
    return band_points(depth_mm, target.depth_low_mm, target.depth_high_mm, DEPTH_MARGIN_MM)


def rate_points(rate_per_min: float, target: Target) -> float:
    """Return what one interval's rate counts, 0 to 1."""
    return band_points(
        rate_per_min, target.rate_low_per_min, target.rate_high_per_min, RATE_MARGIN_PER_MIN
    )


def fraction_points(fraction: float) -> float:
    """Return what a chest compression fraction counts, 0 to 1."""
    return min(1.0, max(0.0, fraction) / FULL_FRACTION)


def score(
    compressions: Sequence[Compression],
    releases: Sequence[Release],
    target: Target,
    *,
    fraction: float,
    pause_us: int = PAUSE_US,
) -> Score | None:
    """Return the score; None below two compressions, or without a release or an interval.

    ``fraction`` is the chest compression fraction by whichever definition the report names.
    """
    rates = instant_rates_per_min(compressions, pause_us=pause_us)
    if not rates or not releases:
        return None
    return Score(
        depth=_mean([depth_points(c.depth_mm, target) for c in compressions]),
        rate=_mean([rate_points(rate, target) for rate in rates]),
        release=_mean([release_points(each.residual_mm, each.force_n) for each in releases]),
        fraction=fraction_points(fraction),
    )


def _mean(points: Sequence[float]) -> float:
    return sum(points) / len(points)
