"""A file that is attached to a run, as a chip on its time line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from simrunner.domain.sim_time import SimTimeMs, clock_text
from simrunner.domain.text import Translate
from simrunner.ui.presenters.debrief_timeline import MarkChipView, TimelineView


@dataclass(frozen=True, slots=True, kw_only=True)
class MediumPoint:
    """Where an attached file begins; ``media_type`` as in MIME, such as image/png."""

    at_ms: SimTimeMs
    name: str
    media_type: str


def with_media(view: TimelineView, points: Sequence[MediumPoint], tr: Translate) -> TimelineView:
    """Return a time line with a chip for each file among its marks, in time order."""
    chips = (*view.marks, *(_chip(point, tr) for point in points))
    return replace(view, marks=tuple(sorted(chips, key=lambda chip: chip.at_ms)))


def _chip(point: MediumPoint, tr: Translate) -> MarkChipView:
    words = {"image": tr("picture"), "audio": tr("sound"), "video": tr("video")}
    kind = words.get(point.media_type.partition("/")[0], tr("file"))
    return MarkChipView(
        at_ms=point.at_ms, text=kind, tip=f"{clock_text(point.at_ms)} {point.name}", tone="info"
    )
