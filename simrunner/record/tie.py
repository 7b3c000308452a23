"""Who can be tied to a run: by a role, a session, a team, or by what they wrote or appear in."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, select

from simrunner.record.people_tables import PersonRow, RoleRow, TeamMemberRow
from simrunner.record.tables import (
    AnnotationRow,
    MediaRow,
    NoteRow,
    RunRow,
    SessionRow,
    TeamRow,
    WordsRow,
)

AT_ONCE = 500
"""Runs that one question names: SQLite takes 32,766 values, and 999 before 3.32 (limits.html)."""


def people_by_run(connection: Connection, runs: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Return everybody who can be tied to each of these runs, by code; nobody who was erased.

    That is who has a role in it or in another run of its session, who belongs to its team, and who
    wrote, rated or was recorded in it. Runs without anybody are left out, as are unknown ones.
    """
    alive = set(
        connection.execute(select(PersonRow.code).where(PersonRow.erased_wall.is_(None))).scalars()
    )
    if not alive:
        return {}
    teams = _Teams(connection)
    found: dict[str, set[str]] = defaultdict(set)
    for part in _parts(runs):
        for run, code in _ties(connection, part, teams):
            if code in alive:
                found[run].add(code)
    return {run: tuple(sorted(found[run])) for run in runs if run in found}


class _Teams:
    """Who belongs to each team, by its name and by its id."""

    def __init__(self, connection: Connection) -> None:
        self.by_name: dict[str, list[str]] = defaultdict(list)
        self.by_id: dict[str, list[str]] = defaultdict(list)
        query = select(TeamRow.id, TeamRow.name, TeamMemberRow.person)
        for row in connection.execute(query.join(TeamRow, TeamRow.id == TeamMemberRow.team_id)):
            self.by_id[row.id].append(row.person)
            if row.name:
                self.by_name[row.name].append(row.person)


def _parts(runs: Iterable[str]) -> Iterator[list[str]]:
    waiting = iter(dict.fromkeys(runs))
    while part := list(islice(waiting, AT_ONCE)):
        yield part


def _ties(connection: Connection, runs: list[str], teams: _Teams) -> Iterator[tuple[str, str]]:
    """Yield run and code of every tie, also of people who were erased."""
    query = select(RunRow.id, RunRow.session_id, RunRow.team, SessionRow.team_id)
    joined = query.outerjoin(SessionRow, SessionRow.id == RunRow.session_id)
    asked: Sequence[Any] = connection.execute(joined.where(RunRow.id.in_(runs))).all()
    for row in asked:
        for code in (*teams.by_name.get(row.team, ()), *teams.by_id.get(row.team_id, ())):
            yield row.id, code
    yield from _cast(connection, asked)
    of_somebody: tuple[tuple[Any, Any], ...] = (
        (AnnotationRow.run_id, AnnotationRow.rater), (WordsRow.run_id, WordsRow.person),
        (NoteRow.run_id, NoteRow.person), (MediaRow.run_id, MediaRow.person),
    )  # fmt: skip
    for of, person in of_somebody:
        rows = select(of, person).where(of.in_(runs), person.is_not(None)).distinct()
        yield from ((run, code) for run, code in connection.execute(rows))


def _cast(connection: Connection, asked: Sequence[Any]) -> Iterator[tuple[str, str]]:
    """Yield who has a role in one of these runs, or in another run of its session."""
    sessions: dict[str, list[str]] = defaultdict(list)
    for row in asked:
        if row.session_id is not None:
            sessions[row.session_id].append(row.id)
    own = {row.id for row in asked if row.session_id is None}
    cast = select(RunRow.id, RunRow.session_id, RoleRow.person).join(
        RoleRow, RoleRow.run_id == RunRow.id
    )
    for where in (RunRow.session_id.in_(sessions), RunRow.id.in_(own)):
        for run, session, person in connection.execute(cast.where(where)):
            yield from ((one, person) for one in sessions.get(session or "", [run]))
