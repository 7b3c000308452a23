"""The session on one axis: state bands, drugs and acts, bookmarks, and the playhead."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from simrunner.domain.sim_time import clock_text
from simrunner.domain.text import Translate
from simrunner.ui.presenters.session_strip import Band, Pip, Strip
from simrunner.ui.widgets.ink import colour, sized_font

AXIS_PX = 24
BAND_PX = 20
SIDE_PX = 20
PIP_WORDS_PX = 84


class SessionStripView(QWidget):
    """Draws a Strip."""

    def __init__(self, tr: Translate, parent: QWidget | None = None) -> None:
        """Show an empty axis."""
        super().__init__(parent)
        self.setObjectName("run-session-strip")
        self.setMinimumHeight(60)
        self._tr = tr
        self._strip = Strip(now_ms=0, axis_ms=480_000, bands=(), pips=())

    def show_strip(self, strip: Strip) -> None:
        """Show the session so far."""
        self._strip = strip
        self.setAccessibleName(self._tr("Session strip at {clock}", clock=clock_text(strip.now_ms)))
        self.update()

    def _x(self, at_ms: int) -> float:
        return SIDE_PX + (self.width() - 2 * SIDE_PX) * max(0, at_ms) / self._strip.axis_ms

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw everything; it changes at most ten times a second."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_axis(painter)
        for band in self._strip.bands:
            self._draw_band(painter, band)
        taken: list[QRectF] = []
        for pip in self._strip.pips:
            self._draw_pip(painter, pip, taken)
        for pip in self._strip.bookmarks:
            self._draw_bookmark(painter, pip)
        self._draw_playhead(painter)

    def _draw_axis(self, painter: QPainter) -> None:
        minutes = self._strip.axis_ms // 60_000
        every = max(1, -(-minutes // 10))
        painter.setFont(sized_font(12, 400, "text"))
        head = self._x(self._strip.now_ms)
        for minute in range(0, minutes + 1, every):
            x = self._x(minute * 60_000)
            painter.setPen(QPen(colour("line1"), 1))
            painter.drawLine(QPointF(x, AXIS_PX), QPointF(x, self.height() - 6))
            if abs(x - head) > 44:
                painter.setPen(colour("tx3"))
                painter.drawText(QRectF(x - 24, 2, 48, 18), Qt.AlignmentFlag.AlignCenter,
                                 f"{minute}:00")  # fmt: skip

    def _draw_band(self, painter: QPainter, band: Band) -> None:
        left = self._x(band.from_ms)
        until = self._strip.now_ms if band.until_ms is None else band.until_ms
        box = QRectF(left, AXIS_PX, max(2.0, self._x(until) - left - 1), BAND_PX)
        is_active = band.until_ms is None
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("acf" if is_active else "bg4"))
        painter.drawRoundedRect(box, 2, 2)
        painter.setPen(colour("#FFFFFF" if is_active else "tx2"))
        painter.setFont(sized_font(12, 500, "text"))
        room = int(box.width()) - 12
        if room > 14:
            words = painter.fontMetrics().elidedText(band.label, Qt.TextElideMode.ElideRight, room)
            painter.drawText(box.adjusted(7, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, words)

    def _draw_pip(self, painter: QPainter, pip: Pip, taken: list[QRectF]) -> None:
        x, y = self._x(pip.at_ms), AXIS_PX + BAND_PX + 6
        ink = {"drug": "ac", "shock": "warn"}.get(pip.kind, "tx3")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(ink))
        points = [QPointF(x - 5, y), QPointF(x + 5, y), QPointF(x, y + 7)]
        painter.drawPolygon(QPolygonF(points))
        painter.setFont(sized_font(11, 500, "text"))
        words = painter.fontMetrics().elidedText(
            pip.label, Qt.TextElideMode.ElideRight, PIP_WORDS_PX
        )
        width = painter.fontMetrics().horizontalAdvance(words)
        for row in range(3):
            box = QRectF(x - width / 2, y + 8 + row * 14, width, 14)
            is_free = not any(box.adjusted(-4, 0, 4, 0).intersects(other) for other in taken)
            is_free = is_free and box.left() >= 2
            if is_free and box.bottom() <= self.height() + 2:
                painter.setPen(colour("tx2"))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
                taken.append(box)
                return

    def _draw_bookmark(self, painter: QPainter, pip: Pip) -> None:
        x, y = self._x(pip.at_ms), self.height() - 22
        if y < AXIS_PX + BAND_PX + 24:
            return
        flag = [QPointF(x, y), QPointF(x + 8, y), QPointF(x + 8, y + 12), QPointF(x + 4, y + 8),
                QPointF(x, y + 12)]  # fmt: skip
        painter.setPen(QPen(colour("warn"), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(QPolygonF(flag))
        painter.setPen(colour("tx2"))
        painter.setFont(sized_font(11, 500, "text"))
        painter.drawText(QPointF(x + 12, y + 10), pip.label)

    def _draw_playhead(self, painter: QPainter) -> None:
        x = self._x(self._strip.now_ms)
        painter.setPen(QPen(colour("tx1"), 2))
        painter.drawLine(QPointF(x, 20), QPointF(x, self.height() - 4))
        flag = QRectF(x - 23, 2, 46, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("tx1"))
        painter.drawRoundedRect(flag, 3, 3)
        painter.setPen(colour("bg0"))
        painter.setFont(sized_font(12, 600, "text"))
        words = clock_text(self._strip.now_ms)
        painter.drawText(flag, Qt.AlignmentFlag.AlignCenter, words)
