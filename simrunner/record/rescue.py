"""Side files, in which facts wait for their record, folded into it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from simrunner.domain.payload import PayloadError
from simrunner.record.codec import Row, event_digest
from simrunner.record.errors import RecordError
from simrunner.record.library import Library
from simrunner.record.reader import has_run, read_tail
from simrunner.record.side_file import FORM, SUFFIX
from simrunner.record.tables import EventRow, RemarkRow, TrendRow, WordsRow
from simrunner.record.trend import trend_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """What a side file brought: facts, trends and remarks that the record did not have."""

    run: str
    facts: int
    trends: int
    remarks: int


def side_files(places: Sequence[Path]) -> tuple[Path, ...]:
    """Return the side files that wait in these folders, the oldest name first."""
    return tuple(
        file for place in places if place.is_dir() for file in sorted(place.glob(f"*{SUFFIX}"))
    )


def fold_in(library: Library, file: Path) -> Folded:
    """Add what a side file holds and the record lacks; done twice it adds nothing.

    RecordError, and nothing is written, when the file is none, its run is unknown, it does not
    reach back to the end of the record, or a link of it does not fit.
    """
    header, rows = _read(file)
    run = header["run"]

    def fold(connection: Connection) -> Folded:
        if not has_run(connection, run):
            raise RecordError("There is no run {run} in this record.", run=run)
        facts = _new_facts(connection, file, run, [r for r in rows if r["table"] == "event"])
        trends = _new_trends(connection, run, [r for r in rows if r["table"] == "trend"])
        remarks = _new_remarks(connection, run, [r for r in rows if r["table"] == "remark"])
        words = _new_words(connection, run, [r for r in rows if r["table"] == "words"])
        for table, fresh in (
            (EventRow, facts), (WordsRow, words), (TrendRow, trends), (RemarkRow, remarks)
        ):  # fmt: skip
            if fresh:
                connection.execute(insert(table.__table__), fresh)  # type: ignore[arg-type]
        return Folded(run=run, facts=len(facts), trends=len(trends), remarks=len(remarks))

    return library.do(fold)


def _read(file: Path) -> tuple[dict[str, Any], list[Row]]:
    try:
        lines = list(_lines(file))
    except (OSError, ValueError, TypeError, KeyError) as problem:
        raise _refused(file, str(problem)) from problem
    if not lines or lines[0].get("form") != FORM or not isinstance(lines[0].get("run"), str):
        raise _refused(file, "it is no side file of a run")
    return lines[0], lines[1:]


def _lines(file: Path) -> Iterator[Row]:
    with file.open(encoding="utf-8") as source:
        for line in source:
            row = dict(json.loads(line))
            if "form" not in row and row["table"] == "event":
                row["digest"] = bytes.fromhex(row["digest"])
            yield row


def _new_facts(connection: Connection, file: Path, run: str, rows: list[Row]) -> list[Row]:
    tail = read_tail(connection, run)
    seq, digest = tail.seq, tail.digest
    stored = select(EventRow.digest).where(EventRow.run_id == run)
    fresh = []
    for row in rows:
        if row["seq"] <= tail.seq:
            known = connection.execute(stored.where(EventRow.seq == row["seq"])).scalar_one()
            if known != row["digest"]:
                raise _refused(file, f"fact {row['seq']} is another one in the record")
            continue
        if row["seq"] != seq + 1 or _digest(file, digest, row) != row["digest"]:
            raise _refused(file, f"fact {row['seq']} does not follow fact {seq} of the record")
        seq, digest = row["seq"], row["digest"]
        fresh.append({"run_id": run, **_without_table(row)})
    return fresh


def _digest(file: Path, previous: bytes, row: Row) -> bytes:
    try:
        return event_digest(previous, row)
    except (PayloadError, KeyError) as problem:
        raise _refused(file, str(problem)) from problem


def _new_trends(connection: Connection, run: str, rows: list[Row]) -> list[Row]:
    known = {row["at_ms"] for row in trend_rows(connection, run)}
    return [{"run_id": run, **_without_table(row)} for row in rows if row["at_ms"] not in known]


def _new_words(connection: Connection, run: str, rows: list[Row]) -> list[Row]:
    known = set(connection.execute(select(WordsRow.id).where(WordsRow.run_id == run)).scalars())
    return [{"run_id": run, **_without_table(row)} for row in rows if row["id"] not in known]


def _new_remarks(connection: Connection, run: str, rows: list[Row]) -> list[Row]:
    found = connection.execute(
        select(RemarkRow.at_ms, RemarkRow.wall, RemarkRow.kind, RemarkRow.words).where(
            RemarkRow.run_id == run
        )
    )
    known = {tuple(row) for row in found}
    return [
        {"run_id": run, **_without_table(row)}
        for row in rows
        if (row["at_ms"], row["wall"], row["kind"], row["words"]) not in known
    ]


def _without_table(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "table"}


def _refused(file: Path, problem: str) -> RecordError:
    return RecordError(
        "{file} cannot be added to the record: {problem}", file=file.name, problem=problem
    )
