"""Words for people: text in several languages, and the translator that screens are given."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

LANGUAGES = ("en", "zh-CN")
"""The languages of the interface, the first being the one messages are written in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text of a pack in the languages its author gave; ``plain`` counts in every language."""

    by_language: Mapping[str, str]
    plain: str | None = None

    def in_language(self, language: str) -> str:
        """Return the text in ``language``, else the first language listed by the author."""
        if self.plain is not None:
            return self.plain
        if language in self.by_language:
            return self.by_language[language]
        return next(iter(self.by_language.values()), "")


def marked(message: str) -> str:
    """Return ``message`` as it is: a sentence that is translated where it is shown."""
    return message


class Translate(Protocol):
    """Turns an English message of the program into the user's language.

    ``fields`` fill ``{name}`` places after translation. ``language`` is an entry of LANGUAGES, so
    that a pack's own Text can follow the interface.
    """

    @property
    def language(self) -> str:
        """The language tag in force, for example ``zh-CN``."""
        ...

    def __call__(self, message: str, /, **fields: object) -> str:
        """Return ``message`` translated and filled in."""
        ...
