"""The library of this computer while a window is open: its file and its key, for one at a time."""

from collections.abc import Callable
from pathlib import Path

from simrunner.app.door import Door
from simrunner.app.exit_code import Refusal
from simrunner.app.keys import own_notary
from simrunner.app.problem_words import problem_words
from simrunner.app.record_keys import keys_for
from simrunner.app.rescue import bring_home
from simrunner.domain.text import Translate
from simrunner.record.encrypted import EncryptedRecordError, Opener
from simrunner.record.errors import RecordError
from simrunner.record.library import Library
from simrunner.ui.windows.home_page import HomePage


class OwnLibrary:
    """Opens the library of a data folder, with a pass phrase that is kept in memory only."""

    def __init__(self, folder: Path, tell: Callable[[str], None]) -> None:
        """Open nothing yet; ``tell`` hears why a record is not sealed, from any thread."""
        self.folder = folder
        self.file = folder / "library.sqlite"
        self.wants_phrase = False
        self._tell = tell
        self._door = Door(folder)
        self._phrase = ""

    def keys(self, path: Path) -> Opener:
        """Return the key of a file: the pass phrase that was typed, else what the system keeps."""
        if not self._phrase:
            return keys_for(asks=False)(path)
        from simrunner.record.cipher import CipherKey

        return CipherKey(secret=self._phrase, is_phrase=True)

    @property
    def has_phrase(self) -> bool:
        """Whether a pass phrase was typed."""
        return bool(self._phrase)

    def use_phrase(self, phrase: str) -> None:
        """Try this pass phrase from now on; none with an empty one."""
        self._phrase = phrase

    def open(self) -> Library:
        """Open the library and keep other windows out; RecordError or OSError.

        ``wants_phrase`` afterwards tells whether it is encrypted and its key is not at hand.
        """
        self.wants_phrase = False
        self.folder.mkdir(parents=True, exist_ok=True)
        self._door.close()
        try:
            notary = own_notary(self.folder, self._tell)
            return Library.open(self.file, notary=notary, keys=self.keys)
        except EncryptedRecordError:
            self.wants_phrase = True
            raise

    def leave(self) -> None:
        """Let other windows in."""
        self._door.open()


def opened(
    own: OwnLibrary, home: HomePage, tr: Translate, tell: Callable[[str], None]
) -> Library | None:
    """Open the library, with what waits beside it; Home asks for a pass phrase that it wants.

    None, and then told, when it cannot be opened.
    """
    try:
        library = own.open()
    except (RecordError, OSError, Refusal) as trouble:
        if own.wants_phrase:
            home.ask_for_phrase(is_wrong=own.has_phrase)
        else:
            problem = problem_words(trouble, tr)
            tell(tr("Runs cannot be recorded: {problem}", problem=problem))
        own.use_phrase("")
        return None
    home.locked.put_away()
    bring_home(library, own.folder, tr, tell)
    return library
