"""Questions over many runs: when something happened, how long from one thing to another, how often.

A question names its facts as people do (``state arrest``, ``drug adrenaline``). It looks only at
facts of that kind in the chosen runs, through the index over kind, run and time, so that it stays
quick over ten thousand sessions. An action that was annulled did not happen.
"""

import json
import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import Connection, Select, and_, bindparam, or_, select, text

from simrunner.domain.action import AnnulEntry, Compress, DeliverShock
from simrunner.domain.event import (
    ActionTaken,
    AlarmChanged,
    ExpectationChanged,
    ExpectationStatus,
    FlagWasRaised,
    RhythmChanged,
    RuleFired,
    RunEnded,
    RunStarted,
    StateEntered,
)
from simrunner.domain.sim_time import SimTimeMs
from simrunner.record.library import Library
from simrunner.record.tables import TOLD, EventRow, RatingRow, RunRow

AnySelect: TypeAlias = Select[*tuple[Any, ...]]

Filled: TypeAlias = tuple[str, ...]
"""Names of the fields of a Cohort that are not empty."""


class QuestionError(ValueError):
    """A question that names nothing known; ``str()`` says what can be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """Which runs are asked: those of one scenario, team or day and later; all without any."""

    scenario: str = ""
    team: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """What is looked for: facts of one kind whose stored text has every part of ``parts``."""

    words: str
    code: int
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRun:
    """A run that was asked, with what it may be grouped by."""

    run: str
    scenario: str
    team: str
    difficulty: str
    started_wall: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """From the first of one fact to the first of another at or after it, in one run.

    A time is None where the fact did not happen.
    """

    run: AskedRun
    begin_ms: SimTimeMs | None
    end_ms: SimTimeMs | None

    @property
    def length_ms(self) -> SimTimeMs | None:
        """How long it took; None when either fact did not happen."""
        return None if self.begin_ms is None or self.end_ms is None else self.end_ms - self.begin_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The numbers of one group: how many runs were asked, how many had one, and their spread."""

    name: str
    runs: int
    found: int
    median: float | None
    low: float | None
    high: float | None


_FIELDS: Mapping[str, tuple[int, str]] = {
    "state": (StateEntered.code, "state"),
    "rhythm": (RhythmChanged.code, "rhythm"),
    "rule": (RuleFired.code, "rule"),
    "flag": (FlagWasRaised.code, "flag"),
    "drug": (ActionTaken.code, "drug"),
    "act": (ActionTaken.code, "act"),
    "order": (ActionTaken.code, "item"),
    "event": (ActionTaken.code, "event"),
    "alarm": (AlarmChanged.code, "condition"),
    "expectation": (ExpectationChanged.code, "expectation"),
}
"""The first word of a question: the kind of fact, and the field that the second word is in."""

_ALONE: Mapping[str, tuple[int, tuple[str, ...]]] = {
    "start": (RunStarted.code, ()),
    "end": (RunEnded.code, ()),
    "shock": (ActionTaken.code, (f'"do":"{DeliverShock.__name__}"',)),
    "compression": (ActionTaken.code, (f'"do":"{Compress.__name__}"',)),
}

ANNUL = AnnulEntry.__name__

GROUPINGS = ("team", "scenario", "difficulty", "run")


def sign(words: str) -> Sign:
    """Return what is looked for by words such as ``state arrest`` or ``expectation help missed``.

    QuestionError, with everything that can be asked, for other words.
    """
    first, _, rest = words.strip().partition(" ")
    name = rest.strip()
    if first in _ALONE and not name:
        code, parts = _ALONE[first]
        return Sign(words=words, code=code, parts=parts)
    if first not in _FIELDS or not name:
        raise QuestionError(
            f"'{words}' asks for nothing known. Ask for {', '.join(_ALONE)}, or for one of "
            f"{', '.join(f'{word} NAME' for word in _FIELDS)}; an expectation may have its status."
        )
    code, field = _FIELDS[first]
    more: tuple[str, ...] = ()
    if first == "alarm":
        more = ('"is_active":true',)
    if first == "expectation" and " " in name:
        name, _, status = name.partition(" ")
        if status not in set(ExpectationStatus):
            raise QuestionError(
                f"An expectation is never {status}; it is {', '.join(ExpectationStatus)}."
            )
        more = (f'"status":"{status}"',)
    return Sign(words=words, code=code, parts=(f'"{field}":{json.dumps(name)}', *more))


def asked_runs(library: Library, cohort: Cohort) -> tuple[AskedRun, ...]:
    """Return the runs of a cohort, oldest first."""
    return library.ask(lambda connection: _runs(connection, cohort))


def _runs(connection: Connection, cohort: Cohort) -> tuple[AskedRun, ...]:
    rows = connection.execute(_runs_of(_filled(cohort)), _values(cohort)).all()
    return tuple(
        AskedRun(
            run=row.id, scenario=row.scenario, team=row.team, difficulty=row.difficulty,
            started_wall=row.started_wall,
        )
        for row in rows
    )  # fmt: skip


def occurrences(
    library: Library, wanted: Sign, cohort: Cohort
) -> Mapping[str, tuple[SimTimeMs, ...]]:
    """Return the times of a fact by run, in order; runs without it are left out.

    An action counts at the time it was performed.
    """
    return library.ask(lambda connection: _times(connection, wanted, cohort))


def intervals(library: Library, begin: Sign, end: Sign, cohort: Cohort) -> tuple[Interval, ...]:
    """Return, for every run of the cohort, how long it took from one fact to another."""
    begins, ends, runs = library.ask(
        lambda connection: (
            _times(connection, begin, cohort),
            _times(connection, end, cohort),
            _runs(connection, cohort),
        )
    )
    found = []
    for run in runs:
        begun = next(iter(begins.get(run.run, ())), None)
        after = (at for at in ends.get(run.run, ()) if begun is not None and at >= begun)
        found.append(Interval(run=run, begin_ms=begun, end_ms=next(after, None)))
    return tuple(found)


def scores(library: Library, instrument: str, cohort: Cohort) -> tuple[tuple[AskedRun, Any], ...]:
    """Return every score of a form with its run: rows of rater, item, score, is_observed."""
    chosen = _of(_filled(cohort), select(RunRow.id))
    query = select(RatingRow.__table__).where(
        RatingRow.instrument == instrument, RatingRow.run_id.in_(chosen)
    )
    rows = library.ask(lambda connection: connection.execute(query, _values(cohort)).all())
    runs = {run.run: run for run in asked_runs(library, cohort)}
    return tuple((runs[row.run_id], row) for row in rows)


def grouped(
    numbers: Iterable[tuple[AskedRun, float | None]], by: str = "team"
) -> tuple[Group, ...]:
    """Return median, smallest and largest number of each group, by name.

    ``by`` is one of GROUPINGS; QuestionError for another. A number is None where a run had none.
    """
    if by not in GROUPINGS:
        raise QuestionError(f"Runs are not grouped by {by}, only by {', '.join(GROUPINGS)}.")
    groups: dict[str, list[float | None]] = defaultdict(list)
    for run, number in numbers:
        groups[getattr(run, by)].append(number)
    return tuple(_group(name, groups[name]) for name in sorted(groups))


def _group(name: str, numbers: Sequence[float | None]) -> Group:
    found = [number for number in numbers if number is not None]
    return Group(
        name=name, runs=len(numbers), found=len(found),
        median=statistics.median(found) if found else None,
        low=min(found, default=None), high=max(found, default=None),
    )  # fmt: skip


def _values(cohort: Cohort) -> dict[str, str]:
    """Return what stands in the places of a question about these runs."""
    return {f"of_{each.name}": getattr(cohort, each.name) for each in fields(cohort)}


def _filled(cohort: Cohort) -> Filled:
    """Return which of its fields choose runs: all questions of a kind have the same words."""
    return tuple(each.name for each in fields(cohort) if getattr(cohort, each.name))


@lru_cache(maxsize=32)
def _runs_of(filled: Filled) -> AnySelect:
    # Kept, as are the questions for facts: to build one takes longer than SQLite takes for it.
    columns = (RunRow.id, RunRow.scenario, RunRow.team, RunRow.difficulty, RunRow.started_wall)
    return _of(filled, select(*columns)).order_by(RunRow.started_wall, RunRow.id)


def _of(filled: Filled, query: AnySelect) -> AnySelect:
    conditions = {
        "scenario": RunRow.scenario == bindparam("of_scenario"),
        "team": RunRow.team == bindparam("of_team"),
        "since": RunRow.started_wall >= bindparam("of_since"),
        "until": RunRow.started_wall < bindparam("of_until"),
    }
    return query.where(*(conditions[name] for name in filled))


def _times(
    connection: Connection, wanted: Sign, cohort: Cohort
) -> Mapping[str, tuple[SimTimeMs, ...]]:
    found: dict[str, list[SimTimeMs]] = defaultdict(list)
    rows = connection.execute(_facts(wanted, _filled(cohort)), _values(cohort)).all()
    if wanted.code != ActionTaken.code:
        for row in rows:
            found[row.run_id].append(row.at_ms)
    else:
        deeds = [(row.run_id, json.loads(row.payload)) for row in rows]
        annulled = {
            (run, deed["action"]["entry"]) for run, deed in deeds if deed["action"]["do"] == ANNUL
        }
        for run, deed in deeds:
            if deed["action"]["do"] != ANNUL and (run, deed["entry"]) not in annulled:
                found[run].append(deed["performed_at_ms"])
    return {run: tuple(sorted(times)) for run, times in found.items()}


@lru_cache(maxsize=32)
def _facts(wanted: Sign, filled: Filled) -> AnySelect:
    """Return the question for the facts; what people did comes with what annulled it."""
    wanted_facts: list[Any] = [EventRow.kind == wanted.code]
    if wanted.parts != _ALONE["compression"][1]:
        wanted_facts.append(text(TOLD))
    has_parts = [EventRow.payload.contains(part, autoescape=True) for part in wanted.parts]
    if wanted.code == ActionTaken.code:
        annuls = EventRow.payload.contains(f'"do":"{ANNUL}"', autoescape=True)
        wanted_facts.append(or_(and_(*has_parts), annuls))
    else:
        wanted_facts += has_parts
    columns = [EventRow.run_id, EventRow.at_ms]
    if wanted.code == ActionTaken.code:
        columns.append(EventRow.payload)
    return select(*columns).where(
        *wanted_facts, EventRow.run_id.in_(_of(filled, select(RunRow.id)))
    )
