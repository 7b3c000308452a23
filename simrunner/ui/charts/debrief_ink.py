"""Colours and small signs of the debrief, drawn alike on the screen and on paper."""

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from simrunner.debrief.tone import Tone
from simrunner.ui.look.tokens import LIGHT, TRACES, Palette, Theme, TraceSet
from simrunner.ui.presenters.debrief_expected import WindowView
from simrunner.ui.presenters.debrief_timeline import Shape
from simrunner.ui.presenters.debrief_words import Status

STATE_FILL: Mapping[Tone, str] = MappingProxyType(
    {
        Tone.START: "#D7DEE7",
        Tone.WORSENING: "#F0D9A8",
        Tone.IMPROVING: "#BFE2CF",
        Tone.STEADY: "#E4E9EF",
    }
)
STATE_TINT: Mapping[Tone, str] = MappingProxyType(
    {
        Tone.START: "#EEF1F5",
        Tone.WORSENING: "#FBF1E0",
        Tone.IMPROVING: "#E6F3EC",
        Tone.STEADY: "#F6F7F9",
    }
)
WINDOW_FILL = "#DCEFE5"
WINDOW_EDGE = "#8CC5A7"
INFUSION = "#9DB4EA"
LIMIT = "#E3A0A8"
ALARM_FILL: Mapping[str, str] = MappingProxyType(
    # Yellow and cyan are darkened on white, where the bars have to reach 3:1 or wear their words.
    {"high": "#D1121F", "medium": "#E0B000", "low": "#1BA7BC"}
)

_CENTRE = Qt.AlignmentFlag.AlignCenter


def trace_colour(name: str, theme: Theme, traces: TraceSet = TraceSet.DEFAULT) -> QColor:
    """Return the colour of a trace, for example ``ecg``."""
    return QColor(TRACES[traces, theme][name])


def paint_window(
    painter: QPainter,
    area: QRectF,
    window: WindowView,
    duration_ms: int,
    colours: Palette = LIGHT,
) -> None:
    """Draw a window and its moment on a line as long as the run."""
    per_ms = area.width() / max(1, duration_ms)
    middle = area.center().y()

    def x_px(at_ms: int) -> float:
        return min(max(area.left() + at_ms * per_ms, area.left()), area.right())

    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colours.line2), 1))
    painter.drawLine(QPointF(area.left(), middle), QPointF(area.right(), middle))
    opens, limit, seen = window.opens_at_ms, window.limit_at_ms, window.observed_at_ms
    if opens is not None:
        end = duration_ms if limit is None else limit
        box = QRectF(x_px(opens), middle - 4, max(3.0, x_px(end) - x_px(opens)), 8)
        painter.setPen(QPen(QColor(WINDOW_EDGE), 1))
        painter.setBrush(QColor(WINDOW_FILL))
        painter.drawRoundedRect(box, 2, 2)
    if seen is None:
        return
    ink = QColor(colours.colour(window.tone))
    if limit is not None and seen > limit:
        painter.setPen(QPen(ink, 2, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x_px(limit), middle), QPointF(x_px(seen), middle))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawEllipse(QPointF(x_px(seen), middle), 4, 4)


def paint_status(
    painter: QPainter, centre: QPointF, status: Status, colours: Palette = LIGHT
) -> None:
    """Draw the sign of a status, 16 px; its shape speaks without its colour."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(centre)
    {
        Status.DONE: _done,
        Status.EARLY: _early,
        Status.LATE: _late,
        Status.MISSED: _missed,
        Status.OPEN: _open,
        Status.UNOPENED: _open,
        Status.EXTRA: _extra,
    }[status](painter, colours)
    painter.restore()


def _white(painter: QPainter) -> None:
    pen = QPen(QColor("#FFFFFF"), 1.6)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _fill(painter: QPainter, colour: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))


def _done(painter: QPainter, colours: Palette) -> None:
    _fill(painter, colours.ok)
    painter.drawEllipse(QPointF(0, 0), 7.5, 7.5)
    _white(painter)
    painter.drawPolyline(QPolygonF([QPointF(-3.2, 0.2), QPointF(-0.9, 2.6), QPointF(3.4, -2.4)]))


def _early(painter: QPainter, colours: Palette) -> None:
    _fill(painter, colours.info)
    painter.drawPolygon(QPolygonF([QPointF(0, -8), QPointF(8, 0), QPointF(0, 8), QPointF(-8, 0)]))
    _white(painter)
    painter.drawPolyline(QPolygonF([QPointF(1.3, -3), QPointF(-1.7, 0), QPointF(1.3, 3)]))


def _late(painter: QPainter, colours: Palette) -> None:
    _fill(painter, colours.warn)
    painter.drawPolygon(QPolygonF([QPointF(0, -7.5), QPointF(8, 6.5), QPointF(-8, 6.5)]))
    _white(painter)
    painter.drawLine(QPointF(0, -2.2), QPointF(0, 1.6))
    painter.drawPoint(QPointF(0, 4.2))


def _missed(painter: QPainter, colours: Palette) -> None:
    _fill(painter, colours.bad)
    painter.drawRoundedRect(QRectF(-7.5, -7.5, 15, 15), 2.5, 2.5)
    _white(painter)
    painter.drawLine(QPointF(-2.8, -2.8), QPointF(2.8, 2.8))
    painter.drawLine(QPointF(-2.8, 2.8), QPointF(2.8, -2.8))


def _ring(painter: QPainter, colours: Palette, style: Qt.PenStyle) -> None:
    painter.setPen(QPen(QColor(colours.tx3), 1.4, style))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(0, 0), 6.5, 6.5)


def _open(painter: QPainter, colours: Palette) -> None:
    _ring(painter, colours, Qt.PenStyle.DashLine)


def _extra(painter: QPainter, colours: Palette) -> None:
    _ring(painter, colours, Qt.PenStyle.SolidLine)
    painter.drawLine(QPointF(-3, 0), QPointF(3, 0))
    painter.drawLine(QPointF(0, -3), QPointF(0, 3))


def paint_marker(painter: QPainter, centre: QPointF, shape: Shape, ink: QColor) -> None:
    """Draw the sign of something done, 11 px."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(centre)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    if shape == "disc":
        painter.drawEllipse(QPointF(0, 0), 5, 5)
    elif shape == "triangle":
        painter.drawPolygon(QPolygonF([QPointF(-6, -5), QPointF(6, -5), QPointF(0, 6)]))
    elif shape == "warning":
        painter.drawPolygon(QPolygonF([QPointF(0, -6), QPointF(6.5, 5.5), QPointF(-6.5, 5.5)]))
    else:
        painter.drawPolygon(
            QPolygonF([QPointF(0, -6), QPointF(6, 0), QPointF(0, 6), QPointF(-6, 0)])
        )
    painter.restore()


def paint_chip(painter: QPainter, area: QRectF, text: str, ink: QColor) -> None:
    """Draw words in a thin frame of their colour; the font is the painter's."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink, 1))
    painter.setBrush(QColor("#FFFFFF"))
    painter.drawRoundedRect(area, 4, 4)
    painter.drawText(area, _CENTRE, text)
