"""How long data are kept, in a window: clocks set, removals announced, kept, carried out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from simrunner.app.account import acting
from simrunner.app.certificate import carry_out
from simrunner.app.library_room import LibraryRoom
from simrunner.app.pacing import wall_text
from simrunner.domain.person import Reason
from simrunner.domain.retention import RecordClass
from simrunner.domain.text import Translate
from simrunner.record.library import Library
from simrunner.record.retention import LONGEST_DAYS, announce, retention, set_clock, undo
from simrunner.record.scrub import copies_beside
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.presenters.people import copies_words
from simrunner.ui.presenters.retention import (
    class_words,
    days_words,
    present_retention,
    typed_days,
)
from simrunner.ui.windows.retention_window import RetentionWindow


class RetentionRoom(LibraryRoom[RetentionWindow]):
    """Opens the window over a library; ``removed`` when something went."""

    removed = Signal()

    def __init__(self, art: Artwork, tr: Translate, *, is_run_on: Callable[[], bool]) -> None:
        """Show nothing yet; nothing is removed while ``is_run_on``: the file is written anew."""
        super().__init__(tr, is_run_on=is_run_on)
        self._art = art

    def open(self, library: Library) -> None:
        """Open the window."""
        self.shutdown()
        shown = RetentionWindow(self._art, self._tr)
        shown.clocks.typed.connect(lambda name, text: self.set_clock(RecordClass(name), text))
        shown.removals.announced.connect(self.announce)
        shown.removals.kept.connect(self.keep)
        shown.removals.remove_wanted.connect(self._ask_folder)
        self._open(library, shown)

    def set_clock(self, record_class: RecordClass, text: str) -> None:
        """Keep a class for the days that were typed, for ever with an empty text."""
        tr = self._tr

        def job(library: Library) -> None:
            try:
                days = typed_days(text)
            except ValueError:
                self._tell(tr("A clock is a number of days, 1 to {most}.", most=LONGEST_DAYS))
                return
            set_clock(library, record_class, days, acting(library, Reason.CLOCK))
            time = tr("for ever") if days is None else days_words(days, tr)
            name = class_words(tr)[record_class][0]
            self._tell(tr("{name}: kept {time}.", name=name, time=time))

        self._do(job)
        self.refresh()

    def announce(self, text: str) -> None:
        """Announce what has outlived its clock; it may be kept for the days that were typed."""
        tr = self._tr

        def job(library: Library) -> None:
            try:
                days = typed_days(text)
            except ValueError:
                days = None
            if days is None:
                self._tell(tr("Say for how many days it may be kept: 0 or more."))
                return
            count = len(announce(library, days, acting(library, Reason.CLOCK)))
            self._tell(
                tr("1 removal is announced.")
                if count == 1
                else tr("{count} removals are announced.", count=count)
            )

        self._do(job)
        self.refresh()

    def keep(self, removal: int) -> None:
        """Keep what was announced to go."""

        def job(library: Library) -> None:
            undo(library, removal, acting(library, Reason.CORRECTION))
            self._tell("")

        self._do(job)
        self.refresh()

    def remove(self, folder: Path) -> None:
        """Carry out what is due, in the background; the certificate goes into ``folder``."""
        tr, wall = self._tr, wall_text()
        if self._refuses_in_run():
            return
        out = folder / f"deletion-{wall[:10]}-{wall[11:13]}{wall[14:16]}{wall[17:19]}"

        def work(library: Library) -> tuple[int, tuple[Path, ...]]:
            out.mkdir()
            return len(carry_out(library, out)), tuple(copies_beside(library))

        def done(result: Any) -> str:
            count, copies = result
            self.removed.emit()
            about = tr(
                "{count} removal(s) carried out; the certificate is in {folder}.",
                count=count, folder=out,
            )  # fmt: skip
            return "\n".join((about, *copies_words(copies, tr)))

        self._go(tr("Removing, and writing the file anew…"), work, done)

    def _read(self, library: Library) -> None:
        wall = wall_text()
        standing = library.ask(lambda connection: retention(connection, wall))
        if self._shown is not None:
            self._shown.show_retention(present_retention(standing, wall, self._tr))

    def _ask_folder(self) -> None:
        if self._refuses_in_run():
            return
        dialog = QFileDialog(self._shown, self._tr("Where the certificate goes"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda folder: self.remove(Path(folder)))
        dialog.show()
