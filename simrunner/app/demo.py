"""The demo: a whole session with the window's own objects, as fast as it goes.

The screens are drawn offscreen where there is no display. Nothing here waits for a clock, so the
same seed leaves the same record and the same pictures.
"""

import os
import sys
from pathlib import Path
from typing import Any, NoReturn

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget

from simrunner.app.assets import table
from simrunner.app.assets_folder import resources_folder
from simrunner.app.compose import Occasion, open_pack, set_stage
from simrunner.app.desktop import dress
from simrunner.app.devices import DeskFeed, desk_of, simulated_manikin
from simrunner.app.exit_code import ENVIRONMENT, Refusal
from simrunner.app.headless import curtain_ms, finish
from simrunner.app.i18n import Translator
from simrunner.app.live_run import LiveRun, Room
from simrunner.app.pacing import monotonic_s, wall_text
from simrunner.app.pages import fill_window
from simrunner.app.results import results_folder
from simrunner.app.settings import Settings
from simrunner.app.summary import write_summary
from simrunner.app.team import cast_team
from simrunner.app.wave_telling import KeptWaves
from simrunner.domain.run_record import RunRecord
from simrunner.domain.sim_time import STEP_MS, SimTimeMs
from simrunner.hardware.hands import Hands
from simrunner.rating.rater import Rater
from simrunner.record.errors import RecordError
from simrunner.record.library import Library
from simrunner.rehearsal.play import Feed, take_step
from simrunner.session.seek import Seek
from simrunner.ui.look.artwork import load_artwork
from simrunner.ui.windows.attempts_page import AttemptsLink
from simrunner.ui.windows.debrief_page import DebriefPage, DebriefTools
from simrunner.ui.windows.main_window import MainWindow

FULL_HD = QSize(1920, 1080)
SHOW_EVERY = 10
"""Steps between two looks at the mailbox; the screens then take in a second at once."""

TEAM = "average"


class NoPacing:
    """The run control of a run that nobody paces: the demo takes the steps itself."""

    is_paused = False

    def start(self) -> None:
        """Do nothing: the demo begins by itself."""

    def pause(self) -> None:
        """Do nothing: no time passes by itself."""

    def resume(self) -> None:
        """Do nothing: no time passes by itself."""

    def set_speed(self, factor: float) -> None:
        """Do nothing: the demo has no speed."""

    def end(self) -> None:
        """Do nothing: the demo ends by itself."""

    def declare_emergency(self) -> None:
        """Do nothing: nobody is in the room."""

    def resume_from_emergency(self) -> None:
        """Do nothing: nobody is in the room."""

    def shutdown(self) -> None:
        """Do nothing: there is no thread."""


def application() -> QApplication:
    """Return the one application, offscreen where there is no display."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    if sys.platform == "linux" and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return dress(QApplication(["simrunner"]))


class DemoSession:
    """A session that plays itself, with its screens."""

    def __init__(
        self, folder: Path, *, seed: int, language: str, out: Path, started_wall: str | None = None
    ) -> None:
        """Set the stage in ``out``; nothing is played yet. It begins now unless told otherwise."""
        application()
        results_folder(out)
        record = out / "record.sqlite"
        set_aside(record)
        self.pack = open_pack(folder)
        self.tr = Translator(resources_folder() / "i18n", language)
        self.out, self.notes = out, _notes(folder.name)
        self.library = Library.open(record)
        self.started_wall = started_wall or wall_text()
        occasion = Occasion(team=TEAM, language=language, started_wall=self.started_wall)
        stage = set_stage(
            self.pack, self.library, seed=seed, occasion=occasion, on_failure=raise_it
        )  # fmt: skip
        team = cast_team(self.pack, TEAM, plays_compressions=False)
        manikin = (simulated_manikin(seed, self.tr("Simulated manikin")),)
        self.desk = desk_of(manikin, (), self.tr)
        self.hands = Hands(manikin, monotonic_s=monotonic_s)
        feed = DeskFeed(self.desk, on_remark=stage.recorder.remark, team=team, hands=self.hands)
        self.feeds: list[Feed] = [team, feed]
        settings = Settings(language=language)
        self.art = load_artwork(resources_folder())
        self.window = MainWindow(self.art, self.tr, {}, {}, self.tr.switch_to)
        fill_window(
            self.window, self.art, self.tr, settings=settings, folder=out,
            on_change=lambda _name, _choice: None,
        )  # fmt: skip
        room = Room(window=self.window, art=self.art, tr=self.tr, settings=settings)
        self.live = LiveRun(
            stage, room, desk=self.desk, feed=feed, pace=lambda _live: NoPacing(),
            team_line=self.tr("Team {team} · seed {seed}", team=TEAM, seed=seed),
            started_wall=occasion.started_wall,
        )  # fmt: skip
        self._stop_clocks()
        self.window.set_page("run", self.live.console)
        self.window.set_page("assess", self.live.assess)
        self._shown_ms = 0
        self._record: RunRecord | None = None

    def _stop_clocks(self) -> None:
        """Waves are moved by simulated time here, so that a picture never depends on the clock."""
        self.live.bridge.shutdown()
        self.live.console.shutdown()
        self.live.monitor.clock.shutdown()
        self.live.monitor.flash.shutdown()

    def begin(self) -> None:
        """Connect the manikin and enter the first states; the screens open."""
        self.desk.connect()
        for widget in (self.window, self.live.monitor):
            widget.resize(FULL_HD)
        self.window.show_page("run")
        self.window.show()
        self.live.monitor.show()
        self.seek = Seek()
        self.live.stage.session.listen(self.seek.watch)
        self.live.stage.session.begin()
        self._look()

    @property
    def picture_at_ms(self) -> SimTimeMs:
        """The moment that the pictures show."""
        return int(self.notes.get("picture_at_s", 60)) * 1000

    def play_to(self, until_ms: SimTimeMs) -> None:
        """Take steps up to ``until_ms`` or the end, marking what the demo's assessor marks."""
        session = self.live.stage.session
        taken = 0
        while not session.is_ended and session.now_ms < until_ms:
            take_step(session, self.feeds)
            self._mark_due()
            taken += 1
            if taken % SHOW_EVERY == 0:
                self._hear()
        self._look()

    def play_out(self) -> RunRecord:
        """Play to the end, rate, and return the whole record; a second time just returns it."""
        if self._record is not None:
            return self._record
        self.play_to(curtain_ms(self.pack))
        finish(self.live.stage, self.feeds)
        self._look()
        self._rate()
        self.desk.close()
        self.live.stage.recorder.close()
        self._record = self.library.read(self.live.stage.run)
        return self._record

    def debrief(self, record: RunRecord, attempts: AttemptsLink | None = None) -> DebriefPage:
        """Open the debrief of the finished run in the window, all of its waves at hand."""
        self.seek.close()
        page = DebriefPage(
            self.art, self.tr, record=record, scenario=self.pack.scenario,
            replay=KeptWaves(self.seek),
            tools=DebriefTools(export_pdf=lambda: None, attempts=attempts),
        )  # fmt: skip
        self.window.set_page("debrief", page)
        return page

    def close(self) -> None:
        """Close the screens, the manikin and the record."""
        self.desk.close()
        self.live.manikin.close()
        self.live.monitor.close()
        self.window.close()
        self.library.shutdown()

    def _hear(self) -> None:
        """Let the screens take what came; the waves wait, for nothing is painted meanwhile."""
        self.live.bridge.deliver()
        self.live.console.show_devices(self.live.device_chips())

    def _look(self) -> None:
        """Bring the screens up to this moment, the waves at once: a sweep catches up by itself."""
        self._hear()
        now_ms = self.live.stage.session.now_ms
        self.live.monitor.advance(now_ms - self._shown_ms)
        self.live.console.parts.traces.advance(now_ms - self._shown_ms)
        self._shown_ms = now_ms

    def _mark_due(self) -> None:
        now_ms = self.live.stage.session.now_ms
        for mark in self.notes.get("mark", ()):
            if now_ms - STEP_MS < int(mark["at_s"]) * 1000 <= now_ms:
                words = mark[self.tr.language]
                self.live.rater.mark(now_ms, mark["sign"], mark["category"], words)
                self.live.assess.refresh()
                self.live.show_marks()

    def _rate(self) -> None:
        rater, now_ms = self.live.rater, self.live.stage.session.now_ms
        for item, score in self.notes.get("rating", {}).items():
            _rate(rater, now_ms, item, score)
        for item, marks in self.notes.get("evidence", {}).items():
            for mark in marks:
                rater.link_evidence(now_ms, item, mark)
        self.live.assess.refresh()


def set_aside(record: Path) -> None:
    """Keep a record that is already there under a name of its own: ``record-1.sqlite`` and on."""
    if not record.exists():
        return
    number = 1
    while (kept := record.with_name(f"{record.stem}-{number}{record.suffix}")).exists():
        number += 1
    for ending in ("", "-wal", "-shm"):
        file = Path(f"{record}{ending}")
        if file.exists():
            file.rename(f"{kept}{ending}")


def play_demo(folder: Path, *, seed: int, language: str, out: Path) -> dict[str, Any]:
    """Play the demo, leave record, debrief, pictures and summary in ``out``; return the summary."""
    demo = DemoSession(folder, seed=seed, language=language, out=out)
    try:
        demo.begin()
        demo.play_to(demo.picture_at_ms)
        picture(demo.window, out / "console.png")
        picture(demo.live.monitor, out / "monitor.png")
        record = demo.play_out()
        demo.window.show_page("assess")
        picture(demo.window, out / "assess.png")
        page = demo.debrief(record)
        demo.window.show_page("debrief")
        page.show_phase("analysis")
        page.cursor_at.move_to(demo.picture_at_ms)
        picture(demo.window, out / "debrief.png")
        write_pdf(record, demo, out / "debrief.pdf")
        return write_summary(record, out)
    finally:
        demo.close()


def write_pdf(record: RunRecord, demo: DemoSession, file: Path) -> None:
    """Write the debrief of a run as a PDF in the language of the demo."""
    from simrunner.ui.report.debrief_report import write_debrief_pdf

    write_debrief_pdf(
        file, record=record, scenario=demo.pack.scenario, tr=demo.tr, art=demo.art,
    )  # fmt: skip


def picture(widget: QWidget, file: Path, size: QSize = FULL_HD) -> None:
    """Draw a window into a PNG of ``size``."""
    widget.resize(size)
    settle(widget)
    if not widget.grab().toImage().save(str(file)):
        raise Refusal(f"{file} cannot be written.", ENVIRONMENT)


def settle(widget: QWidget) -> None:
    """Lay out and polish everything inside, as showing it on a screen would."""
    from PySide6.QtCore import QCoreApplication, QEvent

    widget.ensurePolished()
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        QCoreApplication.sendPostedEvents()


def _notes(pack: str) -> dict[str, Any]:
    if (resources_folder() / "demo" / f"{pack}.toml").is_file():
        return table("demo", f"{pack}.toml")
    return {}


def _rate(rater: Rater, now_ms: SimTimeMs, item: str, score: int | str) -> None:
    if score == "N":
        rater.not_observed(now_ms, item)
    else:
        rater.rate(now_ms, item, int(score))


def raise_it(failure: RecordError) -> NoReturn:
    """Let a record that fails end the demo."""
    raise failure
