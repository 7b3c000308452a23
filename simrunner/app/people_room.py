"""People and their data in a window: entered, looked up, agreed, exported, erased."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog

from simrunner.app.account import acting
from simrunner.app.consent_texts import read_consent_texts
from simrunner.app.erasure_memory import remember_erasures
from simrunner.app.library_room import LibraryRoom
from simrunner.app.person_files import write_dossier_of
from simrunner.domain.person import Purpose, Reason
from simrunner.domain.text import Translate
from simrunner.record.consent import give_consent, withdraw_consent
from simrunner.record.erase import erase_person, would_erase
from simrunner.record.library import Library
from simrunner.record.people import (
    add_person,
    give_role,
    people_with_names,
    roles_in,
    take_role,
)
from simrunner.record.roll import PersonStanding, roll, standing_of
from simrunner.record.scrub import copies_beside
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.presenters.people import (
    erased_words,
    present_person,
    present_roll,
    would_go_words,
)
from simrunner.ui.windows.people_window import PeopleWindow


class PeopleRoom(LibraryRoom[PeopleWindow]):
    """Opens the window of people over a library; at most one, one order at a time.

    Names that were looked up are forgotten when the window closes.
    """

    def __init__(
        self, folder: Path, art: Artwork, tr: Translate, *, is_run_on: Callable[[], bool]
    ) -> None:
        """Show nothing yet; ``folder`` is the data folder, with the centre's words of consent.

        Nobody is erased while ``is_run_on``: the whole file is written anew.
        """
        super().__init__(tr, is_run_on=is_run_on)
        self._folder, self._art = folder, art
        self._run = self._code = ""
        self._names: dict[str, str] = {}
        self._standing: PersonStanding | None = None

    def open(self, library: Library, run: str = "") -> None:
        """Open the window, with ``run`` about who took part in it."""
        self.shutdown()
        self._run, self._code = run, ""
        shown = PeopleWindow(self._art, self._tr, run=run)
        shown.chosen.connect(self.choose)
        shown.entered.connect(self.enter)
        shown.names_wanted.connect(lambda why: self.show_names(Reason(why)))
        person = shown.person
        person.consent_wanted.connect(lambda what, on: self.agree(Purpose(what), is_given=on))
        person.wanted.connect(lambda what: self._ask_file() if what == "export" else self._ask())
        person.ask.confirmed.connect(lambda others: self.erase(with_texts_of_others=others))
        if shown.roles is not None:
            shown.roles.added.connect(self.give_role)
            shown.roles.removed.connect(self.take_role)
        self._open(library, shown)

    def shutdown(self) -> None:
        """Wait for what is being done, close the window and forget the names."""
        super().shutdown()
        self._standing = None
        self._names = {}

    def choose(self, code: str) -> None:
        """Show a person."""
        self._code = code
        self._tell("")
        self.refresh()

    def enter(self, name: str, contact: str) -> None:
        """Enter a person and show the code."""
        tr = self._tr
        if not name:
            self._tell(tr("A person has a name: without one, nobody knows whose code it is."))
            return

        def job(library: Library) -> None:
            self._code = add_person(library, name, contact, acting(library, Reason.UPKEEP))
            self._names[self._code] = name
            self._read(library)
            if self._shown is not None:
                self._shown.name.clear()
                self._shown.contact.clear()
            self._tell(tr("{code} stands for {name} from now on.", code=self._code, name=name))

        self._do(job)

    def show_names(self, why: Reason) -> None:
        """Look all names up; the audit keeps who did, and why."""

        def job(library: Library) -> None:
            found = people_with_names(library, acting(library, why))
            self._names = {one.code: one.name for one in found if one.name is not None}
            self._read(library)

        self._do(job)

    def agree(self, purpose: Purpose, *, is_given: bool) -> None:
        """Store that the person who is chosen agrees to a purpose, or no more."""

        def job(library: Library) -> None:
            by = acting(library, Reason.REQUEST)
            if is_given:
                version = read_consent_texts(self._folder).version
                give_consent(library, self._code, purpose, text_version=version, by=by)
            else:
                withdraw_consent(library, self._code, purpose, by)
            self._tell("")
            self._read(library)

        self._do(job)

    def give_role(self, role: str) -> None:
        """Say that the person who is chosen took part in the run."""

        def job(library: Library) -> None:
            give_role(library, self._run, self._code, role)
            self._tell("")
            self._read(library)

        self._do(job)

    def take_role(self, code: str) -> None:
        """Say that somebody took no part in the run after all."""

        def job(library: Library) -> None:
            take_role(library, self._run, code)
            self._read(library)

        self._do(job)

    def export(self, out: Path) -> None:
        """Write everything on the person who is chosen, in the background."""
        code, tr = self._code, self._tr

        def done(files: Any) -> str:
            return tr(
                "{count} files are in {file}. Runs hold what others said and wrote too: look "
                "before you hand them on.",
                count=len(files), file=out,
            )  # fmt: skip

        self._go(
            tr("Writing everything on {code}…", code=code),
            lambda library: write_dossier_of(library, code, out, Reason.REQUEST), done,
        )  # fmt: skip

    def erase(self, *, with_texts_of_others: bool) -> None:
        """Erase the person who is chosen, in the background: the file is written anew."""
        code, tr = self._code, self._tr
        if self._refuses_in_run():
            return

        def work(library: Library) -> tuple[str, ...]:
            erased = erase_person(
                library, code, acting(library, Reason.REQUEST),
                with_texts_of_others=with_texts_of_others,
            )  # fmt: skip
            remember_erasures(self._folder, library)
            return erased_words(code, erased, copies_beside(library), tr)

        def done(sentences: Any) -> str:
            self._names.pop(code, None)
            if self._shown is not None:
                self._shown.person.ask.hide()
            return "\n".join(sentences)

        self._go(tr("Erasing {code} and writing the file anew…", code=code), work, done)

    def _read(self, library: Library) -> None:
        shown = self._shown
        assert shown is not None
        texts, code = read_consent_texts(self._folder).texts, self._code
        shown.show_rows(present_roll(library.ask(roll), self._names, self._tr), code)
        self._standing = None
        if code:
            self._standing = library.ask(lambda connection: standing_of(connection, code))
            name = self._names.get(code, "")
            shown.show_person(present_person(self._standing, name, texts, self._tr))
        if shown.roles is not None:
            took_part = library.ask(lambda connection: roles_in(connection, self._run))
            is_there = self._standing is not None and self._standing.person.erased_wall is None
            shown.roles.show_roles(
                [(person, role) for _, person, role in took_part], code if is_there else ""
            )

    def _ask(self) -> None:
        """Look what erasing would take, then ask."""
        shown, standing, code = self._shown, self._standing, self._code
        if shown is None or standing is None:
            return

        def done(would_go: Any) -> str:
            words = would_go_words(would_go, len(standing.roles), self._tr)
            shown.person.ask.ask(code, words, would_go.texts_of_others)
            return ""

        foresee = partial(would_erase, code=code, with_texts_of_others=False)
        self._go(self._tr("Looking what would go…"), lambda library: library.ask(foresee), done)

    def _ask_file(self) -> None:
        tr = self._tr
        dialog = QFileDialog(self._shown, tr("Export everything on them…"), filter="*.zip")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("zip")
        dialog.selectFile(f"{self._code}.zip")
        dialog.fileSelected.connect(lambda file: self.export(Path(file)))
        dialog.show()
