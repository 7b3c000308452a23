"""What has outlived its clock, and its removal: of a run, of parts of it, of names."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table, cast, delete, func, literal, select, update

from simrunner.domain.annotation import FormLocked
from simrunner.domain.retention import Due, RecordClass, Removal, Removed
from simrunner.record.people_tables import PersonKeyRow, PersonRow, RoleRow
from simrunner.record.reader import read_tail
from simrunner.record.tables import (
    AnnotationRow,
    Base,
    DeviceLogRow,
    EventRow,
    MarkRow,
    MediaRow,
    NoteRow,
    RatingRow,
    RemarkRow,
    RunRow,
    ShipmentRow,
    TrendBlockRow,
    TrendRow,
    WaveBlockRow,
    WordsRow,
)

_PARTS: dict[RecordClass, tuple[type[Base], ...]] = {
    RecordClass.MEDIA: (MediaRow,),
    RecordClass.WAVES: (WaveBlockRow,),
    RecordClass.DEVICE_LOGS: (DeviceLogRow,),
}
_WHOLE: tuple[type[Base], ...] = (
    EventRow, AnnotationRow, WordsRow, NoteRow, MarkRow, RatingRow, TrendRow, TrendBlockRow,
    WaveBlockRow, DeviceLogRow, MediaRow, RemarkRow, RoleRow, ShipmentRow,
)  # fmt: skip
"""All that a removed run leaves. Its own row stays, for its number and its branches, and its seals
stay, for each is signed over the one before."""


def due_of(connection: Connection, record_class: RecordClass, limit: datetime) -> Iterator[Due]:
    """Yield what of a class began before ``limit`` and is still there."""
    if record_class is RecordClass.NAMES:
        yield from _due_names(connection, limit)
        return
    summative = _summative(connection)
    runs = connection.execute(select(RunRow.__table__).order_by(RunRow.started_wall)).all()
    for run in runs:
        if datetime.fromisoformat(run.started_wall) >= limit:
            continue
        if not _is_of(record_class, is_summative=run.id in summative):
            continue
        if record_class not in _PARTS and not _all_branches_began(runs, run.id, limit):
            continue
        rows, size_bytes = _size(connection, _tables(record_class), run.id)
        if rows:
            yield Due(
                about=run.id,
                record_class=record_class,
                since_wall=run.started_wall,
                rows=rows,
                size_bytes=size_bytes,
            )


def remove(connection: Connection, removal: Removal) -> Removed:
    """Delete what a removal announced and return its line of the certificate."""
    if removal.record_class is RecordClass.NAMES:
        chosen = delete(PersonKeyRow).where(PersonKeyRow.code == removal.about)
        rows = connection.execute(chosen).rowcount
        return Removed(removal=removal, rows=rows, size_bytes=0, digest="")
    tables = _tables(removal.record_class)
    rows, size_bytes = _size(connection, tables, removal.about)
    digest = _digest(connection, removal)
    for table in tables:
        chosen = delete(table).where(_column(table, "run_id") == removal.about)
        connection.execute(chosen)
    if removal.record_class not in _PARTS:
        connection.execute(update(RunRow).where(RunRow.id == removal.about).values(team=""))
    return Removed(removal=removal, rows=rows, size_bytes=size_bytes, digest=digest)


def _is_of(record_class: RecordClass, *, is_summative: bool) -> bool:
    """Return whether a run's data fall under a clock; all of a summative run waits for its own."""
    return is_summative == (record_class is RecordClass.SUMMATIVE_RUNS)


def _tables(record_class: RecordClass) -> Sequence[type[Base]]:
    return _PARTS.get(record_class, _WHOLE)


def _summative(connection: Connection) -> set[str]:
    locked = select(AnnotationRow.run_id).where(AnnotationRow.kind == FormLocked.__name__)
    return set(connection.execute(locked).scalars())


def _all_branches_began(runs: Sequence[Any], run: str, limit: datetime) -> bool:
    """Return whether every run that was rewound from this one is as old: else it is kept too."""
    near = [one for one in runs if one.parent_run == run]
    return all(
        datetime.fromisoformat(one.started_wall) < limit
        and _all_branches_began(runs, one.id, limit)
        for one in near
    )


def _due_names(connection: Connection, limit: datetime) -> Iterator[Due]:
    """Yield who took part in nothing since ``limit``, and was entered before it."""
    last = (
        select(RoleRow.person, func.max(RunRow.started_wall).label("wall"))
        .join(RunRow, RunRow.id == RoleRow.run_id)
        .group_by(RoleRow.person)
        .subquery()
    )
    query = (
        select(PersonRow.code, PersonRow.created_wall, last.c.wall)
        .join(PersonKeyRow, PersonKeyRow.code == PersonRow.code)
        .outerjoin(last, last.c.person == PersonRow.code)
        .order_by(PersonRow.code)
    )
    for row in connection.execute(query):
        since = max((row.created_wall, row.wall or row.created_wall), key=datetime.fromisoformat)
        if datetime.fromisoformat(since) < limit:
            yield Due(
                about=row.code,
                record_class=RecordClass.NAMES,
                since_wall=since,
                rows=1,
                size_bytes=0,
            )


def _size(connection: Connection, tables: Sequence[type[Base]], run: str) -> tuple[int, int]:
    """Return how many rows of a run are in these tables, and the bytes of texts and bodies."""
    rows = size_bytes = 0
    for table in tables:
        bulky = [name for name in ("body", "payload", "words", "numbers") if _has(table, name)]
        length = _bytes_of(connection, _column(table, bulky[0])) if bulky else literal(0)
        query = select(func.count(), func.sum(length)).select_from(table)
        found = connection.execute(query.where(_column(table, "run_id") == run)).one()
        rows += found[0]
        size_bytes += found[1] or 0
    return rows, size_bytes


def _bytes_of(connection: Connection, column: Any) -> Any:
    # SQLite counts characters of text and bytes of a BLOB; PostgreSQL has a word for bytes.
    if connection.dialect.name == "sqlite":
        return func.length(cast(column, LargeBinary))
    return func.octet_length(column)


def _digest(connection: Connection, removal: Removal) -> str:
    """Return the head of a run that goes, or the SHA-256 of the bodies that do, in their order."""
    if removal.record_class not in _PARTS:
        return read_tail(connection, removal.about).digest.hex()
    digest = sha256()
    (table,) = _PARTS[removal.record_class]
    order = list(_table(table).primary_key.columns)
    query = select(_column(table, "body")).where(_column(table, "run_id") == removal.about)
    for (body,) in connection.execute(query.order_by(*order)):
        digest.update(body)
    return digest.hexdigest()


def _table(table: type[Base]) -> Table:
    found = table.__table__
    assert isinstance(found, Table)
    return found


def _column(table: type[Base], name: str) -> Any:
    return _table(table).columns[name]


def _has(table: type[Base], name: str) -> bool:
    return name in _table(table).columns
