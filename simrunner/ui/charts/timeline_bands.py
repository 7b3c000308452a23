"""The bands below the curves: states, drugs, actions, marks, alarms."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from simrunner.ui.charts.debrief_ink import (
    ALARM_FILL,
    INFUSION,
    STATE_FILL,
    paint_chip,
    paint_marker,
)
from simrunner.ui.charts.timeline_rows import Rows
from simrunner.ui.look.tokens import Palette
from simrunner.ui.presenters.debrief_labels import LabelPlace, labels_that_fit
from simrunner.ui.presenters.debrief_scale import TimeScale
from simrunner.ui.presenters.debrief_timeline import (
    AlarmBarView,
    MarkChipView,
    MarkerView,
    SpanView,
    TimelineView,
)

_LEFT_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CHIP_PX = 20
_FAR_PX = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class BandInk:
    """What the bands are drawn with."""

    colours: Palette
    caption: QFont
    strong: QFont


class Bands:
    """Draws the bands of one view at one scale."""

    def __init__(self, view: TimelineView, scale: TimeScale, rows: Rows, ink: BandInk) -> None:
        self._view = view
        self._scale = scale
        self._rows = rows
        self._ink = ink
        self._right_px = scale.left_px + scale.width_px

    def paint(self, painter: QPainter) -> None:
        """Draw all five."""
        painter.save()
        painter.setClipRect(
            QRectF(self._scale.left_px, 0, self._scale.width_px + 60, self._rows.bottom_px)
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_states(painter)
        self._paint_spans(painter, "drugs", self._view.infusions, INFUSION)
        self._paint_markers(painter, "drugs", self._view.drugs)
        self._paint_spans(painter, "actions", self._view.compressions, self._ink.colours.line3)
        self._paint_markers(painter, "actions", self._view.actions)
        self._paint_marks(painter)
        self._paint_alarms(painter)
        painter.restore()

    def tips_at(self, x_px: float, y_px: float) -> Iterator[str]:
        """Yield what stands at a place, in words."""
        rows, line = self._rows, self._view
        markers: dict[str, Sequence[MarkerView | MarkChipView]] = {
            "drugs": line.drugs,
            "actions": line.actions,
            "marks": line.marks,
        }
        spans = {"drugs": line.infusions, "actions": line.compressions}
        for band in ("states", "drugs", "actions", "marks", "alarms"):
            top = rows.band_top_px(band)
            if not top <= y_px < top + rows.band_px:
                continue
            for marker in markers.get(band, ()):
                if abs(self._scale.x_px(marker.at_ms) - x_px) <= 10:
                    yield marker.tip
            at_ms = self._scale.at_ms(x_px)
            yield from (s.text for s in spans.get(band, ()) if s.start_ms <= at_ms <= s.end_ms)
            if band == "states":
                yield from (
                    state.title
                    for region in line.states
                    for state in region
                    if state.start_ms <= at_ms < state.end_ms
                )
            if band == "alarms":
                yield from (a.tip for a in line.alarms if a.start_ms <= at_ms <= a.end_ms)

    def _span_px(self, start_ms: int, end_ms: int) -> tuple[float, float]:
        left = max(self._scale.x_px(start_ms), self._scale.left_px)
        right = min(self._scale.x_px(end_ms), self._right_px)
        return left, right

    def _paint_states(self, painter: QPainter) -> None:
        top, height = self._rows.band_top_px("states"), self._rows.band_px
        regions = self._view.states
        if (height - 4) / max(1, len(regions)) < self._ink.caption.pixelSize():
            regions = regions[:1]  # too low for words in every row: the patient's own states stay
        each = (height - 10) if len(regions) == 1 else (height - 4) / max(1, len(regions))
        painter.setFont(self._ink.caption)
        for number, region in enumerate(regions):
            y_px = top + (5 if len(regions) == 1 else 2 + number * each)
            for state in region:
                left, right = self._span_px(state.start_ms, state.end_ms)
                if right - left < 1:
                    continue
                area = QRectF(left, y_px, right - left - 1, each - (0 if len(regions) == 1 else 1))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(STATE_FILL[state.tone]))
                painter.drawRoundedRect(area, 3, 3)
                painter.setPen(QColor(self._ink.colours.tx1))
                metrics = QFontMetricsF(self._ink.caption)
                words = metrics.elidedText(
                    state.title, Qt.TextElideMode.ElideRight, area.width() - 16
                )
                if area.width() > 34:
                    painter.drawText(area.adjusted(8, 0, -4, 0), _LEFT_MIDDLE, words)

    def _paint_spans(
        self, painter: QPainter, band: str, spans: Sequence[SpanView], colour: str
    ) -> None:
        y_px = self._rows.band_top_px(band) + self._rows.band_px - 7
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        for span in spans:
            left, right = self._span_px(span.start_ms, span.end_ms)
            if right > left:
                painter.drawRoundedRect(QRectF(left, y_px, max(2.0, right - left), 4), 2, 2)

    def _paint_markers(self, painter: QPainter, band: str, markers: Sequence[MarkerView]) -> None:
        top, height = self._rows.band_top_px(band), self._rows.band_px
        middle = top + height / 2 - (2 if band == "drugs" else 0)
        shown = [marker for marker in markers if self._scale.shows(marker.at_ms)]
        metrics = QFontMetricsF(self._ink.caption)
        places = [
            LabelPlace(
                x_px=self._scale.x_px(marker.at_ms),
                wide_px=metrics.horizontalAdvance(marker.text),
                short_px=metrics.horizontalAdvance(marker.short),
            )
            for marker in shown
        ]
        painter.setFont(self._ink.caption)
        labels = labels_that_fit(places, left_px=self._scale.left_px, right_px=self._right_px + 50)
        for marker, place, label in zip(shown, places, labels, strict=True):
            ink = QColor(self._ink.colours.colour(marker.tone))
            paint_marker(painter, QPointF(place.x_px, middle), marker.shape, ink)
            if label is not None:
                painter.setPen(QColor(self._ink.colours.tx1))
                area = QRectF(label.left_px, middle - 8, place.wide_px + 4, 16)
                painter.drawText(
                    area, _LEFT_MIDDLE, marker.short if label.is_short else marker.text
                )

    def _paint_marks(self, painter: QPainter) -> None:
        middle = self._rows.band_top_px("marks") + self._rows.band_px / 2
        painter.setFont(self._ink.strong)
        metrics = QFontMetricsF(self._ink.strong)
        taken = float("-inf")
        for mark in self._view.marks:
            if not self._scale.shows(mark.at_ms):
                continue
            words = metrics.elidedText(mark.text, Qt.TextElideMode.ElideRight, 110)
            wide = max(28.0, metrics.horizontalAdvance(words) + 12)
            x_px = self._scale.x_px(mark.at_ms)
            # Neighbours stand side by side; one that would move far off its time stays where it is.
            left = max(x_px - wide / 2, taken + 2)
            if left - x_px > _FAR_PX:
                left = x_px - wide / 2
            taken = left + wide
            area = QRectF(left, middle - _CHIP_PX / 2, wide, _CHIP_PX)
            paint_chip(painter, area, words, QColor(self._ink.colours.colour(mark.tone)))

    def _paint_alarms(self, painter: QPainter) -> None:
        top, height = self._rows.band_top_px("alarms"), self._rows.band_px
        used = sorted({alarm.row for alarm in self._view.alarms})
        each = (height - 6) / max(2, len(used))
        for row in used:
            bars = [alarm for alarm in self._view.alarms if alarm.row == row]
            self._paint_alarm_row(painter, bars, top + 3 + used.index(row) * each, each)

    def _paint_alarm_row(
        self, painter: QPainter, bars: Sequence[AlarmBarView], y_px: float, high_px: float
    ) -> None:
        thick = min(9.0, high_px - 4)
        painter.setFont(self._ink.caption)
        metrics = QFontMetricsF(self._ink.caption)
        spans = [self._span_px(alarm.start_ms, alarm.end_ms) for alarm in bars]
        for left, right in spans:
            if right >= left:
                bar = QRectF(left, y_px + (high_px - thick) / 2, max(2.0, right - left), thick)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(ALARM_FILL[bars[0].priority]))
                painter.drawRoundedRect(bar, 1, 1)
        taken = float("-inf")
        for alarm, (left, right) in zip(bars, spans, strict=True):
            words = QRectF(
                right + 8, y_px + high_px / 2 - 8, metrics.horizontalAdvance(alarm.text) + 4, 16
            )
            is_free = words.left() >= taken and words.right() <= self._right_px + 58
            is_clear = all(
                other_right < words.left() or other_left > words.right()
                for other_left, other_right in spans
            )
            if right >= left and is_free and is_clear:
                painter.setPen(QColor(self._ink.colours.tx2))
                painter.drawText(words, _LEFT_MIDDLE, alarm.text)
                taken = words.right() + 6
