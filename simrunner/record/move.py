"""All runs of one record in another one, each counted and compared row by row afterwards."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from itertools import groupby
from typing import Any, TypeAlias

from sqlalchemy import Connection, func, select

from simrunner.domain.chain import GENESIS
from simrunner.domain.payload import PayloadError
from simrunner.record.codec import annotation_digest, event_digest
from simrunner.record.errors import RecordError
from simrunner.record.library import Library
from simrunner.record.parcel import (
    Names,
    add_new,
    add_unknown,
    differing,
    read_run_head,
    read_shared,
    rows_of,
    store_run_head,
    store_shared,
    table_of,
)
from simrunner.record.people_tables import PersonKeyRow, RemovalRow, RetentionRow, RoleRow
from simrunner.record.reader import has_run
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
    TrendBlockRow,
    TrendRow,
    WaveBlockRow,
    WordsRow,
)

STREAMS: tuple[type[Base], ...] = (
    WordsRow, EventRow, AnnotationRow, RemarkRow, TrendRow, TrendBlockRow, WaveBlockRow,
    DeviceLogRow, MediaRow, SealRow, RoleRow, NoteRow, MarkRow, RatingRow,
)  # fmt: skip
"""Every table with rows of a run, in an order that no reference is ahead of its row."""

PAGE = 2000
"""Rows that are in memory at once."""

Sums: TypeAlias = Mapping[str, tuple[int, int]]
"""For each table how many rows a run has, and a sum over the digests of all of them."""

_SUM_BITS = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedRun:
    """A run that is in both records; ``rows`` counts all its rows, ``head`` is its last digest.

    ``was_there`` when the target had all of it before.
    """

    run: str
    name_there: str
    facts: int
    rows: int
    head: str
    was_there: bool


def _no_progress(_done: int, _of: int, _run: str) -> None:
    """Tell nobody."""


def move_runs(
    source: Library,
    target: Library,
    *,
    with_names: bool = False,
    progress: Callable[[int, int, str], None] = _no_progress,
) -> tuple[MovedRun, ...]:
    """Copy every run of ``source`` into ``target``, compare what arrived, and return the runs.

    The source is not changed. ``with_names`` takes along who the people are. Each run is one
    transaction: RecordError, and nothing of the run is there, when the target has another run of
    that name or a chain of the source is broken.
    """
    names = Names(source=source.id, target=target.id)
    shared = source.ask(read_shared)
    names = target.do(lambda connection: store_shared(connection, shared, names))
    if with_names:
        keys = source.ask(lambda connection: rows_of(connection, PersonKeyRow))
        target.do(lambda connection: add_new(connection, table_of(PersonKeyRow), keys))
    runs = source.ask(_parents_first)
    moved = []
    for number, run in enumerate(runs):
        progress(number, len(runs), run)
        moved.append(_move_run(source, target, run, names))
    _move_clocks(source, target, names)
    progress(len(runs), len(runs), "")
    return tuple(moved)


def has_names(library: Library) -> bool:
    """Return whether a record knows who people are."""
    count = select(func.count()).select_from(PersonKeyRow)
    return library.ask(lambda connection: connection.execute(count).scalar_one()) > 0


def _parents_first(connection: Connection) -> tuple[str, ...]:
    rows = connection.execute(select(RunRow.id, RunRow.parent_run).order_by(RunRow.id)).all()
    parents = {row.id: row.parent_run for row in rows}
    ordered: dict[str, None] = {}
    for run in parents:
        line = [run]
        while (parent := parents.get(line[-1])) is not None and parent not in ordered:
            line.append(parent)
        ordered |= dict.fromkeys(reversed(line))
    return tuple(ordered)


def _move_run(source: Library, target: Library, run: str, names: Names) -> MovedRun:
    there = names.run(run)
    was_there = target.ask(lambda connection: has_run(connection, there))
    if not was_there:
        source.ask(lambda origin: target.do(lambda goal: _copy_run(origin, goal, run, names)))
    sent = source.ask(lambda connection: _sums(connection, run, names))
    arrived = target.ask(lambda connection: _sums(connection, there, None))
    if sent != arrived:
        if was_there:
            raise differing(there)
        raise RecordError(
            "Run {run} changed while it was copied, or did not arrive whole ({tables}): end what "
            "records it, remove the copy and try again.",
            run=run, tables=", ".join(name for name in sent if sent[name] != arrived.get(name)),
        )  # fmt: skip
    return MovedRun(
        run=run, name_there=there, facts=sent[EventRow.__tablename__][0],
        rows=sum(count for count, _ in sent.values()), head=target.head(there),
        was_there=was_there,
    )  # fmt: skip


def _copy_run(source: Connection, target: Connection, run: str, names: Names) -> None:
    _check_chain(run, _pages(source, EventRow, run), event_digest)
    for _, chain in groupby(_pages(source, AnnotationRow, run, "rater", "instrument"), _chain_of):
        _check_chain(run, chain, annotation_digest)
    store_run_head(target, read_run_head(source, run), names)
    for row_class in STREAMS:
        table = table_of(row_class)
        page: list[dict[str, Any]] = []
        for row in _pages(source, row_class, run):
            page.append(names.row(table, row))
            if len(page) == PAGE:
                add_new(target, table, page)
                page = []
        add_new(target, table, page)


def _chain_of(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["rater"], row["instrument"]


def _check_chain(
    run: str,
    rows: Iterator[Mapping[str, Any]],
    digest_of: Callable[[bytes, dict[str, Any]], bytes],
) -> None:
    digest = GENESIS
    for seq, row in enumerate(rows, start=1):
        try:
            wanted = digest_of(digest, dict(row))
        except PayloadError:
            wanted = b""
        if row["seq"] != seq or wanted != row["digest"]:
            raise RecordError(
                "Run {run} is not as it was written (row {seq}): nothing of it is copied. "
                "Verify the record.",
                run=run, seq=seq,
            )  # fmt: skip
        digest = wanted


def _pages(
    connection: Connection, row_class: type[Base], run: str, *first: str
) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of a run, in the order of their keys behind the columns ``first``."""
    table = table_of(row_class)
    order = [table.c[name] for name in first]
    order += [table.c.seq] if "seq" in table.c and row_class is not SealRow else []
    order += [*table.primary_key]
    own = table.c.id if row_class is RunRow else table.c.run_id
    query = select(table).where(own == run).order_by(*order)
    for row in connection.execute(query.execution_options(yield_per=PAGE)).mappings():
        yield dict(row)


def _sums(connection: Connection, run: str, names: Names | None) -> Sums:
    """Return the count and sum of every table; with ``names``, as the rows are named elsewhere."""
    sums: dict[str, tuple[int, int]] = {}
    tables: tuple[type[Base], ...] = (RunRow, *STREAMS)
    for row_class in tables:
        table = table_of(row_class)
        count = total = 0
        for row in _pages(connection, row_class, run):
            cells = names.row(table, row) if names is not None else _without_number(table, row)
            digest = blake2b(repr(sorted(cells.items())).encode(), digest_size=_SUM_BITS // 8)
            count += 1
            # A sum does not depend on the order, which is the database's own for texts.
            total = (total + int.from_bytes(digest.digest(), "big")) % (1 << _SUM_BITS)
        sums[table.name] = (count, total)
    return sums


def _without_number(table: Any, row: Mapping[str, Any]) -> dict[str, Any]:
    numbered = table.autoincrement_column
    return {name: cell for name, cell in row.items() if numbered is None or name != numbered.name}


def _move_clocks(source: Library, target: Library, names: Names) -> None:
    """Take along which runs are due to go or are gone, and how long what is kept."""
    clocks: Sequence[type[Base]] = (RemovalRow, RetentionRow)
    for row_class in clocks:
        table = table_of(row_class)
        rows = [names.row(table, row) for row in source.ask(partial(rows_of, row_class=row_class))]
        add = add_unknown if row_class is RemovalRow else add_new
        target.do(partial(_add, add, table, rows))


def _add(add: Any, table: Any, rows: Sequence[dict[str, Any]], connection: Connection) -> None:
    add(connection, table, rows)
