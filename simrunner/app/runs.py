"""The runs of this computer: the packs on Home, starting one, its end, its debrief."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from simrunner.app.again_desk import AgainDesk, Begin
from simrunner.app.centre_desk import CentreDesk
from simrunner.app.clock_watch import clock_behind
from simrunner.app.crash import write_report
from simrunner.app.curtain import House, new_run
from simrunner.app.debrief_desk import DebriefDesk
from simrunner.app.device_page import DevicePageFeed, adult_profile
from simrunner.app.device_room import Change, DeviceRoom
from simrunner.app.library_holder import LibraryHolder
from simrunner.app.live_run import LiveRun, Room
from simrunner.app.own_library import OwnLibrary
from simrunner.app.pacing import wall_text
from simrunner.app.pack_desk import PackDesk
from simrunner.app.people_room import PeopleRoom
from simrunner.app.preflight_store import PreflightStore
from simrunner.app.problem_words import problem_words
from simrunner.app.record_desk import RecordDesk
from simrunner.app.rescue import Rescue, copied_library
from simrunner.app.resume import abandon
from simrunner.app.retention_room import RetentionRoom
from simrunner.app.settings import Settings, with_change
from simrunner.app.shelf import Shelf
from simrunner.app.wakefulness import Wakefulness
from simrunner.domain.run_record import RunRecord
from simrunner.domain.sim_time import SimTimeMs
from simrunner.domain.text import Translate
from simrunner.hardware.device import DeviceError
from simrunner.record.errors import RecordError
from simrunner.record.library import Library
from simrunner.scenario.source.problem import ScenarioError
from simrunner.session.replay import ViewOnlyError
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.windows.main_window import MainWindow


class Runs(LibraryHolder):
    """Starts runs from Home, at most one at a time, and opens debriefs."""

    _refused = Signal(str)

    def __init__(
        self,
        window: MainWindow,
        art: Artwork,
        tr: Translate,
        folder: Path,
        *,
        settings: Callable[[], Settings],
        change: Callable[[Change], None],
        tell: Callable[[str], None],
    ) -> None:
        """Read nothing yet; open() does."""
        super().__init__()
        self._window = window
        self._art = art
        self._tr = tr
        self._folder = folder
        self._settings = settings
        self._tell = tell
        self.room = DeviceRoom(settings=settings, change=change, tr=tr)
        self._device_page = DevicePageFeed(window, self.room, self)
        self._shelf = Shelf(folder)
        self._desk = PackDesk(window, art, tr, self._shelf, PreflightStore(folder))
        self._library: Library | None = None
        self._live: LiveRun | None = None
        self._again = AgainDesk(window.notice, tr, folder_of=self._shelf.find, begin=self._go_again)
        self.people = PeopleRoom(folder, art, tr, is_run_on=self._is_on)
        self.retention = RetentionRoom(art, tr, is_run_on=self._is_on)
        tells = self._refused.emit
        self._debriefs = DebriefDesk(window, art, tr, self.people, tell=tells, again=self.again)
        self._rescue = Rescue(window.failure, tr, folder)
        self._awake = Wakefulness()
        self._own = OwnLibrary(folder, tells)
        self.care = RecordDesk(
            window, tr, self._own, self, settings=settings,
            keep=lambda name, choice: change(lambda old: with_change(old, name, choice)),
        )  # fmt: skip
        self._refused.connect(tell)
        self._centre = CentreDesk(window, tr, settings=settings, tell=tells, is_run_on=self._is_on)

    @property
    def live(self) -> LiveRun | None:
        """The run that is going on, if any."""
        return self._live

    @property
    def packs(self) -> PackDesk:
        """What answers the page of a pack."""
        return self._desk

    def open(self) -> None:
        """Read the packs and the library and fill Home; what cannot be read is told."""
        home = self._home()
        home.start_requested.connect(self.start)
        home.open_requested.connect(self._desk.open)
        self._desk.connect_page()
        home.debrief_requested.connect(self.debrief)
        home.resume_requested.connect(self.resume)
        home.close_requested.connect(self._close_unfinished)
        self._rescue.told.connect(self._tell)
        self._rescue.end_wanted.connect(self._end_unsaved)
        self._rescue.elsewhere_wanted.connect(self._choose_place)
        self._shelf.read()
        self.room.start()
        self._device_page.start()
        self.care.start()
        self.care.panel.window_wanted.connect(self._open_beside)
        self.retention.removed.connect(self.forget_removed)
        self.open_library()

    @property
    def is_resting(self) -> bool:
        """Whether no run is on, nor on its way back."""
        return self._live is None and not self._again.is_going

    def start(self, pack_id: str) -> None:
        """Start a run of a pack; what stands against it is told and nothing is lost."""
        self._begin(partial(self._set_up, pack_id), pack_id)

    def resume(self, run: str, *, said: str = "") -> None:
        """Go on with a run that was cut short; it opens paused, once it has been told again."""
        if self._library is None or self._is_busy():
            return
        try:
            record = self._library.read(run)
        except RecordError as trouble:
            self._tell(problem_words(trouble, self._tr))
        else:
            self._again.resume(record, self._library, self._house(), said=said)

    def again(self, record: RunRecord, at_ms: SimTimeMs) -> None:
        """Run a recorded run again from a moment, as a new run of its session; it opens paused."""
        if not self._is_busy():
            self._again.start(record, at_ms)

    def _go_again(self, begin: Begin) -> None:
        self._begin(lambda library: self._raise_curtain(begin(library, self._house())), "")

    def _is_on(self) -> bool:
        return self._live is not None

    def _is_busy(self) -> bool:
        if self._live is not None:
            self._tell(self._tr("A run is going on: end it first."))
            self._window.show_page("run")
        elif self._again.is_going:
            self._tell(self._tr("A run is being brought back: wait for it."))
        return self._live is not None or self._again.is_going

    def _begin(self, set_up: Callable[[Library], LiveRun], pack_id: str) -> None:
        if self._is_busy():
            return
        if self._library is None:
            self._tell(self._tr("Runs cannot be recorded, so none is started."))
            return
        self.room.lend()
        self._rescue.warn_before_start()
        behind = clock_behind(self._library.runs(), wall_text(), self._tr)
        if behind:
            self._tell(behind)
        try:
            self._live = set_up(self._library)
        except ScenarioError as trouble:
            if pack_id:
                self._desk.open(pack_id)
            else:
                self._tell(problem_words(trouble, self._tr))
        except (RecordError, DeviceError, ViewOnlyError) as trouble:
            self._tell(problem_words(trouble, self._tr))
        finally:
            if self._live is None:
                self.room.take_back()

    def _set_up(self, pack_id: str, library: Library) -> LiveRun:
        folder, choice = self._shelf.folder(pack_id), self._home().choice_of(pack_id)
        return self._raise_curtain(new_run(folder, choice, library, self._house()))

    def _house(self) -> House:
        room = Room(window=self._window, art=self._art, tr=self._tr, settings=self._settings())
        return House(
            room=room, devices=self.room, device_page=self._device_page, tell=self._tell,
            step_failed=self._step_failed, rescue=self._rescue,
        )  # fmt: skip

    def _raise_curtain(self, live: LiveRun) -> LiveRun:
        live.ended.connect(self._over)
        self._rescue.watch(live.stage.recorder, live.pacing, live.console.parts.header)
        self._window.set_page("run", live.console)
        self._window.set_page("assess", live.assess)
        self._window.show_page("run")
        if not self._awake.hold():
            live.stage.recorder.remark(live.remark("power", "sleep could not be held off"))
        live.start()
        return live

    def _close_unfinished(self, run: str) -> None:
        if self._library is not None:
            abandon(self._library, self._library.read(run))
            self._fill_home()

    def _over(self, run: str, opens_debrief: bool) -> None:
        self._rescue.leave()
        self._awake.release()
        self._live = None
        self.room.take_back()
        self._device_page.judge_by(adult_profile())
        self._fill_home()
        if opens_debrief:
            self.debrief(run)
        else:
            self._window.show_page("home")

    def debrief(self, run: str) -> None:
        """Open the debrief of a recorded run."""
        if self._library is not None:
            self._debriefs.open(self._library, run)

    def _open_beside(self, name: str) -> None:
        if self._library is not None:
            (self.people if name == "people" else self.retention).open(self._library)

    def retranslate(self) -> None:
        """Say the windows beside the main one again."""
        for room in (self.people, self.retention):
            room.retranslate()
        if self._live is not None:
            self._live.retranslate()

    def shutdown(self) -> None:
        """End what runs; a run that goes on stays unfinished in the record."""
        self._again.shutdown()
        self._desk.shutdown()
        self._rescue.leave()
        if self._live is not None:
            self._live.shutdown()
            self._live = None
        self._debriefs.shutdown()
        self.retention.shutdown()
        self._device_page.shutdown()
        self.room.shutdown()
        self._awake.release()
        self.care.shutdown()
        self._centre.shutdown()
        if self._library is not None:
            self._library.shutdown()
            self._library = None
        self._own.leave()

    # -- trouble, from other threads

    def _end_unsaved(self) -> None:
        """End a run whose record takes nothing: it stays unfinished, the rest in its side file."""
        if self._live is not None:
            self._live.leave()

    def _choose_place(self) -> None:
        folder = QFileDialog.getExistingDirectory(self._window, self._tr("Where the run goes on"))
        if folder:
            self.move_to(Path(folder))

    def move_to(self, folder: Path) -> None:
        """Copy the library into another folder, with what waits, and go on with the run there."""
        if self._live is None or self._library is None:
            return
        stage = self._live.stage
        try:
            fresh = copied_library(self._library, folder, stage.recorder.side, self._own.keys)
        except (RecordError, OSError) as trouble:
            self._tell(problem_words(trouble, self._tr))
            return
        self._live.leave()
        for room in (self.people, self.retention):
            room.shutdown()
        self._library.shutdown()
        self._library = fresh
        self._centre.start(fresh)
        said = self._tr("Runs are recorded in {file} until the program ends.", file=fresh.path)
        self.resume(stage.run, said=said)

    def _step_failed(self, fault: Exception) -> None:
        file = write_report(fault, self._folder)
        self._refused.emit(
            self._tr("The run is paused by a fault of the program. Report: {file}", file=file)
        )
