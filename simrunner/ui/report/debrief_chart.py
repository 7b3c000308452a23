"""The course of a run on paper: three curves over the states, with the drugs below."""

from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from simrunner.ui.charts.debrief_ink import (
    INFUSION,
    LIMIT,
    STATE_TINT,
    paint_marker,
    trace_colour,
)
from simrunner.ui.look.tokens import LIGHT, Role, Theme
from simrunner.ui.presenters.debrief_labels import LabelPlace, labels_that_fit
from simrunner.ui.presenters.debrief_scale import TimeScale
from simrunner.ui.presenters.debrief_timeline import (
    LaneView,
    TimelineView,
)
from simrunner.ui.presenters.debrief_words import minute_text
from simrunner.ui.report.paper import MARGIN_X_PX, WIDE_PX, Block, Ink

LABEL_PX, STATE_PX, LANE_PX, DRUGS_PX, AXIS_PX = 64, 20, 44, 26, 20
HIGH_PX = STATE_PX + 3 * LANE_PX + DRUGS_PX + AXIS_PX
GAP_MS = 5000
_CENTRE = Qt.AlignmentFlag.AlignCenter


def chart(ink: Ink, view: TimelineView) -> Block:
    """Return the chart as one block."""

    def paint(painter: QPainter, top_px: float) -> None:
        _Chart(ink, view, top_px).paint(painter)

    return Block(high_px=HIGH_PX + 6, paint=paint)


class _Chart:
    """One drawing of the chart."""

    def __init__(self, ink: Ink, view: TimelineView, top_px: float) -> None:
        self._ink = ink
        self._view = view
        self._top_px = top_px
        self._lanes_px = top_px + STATE_PX
        self._scale = TimeScale(
            from_ms=0,
            to_ms=max(1, view.duration_ms),
            left_px=MARGIN_X_PX + LABEL_PX,
            width_px=WIDE_PX - LABEL_PX - 30,
        )

    def paint(self, painter: QPainter) -> None:
        """Draw everything."""
        self._paint_states(painter)
        for number, lane in enumerate(self._view.lanes):
            self._paint_lane(painter, lane, self._lanes_px + number * LANE_PX)
        self._paint_grid(painter)
        self._paint_drugs(painter, self._lanes_px + len(self._view.lanes) * LANE_PX)

    def _paint_states(self, painter: QPainter) -> None:
        high = LANE_PX * len(self._view.lanes)
        for state in self._view.states[0] if self._view.states else ():
            left, right = self._scale.x_px(state.start_ms), self._scale.x_px(state.end_ms)
            painter.fillRect(
                QRectF(left, self._lanes_px, right - left, high), QColor(STATE_TINT[state.tone])
            )
            area = QRectF(left + 2, self._top_px, max(0.0, right - left - 4), STATE_PX - 2)
            if area.width() > 24:
                self._ink.text(painter, area, state.title, Role.CAPTION)

    def _paint_lane(self, painter: QPainter, lane: LaneView, top: float) -> None:
        label = QRectF(MARGIN_X_PX, top + 5, LABEL_PX, 17)
        painter.setFont(self._ink.font(Role.PANEL_TITLE))
        painter.setPen(trace_colour(lane.trace, Theme.LIGHT))
        painter.drawText(label, lane.label)
        self._ink.text(
            painter,
            label.translated(0, 17),
            f"{lane.low:g}–{lane.high:g}",
            Role.SMALLEST,
            "tx3",
        )
        painter.setPen(QPen(QColor(LIGHT.line1), 1))
        right = self._scale.left_px + self._scale.width_px
        painter.drawLine(QPointF(MARGIN_X_PX, top + LANE_PX), QPointF(right, top + LANE_PX))
        span = max(1.0, lane.high - lane.low)

        def y_px(number: float) -> float:
            return top + LANE_PX - 3 - (number - lane.low) / span * (LANE_PX - 6)

        for limit in lane.limits:
            painter.setPen(QPen(QColor(LIMIT), 1, Qt.PenStyle.DashLine))
            painter.drawLine(
                QPointF(self._scale.left_px, y_px(limit.number)), QPointF(right, y_px(limit.number))
            )
            area = QRectF(right + 4, y_px(limit.number) - 8, 30, 16)
            self._ink.text(painter, area, limit.text, Role.SMALLEST, "bad")
        painter.setPen(QPen(trace_colour(lane.trace, Theme.LIGHT), 1.4))
        for line in _lines(lane):
            painter.drawPolyline(
                QPolygonF([QPointF(self._scale.x_px(at), y_px(number)) for at, number in line])
            )

    def _paint_grid(self, painter: QPainter) -> None:
        high = LANE_PX * len(self._view.lanes)
        axis = self._lanes_px + high + DRUGS_PX
        for tick_ms in self._scale.ticks_ms():
            x_px = self._scale.x_px(tick_ms)
            painter.setPen(QPen(QColor(LIGHT.line2), 0.5))
            painter.drawLine(QPointF(x_px, self._lanes_px), QPointF(x_px, self._lanes_px + high))
            area = QRectF(x_px - 30, axis, 60, AXIS_PX)
            self._ink.text(painter, area, minute_text(tick_ms), Role.CAPTION, "tx3", align=_CENTRE)

    def _paint_drugs(self, painter: QPainter, top: float) -> None:
        view, middle = self._view, top + DRUGS_PX / 2
        self._ink.text(
            painter,
            QRectF(MARGIN_X_PX, top, LABEL_PX, DRUGS_PX),
            view.names["drugs"],
            Role.CAPTION,
            "tx3",
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(INFUSION))
        for span in view.infusions:
            left, right = self._scale.x_px(span.start_ms), self._scale.x_px(span.end_ms)
            painter.drawRect(QRectF(left, middle + 8, max(2.0, right - left), 3))
        places = [
            LabelPlace(
                x_px=self._scale.x_px(dose.at_ms),
                wide_px=self._ink.width_px(dose.text, Role.CAPTION),
                short_px=self._ink.width_px(dose.short, Role.CAPTION),
            )
            for dose in view.drugs
        ]
        labels = labels_that_fit(
            places, left_px=MARGIN_X_PX + LABEL_PX, right_px=MARGIN_X_PX + WIDE_PX
        )
        for dose, place, label in zip(view.drugs, places, labels, strict=True):
            ink = QColor(LIGHT.colour(dose.tone))
            paint_marker(painter, QPointF(place.x_px, middle), dose.shape, ink)
            if label is not None:
                area = QRectF(label.left_px, middle - 9, place.wide_px + 4, 16)
                words = dose.short if label.is_short else dose.text
                self._ink.text(painter, area, words, Role.CAPTION)


def _lines(lane: LaneView) -> list[list[tuple[int, float]]]:
    """Return the stretches of a curve without gaps, one point for each few seconds."""
    points = list(zip(lane.times_ms, lane.numbers, strict=True))
    lines: list[list[tuple[int, float]]] = [points[:1]]
    for before, after in pairwise(points):
        if after[0] - before[0] > GAP_MS:
            lines.append([])
        lines[-1].append(after)
    return [line for line in lines if len(line) > 1]
