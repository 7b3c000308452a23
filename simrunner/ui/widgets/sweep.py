"""Sweep traces that repaint only a narrow strip per tick.

Measured against redrawing everything, this costs a fraction and keeps the worst frame bounded:
the traces live in a pixmap, each tick erases a bar ahead of the head and draws the new segment.
The whole pixmap is drawn from the rings only after a resize, another screen scale or new channels.
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QElapsedTimer, QObject, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QRegion,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from simrunner.domain.sim_time import STEP_MS
from simrunner.ui.widgets.ink import BLACK, colour
from simrunner.ui.widgets.sweep_backdrop import SweepLook, draw_backdrop, lay_out
from simrunner.ui.widgets.sweep_track import SweepChannel, SweepTrack

TICK_MS = 16
ERASE_GAP_PX = 28
DOT_PX = 6
PEN_PX = 2
_MARGIN_PX = 5


class RepaintClock(QObject):
    """The one timer of all strips: says how many milliseconds passed since the last tick."""

    ticked = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        """Stand still until ``start``."""
        super().__init__(parent)
        self._elapsed = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Run."""
        self._elapsed.start()
        self._timer.start()

    def shutdown(self) -> None:
        """Stop for good."""
        self._timer.stop()

    def _tick(self) -> None:
        self.ticked.emit(self._elapsed.nsecsElapsed() / 1e6)
        self._elapsed.restart()


class SweepPanel(QWidget):
    """Rows of sweep traces; feed it frames' waves and tick it with a RepaintClock."""

    def __init__(self, look: SweepLook, parent: QWidget | None = None) -> None:
        """Show nothing until ``set_channels``."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(QSize(160, 120))
        self._look = look
        self._tracks: tuple[SweepTrack, ...] = ()
        self._traces = QPixmap()
        self._backdrop = QPixmap()
        self._last_at_ms: int | None = None
        self._is_frozen = False
        self.full_repaints = 0

    @property
    def tracks(self) -> tuple[SweepTrack, ...]:
        """The rows from the top."""
        return self._tracks

    def set_channels(self, channels: Sequence[SweepChannel]) -> None:
        """Show these rows; a row whose wave was shown before keeps its samples."""
        known = {track.channel.wave: track for track in self._tracks}
        tracks = []
        for channel in channels:
            track = known.get(channel.wave)
            if track is None or track.channel.px_per_second != channel.px_per_second:
                track = SweepTrack(channel)
            track.channel = channel
            tracks.append(track)
        self._tracks = tuple(tracks)
        self._rebuild()

    def set_frozen(self, *, is_frozen: bool) -> None:
        """Hold the picture still; samples go on arriving and show after thawing."""
        self._is_frozen = is_frozen
        if not is_frozen:
            self._rebuild()

    def append(self, at_ms: int, waves: Mapping[str, memoryview]) -> None:
        """Take in one step's samples; a jump in time leaves a gap in every trace."""
        is_gap = self._last_at_ms is not None and at_ms - self._last_at_ms > STEP_MS
        self._last_at_ms = at_ms
        for track in self._tracks:
            if track.channel.reason:
                continue
            samples = waves.get(track.channel.wave)
            if samples is None:
                continue
            if is_gap:
                track.break_line()
            track.append(samples)

    def advance(self, elapsed_ms: float) -> None:
        """Draw what is due and repaint only the strips that changed."""
        if self._is_frozen or self._traces.isNull() or not self.isVisible():
            self._advance_unseen(elapsed_ms)
            return
        dirty = QRegion()
        painter = QPainter(self._traces)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for track in self._tracks:
            dirty += self._draw_due(painter, track, elapsed_ms)
        painter.end()
        if not dirty.isEmpty():
            self.update(dirty)

    def _advance_unseen(self, elapsed_ms: float) -> None:
        for track in self._tracks:
            count = track.due(elapsed_ms)
            if count:
                track.pass_over(count)

    # ------------------------------------------------------------------ drawing
    def _draw_due(self, painter: QPainter, track: SweepTrack, elapsed_ms: float) -> QRegion:
        count = track.due(elapsed_ms)
        if not count or track.plot.width() <= 0:
            return QRegion()
        before = track.head_px
        if count * track.px_per_sample >= track.plot.width():
            track.pass_over(count)
            self._draw_track(painter, track)
            return QRegion(track.row)
        points = track.take(count)
        after = track.head_px
        self._erase(painter, track, before + ERASE_GAP_PX, after + ERASE_GAP_PX)
        self._draw_line(painter, track, points)
        return self._strips(track, before - _MARGIN_PX, after + ERASE_GAP_PX + 1)

    def _erase(self, painter: QPainter, track: SweepTrack, start: float, end: float) -> None:
        painter.setClipping(False)
        scale = self._backdrop.devicePixelRatio()
        for bar in _bars(self._strips(track, start - 1, end)):
            source = QRectF(bar.x() * scale, bar.y() * scale, bar.width() * scale,
                            bar.height() * scale)  # fmt: skip
            painter.drawPixmap(QRectF(bar), self._backdrop, source)

    def _strips(self, track: SweepTrack, start: float, end: float) -> QRegion:
        """Return the row's columns from ``start`` to ``end`` (unwrapped px) as one or two bars."""
        width = track.plot.width()
        left = int(start) // width * width
        region = QRegion()
        while left < end:
            from_px, to_px = max(int(start), left), min(int(end) + 1, left + width)
            if to_px > from_px:
                x = track.plot.left() + from_px - left
                region += QRect(x, track.row.top(), to_px - from_px, track.row.height())
            left += width
        return region

    def _draw_line(self, painter: QPainter, track: SweepTrack, points: list[QPointF]) -> None:
        painter.setPen(_pen(track))
        # Nothing erases beside the plot, so nothing may be drawn there, not half a pen's width.
        painter.setClipRect(
            QRect(track.plot.left(), track.row.top(), track.plot.width(), track.row.height())
        )
        width = track.plot.width()
        for run in _runs(points):
            first_lap, last_lap = int(run[0].x() // width), int(run[-1].x() // width)
            for lap in range(first_lap, last_lap + 1):
                shift = track.plot.left() - lap * width
                moved = [QPointF(p.x() + shift, p.y()) for p in run]
                inside = _clip_to(moved, track.plot.left(), track.plot.left() + width)
                painter.drawPolyline(QPolygonF(inside))

    def _draw_track(self, painter: QPainter, track: SweepTrack) -> None:
        """Draw one whole row from its ring."""
        painter.setClipping(False)
        scale = self._backdrop.devicePixelRatio()
        row = track.row
        source = QRectF(row.x() * scale, row.y() * scale, row.width() * scale,
                        row.height() * scale)  # fmt: skip
        painter.drawPixmap(QRectF(row), self._backdrop, source)
        if track.is_started:
            self._draw_line(painter, track, track.lap_points())
            head = track.head_px
            self._erase(painter, track, head + 2, head + ERASE_GAP_PX)

    def _rebuild(self) -> None:
        """Lay out the rows and draw everything once."""
        if self.width() <= 0 or self.height() <= 0:
            return
        scale = self.devicePixelRatioF()
        lay_out(self._tracks, self.rect(), self._look)
        for track in self._tracks:
            track.resize_ring()
        self._backdrop = QPixmap(self.size() * scale)
        self._backdrop.setDevicePixelRatio(scale)
        self._backdrop.fill(colour(BLACK))
        painter = QPainter(self._backdrop)
        draw_backdrop(painter, self._tracks, self._look)
        painter.end()
        self._traces = QPixmap(self._backdrop)
        painter = QPainter(self._traces)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for track in self._tracks:
            self._draw_track(painter, track)
        painter.end()
        self.full_repaints += 1
        self.update()

    # ------------------------------------------------------------------ Qt
    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Draw everything at the new size."""
        self._rebuild()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what came while nobody looked."""
        super().showEvent(event)
        self._rebuild()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy the dirty strips and put the head dots on top."""
        if self._traces.devicePixelRatio() != self.devicePixelRatioF():
            self._rebuild()
        painter = QPainter(self)
        if self._traces.isNull():
            painter.fillRect(self.rect(), colour(BLACK))
            return
        scale = self._traces.devicePixelRatio()
        for bar in _bars(event.region()):
            source = QRectF(bar.x() * scale, bar.y() * scale, bar.width() * scale,
                            bar.height() * scale)  # fmt: skip
            painter.drawPixmap(QRectF(bar), self._traces, source)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for track in self._tracks:
            point = track.head_point()
            if point is not None and not track.channel.reason:
                painter.setBrush(track.channel.colour)
                painter.drawEllipse(point, DOT_PX / 2, DOT_PX / 2)


def _bars(region: QRegion) -> list[QRect]:
    """Return a region's rectangles; the binding's type stub does not know it can be walked."""
    bars: list[QRect] = list(region)  # type: ignore[call-overload]
    return bars


def _pen(track: SweepTrack) -> QPen:
    pen = QPen(track.channel.colour, PEN_PX)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _runs(points: list[QPointF]) -> list[list[QPointF]]:
    """Split a line at its missing samples."""
    runs: list[list[QPointF]] = [[]]
    for point in points:
        if point.y() != point.y():
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if len(run) > 1]


def _clip_to(points: list[QPointF], left: float, right: float) -> list[QPointF]:
    """Return the points of one lap with the neighbour on either side, so that laps join."""
    inside = [index for index, p in enumerate(points) if left <= p.x() <= right]
    if not inside:
        return []
    return points[max(0, inside[0] - 1) : inside[-1] + 2]
