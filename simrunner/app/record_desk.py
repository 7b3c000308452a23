"""What is asked of the record in the window: copies, checks, bundles, its encryption, its key."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog

from simrunner.app.disk_words import trouble_words
from simrunner.app.fold_job import Fold, FoldJob
from simrunner.app.own_library import OwnLibrary
from simrunner.app.pacing import wall_text
from simrunner.app.settings import Settings
from simrunner.domain.text import Translate
from simrunner.record.errors import RecordError
from simrunner.record.library import Library
from simrunner.ui.presenters.record_care import verdict_words
from simrunner.ui.windows.home_page import HomePage
from simrunner.ui.windows.main_window import MainWindow
from simrunner.ui.windows.settings_page import SettingsPage
from simrunner.ui.windows.settings_record import SettingsRecord

Done = Callable[[Any], str]
"""Takes what a job returned; returns the sentence that is told."""


class Owner(Protocol):
    """Who holds the library of the window."""

    @property
    def library(self) -> Library | None:
        """The library, None while it is not open."""

    @property
    def is_resting(self) -> bool:
        """Whether no run is on, nor on its way back."""

    def open_library(self) -> None:
        """Open the library, tell what stands against it, and fill Home."""

    def release_library(self) -> None:
        """Close the library and every page of one of its runs."""


class RecordDesk(QObject):
    """Does what Settings and Home ask of the record, one job at a time, in the background."""

    def __init__(
        self, window: MainWindow, tr: Translate, own: OwnLibrary, owner: Owner, *,
        settings: Callable[[], Settings], keep: Callable[[str, str], None],
    ) -> None:  # fmt: skip
        """Do nothing yet; ``keep`` remembers a setting by name."""
        super().__init__()
        self._window, self._tr, self._own, self._owner = window, tr, own, owner
        self._settings, self._keep = settings, keep
        self._job: FoldJob | None = None
        self._ending: list[FoldJob] = []
        self._row = self._lead = ""
        self._done: Done = str
        self._reopens = False

    def start(self) -> None:
        """Answer Settings and Home from now on."""
        panel, home = self.panel, self._window.page("home")
        assert isinstance(home, HomePage)
        panel.wanted.connect(self._do)
        panel.encrypt_wanted.connect(self.encrypt)
        home.bundles_dropped.connect(self._dropped)
        home.phrase_typed.connect(self.unlock)
        self._window.page_changed.connect(self._shown)

    def shutdown(self) -> None:
        """End what is being done, and wait until it is."""
        for job in (*self._ending, *([self._job] if self._job else [])):
            job.shutdown()
        self._job = None

    def refresh(self) -> None:
        """Show how the record stands."""
        from simrunner.app.record_check import standing_of

        try:
            self.panel.present(standing_of(self._own, self._owner.library, self._settings()))
        except (RecordError, OSError) as trouble:
            self.panel.say("library", trouble_words(trouble, self._tr))

    def back_up(self, folder: Path) -> None:
        """Copy the record into a folder and check the copy; also while a run is on."""
        from simrunner.app.record_care import back_up

        tr, wall = self._tr, wall_text()
        out = _free_name(folder, f"library-{wall[:10]}-{wall[11:13]}{wall[14:16]}")

        def done(report: Any) -> str:
            if not report.is_intact:
                return tr("{file} was written, and is NOT intact: check the record.", file=out)
            self._keep("backup_folder", str(folder))
            self._keep("last_backup", wall)
            return tr("{file}: {count} runs, all whole.", file=out, count=len(report.runs))

        self._go(
            "backup", tr("Backing up"),
            lambda step: back_up(self._own.file, out, self._own.keys, _rows(step)), done,
        )  # fmt: skip

    def restore(self, backup: Path) -> None:
        """Put a backup in the record's place, which is kept beside it; not while a run is on."""
        from simrunner.app.record_care import bring_back

        tr, own = self._tr, self._own

        def done(back: Any) -> str:
            said = [tr("{count} runs are back.", count=back.runs)]
            if back.kept is not None:
                said.append(tr("What was there is kept as {file}.", file=back.kept))
            if back.erased:
                said.append(tr("{count} texts were erased again.", count=back.erased))
            if back.is_older:
                said.append(
                    tr("More was sealed here before than came back: checks go on saying so.")
                )
            return " ".join(said)

        self._go_alone(
            "backup", tr("Restoring"),
            lambda step: bring_back(backup, own.file, own.folder, own.keys, _rows(step)), done,
        )  # fmt: skip

    def check(self) -> None:
        """Check the whole record, and list what is found."""
        from simrunner.app.record_check import checked

        def done(verdict: Any) -> str:
            self.panel.show_findings(verdict.findings)
            return verdict_words(verdict, self._tr)

        self._go(
            "check", self._tr("Checking the record"),
            lambda step: checked(self._own, self._tr, _rows(step)), done,
        )  # fmt: skip

    def import_bundles(self, files: Sequence[Path]) -> None:
        """Take the runs of bundles, each checked; those refused are told one by one."""
        from simrunner.app.record_check import imported

        library, tr = self._owner.library, self._tr
        if library is None:
            self._say("bundles", tr("The record is not open."))
            return

        def done(said: Any) -> str:
            self._owner.open_library()
            return "\n".join(said)

        self._go(
            "bundles", tr("Importing"),
            lambda step: imported(library, files, self._own.folder, tr, _rows(step)), done,
        )  # fmt: skip

    def encrypt(self, phrase: str) -> None:
        """Put the record under a pass phrase, or with an empty one under a key of the system."""
        from simrunner.app.record_check import encrypted

        def done(said: Any) -> str:
            self._own.use_phrase(phrase)
            return str(said)

        tr = self._tr
        self._go_alone(
            "encryption",
            tr("Encrypting"),
            lambda _step: encrypted(self._own.file, phrase, tr),
            done,
        )

    def decrypt(self) -> None:
        """Write the record as a plain file in its place."""
        from simrunner.app.record_check import decrypted

        def done(said: Any) -> str:
            self._own.use_phrase("")
            return str(said)

        tr = self._tr
        self._go_alone("encryption", tr("Decrypting"), lambda _step: decrypted(self._own, tr), done)

    def unlock(self, phrase: str) -> None:
        """Try a pass phrase on the record; a wrong one is asked for again."""
        if self._owner.library is None:
            self._own.use_phrase(phrase)
            self._owner.open_library()

    def cancel(self) -> None:
        """End what is being done and may be ended; a copy that was written stays, unchecked."""
        if self._job is not None and not self._reopens:
            self._job.cancel()
            self._ending.append(self._job)
            self._over(self._tr("Ended before it was done."))

    def _do(self, what: str) -> None:
        deeds: dict[str, Callable[[], None]] = {
            "backup": self._ask_folder, "restore": self._ask_backup, "check": self.check,
            "import": self._ask_bundles, "encrypt_store": lambda: self.encrypt(""),
            "decrypt": self.decrypt, "cancel": self.cancel,
        }  # fmt: skip
        deeds[what]()

    def _ask_folder(self) -> None:
        dialog = QFileDialog(self._window, self._tr("Where the backup goes"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setDirectory(self._settings().backup_folder)
        _show(dialog, lambda files: self.back_up(Path(files[0])))

    def _ask_backup(self) -> None:
        if self._refuse_in_run("backup"):
            return
        dialog = QFileDialog(self._window, self._tr("Which backup comes back"))
        dialog.setDirectory(self._settings().backup_folder)
        _show(dialog, lambda files: self.restore(Path(files[0])))

    def _ask_bundles(self) -> None:
        dialog = QFileDialog(self._window, self._tr("Which bundles"), filter="*.zip")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        _show(dialog, lambda files: self.import_bundles([Path(file) for file in files]))

    def _dropped(self, files: list[str]) -> None:
        self.import_bundles([Path(file) for file in files])

    def _shown(self, key: str) -> None:
        if key == "settings":
            self.refresh()

    def _go_alone(self, row: str, lead: str, work: Fold, done: Done) -> None:
        """Do what needs the file for itself; refused while a run is on."""
        if self._refuse_in_run(row) or self._job is not None:
            return
        self._owner.release_library()
        self._go(row, lead, work, done)
        self._reopens = True

    def _go(self, row: str, lead: str, work: Fold, done: Done) -> None:
        if self._job is not None:
            self._say(row, self._tr("Wait until this is done: {what}", what=self._lead))
            return
        self._row, self._lead, self._done, self._reopens = row, lead, done, False
        self._job = FoldJob(work, 100)
        self._job.told.connect(self._told)
        self._job.done.connect(self._finish)
        self._job.failed.connect(self._fail)
        self._told(0)
        self._job.start()

    def _told(self, percent: int) -> None:
        if self._job is not None:
            self.panel.show_working(
                self._tr("{what}: {percent} %", what=self._lead, percent=percent)
            )

    def _finish(self, result: object) -> None:
        if self.sender() in (self._job, None):
            self._over(self._done(result))

    def _fail(self, trouble: Exception) -> None:
        if self.sender() in (self._job, None):
            self._over(trouble_words(trouble, self._tr))

    def _over(self, sentence: str) -> None:
        self._job = None
        if self._reopens:
            self._reopens = False
            self._owner.open_library()
        self.panel.show_working("")
        self.refresh()
        self._say(self._row, sentence)

    def _refuse_in_run(self, row: str) -> bool:
        if self._owner.is_resting:
            return False
        self._say(row, self._tr("A run is going on: end it first."))
        return True

    def _say(self, row: str, sentence: str) -> None:
        self.panel.say(row, sentence)
        if self._window.current != "settings":
            self._window.notice.tell(sentence)

    @property
    def panel(self) -> SettingsRecord:
        """The part of Settings that asks."""
        page = self._window.page("settings")
        assert isinstance(page, SettingsPage)
        return page.record


def _show(dialog: QFileDialog, then: Callable[[list[str]], None]) -> None:
    """Show a dialog beside the window, never in front of a run that goes on."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowModality(Qt.WindowModality.NonModal)
    dialog.filesSelected.connect(then)
    dialog.show()


def _rows(step: Callable[[int], None]) -> Callable[[int, int], None]:
    return lambda done, of: step(done * 100 // max(1, of))


def _free_name(folder: Path, stem: str) -> Path:
    out, number = folder / f"{stem}.sqlite", 2
    while out.exists():
        out, number = folder / f"{stem}-{number}.sqlite", number + 1
    return out
