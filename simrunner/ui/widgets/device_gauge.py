"""A measured number with its verdict, above a bar that shows where the guideline wants it."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of
from simrunner.ui.look.tokens import Palette, Role
from simrunner.ui.presenters.cpr_feedback import Gauge
from simrunner.ui.presenters.tone import Tone

_SHAPES = {Tone.OK: ("check", "ok"), Tone.WARN: ("warning", "warn"), Tone.BAD: ("cross", "bad")}


class DeviceGauge(QWidget):
    """Title and verdict at the left, the number at the right, the bar below."""

    def __init__(self, art: Artwork) -> None:
        """Begin empty."""
        super().__init__()
        self._art = art
        self._gauge: Gauge | None = None
        self.setFixedHeight(62)
        self.setMinimumWidth(150)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As in the drawing."""
        return QSize(268, 62)

    def show_gauge(self, gauge: Gauge) -> None:
        """Show this number."""
        if gauge == self._gauge:
            return
        self._gauge = gauge
        self.setObjectName(f"devices.gauge.{gauge.key}")
        self.setAccessibleName(f"{gauge.title}: {gauge.text} {gauge.unit} {gauge.words}".strip())
        self.setToolTip(gauge.words)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw words, number and bar."""
        gauge = self._gauge
        if gauge is None:
            return
        painter, colours = QPainter(self), colours_of(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = self._paint_number(painter, colours, gauge)
        self._paint_words(painter, colours, gauge, left)
        self._paint_bar(painter, colours, gauge, QRectF(0.5, 35, self.width() - 1, 7))

    def _paint_number(self, painter: QPainter, colours: Palette, gauge: Gauge) -> int:
        """Draw number and unit at the right; return where they begin."""
        middle = Qt.AlignmentFlag.AlignVCenter
        unit_font = self._art.fonts.font(Role.BODY)
        unit_wide = QFontMetrics(unit_font).horizontalAdvance(gauge.unit) + 2
        painter.setFont(unit_font)
        painter.setPen(QColor(colours.tx3))
        painter.drawText(QRect(self.width() - unit_wide, 7, unit_wide + 2, 22), middle, gauge.unit)
        font = self._art.fonts.font(Role.WINDOW_TITLE)
        wide = QFontMetrics(font).horizontalAdvance(gauge.text)
        left = self.width() - unit_wide - 5 - wide
        painter.setFont(font)
        painter.setPen(QColor(colours.tx1))
        painter.drawText(QRect(left, 2, wide + 2, 26), middle, gauge.text)
        return left

    def _paint_words(self, painter: QPainter, colours: Palette, gauge: Gauge, until: int) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        font = self._art.fonts.font(Role.PANEL_TITLE)
        wide = QFontMetrics(font).horizontalAdvance(gauge.title)
        painter.setFont(font)
        painter.setPen(QColor(colours.tx1))
        painter.drawText(QRect(0, 6, wide + 2, 20), middle, gauge.title)
        left = wide + 10
        icon, tone = _SHAPES.get(gauge.tone, ("", "tx3"))
        if icon and gauge.words:
            ink = colours.colour(tone)
            pixmap = self._art.icons.pixmap(icon, ink, 14, scale=self.devicePixelRatioF())
            painter.drawPixmap(left, 9, pixmap)
            left += 18
        caption = self._art.fonts.font(Role.CAPTION)
        room = until - left - 8
        if room < 20:
            return
        painter.setFont(caption)
        painter.setPen(QColor(colours.colour(tone)))
        words = QFontMetrics(caption).elidedText(gauge.words, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(left, 6, room, 20), middle, words)

    def _paint_bar(self, painter: QPainter, colours: Palette, gauge: Gauge, bar: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.bg4))
        painter.drawRoundedRect(bar, 3, 3)
        left = bar.left() + bar.width() * gauge.low
        right = bar.left() + bar.width() * gauge.high
        if right > left:
            edge = QColor(colours.ok)
            edge.setAlpha(120)
            painter.setPen(QPen(edge, 1))
            painter.setBrush(QColor(colours.ok_tint))
            painter.drawRect(QRectF(left, bar.top(), right - left, bar.height()))
        font = self._art.fonts.font(Role.SMALLEST)
        painter.setFont(font)
        painter.setPen(QColor(colours.tx3))
        metrics, centre = QFontMetricsF(font), (left + right) / 2
        low, high = gauge.ticks
        wide = metrics.horizontalAdvance(low)
        base = bar.bottom() + 14
        painter.drawText(QPointF(max(0.0, min(left - wide / 2, centre - wide - 3)), base), low)
        wide = metrics.horizontalAdvance(high)
        at = min(max(right - wide / 2, centre + 3), self.width() - wide)
        painter.drawText(QPointF(at, base), high)
        if gauge.marker is not None:
            x = bar.left() + bar.width() * gauge.marker
            painter.fillRect(QRectF(x - 1.5, bar.top() - 3, 3, bar.height() + 6),
                             QColor(colours.tx1))  # fmt: skip
