"""Breaths given during compressions: how large, how often, how long the breaks for them were."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypedDict

from simrunner.cpr.detector import Compression, Release

COUNTED_ABOVE_ML = 100.0
"""A smaller volume is no breath but a movement of the bag; a choice of this project."""

BREAK_US = 10_000_000
"""A break for breaths that lasts longer is flagged (AHA 2020: pauses below 10 s)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breath:
    """One breath from outside."""

    at_us: int
    volume_ml: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BreathLimits:
    """What a profile asks: at most so many per minute with an airway, so many in one break."""

    airway_most_per_min: float
    most_per_break: int


SHOWN_US = 45_000_000
"""How far back a screen counts breaths: two cycles of 30:2 at 110 per minute take 43 s."""

LEAST_SHOWN = 3
"""A rate is shown from so many breaths on: the two of one break would always be too fast."""

_SHOWN = 6


class BreathsNow(TypedDict):
    """What a screen shows of the last breaths; None where there is nothing to show."""

    breath_rate_per_min: float | None
    breath_volume_ml: float | None
    since_breath_ms: int | None


class RecentBreaths:
    """The last breaths, for a screen; asking costs the same however long the run was."""

    def __init__(self) -> None:
        """Begin before the first breath."""
        self._last: deque[Breath] = deque(maxlen=_SHOWN)

    def take(self, breath: Breath) -> None:
        """Take one breath; a movement of the bag is none."""
        if breath.volume_ml > COUNTED_ABOVE_ML:
            self._last.append(breath)

    def at(self, now_us: int) -> BreathsNow:
        """Return rate and mean volume of the last breaths within SHOWN_US."""
        last = [each for each in self._last if each.at_us > now_us - SHOWN_US]
        return BreathsNow(
            breath_rate_per_min=breath_rate_per_min(last) if len(last) >= LEAST_SHOWN else None,
            breath_volume_ml=sum(b.volume_ml for b in last) / len(last) if last else None,
            since_breath_ms=max(0, now_us - last[-1].at_us) // 1000 if last else None,
        )


def counted(breaths: Sequence[Breath]) -> list[Breath]:
    """Return the breaths of more than COUNTED_ABOVE_ML."""
    return [breath for breath in breaths if breath.volume_ml > COUNTED_ABOVE_ML]


def breath_rate_per_min(breaths: Sequence[Breath]) -> float | None:
    """Return 60 / mean spacing of the counted breaths; None below two of them."""
    times = [breath.at_us for breath in counted(breaths)]
    if len(times) < 2 or times[-1] <= times[0]:
        return None
    return 60e6 * (len(times) - 1) / (times[-1] - times[0])


def breaks_us(
    compressions: Sequence[Compression], releases: Sequence[Release], *, pause_us: int
) -> list[tuple[int, int]]:
    """Return each break from the last release to the next onset; from the peak where unknown."""
    release_of = {release.peak_us: release.release_us for release in releases}
    return [
        (release_of.get(before.peak_us, before.peak_us), after.onset_us)
        for before, after in pairwise(compressions)
        if after.peak_us - before.peak_us >= pause_us
    ]


def breath_measures(
    breaths: Sequence[Breath],
    breaks: Sequence[tuple[int, int]],
    limits: BreathLimits,
    *,
    has_airway: bool,
) -> Mapping[str, object]:
    """Return the measures of breaths by name, with the flags of the two ways to ventilate.

    With an airway the rate is judged; without, the breaths within each break and its length. What
    is not judged is None.
    """
    found = counted(breaths)
    rate = breath_rate_per_min(breaths)
    within = [sum(begin <= b.at_us <= end for b in found) for begin, end in breaks]
    return {
        "breaths": len(found),
        "breaths_too_small": len(breaths) - len(found),
        "breath_volume_ml": sum(b.volume_ml for b in found) / len(found) if found else None,
        "breath_rate_per_min": rate,
        "has_airway": has_airway,
        "is_too_fast": (
            rate is not None and rate > limits.airway_most_per_min if has_airway else None
        ),
        "breaks": len(breaks),
        "breaks_with_too_many_breaths": (
            None if has_airway else sum(number > limits.most_per_break for number in within)
        ),
        "breaks_too_long": sum(end - begin > BREAK_US for begin, end in breaks),
    }
