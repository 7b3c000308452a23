"""Trends of the last minutes or of the whole run, drawn by pyqtgraph when first shown."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from simrunner.domain.frame import TrendPoint
from simrunner.domain.text import Translate
from simrunner.ui.look.tokens import MONITOR_GREY
from simrunner.ui.presenters.tone import Ink, number_text
from simrunner.ui.widgets.ink import BLACK, SCALE_LINE, colour, sized_font, trace

KEPT_POINTS = 14_400
"""Four hours at one point per second."""

REDRAW_MS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendCurve:
    """One curve: a numeric of NUMERICS, its colour and how its last value reads."""

    numeric: str
    label: str
    ink: Ink
    form: str = "{}"


def main_curves(tr: Translate) -> tuple[TrendCurve, ...]:
    """Return heart rate, saturation and mean pressure: the three of the small panel."""
    return (
        TrendCurve(numeric="HR", label=tr("HR"), ink=Ink.ECG),
        TrendCurve(numeric="SpO2", label=tr("SpO₂"), ink=Ink.SPO2),
        TrendCurve(numeric="ARTm", label=tr("MAP"), ink=Ink.ART, form="({})"),
    )


def breathing_curves(tr: Translate) -> tuple[TrendCurve, ...]:
    """Return end-tidal CO2 and respiratory rate."""
    return (
        TrendCurve(numeric="EtCO2", label=tr("EtCO₂"), ink=Ink.CO2),
        TrendCurve(numeric="RR", label=tr("RR"), ink=Ink.RESP),
    )


class TrendChart(QWidget):
    """Curves over the last ``minutes``, or over the whole run when None."""

    def __init__(
        self,
        curves: Sequence[TrendCurve],
        title: str,
        *,
        minutes: int | None = 10,
        parent: QWidget | None = None,
    ) -> None:
        """Keep points from now on; the plot itself is built when first shown."""
        super().__init__(parent)
        self._curves = tuple(curves)
        self._minutes = minutes
        self._points: deque[TrendPoint] = deque(maxlen=KEPT_POINTS)
        self._plot: Any = None
        self._lines: list[Any] = []
        self._tags: dict[str, str] = {}
        self._title = QLabel(title)
        self._title.setFont(sized_font(14, 400, "text"))
        self._title.setStyleSheet(f"color: {MONITOR_GREY}; background: transparent;")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 8, 52, 4)
        self._column.setSpacing(0)
        self._column.addWidget(self._title)
        self._timer = QTimer(self)
        self._timer.setInterval(REDRAW_MS)
        self._timer.timeout.connect(self.redraw)
        self.setAccessibleName(title)

    def set_title(self, title: str) -> None:
        """Show another title, for example in another language."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def append(self, point: TrendPoint) -> None:
        """Add one second."""
        self._points.append(point)

    def showEvent(self, event: QShowEvent) -> None:
        """Build the plot with the first show; redraw once a second from then on."""
        super().showEvent(event)
        if self._plot is None:
            self._build()
        self._timer.start()
        self.redraw()

    def hideEvent(self, event: Any) -> None:
        """Stop redrawing."""
        self._timer.stop()
        super().hideEvent(event)

    def _build(self) -> None:
        import pyqtgraph as pg  # late: a third of a second that no other window should pay

        self._plot = pg.PlotWidget(background=BLACK)
        self._plot.setMenuEnabled(False)
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.hideButtons()
        self._plot.hideAxis("left")
        self._plot.setFrameShape(self._plot.Shape.NoFrame)
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        axis = self._plot.getAxis("bottom")
        axis.setPen(pg.mkPen(SCALE_LINE))
        axis.setTextPen(pg.mkPen(MONITOR_GREY))
        axis.setTickFont(sized_font(12, 400, "text"))
        axis.setStyle(tickLength=-4)
        self._plot.showGrid(x=True, y=False, alpha=0.25)
        for curve in self._curves:
            pen = pg.mkPen(trace(curve.ink), width=1.6)
            self._lines.append(self._plot.plot([], [], pen=pen, connect="finite", antialias=True))
        self._column.addWidget(self._plot, 1)

    def redraw(self) -> None:
        """Draw the newest points."""
        if self._plot is None or not self._points:
            return
        now_ms = self._points[-1].at_ms
        span_ms = self._minutes * 60_000 if self._minutes else max(60_000, now_ms)
        chosen = [p for p in self._points if p.at_ms >= now_ms - span_ms]
        minutes = [(p.at_ms - (now_ms if self._minutes else 0)) / 60_000 for p in chosen]
        lows, highs = [], []
        for curve, line in zip(self._curves, self._lines, strict=True):
            numbers = [p.shown.get(curve.numeric) for p in chosen]
            values = [float("nan") if n is None else float(n) for n in numbers]
            line.setData(minutes, values)
            known = [v for v in values if v == v]  # noqa: PLR0124 - NaN is a missing number
            lows += known
            highs += known
            last = numbers[-1] if numbers else None
            self._tags[curve.numeric] = curve.form.format(number_text(last))
        first = -self._minutes if self._minutes else 0.0
        last_minute = 0.0 if self._minutes else span_ms / 60_000
        self._plot.setXRange(first, last_minute, padding=0.01)
        if lows:
            self._plot.setYRange(min(lows) - 5, max(highs) + 5, padding=0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Print each curve's last number at the right, as far apart as the text needs."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(BLACK))
        if self._plot is None or not self._points:
            return
        painter.setFont(sized_font(14, 600, "text"))
        box = self._plot.geometry()
        low, high = self._plot.viewRange()[1]
        wanted = []
        for curve in self._curves:
            number = self._points[-1].shown.get(curve.numeric)
            if number is not None and high > low:
                share = (number - low) / (high - low)
                wanted.append((box.bottom() - 22 - share * (box.height() - 22), curve))
        y = float(self._title.geometry().bottom())
        for level, curve in sorted(wanted, key=lambda pair: pair[0]):
            y = max(y + 18, level + 5)
            painter.setPen(trace(curve.ink))
            painter.drawText(self.width() - 48, round(y), self._tags.get(curve.numeric, ""))
