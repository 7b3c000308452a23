"""One run in the window: its pages, its monitor, its rater, its devices, its end."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from simrunner.app.assets import read_instrument
from simrunner.app.compose import Stage
from simrunner.app.devices import DeskFeed
from simrunner.app.drug_labels import labels_of
from simrunner.app.emergency_stop import EmergencyStop, FrozenCase
from simrunner.app.live_cpr import LiveCpr
from simrunner.app.live_feeds import LiveFeeds
from simrunner.app.live_manikin import LiveManikin
from simrunner.app.pacing import wall_text
from simrunner.app.settings import Settings
from simrunner.assessment.instrument import Instrument
from simrunner.domain.action import (
    Action,
    DeliverShock,
    GiveDrug,
    InfuseDrug,
    PerformAct,
    PlaceOrder,
    Source,
)
from simrunner.domain.annotation import MarkSet
from simrunner.domain.chart import Scenario
from simrunner.domain.event import AlarmPriority
from simrunner.domain.run_record import Remark
from simrunner.domain.sim_time import SimTimeMs
from simrunner.domain.text import Translate
from simrunner.hardware.desk import DeviceDesk
from simrunner.hardware.device import LinkState
from simrunner.monitor.sound import DEFAULT_BURSTS, alarm_burst, pulse_tone
from simrunner.rating.rater import Rater
from simrunner.rating.refusal import RatingRefused
from simrunner.record.library import Library
from simrunner.scenario.grammar.command import CommandError, parse_command
from simrunner.ui.bridge import CommandReply, FrameBatch, RunControl, SessionBridge
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.widgets.alarm_sound import AlarmSound, Pcm
from simrunner.ui.widgets.devices_strip import DeviceChip
from simrunner.ui.windows.assess_page import AssessPage
from simrunner.ui.windows.main_window import MainWindow
from simrunner.ui.windows.monitor_window import MonitorWindow
from simrunner.ui.windows.run_page import RunLinks, RunPage

RATER = "assessor-1"
"""The code of the rater at this desk; who that is, is nowhere in the record."""

_CHIP = {
    LinkState.UP: "up", LinkState.OPENING: "new", LinkState.STALE: "lost",
    LinkState.DOWN: "lost", LinkState.INCOMPATIBLE: "lost",
}  # fmt: skip
_FOR_LEARNERS = (GiveDrug, InfuseDrug, PerformAct, PlaceOrder, DeliverShock)


class Pacing(RunControl, Protocol):
    """The run control, and the thread behind it."""

    def start(self) -> None:
        """Begin the run at time 0, or be ready to go on with one that has begun."""
        ...

    @property
    def is_paused(self) -> bool:
        """Whether simulated time stands still."""
        ...

    def shutdown(self) -> None:
        """Take no further step."""
        ...


def instrument_for(scenario: Scenario) -> Instrument:
    """Return the form that a scenario is rated with: its first, else TEAM."""
    return read_instrument(scenario.instruments[0] if scenario.instruments else "team")


def rater_of(library: Library, run: str, scenario: Scenario) -> Rater:
    """Return the rater at this desk with the chain of a run."""
    instrument = instrument_for(scenario)
    return Rater(library.annotations(run, RATER, instrument.id), instrument)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What a run needs of the program around it."""

    window: MainWindow
    art: Artwork
    tr: Translate
    settings: Settings


class LiveRun(QObject):
    """Connects one stage with its screens.

    ``ended`` tells the run's id, once, on the GUI thread, and whether its debrief should open: not
    after a real emergency.

    ``troubled`` tells one sentence that must be seen: the record failed, a step failed, no audio.
    """

    ended = Signal(str, bool)
    troubled = Signal(str)
    safety = Signal(object)
    _over = Signal()

    def __init__(
        self,
        stage: Stage,
        room: Room,
        *,
        desk: DeviceDesk,
        feed: DeskFeed,
        pace: Callable[["LiveRun"], Pacing],
        team_line: str = "",
        started_wall: str | None = None,
    ) -> None:
        """Build the pages; ``pace`` returns who takes the steps, not yet started.

        The monitor's clock begins at ``started_wall`` (ISO 8601), now unless given.
        """
        super().__init__()
        self.stage, self._room, self._desk, self._feed = stage, room, desk, feed
        scenario = stage.pack.scenario
        self._opens_debrief = True
        self.pacing = pace(self)
        self.bridge = SessionBridge(
            submit=stage.session.submit, command=self._command, control=self.pacing, parent=self
        )
        self.rater = rater_of(stage.library, stage.run, scenario)
        self.monitor = MonitorWindow(
            scenario, room.tr, room.art.icons, submit=stage.session.submit,
            start_clock_s=_seconds_of_day(started_wall or wall_text()),
        )  # fmt: skip
        tr, icons = room.tr, room.art.icons
        self.console = RunPage(scenario, tr, icons, self._links(), team_line=team_line)
        self.assess = AssessPage(
            room.art, room.tr, scenario=scenario, instrument=self.rater.instrument,
            rater=self.rater, clock=self._now_ms, rater_name=RATER,
        )  # fmt: skip
        self.cpr = LiveCpr(scenario, room.tr, room.art.icons, remark=self._tell_cpr)
        self.manikin = LiveManikin(scenario, feed.hands, room.art, room.tr, remark=self._tell_fault)
        self.feeds = LiveFeeds(desk, room.tr, (self.console.parts, self.monitor))
        self.sound = AlarmSound(_burst, pulse_tone, self)
        self.stop = EmergencyStop(
            room.art, room.tr, (room.window, self.monitor, *self.cpr.windows),
            settings=room.settings, case=self._emergency_facts,
        )  # fmt: skip
        self._second = QTimer(self, interval=1000)
        self._connect()

    def _connect(self) -> None:
        self.stage.session.listen(self.bridge.publish)
        self.stage.session.listen(self._desk.show)
        self._desk.wait_for(self.stage.session.devices)
        self.bridge.frame_ready.connect(self._show)
        self.sound.unavailable.connect(self._say_no_audio)
        self.safety.connect(self.stop.take_safety)
        self._over.connect(self._finish)
        self.stop.key_pressed.connect(self.declare_emergency)
        self.stop.resume_wanted.connect(self.pacing.resume_from_emergency)
        self.stop.end_wanted.connect(self._end_emergency)
        self.console.cpr_wanted.connect(self.cpr.open)
        self.console.parts.manikin_button.clicked.connect(self._open_manikin)
        self.console.parts.manikin_button.setVisible(self.manikin.can_open)
        self._second.timeout.connect(self._each_second)
        self._second.start()
        self.bridge.start()

    def connect_devices(self) -> None:
        """Look for the devices; DeviceError when one that must start does not."""
        self._desk.labels = labels_of(self._room.settings, self.troubled.emit)
        self._desk.connect()

    def start(self) -> None:
        """Begin the run."""
        self.monitor.show()
        self.pacing.start()

    def remark(self, kind: str, words: str) -> Remark:
        """Return a remark of this moment for the record."""
        return Remark(at_ms=self._now_ms(), wall=wall_text(), kind=kind, words=words)

    def _tell_cpr(self, words: str) -> None:
        self.stage.recorder.remark(self.remark("cpr-feedback", words))

    def _tell_fault(self, words: str) -> None:
        self.stage.recorder.remark(self.remark("device-fault", words))

    def _open_manikin(self) -> None:
        self.manikin.open()
        for window in self.manikin.windows:
            self.stop.guard(window)

    def end(self) -> None:
        """Tell that the run is over; any thread."""
        self._over.emit()

    def shutdown(self) -> None:
        """Stop the thread, the screens and the devices; the record keeps what it has."""
        self.pacing.shutdown()
        self.stop.shutdown()
        self._second.stop()
        self.bridge.shutdown()
        self.sound.shutdown()
        self.console.shutdown()
        self.monitor.shutdown()
        self._desk.close()
        self.stage.recorder.close()

    def retranslate(self) -> None:
        """Say the torn-off windows again; the main window says its own pages."""
        for torn_off in (self.monitor, self.cpr, self.manikin):
            torn_off.retranslate()

    def _finish(self) -> None:
        self.shutdown()
        for torn_off in (self.monitor, self.cpr, self.manikin):
            torn_off.close()
        self.ended.emit(self.stage.run, self._opens_debrief)

    # -- frames

    def _now_ms(self) -> SimTimeMs:
        return self.stage.session.now_ms

    def _show(self, batch: FrameBatch) -> None:
        self.console.show_batch(
            batch.latest, events=batch.events, waves=batch.waves, trends=batch.trends
        )
        self.monitor.show_batch(batch.latest, waves=batch.waves, trends=batch.trends)
        self.assess.show_batch(batch)
        self.cpr.show_batch(batch)
        self.sound.follow(batch.latest)

    def _each_second(self) -> None:
        self.console.show_paused(is_paused=self.pacing.is_paused)
        self.console.show_devices(self.device_chips())
        for sentence in self.feeds.refresh():
            self.troubled.emit(sentence)
        self.show_marks()
        self.stop.refresh()

    def device_chips(self) -> tuple[DeviceChip, ...]:
        """Return the devices of this run with the state of their links."""
        tr = self._room.tr
        chips = []
        for status in self._desk.status():
            fact = tr("paired") if status.is_paired else tr("not paired: it may not act")
            if status.twin:
                fact = tr("same serial number as {other}: it may not act", other=status.twin)
            if status.link is not LinkState.UP:
                fact = status.reason or tr("not connected")
            if status.dropped:
                fact = tr("{fact}; {count} left out", fact=fact, count=status.dropped)
            chips.append(
                DeviceChip(name=status.name, link=_CHIP[status.link], fact=fact, icon="manikin")  # type: ignore[arg-type]
            )
        return tuple(chips)

    def _say_no_audio(self) -> None:
        self.troubled.emit(
            self._room.tr("This computer has no sound output: alarms are shown but not heard.")
        )

    # -- what people do

    def _links(self) -> RunLinks:
        return RunLinks(
            submit=self.stage.session.submit, run_command=self._run_command, control=self.pacing,
            emergency=self.declare_emergency, mark=self.mark, open_monitor=self.monitor.show,
        )  # fmt: skip

    def _run_command(self, text: str) -> str | None:
        reply = self._command(text)
        return None if reply.is_accepted else f"{reply.sentence} {reply.hint}".strip()

    def _command(self, text: str) -> CommandReply:
        try:
            command = parse_command(
                text, self.stage.pack.scenario, source=Source.FACILITATOR, now_ms=self._now_ms()
            )
        except CommandError as error:
            return CommandReply(is_accepted=False, sentence=error.sentence, hint=error.hint)
        for action in command.actions:
            self.stage.session.submit(_on_behalf(action))
        if command.compressions is not None:
            rescue = command.compressions
            self._feed.rescue(rescue.duration_ms, rescue.rate_per_min, rescue.depth_mm)
        return CommandReply(is_accepted=True)

    def mark(self, mark: MarkSet) -> None:
        """Set a behaviour mark from the console in the rater's chain."""
        try:
            self.rater.mark(self._now_ms(), mark.sign, mark.category, mark.note)
        except RatingRefused as refused:
            self.troubled.emit(refused.sentence(self._room.tr))
        self.assess.refresh()
        self.show_marks()

    def show_marks(self) -> None:
        """Count the marks of this desk on the console, whichever page set them."""
        tally: dict[str, tuple[int, int]] = {}
        for mark in self.rater.state.marks:
            good, bad = tally.get(mark.category, (0, 0))
            tally[mark.category] = (good + (mark.sign == "+"), bad + (mark.sign == "-"))
        self.console.show_marks(tally)

    # -- a real emergency

    def declare_emergency(self) -> None:
        """Freeze the case, make devices safe, cover every window."""
        if not self.stop.is_declared:
            self.pacing.declare_emergency()
            self.stop.declare()

    def _emergency_facts(self) -> FrozenCase:
        chart, scenario = self.stage.session.chart, self.stage.pack.scenario
        language = self._room.tr.language
        state = ""
        if chart is not None:
            first = chart.regions[0]
            state = scenario.states_of(first.region)[first.leaf].title.in_language(language)
        return FrozenCase(
            frozen_at_ms=self._now_ms(), state=state,
            scenario=scenario.title.in_language(language),
            devices=tuple(status.name for status in self._desk.status()),
            banner=self.feeds.banner,
        )  # fmt: skip

    def _end_emergency(self) -> None:
        self._opens_debrief = False
        self.pacing.end()

    def leave(self) -> None:
        """Close the screens of a run that did not end; its record stays unfinished."""
        self._opens_debrief = False
        self._finish()


def _on_behalf(action: Action) -> Action:
    """What a facilitator types for the learners is marked as such."""
    return replace(action, on_behalf=True) if isinstance(action, _FOR_LEARNERS) else action


def _burst(priority: AlarmPriority) -> Pcm:
    return alarm_burst(DEFAULT_BURSTS[priority])


def _seconds_of_day(wall: str) -> int:
    now = datetime.fromisoformat(wall)
    return now.hour * 3600 + now.minute * 60 + now.second
