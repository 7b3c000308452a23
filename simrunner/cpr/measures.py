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
    left_out_us,
    mean_instant_rate_per_min,
    pauses_us,
    rate_per_min,
    rate_share,
)
from simrunner.cpr.release import mean_force_n, release_share
from simrunner.cpr.score import score
from simrunner.cpr.shock_pause import shock_pause, shock_row


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What was found in ``total_us``; ``has_onsets`` is False where only peaks are known."""

    compressions: Sequence[Compression]
    releases: Sequence[Release]
    total_us: int
    has_onsets: bool = True
    shocks_us: Sequence[int] = ()


def measures_of(
    stretch: Stretch, target: Target, *, pause_us: int, rosc_gap_us: int | None = None
) -> Mapping[str, object]:
    """Return every measure by its name, unit last; None where there is nothing to measure.

    ``total_us`` must be above 0 and hold more than gaps of ``rosc_gap_us``, which are left out of
    it. Both fractions are given, each named by its definition.
    """
    found, releases = stretch.compressions, stretch.releases
    _, out_us = left_out_us(found, releases, rosc_gap_us)
    total_us = stretch.total_us - out_us
    by_onsets, by_gaps = _fractions(stretch, pause_us, rosc_gap_us)
    fraction = by_gaps if by_onsets is None else by_onsets
    points = score(found, releases, target, fraction=fraction, pause_us=pause_us)
    pauses = pauses_us(found, pause_us=pause_us, rosc_gap_us=rosc_gap_us)
    residuals = [release.residual_mm for release in releases]
    return {
        "compressions": len(found),
        "total_s": total_us / 1e6,
        "left_out_s": out_us / 1e6,
        "rate_per_min": rate_per_min(found, pause_us=pause_us),
        "mean_instant_rate_per_min": mean_instant_rate_per_min(found, pause_us=pause_us),
        "delivered_per_min": delivered_per_min(found, total_us),
        "depth_mm": sum(c.depth_mm for c in found) / len(found) if found else None,
        "depth_share": depth_share(found, target),
        "rate_share": rate_share(found, target, pause_us=pause_us),
        "release_share": release_share(releases),
        "residual_mm": sum(residuals) / len(residuals) if residuals else None,
        "residual_force_n": mean_force_n(releases),
        "fraction_onset_to_release": by_onsets,
        "fraction_by_gaps": by_gaps,
        "gap_s": pause_us / 1e6,
        "rosc_gap_s": None if rosc_gap_us is None else rosc_gap_us / 1e6,
        "pauses_s": [pause / 1e6 for pause in pauses],
        "shocks": [shock_row(shock_pause(found, releases, at_us)) for at_us in stretch.shocks_us],
        "score": None if points is None else points.total,
        "score_deductions": {} if points is None else points.deductions,
        "score_fraction": "by_gaps" if by_onsets is None else "onset_to_release",
    }


def _fractions(
    stretch: Stretch, pause_us: int, rosc_gap_us: int | None
) -> tuple[float | None, float]:
    """Return CCF_or, None where onsets are unknown, and CCF_gap."""
    found, releases = stretch.compressions, stretch.releases
    out_onsets_us, out_us = left_out_us(found, releases, rosc_gap_us)
    by_gaps = (
        fraction_by_gaps(
            found, stretch.total_us - out_us, pause_us=pause_us, rosc_gap_us=rosc_gap_us
        )
        if found
        else 0.0
    )
    if not stretch.has_onsets:
        return None, by_gaps
    total_us = stretch.total_us - out_onsets_us
    return fraction_onset_to_release(found, releases, total_us, pause_us=pause_us), by_gaps
