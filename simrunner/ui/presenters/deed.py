"""What else may be done with what a page shows: an entry of its menu."""

from collections.abc import Callable
from dataclasses import dataclass

from simrunner.domain.sim_time import SimTimeMs
from simrunner.domain.text import Translate


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """``act`` gets the moment that the page shows, in ms; ``words`` says the deed in a language.

    ``name`` is unique within the menu; ``key`` is a shortcut in Qt's spelling, empty for none.
    """

    name: str
    words: Callable[[Translate], str]
    act: Callable[[SimTimeMs], None]
    key: str = ""
