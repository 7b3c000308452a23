"""What is wrong with a file: one problem per fault, all collected before failing."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

Severity = Literal["error", "warning", "info"]

_SEVERITIES: dict[str, Severity] = {"E": "error", "W": "warning", "I": "info"}


class Placed(Protocol):
    """Anything that remembers where in the file it stands, both counted from 1."""

    @property
    def line(self) -> int:
        """The line."""
        ...

    @property
    def column(self) -> int:
        """The column, in characters."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place in a file, both counted from 1; 1:1 stands for the file as a whole.

    ``file`` is empty for the file being read; what came from another names that one.
    """

    line: int = 1
    column: int = 1
    file: str = ""


def spot_of(place: Placed) -> Spot:
    """Return the place of anything that remembers one."""
    return Spot(line=place.line, column=place.column, file=file_of(place))


def file_of(place: Placed) -> str:
    """Return the file of a part that came from another, empty for one of the file being read."""
    return str(getattr(place, "file", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault of a file.

    ``file`` is relative to the pack, or the whole path of a part of the library. ``code`` never
    changes its meaning: E1xx the file's form, E2xx keys and kinds, E3xx values, E4xx conditions,
    E5xx references, E6xx structure, E7xx the pack's other files, E9xx parts from the library,
    variants and the lock; W and I mark what does not stop a run.
    """

    file: str
    line: int
    column: int
    code: str
    severity: Severity
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """Return the problem as one line of a report."""
        hint = f" ({self.hint})" if self.hint else ""
        place = f"{self.file}:{self.line}:{self.column}"
        return f"{place} {self.severity} {self.code}: {self.message}{hint}"


class ScenarioError(Exception):
    """An author's fault: ``problems`` holds everything found, warnings too, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems; the text of the exception lists the errors."""
        self.problems = tuple(problems)
        errors = [str(problem) for problem in self.problems if problem.severity == "error"]
        super().__init__("\n".join(errors))


class Fault(Exception):  # noqa: N818 - a fault of one value, turned into a Problem by its reader
    """One value is wrong; ``offset`` counts its characters up to the fault."""

    def __init__(self, code: str, message: str, hint: str = "", *, offset: int = 0) -> None:
        """Keep the parts of a Problem that need no place."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.offset = offset


class Problems:
    """Collects the problems of one file, each once."""

    def __init__(self, file: str) -> None:
        """Begin without problems; ``file`` is named where a place names none."""
        self.file = file
        self._found: dict[Problem, None] = {}

    def add(self, code: str, place: Placed, message: str, hint: str = "") -> None:
        """Note one problem; the letter of ``code`` is its severity."""
        problem = Problem(
            file=file_of(place) or self.file, line=place.line, column=place.column, code=code,
            severity=_SEVERITIES[code[0]], message=message, hint=hint,
        )  # fmt: skip
        self._found.setdefault(problem)

    def take(self, others: Iterable[Problem]) -> None:
        """Note problems that were found elsewhere, each once."""
        for problem in others:
            self._found.setdefault(problem)

    def drop(self, unwanted: Iterable[Problem]) -> None:
        """Forget problems that the author suppressed."""
        for problem in unwanted:
            self._found.pop(problem, None)

    @property
    def all(self) -> tuple[Problem, ...]:
        """Everything found: this file's in its order, then those of each other file."""

        def in_order(problem: Problem) -> tuple[bool, str, int, int]:
            return problem.file != self.file, problem.file, problem.line, problem.column

        return tuple(sorted(self._found, key=in_order))

    @property
    def has_errors(self) -> bool:
        """Whether something stops the file from being used."""
        return any(problem.severity == "error" for problem in self._found)

    def raise_errors(self) -> None:
        """Raise ScenarioError with everything found when there is an error among it."""
        if self.has_errors:
            raise ScenarioError(self.all)


def nearest(word: str, names: Iterable[str]) -> str | None:
    """Return the valid name that ``word`` most resembles, None when none comes near."""
    by_folded: dict[str, str] = {}
    for name in names:
        by_folded.setdefault(name.casefold(), name)
    found = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """Return a hint with the nearest valid name, empty when none comes near."""
    name = nearest(word, names)
    return f"did you mean '{name}'?" if name is not None else ""
