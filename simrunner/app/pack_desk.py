"""The page of a pack at work: its pre-flight is found, played, kept and printed."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from simrunner.app.compose import open_pack
from simrunner.app.pacing import wall_text
from simrunner.app.preflight_job import PreflightJob
from simrunner.app.preflight_store import PreflightStore
from simrunner.app.shelf import Shelf
from simrunner.app.team_models import read_team_model
from simrunner.domain.chart import Scenario
from simrunner.domain.text import Translate
from simrunner.rehearsal.preflight import Rehearsal
from simrunner.scenario.pack import SCENARIO_FILE
from simrunner.scenario.source.problem import ScenarioError
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.presenters.preflight import present_preflight
from simrunner.ui.presenters.preflight_standing import Standing
from simrunner.ui.report.preflight_report import write_preflight_pdf
from simrunner.ui.windows.home_page import HomePage
from simrunner.ui.windows.main_window import MainWindow


class PackDesk(QObject):
    """Answers what the page of a pack asks for."""

    def __init__(
        self, window: MainWindow, art: Artwork, tr: Translate, shelf: Shelf, store: PreflightStore
    ) -> None:
        """Do nothing yet; connect() listens to the page."""
        super().__init__()
        self._window = window
        self._art = art
        self._tr = tr
        self._shelf = shelf
        self._store = store
        self._model = read_team_model()
        self._scenario: Scenario | None = None
        self._job: PreflightJob | None = None
        self._played_pack = ""
        self._ending: list[PreflightJob] = []

    def connect_page(self) -> None:
        """Listen to the page."""
        page = self._home().pack_page
        page.choice_changed.connect(self._look_up)
        page.rehearse_requested.connect(self.rehearse)
        page.cancel_requested.connect(self.cancel)
        page.export_requested.connect(self._ask_where)
        page.edit_requested.connect(self._edit)

    def open(self, pack_id: str) -> None:
        """Show a pack as its file is now, with the pre-flight that was kept."""
        self._shelf.renew(pack_id)
        self._home().show_pack(self._shelf.detail(pack_id))
        self._look_up()

    def rehearse(self) -> None:
        """Let virtual teams play the open pack in the background."""
        if self._scenario is None or self._job is not None:
            return
        page = self._home().pack_page
        variant = page.choice.variant or None
        job = PreflightJob(self._scenario, self._model, variant=variant)
        job.played.connect(self._played)
        job.finished.connect(self._finished)
        job.failed.connect(self._failed)
        self._job, self._played_pack = job, page.pack_id
        page.show_progress(0, job.all_runs)
        job.start()

    def cancel(self) -> None:
        """End the rehearsal that goes on; what was kept before is shown again."""
        if self._job is not None:
            self._job.cancel()
            self._drop()
            self._look_up()

    def shutdown(self) -> None:
        """End the rehearsal and its processes."""
        self._drop()
        for job in self._ending:
            job.shutdown()
        self._ending.clear()

    def export(self, file: Path) -> None:
        """Write the pre-flight that is shown as a PDF; what stands against it is told."""
        standing = self.standing()
        if standing.scenario is None or standing.rehearsal is None:
            return
        try:
            write_preflight_pdf(
                file, rehearsal=standing.rehearsal, scenario=standing.scenario, tr=self._tr,
                art=self._art, at=standing.at, is_stale=standing.is_stale,
            )  # fmt: skip
        except OSError as trouble:
            problem = trouble.strerror or str(trouble)
            self._tell(
                self._tr("{file} could not be written: {problem}", file=file, problem=problem)
            )

    def standing(self) -> Standing:
        """Return what is known of the open pack for the choice in force."""
        if self._scenario is None:
            return Standing()
        choice = self._home().pack_page.choice
        kept = self._store.find(self._scenario, self._model.name, choice.variant or None)
        if kept is None:
            return Standing(scenario=self._scenario)
        return Standing(
            scenario=self._scenario, rehearsal=kept.rehearsal, at=kept.at, is_stale=kept.is_stale
        )

    def _look_up(self) -> None:
        page = self._home().pack_page
        try:
            folder = self._shelf.folder(page.pack_id)
            self._scenario = open_pack(
                folder, page.choice.difficulty, variant=page.choice.variant or None
            ).scenario
        except (ScenarioError, KeyError):
            self._scenario = None
        page.show_standing(self.standing())
        if self._job is not None and self._played_pack == page.pack_id:
            page.show_progress(0, self._job.all_runs)

    def _played(self, done_runs: int, all_runs: int) -> None:
        page = self._home().pack_page
        if (
            self._job is not None
            and self.sender() is self._job
            and (page.pack_id == self._played_pack)
        ):
            page.show_progress(done_runs, all_runs)

    def _finished(self, rehearsal: Rehearsal) -> None:
        if self.sender() is not self._job:
            return
        self._drop()
        try:
            self._store.keep(rehearsal, datetime.fromisoformat(wall_text()))
        except OSError as trouble:
            self._tell(self._tr("The pre-flight is not kept: {problem}", problem=trouble))
        self._look_up()

    def _failed(self, sentence: str) -> None:
        self._drop()
        self._look_up()
        self._tell(self._tr("The rehearsal failed: {problem}", problem=sentence))

    def _drop(self) -> None:
        """Let go of the job; it is kept until its thread is gone, which must not delete it."""
        self._ending = [job for job in self._ending if job.is_going]
        if self._job is not None:
            self._ending.append(self._job)
        self._job = None
        self._played_pack = ""

    def _ask_where(self) -> None:
        standing = self.standing()
        if standing.scenario is None or standing.rehearsal is None:
            return
        title = present_preflight(standing.rehearsal, standing.scenario, self._tr).title
        name = f"{standing.scenario.id}-{standing.scenario.difficulty}.pdf"
        file, _ = QFileDialog.getSaveFileName(self._window, title, name, "PDF (*.pdf)")
        if file:
            self.export(Path(file))

    def _edit(self) -> None:
        file = self._shelf.folder(self._home().pack_page.pack_id) / SCENARIO_FILE
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))):
            self._tell(self._tr("No program of this computer opens {file}.", file=file))

    def _tell(self, sentence: str) -> None:
        self._window.notice.tell(sentence)

    def _home(self) -> HomePage:
        home = self._window.page("home")
        assert isinstance(home, HomePage)
        return home
