"""Everything that is measured of one stretch of compressions, in plain numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simrunner.cpr.detector import Compression, Release
from simrunner.cpr.quality import (
    Target,
    delivered_per_min,
    depth_share,
    fraction_by_gaps,
    fraction_onset_to_release,
    mean_instant_rate_per_min,
    pauses_us,
    rate_per_min,
    rate_share,
    release_share,
)
from simrunner.cpr.score import score


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What was found in ``total_us``; ``has_onsets`` is False where only peaks are known."""

    compressions: Sequence[Compression]
    releases: Sequence[Release]
    total_us: int
    has_onsets: bool = True


def measures_of(stretch: Stretch, target: Target, *, pause_us: int) -> Mapping[str, object]:
    """Return every measure by its name, unit last; None where there is nothing to measure.

    ``total_us`` must be above 0. Both fractions are given, each named by its definition.
    """
    found, releases = stretch.compressions, stretch.releases
    by_gaps = fraction_by_gaps(found, stretch.total_us, pause_us=pause_us) if found else 0.0
    by_onsets = (
        fraction_onset_to_release(found, releases, stretch.total_us, pause_us=pause_us)
        if stretch.has_onsets else None
    )  # fmt: skip
    fraction = by_gaps if by_onsets is None else by_onsets
    points = score(found, releases, target, fraction=fraction, pause_us=pause_us)
    pauses = pauses_us(found, pause_us=pause_us)
    return {
        "compressions": len(found),
        "total_s": stretch.total_us / 1e6,
        "rate_per_min": rate_per_min(found, pause_us=pause_us),
        "mean_instant_rate_per_min": mean_instant_rate_per_min(found, pause_us=pause_us),
        "delivered_per_min": delivered_per_min(found, stretch.total_us),
        "depth_mm": sum(c.depth_mm for c in found) / len(found) if found else None,
        "depth_share": depth_share(found, target),
        "rate_share": rate_share(found, target, pause_us=pause_us),
        "release_share": release_share(releases),
        "fraction_onset_to_release": by_onsets,
        "fraction_by_gaps": by_gaps,
        "gap_s": pause_us / 1e6,
        "pauses_s": [pause / 1e6 for pause in pauses],
        "score": None if points is None else points.total,
        "score_deductions": {} if points is None else points.deductions,
        "score_fraction": "by_gaps" if by_onsets is None else "onset_to_release",
    }
