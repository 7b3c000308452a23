"""The force that still pressed after each compression, out of a signal of a load cell."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from simrunner.cpr.detector import Release


def with_forces(
    releases: Sequence[Release], times_us: Sequence[int], forces_n: Sequence[float]
) -> tuple[Release, ...]:
    """Return the releases with the least force between their own peak and the next one.

    After the last compression the signal counts to its end.
    """
    if not releases:
        return ()
    ends_us = [after.peak_us for _, after in pairwise(releases)]
    found, place = [], 0
    for release, end_us in zip(releases, [*ends_us, times_us[-1] + 1], strict=True):
        while place < len(times_us) and times_us[place] <= release.peak_us:
            place += 1
        least_n = None
        while place < len(times_us) and times_us[place] < end_us:
            if least_n is None or forces_n[place] < least_n:
                least_n = forces_n[place]
            place += 1
        found.append(replace(release, force_n=least_n))
    return tuple(found)
