"""The last ten seconds of a calibrated wave, with what the guideline asks as a band."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of
from simrunner.ui.look.tokens import Palette, Role
from simrunner.ui.presenters.device_live import SPAN_S, WaveMark, WaveView

_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 20, 46, 30
_LINE_PX = 1.8


class WaveChart(QWidget):
    """Draws one wave; marks are dots where all is well and triangles with their number else."""

    def __init__(self, art: Artwork) -> None:
        """Begin empty."""
        super().__init__()
        self.setObjectName("devices.wave")
        self._art = art
        self._view: WaveView | None = None
        self.setMinimumSize(QSize(360, 170))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_wave(self, view: WaveView) -> None:
        """Show this wave."""
        if view == self._view:
            return
        self._view = view
        self.setAccessibleName(view.spoken)
        self.update()

    def _x(self, age_s: float) -> float:
        return _LEFT + (self.width() - _LEFT - _RIGHT) * (1.0 - age_s / SPAN_S)

    def _y(self, number: float, view: WaveView) -> float:
        share = number / view.high
        top, high = float(_TOP), self.height() - _TOP - _BOTTOM
        return top + high * (share if view.is_down else 1.0 - share)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw scale, band, wave and marks."""
        view = self._view
        if view is None:
            return
        painter, colours = QPainter(self), colours_of(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_heads(painter, colours, view)
        self._paint_scale(painter, colours, view)
        self._paint_times(painter, colours, view)
        self._paint_wave(painter, colours, view)
        self._paint_marks(painter, colours, view)
        if view.empty:
            painter.setFont(self._art.fonts.font(Role.BODY))
            painter.setPen(QColor(colours.tx2))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, view.empty)

    def _paint_heads(self, painter: QPainter, colours: Palette, view: WaveView) -> None:
        font = self._art.fonts.font(Role.CAPTION)
        painter.setFont(font)
        painter.setPen(QColor(colours.tx3))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(16, 8, 200, 18), middle, view.unit_words)
        room = self.width() - 16 - 140 - _RIGHT
        words = QFontMetricsF(font).elidedText(view.note, Qt.TextElideMode.ElideRight, room)
        wide = QFontMetricsF(font).horizontalAdvance(words)
        left = self.width() - _RIGHT - wide
        painter.drawText(QRectF(left, 8, wide + 2, 18), middle, words)
        if view.band is not None:
            _triangle(painter, QPointF(left - 11, 17), colours.tx3)

    def _paint_scale(self, painter: QPainter, colours: Palette, view: WaveView) -> None:
        left, right = self._x(SPAN_S), self._x(0.0)
        if view.band is not None:
            low, high = (self._y(edge, view) for edge in view.band)
            area = QRectF(left, min(low, high), right - left, abs(high - low))
            painter.fillRect(area, QColor(colours.ok_tint))
        painter.setFont(self._art.fonts.font(Role.CAPTION))
        for tick in view.ticks:
            y = round(self._y(tick, view)) + 0.5
            is_edge = view.band is not None and tick in view.band
            painter.setPen(QPen(_faint(colours.ok) if is_edge else QColor(colours.line1), 1))
            painter.drawLine(QPointF(left, y), QPointF(right, y))
            painter.setPen(QColor(colours.tx2 if is_edge else colours.tx3))
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, y - 9, _LEFT - 10, 18), flags, f"{tick:g}")

    def _paint_times(self, painter: QPainter, colours: Palette, view: WaveView) -> None:
        font = self._art.fonts.font(Role.CAPTION)
        painter.setFont(font)
        painter.setPen(QColor(colours.tx3))
        top = self.height() - 24
        for age_s, words in view.times:
            wide = QFontMetricsF(font).horizontalAdvance(words)
            left = min(max(self._x(age_s) - wide / 2, _LEFT), self.width() - _RIGHT - wide)
            painter.drawText(QRectF(left, top, wide + 2, 18), Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_wave(self, painter: QPainter, colours: Palette, view: WaveView) -> None:
        if not view.points:
            return
        line = QPolygonF([QPointF(self._x(age), self._y(n, view)) for age, n in view.points])
        pen = QPen(QColor(colours.ac), _LINE_PX)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(line)

    def _paint_marks(self, painter: QPainter, colours: Palette, view: WaveView) -> None:
        side = 1 if view.is_down else -1
        for mark in view.marks:
            x = self._x(mark.age_s)
            if mark.at_rest:
                _triangle(painter, QPointF(x, self._y(0.0, view) - 9), colours.warn)
            elif mark.is_right:
                self._paint_right(painter, colours, QPointF(x, self._y(mark.number, view)), mark)
            else:
                at = QPointF(x, self._y(mark.number, view) + 5 * side)
                _triangle(painter, at, colours.warn)
                self._paint_number(painter, colours, QPointF(x, at.y() + 14 * side), mark)
        resting = [mark for mark in view.marks if mark.at_rest]
        if resting:
            self._paint_rest_words(painter, colours, view, max(mark.age_s for mark in resting))

    def _paint_right(
        self, painter: QPainter, colours: Palette, at: QPointF, mark: WaveMark
    ) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.ok))
        painter.drawEllipse(at, 3.0, 3.0)
        if mark.label:
            self._paint_number(painter, colours, QPointF(at.x(), at.y() - 13), mark)

    def _paint_number(
        self, painter: QPainter, colours: Palette, centre: QPointF, mark: WaveMark
    ) -> None:
        font = self._art.fonts.font(Role.CAPTION_STRONG)
        metrics = QFontMetricsF(font)
        left = centre.x() - metrics.horizontalAdvance(mark.label) / 2
        path = QPainterPath()
        path.addText(QPointF(left, centre.y() + metrics.capHeight() / 2), font, mark.label)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colours.bg1), 3))
        painter.drawPath(path)  # a halo, so that the wave behind never crosses the number
        ink = QColor(colours.ok if mark.is_right else colours.warn)
        painter.fillPath(path, ink)

    def _paint_rest_words(
        self, painter: QPainter, colours: Palette, view: WaveView, age_s: float
    ) -> None:
        font: QFont = self._art.fonts.font(Role.CAPTION_STRONG)
        wide = QFontMetricsF(font).horizontalAdvance(view.rest_words)
        x, y = self._x(age_s), self._y(0.0, view) - 9
        left = x - wide - 12
        if left < _LEFT:
            return
        painter.setFont(font)
        painter.setPen(QColor(colours.warn))
        area = QRectF(left, y - 9, wide + 2, 18)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, view.rest_words)


def _triangle(painter: QPainter, at: QPointF, colour: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    x, y = at.x(), at.y()
    painter.drawPolygon(
        QPolygonF([QPointF(x, y - 5), QPointF(x + 5, y + 4), QPointF(x - 5, y + 4)])
    )


def _faint(colour: str) -> QColor:
    ink = QColor(colour)
    ink.setAlpha(110)
    return ink
