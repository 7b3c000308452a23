"""Measures of a compression sequence, each with its definition.

Depth and rate limits are arguments: guideline profiles are data, not code.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from simrunner.cpr.detector import Compression, Release

PAUSE_US = 1_000_000
"""An interval this long or longer is a pause. Definitions of 1, 2 and 3 s change whether a record
meets the guideline in 7 % of events; 1 s is the recommended one (PMC7296394)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a guideline profile asks of depth and rate."""

    depth_low_mm: float
    depth_high_mm: float
    rate_low_per_min: float
    rate_high_per_min: float


def _intervals_us(compressions: Sequence[Compression]) -> list[int]:
    return [after.peak_us - before.peak_us for before, after in pairwise(compressions)]


def rate_per_min(compressions: Sequence[Compression], *, pause_us: int = PAUSE_US) -> float | None:
    """Return 60 / mean interval between peaks, pauses left out; None below two compressions."""
    kept = [interval for interval in _intervals_us(compressions) if interval < pause_us]
    return 60e6 * len(kept) / sum(kept) if kept else None


def instant_rates_per_min(
    compressions: Sequence[Compression], *, pause_us: int = PAUSE_US
) -> list[float]:
    """Return 60 / interval of every interval that is no pause."""
    return [60e6 / interval for interval in _intervals_us(compressions) if interval < pause_us]


def mean_instant_rate_per_min(
    compressions: Sequence[Compression], *, pause_us: int = PAUSE_US
) -> float | None:
    """Return the mean of 60 / interval, pauses left out; higher than the rate when it varies."""
    rates = instant_rates_per_min(compressions, pause_us=pause_us)
    return sum(rates) / len(rates) if rates else None


def delivered_per_min(compressions: Sequence[Compression], total_us: int) -> float:
    """Return how many compressions a minute were given on the whole, pauses included."""
    return 60e6 * len(compressions) / total_us


def pauses_us(
    compressions: Sequence[Compression],
    *,
    pause_us: int = PAUSE_US,
    rosc_gap_us: int | None = None,
) -> list[int]:
    """Return the intervals between peaks that are pauses, in their order.

    One of ``rosc_gap_us`` or longer is none: the heart is taken to have beaten by itself.
    """
    return [
        interval
        for interval in _intervals_us(compressions)
        if interval >= pause_us and (rosc_gap_us is None or interval < rosc_gap_us)
    ]


def left_out_us(
    compressions: Sequence[Compression],
    releases: Sequence[Release],
    rosc_gap_us: int | None,
) -> tuple[int, int]:
    """Return what gaps of ``rosc_gap_us`` or longer come to: from release to onset, and by peaks.

    The rule of pediRES-Q (120 s there): such a gap is no pause and no part of the whole time.
    """
    if rosc_gap_us is None:
        return 0, 0
    release_of = {release.peak_us: release.release_us for release in releases}
    by_onsets = by_peaks = 0
    for before, after in pairwise(compressions):
        if after.peak_us - before.peak_us >= rosc_gap_us:
            by_onsets += after.onset_us - release_of.get(before.peak_us, before.peak_us)
            by_peaks += after.peak_us - before.peak_us
    return by_onsets, by_peaks


def depth_share(compressions: Sequence[Compression], target: Target) -> float | None:
    """Return the share of compressions within the depth band; None without any."""
    if not compressions:
        return None
    inside = sum(target.depth_low_mm <= c.depth_mm <= target.depth_high_mm for c in compressions)
    return inside / len(compressions)


def rate_share(
    compressions: Sequence[Compression], target: Target, *, pause_us: int = PAUSE_US
) -> float | None:
    """Return the share of intervals (pauses left out) within the rate band."""
    rates = instant_rates_per_min(compressions, pause_us=pause_us)
    if not rates:
        return None
    inside = sum(target.rate_low_per_min <= rate <= target.rate_high_per_min for rate in rates)
    return inside / len(rates)


def fraction_onset_to_release(
    compressions: Sequence[Compression],
    releases: Sequence[Release],
    total_us: int,
    *,
    pause_us: int = PAUSE_US,
) -> float:
    """Return CCF_or: time from the first onset to the last release of each run, over the total.

    Runs are separated by pauses. Name the definition wherever the number is shown: CCF_gap of the
    same compressions is lower.
    """
    release_of = {release.peak_us: release.release_us for release in releases}
    active_us = 0
    run_from: int | None = None
    for index, compression in enumerate(compressions):
        if run_from is None:
            run_from = compression.onset_us
        following = compressions[index + 1] if index + 1 < len(compressions) else None
        if following is None or following.peak_us - compression.peak_us >= pause_us:
            active_us += release_of.get(compression.peak_us, compression.peak_us) - run_from
            run_from = None
    return active_us / total_us


def fraction_by_gaps(
    compressions: Sequence[Compression],
    total_us: int,
    *,
    pause_us: int = PAUSE_US,
    rosc_gap_us: int | None = None,
) -> float:
    """Return CCF_gap: 1 less the share of all intervals that are pauses."""
    paused_us = sum(pauses_us(compressions, pause_us=pause_us, rosc_gap_us=rosc_gap_us))
    return 1.0 - paused_us / total_us
