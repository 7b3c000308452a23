"""The session on a time axis: bands of states, lanes of marks, the moment that is looked at."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from simrunner.domain.sim_time import clock_text
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of
from simrunner.ui.look.tokens import Palette, Role
from simrunner.ui.presenters.assess_marks import LaneMark, LanesView, axis_ticks
from simrunner.ui.widgets.rating_chips import diamond, sign_colour

AXIS_PX = 30
BAND_PX = 20
LANE_PX = 30
_SIDE = 20
_NAMES = 92
_RADIUS = 8
_HIT_PX = 11
_FLAG_PX = (46, 20)


class MarkLanes(QWidget):
    """``mark_picked`` tells the number of a mark that was clicked, ``time_picked`` a time."""

    mark_picked = Signal(int)
    time_picked = Signal(int)

    def __init__(self, art: Artwork) -> None:
        super().__init__()
        self._art = art
        self._view = LanesView(bands=(), lanes=(), spoken="")
        self._now_ms = 0
        self._end_ms = 1
        self._can_seek = False
        self.setObjectName("assess.lanes")
        self.setMouseTracking(True)

    def present(self, view: LanesView, *, tip: str) -> None:
        """Show other bands and marks."""
        self._view = view
        self.setAccessibleName(tip)
        self.setAccessibleDescription(view.spoken)
        height = AXIS_PX + BAND_PX * len(view.bands) + LANE_PX * len(view.lanes) + 16
        self.setMinimumHeight(height)
        self.update()

    def show_now(self, now_ms: int, end_ms: int, *, can_seek: bool) -> None:
        """Move the line of the moment; the axis reaches to ``end_ms``."""
        if (now_ms // 1000, end_ms, can_seek) != (
            self._now_ms // 1000,
            self._end_ms,
            self._can_seek,
        ):
            self.update()
        self._now_ms, self._end_ms, self._can_seek = now_ms, max(1, end_ms), can_seek

    def x_of(self, at_ms: int) -> float:
        """Return where a time is, px."""
        return _SIDE + self._plot_px() * min(1.0, at_ms / self._end_ms)

    def centre_of(self, mark: int) -> QPointF | None:
        """Return the middle of a mark's sign, None for one that is not shown."""
        for shown, centre in self._signs():
            if shown.mark == mark:
                return centre
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick the mark under the mouse, else the time."""
        found = self._mark_at(event.position())
        if found is not None:
            self.mark_picked.emit(found.mark)
        else:
            self._seek(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow a held mouse through the time; show a hand over a mark."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._seek(event.position().x())
            return
        over = self._mark_at(event.position()) is not None
        hand, arrow = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.ArrowCursor
        self.setCursor(hand if over else arrow)

    def event(self, event: QEvent) -> bool:
        """Say in a tool tip what a sign stands for."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            found = self._mark_at(QPointF(event.pos()))
            words = self.accessibleName() if found is None else found.tip
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw axis, bands, lanes, signs and the line of the moment."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = colours_of(self)
        self._paint_axis(painter, colours)
        self._paint_bands(painter, colours)
        self._paint_lanes(painter, colours)
        for mark, centre in self._signs():
            _paint_mark(painter, centre, mark.sign, colours)
        self._paint_now(painter, colours)

    def _paint_axis(self, painter: QPainter, colours: Palette) -> None:
        painter.setFont(self._art.fonts.font(Role.CAPTION))
        for at_ms in axis_ticks(self._end_ms, self._plot_px()):
            x = self.x_of(at_ms)
            painter.setPen(QPen(QColor(colours.line1), 1))
            painter.drawLine(QPointF(x, AXIS_PX), QPointF(x, self._bottom()))
            if abs(x - self.x_of(self._now_ms)) < _FLAG_PX[0]:
                continue
            painter.setPen(QColor(colours.tx2))
            left = max(2, min(self.width() - 62, round(x) - 30))
            align = Qt.AlignmentFlag.AlignCenter
            painter.drawText(QRect(left, 4, 60, 20), align, clock_text(at_ms))

    def _paint_bands(self, painter: QPainter, colours: Palette) -> None:
        painter.setFont(self._art.fonts.font(Role.CAPTION))
        metrics = QFontMetrics(self._art.fonts.font(Role.CAPTION))
        for row, bands in enumerate(self._view.bands):
            top = AXIS_PX + row * BAND_PX
            for band in bands:
                left = self.x_of(band.start_ms)
                right = self.x_of(self._now_ms if band.end_ms is None else band.end_ms)
                area = QRectF(left + 0.5, top, max(2.0, right - left - 2), BAND_PX - 2)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colours.bg4))
                painter.drawRoundedRect(area, 3, 3)
                room = int(area.width()) - 10
                words = metrics.elidedText(band.title, Qt.TextElideMode.ElideRight, room)
                if room > 24:
                    painter.setPen(QColor(colours.tx1))
                    align = Qt.AlignmentFlag.AlignVCenter
                    painter.drawText(area.adjusted(6, 0, 0, 0), align, words)

    def _paint_lanes(self, painter: QPainter, colours: Palette) -> None:
        painter.setFont(self._art.fonts.font(Role.CAPTION))
        for row, lane in enumerate(self._view.lanes):
            middle = self._middle(row)
            painter.setPen(QPen(QColor(colours.line1), 1))
            end = _SIDE + self._plot_px()
            painter.drawLine(QPointF(_SIDE, middle), QPointF(end, middle))
            area = QRectF(end + 10, middle - 8, _NAMES - 10, 16)
            painter.setPen(QColor(colours.tx3))
            words = QFontMetrics(painter.font()).elidedText(
                lane.title, Qt.TextElideMode.ElideRight, int(area.width())
            )
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_now(self, painter: QPainter, colours: Palette) -> None:
        x = round(self.x_of(self._now_ms))
        painter.fillRect(QRectF(x - 1, 24, 2, self._bottom() - 24), QColor(colours.tx1))
        wide, high = _FLAG_PX
        left = max(0, min(self.width() - wide, x - wide // 2))
        flag = QRect(left, 4, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.tx1))
        painter.drawRoundedRect(flag, 4, 4)
        painter.setPen(QColor(colours.bg0))
        painter.setFont(self._art.fonts.font(Role.CAPTION_STRONG))
        painter.drawText(flag, Qt.AlignmentFlag.AlignCenter, clock_text(self._now_ms))

    def _signs(self) -> Iterator[tuple[LaneMark, QPointF]]:
        for row, lane in enumerate(self._view.lanes):
            for mark in lane.marks:
                yield mark, QPointF(self.x_of(mark.at_ms), self._middle(row))

    def _mark_at(self, place: QPointF) -> LaneMark | None:
        near = [
            ((centre - place).manhattanLength(), mark.mark, mark)
            for mark, centre in self._signs()
            if (centre - place).manhattanLength() <= _HIT_PX
        ]
        return min(near)[2] if near else None

    def _seek(self, x: float) -> None:
        if self._can_seek:
            share = (x - _SIDE) / max(1, self._plot_px())
            self.time_picked.emit(round(max(0.0, min(1.0, share)) * self._end_ms))

    def _plot_px(self) -> int:
        """The width of the time axis; the names of the lanes stand to the right of it."""
        return self.width() - 2 * _SIDE - _NAMES

    def _middle(self, row: int) -> float:
        top = AXIS_PX + len(self._view.bands) * BAND_PX
        return top + row * LANE_PX + LANE_PX / 2 + 4.5

    def _bottom(self) -> float:
        return self._middle(len(self._view.lanes) - 1) + LANE_PX / 2 + 4


def _paint_mark(painter: QPainter, centre: QPointF, sign: str, colours: Palette) -> None:
    colour = QColor(sign_colour(colours, sign))
    painter.setPen(QPen(colour, 1.5))
    painter.setBrush(QColor(colours.bg1))
    if sign == "neutral":
        painter.drawPolygon(diamond(centre, _RADIUS - 1))
        return
    painter.drawEllipse(centre, _RADIUS, _RADIUS)
    painter.drawLine(centre - QPointF(4, 0), centre + QPointF(4, 0))
    if sign == "+":
        painter.drawLine(centre - QPointF(0, 4), centre + QPointF(0, 4))
