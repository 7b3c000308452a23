"""The runs of this computer: the packs on Home, starting one, its end, its debrief."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from simrunner.app.assets import read_catalogue
from simrunner.app.centre_copy import CentreCopy
from simrunner.app.crash import write_report
from simrunner.app.curtain import House, new_run, resumed_run
from simrunner.app.debrief_pdf import save_debrief
from simrunner.app.device_page import DevicePageFeed, adult_profile
from simrunner.app.device_room import Change, DeviceRoom
from simrunner.app.door import Door
from simrunner.app.keys import own_notary
from simrunner.app.live_run import LiveRun, Room
from simrunner.app.pack_desk import PackDesk
from simrunner.app.preflight_store import PreflightStore
from simrunner.app.record_keys import keys_for
from simrunner.app.recorded_assess import assess_recorded
from simrunner.app.rescue import Rescue, bring_home, copied_library
from simrunner.app.resume import abandon, is_abandoned
from simrunner.app.settings import Settings, cache_folder
from simrunner.app.shelf import Shelf, recents, unfinished
from simrunner.app.wakefulness import Wakefulness
from simrunner.app.wave_telling import DebriefWaves
from simrunner.domain.text import Translate
from simrunner.hardware.device import DeviceError
from simrunner.record.errors import RecordError
from simrunner.record.library import Library
from simrunner.scenario.cache import ScenarioCache
from simrunner.scenario.pack import load_stored
from simrunner.scenario.source.problem import ScenarioError
from simrunner.session.replay import ViewOnlyError
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.windows.debrief_page import DebriefPage
from simrunner.ui.windows.home_page import HomePage
from simrunner.ui.windows.main_window import MainWindow


class Runs(QObject):
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
        self._waves = DebriefWaves()
        self._rescue = Rescue(window.failure, tr, folder)
        self._rescue.told.connect(tell)
        self._rescue.end_wanted.connect(self._end_unsaved)
        self._rescue.elsewhere_wanted.connect(self._choose_place)
        self._awake = Wakefulness()
        self._door = Door(folder)
        self._refused.connect(tell)
        self._copy = CentreCopy(tr, self._refused.emit)

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
        self._shelf.read()
        self.room.start()
        self._device_page.start()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._door.close()
            self._library = Library.open(
                self._folder / "library.sqlite",
                notary=own_notary(self._folder, self._refused.emit), keys=keys_for(asks=False),
            )  # fmt: skip
        except (RecordError, OSError) as trouble:
            self._tell(self._tr("Runs cannot be recorded: {problem}", problem=_words(trouble)))
        else:
            bring_home(self._library, self._folder, self._tr, self._tell)
        self._copy.start(self._library, self._settings())
        self._fill_home()

    def start(self, pack_id: str) -> None:
        """Start a run of a pack; what stands against it is told and nothing is lost."""
        self._begin(partial(self._set_up, pack_id), pack_id)

    def resume(self, run: str) -> None:
        """Go on with a run that was cut short; it opens paused."""
        self._begin(partial(self._take_up, run), "")

    def _begin(self, set_up: Callable[[Library], LiveRun], pack_id: str) -> None:
        if self._live is not None:
            self._tell(self._tr("A run is going on: end it first."))
            self._window.show_page("run")
            return
        if self._library is None:
            self._tell(self._tr("Runs cannot be recorded, so none is started."))
            return
        self.room.lend()
        self._rescue.warn_before_start()
        try:
            self._live = set_up(self._library)
        except ScenarioError as trouble:
            if pack_id:
                self._desk.open(pack_id)
            else:
                self._tell(_words(trouble))
        except (RecordError, DeviceError, ViewOnlyError, KeyError) as trouble:
            self._tell(_words(trouble))
        finally:
            if self._live is None:
                self.room.take_back()

    def _set_up(self, pack_id: str, library: Library) -> LiveRun:
        folder, choice = self._shelf.folder(pack_id), self._home().choice_of(pack_id)
        return self._raise_curtain(new_run(folder, choice, library, self._house()))

    def _take_up(self, run: str, library: Library) -> LiveRun:
        record = library.read(run)
        folder = self._shelf.folder(record.summary.scenario)
        return self._raise_curtain(resumed_run(folder, record, library, self._house()))

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
        if self._library is None:
            return
        try:
            record = self._library.read(run)
            catalogue = read_catalogue()
            cache = ScenarioCache(cache_folder(), catalogue)
            scenario = load_stored(record.canonical_scenario, catalogue, cache)
        except (RecordError, ScenarioError) as trouble:
            self._tell(_words(trouble))
            return

        def export() -> None:
            refusal = save_debrief(
                self._window, record, scenario, page.take_aways, tr=self._tr, art=self._art
            )
            if refusal:
                self._tell(refusal)

        page = DebriefPage(
            self._art, self._tr, record=record, scenario=scenario, replay=self._waves.tell(record),
            export_pdf=export,
        )  # fmt: skip
        assess = assess_recorded(self._library, record, scenario, tr=self._tr, art=self._art)
        self._window.set_page("assess", assess)
        self._window.set_page("debrief", page)
        self._window.show_page("debrief")

    def retranslate(self) -> None:
        """Say the torn-off monitor again."""
        if self._live is not None:
            self._live.retranslate()

    def shutdown(self) -> None:
        """End what runs; a run that goes on stays unfinished in the record."""
        self._desk.shutdown()
        self._rescue.leave()
        if self._live is not None:
            self._live.shutdown()
            self._live = None
        self._waves.shutdown()
        self._device_page.shutdown()
        self.room.shutdown()
        self._awake.release()
        self._copy.shutdown()
        if self._library is not None:
            self._library.shutdown()
            self._library = None
        self._door.open()

    def _home(self) -> HomePage:
        home = self._window.page("home")
        assert isinstance(home, HomePage)
        return home

    def _fill_home(self) -> None:
        runs = self._library.runs() if self._library is not None else ()
        home = self._home()
        cut = unfinished(runs)
        if cut and self._library and is_abandoned(self._library.read(cut.run_id)):
            cut = None
        home.presenter.renew(self._shelf.tiles(runs), recents(runs), cut)
        home.refresh()

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
            fresh = copied_library(self._library, folder, stage.recorder.side)
        except (RecordError, OSError) as trouble:
            self._tell(_words(trouble))
            return
        self._live.leave()
        self._library.shutdown()
        self._library = fresh
        self._tell(self._tr("Runs are recorded in {file} until the program ends.", file=fresh.path))
        self.resume(stage.run)

    def _step_failed(self, fault: Exception) -> None:
        file = write_report(fault, self._folder)
        self._refused.emit(
            self._tr("The run is paused by a fault of the program. Report: {file}", file=file)
        )


def _words(trouble: Exception) -> str:
    if isinstance(trouble, ScenarioError):
        return "; ".join(problem.message for problem in trouble.problems)
    return str(trouble)
