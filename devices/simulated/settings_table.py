"""Reading the two files that people write for a simulated device: one sentence per mistake."""

import difflib
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


class SettingsError(Exception):
    """A profile or a fault script says something that cannot be; the words say what and where."""


def read_toml(path: Path) -> Mapping[str, Any]:
    """Return a TOML file's content; SettingsError when it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: is not UTF-8 text.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: is not TOML: {error}.") from error


class SettingsTable:
    """One table of such a file. Whatever is not asked for before ``finish`` is a mistake."""

    def __init__(self, content: Any, place: str) -> None:
        """Read ``content``, called ``place`` in messages; SettingsError when it is no table."""
        if not isinstance(content, Mapping):
            raise SettingsError(f"{place}: must be a table.")
        self._content = content
        self._place = place
        self._asked: list[str] = []

    def has(self, name: str) -> bool:
        """Return whether the table has this key."""
        self._asked.append(name)
        return name in self._content

    def number(self, name: str, default: float, low: float, high: float) -> float:
        """Return a number within ``low`` to ``high``."""
        return float(self._within(name, default, low, high, (int, float), "a number"))

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        """Return a whole number within ``low`` to ``high``."""
        return int(self._within(name, default, low, high, (int,), "a whole number"))

    def text(self, name: str, default: str) -> str:
        """Return a text that is not empty."""
        found = self._take(name, default)
        if not isinstance(found, str) or not found:
            raise SettingsError(f"{self._place}: {name} must be a text in quotation marks.")
        return found

    def choice(self, name: str, default: str, choices: Sequence[str]) -> str:
        """Return one of ``choices``."""
        found = self.text(name, default)
        if found not in choices:
            near = difflib.get_close_matches(found, choices, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise SettingsError(
                f"{self._place}: {name} is {found}; it must be one of {', '.join(choices)}.{hint}"
            )
        return found

    def switch(self, name: str, *, default: bool) -> bool:
        """Return true or false."""
        found = self._take(name, default)
        if not isinstance(found, bool):
            raise SettingsError(f"{self._place}: {name} must be true or false.")
        return found

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts, empty when there is none."""
        found = self._take(name, [])
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            raise SettingsError(f"{self._place}: {name} must be a list of texts.")
        return tuple(found)

    def table(self, name: str) -> "SettingsTable":
        """Return a table inside this one, empty when there is none."""
        return SettingsTable(self._take(name, {}), f"{self._place}, [{name}]")

    def tables(self, name: str) -> tuple["SettingsTable", ...]:
        """Return the tables of a list, in order."""
        found = self._take(name, [])
        if not isinstance(found, list):
            raise SettingsError(f"{self._place}: {name} must be written as [[{name}]].")
        return tuple(
            SettingsTable(each, f"{self._place}, {name} {number}")
            for number, each in enumerate(found, start=1)
        )

    def wrong(self, words: str) -> SettingsError:
        """Return the error that says ``words`` of this table."""
        return SettingsError(f"{self._place}: {words}")

    def finish(self) -> None:
        """Raise SettingsError for a key that means nothing here."""
        for name in self._content:
            if name not in self._asked:
                near = difflib.get_close_matches(name, self._asked, n=1)
                hint = f"did you mean {near[0]}?" if near else f"it knows {', '.join(self._asked)}."
                raise SettingsError(f"{self._place}: {name} means nothing here; {hint}")

    def _take(self, name: str, default: Any) -> Any:
        self._asked.append(name)
        return self._content.get(name, default)

    def _within(
        self, name: str, default: float, low: float, high: float, *kind: Any
    ) -> int | float:
        types, words = kind
        found = self._take(name, default)
        if isinstance(found, bool) or not isinstance(found, types):
            raise SettingsError(f"{self._place}: {name} must be {words}.")
        if not low <= found <= high:
            raise SettingsError(
                f"{self._place}: {name} is {found}; it must be from {low:g} to {high:g}."
            )
        number: int | float = found
        return number
