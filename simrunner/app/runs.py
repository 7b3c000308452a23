"""The runs of this computer: the packs on Home, starting one, its end, its debrief."""

import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from simrunner.app.assets import instruments_of, read_catalogue
from simrunner.app.centre_copy import CentreCopy
from simrunner.app.compose import Occasion, open_pack, set_stage
from simrunner.app.crash import write_report
from simrunner.app.device_page import DevicePageFeed, adult_profile
from simrunner.app.device_room import Change, DeviceRoom
from simrunner.app.devices import DeskFeed, attached_devices, desk_of, simulated_manikin
from simrunner.app.dossiers import calibration_troubles, dossiers_of
from simrunner.app.keys import own_notary
from simrunner.app.live_cpr import profile_for
from simrunner.app.live_run import RATER, LiveRun, Room, instrument_for, rater_of
from simrunner.app.pacing import Pacer, monotonic_s, wall_text
from simrunner.app.pack_desk import PackDesk
from simrunner.app.preflight_store import PreflightStore
from simrunner.app.record_keys import keys_for
from simrunner.app.settings import Settings, cache_folder
from simrunner.app.shelf import Shelf, recents, unfinished
from simrunner.app.wakefulness import Wakefulness
from simrunner.app.wave_telling import DebriefWaves
from simrunner.domain.chart import Scenario
from simrunner.domain.run_record import Ack, RunRecord
from simrunner.domain.text import Translate
from simrunner.hardware.device import DeviceError
from simrunner.hardware.hands import Hands
from simrunner.record.errors import RecordError
from simrunner.record.library import Library
from simrunner.scenario.cache import ScenarioCache
from simrunner.scenario.pack import load_stored
from simrunner.scenario.source.problem import ScenarioError
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.report.debrief_report import write_debrief_pdf
from simrunner.ui.windows.assess_page import AssessPage
from simrunner.ui.windows.debrief_page import DebriefPage
from simrunner.ui.windows.home_page import HomePage
from simrunner.ui.windows.main_window import MainWindow

SEED_BELOW = 10_000
"""A fresh run draws a seed of four digits, which people can read to each other."""


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
        self._saved_seq = 0
        self._awake = Wakefulness()
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
        self._shelf.read()
        self.room.start()
        self._device_page.start()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._library = Library.open(
                self._folder / "library.sqlite",
                notary=own_notary(self._folder, self._refused.emit), keys=keys_for(asks=False),
            )  # fmt: skip
        except (RecordError, OSError) as trouble:
            self._tell(self._tr("Runs cannot be recorded: {problem}", problem=_words(trouble)))
        self._copy.start(self._library, self._settings())
        self._fill_home()

    def start(self, pack_id: str) -> None:
        """Start a run of a pack; what stands against it is told and nothing is lost."""
        if self._live is not None:
            self._tell(self._tr("A run is going on: end it first."))
            self._window.show_page("run")
            return
        if self._library is None:
            self._tell(self._tr("Runs cannot be recorded, so none is started."))
            return
        self.room.lend()
        try:
            self._live = self._set_up(pack_id, self._library)
        except ScenarioError:
            self._desk.open(pack_id)
        except (RecordError, DeviceError) as trouble:
            self._tell(_words(trouble))
        finally:
            if self._live is None:
                self.room.take_back()

    def _set_up(self, pack_id: str, library: Library) -> LiveRun:
        settings, seed = self._settings(), secrets.randbelow(SEED_BELOW)
        choice = self._home().choice_of(pack_id)
        pack = open_pack(
            self._shelf.folder(pack_id), choice.difficulty, variant=choice.variant or None
        )
        stage = set_stage(
            pack, library, seed=seed,
            occasion=Occasion(language=settings.language, keeps_waves=settings.keeps_waves),
            etco2_unit="kPa" if settings.etco2_unit == "kPa" else "mmHg",
            on_failure=self._record_failed, on_ack=self._saved,
        )  # fmt: skip
        attached, told = attached_devices(settings)
        for sentence in (*told, *calibration_troubles(settings, wall_text())):
            self._tell(sentence)
        devices = [simulated_manikin(seed, self._tr("Simulated manikin")), *attached]
        paired = settings.paired_devices
        desk = desk_of(devices, paired, self._tr, dossiers_of(settings, paired))
        self.room.attend(desk)
        self._device_page.judge_by(profile_for(pack.scenario))
        hands = Hands(devices, monotonic_s=monotonic_s)
        feed = DeskFeed(desk, on_remark=stage.recorder.remark, hands=hands)
        room = Room(window=self._window, art=self._art, tr=self._tr, settings=settings)

        def pace(live: LiveRun) -> Pacer:
            return Pacer(
                stage.session, [feed], desk=feed, on_remark=stage.recorder.remark,
                on_ended=live.end, on_fault=self._step_failed, on_safety=live.safety.emit,
            )  # fmt: skip

        line = self._tr("{level} · seed {seed}", level=pack.scenario.level, seed=seed)
        live = LiveRun(stage, room, desk=desk, feed=feed, pace=pace, team_line=line)
        self._try_devices(live)
        self._window.set_page("run", live.console)
        self._window.set_page("assess", live.assess)
        self._window.show_page("run")
        if not self._awake.hold():
            stage.recorder.remark(live.remark("power", "sleep could not be held off"))
        live.start()
        return live

    def _try_devices(self, live: LiveRun) -> None:
        """Look for the devices; one that does not start costs a sentence, never the session."""
        live.ended.connect(self._over)
        live.troubled.connect(self._tell)
        try:
            live.connect_devices()
        except DeviceError as trouble:
            self._tell(_words(trouble))

    def _over(self, run: str, opens_debrief: bool) -> None:
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
            name = f"{record.summary.scenario}-{run}.pdf"
            file, _ = QFileDialog.getSaveFileName(
                self._window, self._tr("Save the debrief"), name, "PDF (*.pdf)"
            )
            if file:
                self._export(Path(file), record, scenario, page.take_aways)

        page = DebriefPage(
            self._art, self._tr, record=record, scenario=scenario, replay=self._waves.tell(record),
            export_pdf=export,
        )  # fmt: skip
        self._assess_recorded(record, scenario)
        self._window.set_page("debrief", page)
        self._window.show_page("debrief")

    def _assess_recorded(self, record: RunRecord, scenario: Scenario) -> None:
        """Let the assessor go on with a finished run, in the same chain."""
        assert self._library is not None
        run = record.summary.run
        page = AssessPage(
            self._art, self._tr, scenario=scenario,
            instrument=instrument_for(scenario),
            rater=rater_of(self._library, run, scenario), clock=lambda: 0, rater_name=RATER,
        )  # fmt: skip
        page.load(record)
        self._window.set_page("assess", page)

    def _export(
        self, file: Path, record: RunRecord, scenario: Scenario, take_aways: Sequence[str]
    ) -> None:
        try:
            write_debrief_pdf(
                file, record=record, scenario=scenario, tr=self._tr, art=self._art,
                instruments=instruments_of(scenario), take_aways=take_aways,
            )  # fmt: skip
        except OSError as trouble:
            problem = trouble.strerror or str(trouble)
            self._tell(
                self._tr("{file} could not be written: {problem}", file=file, problem=problem)
            )

    def retranslate(self) -> None:
        """Say the torn-off monitor again."""
        if self._live is not None:
            self._live.retranslate()

    def shutdown(self) -> None:
        """End what runs; a run that goes on stays unfinished in the record."""
        self._desk.shutdown()
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

    def _home(self) -> HomePage:
        home = self._window.page("home")
        assert isinstance(home, HomePage)
        return home

    def _fill_home(self) -> None:
        runs = self._library.runs() if self._library is not None else ()
        home = self._home()
        home.presenter.renew(self._shelf.tiles(runs), recents(runs), unfinished(runs))
        home.refresh()

    # -- trouble, from other threads

    def _record_failed(self, failure: RecordError) -> None:
        live = self._live
        if live is not None:
            live.pacing.pause()
        problem = self._tr(failure.message, **failure.fields)
        self._refused.emit(
            self._tr(
                "The run is paused, nothing more is saved after fact {seq}: {problem}",
                seq=self._saved_seq,
                problem=problem,
            )
        )

    def _saved(self, ack: Ack) -> None:
        self._saved_seq = ack.seq

    def _step_failed(self, fault: Exception) -> None:
        file = write_report(fault, self._folder)
        self._refused.emit(
            self._tr("The run is paused by a fault of the program. Report: {file}", file=file)
        )


def _words(trouble: Exception) -> str:
    if isinstance(trouble, ScenarioError):
        return "; ".join(problem.message for problem in trouble.problems)
    return str(trouble)
