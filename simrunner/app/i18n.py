"""The user's language: one gettext catalogue per language, switched while the program runs."""

from pathlib import Path
from typing import Protocol

from simrunner.domain.text import LANGUAGES


class Catalogue(Protocol):
    """A gettext catalogue."""

    def gettext(self, message: str) -> str:
        """Return the message translated, or itself."""
        ...


class Translator:
    """A Translate whose language can change; screens ask again after a change."""

    def __init__(self, folder: Path, language: str = LANGUAGES[0]) -> None:
        """Find the catalogues below ``folder`` (``resources/i18n``); English needs none."""
        self._folder = folder
        self._catalogues: dict[str, Catalogue] = {}
        self._language = LANGUAGES[0]
        self.switch_to(language)

    @property
    def language(self) -> str:
        """The language tag in force."""
        return self._language

    def switch_to(self, language: str) -> None:
        """Use another language from now on; ValueError for one the program lacks."""
        if language not in LANGUAGES:
            raise ValueError(f"no such language: {language} (there are {', '.join(LANGUAGES)})")
        file = self._folder / language / "simrunner.mo"
        if language not in self._catalogues and file.is_file():
            import gettext  # late: English, and so most first pictures, does without it

            with file.open("rb") as catalogue:
                self._catalogues[language] = gettext.GNUTranslations(catalogue)
        self._language = language

    def __call__(self, message: str, /, **fields: object) -> str:
        """Return the message in the language in force, its places filled."""
        catalogue = self._catalogues.get(self._language)
        # The entry of the empty message is the catalogue's own header.
        words = catalogue.gettext(message) if catalogue and message else message
        return words.format(**fields) if fields else words
