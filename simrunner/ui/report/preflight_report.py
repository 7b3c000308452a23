"""The pre-flight of a scenario as a PDF of one page: what a facilitator reads before class."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter

from simrunner.domain.chart import Scenario
from simrunner.domain.text import Translate
from simrunner.rehearsal.preflight import Rehearsal
from simrunner.ui.charts.preflight_figures import PAPER, PreflightFigures
from simrunner.ui.charts.preflight_map import MapDrawing
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import LIGHT, Role
from simrunner.ui.presenters.pack_page import difficulty_words
from simrunner.ui.presenters.preflight import PreflightView, present_preflight, team_level_words
from simrunner.ui.presenters.preflight_map import ShareMap, share_map
from simrunner.ui.presenters.terms import level_words, setting_words, word
from simrunner.ui.report.paper import (
    BOTTOM_PX,
    FOOT_PX,
    MARGIN_X_PX,
    MARGIN_Y_PX,
    PAGE_HIGH_PX,
    RIGHT_MIDDLE,
    WIDE_PX,
    Block,
    Ink,
    write_pages,
)

_MOST_MAP_PX = 480.0
_MAP_LEVEL = "average"


def write_preflight_pdf(
    file: Path,
    *,
    rehearsal: Rehearsal,
    scenario: Scenario,
    tr: Translate,
    art: Artwork,
    at: datetime | None = None,
    is_stale: bool = False,
) -> int:
    """Write the pre-flight in the language in force and return the number of pages, which is 1.

    Text can be searched; fonts are embedded.

    Raises:
        OSError: the file cannot be written.
    """
    view = present_preflight(rehearsal, scenario, tr, at=at, is_stale=is_stale)
    result = rehearsal.level(_MAP_LEVEL) or rehearsal.levels[0]
    share = share_map(scenario, result, tr)
    report = _Report(view, share, scenario, rehearsal, Ink(art), tr, result.level)
    title = f"{tr('Pre-flight')}: {scenario.title.in_language(tr.language)}"
    return write_pages(file, title, tuple(report.blocks()), report.foot)


class _Report:
    """Lays one pre-flight out on A4."""

    def __init__(  # noqa: PLR0917 - the parts of one page
        self, view: PreflightView, share: ShareMap, scenario: Scenario, rehearsal: Rehearsal,
        ink: Ink, tr: Translate, level: str,
    ) -> None:  # fmt: skip
        self._view = view
        self._share = share
        self._scenario = scenario
        self._rehearsal = rehearsal
        self._ink = ink
        self._tr = tr
        self._level = level
        self._figures = PreflightFigures(view, PAPER, ink.font)

    def blocks(self) -> Iterator[Block]:
        """Yield the page from the top; the diagram takes the room that the rest leaves."""
        upper = [self._head(), *self._summary(), self._figures_block()]
        upper.append(self._ink.section(self._share.title, self._map_note()))
        least = MapDrawing.least_px(self._share, WIDE_PX, self._ink.font) + 4
        room = BOTTOM_PX - MARGIN_Y_PX - sum(block.high_px for block in upper) - least
        lower = self._findings(room)
        spare = room - sum(block.high_px for block in lower)
        yield from upper
        yield self._map(least - 4 + max(0.0, min(spare, _MOST_MAP_PX - least)))
        yield from lower

    def foot(self, painter: QPainter, _number: int, _count: int) -> None:
        """Draw the foot of the page: what it is not, and of which file it is."""
        tr, ink = self._tr, self._ink
        top = PAGE_HIGH_PX - MARGIN_Y_PX - FOOT_PX + 12
        ink.rule(painter, top, "line1")
        area = QRectF(MARGIN_X_PX, top + 6, WIDE_PX, 18)
        ink.text(painter, area, tr("SIMULATION, not for clinical use"), Role.CAPTION_STRONG, "warn")
        words = f"{self._scenario.id} {self._scenario.version} · {self._rehearsal.sha256[:12]}"
        ink.text(painter, area, words, Role.CAPTION, "tx3", align=RIGHT_MIDDLE)

    def _head(self) -> Block:
        ink, tr, scenario = self._ink, self._tr, self._scenario
        title = scenario.title.in_language(tr.language)
        difficulty = dict(difficulty_words(tr))[scenario.difficulty]
        facts = " · ".join(
            part
            for part in (
                word(level_words(tr), scenario.level), word(setting_words(tr), scenario.setting),
                tr("{minutes} min", minutes=round(scenario.duration_ms / 60_000)),
                tr("Difficulty: {difficulty}", difficulty=difficulty),
            )
            if part
        )  # fmt: skip

        def paint(painter: QPainter, top_px: float) -> None:
            logo = ink.art.icons.pixmap("logo", LIGHT.ac, 26, scale=4.0)
            painter.drawPixmap(QPointF(MARGIN_X_PX, top_px + 4), logo)
            area = QRectF(MARGIN_X_PX + 44, top_px, WIDE_PX - 44, 28)
            ink.text(painter, area, title, Role.WINDOW_TITLE)
            line = QRectF(area.left(), top_px + 28, area.width(), 20)
            ink.text(painter, line, f"{tr('Pre-flight')} · {facts}", Role.BODY, "tx2")
            ink.text(painter, line, self._view.note, Role.CAPTION, "tx2", align=RIGHT_MIDDLE)
            ink.rule(painter, top_px + 56, "tx1", 2)

        return Block(high_px=66, paint=paint)

    def _summary(self) -> Iterator[Block]:
        summary = self._scenario.summary
        if summary is not None:
            yield self._ink.sentence(summary.in_language(self._tr.language))
        if self._view.stale:
            yield self._ink.sentence(self._view.stale, "warn")

    def _figures_px(self) -> float:
        drawing = self._figures
        upper = max(drawing.ends_px, drawing.durations_px)
        return upper + 16 + drawing.objectives_px

    def _figures_block(self) -> Block:
        drawing = self._figures
        upper = max(drawing.ends_px, drawing.durations_px)
        half = (WIDE_PX - 28) / 2

        def paint(painter: QPainter, top_px: float) -> None:
            left = float(MARGIN_X_PX)
            drawing.paint_ends(painter, QRectF(left, top_px, half, drawing.ends_px))
            right = QRectF(left + half + 28, top_px, half, drawing.durations_px)
            drawing.paint_durations(painter, right)
            lower = QRectF(left, top_px + upper + 12, WIDE_PX, drawing.objectives_px)
            drawing.paint_objectives(painter, lower)

        return Block(high_px=self._figures_px(), paint=paint)

    def _map_note(self) -> str:
        level = team_level_words(self._tr)[self._level]
        return self._tr("{level} teams; {note}", level=level, note=self._share.note)

    def _map(self, high_px: float) -> Block:
        size = QSize(round(WIDE_PX), round(high_px))
        drawing = MapDrawing(self._share, size, self._ink.font)

        def paint(painter: QPainter, top_px: float) -> None:
            painter.save()
            painter.translate(MARGIN_X_PX, top_px)
            drawing.paint(painter)
            painter.restore()

        return Block(high_px=high_px + 4, paint=paint)

    def _findings(self, room_px: float) -> list[Block]:
        """Return the findings that fit into the page, the first ones; the rest is counted."""
        view, ink = self._view, self._ink
        title = ink.section(view.findings_title, view.assumed)
        found = [ink.sentence(f"• {words}", "tx1", Role.CAPTION) for words in view.findings]
        if not found:
            return [title, ink.sentence(view.nothing)]
        more = ink.sentence("•", "tx2", Role.CAPTION).high_px
        shown: list[Block] = []
        left = room_px - title.high_px
        for number, block in enumerate(found):
            is_last = number == len(found) - 1
            if block.high_px + (0 if is_last else more) > left:
                count = len(found) - number
                words = self._tr("and {count} more findings", count=count)
                shown.append(ink.sentence(words, "tx2", Role.CAPTION))
                break
            shown.append(block)
            left -= block.high_px
        return [title, *shown]
