"""What is wrong with a file: one problem per fault, all collected before failing."""

import difflib
import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, ParamSpec, Protocol, TypeVar

Severity = Literal["error", "warning", "info"]

MAX_ERRORS = 200
"""Nobody mends more at a time, and finding what each resembles takes a while."""

MAX_MESSAGE = 400
MAX_COMPARED = 64
LONGEST_COMPARED = 80
"""Names are compared with words of at most so many characters, and the likeliest of them only."""

_P = ParamSpec("_P")
_T = TypeVar("_T")

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppressed:
    """A warning or note that the author has judged, with the reason in the file's words."""

    problem: Problem
    why: str


class ScenarioError(Exception):
    """An author's fault: ``problems`` holds everything found, warnings too, in file order.

    ``folder`` is where their files lie, empty for what was stored or is no file.
    """

    def __init__(self, problems: Iterable[Problem], folder: Path = Path()) -> None:
        """Keep the problems; the text of the exception lists the errors."""
        self.problems = tuple(problems)
        self.folder = folder
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


class TooManyErrors(Exception):  # noqa: N818 - ends a pass, is not an error of its own
    """A file has so many errors that the rest is not looked for."""


class Problems:
    """Collects the problems of one file, each once."""

    def __init__(self, file: str) -> None:
        """Begin without problems; ``file`` is named where a place names none."""
        self.file = file
        self._found: dict[Problem, None] = {}
        self._errors = 0
        self.is_limited = False
        """Whether `add` raises TooManyErrors at the last error that is told; see `told_in_part`."""
        self._suppressed: dict[Problem, str] = {}

    def add(self, code: str, place: Placed, message: str, hint: str = "") -> None:
        """Note one problem; the letter of ``code`` is its severity."""
        problem = Problem(
            file=file_of(place) or self.file, line=place.line, column=place.column, code=code,
            severity=_SEVERITIES[code[0]], message=_shortened(message), hint=_shortened(hint),
        )  # fmt: skip
        if problem in self._found:
            return
        self.keep(problem)
        self._errors += problem.severity == "error"
        if self.is_limited and self._errors >= MAX_ERRORS:
            self.is_limited = False
            self.add("I101", place, f"after {MAX_ERRORS} errors no more are looked for")
            raise TooManyErrors

    def keep(self, problem: Problem) -> None:
        """Note a problem that was found before."""
        self._found.setdefault(problem)

    def take(self, others: Iterable[Problem], suppressed: Iterable[Suppressed] = ()) -> None:
        """Note problems that were found elsewhere, each once, and what was set aside there."""
        self._found.update(dict.fromkeys(others))
        self._suppressed.update({each.problem: each.why for each in suppressed})

    def drop(self, unwanted: Iterable[Problem]) -> None:
        """Forget problems that turn out to be none."""
        for problem in unwanted:
            del self._found[problem]

    def suppress(self, unwanted: Iterable[Problem], why: str) -> None:
        """Set aside problems that the author has judged, with the reason."""
        for problem in unwanted:
            del self._found[problem]
            self._suppressed[problem] = why

    @property
    def suppressed(self) -> tuple[Suppressed, ...]:
        """Everything set aside, in file order."""
        found = sorted(self._suppressed, key=lambda problem: (problem.line, problem.column))
        return tuple(Suppressed(problem=each, why=self._suppressed[each]) for each in found)

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

    def raise_errors(self, folder: Path) -> None:
        """Raise ScenarioError with everything found when there is an error among it."""
        if self.has_errors:
            raise ScenarioError(self.all, folder)


def told_in_part(load: Callable[_P, _T]) -> Callable[_P, _T | None]:
    """Let a reader of files stop, returning None, where its Problems hold `MAX_ERRORS` errors."""

    @functools.wraps(load)
    def limited(*args: _P.args, **kwargs: _P.kwargs) -> _T | None:
        problems = next(
            each for each in (*args, *kwargs.values()) if isinstance(each, Problems)
        )  # fmt: skip
        was_limited, problems.is_limited = problems.is_limited, True
        try:
            return load(*args, **kwargs)
        except TooManyErrors:
            return None
        finally:
            problems.is_limited = was_limited

    return limited


def _shortened(words: str) -> str:
    """Return a sentence in which a text of the file may be very long, at a readable length."""
    if len(words) <= MAX_MESSAGE:
        return words
    return f"{words[: MAX_MESSAGE // 2]} … {words[-MAX_MESSAGE // 4 :]}"


def nearest(word: str, names: Iterable[str]) -> str | None:
    """Return the valid name that ``word`` most resembles, None when none comes near."""
    if len(word) > LONGEST_COMPARED:
        return None
    by_folded: dict[str, str] = {}
    for name in names:
        by_folded.setdefault(name.casefold(), name)
    likely = _likeliest(word.casefold(), by_folded)
    found = difflib.get_close_matches(word.casefold(), likely, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


def _likeliest(word: str, names: Iterable[str]) -> list[str]:
    """Return the names worth a comparison: all when there are few, else those alike in length."""
    found = list(names)
    if len(found) <= MAX_COMPARED:
        return found
    ends = {word[:1], word[-1:]}
    alike = [
        name
        for name in found
        if abs(len(name) - len(word)) <= 2 and (name[:1] in ends or name[-1:] in ends)
    ]
    return alike[:MAX_COMPARED]


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """Return a hint with the nearest valid name, empty when none comes near."""
    name = nearest(word, names)
    return f"did you mean '{name}'?" if name is not None else ""
