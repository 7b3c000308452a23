"""What a check of a record says: problems by row, the runs as found, who signed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from simrunner.record.seal import Witnessed


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrityProblem:
    """A bad row, or a stretch of them, of a chain or table.

    ``seq`` is its number in the chain, None where the table has none. ``message`` is an English
    sentence with ``{name}`` places that ``fields`` fill.
    """

    run: str
    table: str
    seq: int | None
    message: str
    fields: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        """Return the sentence in English."""
        return self.message.format(**dict(self.fields))


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedRun:
    """A run as it was found: how many facts there are, how many are sealed, the last digest.

    ``is_removed`` when a removal after its time says that its facts went.
    """

    run: str
    events: int
    head: str
    sealed: int = 0
    is_removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SealChain:
    """The seals of one library in the record. ``is_known`` when its key is one to be trusted."""

    library: str
    seals: int
    public_key: str
    last_wall: str
    is_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrityReport:
    """What the check found; ``is_intact`` when there is no problem at all.

    Without seals that says no more than that the record agrees with itself: a chain cannot tell
    that its end was cut off or that all of it was written anew.
    """

    runs: tuple[CheckedRun, ...]
    problems: tuple[IntegrityProblem, ...]
    seals: tuple[SealChain, ...] = ()

    @property
    def is_intact(self) -> bool:
        """Whether every row is as it was written."""
        return not self.problems

    @property
    def is_signed(self) -> bool:
        """Whether anything in the record is sealed."""
        return bool(self.seals)


class Memory(Protocol):
    """What is remembered of a library outside of its file. RecordError when it is unreadable."""

    def last_of(self, library: str) -> Witnessed | None:
        """Return its last seal, None when it was never seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Whom a check believes: public keys, and a memory of last seals.

    ``is_demanded`` refuses every other key; else another key is a problem only in a library that
    is remembered, and is said of any other.
    """

    public_keys: frozenset[bytes] = frozenset()
    is_demanded: bool = False
    memory: Memory | None = None


Progress = Callable[[int, int], None]
"""Is called with how many rows are checked, and of how many."""

Problems = Iterable[IntegrityProblem]


def a_problem(
    run: str, table: str, seq: int | None, message: str, /, **fields: object
) -> IntegrityProblem:
    """Return a problem; the fields of its sentence as keywords."""
    return IntegrityProblem(
        run=run, table=table, seq=seq, message=message, fields=tuple(fields.items())
    )
