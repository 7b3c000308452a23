"""Two attempts side by side on paper: their curves, states and deeds, and what was expected."""

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from simrunner.ui.charts.compare_chart import CompareInk, ComparePicture
from simrunner.ui.charts.debrief_ink import paint_status
from simrunner.ui.look.tokens import LIGHT, Role, Theme
from simrunner.ui.presenters.attempts_compare import CompareView, PairRow, SeenView
from simrunner.ui.report.paper import MARGIN_X_PX, WIDE_PX, Block, Ink
from simrunner.ui.report.tables import Cell, Column, Drawing, table

CHART_PX = 380


def compare_blocks(ink: Ink, view: CompareView) -> Iterator[Block]:
    """Return a comparison as a section of a report."""
    lead = [ink.section(view.title, " – ".join(view.names)), ink.sentence(view.same_until, "tx1")]
    for (name, deed), outcome in zip(view.firsts, view.outcomes, strict=True):
        lead.append(ink.sentence(f"{name} ({outcome}): {deed}", "tx1"))
    yield from (replace(block, stays_with_next=True) for block in lead)
    yield _chart(ink, view)
    columns = (
        Column(name=view.heads[0], share=34),
        Column(name="", share=4),
        Column(name=view.heads[1], share=19),
        Column(name="", share=4),
        Column(name=view.heads[2], share=19),
        Column(name=view.heads[3], share=20),
    )
    yield from table(ink, columns, [_cells(row) for row in view.rows])


def _chart(ink: Ink, view: CompareView) -> Block:
    def paint(painter: QPainter, top_px: float) -> None:
        look = CompareInk(font=ink.font, colours=LIGHT, theme=Theme.LIGHT)
        area = QRectF(MARGIN_X_PX, top_px, WIDE_PX, CHART_PX)
        painter.save()
        ComparePicture(view, area, look).paint(painter)
        painter.restore()

    return Block(high_px=CHART_PX + 12, paint=paint)


def _cells(row: PairRow) -> tuple[Cell, ...]:
    role = Role.BODY_STRONG if row.is_critical else Role.BODY
    return (
        Cell(words=row.title, role=role),
        Cell(drawing=_sign(row.first)),
        Cell(words=row.first.words, tone=row.first.tone),
        Cell(drawing=_sign(row.second)),
        Cell(words=row.second.words, tone=row.second.tone),
        Cell(words=row.gain, tone=row.gain_tone),
    )


def _sign(seen: SeenView) -> Drawing:
    def draw(painter: QPainter, area: QRectF) -> None:
        paint_status(painter, QPointF(area.left() + 8, area.center().y()), seen.status)

    return draw
