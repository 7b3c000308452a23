"""The figures of a pre-flight: how runs end, how long they last, what they exercise."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from simrunner.ui.charts.figure_ink import CENTRE, RIGHT, FigureInk, ink_colour
from simrunner.ui.look.tokens import Role
from simrunner.ui.presenters.preflight import (
    DurationRow,
    DurationView,
    OutcomeBar,
    OutcomePart,
    PreflightView,
)

OUTCOME_FILL: Mapping[str, str] = MappingProxyType(
    {"good": "#BFE2CF", "late": "#F0D9A8", "bad": "#F6C9CE", "limit": "#D7DEE7"}
)
_STEP_FILL = ("#F3F5FD", "#DCE2F9", "#BBC6F3", "#93A3E9", "#4C60CE")
_WHITE_FROM_STEP = 4
_CROSS = "✕ "
_LABEL_PX = 64.0
_GAP_PX = 2.0
_CELL_GAP_PX = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How high the parts are, px: as drawn in the room's window, or tighter."""

    head: float
    bar: float
    bar_gap: float
    legend: float
    row: float
    cell: float
    cell_wide: float
    between: float


ROOMY = Sizes(head=28, bar=28, bar_gap=6, legend=24, row=30, cell=32, cell_wide=56, between=14)
PAPER = Sizes(head=24, bar=20, bar_gap=3, legend=20, row=22, cell=20, cell_wide=48, between=10)
TIGHT = Sizes(head=24, bar=22, bar_gap=4, legend=20, row=24, cell=30, cell_wide=48, between=10)


class PreflightFigures:
    """Paints the three figures one below the other."""

    def __init__(
        self, view: PreflightView, sizes: Sizes, font: Callable[[Role], QFont], *, note: str = ""
    ) -> None:
        """Draw ``view``; ``font`` gives the fonts of the screen or of the paper.

        ``note`` stands at the right of the first title.
        """
        self._view = view
        self._note = note
        self._sizes = sizes
        self._font = font

    @property
    def ends_px(self) -> float:
        """How high the first figure is."""
        size = self._sizes
        return size.head + len(self._view.bars) * (size.bar + size.bar_gap) + size.legend

    @property
    def durations_px(self) -> float:
        """How high the second figure is."""
        return self._sizes.head + len(self._view.bars) * self._sizes.row + 20

    @property
    def objectives_px(self) -> float:
        """How high the third figure is."""
        return self._sizes.head + len(self._view.rows) * (self._sizes.cell + _CELL_GAP_PX)

    @property
    def high_px(self) -> float:
        """How high everything is."""
        parts = self.ends_px + self.durations_px + self.objectives_px
        return parts + 4 * self._sizes.between

    def paint(self, painter: QPainter, area: QRectF) -> None:
        """Paint everything from the upper edge of ``area`` down, with rules between."""
        top, between = area.top(), self._sizes.between
        for high, paint in (
            (self.ends_px, self.paint_ends),
            (self.durations_px, self.paint_durations),
            (self.objectives_px, self.paint_objectives),
        ):
            if top > area.top():
                y = top + between
                FigureInk(painter=painter, font=self._font).line(
                    QPointF(area.left() - 12, y), QPointF(area.right() + 12, y), "line1"
                )
                top += 2 * between
            paint(painter, QRectF(area.left(), top, area.width(), high))
            top += high

    def paint_ends(self, painter: QPainter, area: QRectF) -> None:
        """Paint a bar for each level, and the legend."""
        ink, size = self._ink(painter), self._sizes
        head = QRectF(area.left(), area.top(), area.width(), size.head - 6)
        ink.text(head, self._view.ends, Role.CAPTION, "tx2")
        ink.text(head, self._note, tone="tx3", align=RIGHT)
        top = area.top() + size.head
        for bar in self._view.bars:
            line = QRectF(area.left(), top, area.width(), size.bar)
            ink.text(line, bar.level, Role.BODY_STRONG)
            _paint_bar(ink, bar, line.adjusted(_LABEL_PX, 0, 0, 0))
            top += size.bar + size.bar_gap
        self._paint_legend(ink, QRectF(area.left(), top, area.width(), size.legend))

    def _paint_legend(self, ink: FigureInk, area: QRectF) -> None:
        left, middle = area.left() + _LABEL_PX, area.center().y()
        for title, tone in self._view.legend:
            ink.box(QRectF(left, middle - 5, 10, 10), OUTCOME_FILL[tone], 2)
            words = (_CROSS if tone == "bad" else "") + title
            wide = min(ink.wide_px(words, Role.CAPTION), max(0.0, area.right() - left - 15))
            ink.text(QRectF(left + 15, area.top(), wide, area.height()), words, tone="tx2")
            left += 15 + wide + 12

    def paint_durations(self, painter: QPainter, area: QRectF) -> None:
        """Paint every level on one axis, with the planned duration as a dashed line."""
        ink, size, view = self._ink(painter), self._sizes, self._view.durations
        head = QRectF(area.left(), area.top(), area.width(), size.head - 6)
        ink.text(head, view.title, Role.CAPTION, "tx2")
        self._paint_key(ink, head, view)
        scale = _Scale(view, area.left() + _LABEL_PX + 44, area.right() - 44)
        top = area.top() + size.head
        bottom = top + len(view.rows) * size.row
        for at_ms, words in view.ticks:
            x = scale.x_px(at_ms)
            ink.line(QPointF(x, top), QPointF(x, bottom), "line1")
            ink.text(QRectF(x - 40, bottom + 2, 80, 16), words, tone="tx3", align=CENTRE)
        painter.setPen(QPen(ink_colour("line3"), 1.2, Qt.PenStyle.DashLine))
        x = scale.x_px(view.planned_ms)
        painter.drawLine(QPointF(x, top), QPointF(x, bottom))
        for row in view.rows:
            line = QRectF(area.left(), top, area.width(), size.row)
            ink.text(line, row.level, Role.BODY_STRONG)
            _paint_duration(ink, row, line, scale)
            top += size.row

    def _paint_key(self, ink: FigureInk, area: QRectF, view: DurationView) -> None:
        right, middle = area.right(), area.center().y()
        for words, sign in ((view.planned, "dash"), (view.most, "bar"), (view.half, "disc")):
            wide = ink.wide_px(words, Role.CAPTION)
            place = QRectF(right - wide, area.top(), wide, area.height())
            ink.text(place, words, tone="tx3")
            _paint_sign(ink, QPointF(place.left() - 10, middle), sign)
            right = place.left() - 28

    def paint_objectives(self, painter: QPainter, area: QRectF) -> None:
        """Paint a row for each objective with a cell for each level."""
        ink, size, view = self._ink(painter), self._sizes, self._view
        cells = size.cell_wide + 4
        first = area.right() - len(view.levels) * cells + 4
        head = QRectF(area.left(), area.top(), first - area.left() - 8, size.head - 6)
        ink.text(head, view.objectives, Role.CAPTION, "tx2")
        for number, level in enumerate(view.levels):
            place = QRectF(first + number * cells, head.top(), size.cell_wide, head.height())
            ink.text(place, level, tone="tx2", align=CENTRE)
        top = area.top() + size.head
        for row in view.rows:
            name = QRectF(area.left(), top, 24, size.cell)
            ink.text(name, row.objective, tone="tx3")
            words = QRectF(name.right(), top, first - name.right() - 10, size.cell)
            ink.paragraph(words, row.text, (Role.BODY, Role.CAPTION, Role.SMALLEST))
            for number, cell in enumerate(row.cells):
                place = QRectF(first + number * cells, top, size.cell_wide, size.cell)
                ink.box(place, _STEP_FILL[cell.step])
                tone = "on_fill" if cell.step >= _WHITE_FROM_STEP else "tx1"
                ink.text(place, cell.words, Role.PANEL_TITLE, tone, CENTRE)
            top += size.cell + _CELL_GAP_PX

    def _ink(self, painter: QPainter) -> FigureInk:
        return FigureInk(painter=painter, font=self._font)


class _Scale:
    """Where on the axis a duration stands."""

    def __init__(self, view: DurationView, left_px: float, right_px: float) -> None:
        self._view = view
        self._left_px = left_px
        self._per_ms = (right_px - left_px) / max(1, view.high_ms - view.low_ms)

    def x_px(self, at_ms: int) -> float:
        """Return the place."""
        return self._left_px + (at_ms - self._view.low_ms) * self._per_ms


def _paint_bar(ink: FigureInk, bar: OutcomeBar, area: QRectF) -> None:
    """Draw the shares side by side, rounded at the ends of the bar alone."""
    clip = QPainterPath()
    clip.addRoundedRect(area, 4, 4)
    ink.painter.save()
    ink.painter.setClipPath(clip, Qt.ClipOperation.IntersectClip)
    left = area.left()
    for part in bar.parts:
        wide = part.share * area.width()
        place = QRectF(left, area.top(), wide, area.height())
        ink.painter.fillRect(place.adjusted(0, 0, -_GAP_PX, 0) if place.right() < area.right() - 1
                             else place, ink_colour(OUTCOME_FILL[part.tone]))  # fmt: skip
        _paint_part(ink, part, place)
        left += wide
    ink.painter.restore()


def _paint_part(ink: FigureInk, part: OutcomePart, place: QRectF) -> None:
    """Write the longest words that fit."""
    cross = _CROSS if part.tone == "bad" else ""
    for words in (f"{cross}{part.title} {part.pct}", f"{cross}{part.pct}", part.pct):
        if ink.wide_px(words, Role.CAPTION_STRONG) + 4 <= place.width():
            ink.text(place, words, Role.CAPTION_STRONG, align=CENTRE)
            return


def _paint_duration(ink: FigureInk, row: DurationRow, line: QRectF, scale: _Scale) -> None:
    half, most, y = scale.x_px(row.p50_ms), scale.x_px(row.p90_ms), line.center().y()
    ink.line(QPointF(half, y), QPointF(most, y), "ac", 2)
    ink.line(QPointF(most, y - 6), QPointF(most, y + 6), "ac", 2)
    _paint_sign(ink, QPointF(half, y), "disc")
    before = QRectF(half - 52, line.top(), 44, line.height())
    after = QRectF(most + 8, line.top(), 44, line.height())
    for area, words in ((before, row.p50), (after, row.p90)):
        wide = ink.wide_px(words, Role.CAPTION_STRONG)
        left = area.right() - wide if area is before else area.left()
        ink.box(QRectF(left - 2, y - 7, wide + 4, 14), "bg1", 2)  # no line strikes the number out
    ink.text(before, row.p50, Role.CAPTION_STRONG, align=RIGHT)
    ink.text(after, row.p90, tone="tx2")


def _paint_sign(ink: FigureInk, centre: QPointF, sign: str) -> None:
    if sign == "disc":
        ink.painter.setPen(Qt.PenStyle.NoPen)
        ink.painter.setBrush(ink_colour("ac"))
        ink.painter.drawEllipse(centre, 5, 5)
    elif sign == "bar":
        ink.line(centre - QPointF(0, 6), centre + QPointF(0, 6), "ac", 2)
    else:
        ink.painter.setPen(QPen(ink_colour("line3"), 1.2, Qt.PenStyle.DashLine))
        ink.painter.drawLine(centre - QPointF(8, 0), centre + QPointF(6, 0))


class PreflightFiguresView(QWidget):
    """The figures on a page; as high as they need."""

    def __init__(self, font: Callable[[Role], QFont]) -> None:
        """Show nothing yet."""
        super().__init__()
        self.setObjectName("pack.figures")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._font = font
        self._drawing: PreflightFigures | None = None

    def show_view(self, view: PreflightView, sizes: Sizes) -> None:
        """Draw a pre-flight."""
        self._drawing = PreflightFigures(view, sizes, self._font, note=view.note)
        self.setFixedHeight(round(self._drawing.high_px))
        self.setAccessibleName(view.spoken)
        self.update()

    def sizeHint(self) -> QSize:
        """As high as the figures."""
        return QSize(320, 0 if self._drawing is None else round(self._drawing.high_px))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the figures."""
        if self._drawing is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._drawing.paint(painter, QRectF(self.rect()).adjusted(12, 0, -12, 0))
