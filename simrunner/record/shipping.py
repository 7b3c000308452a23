"""What of a run is not yet on the server, in parcels, and how the server takes one in."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, TypeAlias

from sqlalchemy import Connection, and_, bindparam, delete, func, literal_column, select, text

from simrunner.domain.event import RunEnded
from simrunner.domain.note import REACTIONS
from simrunner.record.codec import Row
from simrunner.record.errors import RecordError
from simrunner.record.parcel import (
    Names,
    RunHead,
    add_new,
    add_or_change,
    add_unknown,
    differing,
    read_run_head,
    store_run_head,
    table_of,
)
from simrunner.record.people_tables import RoleRow
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
    SealRow,
    SettingRow,
    ShipmentRow,
    TrendBlockRow,
    TrendRow,
    WaveBlockRow,
    WordsRow,
)

Positions: TypeAlias = Mapping[str, int]
"""How far each stream of a run has come."""

Arrived: TypeAlias = dict[str, Positions]
"""The positions of every run of a library, by the name that it has there."""

_ROWID = "rowid"
_HEAD = "run"
_WHOLE = "whole"
_SERVER_AT = "server at "
"""The setting that names the library of a server; its address follows, without a password."""

EVENTS = "event"
_DIGEST = "digest"
"""The beginning of the last fact's digest, as a number: tells a run from another of its name."""


@dataclass(frozen=True, slots=True)
class _Stream:
    """Rows that are only ever added, and the column that counts them; ``limit`` goes at once."""

    table: type[Base]
    position: str
    limit: int


STREAMS = (
    _Stream(EventRow, "seq", 500),
    _Stream(AnnotationRow, "id", 500),
    _Stream(RemarkRow, "id", 500),
    _Stream(TrendRow, "at_ms", 500),
    _Stream(TrendBlockRow, "begin_ms", 60),
    _Stream(WaveBlockRow, _ROWID, 100),
    _Stream(DeviceLogRow, "id", 20),
    _Stream(MediaRow, _ROWID, 1),
    _Stream(SealRow, "n", 500),
)
_SMALL = (WordsRow, RoleRow, NoteRow, MarkRow, RatingRow)
"""Few rows, of which some may change or go: sent again as a whole when their digest is another."""

_AFTERWARDS: tuple[type[Base], ...] = (AnnotationRow, NoteRow, RoleRow, MediaRow, WordsRow)
"""What is added to a run long after its end."""

AT_ONCE = 20
"""Runs of the past that are looked through in one tick."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Rows of one run behind the positions ``before``; ``after`` is where they lead."""

    run: str
    before: Positions
    after: Positions
    head: RunHead | None
    rows: Mapping[type[Base], Sequence[Row]]
    previous: bytes | None
    is_full: bool

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to send."""
        return self.before == self.after


def pack(connection: Connection, run: str, before: Positions) -> Parcel:
    """Return what of a run lies behind ``before``, as one moment of the record shows it.

    RecordError when the facts up to there are others: a copied library numbers its runs anew.
    """
    previous = _digest_at(connection, run, before.get(EVENTS, 0))
    is_same = previous is not None and _short(previous) == before.get(_DIGEST)
    if EVENTS in before and not is_same and _has_facts(connection, run):
        raise differing(run)
    after, rows = dict(before), dict[type[Base], Sequence[Row]]()
    is_full = False
    for stream in STREAMS:
        name = table_of(stream.table).name
        found = _behind(connection, stream, run, before.get(name, -1))
        if found:
            after[name] = found[-1][0]
            rows[stream.table] = [row for _, row in found]
            is_full = is_full or len(found) == stream.limit
    if EventRow in rows:
        after[_DIGEST] = _short(rows[EventRow][-1]["digest"])
    for table in _SMALL:
        small = _of_run(connection, table, run)
        digest = _digest(small)
        # A debrief may have taken its last note back; of the others, none goes by itself.
        is_told = bool(small) or (table is NoteRow and table_of(table).name in before)
        if is_told and before.get(table_of(table).name) != digest:
            after[table_of(table).name] = digest
            rows[table] = small
    if not is_full and _has_ended(connection, run):
        after[_WHOLE] = 1
    head = None
    if _HEAD not in before:
        head, after[_HEAD] = read_run_head(connection, run), 1
    return Parcel(
        run=run, before=before, after=after, head=head, rows=rows, is_full=is_full,
        previous=previous,
    )  # fmt: skip


def _behind(
    connection: Connection, stream: _Stream, run: str, position: int
) -> list[tuple[int, Row]]:
    table = table_of(stream.table)
    column: Any = table.c.get(stream.position)
    if column is None:
        column = literal_column(f"{table.name}.{_ROWID}")
    query = select(column.label("_position"), table).where(table.c.run_id == run, column > position)
    if stream.table is SealRow:
        query = query.where(table.c.origin == "")
    found = connection.execute(query.order_by(column).limit(stream.limit)).mappings()
    return [
        (row["_position"], {key: cell for key, cell in row.items() if key != "_position"})
        for row in found
    ]


def _of_run(connection: Connection, row_class: type[Base], run: str) -> list[Row]:
    table = table_of(row_class)
    query = select(table).where(table.c.run_id == run).order_by(*table.primary_key)
    if row_class is NoteRow:
        query = query.where(NoteRow.phase != REACTIONS)
    return [dict(row) for row in connection.execute(query).mappings()]


def _digest(rows: Sequence[Row]) -> int:
    """Return a number that changes with the rows; it fits a signed 64-bit column."""
    return int.from_bytes(blake2b(repr(rows).encode(), digest_size=7).digest(), "big")


def _digest_at(connection: Connection, run: str, seq: int) -> bytes | None:
    at = and_(EventRow.run_id == run, EventRow.seq == seq)
    return connection.execute(select(EventRow.digest).where(at)).scalar_one_or_none()


def _short(digest: bytes) -> int:
    return int.from_bytes(digest[:7], "big")


def _has_facts(connection: Connection, run: str) -> bool:
    any_fact = select(EventRow.id).where(EventRow.run_id == run).limit(1)
    return connection.execute(any_fact).first() is not None


def _has_ended(connection: Connection, run: str) -> bool:
    ended = and_(EventRow.kind == RunEnded.code, EventRow.run_id == run)
    return connection.execute(select(EventRow.id).where(ended).limit(1)).first() is not None


def lock_shared(connection: Connection) -> None:
    """Let nobody else enter centres and rooms until this transaction ends."""
    lock_library(connection, "")


def lock_library(connection: Connection, library: str) -> None:
    """Let nobody else copy the same library until this transaction ends."""
    key = int.from_bytes(blake2b(library.encode(), digest_size=8).digest(), "big", signed=True)
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def unpack(connection: Connection, parcel: Parcel, names: Names) -> Positions:
    """Store a parcel and the positions it leads to; return the positions that hold afterwards.

    When the positions are others than those it was packed for, nothing is stored: somebody else
    was here, or the server was restored. RecordError when the run there is another one.
    """
    run = names.run(parcel.run)
    found = _positions(connection, names.source, run)
    if found != parcel.before:
        return found
    if parcel.head is not None:
        store_run_head(connection, parcel.head, names)
    if EventRow in parcel.rows and _tail(connection, run) != (
        parcel.before.get(EVENTS, 0),
        parcel.previous,
    ):
        raise differing(run)
    for row_class, rows in parcel.rows.items():
        renamed = [names.row(table_of(row_class), row) for row in rows]
        _store(connection, row_class, renamed, run)
    _move_positions(connection, names.source, run, parcel)
    return parcel.after


def _positions(connection: Connection, library: str, run: str) -> dict[str, int]:
    of_run = and_(ShipmentRow.server == library, ShipmentRow.run_id == run)
    query = select(ShipmentRow.stream, ShipmentRow.upto).where(of_run)
    return {row.stream: row.upto for row in connection.execute(query)}


def _tail(connection: Connection, run: str) -> tuple[int, bytes | None]:
    last = connection.execute(
        select(EventRow.seq, EventRow.digest)
        .where(EventRow.run_id == run)
        .order_by(EventRow.seq.desc())
        .limit(1)
    ).first()
    return (0, None) if last is None else (last.seq, last.digest)


def _store(connection: Connection, row_class: type[Base], rows: Sequence[Row], run: str) -> None:
    table = table_of(row_class)
    if row_class in (MarkRow, RatingRow):
        add_or_change(connection, table, rows)
    elif row_class is NoteRow:
        connection.execute(delete(NoteRow).where(NoteRow.run_id == run))
        add_unknown(connection, table, rows)
    else:
        add_new(connection, table, rows)
    if row_class is TrendBlockRow:
        # The rows that the block replaces, as they were replaced where they come from.
        inside = and_(
            TrendRow.run_id == bindparam("of_run"),
            TrendRow.at_ms.between(bindparam("first_ms"), bindparam("last_ms")),
        )
        spans = [
            {"of_run": row["run_id"], "first_ms": row["begin_ms"], "last_ms": row["end_ms"]}
            for row in rows
        ]
        connection.execute(delete(table_of(TrendRow)).where(inside), spans)


def _move_positions(connection: Connection, server: str, run: str, parcel: Parcel) -> None:
    moved = [
        {"server": server, "run_id": run, "stream": stream, "upto": upto}
        for stream, upto in parcel.after.items()
        if parcel.before.get(stream) != upto
    ]
    add_or_change(connection, table_of(ShipmentRow), moved)


def arrived_on(connection: Connection, library: str) -> Arrived:
    """Return what a server has of a library's runs, by their names in that library."""
    found: dict[str, dict[str, int]] = {}
    query = select(ShipmentRow.run_id, ShipmentRow.stream, ShipmentRow.upto)
    for row in connection.execute(query.where(ShipmentRow.server == library)):
        found.setdefault(row.run_id.partition("@")[0], {})[row.stream] = row.upto
    return dict(found)


def keep_arrived(
    connection: Connection, server: str, address: str, arrived: Arrived, runs: Collection[str]
) -> None:
    """Note in a library how far some of its runs have come on a server, and where that is."""
    rows = [
        {"server": server, "run_id": run, "stream": stream, "upto": upto}
        for run in runs
        for stream, upto in arrived.get(run, {}).items()
    ]
    add_or_change(connection, table_of(ShipmentRow), rows)
    known = {"name": f"{_SERVER_AT}{address}", "words": server}
    add_or_change(connection, table_of(SettingRow), [known])


def kept_arrived(connection: Connection, address: str) -> Arrived:
    """Return what a library noted last of the server at an address: nothing for a new one."""
    noted = select(SettingRow.words).where(SettingRow.name == f"{_SERVER_AT}{address}")
    server = connection.execute(noted).scalar_one_or_none()
    return {} if server is None else arrived_on(connection, server)


def facts_behind(connection: Connection, arrived: Arrived) -> int:
    """Return how many facts of all of a library's own runs have not arrived."""
    last = select(func.max(EventRow.seq)).where(EventRow.run_id == RunRow.id).scalar_subquery()
    runs = connection.execute(select(RunRow.id, last).where(RunRow.origin == ""))
    return sum(
        (last_seq or 0) - arrived.get(run, {}).get(EVENTS, 0)
        for run, last_seq in runs
        if _WHOLE not in arrived.get(run, {})
    )


class Lookout:
    """Finds the runs that have something to send without asking all of them again and again."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self.refused: dict[str, RecordError] = {}
        self._seen: dict[str, int] = {}
        self._waiting: dict[str, None] = {}
        self._open: tuple[str, ...] = ()
        self._is_first = True

    def due(
        self, connection: Connection, arrived: Arrived, *, is_slow: bool, at_most: int = AT_ONCE
    ) -> list[str]:
        """Return the runs to look through now: those with new facts first, then ``at_most`` others.

        ``is_slow`` asks for everything that is unfinished or was added to afterwards.
        """
        lively = dict.fromkeys(self._new_in(connection, EventRow))
        if is_slow:
            self._open = tuple(self._unfinished(connection, arrived))
            self._waiting |= dict.fromkeys(self._open)
            for table in _AFTERWARDS:
                self._waiting |= dict.fromkeys(self._new_in(connection, table))
        others = [run for run in self._waiting if run not in lively][:at_most]
        for run in (*lively, *others):
            self._waiting.pop(run, None)
        return [run for run in (*lively, *others) if run not in self.refused]

    def _unfinished(self, connection: Connection, arrived: Arrived) -> Iterator[str]:
        """Yield the library's own runs, newest first, that are not known to have arrived whole."""
        own = select(RunRow.id).where(RunRow.origin == "").order_by(RunRow.started_wall.desc())
        for run in connection.execute(own).scalars().all():
            there = arrived.get(run, {})
            if _WHOLE not in there or (self._is_first and not _is_same(connection, run, there)):
                yield run
        self._is_first = False

    def _new_in(self, connection: Connection, row_class: type[Base]) -> Iterator[str]:
        """Yield the library's own runs with rows that were added since this was last asked."""
        table = table_of(row_class)
        rowid: Any = literal_column(f"{table.name}.{_ROWID}")
        is_first = table.name not in self._seen
        seen = self._seen.get(table.name, 0)
        last = connection.execute(select(func.max(rowid)).select_from(table)).scalar_one() or 0
        self._seen[table.name] = last
        if last != seen and not (is_first and row_class is EventRow):
            new = select(table.c.run_id).distinct().join(RunRow, RunRow.id == table.c.run_id)
            query = new.where(rowid > (seen if seen < last else 0), RunRow.origin == "")
            yield from connection.execute(query).scalars()

    def refuse(self, run: str, trouble: RecordError) -> None:
        """Ask for a run no more, and remember why."""
        self.refused[run] = trouble

    def behind(self, connection: Connection, arrived: Arrived) -> int:
        """Return how many facts of unfinished and of new runs have not arrived."""
        if len(self._open) > AT_ONCE:
            return facts_behind(connection, arrived)
        return sum(_missing(connection, self._open, arrived))


def _is_same(connection: Connection, run: str, there: Positions) -> bool:
    """Return whether a run ends with the fact that arrived last, or was removed here."""
    seq, digest = _tail(connection, run)
    return digest is None or (seq, _short(digest)) == (there.get(EVENTS), there.get(_DIGEST))


def _missing(connection: Connection, runs: Iterable[str], arrived: Arrived) -> Iterator[int]:
    for run in runs:
        if _WHOLE not in arrived.get(run, {}):
            last = select(func.max(EventRow.seq)).where(EventRow.run_id == run)
            yield (connection.execute(last).scalar_one() or 0) - arrived.get(run, {}).get(EVENTS, 0)
