"""The debriefs of recorded runs: what opens one, and what else may be done with it."""

from collections.abc import Callable, Iterator, Sequence

from simrunner.app.assets import read_catalogue
from simrunner.app.attempts import Kin, read_attempts, relatives
from simrunner.app.debrief_pdf import save_debrief
from simrunner.app.export_desk import ExportDesk
from simrunner.app.looks import Looks
from simrunner.app.media_desk import Face, MediaDesk
from simrunner.app.pacing import wall_text
from simrunner.app.people_room import PeopleRoom
from simrunner.app.problem_words import problem_words
from simrunner.app.recorded_assess import assess_recorded
from simrunner.app.settings import cache_folder
from simrunner.app.wave_telling import DebriefWaves
from simrunner.domain.chart import Scenario
from simrunner.domain.note import Note
from simrunner.domain.person import Deed as Audited
from simrunner.domain.person import Reason
from simrunner.domain.run_record import RunRecord
from simrunner.domain.sim_time import SimTimeMs
from simrunner.domain.text import Translate
from simrunner.record.errors import RecordError
from simrunner.record.library import Library
from simrunner.record.notes import notes_of, set_notes
from simrunner.scenario.cache import ScenarioCache
from simrunner.scenario.pack import load_stored
from simrunner.scenario.source.problem import ScenarioError
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.presenters.attempts import Attempt
from simrunner.ui.presenters.deed import Deed
from simrunner.ui.presenters.medium_point import MediumPoint
from simrunner.ui.presenters.notebook import Notebook
from simrunner.ui.windows.assess_page import AssessPage
from simrunner.ui.windows.attempts_page import AttemptsLink
from simrunner.ui.windows.debrief_page import DebriefPage, DebriefTools
from simrunner.ui.windows.main_window import MainWindow
from simrunner.ui.windows.page import Page


class DebriefDesk:
    """Opens the debrief of a run in the window; ``tell`` gets what stands against it.

    ``tell`` is called from other threads too. ``again`` is asked to run a run again from a moment.
    """

    def __init__(
        self,
        window: MainWindow,
        art: Artwork,
        tr: Translate,
        people: PeopleRoom,
        *,
        tell: Callable[[str], None],
        again: Callable[[RunRecord, SimTimeMs], None],
    ) -> None:
        """Show nothing yet; open() does."""
        self._window = window
        self._art = art
        self._tr = tr
        self._tell = tell
        self._again = again
        self._people = people
        self._waves = DebriefWaves()
        self._media: MediaDesk | None = None
        self.exports = ExportDesk(window, art, tr)
        self._notebook = Notebook(wall=wall_text, keep=lambda _notes: None)
        self._looks = Looks(tr, tell)
        self._rated: tuple[Library, str, AssessPage] | None = None
        window.page_changed.connect(self._page_shown)

    def open(self, library: Library, run: str, *, beside: str = "") -> None:
        """Open the debrief of a recorded run, and with it the assessor's page.

        With ``beside`` it opens at the attempts of its session, held against that one.
        """
        self._notebook.flush()
        try:
            record = library.read(run)
            kin = relatives(library, run)
            scenario = _scenario_of(record)
            self._notebook = self._notebook_of(library, run)
            deeds = self._all_deeds(library, record, scenario)
        except (RecordError, ScenarioError) as trouble:
            self._tell(problem_words(trouble, self._tr))
            return

        def export() -> None:
            self._export(library, page, record, scenario)

        self._looks.note(library, run, Audited.DEBRIEF_OPENED, Reason.TEACHING)
        tools = DebriefTools(
            export_pdf=export, deeds=deeds, attempts=self._attempts(library, run, kin),
            notebook=self._notebook,
        )  # fmt: skip
        page = DebriefPage(
            self._art, self._tr, record=record, scenario=scenario,
            replay=self._waves.tell(record), tools=tools,
        )  # fmt: skip
        if self._media is not None and self._media.points:
            page.show_media(self._media.points)
        assess = assess_recorded(library, record, scenario, tr=self._tr, art=self._art)
        self._window.set_page("assess", assess)
        self._rated = (library, run, assess)  # from now on: to be put in place is not to be seen
        self._window.set_page("debrief", page)
        self._window.show_page("debrief")
        if beside:
            page.show_attempts(beside)

    def leave(self) -> None:
        """Close the run that is shown: stop telling waves, keep what was written a moment ago."""
        self._notebook.flush()
        self._notebook = Notebook(wall=wall_text, keep=lambda _notes: None)
        self._close_media()
        self._waves.shutdown()
        self._rated = None
        self._people.shutdown()
        self.exports.shutdown()
        for key in ("debrief", "assess"):
            self._window.set_page(key, Page())
        self._window.fill()

    def shutdown(self) -> None:
        """Stop telling waves, and keep what was written a moment ago."""
        self._notebook.flush()
        self._close_media()
        self._waves.shutdown()
        self._people.shutdown()
        self.exports.shutdown()
        self._looks.shutdown()

    def _close_media(self) -> None:
        if self._media is not None:
            self._media.shutdown()
            self._media = None

    def _page_shown(self, key: str) -> None:
        """Have the assessor's page of a recorded run in the audit when it comes into view."""
        if key == "assess" and self._rated and self._window.page(key) is self._rated[2]:
            library, run, _ = self._rated
            self._looks.note(library, run, Audited.ASSESSMENT_OPENED, Reason.ASSESSMENT)

    def _attempts(self, library: Library, run: str, kin: Kin) -> AttemptsLink | None:
        def load() -> tuple[Attempt, ...]:
            for each, _ in kin:
                self._looks.note(library, each.summary.run, Audited.RUN_COMPARED, Reason.TEACHING)
            try:
                return read_attempts(library, kin)
            except RecordError as trouble:
                self._tell(problem_words(trouble, self._tr))
                return ()

        if len(kin) < 2:
            return None
        return AttemptsLink(load=load, open_run=lambda other: self.open(library, other, beside=run))

    def _export(
        self, library: Library, page: DebriefPage, record: RunRecord, scenario: Scenario
    ) -> None:
        def printed() -> None:
            run = record.summary.run
            self._looks.note(library, run, Audited.DEBRIEF_PRINTED, Reason.TEACHING)

        refusal = save_debrief(
            self._window, record, scenario, page.take_aways, tr=self._tr, art=self._art,
            comparison=page.comparison, chosen=printed,
        )  # fmt: skip
        if refusal:
            self._tell(refusal)

    def _all_deeds(self, library: Library, record: RunRecord, scenario: Scenario) -> Sequence[Deed]:
        def shown() -> Iterator[DebriefPage]:
            page = self._window.page("debrief")
            if isinstance(page, DebriefPage):
                yield page

        def jump(at_ms: SimTimeMs) -> None:
            for page in shown():
                page.jump(at_ms)

        def mark(points: Sequence[MediumPoint]) -> None:
            for page in shown():
                page.show_media(points)

        self._close_media()
        face = Face(self._window, self._art, self._tr, self._tell, jump, mark)
        deeds = [*self._deeds(library, record, scenario)]
        self._media = MediaDesk(library, record.summary.run, face, deeds)
        return deeds

    def _notebook_of(self, library: Library, run: str) -> Notebook:
        def keep(notes: Sequence[Note]) -> None:
            try:
                library.do(lambda connection: set_notes(connection, run, notes))
            except RecordError as trouble:
                self._tell(
                    self._tr(
                        "The notes are not kept: {problem}",
                        problem=problem_words(trouble, self._tr),
                    )
                )

        written = library.ask(lambda connection: notes_of(connection, run))
        return Notebook(written, wall=wall_text, keep=keep)

    def _deeds(self, library: Library, record: RunRecord, _scenario: Scenario) -> Sequence[Deed]:
        """Return the entries of the menu in the header."""
        return (
            Deed(
                name="again", key="Ctrl+R", words=lambda tr: tr("Run again from here"),
                act=lambda at_ms: self._again(record, at_ms),
            ),
            Deed(
                name="people", key="", words=lambda tr: tr("Who took part…"),
                act=lambda _at_ms: self._people.open(library, record.summary.run),
            ),
            self.exports.deed(library, record.summary.run),
        )  # fmt: skip


def _scenario_of(record: RunRecord) -> Scenario:
    catalogue = read_catalogue()
    return load_stored(
        record.canonical_scenario, catalogue, ScenarioCache(cache_folder(), catalogue)
    )
