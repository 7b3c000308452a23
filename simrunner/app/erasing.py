"""The command line's erasing: ask first, erase, then say what is gone and what is left."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from simrunner.app.assets_folder import resources_folder
from simrunner.app.erasure_memory import remember_erasures, remembered_erasures
from simrunner.app.exit_code import Refusal
from simrunner.app.i18n import Translator
from simrunner.app.people_desk import acting, code_of, people_of
from simrunner.app.settings import data_folder
from simrunner.domain.person import Deed, Reason
from simrunner.domain.text import Translate
from simrunner.record.audit import note
from simrunner.record.erase import (
    Text,
    erase_person,
    erase_text,
    reapply_erasures,
    texts_of,
)
from simrunner.record.library import Library
from simrunner.record.people import check_person, check_run
from simrunner.record.scrub import copies_beside
from simrunner.ui.presenters.people import copies_words, erased_words

Confirm = Callable[[str], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be erased: a person, or a text of a run."""

    code: str | None
    run: str | None
    text: str | None
    with_texts_of_others: bool
    reason: Reason


def texts_to_erase(file: Path | None, run: str, reason: Reason) -> tuple[Text, ...]:
    """Return the free texts of a run; the audit remembers that somebody read them."""
    with people_of(file) as library:
        library.ask(lambda connection: check_run(connection, run))
        by = acting(library, reason)
        library.do(lambda connection: note(connection, by, Deed.RESULTS_READ, run))
        return library.ask(lambda connection: texts_of(connection, run))


def erase(file: Path | None, wish: Wish, confirm: Confirm | None) -> tuple[str, ...]:
    """Erase and return what to tell, a line each; Refusal when it is not clear what, or declined.

    ``confirm`` asks the user; None when they said yes already.
    """
    is_text = wish.run is not None and wish.text is not None
    if is_text == (wish.code is not None) or (wish.run is None) != (wish.text is None):
        raise Refusal("Erase a person by CODE, or one text with --run and --text.")
    with people_of(file) as library:
        if is_text:
            return _erase_text(library, str(wish.run), str(wish.text), wish.reason, confirm)
        return _erase_person(library, wish, confirm)


def _erase_person(library: Library, wish: Wish, confirm: Confirm | None) -> tuple[str, ...]:
    code = code_of(str(wish.code))
    library.ask(lambda connection: check_person(connection, code))
    _ask(confirm, f"Erase everything that names {code}? This cannot be undone.")
    by = acting(library, wish.reason)
    erased = erase_person(library, code, by, with_texts_of_others=wish.with_texts_of_others)
    remember_erasures(data_folder(), library)
    return erased_words(code, erased, copies_beside(library), _english())


def _erase_text(
    library: Library, run: str, text: str, reason: Reason, confirm: Confirm | None
) -> tuple[str, ...]:
    _ask(confirm, f"Erase the text {text} of run {run}? This cannot be undone.")
    count = erase_text(library, run, text, acting(library, reason))
    remember_erasures(data_folder(), library)
    also = f", and in {count - 1} run(s) that share it" if count > 1 else ""
    return (f"The text {text} of run {run} is erased{also}.", *_copies_told(library))


def erase_again(file: Path | None) -> tuple[str, ...]:
    """Erase again what was erased from this library before, and return what to tell."""
    with people_of(file) as library:
        count = reapply_erasures(library, remembered_erasures(data_folder(), library.id))
        return (f"{count} row(s) that were erased before are erased again.", *_copies_told(library))


def _ask(confirm: Confirm | None, question: str) -> None:
    if confirm is not None and not confirm(question):
        raise Refusal("Nothing was erased.")


def _copies_told(library: Library) -> tuple[str, ...]:
    """Return a line for each copy beside the record."""
    return copies_words(copies_beside(library), _english())


def _english() -> Translate:
    return Translator(resources_folder() / "i18n")
