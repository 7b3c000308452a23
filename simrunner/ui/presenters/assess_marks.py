"""Marks in words: the keys of the bottom bar, the lanes of the time axis, the header."""

from collections.abc import Iterable
from dataclasses import dataclass

from simrunner.domain.chart import Scenario
from simrunner.domain.run_record import RunSummary
from simrunner.domain.sim_time import clock_text
from simrunner.domain.text import Translate
from simrunner.ui.presenters.assess_desk import MOST_LEARNERS, AssessDesk, mark_words
from simrunner.ui.presenters.assess_session import BandView

RESERVED_KEYS = frozenset("EMN")
"""Keys of the form, which a category of marks may not take."""
_TICKS_MS = (30_000, 60_000, 120_000, 300_000, 600_000, 1_200_000, 3_600_000)
_TICK_GAP_PX = 84
_LONGEST_LAST = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkKeyView:
    """A button of the bar: sign + or - without category, or a category that takes both."""

    id: str
    key: str
    sign: str
    words: str
    tip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BarView:
    """The whole bar."""

    title: str
    stamp: str
    keys: tuple[MarkKeyView, ...]
    who: str
    who_tip: str
    learners: tuple[str, ...]
    last: str
    last_sign: str
    note: str
    note_hint: str
    undo: str
    undo_tip: str
    has_mark: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneMark:
    """A mark on a lane."""

    mark: int
    at_ms: int
    sign: str
    tip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneView:
    """One lane with its marks in order."""

    title: str
    marks: tuple[LaneMark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LanesView:
    """The time axis: bands of states per region, lanes of marks per category."""

    bands: tuple[tuple[BandView, ...], ...]
    lanes: tuple[LaneView, ...]
    spoken: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderView:
    """The page's header; ``keys`` pair key caps with what they do."""

    title: str
    facts: str
    keys: tuple[tuple[tuple[str, ...], str], ...]


class MarksPresenter:
    """Presents the marks of one rater."""

    def __init__(self, desk: AssessDesk, tr: Translate) -> None:
        self._desk = desk
        self._tr = tr

    def bar(self) -> BarView:
        """Return the bar in the language in force."""
        tr, desk = self._tr, self._desk
        last = desk.last_mark
        signs = {"+": "+", "-": "−", "neutral": "◆"}
        shown = "" if last is None else clock_text(last.at_ms)
        category = "" if last is None else mark_words(last, desk.instrument, tr)
        return BarView(
            title=tr("Marks"),
            stamp=self.stamp(),
            keys=self._keys(),
            who=tr("who"),
            who_tip=tr("Say whom the last mark is about"),
            learners=tuple(desk.learner(n, tr) for n in range(1, MOST_LEARNERS + 1)),
            last=_short(" ".join(part for part in (shown, category) if part)),
            last_sign="" if last is None else signs[last.sign],
            note="" if last is None else last.note,
            note_hint=tr("note to the last mark, Enter keeps it"),
            undo=tr("Undo mark"),
            undo_tip=tr("Take back the last mark"),
            has_mark=last is not None,
        )

    def stamp(self) -> str:
        """Return at what time a mark would be set now."""
        return self._tr("stamped now, {clock}", clock=clock_text(self._desk.now_ms))

    def lanes(self, bands: tuple[tuple[BandView, ...], ...]) -> LanesView:
        """Return bands and lanes; marks without a category have a lane of their own."""
        tr, desk = self._tr, self._desk
        marks = desk.state.marks
        known = {category.id for category in desk.instrument.marks}
        lanes = [
            LaneView(title=_capital(each.title.in_language(tr.language)), marks=self._of({each.id}))
            for each in desk.instrument.marks
        ]
        others = {mark.category for mark in marks} - known
        lanes.append(LaneView(title=tr("General"), marks=self._of(others | {""})))
        counts = [f"{lane.title} {len(lane.marks)}" for lane in lanes]
        return LanesView(bands=bands, lanes=tuple(lanes), spoken=" · ".join(counts))

    def header(
        self, scenario: Scenario, summary: RunSummary | None, *, is_wide: bool
    ) -> HeaderView:
        """Return the header of a live run, or of a recorded one with its ``summary``."""
        tr = self._tr
        purpose = {"formative": tr("formative"), "summative": tr("summative")}[scenario.purpose]
        if summary is None:
            parts = [tr("live session")]
        else:
            length = clock_text(summary.duration_ms)
            parts = [
                _capital(summary.team),
                summary.started_wall[:10],
                tr("recorded session {length}", length=length),
            ]
        scores = self._desk.instrument.scale.scores
        keys = (
            (("↑", "↓"), tr("item")),
            ((str(scores[0]), "–", str(scores[-1])), tr("rate")),
            (("N",), tr("not observed")),
            (("Del",), tr("blank")),
            (("E",), tr("last mark as evidence")),
        )
        return HeaderView(
            title=tr("Assess: {title}", title=scenario.title.in_language(tr.language)),
            facts=" · ".join(part for part in (*parts, purpose) if part),
            keys=keys if is_wide else keys[2:3] + keys[4:],
        )

    def _keys(self) -> tuple[MarkKeyView, ...]:
        tr = self._tr
        plain = (
            MarkKeyView(id="good", key="+", sign="+", words=tr("good"),
                        tip=tr("A good moment, without a category")),
            MarkKeyView(id="discuss", key="−", sign="-", words=tr("to discuss"),
                        tip=tr("A moment to discuss, without a category")),
        )  # fmt: skip
        return plain + tuple(self._category_keys())

    def _category_keys(self) -> Iterable[MarkKeyView]:
        tr = self._tr
        for each in self._desk.instrument.marks:
            words = each.title.in_language(tr.language)
            key = "" if each.key in RESERVED_KEYS else each.key
            tip = tr("{category}: good; with Shift: to discuss", category=words)
            yield MarkKeyView(id=each.id, key=key, sign="", words=words, tip=tip)

    def _of(self, categories: set[str]) -> tuple[LaneMark, ...]:
        tr, desk = self._tr, self._desk
        signs = desk.sign_words(tr)
        return tuple(
            LaneMark(
                mark=mark.mark,
                at_ms=mark.at_ms,
                sign=mark.sign,
                tip=" · ".join(
                    part
                    for part in (
                        clock_text(mark.at_ms),
                        signs[mark.sign],
                        mark_words(mark, desk.instrument, tr),
                    )
                    if part
                ),
            )
            for mark in desk.state.marks
            if mark.category in categories
        )


def axis_ticks(end_ms: int, width_px: int) -> tuple[int, ...]:
    """Return the times to write on an axis of ``width_px``, far enough apart to be read."""
    for step_ms in _TICKS_MS:
        if end_ms <= 0 or width_px * step_ms / end_ms >= _TICK_GAP_PX:
            return tuple(range(0, end_ms + 1, step_ms))
    return tuple(range(0, end_ms + 1, _TICKS_MS[-1]))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST_LAST else f"{words[: _LONGEST_LAST - 1]}…"
