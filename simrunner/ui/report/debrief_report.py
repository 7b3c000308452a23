"""The debrief of a run as a PDF: what the window shows, for the folder and for the learners."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from simrunner.assessment.instrument import Instrument
from simrunner.domain.chart import Scenario
from simrunner.domain.run_record import RunRecord
from simrunner.domain.sim_time import clock_text
from simrunner.domain.text import Translate
from simrunner.ui.charts.debrief_ink import paint_status, paint_window
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import LIGHT, Role
from simrunner.ui.presenters.attempts_compare import CompareView
from simrunner.ui.presenters.debrief import DebriefPresenter
from simrunner.ui.presenters.debrief_expected import ExpectedRowView
from simrunner.ui.presenters.debrief_report import (
    deed_rows,
    first_words,
    grouped_digest,
    mark_rows,
    observed_words,
    ratings,
)
from simrunner.ui.presenters.debrief_words import date_words, wall_clock
from simrunner.ui.report.compare_report import compare_blocks
from simrunner.ui.report.debrief_chart import chart
from simrunner.ui.report.paper import (
    FOOT_PX,
    MARGIN_X_PX,
    MARGIN_Y_PX,
    PAGE_HIGH_PX,
    PAGE_WIDE_PX,
    RIGHT_MIDDLE,
    WIDE_PX,
    Block,
    Ink,
    write_pages,
)
from simrunner.ui.report.tables import Cell, Column, table

_NO_INSTRUMENTS: Mapping[str, Instrument] = MappingProxyType({})


def write_debrief_pdf(
    file: Path,
    *,
    record: RunRecord,
    scenario: Scenario,
    tr: Translate,
    art: Artwork,
    instruments: Mapping[str, Instrument] = _NO_INSTRUMENTS,
    take_aways: Sequence[str] = (),
    comparison: CompareView | None = None,
) -> int:
    """Write the debrief of a run in the language in force and return the number of pages.

    ``comparison`` holds another attempt of the session beside it.
    ``instruments`` by id give the sums of locked forms. Text can be searched; fonts are embedded.

    Raises:
        OSError: the file cannot be written.
    """
    report = DebriefReport(record, scenario, tr, art, instruments)
    return report.write(file, take_aways, comparison)


class DebriefReport:
    """Lays one run out on A4."""

    def __init__(
        self,
        record: RunRecord,
        scenario: Scenario,
        tr: Translate,
        art: Artwork,
        instruments: Mapping[str, Instrument] = _NO_INSTRUMENTS,
    ) -> None:
        """Read the run."""
        self._record = record
        self._scenario = scenario
        self._tr = tr
        self._ink = Ink(art)
        self._instruments = instruments
        self._debrief = DebriefPresenter(record, scenario, tr)

    def write(
        self, file: Path, take_aways: Sequence[str] = (), comparison: CompareView | None = None
    ) -> int:
        """Write the PDF and return the number of pages; OSError when it cannot be written."""
        title = f"{self._tr('Debrief report')}: {self._debrief.scenario_title}"
        return write_pages(file, title, tuple(self._blocks(take_aways, comparison)), self._foot)

    def _blocks(self, take_aways: Sequence[str], comparison: CompareView | None) -> Iterator[Block]:
        ink, tr = self._ink, self._tr
        yield self._head()
        yield ink.section(tr("What happened"))
        yield chart(ink, self._debrief.timeline)
        yield from self._expected()
        if comparison is not None:
            yield from compare_blocks(ink, comparison)
        yield from self._summary(take_aways)
        yield from self._figures()
        yield from self._marks()
        yield from self._ratings()
        yield from self._deeds()

    def _head(self) -> Block:
        ink, tr, summary = self._ink, self._tr, self._record.summary
        wall = tr(
            "{date}, {clock}",
            date=date_words(summary.started_wall, tr),
            clock=wall_clock(summary.started_wall),
        )
        lasted = tr("lasted {clock}", clock=clock_text(self._debrief.duration_ms))
        purpose = {
            "formative": tr("Team debrief, formative"),
            "summative": tr("Team debrief, summative"),
        }[self._scenario.purpose]
        outcome = self._outcome()
        right = (purpose, f"{wall.strip(', ')} · {lasted}", outcome)
        subtitle = " · ".join(part for part in (tr("Debrief report"), summary.team) if part)

        def paint(painter: QPainter, top_px: float) -> None:
            logo = ink.art.icons.pixmap("logo", LIGHT.ac, 26, scale=4.0)
            painter.drawPixmap(QPointF(MARGIN_X_PX, top_px + 4), logo)
            left = MARGIN_X_PX + 44
            area = QRectF(left, top_px, 360, 28)
            ink.text(painter, area, self._debrief.scenario_title, Role.WINDOW_TITLE)
            ink.text(painter, area.translated(0, 26), subtitle, Role.BODY, "tx2")
            line = QRectF(MARGIN_X_PX + 404, top_px, WIDE_PX - 404, 18)
            for number, words in enumerate(right):
                place = line.translated(0, number * 17)
                ink.text(painter, place, words, Role.CAPTION, "tx2", align=RIGHT_MIDDLE)
            ink.rule(painter, top_px + 62, "tx1", 2)

        return Block(high_px=68, paint=paint)

    def _outcome(self) -> str:
        tr, outcome = self._tr, self._record.summary.outcome
        if not self._record.summary.is_ended:
            return tr("This run did not end.")
        for region in self._scenario.regions[:1]:
            states = self._scenario.states_of(region.id)
            if outcome in states:
                outcome = states[outcome].title.in_language(tr.language)
        return tr("Outcome: {outcome}", outcome=outcome) if outcome else ""

    def _expected(self) -> Iterator[Block]:
        tr, view = self._tr, self._debrief.expected
        yield self._ink.section(view.title)
        if not view.rows:
            yield self._ink.sentence(view.empty)
            return
        columns = (
            Column(name="", share=4),
            Column(name=view.heads[0], share=34),
            Column(name=view.heads[1], share=9),
            Column(name=view.heads[2], share=23),
            Column(name=tr("observed"), share=30),
        )
        yield from table(self._ink, columns, [self._expected_cells(row) for row in view.rows])
        yield self._ink.space(6)
        yield self._ink.sentence(view.footer, "tx3", Role.CAPTION)

    def _expected_cells(self, row: ExpectedRowView) -> tuple[Cell, ...]:
        duration_ms = self._debrief.duration_ms

        def sign(painter: QPainter, area: QRectF) -> None:
            paint_status(painter, QPointF(area.left() + 8, area.center().y()), row.status)

        def window(painter: QPainter, area: QRectF) -> None:
            paint_window(painter, area.adjusted(0, 0, -8, 0), row.window, duration_ms)

        title = row.title
        if row.critical_word:
            title = self._tr("{title} ({note})", title=row.title, note=row.critical_word)
        role = Role.BODY_STRONG if row.is_critical else Role.BODY
        return (
            Cell(drawing=sign),
            Cell(words=title, role=role),
            Cell(words=row.by, tone="tx2"),
            Cell(drawing=window),
            Cell(words=observed_words(row, self._tr), tone=row.tone),
        )

    def _summary(self, take_aways: Sequence[str]) -> Iterator[Block]:
        view, ink = self._debrief.summary(), self._ink
        if take_aways:
            yield ink.section(view.take_aways_title)
            for words in take_aways:
                yield ink.sentence(f"“{words}”", "tx1")
        yield ink.section(view.well_title)
        for words in first_words(view.well, view.no_well):
            yield ink.sentence(words, "tx1")
        yield ink.section(view.try_title)
        for words in first_words(view.to_try, view.no_try):
            yield ink.sentence(words, "tx1")

    def _figures(self) -> Iterator[Block]:
        tr, view = self._tr, self._debrief.summary()
        yield self._ink.section(view.figures_title)
        columns = (
            Column(name=tr("figure"), share=30),
            Column(name=tr("value"), share=18),
            Column(name=tr("how it is counted"), share=52),
        )
        rows = [
            (
                Cell(words=each.title),
                Cell(
                    words=each.text,
                    role=Role.BODY_STRONG if each.is_known else Role.CAPTION,
                    tone="tx1" if each.is_known else "tx3",
                ),
                Cell(words=each.definition, role=Role.CAPTION, tone="tx2"),
            )
            for each in view.figures
        ]
        yield from table(self._ink, columns, rows)

    def _marks(self) -> Iterator[Block]:
        tr = self._tr
        found = mark_rows(self._debrief.line, tr)
        if not found:
            return
        yield self._ink.section(tr("Behaviour marks"))
        columns = (
            Column(name=tr("time"), share=12),
            Column(name=tr("behaviour"), share=28),
            Column(name=tr("note"), share=44),
            Column(name=tr("rater"), share=16),
        )
        yield from table(self._ink, columns, [[Cell(words=word) for word in row] for row in found])

    def _ratings(self) -> Iterator[Block]:
        tr = self._tr
        for form in ratings(self._record, self._instruments, tr):
            yield self._ink.section(tr("Ratings"), form.title)
            if form.sentence:
                yield self._ink.sentence(form.sentence)
                continue
            columns = (
                Column(name=tr("category"), share=40),
                Column(name=tr("score"), share=20),
                Column(name="", share=40),
            )
            rows = [
                (
                    Cell(words=row.title),
                    Cell(words=row.score, role=Role.BODY_STRONG),
                    Cell(words=row.note, role=Role.CAPTION, tone="tx3"),
                )
                for row in form.rows
            ]
            yield from table(self._ink, columns, rows)

    def _deeds(self) -> Iterator[Block]:
        tr = self._tr
        found = deed_rows(self._debrief.line, tr)
        yield self._ink.section(tr("Log of deeds"))
        if not found:
            yield self._ink.sentence(tr("Nothing was logged."))
            return
        columns = (
            Column(name=tr("time"), share=12),
            Column(name=tr("deed"), share=68),
            Column(name=tr("source"), share=20),
        )
        rows = [
            (Cell(words=clock), Cell(words=words), Cell(words=source, tone="tx3"))
            for clock, words, source in found
        ]
        yield from table(self._ink, columns, rows)

    def _foot(self, painter: QPainter, page: int, pages: int) -> None:
        ink, tr, record = self._ink, self._tr, self._record
        proof = self._proof() if page == pages else ()
        top = PAGE_HIGH_PX - MARGIN_Y_PX - FOOT_PX + (4 if proof else 16)
        ink.rule(painter, top)
        words = [tr("SIMULATION, not for clinical use"), tr("run {run}", run=record.summary.run)]
        if record.head:
            words.append(tr("digest {digest}", digest=grouped_digest(record.head)))
        area = QRectF(MARGIN_X_PX, top + 6, WIDE_PX - 110, 18)
        ink.text(painter, area, " · ".join(words), Role.CAPTION, "tx2")
        for number, line in enumerate(proof, start=1):
            below = QRectF(MARGIN_X_PX, top + 6 + 14 * number, WIDE_PX, 18)
            ink.text(painter, below, line, Role.CAPTION, "tx3")
        right = QRectF(PAGE_WIDE_PX - MARGIN_X_PX - 130, top + 6, 130, 18)
        numbers = tr("Page {page} of {pages}", page=page, pages=pages)
        ink.text(painter, right, numbers, Role.CAPTION, "tx2", align=RIGHT_MIDDLE)

    def _proof(self) -> tuple[str, ...]:
        """Return what it takes to hold the record against this page: the whole head and the key."""
        tr, record = self._tr, self._record
        if not record.signed_by:
            return ()
        return (
            tr("Last digest of the record: {digest}", digest=record.head),
            tr("Sealed with the public key: {key}", key=record.signed_by),
        )
