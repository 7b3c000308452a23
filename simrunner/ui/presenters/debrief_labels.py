"""Where the words of markers on one line fit."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelPlace:
    """A marker's place and how wide its words and its short words are."""

    x_px: float
    wide_px: float
    short_px: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Where words begin, and whether they are the short ones."""

    left_px: float
    is_short: bool


MARKER_PX = 12.0
_GAP_PX = 4.0


def labels_that_fit(
    places: Iterable[LabelPlace], *, left_px: float, right_px: float
) -> tuple[Label | None, ...]:
    """Return where the words of each marker stand, None where there is no room for them.

    ``places`` go from left to right. Words stand to the right of their marker, else to its left,
    and never over another marker or other words; the short ones are tried last.
    """
    markers = list(places)
    found: list[Label | None] = []
    taken = left_px - _GAP_PX
    for number, place in enumerate(markers):
        following = markers[number + 1].x_px if number + 1 < len(markers) else right_px
        limit = following - (MARKER_PX / 2 + _GAP_PX if number + 1 < len(markers) else 0.0)
        after = place.x_px + MARKER_PX / 2 + _GAP_PX
        before = place.x_px - MARKER_PX / 2 - _GAP_PX
        label = None
        for wide_px, is_short in ((place.wide_px, False), (place.short_px, True)):
            if after + wide_px <= limit:
                label = Label(left_px=after, is_short=is_short)
                taken = after + wide_px
            elif before - wide_px >= taken + _GAP_PX:
                label = Label(left_px=before - wide_px, is_short=is_short)
                taken = place.x_px + MARKER_PX / 2
            if label is not None:
                break
        found.append(label)
        taken = max(taken, place.x_px + MARKER_PX / 2)
    return tuple(found)
