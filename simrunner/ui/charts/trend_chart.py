"""Trends of the last minutes or of the whole run: pyqtgraph's curves in a frame of our own.

Nothing waits for a timer: what was appended is in the curves at once, on a screen or in a picture.
"""

import math
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from simrunner.domain.frame import TrendPoint
from simrunner.domain.text import Translate
from simrunner.ui.look.tokens import MONITOR_GREY
from simrunner.ui.presenters.tone import MINUS, Ink, number_text
from simrunner.ui.widgets.ink import BLACK, SCALE_LINE, colour, sized_font, trace

KEPT_POINTS = 14_400
"""Four hours at one point per second."""

_LEFT_PX, _RIGHT_PX, _TOP_PX, _BOTTOM_PX = 16, 56, 32, 24
_TAG_PX = 18
_WORDS_APART_PX = 6.0
_LEAST_SPAN = 20.0
"""The smallest range of numbers that fills the height, so that noise looks like noise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendCurve:
    """One curve: the numerics it shows, the first known one counts; how its last value reads."""

    numerics: tuple[str, ...]
    label: str
    ink: Ink
    form: str = "{}"

    def number(self, point: TrendPoint) -> float | None:
        """Return the number of one second, None when no sensor gave one."""
        known = (point.shown.get(numeric) for numeric in self.numerics)
        return next((number for number in known if number is not None), None)


def main_curves(tr: Translate) -> tuple[TrendCurve, ...]:
    """Return heart rate, saturation and mean pressure: the three of the small panel."""
    return (
        TrendCurve(numerics=("HR",), label=tr("HR"), ink=Ink.ECG),
        TrendCurve(numerics=("SpO2",), label=tr("SpO₂"), ink=Ink.SPO2),
        TrendCurve(numerics=("ARTm", "NIBPm"), label=tr("MAP"), ink=Ink.ART, form="({})"),
    )


def breathing_curves(tr: Translate) -> tuple[TrendCurve, ...]:
    """Return end-tidal CO2 and respiratory rate."""
    return (
        TrendCurve(numerics=("EtCO2",), label=tr("EtCO₂"), ink=Ink.CO2),
        TrendCurve(numerics=("RR",), label=tr("RR"), ink=Ink.RESP),
    )


class TrendChart(QWidget):
    """Curves over the last ``minutes``, or over the whole run when None."""

    def __init__(
        self,
        curves: Sequence[TrendCurve],
        title: str,
        tr: Translate,
        *,
        minutes: int | None = 10,
        parent: QWidget | None = None,
    ) -> None:
        """Keep points from now on; the plot itself is built when first shown."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._curves = tuple(curves)
        self._minutes = minutes
        self._tr = tr
        self._at_ms = array("q")
        self._numbers = tuple(array("d") for _ in self._curves)
        self._range = (0.0, 100.0)
        self._view: Any = None
        self.lines: tuple[Any, ...] = ()
        """The plotted curves, in the order of the chart's own; empty before the first show."""
        self.set_title(title)

    def sizeHint(self) -> QSize:
        """Return a size that still reads."""
        return QSize(320, 120)

    def set_title(self, title: str) -> None:
        """Show another title, for example in another language."""
        self.title = title
        self.setAccessibleName(title)
        self.update()

    def append(self, point: TrendPoint) -> None:
        """Add one second."""
        self._at_ms.append(point.at_ms)
        for curve, numbers in zip(self._curves, self._numbers, strict=True):
            number = curve.number(point)
            numbers.append(math.nan if number is None else float(number))
        if len(self._at_ms) > KEPT_POINTS:
            del self._at_ms[0]
            for numbers in self._numbers:
                del numbers[0]
        if self.isVisible():
            self._plot_curves()

    def showEvent(self, event: QShowEvent) -> None:
        """Build the plot with the first show, and bring it up to date with every one."""
        super().showEvent(event)
        if self._view is None:
            self._build()
        self._plot_curves()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the curves inside the frame."""
        super().resizeEvent(event)
        if self._view is not None:
            self._view.setGeometry(self.plot().toAlignedRect())

    def _build(self) -> None:
        import pyqtgraph as pg  # late: a third of a second that no other window should pay

        view = pg.PlotWidget(self, background=None)
        view.setObjectName("trend-curves")
        view.setStyleSheet("background: transparent; border: none;")
        view.setMenuEnabled(False)
        view.setMouseEnabled(x=False, y=False)
        view.hideButtons()
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        for side in ("left", "bottom"):
            view.hideAxis(side)
        view.getPlotItem().layout.setContentsMargins(0, 0, 0, 0)
        view.setXRange(0.0, 1.0, padding=0)
        self.lines = tuple(
            view.plot(
                [], [], pen=pg.mkPen(trace(curve.ink), width=1.6), connect="finite", antialias=True,
                autoDownsampleFactor=1.0,
            )
            for curve in self._curves
        )  # fmt: skip
        # Hours of seconds on a few hundred pixels: the extremes of each pixel are drawn.
        view.getPlotItem().setDownsampling(auto=True, mode="peak")
        for line in self.lines:  # one path that crosses itself a thousand times takes seconds
            line.curve.setSegmentedLineMode("on")
        view.setGeometry(self.plot().toAlignedRect())
        view.show()
        self._view = view

    def _plot_curves(self) -> None:
        """Give the curves the chosen seconds: time as a share of the span, NaN where none."""
        span_ms = self._span_ms()
        newest_ms = self._at_ms[-1] if self._at_ms else 0
        first = bisect_left(self._at_ms, newest_ms - span_ms)
        since_ms = 0 if self._minutes is None else newest_ms - span_ms
        shares = (np.array(self._at_ms[first:]) - since_ms) / span_ms
        chosen = [np.array(numbers[first:]) for numbers in self._numbers]
        for numbers, line in zip(chosen, self.lines, strict=True):
            line.setData(shares, numbers)
        self._range = _range_of(np.concatenate(chosen))
        self._view.setYRange(*self._range, padding=0)
        self.update()

    def tags(self) -> dict[str, str]:
        """Return each curve's newest value as it is printed at the right, by its label."""
        return {
            curve.label: curve.form.format(number_text(number)) for curve, number in self._newest()
        }

    def _newest(self) -> list[tuple[TrendCurve, float]]:
        """Return the curves that have a number now, and the number."""
        if not self._at_ms:
            return []
        newest = zip(self._curves, (numbers[-1] for numbers in self._numbers), strict=True)
        return [(curve, number) for curve, number in newest if not math.isnan(number)]

    def ticks(self) -> tuple[tuple[float, str], ...]:
        """Return the places on the time axis, from 0 to 1, and their words."""
        tr, span_ms = self._tr, self._span_ms()
        if self._minutes is not None:
            whole = self._minutes
            steps = range(-whole + 2, 0, 2)
            inner = [(1 + minute / whole, f"{MINUS}{-minute}") for minute in steps]
            first = tr("{minus}{minutes} min", minus=MINUS, minutes=whole)
            return ((0.0, first), *inner, (1.0, tr("now")))
        minutes = span_ms / 60_000
        every = max(1, -(-int(minutes) // 10))
        marks = [(minute / minutes, str(minute)) for minute in range(0, int(minutes) + 1, every)]
        return tuple(marks)

    # ------------------------------------------------------------------ drawing
    def _span_ms(self) -> int:
        if self._minutes is not None:
            return self._minutes * 60_000
        return max(60_000, self._at_ms[-1] if self._at_ms else 0)

    def plot(self) -> QRectF:
        """Return where the curves lie."""
        inside = QRectF(self.rect())
        return inside.adjusted(_LEFT_PX, _TOP_PX, -_RIGHT_PX, -_BOTTOM_PX)

    def _height_of(self, number: float) -> float:
        plot, (low, high) = self.plot(), self._range
        return plot.bottom() - plot.height() * (number - low) / (high - low)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what stands around the curves: title, axis and the newest values."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(BLACK))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(sized_font(14, 400, "text"))
        painter.setPen(colour(MONITOR_GREY))
        painter.drawText(_LEFT_PX, 22, self.title)
        self._draw_axis(painter)
        self._draw_tags(painter)

    def _draw_axis(self, painter: QPainter) -> None:
        plot = self.plot()
        painter.setFont(sized_font(12, 400, "text"))
        free_px = 0.0
        for share, words in self.ticks():
            x = plot.left() + plot.width() * share
            painter.setPen(QPen(colour(SCALE_LINE), 1))
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            painter.setPen(colour(MONITOR_GREY))
            width = painter.fontMetrics().horizontalAdvance(words)
            left = max(float(_LEFT_PX), min(x - width / 2, self.width() - width - 4.0))
            if left >= free_px:  # words that would lie on those before them are left out
                painter.drawText(QPointF(left, self.height() - 7.0), words)
                free_px = left + width + _WORDS_APART_PX
        painter.setPen(QPen(colour(SCALE_LINE), 1))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())

    def _draw_tags(self, painter: QPainter) -> None:
        """Print the newest values beside their curves, as far apart as the text needs."""
        tags, plot = self.tags(), self.plot()
        painter.setFont(sized_font(14, 600, "text"))
        y = plot.top() - _TAG_PX
        places = []
        for level, curve in self._wanted():
            y = max(y + _TAG_PX, level + 5)
            places.append((y, curve))
        over = max(0.0, places[-1][0] - plot.bottom() - 4) if places else 0.0
        for level, curve in places:
            painter.setPen(trace(curve.ink))
            painter.drawText(QPointF(plot.right() + 8, level - over), tags[curve.label])

    def _wanted(self) -> list[tuple[float, TrendCurve]]:
        found = [(self._height_of(number), curve) for curve, number in self._newest()]
        return sorted(found, key=lambda pair: pair[0])


def _range_of(numbers: NDArray[np.float64]) -> tuple[float, float]:
    """Return lowest and highest number that is shown, apart by the least span."""
    known = numbers[~np.isnan(numbers)]
    if not known.size:
        return 0.0, 100.0
    low, high = float(known.min()), float(known.max())
    spare = max(0.0, _LEAST_SPAN - (high - low)) / 2
    return low - spare, high + spare
