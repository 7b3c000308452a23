"""The live values of a device: a wave with its gauges, fingers on pulses, or a list of streams."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from simrunner.ui.charts.device_trace import SmallTrace, TouchChart
from simrunner.ui.charts.device_wave import WaveChart
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Role
from simrunner.ui.presenters.device_live import LiveTab, LiveView, ValueRow
from simrunner.ui.presenters.device_words import DASH
from simrunner.ui.widgets.controls import ElidedLabel, Label, Segments
from simrunner.ui.widgets.device_gauge import DeviceGauge
from simrunner.ui.widgets.panels import EmptyState, Panel, scrolled, surface, tight

_GAUGES = 3
_ROW_PX = 56


class LivePanel(Panel):
    """Shows a LiveView; ``chosen`` tells the key of another tab."""

    chosen = Signal(str)

    def __init__(self, art: Artwork) -> None:
        """Begin empty."""
        super().__init__(art, "run")
        self.setObjectName("devices.live")
        self.tabs = Segments(art, "devices.tab", [tab.value for tab in LiveTab])
        self.tabs.chosen.connect(self.chosen)
        self.bar.addWidget(self.tabs)
        self._wave = _WaveView(art)
        self._touch = TouchChart(art)
        self._values = _ValueList(art)
        self._empty = EmptyState(art, "run")
        self._stack = QStackedWidget()
        for widget in (self._wave, self._touch, self._values, self._empty):
            self._stack.addWidget(widget)
        tight(self.body)
        self.body.addWidget(self._stack)

    def show_view(self, view: LiveView) -> None:
        """Show what the device measures."""
        self.show_title(view.title, view.note)
        offered = dict(view.tabs)
        self.tabs.setVisible(bool(offered))
        self.tabs.show_offered(tuple(offered))
        self.tabs.show_words(view.tabs, view.title)
        if view.tab is not None:
            self.tabs.choose(view.tab.value)
        if view.wave is not None:
            self._wave.show_view(view)
            self._stack.setCurrentWidget(self._wave)
        elif view.lanes:
            touched = [lane.name for lane in view.lanes if lane.is_touched]
            spoken = ", ".join((view.title, *touched))
            self._touch.show_lanes(view.lanes, view.times, spoken)
            self._stack.setCurrentWidget(self._touch)
        elif view.rows:
            self._values.show_rows(view.rows)
            self._stack.setCurrentWidget(self._values)
        else:
            self._empty.show_words(view.empty, view.empty_hint)
            self._stack.setCurrentWidget(self._empty)


class _WaveView(QWidget):
    """A wave above its gauges."""

    def __init__(self, art: Artwork) -> None:
        super().__init__()
        self._chart = WaveChart(art)
        self._gauges = tuple(DeviceGauge(art) for _ in range(_GAUGES))
        foot = surface("row")
        row = QHBoxLayout(foot)
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(28)
        for gauge in self._gauges:
            row.addWidget(gauge, 1)
        column = QVBoxLayout(self)
        tight(column)
        column.addWidget(self._chart, 1)
        column.addWidget(foot)

    def show_view(self, view: LiveView) -> None:
        """Show wave and gauges."""
        if view.wave is not None:
            self._chart.show_wave(view.wave)
        for number, gauge in enumerate(self._gauges):
            gauge.setVisible(number < len(view.gauges))
            if number < len(view.gauges):
                gauge.show_gauge(view.gauges[number])


class _ValueList(QWidget):
    """Every stream in a row: name, number, unit, small trace."""

    def __init__(self, art: Artwork) -> None:
        super().__init__()
        self._art = art
        self._rows: list[_ValueLine] = []
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        tight(self._column)
        self._column.addStretch(1)
        outer = QVBoxLayout(self)
        tight(outer)
        outer.addWidget(scrolled(inside))

    def show_rows(self, rows: Sequence[ValueRow]) -> None:
        """Show these streams."""
        while len(self._rows) < len(rows):
            line = _ValueLine(self._art)
            self._column.insertWidget(len(self._rows), line)
            self._rows.append(line)
        for number, line in enumerate(self._rows):
            line.setVisible(number < len(rows))
            if number < len(rows):
                line.show_row(rows[number])


class _ValueLine(QFrame):
    """One stream."""

    def __init__(self, art: Artwork) -> None:
        super().__init__()
        self.setProperty("surface", "line")
        self.setFixedHeight(_ROW_PX)
        self._name = ElidedLabel(art, Role.BODY)
        self._note = ElidedLabel(art, Role.CAPTION, "tx3")
        self._number = Label(art, Role.SESSION_CLOCK)
        self._unit = Label(art, Role.BODY, "tx3")
        self._trace = SmallTrace()
        words = QVBoxLayout()
        tight(words)
        for label in (self._name, self._note):
            label.setMinimumHeight(18)
        words.addStretch(1)
        words.addWidget(self._name)
        words.addWidget(self._note)
        words.addStretch(1)
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 0, 16, 0)
        grid.setHorizontalSpacing(8)
        grid.addLayout(words, 0, 0)
        grid.addWidget(self._number, 0, 1)
        grid.addWidget(self._unit, 0, 2)
        grid.addWidget(self._trace, 0, 3)
        self._number.setFixedWidth(96)
        self._number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._unit.setFixedWidth(60)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(3, 5)

    def show_row(self, row: ValueRow) -> None:
        """Say this stream."""
        self._name.setText(row.name)
        self._note.setText(row.note)
        self._number.show_text(row.number, "tx3" if row.number == DASH else "tx1")
        self._unit.setText(row.unit)
        self._trace.show_points(row.points)
        self.setAccessibleName(f"{row.name}: {row.number} {row.unit}".strip())
