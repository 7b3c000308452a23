"""A look at what people did leaves a line in the audit; many looks in a row leave one."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from simrunner.domain.person import By, Deed
from simrunner.record.audit import HERE, note
from simrunner.record.library import Library
from simrunner.record.people_tables import AuditRow
from simrunner.record.tie import people_by_run

SAME_LOOK = timedelta(minutes=10)
"""Who opens the same run for the same purpose again within this time looks once (teaching choice:
as long as somebody goes to and fro in one debrief; the line says when it began)."""


def with_people(library: Library, runs: Sequence[str]) -> tuple[str, ...]:
    """Return the runs to which anybody can be tied."""
    tied = library.ask(lambda connection: people_by_run(connection, runs))
    return tuple(run for run in runs if run in tied)


def look(library: Library, runs: Sequence[str], deed: Deed, who: Callable[[], By]) -> int:
    """Leave a line for each run that somebody looks at and return how many new lines there are.

    Nothing for a run that nobody can be tied to, nor for a look that goes on; ``who`` is asked only
    when there is something to tell. RecordError when the storage refuses.
    """
    watched = with_people(library, runs)
    if not watched:
        return 0
    by = who()

    def job(connection: Connection) -> int:
        before = _looks(connection, by.who, deed)
        new = [run for run in watched if not _goes_on(before.get(run), by.wall)]
        note(connection, by, deed, *new)
        return len(new)

    return library.do(job)


def note_each(library: Library, runs: Sequence[str], deed: Deed, by: By) -> None:
    """Leave a line for each run whatever was noted before, also where nobody is in it."""
    library.do(lambda connection: note(connection, by, deed, *runs))


def _looks(connection: Connection, who: str, deed: Deed) -> dict[str, str]:
    """Return when somebody last did this, by run."""
    mine = (AuditRow.origin == HERE, AuditRow.who == who, AuditRow.act == deed.value)
    query = select(AuditRow.about, AuditRow.wall).where(*mine).order_by(AuditRow.n)
    return {row.about: row.wall for row in connection.execute(query)}


def _goes_on(before: str | None, now: str) -> bool:
    if before is None:
        return False
    passed = datetime.fromisoformat(now) - datetime.fromisoformat(before)
    return timedelta(0) <= passed < SAME_LOOK
