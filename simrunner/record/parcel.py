"""Rows of one record on their way into another: their new names, and each of them once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, Table, and_, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from simrunner.record.codec import Row
from simrunner.record.erase import apply_erasures
from simrunner.record.errors import RecordError
from simrunner.record.people_tables import (
    AuditRow,
    ConsentRow,
    ErasureRow,
    PersonRow,
    TeamMemberRow,
)
from simrunner.record.tables import (
    Base,
    CentreRow,
    RoomRow,
    RunRow,
    ScenarioRow,
    SealRow,
    SessionRow,
    TeamRow,
)

_RUN_COLUMNS = frozenset(("run_id", "parent_run", "session_id"))
_NAMED_BY_RUN = frozenset((RunRow.__tablename__, SessionRow.__tablename__))
_SAME = ("scenario_sha256", "seed", "started_wall")


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What runs, libraries and rooms of the record ``source`` are called in the record ``target``.

    Both are ids of libraries. ``rooms`` maps ids of rooms once they are settled.
    """

    source: str
    target: str
    rooms: Mapping[str, str] = field(default_factory=dict)

    def run(self, run: str) -> str:
        """Return ``RUN@LIBRARY``; a run that comes home loses the suffix."""
        name, _, library = run.partition("@")
        library = library or self.source
        return name if library == self.target else f"{name}@{library}"

    def origin(self, origin: str) -> str:
        """Return the library something was recorded in, empty for the target itself."""
        library = origin or self.source
        return "" if library == self.target else library

    def row(self, table: Table, row: Mapping[str, object]) -> Row:
        """Return a row as the target has it, without the number that the source gave it."""
        numbered = table.autoincrement_column
        return {
            name: self._cell(table.name, name, cell)
            for name, cell in row.items()
            if numbered is None or name != numbered.name
        }

    def _cell(self, table: str, column: str, cell: object) -> object:
        if not isinstance(cell, str):
            return cell
        if column in _RUN_COLUMNS or (column == "id" and table in _NAMED_BY_RUN):
            return self.run(cell) if cell else cell
        if column == "origin":
            return self.origin(cell)
        if column == "room_id":
            return self.rooms.get(cell)
        # PostgreSQL has no text with a NUL; no chain ever holds one as it is (JSON escapes it).
        return cell.replace("\0", "\N{REPLACEMENT CHARACTER}")


def table_of(row_class: type[Base]) -> Table:
    """Return the table of a row class."""
    table = row_class.__table__
    assert isinstance(table, Table)
    return table


def add_new(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows; those whose key is there already stay as they are."""
    if rows:
        connection.execute(_dialect_insert(connection, table).on_conflict_do_nothing(), rows)


def add_or_change(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows; those whose key is there already take the new values."""
    if not rows:
        return
    statement = _dialect_insert(connection, table)
    keys = [column.name for column in table.primary_key]
    others = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=others), rows)


def _dialect_insert(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def rows_of(connection: Connection, row_class: type[Base]) -> list[Row]:
    """Return all rows of a small table."""
    found = connection.execute(select(row_class.__table__)).mappings()
    return [dict(row) for row in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedRows:
    """What belongs to a whole library and is sent with its runs; names of people do not."""

    tables: Mapping[type[Base], Sequence[Row]]


_SHARED: tuple[type[Base], ...] = (
    CentreRow, RoomRow, TeamRow, PersonRow, TeamMemberRow, ConsentRow, AuditRow, ErasureRow,
)  # fmt: skip


def read_shared(connection: Connection) -> SharedRows:
    """Return the rows of a library that its runs refer to, by code."""
    tables = {one: rows_of(connection, one) for one in _SHARED}
    of_audit = select(SealRow.__table__).where(SealRow.run_id.is_(None))
    tables[SealRow] = [dict(row) for row in connection.execute(of_audit).mappings()]
    return SharedRows(tables=tables)


def store_shared(connection: Connection, shared: SharedRows, names: Names) -> Names:
    """Store what a library shares and return the names with its rooms settled.

    Centres and rooms are known by name: three rooms of one centre stay one centre.
    """
    rooms = _settled_rooms(connection, shared)
    names = Names(source=names.source, target=names.target, rooms=rooms)
    for table in (TeamRow, AuditRow, SealRow, PersonRow):
        rows = [names.row(table_of(table), row) for row in shared.tables[table]]
        add = add_or_change if table is PersonRow else add_new
        add(connection, table_of(table), rows)
    members = [names.row(table_of(TeamMemberRow), row) for row in shared.tables[TeamMemberRow]]
    add_new(connection, table_of(TeamMemberRow), members)
    consents = [names.row(table_of(ConsentRow), row) for row in shared.tables[ConsentRow]]
    _add_consents(connection, consents)
    erasures = [names.row(table_of(ErasureRow), row) for row in shared.tables[ErasureRow]]
    add_unknown(connection, table_of(ErasureRow), erasures)
    if erasures:
        apply_erasures(connection)
    return names


def _settled_rooms(connection: Connection, shared: SharedRows) -> dict[str, str]:
    centres: dict[str, str] = {}
    for row in shared.tables[CentreRow]:
        known = select(CentreRow.id).where(CentreRow.name == row["name"])
        centres[row["id"]] = _settled(connection, CentreRow, known, row)
    rooms: dict[str, str] = {}
    for row in shared.tables[RoomRow]:
        centre = centres[row["centre_id"]]
        known = select(RoomRow.id).where(RoomRow.centre_id == centre, RoomRow.name == row["name"])
        rooms[row["id"]] = _settled(connection, RoomRow, known, {**row, "centre_id": centre})
    return rooms


def _settled(connection: Connection, table: type[Base], known: object, row: Row) -> str:
    found = connection.execute(known.order_by("id").limit(1)).scalar_one_or_none()  # type: ignore[attr-defined]
    if found is None:
        connection.execute(insert(table).values(**row))
        return str(row["id"])
    return str(found)


def _add_consents(connection: Connection, rows: Sequence[Row]) -> None:
    """Add consents that are not known; one that was withdrawn since is withdrawn here too."""
    key = ("person", "purpose", "text_version", "given_wall")
    for row in rows:
        same = and_(*(ConsentRow.__table__.c[name] == row[name] for name in key))
        changed = connection.execute(
            update(ConsentRow).where(same).values(withdrawn_wall=row["withdrawn_wall"])
        )
        if not changed.rowcount:
            connection.execute(insert(ConsentRow).values(**row))


def add_unknown(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Insert rows of a table without a key of its own, but none that is there word for word."""
    for row in rows:
        same = and_(*(table.c[name].is_not_distinct_from(cell) for name, cell in row.items()))
        count = select(func.count()).select_from(table).where(same)
        if not connection.execute(count).scalar_one():
            connection.execute(insert(table).values(**row))


@dataclass(frozen=True, slots=True, kw_only=True)
class RunHead:
    """What stands before a run's first fact: its row, its session's and its scenario's."""

    run: Row
    session: Row | None
    scenario: Row


def read_run_head(connection: Connection, run: str) -> RunHead:
    """Return what stands before a run's first fact; RecordError when there is no such run."""
    row = connection.execute(select(RunRow.__table__).where(RunRow.id == run)).mappings().first()
    if row is None:
        raise RecordError("There is no run {run} in this record.", run=run)
    scenario = select(ScenarioRow.__table__).where(ScenarioRow.sha256 == row["scenario_sha256"])
    session = select(SessionRow.__table__).where(SessionRow.id == row["session_id"])
    found = connection.execute(session).mappings().first()
    return RunHead(
        run=dict(row),
        session=None if found is None else dict(found),
        scenario=dict(connection.execute(scenario).mappings().one()),
    )


def store_run_head(connection: Connection, head: RunHead, names: Names) -> None:
    """Store what stands before a run's first fact, once.

    RecordError when the run that has this name there is another one.
    """
    add_new(connection, table_of(ScenarioRow), [head.scenario])
    if head.session is not None:
        add_new(connection, table_of(SessionRow), [names.row(table_of(SessionRow), head.session)])
    row = names.row(table_of(RunRow), head.run)
    add_new(connection, table_of(RunRow), [row])
    there = connection.execute(
        select(RunRow.__table__).where(RunRow.id == row["id"])
    ).mappings().one()  # fmt: skip
    if any(there[name] != row[name] for name in _SAME):
        raise differing(row["id"])


def differing(run: str) -> RecordError:
    """Return the sentence for two runs of one name."""
    return RecordError(
        "Run {run} is there already and is another one: nothing of it is overwritten. "
        "Was this library copied from another computer, or restored from an older copy?",
        run=run,
    )
