"""Whether a chest was let go after a compression: by a load cell if there is one, else by depth."""

from collections.abc import Sequence

from simrunner.cpr.detector import Release

LEAN_MM = 5.0
"""A residual depth of this or more counts as leaning; a choice of this project, `unverified`."""

LEAN_N = 24.5
"""A residual force of this or more counts as leaning: 2.5 kgf, the limit of studies that measured
it (PMC3825766). It goes before the depth, which a soft chest or a sliding sensor tells badly."""

LEAN_MARGIN_MM = 10.0
LEAN_MARGIN_N = 49.0
"""This far above the limit a release counts nothing: three times the limit, a teaching choice."""


def is_released(residual_mm: float, force_n: float | None = None) -> bool:
    """Return whether the chest came up; ``force_n`` is None without a load cell."""
    return residual_mm < LEAN_MM if force_n is None else force_n < LEAN_N


def release_points(residual_mm: float, force_n: float | None = None) -> float:
    """Return what one release counts, 0 to 1; a chest above its place at rest is up."""
    if force_n is None:
        return _points(residual_mm - LEAN_MM, LEAN_MARGIN_MM)
    return _points(force_n - LEAN_N, LEAN_MARGIN_N)


def release_share(releases: Sequence[Release]) -> float | None:
    """Return the share of compressions after which the chest came up; None without any."""
    if not releases:
        return None
    return sum(is_released(each.residual_mm, each.force_n) for each in releases) / len(releases)


def mean_force_n(releases: Sequence[Release]) -> float | None:
    """Return the mean residual force; None where no load cell measured it."""
    known = [each.force_n for each in releases if each.force_n is not None]
    return sum(known) / len(known) if known else None


def _points(beyond: float, margin: float) -> float:
    return max(0.0, 1.0 - max(0.0, beyond) / margin)
