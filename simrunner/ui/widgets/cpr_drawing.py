"""The drawings of live CPR feedback: the last compressions, and a number on its scale."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from simrunner.ui.look.tokens import Role
from simrunner.ui.presenters.cpr_feedback import DEEPEST_MM, CprScreen, Gauge, PressBar
from simrunner.ui.presenters.tone import Tone
from simrunner.ui.widgets.ink import colour, role_font, sized_font, tone_colour, tone_tint

_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 20, 30, 30
_STEP_MM = 20
_MARK_PX = 5.0


class PressChart(QWidget):
    """Ten seconds of compressions: bars that go down from where the chest stood to their depth.

    The target is a band. A triangle below a bar is a wrong depth with its number, one at the top
    a chest that did not come up: shape and place say what colour says.
    """

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.setObjectName("cpr-chart")
        self.setMinimumSize(QSize(320, 180))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._screen: CprScreen | None = None

    def show_screen(self, screen: CprScreen) -> None:
        """Show these compressions."""
        self._screen = screen
        self.setAccessibleName(f"{screen.bars_title}: {screen.bars_note}")
        self.update()

    def _y(self, depth_mm: float) -> float:
        high = self.height() - _TOP - _BOTTOM
        return _TOP + high * min(DEEPEST_MM, max(0.0, depth_mm)) / DEEPEST_MM

    def _x(self, age: float) -> float:
        return _LEFT + (self.width() - _LEFT - _RIGHT) * (1.0 - age)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the scale, the band and the bars."""
        screen = self._screen
        if screen is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_scale(painter, screen)
        for bar in screen.bars:
            self._draw_bar(painter, bar)
        if screen.empty:
            painter.setPen(colour("tx2"))
            painter.setFont(role_font(Role.SECTION_TITLE))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, screen.empty)

    def _draw_scale(self, painter: QPainter, screen: CprScreen) -> None:
        left, right = self._x(1.0), self._x(0.0)
        low, high = (self._y(edge) for edge in screen.band_mm)
        painter.fillRect(QRectF(left, low, right - left, high - low), tone_tint(Tone.OK))
        painter.setFont(role_font(Role.CAPTION))
        marks = {float(n) for n in range(0, int(DEEPEST_MM) + 1, _STEP_MM)} - {60.0}
        for edge in sorted(marks | set(screen.band_mm)):
            y = self._y(edge)
            is_band = edge in screen.band_mm
            painter.setPen(QPen(tone_colour(Tone.OK) if is_band else colour("line1"), 1))
            painter.drawLine(QPointF(left, y), QPointF(right, y))
            painter.setPen(colour("tx1" if is_band else "tx3"))
            box = QRectF(0, y - 10, _LEFT - 8, 20)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, flags, f"{edge:g}")
        painter.setPen(colour("tx3"))
        base = self.height() - _BOTTOM + 8
        for place, words in zip((1.0, 0.5, 0.0), screen.times, strict=True):
            box = QRectF(self._x(place) - 40, base, 80, 18)
            flags = Qt.AlignmentFlag.AlignHCenter
            if place == 0.0:
                box, flags = QRectF(right - 80, base, 80, 18), Qt.AlignmentFlag.AlignRight
            elif place == 1.0:
                box, flags = QRectF(left, base, 80, 18), Qt.AlignmentFlag.AlignLeft
            painter.drawText(box, flags, words)

    def _draw_bar(self, painter: QPainter, bar: PressBar) -> None:
        x, wide = self._x(bar.age), max(6.0, min(16.0, self.width() / 70))
        top, deep = self._y(bar.top_mm), self._y(bar.depth_mm)
        ink = tone_colour(bar.tone)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("ac"))
        painter.drawRoundedRect(QRectF(x - wide / 2, top, wide, max(2.0, deep - top)), 3, 3)
        if bar.is_leaning:
            self._triangle(painter, QPointF(x, top - 8), tone_colour(Tone.WARN))
        if not bar.label:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            painter.drawEllipse(QPointF(x, deep), _MARK_PX, _MARK_PX)
            return
        self._triangle(painter, QPointF(x, deep + 4), ink)
        painter.setPen(ink)
        painter.setFont(role_font(Role.CAPTION_STRONG))
        box = QRectF(x - 20, deep + 9, 40, 16)
        inside = painter.boundingRect(box, Qt.AlignmentFlag.AlignHCenter, bar.label)
        # The number may lie on the band's edge: a line through it would make it another one.
        painter.fillRect(inside.adjusted(-2, 1, 2, -1), colour("bg1"))
        painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, bar.label)

    def _triangle(self, painter: QPainter, at: QPointF, ink: QColor) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(at.x(), at.y() - _MARK_PX),
                    QPointF(at.x() + _MARK_PX, at.y() + _MARK_PX),
                    QPointF(at.x() - _MARK_PX, at.y() + _MARK_PX),
                ]
            )
        )


_SIGNS = {Tone.OK: "✓ ", Tone.WARN: "▲ ", Tone.BAD: "✕ "}


def signed(words: str, tone: Tone) -> str:
    """Return the words behind the shape of their tone, so that colour is not needed."""
    return f"{_SIGNS.get(tone, '')}{words}" if words else ""


class GaugeView(QWidget):
    """A number with what it means, on a scale with the target as a band."""

    def __init__(self, key: str, *, figure_px: int = 44) -> None:
        """``figure_px`` is the size of the number."""
        super().__init__()
        self.setObjectName(f"cpr-gauge-{key}")
        self._gauge: Gauge | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.resize_figure(figure_px)

    def resize_figure(self, figure_px: int) -> None:
        """Show the number in another size: screens on a wall are read from far away."""
        self.figure_px = figure_px
        self.setMinimumHeight(figure_px + 66)
        self.update()

    def show_gauge(self, gauge: Gauge) -> None:
        """Show this number."""
        if gauge == self._gauge:
            return
        self._gauge = gauge
        self.setAccessibleName(f"{gauge.title}: {gauge.text} {gauge.unit} {gauge.words}".strip())
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw title, words, number and scale."""
        gauge = self._gauge
        if gauge is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = self.width() - 24
        painter.setPen(colour("tx1"))
        painter.setFont(role_font(Role.PANEL_TITLE))
        painter.drawText(QRectF(12, 8, wide, 18), Qt.AlignmentFlag.AlignLeft, gauge.title)
        self._draw_figure(painter, gauge)
        self._draw_scale(painter, gauge, QRectF(12, self.height() - 30, wide, 6))

    def _draw_figure(self, painter: QPainter, gauge: Gauge) -> None:
        base = 26 + self.figure_px
        painter.setFont(sized_font(self.figure_px))
        painter.setPen(tone_colour(gauge.tone) if gauge.tone is not Tone.OK else colour("tx1"))
        painter.drawText(QPointF(12, base), gauge.text)
        x = 12 + painter.fontMetrics().horizontalAdvance(gauge.text) + 6
        painter.setPen(colour("tx3"))
        painter.setFont(role_font(Role.BODY))
        painter.drawText(QPointF(x, base), gauge.unit)
        x += painter.fontMetrics().horizontalAdvance(gauge.unit) + 12
        painter.setFont(role_font(Role.CAPTION_STRONG))
        painter.setPen(tone_colour(gauge.tone))
        room = QRectF(x, base - 16, max(0.0, self.width() - 12 - x), 20)
        words = painter.fontMetrics().elidedText(
            signed(gauge.words, gauge.tone), Qt.TextElideMode.ElideRight, int(room.width())
        )
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, flags, words)

    def _draw_scale(self, painter: QPainter, gauge: Gauge, scale: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("bg3"))
        painter.drawRoundedRect(scale, 3, 3)
        left = scale.left() + scale.width() * gauge.low
        right = scale.left() + scale.width() * gauge.high
        painter.setBrush(tone_tint(Tone.OK))
        painter.setPen(QPen(tone_colour(Tone.OK), 1))
        painter.drawRect(QRectF(left, scale.top() - 1, right - left, scale.height() + 2))
        painter.setPen(colour("tx3"))
        painter.setFont(role_font(Role.SMALLEST))
        # Outwards from the middle of the band, so that a narrow one keeps its two words apart.
        metrics, middle = painter.fontMetrics(), (left + right) / 2
        low, high = gauge.ticks
        base = scale.bottom() + 15
        wide = metrics.horizontalAdvance(low)
        painter.drawText(QPointF(min(left - wide / 2, middle - wide - 4), base), low)
        wide = metrics.horizontalAdvance(high)
        edge = scale.right() - wide
        painter.drawText(QPointF(min(max(right - wide / 2, middle + 4), edge + 8), base), high)
        if gauge.marker is not None:
            x = scale.left() + scale.width() * gauge.marker
            painter.fillRect(QRectF(x - 2, scale.top() - 5, 4, scale.height() + 10), colour("tx1"))
