"""The same eight moving waves drawn three ways: our sweep, plain pyqtgraph, tuned pyqtgraph."""

from typing import Any, Protocol, TypeAlias

import numpy as np
import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QWidget

from simrunner.domain.sim_time import SAMPLE_RATE_HZ, SAMPLES_PER_STEP, STEP_MS
from simrunner.ui.widgets.sweep import ERASE_GAP_PX, SweepPanel
from simrunner.ui.widgets.sweep_backdrop import SweepLook
from simrunner.ui.widgets.sweep_track import SweepChannel

CHANNELS = 8
WIDTH_PX, HEIGHT_PX = 1920, 1080
SWEEP_S = 8
FRAMES_PER_S = 60
PEN_PX = 2
COLOUR = "#37E07C"

_RING = SAMPLE_RATE_HZ * SWEEP_S
_GAP = SAMPLE_RATE_HZ // 8


Samples: TypeAlias = np.ndarray[Any, Any]


class Contender(Protocol):
    """Something that moves all waves on by one frame."""

    @property
    def widget(self) -> QWidget:
        """The window that is drawn."""
        ...

    def tick(self) -> None:
        """Take in the samples of one frame and ask for the repaint."""


class OurSweep:
    """The program's own widget, fed as a run feeds it: 100 ms of samples, a tick per frame."""

    def __init__(self, waves: Samples) -> None:
        """Show eight rows over the whole width."""
        look = SweepLook()
        plot_px = WIDTH_PX - look.left_px - look.right_px
        panel = SweepPanel(look)
        panel.resize(WIDTH_PX, HEIGHT_PX)
        panel.set_channels(
            [
                SweepChannel(
                    wave=f"wave-{number}", label=f"{number}", colour=QColor(COLOUR),
                    px_per_second=plot_px / SWEEP_S, low=-0.1, high=1.1,
                )
                for number in range(CHANNELS)
            ]
        )  # fmt: skip
        self.widget = panel
        self._panel = panel
        self._waves = waves
        self._frame = 0
        self._at_ms = 0

    def tick(self) -> None:
        """Hand in a step's samples when one is due, then draw one frame's share."""
        while self._at_ms <= self._frame * 1000 / FRAMES_PER_S:
            self._at_ms += STEP_MS
            first = self._at_ms // STEP_MS * SAMPLES_PER_STEP % self._waves.shape[1]
            step = self._waves[:, first : first + SAMPLES_PER_STEP]
            self._panel.append(
                self._at_ms,
                {f"wave-{number}": memoryview(each.copy()) for number, each in enumerate(step)},
            )
        self._frame += 1
        self._panel.advance(1000 / FRAMES_PER_S)


class _Rings:
    """Eight rings of one sweep, full from the start, and how far they are written."""

    def __init__(self, waves: Samples) -> None:
        self.rings = waves[:, :_RING].copy()
        self._waves = waves
        self._written = 0
        self._share = 0.0

    def write(self) -> int:
        """Write one frame's samples and return where the head is now."""
        self._share += SAMPLE_RATE_HZ / FRAMES_PER_S
        count = int(self._share)
        self._share -= count
        new = np.arange(self._written, self._written + count)
        self.rings[:, new % _RING] = self._waves[:, new % self._waves.shape[1]]
        self._written += count
        return self._written % _RING


class PlainPyqtgraph:
    """One PlotItem per channel as it comes, the whole curve set anew with a NaN gap at the head."""

    def __init__(self, waves: Samples, *, antialias: bool = False) -> None:
        """Show eight plots above each other."""
        self.widget = pyqtgraph.GraphicsLayoutWidget()
        self.widget.resize(WIDTH_PX, HEIGHT_PX)
        self._rings = _Rings(waves)
        self._x = np.arange(_RING) / SAMPLE_RATE_HZ
        pen = pyqtgraph.mkPen(COLOUR, width=PEN_PX)
        self._curves = []
        for number in range(CHANNELS):
            plot = self.widget.addPlot(row=number, col=0)
            self._curves.append(plot.plot(pen=pen, antialias=antialias))

    def tick(self) -> None:
        """Write one frame's samples and set every curve."""
        head = self._rings.write()
        gap = np.arange(head, head + _GAP) % _RING
        for curve, ring in zip(self._curves, self._rings.rings, strict=True):
            shown = ring.copy()
            shown[gap] = np.nan
            curve.setData(self._x, shown)


class TunedPyqtgraph:
    """One view, no axes, no mouse, fixed range; two curves per channel, around the gap."""

    def __init__(self, waves: Samples, *, antialias: bool = False) -> None:
        """Show eight channels in one view; with ``antialias`` in segments, which is its fastest."""
        self.widget = pyqtgraph.GraphicsView()
        self.widget.resize(WIDTH_PX, HEIGHT_PX)
        view = pyqtgraph.ViewBox(enableMouse=False, enableMenu=False)
        self.widget.setCentralItem(view)
        view.disableAutoRange()
        view.setRange(xRange=(0, SWEEP_S), yRange=(0, CHANNELS * 1.2), padding=0)
        pen = pyqtgraph.mkPen(COLOUR, width=PEN_PX)
        self._rings = _Rings(waves)
        self._x = np.arange(_RING) / SAMPLE_RATE_HZ
        self._pairs = []
        for number in range(CHANNELS):
            pair = tuple(pyqtgraph.PlotCurveItem(pen=pen, antialias=antialias) for _ in range(2))
            for curve in pair:
                if antialias:
                    curve.setSegmentedLineMode("on")
                view.addItem(curve, ignoreBounds=True)
                curve.setPos(0, number * 1.2 + 0.1)
            self._pairs.append(pair)

    def tick(self) -> None:
        """Write one frame's samples and set both curves of every channel."""
        head = self._rings.write()
        after = min(head + _GAP, _RING)
        for (new, old), ring in zip(self._pairs, self._rings.rings, strict=True):
            new.setData(self._x[:head], ring[:head], connect="all", skipFiniteCheck=True)
            old.setData(self._x[after:], ring[after:], connect="all", skipFiniteCheck=True)


class StripFloor:
    """The least a moving strip can cost: copy a strip of the same width, draw nothing."""

    def __init__(self, _waves: Samples) -> None:
        """Show a picture of which one strip is copied per frame."""
        self.widget = _Copied()
        self._panel = self.widget
        self._panel.resize(WIDTH_PX, HEIGHT_PX)
        self._x = 0

    def tick(self) -> None:
        """Ask for the next strip."""
        self._panel.update(self._x, 0, ERASE_GAP_PX + 14, HEIGHT_PX)
        self._x = (self._x + 4) % WIDTH_PX


class _Copied(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._picture = QPixmap(WIDTH_PX, HEIGHT_PX)
        self._picture.fill(Qt.GlobalColor.black)

    def paintEvent(self, event: Any) -> None:
        """Copy what is dirty."""
        from PySide6.QtGui import QPainter

        painter = QPainter(self)
        painter.drawPixmap(event.rect(), self._picture, event.rect())
