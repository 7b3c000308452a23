"""Small traces of a device: round trips under their limit, any stream, fingers on pulses."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of
from simrunner.ui.look.tokens import Palette, Role
from simrunner.ui.presenters.device_detail import LinkView
from simrunner.ui.presenters.device_live import SPAN_S, Points, TouchLane

_LANE_LEFT = 148
_LANE_MOST_PX = 26.0
_LEAST_SHARE = 0.2


class TripTrace(QWidget):
    """The round trips of the last seconds; the limit is a dashed line, what is above is cut."""

    def __init__(self, art: Artwork) -> None:
        """Begin empty."""
        super().__init__()
        self.setObjectName("devices.trips")
        self._art = art
        self._view: LinkView | None = None
        self.setFixedHeight(68)
        self.setMinimumWidth(160)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_trips(self, view: LinkView) -> None:
        """Show the trips of a link."""
        self._view = view
        self.setAccessibleName(view.spoken)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw limit, trace, line of zero and the words at both ends."""
        view = self._view
        if view is None:
            return
        painter, colours = QPainter(self), colours_of(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        base, top = self.height() - 18.5, 4.5
        pen = QPen(QColor(colours.line3), 1)
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.drawLine(QPointF(0, top), QPointF(self.width(), top))
        painter.setPen(QPen(QColor(colours.line2), 1))
        painter.drawLine(QPointF(0, base), QPointF(self.width(), base))
        high = base - top
        line = QPolygonF(
            [
                QPointF(
                    self.width() * (1 - min(1.0, age_s / view.span_s)),
                    base - high * min(1.06, took_ms / view.limit_ms),
                )
                for age_s, took_ms in view.trips_ms
            ]
        )
        painter.setPen(QPen(QColor(colours.ac), 1.4))
        painter.drawPolyline(line)
        painter.setFont(self._art.fonts.font(Role.SMALLEST))
        painter.setPen(QColor(colours.tx3))
        words = QRectF(0, base + 3, self.width(), 15)
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft, view.from_words)
        painter.drawText(words, Qt.AlignmentFlag.AlignRight, view.to_words)


class SmallTrace(QWidget):
    """The last seconds of any stream, as high as its own range."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self._points: Points = ()
        self.setMinimumSize(QSize(120, 36))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_points(self, points: Points) -> None:
        """Show these."""
        self._points = points
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line; one point alone is a dot at its age."""
        painter, colours = QPainter(self), colours_of(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        base = self.height() - 0.5
        painter.setPen(QPen(QColor(colours.line1), 1))
        painter.drawLine(QPointF(0, base), QPointF(self.width(), base))
        if not self._points:
            return
        numbers = [number for _, number in self._points]
        low, high = min(numbers), max(numbers)
        middle = (low + high) / 2
        # A number that hardly moves must not look as if it jumped.
        spare = max(high - low, _LEAST_SHARE * abs(middle), 1e-6)
        line = QPolygonF(
            [
                QPointF(
                    (self.width() - 4) * (1 - age / SPAN_S) + 2,
                    self.height() / 2 - (self.height() - 8) * (number - middle) / spare,
                )
                for age, number in self._points
            ]
        )
        painter.setPen(QPen(QColor(colours.ac), 1.4))
        painter.drawPolyline(line)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.ac))
        painter.drawEllipse(line.at(line.size() - 1), 2.2, 2.2)


class TouchChart(QWidget):
    """One lane for every place where a finger may lie: when it lay there, and whether it does."""

    def __init__(self, art: Artwork) -> None:
        """Begin empty."""
        super().__init__()
        self.setObjectName("devices.touch")
        self._art = art
        self._lanes: Sequence[TouchLane] = ()
        self._times: Sequence[tuple[float, str]] = ()
        self.setMinimumSize(QSize(320, 220))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_lanes(
        self, lanes: Sequence[TouchLane], times: Sequence[tuple[float, str]], spoken: str
    ) -> None:
        """Show these places."""
        self._lanes, self._times = lanes, times
        self.setAccessibleName(spoken)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the lanes and the times below."""
        if not self._lanes:
            return
        painter, colours = QPainter(self), colours_of(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        high = min(_LANE_MOST_PX, (self.height() - 44) / len(self._lanes))
        for number, lane in enumerate(self._lanes):
            self._paint_lane(painter, colours, lane, QRectF(16, 12 + high * number,
                             self.width() - 36, high))  # fmt: skip
        font = self._art.fonts.font(Role.CAPTION)
        painter.setFont(font)
        painter.setPen(QColor(colours.tx3))
        top = 14 + high * len(self._lanes)
        for age_s, words in self._times:
            wide = QFontMetricsF(font).horizontalAdvance(words)
            left = min(max(self._x(age_s) - wide / 2, _LANE_LEFT), self.width() - 20 - wide)
            painter.drawText(QRectF(left, top, wide + 2, 18), Qt.AlignmentFlag.AlignVCenter, words)

    def _x(self, age_s: float) -> float:
        return _LANE_LEFT + (self.width() - 20 - _LANE_LEFT) * (1 - age_s / SPAN_S)

    def _paint_lane(
        self, painter: QPainter, colours: Palette, lane: TouchLane, area: QRectF
    ) -> None:
        role = Role.CAPTION_STRONG if lane.is_touched else Role.CAPTION
        painter.setFont(self._art.fonts.font(role))
        painter.setPen(QColor(colours.tx1 if lane.is_touched else colours.tx3))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, lane.name)
        middle = area.center().y()
        painter.setPen(QPen(QColor(colours.line1), 1))
        painter.drawLine(QPointF(self._x(SPAN_S), middle), QPointF(self._x(0), middle))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.ac))
        for began, ended in lane.spans:
            left, right = self._x(began), self._x(ended)
            painter.drawRoundedRect(QRectF(left, middle - 5, max(4.0, right - left), 10), 3, 3)
