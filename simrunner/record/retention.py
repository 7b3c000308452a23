"""Clocks of how long each class of data is kept: set, look ahead, announce, undo, carry out.

Nothing goes by itself. Without a clock a class is kept for ever; with one, what has outlived it is
announced, may be undone for some days, and goes when somebody says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from simrunner.domain.person import By, Deed
from simrunner.domain.retention import Due, RecordClass, Removal, Removed
from simrunner.record.audit import note
from simrunner.record.errors import BadRequestError
from simrunner.record.library import Library
from simrunner.record.outlived import due_of, remove
from simrunner.record.people_tables import RemovalRow, RetentionRow
from simrunner.record.scrub import scrub

LONGEST_DAYS = 36_500
"""A hundred years; who wants longer sets no clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How it stands: clocks in days, what would be announced now, what ever was, oldest first."""

    clocks: Mapping[RecordClass, int]
    outlived: tuple[Due, ...]
    removals: tuple[Removal, ...]


def retention(connection: Connection, wall: str) -> Retention:
    """Return how it stands with every class at ``wall``."""
    return Retention(
        clocks=clocks(connection), outlived=preview(connection, wall),
        removals=removals(connection),
    )  # fmt: skip


def clocks(connection: Connection) -> Mapping[RecordClass, int]:
    """Return how many days each class is kept; a class without a clock is not in it."""
    rows = connection.execute(select(RetentionRow.record_class, RetentionRow.keep_days)).all()
    found = {row.record_class: row.keep_days for row in rows}
    return {one: found[one.value] for one in RecordClass if one.value in found}


def set_clock(library: Library, record_class: RecordClass, keep_days: int | None, by: By) -> None:
    """Keep a class for so many days, with None for ever; BadRequestError for an odd number."""
    if keep_days is not None and not 1 <= keep_days <= LONGEST_DAYS:
        raise BadRequestError("A clock runs 1 to {most} days.", most=LONGEST_DAYS)

    def job(connection: Connection) -> None:
        connection.execute(
            delete(RetentionRow).where(RetentionRow.record_class == record_class.value)
        )
        if keep_days is not None:
            row = {"record_class": record_class.value, "keep_days": keep_days}
            connection.execute(insert(RetentionRow).values(row))
        note(connection, by, Deed.CLOCK_SET, record_class.value)

    library.do(job)


def preview(connection: Connection, wall: str) -> tuple[Due, ...]:
    """Return what would be announced at ``wall``: outlived, and neither announced nor undone."""
    known = {(one.about, one.record_class) for one in removals(connection)}
    now = _moment(wall)
    return tuple(
        due
        for record_class, days in clocks(connection).items()
        for due in due_of(connection, record_class, now - timedelta(days=days))
        if (due.about, record_class) not in known
    )


def announce(library: Library, undo_days: int, by: By) -> tuple[Removal, ...]:
    """Announce what has outlived its clock; it may be undone for ``undo_days``, at least 0."""
    if not 0 <= undo_days <= LONGEST_DAYS:
        raise BadRequestError("An undo window is 0 to {most} days.", most=LONGEST_DAYS)
    due_wall = (_moment(by.wall) + timedelta(days=undo_days)).isoformat()

    def job(connection: Connection) -> tuple[Removal, ...]:
        before = connection.execute(select(func.max(RemovalRow.id))).scalar() or 0
        for due in preview(connection, by.wall):
            row = {"run_id": due.about, "record_class": due.record_class.value}
            times = {"announced_wall": by.wall, "due_wall": due_wall}
            connection.execute(insert(RemovalRow).values(**row, **times))
            note(connection, by, Deed.REMOVAL_ANNOUNCED, f"{due.record_class} {due.about}")
        return tuple(one for one in removals(connection) if one.number > before)

    return library.do(job)


def undo(library: Library, removal: int, by: By) -> Removal:
    """Keep what was announced to go; BadRequestError when it is unknown, undone or gone already.

    It is not announced again: what a person kept, a clock does not take.
    """

    def job(connection: Connection) -> Removal:
        found = [one for one in removals(connection) if one.number == removal]
        if not found:
            raise BadRequestError("No removal has the number {removal}.", removal=removal)
        if found[0].done_wall or found[0].undone_wall:
            raise BadRequestError(
                "Removal {removal} is {state}.",
                removal=removal,
                state="carried out already" if found[0].done_wall else "undone already",
            )
        chosen = update(RemovalRow).where(RemovalRow.id == removal)
        connection.execute(chosen.values(undone_wall=by.wall))
        about = f"{found[0].record_class} {found[0].about}"
        note(connection, by, Deed.REMOVAL_UNDONE, about)
        return found[0]

    return library.do(job)


def apply(library: Library, by: By) -> tuple[Removed, ...]:
    """Carry out every announced removal whose undo window is over; return what went.

    RecordError when the rows are gone and another program keeps the file from being rewritten.
    """

    def job(connection: Connection) -> tuple[Removed, ...]:
        gone: list[Removed] = []
        for removal in due_removals(connection, by.wall):
            gone.append(remove(connection, removal))
            chosen = update(RemovalRow).where(RemovalRow.id == removal.number)
            connection.execute(chosen.values(done_wall=by.wall))
            note(connection, by, Deed.REMOVAL_DONE, f"{removal.record_class} {removal.about}")
        return tuple(gone)

    gone = library.do(job)
    if gone:
        scrub(library)
    return gone


def due_removals(connection: Connection, wall: str) -> tuple[Removal, ...]:
    """Return what was announced, not undone, and is due at ``wall``."""
    now = _moment(wall)
    return tuple(
        one
        for one in removals(connection)
        if one.done_wall is None and one.undone_wall is None and _moment(one.due_wall) <= now
    )


def removals(connection: Connection) -> tuple[Removal, ...]:
    """Return every removal that was ever announced, oldest first."""
    rows = connection.execute(select(RemovalRow.__table__).order_by(RemovalRow.id))
    return tuple(
        Removal(
            number=row.id,
            about=row.run_id,
            record_class=RecordClass(row.record_class),
            announced_wall=row.announced_wall,
            due_wall=row.due_wall,
            undone_wall=row.undone_wall,
            done_wall=row.done_wall,
        )
        for row in rows
    )


def _moment(wall: str) -> datetime:
    moment = datetime.fromisoformat(wall)
    if moment.tzinfo is None:
        raise ValueError(f"a wall time has its offset: {wall}")
    return moment
