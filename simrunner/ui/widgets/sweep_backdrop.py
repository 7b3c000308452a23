"""What stands behind the sweep traces: rows, labels, scale lines and the 1 mV mark."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPen

from simrunner.ui.look.tokens import MONITOR_GREY, MONITOR_RULE
from simrunner.ui.widgets.ink import SCALE_LINE, colour, sized_font
from simrunner.ui.widgets.sweep_track import SweepTrack


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepLook:
    """Measures in px: insets of the traces in their row and the sizes of label and note."""

    left_px: int = 26
    right_px: int = 40
    top_px: int = 30
    bottom_px: int = 12
    label_px: int = 18
    note_px: int = 15
    label_x_px: int = 16
    baseline_px: int = 24


def lay_out(tracks: Sequence[SweepTrack], area: QRect, look: SweepLook) -> None:
    """Give every track its row and its plot, columns side by side, heights by stretch."""
    columns = sorted({track.channel.column for track in tracks})
    if not columns:
        return
    width = area.width() // len(columns)
    for column in columns:
        rows = [track for track in tracks if track.channel.column == column]
        total = sum(track.channel.stretch for track in rows)
        left = area.left() + column * width
        top, so_far = area.top(), 0.0
        for track in rows:
            so_far += track.channel.stretch
            bottom = area.top() + round(area.height() * so_far / total)
            track.row = QRect(left, top, width, bottom - top)
            track.plot = track.row.adjusted(
                look.left_px, look.top_px, -look.right_px, -look.bottom_px
            )
            top = bottom


def draw_backdrop(painter: QPainter, tracks: Sequence[SweepTrack], look: SweepLook) -> None:
    """Draw everything that does not move."""
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    for track in tracks:
        _draw_rule(painter, track)
        _draw_scale(painter, track, look)
        _draw_label(painter, track, look)
        if track.channel.has_mv_mark and not track.channel.reason:
            _draw_mv_mark(painter, track)


def _draw_rule(painter: QPainter, track: SweepTrack) -> None:
    painter.setPen(QPen(colour(MONITOR_RULE), 1))
    row = track.row
    painter.drawLine(row.left(), row.bottom(), row.right(), row.bottom())
    if track.channel.column:
        painter.drawLine(row.left(), row.top(), row.left(), row.bottom())


def _draw_label(painter: QPainter, track: SweepTrack, look: SweepLook) -> None:
    channel, row = track.channel, track.row
    painter.setFont(sized_font(look.label_px, 600, "text"))
    painter.setPen(channel.colour)
    origin = QPointF(row.left() + look.label_x_px, row.top() + look.baseline_px)
    painter.drawText(origin, channel.label)
    width = painter.fontMetrics().horizontalAdvance(channel.label)
    painter.setFont(sized_font(look.note_px, 400, "text"))
    painter.setPen(colour(MONITOR_GREY))
    painter.drawText(origin + QPointF(width + 12, 0), channel.note)
    if channel.reason:
        painter.setFont(sized_font(look.label_px, 400, "text"))
        painter.drawText(track.row, Qt.AlignmentFlag.AlignCenter, f"- - -   {channel.reason}")


def _draw_scale(painter: QPainter, track: SweepTrack, look: SweepLook) -> None:
    channel, plot = track.channel, track.plot
    if channel.reason:
        return
    painter.setFont(sized_font(look.note_px - 1, 400, "text"))
    for value in channel.scale_lines:
        y = track.y_of(value)
        pen = QPen(colour(SCALE_LINE), 1)
        pen.setDashPattern([2, 6])
        painter.setPen(pen)
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        painter.setPen(channel.colour.darker(120))
        box = QRect(plot.right() + 2, round(y) - 10, look.right_px - 8, 20)
        align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, align, f"{value:g}")


def _draw_mv_mark(painter: QPainter, track: SweepTrack) -> None:
    """Draw the calibration mark: a step of exactly 1 mV at the left of the row."""
    left = track.row.left() + 4
    low, high = track.y_of(0.0), track.y_of(1.0)
    painter.setPen(QPen(track.channel.colour.darker(130), 1))
    points = (
        QPointF(left, low), QPointF(left + 4, low), QPointF(left + 4, high),
        QPointF(left + 12, high), QPointF(left + 12, low), QPointF(left + 16, low),
    )  # fmt: skip
    painter.drawPolyline(points)
