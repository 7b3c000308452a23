"""The console's parts and how they stand in the wide and in the folded layout."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from simrunner.domain.action import Source
from simrunner.domain.text import Translate
from simrunner.ui.look.icons import Icons
from simrunner.ui.presenters.log import source_word
from simrunner.ui.presenters.marks import MarkCount
from simrunner.ui.presenters.next_rules import RuleCard
from simrunner.ui.presenters.state_map import MapLayout, MapState
from simrunner.ui.widgets.console_panel import ConsolePanel, button
from simrunner.ui.widgets.devices_strip import DevicesStrip
from simrunner.ui.widgets.event_list import EventList
from simrunner.ui.widgets.ink import colour
from simrunner.ui.widgets.log_list import LogList
from simrunner.ui.widgets.lost_notice import LostNotice
from simrunner.ui.widgets.mark_pad import MarkPad
from simrunner.ui.widgets.next_panel import NextList
from simrunner.ui.widgets.output_banner import OutputBanner
from simrunner.ui.widgets.run_header import RunHeader
from simrunner.ui.widgets.sensor_row import SensorRow
from simrunner.ui.widgets.session_strip_view import SessionStripView
from simrunner.ui.widgets.staged_bar import CommandLine, StagedRow
from simrunner.ui.widgets.state_map_view import StateMapView
from simrunner.ui.widgets.state_strip_view import StateStripView
from simrunner.ui.widgets.sweep import RepaintClock
from simrunner.ui.windows.run_mirror import MirrorPanel
from simrunner.ui.windows.run_tabs import RunTabs


def _say(each: QAbstractButton, words: str, tip: str) -> None:
    each.setText(words)
    each.setToolTip(tip)
    each.setAccessibleName(words)


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
        self.mirror_panel = MirrorPanel(icons, tr)
        self.tiles = self.mirror_panel.tiles
        self.traces = self.mirror_panel.traces
        self.charts = self.mirror_panel.charts
        self.tear_off = self.mirror_panel.tear_off
        self.staged = StagedRow(tr)
        self.command = CommandLine(run_command, tr)
        self.strip = SessionStripView(tr)
        self.devices = DevicesStrip(icons, tr)
        self.lost = LostNotice(icons, tr)
        self.outputs = OutputBanner()
        self.sensors = SensorRow()
        self._tabs: RunTabs | None = None
        self._counts: dict[str, str] = {}
        self._source: Source | None = None
        self.events = EventList(icons, tr)
        self.marks = MarkPad(counts, tr)
        self.log = LogList(icons, tr)
        self._build_panels(icons)
        self.retranslate()

    def _build_panels(self, icons: Icons) -> None:
        self.map_panel = ConsolePanel(icons, "branch", "run-map-panel")
        self.map_panel.body.addWidget(self.map)
        self.mirror_panel.body.addWidget(self.sensors)
        self.next_panel = ConsolePanel(icons, "clock", "run-next-panel")
        self.next_panel.body.addWidget(self.next)
        self.staged_panel = QFrame()
        self.staged_panel.setProperty("surface", "panel")
        self.session_panel = ConsolePanel(icons, "run", "run-session-panel")
        self.trends_button = button("", "run-trends")
        self.trends_button.setCheckable(True)
        self.trends_button.toggled.connect(self.mirror_panel.show_trends)
        self.session_panel.corner.addWidget(self.trends_button)
        self.session_panel.body.addWidget(self.strip)
        self.devices_panel = QFrame()
        self.devices_panel.setProperty("surface", "panel")
        row = QHBoxLayout(self.devices_panel)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.devices, 1)
        self.cpr_button = button("", "run-open-cpr")
        self.cpr_button.setIcon(icons.icon("manikin", colour("tx2").name(), 16))
        self.manikin_button = button("", "run-open-manikin")
        self.manikin_button.setIcon(icons.icon("hand", colour("tx2").name(), 16))
        row.addWidget(self.manikin_button)
        row.addWidget(self.cpr_button)
        row.addSpacing(12)
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
        for part in (self.next, self.staged, self.command, self.devices, self.lost, self.events,
                     self.log):  # fmt: skip
            part.retranslate()
        self.map_panel.set_title(tr("State map"))
        self.next_panel.set_title(tr("Next"), tr("what will happen, and why not yet"))
        self.mirror_panel.retranslate()
        self.session_panel.set_title(tr("Session"))
        self.events_panel.set_title(tr("Events"))
        self.marks_panel.set_title(tr("Behaviour marks"), tr("key = +, Shift = −"))
        self.log_panel.set_title(tr("Log"), tr("newest first"))
        live = tr("Depth, rate, recoil and pauses of the compressions, live")
        _say(self.cpr_button, tr("CPR feedback"), live)
        whole = tr("Show the vitals over the whole run instead of waves")
        _say(self.trends_button, tr("Trends"), whole)
        hands = tr("Press, feel and inject the simulated manikin (H)")
        _say(self.manikin_button, tr("Be the hands"), hands)
        self.show_source(self._source)
        if self._tabs is not None:
            self._tabs.retranslate()

    # ------------------------------------------------------------------ layouts
    def fold(self, *, is_folded: bool) -> None:
        """Build a new ``body`` in the wide or the folded layout."""
        self.header.fold(is_folded=is_folded)
        for panel in (self.map_panel, self.next_panel, self.mirror_panel):
            panel.fold(is_folded=is_folded)
        self.staged.fold(is_folded=is_folded)
        self.body = QWidget()
        self.mirror_panel.arrange(is_folded=is_folded)
        self._fill_staged(is_folded=is_folded)
        is_bare = is_folded
        self.session_panel.bar.setVisible(not is_bare)
        self.marks_panel.bar.setVisible(not is_bare)
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
        self._tabs = None
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
        self.session_panel.setMinimumHeight(80)
        self.session_panel.setMaximumHeight(80)
        left.addWidget(self.session_panel)
        self.devices_panel.setFixedHeight(48)
        left.addWidget(self.devices_panel)
        self._side_stack = QStackedWidget()
        self._side_stack.addWidget(self.next_panel)
        self._side_stack.addWidget(self.map_panel)
        right.addWidget(self._side_stack, 300)
        right.addWidget(self._new_tabs(), 386)
        row.addLayout(left, 912)
        row.addLayout(right, 374)

    def _new_tabs(self) -> RunTabs:
        self.marks_panel.setMinimumHeight(0)
        self.marks_panel.setMaximumHeight(16_777_215)
        self._tabs = RunTabs(self.events_panel, self.marks_panel, self.log_panel, self._tr)
        self._tabs.show_counts(self._counts)
        return self._tabs

    def show_count(self, name: str, count: str) -> None:
        """Show what a folded tab holds: ``events``, ``marks`` or ``log``."""
        self._counts[name] = count
        if self._tabs is not None:
            self._tabs.show_counts(self._counts)

    @property
    def shows_log(self) -> bool:
        """Whether the log can be read now, beside the other panels or as the open tab."""
        return self._tabs is None or self._tabs.shows_log

    def toggle_map(self) -> None:
        """In the folded layout, swap Next and the map."""
        stack = getattr(self, "_side_stack", None)
        if stack is not None and self.state_strip.parent() is not None:
            stack.setCurrentIndex(1 - stack.currentIndex())

    # ------------------------------------------------------------------ showing
    def show_layout(self, layout: MapLayout) -> None:
        """Show the states' titles and the arrows' words in another language."""
        self.map.show_layout(layout)
        self.state_strip.show_layout(layout)

    def show_map(self, state: MapState) -> None:
        """Show the map and its folded row."""
        self.map.show_state(state)
        self.state_strip.show_state(state)
        count = 1 + len(state.others)
        self.map_panel.note.setText(self._tr("{count} regions", count=count))

    def show_next(self, cards: tuple[RuleCard, ...]) -> None:
        """Show the pending rules."""
        self.next.show_cards(cards)

    def show_marks(self, counts: Sequence[MarkCount], total: str, others: str) -> None:
        """Show the tally, all marks together, and those of categories without a key here."""
        self.marks.show_counts(counts)
        self.show_count("marks", total)
        self.marks_panel.note.setText(others or self._tr("key = +, Shift = −"))

    def show_source(self, source: Source | None) -> None:
        """Show which source the log is narrowed to."""
        self._source = source
        words = self._tr("All sources") if source is None else source_word(source, self._tr)
        self.source_filter.setText(words)
        self.source_filter.setAccessibleName(self._tr("Log source: {source}", source=words))
        self.source_filter.setToolTip(self._tr("Show the next source only"))
