"""The facilitator's console: what happens, what comes next, and every way to change it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QLayout, QVBoxLayout

from simrunner.domain.action import (
    Action,
    AnnulEntry,
    FireRule,
    HoldOffRule,
    SetBookmark,
    Source,
)
from simrunner.domain.annotation import MarkSet
from simrunner.domain.chart import Scenario
from simrunner.domain.event import Event
from simrunner.domain.frame import Frame, TrendPoint
from simrunner.domain.sim_time import clock_text
from simrunner.domain.text import Translate
from simrunner.ui.look.icons import Icons
from simrunner.ui.look.theme import apply_theme
from simrunner.ui.look.tokens import Theme
from simrunner.ui.presenters.log import LogBook
from simrunner.ui.presenters.marks import MarkTally
from simrunner.ui.presenters.next_rules import NextPresenter
from simrunner.ui.presenters.quick_events import EventPresenter, logged
from simrunner.ui.presenters.run import RunPresenter
from simrunner.ui.presenters.session_strip import StripPresenter
from simrunner.ui.presenters.state_map import MapPresenter
from simrunner.ui.presenters.tone import Tone
from simrunner.ui.widgets.devices_strip import DeviceChip
from simrunner.ui.windows.page import Page
from simrunner.ui.windows.run_keys import RunKeys
from simrunner.ui.windows.run_parts import RunParts
from simrunner.ui.windows.staging_desk import StagingDesk

FOLD_BELOW_PX = 1372
"""Page width below which events, marks and log become tabs (window of 1440 less the rail)."""


class RunButtons(Protocol):
    """What the header's buttons do to the run; safe from the GUI thread."""

    def pause(self) -> None:
        """Stop taking steps."""
        ...

    def resume(self) -> None:
        """Take steps again."""
        ...

    def set_speed(self, factor: float) -> None:
        """Run at ``factor`` times real time."""
        ...

    def end(self) -> None:
        """End the run."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLinks:
    """Where the page sends what people do. ``run_command`` returns an error sentence or None."""

    submit: Callable[[Action], None]
    run_command: Callable[[str], str | None]
    control: RunButtons
    emergency: Callable[[], None]
    mark: Callable[[MarkSet], None]
    open_monitor: Callable[[], None]


class RunPage(Page):
    """The whole console; feed it every frame with ``show_frame``.

    ``cpr_wanted`` asks for the window with live feedback on compressions.
    """

    theme = Theme.DARK
    cpr_wanted = Signal()

    def __init__(
        self, scenario: Scenario, tr: Translate, icons: Icons, links: RunLinks, *,
        team_line: str = "",
    ) -> None:  # fmt: skip
        """Show the scenario's map at once; numbers come with the first frame."""
        super().__init__()
        self.setObjectName("run-page")
        self.setProperty("surface", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Run"))
        self._tr = tr
        self._links = links
        self._run = RunPresenter(scenario, tr, team_line=team_line)
        self._map = MapPresenter(scenario, tr)
        self._next = NextPresenter(scenario, tr)
        self._events = EventPresenter(scenario, tr)
        self._log = LogBook(scenario, tr)
        self._strip = StripPresenter(scenario, tr)
        self._marks = MarkTally(tr)
        self._frame: Frame | None = None
        self._is_paused = False
        self._is_folded: bool | None = None
        self._log_source: Source | None = None
        self._unread = 0
        self.parts = RunParts(tr, icons, self._map.layout, self._marks.counts(),
                              links.run_command)  # fmt: skip
        self._desk = StagingDesk(self.parts.tiles, self.parts.staged, links.submit)
        self._keys = RunKeys(self.parts, pause=self.toggle_pause, bookmark=self.bookmark,
                             mark=self._mark, log=self._log_event)  # fmt: skip
        self._whole = QVBoxLayout(self)
        self._lay_out()
        self._name_run()
        self._connect()
        self._bind_keys()
        apply_theme(self, Theme.DARK)

    def _lay_out(self) -> None:
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        # The wide layout must not keep the window from becoming narrow enough to fold.
        self._whole.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setMinimumSize(1024, 640)
        self._whole.addWidget(self.parts.header)
        self._whole.addWidget(self.parts.outputs)
        notice = QVBoxLayout()
        notice.setContentsMargins(12, 0, 12, 0)
        notice.addWidget(self.parts.lost)
        self._whole.addLayout(notice)
        self.parts.fold(is_folded=False)
        self._whole.addWidget(self.parts.body, 1)

    # ------------------------------------------------------------------ wiring
    def _connect(self) -> None:
        parts, header = self.parts, self.parts.header
        header.pause_toggled.connect(self.toggle_pause)
        header.speed_chosen.connect(self._links.control.set_speed)
        header.bookmark_wanted.connect(self.bookmark)
        header.undo_wanted.connect(self.undo)
        header.end_wanted.connect(self._links.control.end)
        header.emergency_wanted.connect(self._emergency)
        parts.next.fire_wanted.connect(self._fire)
        parts.next.hold_wanted.connect(self._hold)
        parts.events.logged.connect(self._log_event)
        parts.marks.marked.connect(self._mark)
        parts.log.annul_wanted.connect(self._annul)
        parts.source_filter.clicked.connect(self._next_source)
        parts.tear_off.clicked.connect(self._open_monitor)
        parts.cpr_button.clicked.connect(self.cpr_wanted)
        parts.clock.ticked.connect(parts.traces.advance)
        parts.clock.start()

    def _bind_keys(self) -> None:
        for keys, slot in (
            ("Ctrl+Z", self.undo), ("Ctrl+Return", self._desk.apply),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Carry out the one-key commands that no inner control has taken."""
        if not self._keys.carry_out(event):
            super().keyPressEvent(event)

    def _name_run(self) -> None:
        """Show the title and the team, on small screens without level and seed."""
        words = self._run.team_line.split(" · ")
        self.parts.header.title.setText(self._run.title)
        self.parts.header.team.setText(" · ".join(words[:3] if self._is_folded else words))

    @property
    def title(self) -> str:
        """The name of the page."""
        return self._tr("Run")

    def retranslate(self) -> None:
        """Take every fixed word from the translator again."""
        self.setAccessibleName(self._tr("Run"))
        self.parts.retranslate()
        self._name_run()
        self._map.retranslate()
        self.parts.show_layout(self._map.layout)
        self._show_marks()
        self._show_log()
        if self._frame is not None:
            self._show_state(self._frame)
            self.parts.mirror_panel.show_waves(self._frame.monitor, ())

    # ------------------------------------------------------------------ frames
    def show_frame(self, frame: Frame) -> None:
        """Show one frame and everything in it."""
        trends = () if frame.trend is None else (frame.trend,)
        self.show_batch(frame, events=frame.events, waves=((frame.at_ms, frame.waves),),
                        trends=trends)  # fmt: skip

    def show_batch(
        self,
        frame: Frame,
        *,
        events: Sequence[Event],
        waves: Sequence[tuple[int, Mapping[str, memoryview]]],
        trends: Sequence[TrendPoint],
    ) -> None:
        """Show the newest frame, with all events, waves (with their times) and trends before it."""
        self._frame = frame
        self._strip.add(events)
        for point in trends:
            for chart in self.parts.charts:
                chart.append(point)
        added = self._log.add(events)
        if added:
            self._unread = 0 if self.parts.shows_log else self._unread + added
            self._show_log()
        self.parts.mirror_panel.show_waves(frame.monitor, waves)
        self._show_state(frame)

    def _show_state(self, frame: Frame) -> None:
        parts = self.parts
        parts.header.clock.setText(clock_text(frame.at_ms))
        parts.header.show_status(is_paused=self._is_paused, is_ended=frame.chart.is_ended)
        state = self._map.present(frame.chart, frame.at_ms)
        parts.show_map(state)
        parts.show_next(self._next.present(frame.chart))
        rows = self._events.present(frame.chart)
        parts.events.show_rows(rows)
        late = sum(row.tone is Tone.WARN for row in rows)
        parts.show_count("events", f"▲{late}" if late else "")
        for tile in self._run.tiles(frame):
            parts.tiles[tile.tile].show_tile(tile)
        parts.mirror_panel.show_alarms(frame.monitor.alarms)
        parts.strip.show_strip(self._strip.present(frame.at_ms))

    def show_devices(self, devices: Sequence[DeviceChip]) -> None:
        """Show the devices and, for one that is lost, the notice."""
        self.parts.devices.show_devices(devices)
        self.parts.lost.show_devices(devices)

    def _show_log(self) -> None:
        self.parts.log.show_lines(self._log.lines(self._log_source))
        new = self._tr("{count} new", count=self._unread) if self._unread else ""
        self.parts.show_count("log", "" if self.parts.shows_log else new)

    # ------------------------------------------------------------------ run
    def toggle_pause(self) -> None:
        """Stop or go on with simulated time."""
        control = self._links.control
        (control.resume if self._is_paused else control.pause)()
        self.show_paused(is_paused=not self._is_paused)

    def show_paused(self, *, is_paused: bool) -> None:
        """Say whether simulated time stands still, whoever stopped it."""
        self._is_paused = is_paused
        is_ended = self._frame is not None and self._frame.chart.is_ended
        self.parts.header.show_status(is_paused=self._is_paused, is_ended=is_ended)

    def bookmark(self) -> None:
        """Name this moment by its clock."""
        at_ms = self._frame.at_ms if self._frame else 0
        self._links.submit(SetBookmark(source=Source.FACILITATOR, label=clock_text(at_ms)))

    def undo(self) -> None:
        """Annul the newest entry that still counts."""
        if self._frame is None:
            return
        counting = [e.entry for e in self._frame.chart.ledger if not e.is_annulled]
        if counting:
            self._annul(max(counting))

    def _emergency(self) -> None:
        self._links.emergency()

    def _open_monitor(self) -> None:
        self._links.open_monitor()

    # ------------------------------------------------------------------ rules, events, marks, log
    def _fire(self, rule: str) -> None:
        self._links.submit(FireRule(source=Source.FACILITATOR, rule=rule))

    def _hold(self, rule: str, is_held: bool) -> None:
        self._links.submit(HoldOffRule(source=Source.FACILITATOR, rule=rule, is_held=is_held))

    def _log_event(self, key: str, ago_ms: int) -> None:
        at_ms = self._frame.at_ms if self._frame else 0
        for event in self._events.events:
            if key in (event.key, event.title):
                self._links.submit(logged(event, at_ms, ago_ms=ago_ms))
                return

    def _mark(self, key: str, sign: Literal["+", "-"]) -> None:
        at_ms = self._frame.at_ms if self._frame else 0
        mark = self._marks.mark(key, sign, at_ms)
        self._links.mark(mark)
        self._show_marks()
        self._log.mark(at_ms, key, sign)
        self._show_log()

    def show_marks(self, counts: Mapping[str, tuple[int, int]]) -> None:
        """Show how often each category was marked well and badly, here and on any other page.

        To be called after every change, also after those that this page asked for.
        """
        self._marks.replace(counts)
        self._show_marks()

    def _show_marks(self) -> None:
        tally = self._marks
        self.parts.show_marks(tally.counts(), tally.total(), tally.others())

    def _annul(self, entry: int) -> None:
        self._links.submit(AnnulEntry(source=Source.FACILITATOR, entry=entry))

    def _next_source(self) -> None:
        order: tuple[Source | None, ...] = (None, *Source)
        place = order.index(self._log_source)
        self._log_source = order[(place + 1) % len(order)]
        self.parts.show_source(self._log_source)
        self._show_log()

    # ------------------------------------------------------------------ layout
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold into two columns on small screens."""
        super().resizeEvent(event)
        is_folded = self.width() < FOLD_BELOW_PX
        if is_folded != self._is_folded:
            self._is_folded = is_folded
            former = self.parts.body
            self.parts.fold(is_folded=is_folded)
            self._name_run()
            self._whole.replaceWidget(former, self.parts.body)
            former.deleteLater()

    def shutdown(self) -> None:
        """Stop the clock; call before dropping the page."""
        self.parts.clock.shutdown()
