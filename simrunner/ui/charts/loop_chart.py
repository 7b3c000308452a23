"""A ventilator's loops: pressure against volume, and volume against flow, breath by breath."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from simrunner.domain.text import Translate
from simrunner.ui.look.tokens import MONITOR_GREY, MONITOR_RULE
from simrunner.ui.presenters.lanes import LANES, lane_label
from simrunner.ui.presenters.tone import Ink
from simrunner.ui.widgets.ink import BLACK, SCALE_LINE, colour, sized_font, trace

_LONGEST_SAMPLES = 2_000
"""A breath of 8 s: without flow, as against a shut airway, a loop begins anew after it."""

_PEN_PX = 2.0
_DOT_PX = 8
_TOP_PX, _LEFT_PX, _RIGHT_PX, _BOTTOM_PX = 64, 72, 28, 56

_PRESSURES = ((0.0, 30.0), (0.0, 60.0), (0.0, 90.0))
_VOLUMES = ((0.0, 400.0), (0.0, 800.0), (0.0, 1600.0))
_FLOWS = ((-40.0, 40.0), (-80.0, 80.0), (-160.0, 160.0))


class Point(NamedTuple):
    """One sample of a breath: cmH2O, L/min (in is positive), mL."""

    pressure: float
    flow: float
    volume: float


Loop = Sequence[Point]


class Breaths:
    """The breath that runs and the one before it, each from the other's end on: a closed loop."""

    def __init__(self) -> None:
        """Begin without a ventilator."""
        self.last: Loop = ()
        self.now: list[Point] = []

    def append(self, samples: Mapping[str, memoryview]) -> None:
        """Take in one step; a step without airway waves forgets both breaths."""
        if "PAW" not in samples:
            self.last, self.now = (), []
            return
        waves = (samples["PAW"], samples["FLOW"], samples["VOLUME"])
        for pressure, flow, volume in zip(*waves, strict=True):
            is_new = flow > 0.0 and bool(self.now) and self.now[-1].flow <= 0.0
            if is_new or len(self.now) >= _LONGEST_SAMPLES:
                self.last, self.now = self.now, self.now[-1:]
            self.now.append(Point(pressure, flow, volume))


class _Axis(NamedTuple):
    label: str
    low: float
    high: float


class _Plot(NamedTuple):
    title: str
    x: _Axis
    y: _Axis
    ink: QColor


def draw_loops(painter: QPainter, area: QRect, breaths: Breaths, tr: Translate) -> None:
    """Draw both loops side by side: the running breath in colour, the one before it grey."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(area, colour(BLACK))
    if not breaths.now:
        painter.setFont(sized_font(20, 400, "text"))
        painter.setPen(colour(MONITOR_GREY))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, tr("No ventilator ventilates"))
        return
    both = (*breaths.last, *breaths.now)
    pressure = _axis("PAW", _PRESSURES, [point.pressure for point in both], tr)
    volume = _axis("VOLUME", _VOLUMES, [point.volume for point in both], tr)
    flow = _axis("FLOW", _FLOWS, [point.flow for point in both], tr)
    half = area.width() // 2
    left = QRect(area.left(), area.top(), half, area.height())
    right = QRect(area.left() + half, area.top(), area.width() - half, area.height())
    painter.setPen(QPen(colour(MONITOR_RULE), 1))
    painter.drawLine(right.topLeft(), right.bottomLeft())
    _draw(
        painter, left, _Plot(tr("Pressure–volume loop"), pressure, volume, trace(Ink.RESP)),
        [[QPointF(p.pressure, p.volume) for p in loop] for loop in (breaths.last, breaths.now)],
    )  # fmt: skip
    _draw(
        painter, right, _Plot(tr("Flow–volume loop"), volume, flow, trace(Ink.CVP)),
        [[QPointF(p.volume, p.flow) for p in loop] for loop in (breaths.last, breaths.now)],
    )  # fmt: skip


def _axis(
    wave: str, scales: Sequence[tuple[float, float]], numbers: Sequence[float], tr: Translate
) -> _Axis:
    """Return the narrowest scale that holds the numbers."""
    low, high = next(
        (scale for scale in scales if scale[0] <= min(numbers) and max(numbers) <= scale[1]),
        scales[-1],
    )
    return _Axis(f"{lane_label(wave, tr)} {LANES[wave].unit}", low, high)


def _draw(painter: QPainter, area: QRect, plot: _Plot, loops: Sequence[Sequence[QPointF]]) -> None:
    """Draw one plot with its axes; ``loops`` are the breath before and the running one."""
    inside = QRectF(area.adjusted(_LEFT_PX, _TOP_PX, -_RIGHT_PX, -_BOTTOM_PX))
    _draw_axes(painter, area, inside, plot)
    painter.save()
    painter.setClipRect(inside.adjusted(-_DOT_PX, -_DOT_PX, _DOT_PX, _DOT_PX))
    pens = (QPen(colour("tx3"), 1.5), QPen(plot.ink, _PEN_PX))
    for pen, loop in zip(pens, loops, strict=True):
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF([_placed(inside, plot, point) for point in loop]))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(plot.ink)
    painter.drawEllipse(_placed(inside, plot, loops[-1][-1]), _DOT_PX / 2, _DOT_PX / 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.restore()


def _placed(inside: QRectF, plot: _Plot, point: QPointF) -> QPointF:
    x = (point.x() - plot.x.low) / (plot.x.high - plot.x.low)
    y = (point.y() - plot.y.low) / (plot.y.high - plot.y.low)
    return QPointF(inside.left() + x * inside.width(), inside.bottom() - y * inside.height())


def _draw_axes(painter: QPainter, area: QRect, inside: QRectF, plot: _Plot) -> None:
    painter.setFont(sized_font(18, 600, "text"))
    painter.setPen(plot.ink)
    painter.drawText(QPointF(area.left() + 16, area.top() + 24), plot.title)
    painter.setFont(sized_font(15, 400, "text"))
    for part in (0.0, 0.5, 1.0):
        x = inside.left() + part * inside.width()
        y = inside.bottom() - part * inside.height()
        painter.setPen(QPen(colour(SCALE_LINE), 1))
        painter.drawLine(QPointF(x, inside.top()), QPointF(x, inside.bottom()))
        painter.drawLine(QPointF(inside.left(), y), QPointF(inside.right(), y))
        painter.setPen(colour(MONITOR_GREY))
        across = QRectF(x - 60, inside.bottom() + 6, 120, 20)
        painter.drawText(across, Qt.AlignmentFlag.AlignHCenter, _number(plot.x, part))
        up = QRectF(area.left(), y - 10, inside.left() - area.left() - 8, 20)
        painter.drawText(
            up, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, _number(plot.y, part)
        )
    below = QRectF(inside.left(), inside.bottom() + 28, inside.width(), 22)
    painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, plot.x.label)
    painter.drawText(QPointF(area.left() + 16, area.top() + 44), plot.y.label)


def _number(axis: _Axis, part: float) -> str:
    return f"{axis.low + part * (axis.high - axis.low):g}".replace("-", "\u2212")


class LoopChart(QWidget):
    """Both loops of whatever ventilates, moving with its waves."""

    def __init__(self, tr: Translate) -> None:
        """Begin without a ventilator."""
        super().__init__()
        self._tr = tr
        self.breaths = Breaths()
        self._is_frozen = False
        self.retranslate()

    def retranslate(self) -> None:
        """Say every word in the language in force."""
        self.setAccessibleName(self._tr("Ventilator loops"))
        self.update()

    def append(self, _at_ms: int, samples: Mapping[str, memoryview]) -> None:
        """Take in one step of waves."""
        if not self._is_frozen:
            self.breaths.append(samples)
            self.update()

    def set_frozen(self, *, is_frozen: bool) -> None:
        """Hold the loops still, or let them go on with the next breath."""
        self._is_frozen = is_frozen
        if not is_frozen:
            self.breaths = Breaths()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw both loops."""
        draw_loops(QPainter(self), self.rect(), self.breaths, self._tr)
