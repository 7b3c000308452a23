"""Stored runs as domain values again."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, func, select

from simrunner.domain.annotation import Annotation
from simrunner.domain.event import Event, RunEnded
from simrunner.domain.payload import PayloadError
from simrunner.domain.run_record import (
    RatingChain,
    RecordedAnnotation,
    RecordedEvent,
    Remark,
    RunRecord,
    RunSummary,
)
from simrunner.record.codec import annotation_of, event_of, trend_of
from simrunner.record.errors import RecordError
from simrunner.record.removed import removed_runs
from simrunner.record.tables import (
    AnnotationRow,
    EventRow,
    RemarkRow,
    RunRow,
    ScenarioRow,
    SealRow,
    TrendBlockRow,
    TrendRow,
)
from simrunner.record.trend import trend_rows
from simrunner.record.words import revealed, words_of
from simrunner.record.writer import Tail


def read_summaries(connection: Connection, run: str | None = None) -> tuple[RunSummary, ...]:
    """Return a row for each run, newest first; only that of ``run`` when it is named.

    A run that was removed is read only by name: nothing but its row is left.
    """
    ended = (
        select(EventRow.at_ms, EventRow.payload, EventRow.run_id, EventRow.kind)
        .where(EventRow.kind == RunEnded.code)
        .subquery()
    )
    query = (
        select(
            RunRow.__table__,
            ended.c.payload.label("ended_payload"),
            ended.c.at_ms.label("ended_at_ms"),
            _last_of(EventRow).label("event_at_ms"),
            _last_of(TrendRow).label("trend_at_ms"),
            _last_block().label("block_at_ms"),
        )
        .outerjoin(ended, ended.c.run_id == RunRow.id)
        .order_by(RunRow.started_wall.desc(), RunRow.id.desc())
    )
    query = query.where(RunRow.id.not_in(removed_runs()) if run is None else RunRow.id == run)
    return tuple(_summary(row) for row in connection.execute(query).mappings())


def read_record(connection: Connection, run: str) -> RunRecord:
    """Return a whole run; RecordError when there is none or a row of it cannot be read."""
    summaries = read_summaries(connection, run)
    if not summaries:
        raise RecordError("There is no run {run} in this record.", run=run)
    events = _events(connection, run)
    return RunRecord(
        summary=summaries[0],
        canonical_scenario=connection.execute(
            select(ScenarioRow.canonical)
            .join(RunRow, RunRow.scenario_sha256 == ScenarioRow.sha256)
            .where(RunRow.id == run)
        ).scalar_one(),
        events=events,
        trend=tuple(
            _readable(run, "trend", row["at_ms"], trend_of, row)
            for row in trend_rows(connection, run)
        ),
        ratings=_ratings(connection, run),
        remarks=tuple(
            Remark(at_ms=row.at_ms, wall=row.wall, kind=row.kind, words=row.words)
            for row in connection.execute(
                select(RemarkRow.__table__).where(RemarkRow.run_id == run).order_by(RemarkRow.id)
            )
        ),
        head=events[-1].digest.hex() if events else "",
        signed_by=_signed_by(connection, run, events[-1].digest) if events else "",
    )


def read_tail(connection: Connection, run: str) -> Tail:
    """Return the end of a run's chain, whether or not it has facts yet."""
    row = connection.execute(
        select(EventRow.seq, EventRow.digest)
        .where(EventRow.run_id == run)
        .order_by(EventRow.seq.desc())
        .limit(1)
    ).first()
    return Tail() if row is None else Tail(row.seq, row.digest)


def read_annotations(
    connection: Connection, run: str, rater: str, instrument: str
) -> tuple[RecordedAnnotation, ...]:
    """Return one rater's chain of one form, in order."""
    rows = connection.execute(
        select(AnnotationRow.__table__)
        .where(
            AnnotationRow.run_id == run,
            AnnotationRow.rater == rater,
            AnnotationRow.instrument == instrument,
        )
        .order_by(AnnotationRow.seq)
    ).mappings()
    words = words_of(connection, run)
    entries: list[RecordedAnnotation] = []
    for row in rows:
        stored: Annotation = _readable(run, "annotation", row["seq"], annotation_of, row)
        annotation, words_id, is_erased = revealed(stored, words)
        entries.append(
            RecordedAnnotation(
                seq=row["seq"],
                annotation=annotation,
                digest=row["digest"],
                words_id=words_id,
                is_erased=is_erased,
            )
        )
    return tuple(entries)


def _signed_by(connection: Connection, run: str, head: bytes) -> str:
    over_head = (SealRow.run_id == run) & (SealRow.chain == "") & (SealRow.digest == head)
    key = connection.execute(select(SealRow.public_key).where(over_head).limit(1)).scalar()
    return "" if key is None else key.hex()


def has_run(connection: Connection, run: str) -> bool:
    """Return whether the record has a run of this id."""
    return connection.execute(select(RunRow.id).where(RunRow.id == run)).first() is not None


def _last_of(table: type[EventRow] | type[TrendRow]) -> Any:
    belongs: ColumnElement[bool] = table.run_id == RunRow.id
    return select(func.max(table.at_ms)).where(belongs).correlate(RunRow).scalar_subquery()


def _last_block() -> Any:
    belongs = TrendBlockRow.run_id == RunRow.id
    last = select(func.max(TrendBlockRow.end_ms)).where(belongs)
    return last.correlate(RunRow).scalar_subquery()


def _summary(row: RowMapping) -> RunSummary:
    is_ended = row["ended_payload"] is not None
    last_ms = max(row[name] or 0 for name in ("event_at_ms", "trend_at_ms", "block_at_ms"))
    outcome = ""
    if is_ended:
        ended = {**row, "kind": RunEnded.code, "version": RunEnded.version, "source": "scenario"}
        ended |= {"at_ms": row["ended_at_ms"], "payload": row["ended_payload"]}
        fact = _readable(row["id"], "event", row["ended_at_ms"], event_of, ended)
        assert isinstance(fact, RunEnded)
        outcome = fact.outcome
    return RunSummary(
        run=row["id"],
        scenario=row["scenario"],
        title=row["title"],
        team=row["team"],
        started_wall=row["started_wall"],
        duration_ms=row["ended_at_ms"] if is_ended else last_ms,
        outcome=outcome,
        is_ended=is_ended,
    )


def _events(connection: Connection, run: str) -> tuple[RecordedEvent, ...]:
    rows = connection.execute(
        select(EventRow.__table__).where(EventRow.run_id == run).order_by(EventRow.seq)
    ).mappings()
    words = words_of(connection, run)
    facts: list[RecordedEvent] = []
    for row in rows:
        stored: Event = _readable(run, "event", row["seq"], event_of, row)
        event, words_id, is_erased = revealed(stored, words)
        facts.append(
            RecordedEvent(
                seq=row["seq"],
                event=event,
                digest=row["digest"],
                words_id=words_id,
                is_erased=is_erased,
            )
        )
    return tuple(facts)


def _ratings(connection: Connection, run: str) -> tuple[RatingChain, ...]:
    pairs = connection.execute(
        select(AnnotationRow.rater, AnnotationRow.instrument)
        .where(AnnotationRow.run_id == run)
        .distinct()
        .order_by(AnnotationRow.rater, AnnotationRow.instrument)
    ).all()
    return tuple(
        RatingChain(
            rater=rater,
            instrument=instrument,
            entries=read_annotations(connection, run, rater, instrument),
        )
        for rater, instrument in pairs
    )


def _readable(run: str, table: str, number: int, decode: Any, row: Any) -> Any:
    try:
        return decode(row)
    except PayloadError as problem:
        raise RecordError(
            "Row {number} of {table} in run {run} cannot be read: {problem}",
            number=number,
            table=table,
            run=run,
            problem=problem,
        ) from problem
