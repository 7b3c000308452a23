"""One vital over time: a pyqtgraph plot without axes, states behind the curve."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QWidget

from simrunner.ui.charts.debrief_ink import LIMIT, STATE_TINT, trace_colour
from simrunner.ui.look.theme import theme_of
from simrunner.ui.look.tokens import LIGHT
from simrunner.ui.presenters.debrief_timeline import LaneView, StateView

GAP_MS = 5000
"""Numbers farther apart than this are not joined: nothing is known in between."""


class TimelineLane:
    """Owns the plot of one lane; ``widget`` is placed by the chart."""

    def __init__(self, parent: QWidget) -> None:
        # The plotting library takes its time to load, so only an opened debrief pays for it.
        import pyqtgraph

        self._pg = pyqtgraph
        self._parent = parent
        self.plot: Any = pyqtgraph.PlotWidget(parent=parent, background=LIGHT.bg1)
        self.widget: QWidget = self.plot
        self.plot.setFrameShape(QFrame.Shape.NoFrame)
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        item = self.plot.getPlotItem()
        item.hideAxis("left")
        item.hideAxis("bottom")
        item.hideButtons()
        item.setMenuEnabled(False)
        item.layout.setContentsMargins(0, 0, 0, 0)
        item.layout.setSpacing(0)
        item.setMouseEnabled(False, False)
        item.getViewBox().setDefaultPadding(0.0)

    def present(self, lane: LaneView, states: Sequence[StateView]) -> None:
        """Draw the lane anew."""
        pg, item = self._pg, self.plot.getPlotItem()
        item.clear()
        for state in states:
            region = pg.LinearRegionItem(
                (state.start_ms, state.end_ms), movable=False,
                brush=QColor(STATE_TINT[state.tone]), pen=pg.mkPen(None),
            )  # fmt: skip
            region.setZValue(-10)
            item.addItem(region)
        for limit in lane.limits:
            pen = pg.mkPen(QColor(LIMIT), width=1, dash=[4, 4])
            item.addItem(pg.InfiniteLine(pos=limit.number, angle=0, pen=pen))
        ink = trace_colour(lane.trace, theme_of(self._parent))
        for times_ms, numbers in _runs(lane):
            curve = pg.PlotDataItem(
                times_ms, numbers, pen=pg.mkPen(ink, width=2), antialias=True, skipFiniteCheck=True
            )
            item.addItem(curve)
            # Only after addItem: before it the curve has no view to be clipped to.
            curve.setClipToView(True)
        item.setYRange(lane.low, lane.high, padding=0.04)

    def look_at(self, from_ms: int, to_ms: int) -> None:
        """Show one part of the run."""
        self.plot.getPlotItem().setXRange(from_ms, to_ms, padding=0)

    def y_px(self, number: float) -> float:
        """Return where a number stands below the lane's upper edge."""
        low, high = self.plot.getPlotItem().getViewBox().viewRange()[1]
        height = self.widget.height()
        return float(height - (number - low) * height / (high - low))


def _runs(lane: LaneView) -> Iterator[tuple[Sequence[int], Sequence[float]]]:
    """Yield the stretches of a series without gaps."""
    cuts = [
        number + 1
        for number, (one, next_one) in enumerate(pairwise(lane.times_ms))
        if next_one - one > GAP_MS
    ]
    for start, end in pairwise([0, *cuts, len(lane.times_ms)]):
        if end - start > 1:
            yield lane.times_ms[start:end], lane.numbers[start:end]
