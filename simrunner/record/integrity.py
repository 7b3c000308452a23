"""Prove that nobody changed a record, or name the first row that somebody did."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Connection, select

from simrunner.domain.chain import GENESIS
from simrunner.domain.payload import PayloadError
from simrunner.record.codec import (
    annotation_digest,
    annotation_of,
    event_digest,
    event_of,
    trend_of,
)
from simrunner.record.database import path_of, reading_engine
from simrunner.record.errors import DamagedRecordError, RecordError, storage_errors
from simrunner.record.tables import AnnotationRow, EventRow, RunRow, ScenarioRow
from simrunner.record.trend import trend_rows
from simrunner.record.upgrade import check_is_known

Digest: TypeAlias = Callable[[bytes, Any], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrityProblem:
    """The first bad row of a chain or table.

    ``seq`` is its number in the chain, None where the table has none. ``message`` is an English
    sentence with ``{name}`` places that ``fields`` fill.
    """

    run: str
    table: str
    seq: int | None
    message: str
    fields: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        """Return the sentence in English."""
        return self.message.format(**dict(self.fields))


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedRun:
    """A run as it was found: how many facts are in order, and the digest of the last of them."""

    run: str
    events: int
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrityReport:
    """What the check found; ``is_intact`` when there is no problem at all.

    A chain cannot tell that its end was cut off or that all of it was written anew: compare
    ``CheckedRun.head`` with the digest printed on a report for that.
    """

    runs: tuple[CheckedRun, ...]
    problems: tuple[IntegrityProblem, ...]

    @property
    def is_intact(self) -> bool:
        """Whether every row is as it was written."""
        return not self.problems


def verify(
    location: Path | str, run: str | None = None, *, expected_head: str | None = None
) -> IntegrityReport:
    """Check a record file, or one run of it, without changing it.

    Looks at the file's own structure, references between tables, gaps, every digest and every
    payload. ``expected_head`` is a run's digest from elsewhere. RecordError when the file is not
    a record at all or has no such run.
    """
    path = path_of(location)
    check_is_known(path)
    engine = reading_engine(path)
    try:
        with storage_errors(path), engine.begin() as connection:
            problems = [*_structure(connection)]
            chosen = _chosen(connection, run)
            checked = [_checked_run(connection, name, problems) for name in chosen]
    finally:
        engine.dispose()
    if expected_head is not None and [one.head for one in checked] != [expected_head]:
        problems.append(
            IntegrityProblem(
                run=run or "",
                table="event",
                seq=None,
                message="The last digest of run {run} is not the expected one.",
                fields=(("run", run or ""),),
            )
        )
    return IntegrityReport(runs=tuple(checked), problems=tuple(problems))


def _chosen(connection: Connection, run: str | None) -> tuple[str, ...]:
    known = tuple(connection.execute(select(RunRow.id).order_by(RunRow.id)).scalars())
    if run is None:
        return known
    if run not in known:
        raise RecordError("There is no run {run} in this record.", run=run)
    return (run,)


def _structure(connection: Connection) -> Iterable[IntegrityProblem]:
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if line != "ok":
            yield _problem("", "file", None, "The file is damaged: {line}", line=line)
    for table, row, other, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield _problem(
            "",
            table,
            None,
            "Row {row} of {table} speaks of a {other} that is missing.",
            row=row,
            table=table,
            other=other,
        )


def _checked_run(connection: Connection, run: str, problems: list[IntegrityProblem]) -> CheckedRun:
    problems.extend(_scenario_text(connection, run))
    problems.extend(_trend(connection, run))
    problems.extend(_annotations(connection, run))
    rows = connection.execute(
        select(EventRow.__table__).where(EventRow.run_id == run).order_by(EventRow.seq)
    ).mappings()
    count, digest, bad = _first_bad(rows, event_digest, event_of)
    if bad is not None:
        problems.append(_problem(run, "event", bad[0], bad[1], seq=bad[0], run=run, why=bad[2]))
    return CheckedRun(run=run, events=count, head=digest.hex() if count else "")


def _annotations(connection: Connection, run: str) -> Iterable[IntegrityProblem]:
    keys = select(AnnotationRow.rater, AnnotationRow.instrument)
    for rater, form in connection.execute(
        keys.where(AnnotationRow.run_id == run).distinct().order_by(AnnotationRow.rater)
    ).all():
        rows = connection.execute(
            select(AnnotationRow.__table__)
            .where(
                AnnotationRow.run_id == run,
                AnnotationRow.rater == rater,
                AnnotationRow.instrument == form,
            )
            .order_by(AnnotationRow.seq)
        ).mappings()
        _, _, bad = _first_bad(rows, annotation_digest, annotation_of)
        if bad is not None:
            where = f"{run} ({rater}, {form})"
            yield _problem(run, "annotation", bad[0], bad[1], seq=bad[0], run=where, why=bad[2])


def _first_bad(
    rows: Iterable[Any], digest_of: Digest, decode: Callable[[Any], object]
) -> tuple[int, bytes, tuple[int, str, str] | None]:
    """Return how many rows are in order, the last good digest, and (seq, sentence, why)."""
    digest, count = GENESIS, 0
    for row in rows:
        seq = count + 1
        if row["seq"] != seq:
            return count, digest, (seq, "Row {seq} of run {run} is missing.", "")
        try:
            wanted = digest_of(digest, row)
            if wanted == row["digest"]:
                decode(row)
        except PayloadError as problem:
            unreadable = "Row {seq} of run {run} cannot be read: {why}"
            return count, digest, (seq, unreadable, str(problem))
        if wanted != row["digest"]:
            changed = "Row {seq} of run {run} is not what was written, or not in its place."
            return count, digest, (seq, changed, "")
        digest, count = wanted, seq
    return count, digest, None


def _trend(connection: Connection, run: str) -> Iterable[IntegrityProblem]:
    at_ms = 0
    try:
        for row in trend_rows(connection, run):
            at_ms = row["at_ms"]
            trend_of(row)
    except (PayloadError, DamagedRecordError) as problem:
        sentence = "The trend of run {run} at {at_ms} ms cannot be read: {why}"
        yield _problem(run, "trend", None, sentence, run=run, at_ms=at_ms, why=str(problem))


def _scenario_text(connection: Connection, run: str) -> Iterable[IntegrityProblem]:
    query = (
        select(ScenarioRow.sha256, ScenarioRow.canonical)
        .join(RunRow, RunRow.scenario_sha256 == ScenarioRow.sha256)
        .where(RunRow.id == run)
    )
    for digest, canonical in connection.execute(query):
        if sha256(canonical.encode()).hexdigest() != digest:
            sentence = "The scenario of run {run} is not the text that was run."
            yield _problem(run, "scenario", None, sentence, run=run)


def _problem(
    run: str, table: str, seq: int | None, message: str, /, **fields: object
) -> IntegrityProblem:
    return IntegrityProblem(
        run=run, table=table, seq=seq, message=message, fields=tuple(fields.items())
    )
