"""Two attempts drawn over each other: vitals on one axis each, states and deeds below."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from simrunner.domain.sim_time import clock_text
from simrunner.ui.charts.debrief_ink import LIMIT, STATE_FILL, paint_marker, trace_colour
from simrunner.ui.look.tokens import Palette, Role, Theme
from simrunner.ui.presenters.attempts_compare import CompareView, Course, PairLane
from simrunner.ui.presenters.debrief_labels import LabelPlace, labels_that_fit
from simrunner.ui.presenters.debrief_scale import TimeScale
from simrunner.ui.presenters.debrief_timeline import LaneView, lane_at
from simrunner.ui.presenters.debrief_words import minute_text

AXIS_PX, ROW_PX, LABEL_PX, RIGHT_PX = 26, 28, 132, 36
LEAST_LANE_PX = 48
FEWEST_PX = AXIS_PX + 3 * LEAST_LANE_PX + 4 * ROW_PX
"""The least height at which everything can be told apart."""

GAP_MS = 5000
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
_SAMPLE_PX = 22
_HAZE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareInk:
    """What a comparison is drawn with; paper has other fonts than the screen."""

    font: Callable[[Role], QFont]
    colours: Palette
    theme: Theme


def first_pen(colours: Palette) -> QPen:
    """Return the line of the first attempt: broken and grey, in every lane."""
    pen = QPen(QColor(colours.tx3), 1.6, Qt.PenStyle.CustomDashLine)
    pen.setDashPattern([4, 2.5])
    return pen


def second_pen(ink: CompareInk, trace: str) -> QPen:
    """Return the line of the second attempt: whole, in the colour of the vital."""
    return QPen(trace_colour(trace, ink.theme), 2)


def paint_sample(painter: QPainter, area: QRectF, colours: Palette, *, is_second: bool) -> None:
    """Draw a piece of the line of an attempt, for a legend; the second has many colours."""
    painter.setPen(QPen(QColor(colours.tx1), 2) if is_second else first_pen(colours))
    middle = area.center().y()
    painter.drawLine(QPointF(area.left(), middle), QPointF(area.left() + _SAMPLE_PX, middle))


class ComparePicture:
    """One drawing of a comparison in ``area``; ``at_ms`` is where somebody points, None nowhere."""

    def __init__(
        self, view: CompareView, area: QRectF, ink: CompareInk, at_ms: int | None = None
    ) -> None:
        self._view = view
        self._area = area
        self._ink = ink
        self._at_ms = at_ms
        lanes = max(1, len(view.lanes))
        self._lane_px = max(16.0, (area.height() - AXIS_PX - 4 * ROW_PX) / lanes)
        self._lanes_px = area.top() + AXIS_PX
        self._rows_px = self._lanes_px + lanes * self._lane_px
        self.scale = TimeScale(
            from_ms=0,
            to_ms=view.longest_ms,
            left_px=area.left() + LABEL_PX,
            width_px=max(1.0, area.width() - LABEL_PX - RIGHT_PX),
        )

    def paint(self, painter: QPainter) -> None:
        """Draw everything."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_shared(painter)
        self._paint_grid(painter)
        self._paint_fork(painter)
        for number, lane in enumerate(self._view.lanes):
            self._paint_lane(painter, lane, self._lanes_px + number * self._lane_px)
        courses = _Courses(self._ink, self.scale, self._area.left(), self._view.deeds_word)
        courses.paint(painter, self._view.courses, self._rows_px)
        self._paint_pointer(painter)

    # -- the ground

    def _paint_shared(self, painter: QPainter) -> None:
        if self._view.forked_ms is None:
            return
        left, right = self.scale.left_px, self.scale.x_px(self._view.forked_ms)
        high = self._area.bottom() - self._lanes_px
        painter.fillRect(
            QRectF(left, self._lanes_px, right - left, high), QColor(self._ink.colours.bg0)
        )

    def _paint_grid(self, painter: QPainter) -> None:
        colours = self._ink.colours
        painter.setFont(self._font(Role.CAPTION))
        for tick_ms in self.scale.ticks_ms():
            x_px = self.scale.x_px(tick_ms)
            painter.setPen(QPen(QColor(colours.line1), 1))
            painter.drawLine(QPointF(x_px, self._lanes_px), QPointF(x_px, self._rows_px))
            if not any(flag.left() - 16 < x_px < flag.right() + 16 for flag in self._flags()):
                painter.setPen(QColor(colours.tx3))
                area = QRectF(x_px - 40, self._area.top(), 80, AXIS_PX)
                painter.drawText(area, _CENTRE, minute_text(tick_ms))
        rules = [self._lanes_px + n * self._lane_px for n in range(len(self._view.lanes))]
        rules += [self._rows_px + n * ROW_PX for n in (0, 2)]
        painter.setPen(QPen(QColor(colours.line1), 1))
        for y_px in rules:
            painter.drawLine(QPointF(self._area.left(), y_px), QPointF(self._area.right(), y_px))

    def _paint_fork(self, painter: QPainter) -> None:
        if self._view.forked_ms is None:
            return
        x_px = self.scale.x_px(self._view.forked_ms)
        colours = self._ink.colours
        painter.setPen(QPen(QColor(colours.ac), 1.5))
        painter.drawLine(QPointF(x_px, self._lanes_px - 4), QPointF(x_px, self._area.bottom()))
        self._paint_flag(painter, self._view.forked_ms, self._view.forked)

    def _flags(self) -> list[QRectF]:
        """Return where flags stand on the axis."""
        flags = []
        if self._view.forked_ms is not None:
            flags.append(self._flag(self._view.forked_ms, self._view.forked))
        if self._at_ms is not None:
            flags.append(self._flag(self._at_ms, clock_text(self._at_ms)))
        return flags

    def _flag(self, at_ms: int, words: str) -> QRectF:
        metrics = QFontMetricsF(self._font(Role.CAPTION_STRONG))
        wide = metrics.horizontalAdvance(words) + 14
        left = max(self.scale.x_px(at_ms) - wide / 2, self.scale.left_px)
        return QRectF(min(left, self._area.right() - wide), self._area.top() + 3, wide, 20)

    def _paint_flag(
        self, painter: QPainter, at_ms: int, words: str, *, is_pointer: bool = False
    ) -> None:
        colours, flag = self._ink.colours, self._flag(at_ms, words)
        painter.setPen(QPen(QColor(colours.tx1 if is_pointer else colours.acl), 1))
        painter.setBrush(QColor(colours.tx1 if is_pointer else colours.act))
        painter.drawRoundedRect(flag, 4, 4)
        painter.setFont(self._font(Role.CAPTION_STRONG))
        painter.setPen(QColor(colours.bg1 if is_pointer else colours.ac))
        painter.drawText(flag, _CENTRE, words)

    # -- the vitals

    def _paint_lane(self, painter: QPainter, lane: PairLane, top: float) -> None:
        self._paint_lane_words(painter, lane, top)
        painter.save()
        painter.setClipRect(
            QRectF(self.scale.left_px, top + 1, self.scale.width_px + 2, self._lane_px - 2)
        )
        for limit in lane.second.limits:
            y_px = self._y_px(lane, top, limit.number)
            painter.setPen(QPen(QColor(LIMIT), 1, Qt.PenStyle.DashLine))
            painter.drawLine(
                QPointF(self.scale.left_px, y_px),
                QPointF(self.scale.left_px + self.scale.width_px, y_px),
            )
        self._paint_between(painter, lane, top)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(first_pen(self._ink.colours))
        for line in self._lines(lane, lane.first, top, self._view.forked_ms or 0):
            painter.drawPolyline(QPolygonF(line))
        painter.setPen(second_pen(self._ink, lane.second.trace))
        for line in self._lines(lane, lane.second, top, 0):
            painter.drawPolyline(QPolygonF(line))
        painter.restore()

    def _paint_lane_words(self, painter: QPainter, lane: PairLane, top: float) -> None:
        colours, left = self._ink.colours, self._area.left()
        painter.setFont(self._font(Role.PANEL_TITLE))
        painter.setPen(trace_colour(lane.second.trace, self._ink.theme))
        painter.drawText(QRectF(left + 12, top + 6, 70, 18), _LEFT, lane.second.label)
        painter.setFont(self._font(Role.CAPTION))
        painter.setPen(QColor(colours.tx3))
        painter.drawText(QRectF(left + 12, top + 24, 70, 16), _LEFT, lane.second.unit)
        area = QRectF(self.scale.left_px - 60, top + 2, 52, 16)
        painter.drawText(area, _RIGHT, f"{lane.high:g}")
        painter.drawText(area.translated(0, self._lane_px - 20), _RIGHT, f"{lane.low:g}")
        painter.setPen(QColor(colours.bad))
        for limit in lane.second.limits:
            y_px = self._y_px(lane, top, limit.number)
            words = QRectF(self._area.right() - RIGHT_PX + 6, y_px - 8, RIGHT_PX - 6, 16)
            painter.drawText(words, _LEFT, limit.text)

    def _paint_between(self, painter: QPainter, lane: PairLane, top: float) -> None:
        """Fill what lies between the two lines, so that the eye finds where they are apart."""
        haze = trace_colour(lane.second.trace, self._ink.theme)
        haze.setAlpha(_HAZE)
        from_ms = self._view.forked_ms or 0
        numbers = dict(zip(lane.second.times_ms, lane.second.numbers, strict=True))
        both = [
            (at, number, numbers[at])
            for at, number in zip(lane.first.times_ms, lane.first.numbers, strict=True)
            if at >= from_ms and at in numbers
        ]
        if len(both) < 2:
            return
        there = [QPointF(self.scale.x_px(at), self._y_px(lane, top, a)) for at, a, _ in both]
        back = [QPointF(self.scale.x_px(at), self._y_px(lane, top, b)) for at, _, b in both]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(haze)
        painter.drawPolygon(QPolygonF([*there, *reversed(back)]))

    def _lines(
        self, lane: PairLane, look: LaneView, top: float, from_ms: int
    ) -> list[list[QPointF]]:
        begin = bisect_left(look.times_ms, from_ms)
        points = list(zip(look.times_ms[begin:], look.numbers[begin:], strict=True))
        lines: list[list[tuple[int, float]]] = [points[:1]]
        for before, after in pairwise(points):
            if after[0] - before[0] > GAP_MS:
                lines.append([])
            lines[-1].append(after)
        return [
            [QPointF(self.scale.x_px(at), self._y_px(lane, top, number)) for at, number in line]
            for line in lines
            if len(line) > 1
        ]

    def _y_px(self, lane: PairLane, top: float, number: float) -> float:
        span = max(1.0, lane.high - lane.low)
        return top + self._lane_px - 5 - (number - lane.low) / span * (self._lane_px - 10)

    # -- where somebody points

    def _paint_pointer(self, painter: QPainter) -> None:
        if self._at_ms is None:
            return
        x_px, colours = self.scale.x_px(self._at_ms), self._ink.colours
        painter.setPen(QPen(QColor(colours.tx1), 1.5))
        painter.drawLine(QPointF(x_px, self._lanes_px - 4), QPointF(x_px, self._area.bottom()))
        self._paint_flag(painter, self._at_ms, clock_text(self._at_ms), is_pointer=True)
        for number, lane in enumerate(self._view.lanes):
            top = self._lanes_px + number * self._lane_px
            self._paint_tags(painter, lane, top, x_px)

    def _paint_tags(self, painter: QPainter, lane: PairLane, top: float, x_px: float) -> None:
        colours = self._ink.colours
        looks: Sequence[tuple[LaneView, QColor, float]] = (
            (lane.first, QColor(colours.tx3), -46.0),
            (lane.second, trace_colour(lane.second.trace, self._ink.theme), 6.0),
        )
        painter.setFont(self._font(Role.CAPTION_STRONG))
        for look, ink, beside in looks:
            number = lane_at(look, self._at_ms or 0)
            if number is None:
                continue
            y_px = min(max(self._y_px(lane, top, number), top + 10), top + self._lane_px - 10)
            tag = QRectF(x_px + beside, y_px - 9, 40, 18)
            painter.setPen(QPen(ink, 1))
            painter.setBrush(QColor(colours.bg1))
            painter.drawRoundedRect(tag, 3, 3)
            painter.drawText(tag, _CENTRE, f"{number:.0f}")

    def _font(self, role: Role) -> QFont:
        return self._ink.font(role)


class _Courses:
    """The rows of states, then those of deeds, one for each attempt."""

    def __init__(self, ink: CompareInk, scale: TimeScale, left_px: float, deeds_word: str) -> None:
        self._ink = ink
        self._scale = scale
        self._left_px = left_px
        self._deeds_word = deeds_word

    def paint(self, painter: QPainter, courses: Sequence[Course], top: float) -> None:
        """Draw the rows from ``top`` down."""
        for number, course in enumerate(courses):
            sample = QRectF(self._left_px + 12, top + number * ROW_PX, _SAMPLE_PX, ROW_PX)
            paint_sample(painter, sample, self._ink.colours, is_second=bool(number))
            self._paint_states(painter, course, top + number * ROW_PX)
            self._paint_deeds(painter, course, top + (len(courses) + number) * ROW_PX)

    def _paint_states(self, painter: QPainter, course: Course, top: float) -> None:
        self._paint_name(painter, course.name, top, moved_px=_SAMPLE_PX + 8)
        font = self._font(Role.CAPTION)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        for state in course.states:
            left, right = self._scale.x_px(state.start_ms), self._scale.x_px(state.end_ms)
            band = QRectF(left, top + 4, max(1.0, right - left - 1), ROW_PX - 8)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(STATE_FILL[state.tone]))
            painter.drawRoundedRect(band, 3, 3)
            if band.width() > 34:
                room = band.adjusted(8, 0, -4, 0)
                words = metrics.elidedText(state.title, Qt.TextElideMode.ElideRight, room.width())
                painter.setPen(QColor(self._ink.colours.tx1))
                painter.drawText(room, _LEFT, words)

    def _paint_deeds(self, painter: QPainter, course: Course, top: float) -> None:
        self._paint_name(painter, f"{course.name} · {self._deeds_word}", top)
        metrics = QFontMetricsF(self._font(Role.CAPTION))
        places = [
            LabelPlace(
                x_px=self._scale.x_px(deed.at_ms),
                wide_px=metrics.horizontalAdvance(deed.text),
                short_px=metrics.horizontalAdvance(deed.short),
            )
            for deed in course.deeds
        ]
        right_px = self._scale.left_px + self._scale.width_px + RIGHT_PX
        labels = labels_that_fit(places, left_px=self._scale.left_px, right_px=right_px)
        painter.setFont(self._font(Role.CAPTION))
        for deed, place, label in zip(course.deeds, places, labels, strict=True):
            ink = QColor(self._ink.colours.colour(deed.tone))
            paint_marker(painter, QPointF(place.x_px, top + ROW_PX / 2), deed.shape, ink)
            if label is not None:
                words = deed.short if label.is_short else deed.text
                painter.setPen(QColor(self._ink.colours.tx1))
                area = QRectF(label.left_px, top + ROW_PX / 2 - 8, place.wide_px + 4, 16)
                painter.drawText(area, _LEFT, words)

    def _paint_name(self, painter: QPainter, words: str, top: float, moved_px: float = 0.0) -> None:
        area = QRectF(self._left_px + 12 + moved_px, top, LABEL_PX - 16 - moved_px, ROW_PX)
        font = self._font(Role.CAPTION)
        painter.setFont(font)
        painter.setPen(QColor(self._ink.colours.tx2))
        fits = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, area.width() - 4)
        painter.drawText(area, _LEFT, fits)

    def _font(self, role: Role) -> QFont:
        return self._ink.font(role)
