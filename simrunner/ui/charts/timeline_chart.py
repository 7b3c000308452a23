"""The time line of a debrief: axis, three curves, five bands, one playhead."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from simrunner.domain.sim_time import clock_text
from simrunner.ui.charts.debrief_ink import trace_colour
from simrunner.ui.charts.timeline_bands import BandInk, Bands
from simrunner.ui.charts.timeline_lane import TimelineLane
from simrunner.ui.charts.timeline_overlay import FLAG_WIDE_PX, Bracket, Tag, TimelineOverlay, Wish
from simrunner.ui.charts.timeline_rows import (
    AXIS_PX,
    BANDS,
    LABEL_PX,
    LANES,
    LOWEST_PX,
    RIGHT_PX,
    WANTED_PX,
    Rows,
    rows_of,
)
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import colours_of, theme_of
from simrunner.ui.look.tokens import Role
from simrunner.ui.presenters.debrief_scale import TimeScale, followed, moved, zoomed
from simrunner.ui.presenters.debrief_timeline import LaneView, TimelineView, lane_at
from simrunner.ui.presenters.debrief_words import minute_text

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
ZOOM = 1.6
_NOTCH = 120.0


class TimelineChart(QWidget):
    """Draws a TimelineView; ``cursor_asked`` tells the time that a click or a drag points at."""

    cursor_asked = Signal(int)

    def __init__(self, art: Artwork) -> None:
        super().__init__()
        self.setObjectName("debrief.timeline")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(LOWEST_PX)
        self._art = art
        self._view: TimelineView | None = None
        self._in_view = (0, 1)
        self._at_ms = 0
        self._lanes = tuple(TimelineLane(self) for _ in range(LANES))
        self._overlay = TimelineOverlay(art, self)
        self._overlay.pointed.connect(self._point)
        self._overlay.wheeled.connect(self._wheel)
        self._overlay.hovered.connect(self._answer)

    @property
    def overlay(self) -> TimelineOverlay:
        """The layer that takes the mouse."""
        return self._overlay

    @property
    def in_view(self) -> tuple[int, int]:
        """From when to when, in ms."""
        return self._in_view

    @property
    def scale(self) -> TimeScale:
        """Where times stand now."""
        return TimeScale(
            from_ms=self._in_view[0],
            to_ms=self._in_view[1],
            left_px=LABEL_PX,
            width_px=max(1, self.width() - LABEL_PX - RIGHT_PX),
        )

    def present(self, view: TimelineView) -> None:
        """Show a run; what was in view stays when it is the same run in other words."""
        is_same = self._view is not None and self._view.duration_ms == view.duration_ms
        self._view = view
        if not is_same:
            self._in_view = (0, max(1, view.duration_ms))
        states = view.states[0] if view.states else ()
        for lane, look in zip(self._lanes, view.lanes, strict=True):
            lane.present(look, states)
        self._arrange()

    def move_cursor(self, at_ms: int) -> None:
        """Stand at a time, bringing it into view."""
        self._at_ms = at_ms
        if self._view is None:
            return
        shifted = followed(self._in_view, at_ms, self._view.duration_ms)
        if shifted != self._in_view:
            self._in_view = shifted
            self._arrange()
        self._place_playhead()
        self.update(0, 0, self.width(), AXIS_PX)

    def zoom_in(self) -> None:
        """Come closer to the cursor."""
        self._zoom(self._at_ms, ZOOM)

    def zoom_out(self) -> None:
        """Go farther from the cursor."""
        self._zoom(self._at_ms, 1 / ZOOM)

    def sizeHint(self) -> QSize:
        """As high as drawn."""
        return QSize(900, WANTED_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give every row its height anew."""
        super().resizeEvent(event)
        self._arrange()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Wear a ring when the keyboard came here."""
        reasons = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._overlay.has_ring = event.reason() in reasons
        self._overlay.update()

    def focusOutEvent(self, _event: QFocusEvent) -> None:
        """Take the ring off."""
        self._overlay.has_ring = False
        self._overlay.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw axis, names, rules and bands; the curves draw themselves."""
        if self._view is None:
            return
        painter = QPainter(self)
        rows = self._rows()
        self._paint_axis(painter)
        for number, look in enumerate(self._view.lanes):
            self._paint_lane_words(painter, look, rows.lane_top_px(number), rows.lane_px)
        painter.setFont(self._font(Role.BODY))
        for band in BANDS:
            top = rows.band_top_px(band)
            painter.setPen(QColor(colours_of(self).line1))
            painter.drawLine(0, top, self.width(), top)
            painter.setPen(QColor(colours_of(self).tx2))
            painter.drawText(
                QRectF(12, top, LABEL_PX - 16, rows.band_px), _LEFT, self._view.names[band]
            )
        self._bands().paint(painter)

    def _rows(self) -> Rows:
        return rows_of(self.height())

    def _font(self, role: Role) -> QFont:
        return self._art.fonts.font(role)

    def _bands(self) -> Bands:
        assert self._view is not None
        ink = BandInk(
            colours=colours_of(self),
            caption=self._font(Role.CAPTION),
            strong=self._font(Role.CAPTION_STRONG),
        )
        return Bands(self._view, self.scale, self._rows(), ink)

    def _paint_axis(self, painter: QPainter) -> None:
        scale = self.scale
        painter.setFont(self._font(Role.CAPTION))
        painter.setPen(QColor(colours_of(self).tx3))
        flag_px = scale.x_px(self._at_ms)
        for tick_ms in scale.ticks_ms():
            x_px = scale.x_px(tick_ms)
            if abs(x_px - flag_px) < FLAG_WIDE_PX:
                continue
            painter.drawText(QRectF(x_px - 40, 0, 80, AXIS_PX), _CENTRE, minute_text(tick_ms))

    def _paint_lane_words(self, painter: QPainter, look: LaneView, top: int, height: int) -> None:
        colours = colours_of(self)
        painter.setPen(QColor(colours.line1))
        painter.drawLine(0, top, self.width(), top)
        painter.setFont(self._font(Role.PANEL_TITLE))
        painter.setPen(trace_colour(look.trace, theme_of(self)))
        painter.drawText(QRectF(12, top + 8, 90, 18), _LEFT, look.label)
        painter.setFont(self._font(Role.CAPTION))
        painter.setPen(QColor(colours.tx3))
        painter.drawText(QRectF(12, top + 26, 70, 16), _LEFT, look.unit)
        area = QRectF(LABEL_PX - 60, top + 2, 52, 16)
        painter.drawText(area, _RIGHT, f"{look.high:g}")
        painter.drawText(area.translated(0, height - 19), _RIGHT, f"{look.low:g}")
        painter.setPen(QColor(colours.bad))
        lane = self._lanes[self._lane_number(look)]
        for limit in look.limits:
            y_px = top + lane.y_px(limit.number)
            area = QRectF(self.width() - RIGHT_PX + 8, y_px - 8, RIGHT_PX - 8, 16)
            painter.drawText(area, _LEFT, limit.text)

    def _lane_number(self, look: LaneView) -> int:
        assert self._view is not None
        return self._view.lanes.index(look)

    def _arrange(self) -> None:
        rows, scale = self._rows(), self.scale
        for number, lane in enumerate(self._lanes):
            lane.widget.setGeometry(
                LABEL_PX, rows.lane_top_px(number) + 1, round(scale.width_px), rows.lane_px - 1
            )
            lane.look_at(*self._in_view)
        self._overlay.setGeometry(self.rect())
        self._overlay.raise_()
        self._overlay.show_scale(scale, rows.bottom_px, self._brackets(rows, scale))
        self._place_playhead()
        self.update()

    def _brackets(self, rows: Rows, scale: TimeScale) -> list[Bracket]:
        if self._view is None:
            return []
        right_px = scale.left_px + scale.width_px
        return [
            Bracket(
                left_px=max(scale.left_px, scale.x_px(pin.start_ms)),
                right_px=min(right_px, scale.x_px(pin.end_ms)),
                y_px=rows.lane_top_px(number) + rows.lane_px - 8,
                text=pin.text,
            )
            for number, look in enumerate(self._view.lanes)
            for pin in look.pins
            if scale.x_px(pin.start_ms) < right_px and scale.x_px(pin.end_ms) > scale.left_px
        ]

    def _place_playhead(self) -> None:
        if self._view is None:
            return
        scale, rows = self.scale, self._rows()
        tags = []
        for number, (lane, look) in enumerate(zip(self._lanes, self._view.lanes, strict=True)):
            here = lane_at(look, self._at_ms)
            if here is not None:
                tags.append(
                    Tag(
                        y_px=rows.lane_top_px(number) + lane.y_px(here),
                        text=f"{here:.0f}",
                        ink=trace_colour(look.trace, theme_of(self)),
                    )
                )
        x_px = scale.x_px(self._at_ms) if scale.shows(self._at_ms) else None
        self._overlay.show_playhead(x_px, clock_text(self._at_ms), tags)
        said = [
            f"{look.label} {here:.0f}"
            for look in self._view.lanes
            if (here := lane_at(look, self._at_ms)) is not None
        ]
        self.setAccessibleName(f"{self._view.title}, {clock_text(self._at_ms)}: {', '.join(said)}")

    def _point(self, x_px: float) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.cursor_asked.emit(self.scale.at_ms(x_px))

    def _wheel(self, x_px: float, sideways: float, upright: float) -> None:
        if self._view is None:
            return
        if upright:
            self._zoom(self.scale.at_ms(x_px), ZOOM ** (upright / _NOTCH))
        if sideways:
            span_ms = self._in_view[1] - self._in_view[0]
            by_ms = round(-sideways / _NOTCH * span_ms / 10)
            self._in_view = moved(self._in_view, by_ms, self._view.duration_ms)
            self._arrange()

    def _zoom(self, around_ms: int, factor: float) -> None:
        if self._view is not None:
            self._in_view = zoomed(self._in_view, around_ms, factor, self._view.duration_ms)
            self._arrange()

    def _answer(self, wish: Wish) -> None:
        if self._view is not None:
            words = self._bands().tips_at(wish.x_px, wish.y_px)
            wish.words = "\n".join(words)
