"""The console's parts and how they stand in the wide and in the folded layout."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from simrunner.domain.action import Source
from simrunner.domain.event import AlarmPriority
from simrunner.domain.frame import AlarmView, MonitorView
from simrunner.domain.text import Translate
from simrunner.ui.charts.trend_chart import TrendChart, breathing_curves, main_curves
from simrunner.ui.look.icons import Icons
from simrunner.ui.presenters.alarm_words import alarm_text, by_urgency
from simrunner.ui.presenters.log import source_word
from simrunner.ui.presenters.marks import MarkCount
from simrunner.ui.presenters.next_rules import RuleCard
from simrunner.ui.presenters.state_map import MapLayout, MapState
from simrunner.ui.presenters.tone import Ink, Tone
from simrunner.ui.widgets.console_panel import ConsolePanel, button, chip, paint_chip
from simrunner.ui.widgets.devices_strip import DevicesStrip
from simrunner.ui.widgets.event_list import EventList
from simrunner.ui.widgets.ink import colour, trace
from simrunner.ui.widgets.log_list import LogList
from simrunner.ui.widgets.mark_pad import MarkPad
from simrunner.ui.widgets.next_panel import NextList
from simrunner.ui.widgets.run_header import RunHeader
from simrunner.ui.widgets.session_strip_view import SessionStripView
from simrunner.ui.widgets.staged_bar import CommandLine, StagedRow
from simrunner.ui.widgets.state_map_view import StateMapView, StateStripView
from simrunner.ui.widgets.sweep import RepaintClock, SweepPanel
from simrunner.ui.widgets.sweep_backdrop import SweepLook
from simrunner.ui.widgets.sweep_track import SweepChannel
from simrunner.ui.widgets.vital_tile import VitalTileWidget

MIRROR_PX_PER_S = 46.0
MIRROR_CO2_PX_PER_S = 23.0
WIDE_SIZES = {"HR": 88, "BP": 64, "SpO2": 60, "EtCO2": 44, "RR": 44, "Temp": 44}
FOLDED_SIZES = {"HR": 68, "BP": 68, "SpO2": 60, "EtCO2": 60, "RR": 44, "Temp": 44}


class RunParts:
    """Builds every panel once; ``fold`` puts them into a new ``body``."""

    def __init__(
        self,
        tr: Translate,
        icons: Icons,
        layout: MapLayout,
        counts: Sequence[MarkCount],
        run_command: Callable[[str], str | None],
    ) -> None:
        """Build the panels; none is placed yet."""
        self._tr = tr
        self.body = QWidget()
        self.clock = RepaintClock()
        self.header = RunHeader(icons, tr)
        self.map = StateMapView(layout, tr)
        self.state_strip = StateStripView(layout, tr)
        self.next = NextList(tr)
        self.tiles = {name: VitalTileWidget(px, tr) for name, px in WIDE_SIZES.items()}
        self.traces = SweepPanel(SweepLook(left_px=8, right_px=10, top_px=24, bottom_px=6,
                                           label_px=13, note_px=12, label_x_px=12,
                                           baseline_px=20))  # fmt: skip
        self.staged = StagedRow(tr)
        self.command = CommandLine(run_command, tr)
        self.strip = SessionStripView(tr)
        self.charts = (
            TrendChart(main_curves(tr), tr("HR, SpO₂, MAP · whole run, minutes"), minutes=None),
            TrendChart(breathing_curves(tr), tr("EtCO₂, RR · whole run, minutes"), minutes=None),
        )
        self.devices = DevicesStrip(icons, tr)
        self.events = EventList(icons, tr)
        self.marks = MarkPad(counts, tr)
        self.log = LogList(icons, tr)
        self._build_panels(icons)
        self._channel_key: object = None
        self.retranslate()

    def _build_panels(self, icons: Icons) -> None:
        self.map_panel = ConsolePanel(icons, "branch", "run-map-panel")
        self.map_panel.body.addWidget(self.map)
        self.next_panel = ConsolePanel(icons, "clock", "run-next-panel")
        self.next_panel.body.addWidget(self.next)
        self.mirror_panel = ConsolePanel(icons, "monitor", "run-mirror-panel")
        self._alarm_chips = [chip(), chip()]
        for made in self._alarm_chips:
            self.mirror_panel.corner.addWidget(made)
        self.tear_off = button("", "run-open-monitor", kind="plain")
        self.tear_off.setIcon(icons.icon("external", colour("tx2").name(), 16))
        self.tear_off.setIconSize(QSize(16, 16))
        self.mirror_panel.corner.addWidget(self.tear_off)
        self.staged_panel = QFrame()
        self.staged_panel.setProperty("surface", "panel")
        self.session_panel = ConsolePanel(icons, "run", "run-session-panel")
        self.trends_button = button("", "run-trends")
        self.trends_button.setCheckable(True)
        self.trends_button.toggled.connect(self._show_trends)
        self.session_panel.corner.addWidget(self.trends_button)
        self.session_panel.body.addWidget(self.strip)
        self.devices_panel = QFrame()
        self.devices_panel.setProperty("surface", "panel")
        row = QHBoxLayout(self.devices_panel)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.devices)
        self.events_panel = ConsolePanel(icons, "run", "run-events-panel")
        self.events_panel.corner.addWidget(self.events.filter_box)
        self.events.filter_box.setMinimumWidth(180)
        self.events_panel.body.addWidget(self.events)
        self.marks_panel = ConsolePanel(icons, "flag", "run-marks-panel")
        self.marks_panel.body.addWidget(self.marks)
        self.log_panel = ConsolePanel(icons, "list", "run-log-panel")
        self.source_filter = button("", "run-log-source", kind="plain")
        self.source_filter.setIcon(icons.icon("filter", colour("tx2").name(), 16))
        self.log_panel.corner.addWidget(self.source_filter)
        self.log_panel.body.addWidget(self.log)

    def retranslate(self) -> None:
        """Take every fixed word again."""
        tr = self._tr
        self.header.retranslate()
        self.map_panel.set_title(tr("State map"))
        self.next_panel.set_title(tr("Next"), tr("what will happen, and why not yet"))
        self.mirror_panel.set_title(tr("Patient monitor"), tr("live mirror"))
        self.session_panel.set_title(tr("Session"))
        self.events_panel.set_title(tr("Events"))
        self.marks_panel.set_title(tr("Behaviour marks"), tr("key = +, Shift = −"))
        self.log_panel.set_title(tr("Log"), tr("newest first"))
        self.trends_button.setText(tr("Trends"))
        self.trends_button.setToolTip(tr("Show the vitals over the whole run instead of waves"))
        self.trends_button.setAccessibleName(tr("Trends"))
        self.tear_off.setToolTip(tr("Open the learners' monitor in its own window"))
        self.tear_off.setAccessibleName(tr("Open the learners' monitor"))
        self.show_source(None)

    # ------------------------------------------------------------------ layouts
    def fold(self, *, is_folded: bool) -> None:
        """Build a new ``body`` in the wide or the folded layout."""
        self.header.fold(is_folded=is_folded)
        for panel in (self.map_panel, self.next_panel, self.mirror_panel):
            panel.fold(is_folded=is_folded)
        sizes = FOLDED_SIZES if is_folded else WIDE_SIZES
        for name, tile in self.tiles.items():
            tile.size_px = sizes[name]
        self.staged.fold(is_folded=is_folded)
        self.body = QWidget()
        self._mirror = self._mirror_body(is_folded=is_folded)
        self.mirror_panel.body.addWidget(self._mirror)
        self._fill_staged(is_folded=is_folded)
        is_bare = is_folded
        for panel in (self.events_panel, self.marks_panel, self.log_panel):
            panel.bar.setVisible(True)
        self.session_panel.bar.setVisible(not is_bare)
        if is_folded:
            self._lay_out_folded()
        else:
            self._lay_out_wide()
            # Panels that come out of a tab or a stack were hidden there.
            for part in self._all():
                part.show()

    def _all(self) -> tuple[QWidget, ...]:
        return (self.map_panel, self.next_panel, self.mirror_panel, self.staged_panel,
                self.session_panel, self.devices_panel, self.events_panel, self.marks_panel,
                self.log_panel)  # fmt: skip

    def _mirror_body(self, *, is_folded: bool) -> QWidget:
        former = getattr(self, "_mirror", None)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        self._wave_stack = QStackedWidget()
        trends = QWidget()
        column = QVBoxLayout(trends)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        for chart in self.charts:
            column.addWidget(chart)
        self._wave_stack.addWidget(self.traces)
        self._wave_stack.addWidget(trends)
        self._wave_stack.setCurrentIndex(int(self.trends_button.isChecked()))
        row.addWidget(self._wave_stack, 476 if is_folded else 560)
        grid = QGridLayout()
        grid.setSpacing(0)
        self._place_tiles(grid, is_folded=is_folded)
        row.addLayout(grid, 433 if is_folded else 378)
        if former is not None:
            former.hide()
            former.deleteLater()
        return whole

    def _place_tiles(self, grid: QGridLayout, *, is_folded: bool) -> None:
        tiles = self.tiles
        if is_folded:
            for index, name in enumerate(("HR", "BP", "SpO2", "EtCO2", "RR", "Temp")):
                grid.addWidget(tiles[name], index // 2, index % 2)
            grid.setColumnStretch(0, 170)
            grid.setColumnStretch(1, 263)
            return
        grid.addWidget(tiles["HR"], 0, 0, 1, 2)
        grid.addWidget(tiles["BP"], 1, 0, 1, 2)
        grid.addWidget(tiles["SpO2"], 2, 0, 1, 2)
        grid.addWidget(tiles["EtCO2"], 3, 0)
        grid.addWidget(tiles["RR"], 3, 1)
        for row, stretch in enumerate((202, 142, 130, 126)):
            grid.setRowStretch(row, stretch)
        tiles["Temp"].setParent(None)

    def _fill_staged(self, *, is_folded: bool) -> None:
        former = self.staged_panel
        self.staged_panel = QFrame()
        self.staged_panel.setProperty("surface", "panel")
        box = QHBoxLayout() if is_folded else QVBoxLayout()
        box.setContentsMargins(12, 6, 12, 6)
        box.setSpacing(6)
        box.addWidget(self.staged)
        box.addWidget(self.command, 1)
        self.staged_panel.setLayout(box)
        former.deleteLater()

    def _lay_out_wide(self) -> None:
        row = QHBoxLayout(self.body)
        row.setContentsMargins(12, 12, 12, 12)
        row.setSpacing(12)
        left, middle, right = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        for column in (left, middle, right):
            column.setSpacing(12)
        left.addWidget(self.map_panel, 466)
        left.addWidget(self.next_panel, 522)
        middle.addWidget(self.mirror_panel, 642)
        self.staged_panel.setFixedHeight(100)
        middle.addWidget(self.staged_panel)
        self.session_panel.setMinimumHeight(120)
        self.session_panel.setMaximumHeight(16_777_215)
        middle.addWidget(self.session_panel, 162)
        self.devices_panel.setFixedHeight(60)
        middle.addWidget(self.devices_panel)
        right.addWidget(self.events_panel, 348)
        self.marks_panel.setFixedHeight(128)
        right.addWidget(self.marks_panel)
        right.addWidget(self.log_panel, 488)
        row.addLayout(left, 420)
        row.addLayout(middle, 940)
        row.addLayout(right, 440)
        self.state_strip.setParent(None)

    def _lay_out_folded(self) -> None:
        row = QHBoxLayout(self.body)
        row.setContentsMargins(8, 8, 8, 8)
        row.setSpacing(8)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(8)
        right.setSpacing(8)
        strip = QFrame()
        strip.setProperty("surface", "panel")
        strip.setFixedHeight(52)
        inside = QHBoxLayout(strip)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.state_strip)
        left.addWidget(strip)
        left.addWidget(self.mirror_panel, 1)
        self.staged_panel.setFixedHeight(52)
        left.addWidget(self.staged_panel)
        self.session_panel.setMinimumHeight(74)
        self.session_panel.setMaximumHeight(74)
        left.addWidget(self.session_panel)
        self.devices_panel.setFixedHeight(48)
        left.addWidget(self.devices_panel)
        self._side_stack = QStackedWidget()
        self._side_stack.addWidget(self.next_panel)
        self._side_stack.addWidget(self.map_panel)
        right.addWidget(self._side_stack, 300)
        right.addWidget(self._tabs(), 386)
        row.addLayout(left, 912)
        row.addLayout(right, 374)

    def _tabs(self) -> QTabWidget:
        tr = self._tr
        tabs = QTabWidget()
        tabs.setObjectName("run-tabs")
        self.marks_panel.setMinimumHeight(0)
        self.marks_panel.setMaximumHeight(16_777_215)
        for panel, words in (
            (self.events_panel, tr("Events")), (self.marks_panel, tr("Marks")),
            (self.log_panel, tr("Log")),
        ):  # fmt: skip
            tabs.addTab(panel, words)
        tabs.setStyleSheet(
            f"QTabWidget::pane {{ border: none; }} QTabBar {{ background: transparent; }}"
            f"QTabBar::tab {{ color: {colour('tx2').name()}; background: transparent;"
            f" padding: 8px 14px; border-bottom: 2px solid transparent; }}"
            f"QTabBar::tab:selected {{ color: {colour('tx1').name()};"
            f" border-bottom: 2px solid {colour('ac').name()}; }}"
        )
        return tabs

    def toggle_map(self) -> None:
        """In the folded layout, swap Next and the map."""
        stack = getattr(self, "_side_stack", None)
        if stack is not None and self.state_strip.parent() is not None:
            stack.setCurrentIndex(1 - stack.currentIndex())

    def _show_trends(self, is_on: bool) -> None:
        self._wave_stack.setCurrentIndex(int(is_on))

    # ------------------------------------------------------------------ showing
    def show_map(self, state: MapState) -> None:
        """Show the map and its folded row."""
        self.map.show_state(state)
        self.state_strip.show_state(state)
        count = 1 + len(state.others)
        self.map_panel.note.setText(self._tr("{count} regions", count=count))

    def show_next(self, cards: tuple[RuleCard, ...]) -> None:
        """Show the pending rules."""
        self.next.show_cards(cards)

    def show_marks(self, counts: Sequence[MarkCount]) -> None:
        """Show the tally."""
        self.marks.show_counts(counts)

    def show_source(self, source: Source | None) -> None:
        """Show which source the log is narrowed to."""
        words = self._tr("All sources") if source is None else source_word(source, self._tr)
        self.source_filter.setText(words)
        self.source_filter.setAccessibleName(self._tr("Log source: {source}", source=words))
        self.source_filter.setToolTip(self._tr("Show the next source only"))

    def show_alarms(self, alarms: Sequence[AlarmView]) -> None:
        """Show the two most urgent alarms in the mirror's title."""
        urgent = [a for a in by_urgency(alarms) if a.priority is not AlarmPriority.TECHNICAL]
        for index, made in enumerate(self._alarm_chips):
            made.setVisible(index < len(urgent))
            if index < len(urgent):
                alarm = urgent[index]
                made.setText(alarm_text(alarm, self._tr))
                is_high = alarm.priority is AlarmPriority.HIGH
                paint_chip(made, Tone.BAD if is_high else Tone.WARN)

    def show_waves(
        self, view: MonitorView, waves: Sequence[tuple[int, Mapping[str, memoryview]]]
    ) -> None:
        """Feed the traces; a wave without a sensor says so."""
        key = view.attached
        if key != self._channel_key:
            self._channel_key = key
            self.traces.set_channels(self._channels(view))
        for at_ms, samples in waves:
            self.traces.append(at_ms, samples)

    def _channels(self, view: MonitorView) -> list[SweepChannel]:
        tr = self._tr
        rows = (
            ("II", "II", "", Ink.ECG, "ecg", -0.5, 1.3),
            ("ART", tr("Art"), "20–100", Ink.ART, "art", 20.0, 100.0),
            ("PLETH", tr("Pleth"), "", Ink.SPO2, "spo2", 0.0, 1.0),
            ("CO2", tr("CO₂"), "0–50", Ink.CO2, "co2", 0.0, 50.0),
        )
        return [
            SweepChannel(
                wave=wave, label=words, note=note, colour=trace(ink), low=low, high=high,
                px_per_second=MIRROR_CO2_PX_PER_S if wave == "CO2" else MIRROR_PX_PER_S,
                reason="" if sensor in view.attached else tr("not attached"),
            )
            for wave, words, note, ink, sensor, low, high in rows
        ]  # fmt: skip
