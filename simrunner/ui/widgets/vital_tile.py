"""One number of the facilitator's mirror: shows its source and is dragged to change it."""

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from simrunner.domain.text import Translate
from simrunner.ui.look.tokens import DARK, MONITOR_RULE
from simrunner.ui.presenters.run import VitalTile
from simrunner.ui.presenters.staging import RAMP_SNAP_MS, Staged, moved, stepped
from simrunner.ui.widgets.ink import BLACK, DRAG_TILE, colour, sized_font, trace

DRAG_STARTS_PX = 4
HIDDEN_PX = 40
"""The size of dashes, which should not shout."""


class VitalTileWidget(QWidget):
    """A number; vertical drag sets its value, horizontal drag the ramp's time."""

    staged = Signal(object)
    pin_wanted = Signal(str)
    apply_wanted = Signal()

    def __init__(self, size_px: int, tr: Translate, parent: QWidget | None = None) -> None:
        """Show nothing until ``show_tile``."""
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SizeAllCursor)
        self.setMinimumSize(120, 60)
        self._tr = tr
        self.size_px = size_px
        self._tile: VitalTile | None = None
        self._waiting: Staged | None = None
        self._dragged: Staged | None = None
        self._origin: Staged | None = None
        self._pressed_at = QPoint()

    @property
    def tile(self) -> VitalTile | None:
        """What is shown now."""
        return self._tile

    def show_tile(self, tile: VitalTile) -> None:
        """Show this tile."""
        if tile == self._tile:
            return
        self._tile = tile
        self.setObjectName(f"run-vital-{tile.tile}")
        words = f"{tile.label} {tile.text} {tile.second} {tile.unit}, {tile.source}"
        self.setAccessibleName(words)
        self.setToolTip(tile.hover)
        self.update()

    def show_waiting(self, waiting: Staged | None) -> None:
        """Say which change of this number waits, so that the next step starts from it."""
        if waiting != self._waiting:
            self._waiting = waiting
            self.update()

    # ------------------------------------------------------------------ gestures
    def _base(self) -> Staged | None:
        if self._waiting is not None:
            return self._waiting
        return self._tile.start if self._tile else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a drag; a click on the pin at the upper right pins or releases."""
        if event.button() is not Qt.MouseButton.LeftButton or self._tile is None:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self._pin_box().contains(event.position().toPoint()):
            self.pin_wanted.emit(self._tile.tile)
            return
        self._pressed_at = event.position().toPoint()
        self._origin = self._base()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the hand."""
        if self._origin is None:
            return
        delta = event.position().toPoint() - self._pressed_at
        if self._dragged is None and delta.manhattanLength() < DRAG_STARTS_PX:
            return
        self._dragged = moved(self._origin, delta.x(), delta.y())
        self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Stage what was dragged."""
        dragged, self._dragged, self._origin = self._dragged, None, None
        self.update()
        if dragged is not None:
            self.staged.emit(dragged)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Stage one step per notch."""
        base = self._base()
        if base is not None and event.angleDelta().y():
            step = self._step()
            self.staged.emit(stepped(base, step if event.angleDelta().y() > 0 else -step))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step with the arrows, apply with Return, pin with P; the rest goes to the page."""
        base = self._base()
        if base is None:
            super().keyPressEvent(event)
            return
        key, step = event.key(), self._step()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.staged.emit(stepped(base, step if key == Qt.Key.Key_Up else -step))
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            px = RAMP_SNAP_MS // 500
            self.staged.emit(moved(base, px if key == Qt.Key.Key_Right else -px, 0))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.apply_wanted.emit()
        elif key == Qt.Key.Key_P and self._tile is not None:
            self.pin_wanted.emit(self._tile.tile)
        elif key == Qt.Key.Key_Escape and self._dragged is not None:
            self._dragged = self._origin = None
            self.update()
        else:
            super().keyPressEvent(event)

    def _step(self) -> float:
        base = self._base()
        is_fine = base is not None and (base.tile == "Temp" or base.etco2_unit == "kPa")
        return 0.1 if is_fine else 1.0

    # ------------------------------------------------------------------ drawing
    def _pin_box(self) -> QRect:
        return QRect(self.width() - 128, 6, 120, 22)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the number, its target and its source; while dragged, the ramp."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_held = self._dragged is not None
        painter.fillRect(self.rect(), colour(DRAG_TILE if is_held else BLACK))
        painter.setPen(QPen(colour(MONITOR_RULE), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())
        if is_held or self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour("ac"), 2 if is_held else 1))
            painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        if self._tile is None:
            return
        self._draw_head(painter, self._tile)
        right = self._draw_number(painter, self._tile)
        self._draw_source(painter, self._tile)
        if self._dragged is not None:
            area = QRect(right + 24, 0, self.width() - right - 52, self.height())
            draw_ramp(painter, area, self._tile, self._dragged, self._tr("now"))

    def _draw_head(self, painter: QPainter, tile: VitalTile) -> None:
        painter.setFont(sized_font(14, 600, "text"))
        painter.setPen(trace(tile.ink))
        painter.drawText(12, 23, tile.label)
        width = painter.fontMetrics().horizontalAdvance(tile.label)
        painter.setFont(sized_font(12, 400, "text"))
        painter.setPen(colour("tx3"))
        painter.drawText(18 + width, 23, f"{tile.unit}  {tile.note}".rstrip())
        if self._dragged is not None:
            self._draw_chip(painter, self._tr("dragging"), "ac", "act")
        elif tile.is_pinned:
            words = self._tr("pinned {since} · release", since=tile.pinned_since)
            if self.width() < 200:
                words = self._tr("release")
            self._draw_chip(painter, words, "ac", "act")
        elif self.underMouse() or self.hasFocus():
            self._draw_chip(painter, self._tr("pin  P"), "tx3", "bg2")

    def _draw_chip(self, painter: QPainter, words: str, ink: str, fill: str) -> None:
        painter.setFont(sized_font(12, 400, "text"))
        width = painter.fontMetrics().horizontalAdvance(words) + 14
        box = QRectF(self.width() - width - 10, 7, width, 20)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(fill))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(colour(ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _draw_number(self, painter: QPainter, tile: VitalTile) -> int:
        """Draw the number and its target; return where the number ends."""
        font_px = min(self.size_px, max(24, int((self.height() - 50) * 1.2)))
        weight = 400 if tile.is_hidden else 600
        if tile.is_hidden:
            font_px = min(font_px, HIDDEN_PX)
        painter.setFont(sized_font(font_px, weight))
        width = painter.fontMetrics().horizontalAdvance(tile.text)
        room = self.width() - 24 - (70 if tile.second else 0)
        if width > room:
            painter.setFont(sized_font(max(20, int(font_px * room / width)), weight))
        metrics = painter.fontMetrics()
        ink = QColor(trace(tile.ink))
        if tile.is_hidden:
            ink = colour("tx3")
        painter.setPen(ink)
        middle = 28 + (self.height() - 28 - 30) / 2
        baseline = round(middle + metrics.capHeight() / 2)
        painter.drawText(12, baseline, tile.text)
        right = 12 + metrics.horizontalAdvance(tile.text)
        x = right + 16
        if tile.second:
            painter.setFont(sized_font(24 if self.width() < 300 else 30))
            if x + painter.fontMetrics().horizontalAdvance(tile.second) > self.width() - 6:
                painter.setFont(sized_font(18))
            painter.drawText(x, baseline, tile.second)
            x += painter.fontMetrics().horizontalAdvance(tile.second) + 12
        if tile.target and self._dragged is None:
            self._draw_target(painter, tile, x, baseline)
        return right

    def _draw_target(self, painter: QPainter, tile: VitalTile, x: int, baseline: int) -> None:
        painter.setFont(sized_font(13, 600, "text"))
        painter.setPen(colour("ac"))
        if x + painter.fontMetrics().horizontalAdvance(tile.target) < self.width() - 8:
            painter.drawText(x, baseline - 4, tile.target)
        if tile.progress is not None:
            bar = QRectF(12, self.height() - 34, self.width() - 24, 4)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("bg4"))
            painter.drawRoundedRect(bar, 2, 2)
            painter.setBrush(colour("ac"))
            bar.setWidth(bar.width() * max(0.02, tile.progress))
            painter.drawRoundedRect(bar, 2, 2)

    def _draw_source(self, painter: QPainter, tile: VitalTile) -> None:
        painter.setFont(sized_font(12, 400, "text"))
        y = self.height() - 12
        x = 12
        change = self._dragged or self._waiting
        if change is not None:
            words = self._tr("{number} in {time} s", number=change.text,
                             time=change.over_ms // 1000)  # fmt: skip
            painter.setFont(sized_font(13, 600, "text"))
            width = painter.fontMetrics().horizontalAdvance(words) + 14
            box = QRectF(10, self.height() - 28, width, 22)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("acf"))
            painter.drawRoundedRect(box, 4, 4)
            painter.setPen(colour(DARK.on_fill))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
            painter.setFont(sized_font(12, 400, "text"))
            x = round(box.right()) + 8
        source = tile.source
        if self._dragged is not None:
            source = self._tr("release to stage, Enter applies")
        painter.setPen(colour("tx3"))
        room = max(0, self.width() - x - 8)
        if painter.fontMetrics().horizontalAdvance(source) > room:
            painter.setFont(sized_font(11, 400, "text"))
        if painter.fontMetrics().horizontalAdvance(source) > room:
            source = source.rpartition(", ")[0] or source
        shown = painter.fontMetrics().elidedText(source, Qt.TextElideMode.ElideRight, room)
        painter.drawText(x, y, shown)


def draw_ramp(painter: QPainter, area: QRect, tile: VitalTile, change: Staged, now: str) -> None:
    """Draw time to the right and the way from now to the target."""
    if area.width() < 60:
        return
    left, end, top = area.left(), area.right(), 62
    painter.setPen(QPen(colour("acl"), 1))
    painter.drawLine(left, top, end, top)
    painter.setFont(sized_font(11, 400, "text"))
    painter.setPen(colour("tx2"))
    span_s = max(60, change.over_ms // 1000)
    for share, words in ((0.0, now), (0.5, f"{span_s // 2} s"), (1.0, f"{span_s} s")):
        x = left + share * (end - left)
        painter.drawText(QRectF(x - 30, top - 22, 60, 16), Qt.AlignmentFlag.AlignCenter, words)
        painter.drawLine(QPointF(x, top - 3), QPointF(x, top + 3))
    goal_x = left + (end - left) * change.over_ms / 1000 / span_s
    is_up = change.number > tile.start.number
    goal_y = top - 8 if is_up else min(area.height() - 48, top + 46)
    pen = QPen(colour("ac"), 1.5)
    pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.drawLine(QPointF(left, top), QPointF(goal_x, goal_y))
    painter.setPen(QPen(colour("ac"), 2))
    painter.setBrush(colour(DRAG_TILE))
    painter.drawEllipse(QPointF(goal_x, goal_y), 6, 6)
    painter.setBrush(trace(tile.ink))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(QPointF(left, top), 4, 4)
    painter.setPen(colour("tx1"))
    painter.setFont(sized_font(14, 600, "text"))
    painter.drawText(QPointF(goal_x - 44, goal_y + 16), change.text)
