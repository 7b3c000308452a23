"""The user's language: one gettext catalogue per language, switched while the program runs."""

import gettext
from pathlib import Path

from simrunner.domain.text import LANGUAGES


class Translator:
    """A Translate whose language can change; screens ask again after a change."""

    def __init__(self, folder: Path, language: str = LANGUAGES[0]) -> None:
        """Read the catalogues below ``folder`` (``resources/i18n``); English needs none."""
        self._catalogues: dict[str, gettext.NullTranslations] = {}
        for tag in LANGUAGES:
            file = folder / tag / "simrunner.mo"
            if file.is_file():
                with file.open("rb") as catalogue:
                    self._catalogues[tag] = gettext.GNUTranslations(catalogue)
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
        self._language = language

    def __call__(self, message: str, /, **fields: object) -> str:
        """Return the message in the language in force, its places filled."""
        catalogue = self._catalogues.get(self._language)
        words = catalogue.gettext(message) if catalogue else message
        return words.format(**fields) if fields else words
