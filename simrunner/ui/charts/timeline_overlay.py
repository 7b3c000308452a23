"""What lies over the time line: the grid, the playhead, its numbers, and the mouse."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from simrunner.ui.charts.timeline_rows import AXIS_PX
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of
from simrunner.ui.look.tokens import Role
from simrunner.ui.presenters.debrief_scale import TimeScale

_CENTRE = Qt.AlignmentFlag.AlignCenter
FLAG_WIDE_PX, FLAG_HIGH_PX = 46, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A number of a curve at the playhead."""

    y_px: float
    text: str
    ink: QColor


@dataclass(frozen=True, slots=True, kw_only=True)
class Bracket:
    """A stretch of a curve that was held by hand."""

    left_px: float
    right_px: float
    y_px: float
    text: str


class TimelineOverlay(QWidget):
    """Transparent; tells where the mouse asks to go and how it turns its wheel."""

    pointed = Signal(float)
    wheeled = Signal(float, float, float)
    hovered = Signal(object)

    def __init__(self, art: Artwork, parent: QWidget) -> None:
        super().__init__(parent)
        self._art = art
        self._scale: TimeScale | None = None
        self._bottom_px = 0
        self._x_px: float | None = None
        self._flag = ""
        self._tags: tuple[Tag, ...] = ()
        self._brackets: tuple[Bracket, ...] = ()
        self.has_ring = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_scale(self, scale: TimeScale, bottom_px: int, brackets: Sequence[Bracket]) -> None:
        """Show another grid."""
        self._scale, self._bottom_px, self._brackets = scale, bottom_px, tuple(brackets)
        self.update()

    def show_playhead(self, x_px: float | None, flag: str, tags: Sequence[Tag]) -> None:
        """Show the playhead somewhere else; None when it is out of view."""
        self._x_px, self._flag, self._tags = x_px, flag, tuple(tags)
        self.update()

    @property
    def playhead_x_px(self) -> float | None:
        """Where the playhead stands."""
        return self._x_px

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.pointed.emit(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow a drag."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.pointed.emit(event.position().x())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Come closer, go farther, or move along."""
        turned = event.angleDelta()
        sideways, upright = float(turned.x()), float(turned.y())
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            sideways, upright = sideways + upright, 0.0
        self.wheeled.emit(event.position().x(), sideways, upright)
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Answer the wish for a tool tip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            asked = Wish(event)
            self.hovered.emit(asked)
            if asked.words:
                QToolTip.showText(event.globalPos(), asked.words, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw grid, brackets, playhead and focus ring."""
        painter = QPainter(self)
        colours = colours_of(self)
        if self._scale is not None:
            grid = QColor(colours.line3)
            grid.setAlpha(45)
            painter.setPen(QPen(grid, 1))
            for tick_ms in self._scale.ticks_ms():
                x_px = round(self._scale.x_px(tick_ms)) + 0.5
                painter.drawLine(QPointF(x_px, AXIS_PX), QPointF(x_px, self._bottom_px))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_brackets(painter)
        if self._x_px is not None:
            self._paint_playhead(painter, self._x_px)
        if self.has_ring:
            painter.setPen(QPen(QColor(colours.ac), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _paint_brackets(self, painter: QPainter) -> None:
        colours = colours_of(self)
        painter.setFont(self._art.fonts.font(Role.CAPTION))
        metrics = QFontMetricsF(self._art.fonts.font(Role.CAPTION))
        for held in self._brackets:
            painter.setPen(QPen(QColor(colours.tx3), 1))
            left, right, y_px = held.left_px, held.right_px, held.y_px
            painter.drawPolyline([
                QPointF(left, y_px - 5), QPointF(left, y_px), QPointF(right, y_px),
                QPointF(right, y_px - 5),
            ])  # fmt: skip
            wide = metrics.horizontalAdvance(held.text)
            area = QRectF(right + 6, y_px - 12, wide + 8, 15)
            paper = QColor(colours.bg1)
            paper.setAlpha(215)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(paper)
            painter.drawRoundedRect(area, 3, 3)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(colours.tx2))
            painter.drawText(area, _CENTRE, held.text)

    def _paint_playhead(self, painter: QPainter, x_px: float) -> None:
        colours = colours_of(self)
        painter.setPen(QPen(QColor(colours.tx1), 2))
        painter.drawLine(QPointF(x_px, AXIS_PX - 2), QPointF(x_px, self._bottom_px))
        painter.setFont(self._art.fonts.font(Role.CAPTION_STRONG))
        for tag in self._tags:
            painter.setPen(QPen(QColor("#FFFFFF"), 1))
            painter.setBrush(tag.ink)
            painter.drawEllipse(QPointF(x_px, tag.y_px), 4, 4)
            self._paint_tag(painter, x_px, tag)
        wide = max(
            FLAG_WIDE_PX,
            QFontMetricsF(self._art.fonts.font(Role.CAPTION_STRONG)).horizontalAdvance(self._flag)
            + 12,
        )
        left = min(max(x_px - wide / 2, 0), self.width() - wide)
        area = QRectF(left, 1, wide, FLAG_HIGH_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.tx1))
        painter.drawRoundedRect(area, 3, 3)
        painter.setPen(QColor(colours.on_fill))
        painter.drawText(area, _CENTRE, self._flag)

    def _paint_tag(self, painter: QPainter, x_px: float, tag: Tag) -> None:
        is_at_edge = x_px + 48 > self.width()
        left = x_px - 44 if is_at_edge else x_px + 9
        top = tag.y_px - 22 if tag.y_px > AXIS_PX + 26 else tag.y_px + 4
        area = QRectF(left, top, 35, 17)
        painter.setPen(QPen(QColor(colours_of(self).line2), 1))
        painter.setBrush(QColor("#FFFFFF"))
        painter.drawRoundedRect(area, 4, 4)
        painter.setPen(tag.ink)
        painter.drawText(area, _CENTRE, tag.text)


class Wish:
    """A place that asks for words; whoever knows them writes them into ``words``."""

    def __init__(self, event: QHelpEvent) -> None:
        self.x_px = float(event.pos().x())
        self.y_px = float(event.pos().y())
        self.words = ""
