"""The runs of one session as a tree: a first run, and what was rewound from it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, select
from sqlalchemy.orm import aliased

from simrunner.domain.run_record import RunSummary
from simrunner.domain.sim_time import SimTimeMs
from simrunner.record.library import Library
from simrunner.record.reader import read_summaries
from simrunner.record.tables import EventRow, RunRow


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyRun:
    """A run and the runs that branch from it, oldest first.

    ``shared_facts`` is how many facts it has in common with its parent, ``parted_ms`` the time of
    the last of them; 0 and None for a first run.
    """

    summary: RunSummary
    shared_facts: int
    parted_ms: SimTimeMs | None
    branches: tuple["FamilyRun", ...]


def families(library: Library) -> tuple[FamilyRun, ...]:
    """Return every session's tree of runs, newest session first."""
    summaries, parents = library.ask(_read)
    children: dict[str | None, list[RunSummary]] = defaultdict(list)
    for summary in sorted(summaries, key=lambda each: (each.started_wall, each.run)):
        parent = parents.get(summary.run)
        children[parent.run if parent else None].append(summary)

    def grown(summary: RunSummary) -> FamilyRun:
        parent = parents.get(summary.run)
        return FamilyRun(
            summary=summary,
            shared_facts=parent.seq if parent else 0,
            parted_ms=parent.at_ms if parent else None,
            branches=tuple(grown(child) for child in children[summary.run]),
        )

    return tuple(grown(first) for first in reversed(children[None]))


@dataclass(frozen=True, slots=True)
class _Parent:
    run: str
    seq: int
    at_ms: SimTimeMs | None


def _read(connection: Connection) -> tuple[Sequence[RunSummary], dict[str, Any]]:
    last = aliased(EventRow)
    rows = connection.execute(
        select(RunRow.id, RunRow.parent_run, RunRow.parent_seq, last.at_ms)
        .outerjoin(last, and_(last.run_id == RunRow.parent_run, last.seq == RunRow.parent_seq))
        .where(RunRow.parent_run.is_not(None))
    )
    parents = {row.id: _Parent(row.parent_run, row.parent_seq or 0, row.at_ms) for row in rows}
    return read_summaries(connection), parents
