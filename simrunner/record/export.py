"""A run in open formats: JSON lines with everything, CSV with the facts."""

import csv
from collections.abc import Iterator
from typing import Any, TextIO

from simrunner.domain.chain import canonical_json
from simrunner.domain.event import Event
from simrunner.domain.free_text import free_text, with_free_text
from simrunner.domain.payload import annotation_payload, event_payload
from simrunner.domain.run_record import RecordedAnnotation, RecordedEvent, RunRecord
from simrunner.domain.sim_time import clock_text
from simrunner.record.codec import WORDS, event_behind_id, trend_numbers
from simrunner.record.flat import harmless

FORMAT = "simrunner-run/1"
CSV_COLUMNS = ("seq", "at_ms", "clock", "kind", "source", "payload", "digest")


def export_json_lines(record: RunRecord, target: TextIO) -> int:
    """Write one JSON object per line and return how many lines.

    The first has ``line`` = ``run`` and the format's name; then ``event``, ``trend``,
    ``annotation`` and ``remark`` lines. Hash the fields seq, at_ms, kind, version, source and
    payload of each event as canonical JSON behind the digest before it (BLAKE2b, 32 bytes; 32
    zero bytes at the start) to check the chain without this program. ``words`` beside a payload is
    the free text that it names, null once that is erased.
    """
    lines = [f"{canonical_json(line)}\n" for line in _lines(record)]
    target.writelines(lines)
    return len(lines)


def export_csv(record: RunRecord, target: TextIO) -> int:
    """Write the facts as a CSV table (RFC 4180) with a header; return how many facts.

    Open ``target`` with ``newline=""``.
    """
    table = csv.writer(target)
    table.writerow(CSV_COLUMNS)
    for recorded in record.events:
        event = recorded.event
        table.writerow(
            harmless(cell)
            for cell in (
                recorded.seq,
                event.at_ms,
                clock_text(event.at_ms),
                type(event).__name__,
                event.source.value,
                canonical_json(event_payload(_as_chained(recorded))),
                recorded.digest.hex(),
            )
        )
    return len(record.events)


def _lines(record: RunRecord) -> Iterator[dict[str, Any]]:
    summary = record.summary
    yield {
        "line": "run",
        "format": FORMAT,
        "run": summary.run,
        "scenario": summary.scenario,
        "title": summary.title,
        "team": summary.team,
        "started_wall": summary.started_wall,
        "duration_ms": summary.duration_ms,
        "outcome": summary.outcome,
        "is_ended": summary.is_ended,
        "canonical_scenario": record.canonical_scenario,
        "head": record.head,
        "public_key": record.signed_by,
    }
    for recorded in record.events:
        yield _event_line(recorded)
    for point in record.trend:
        yield {"line": "trend", "at_ms": point.at_ms, **trend_numbers(point)}
    for chain in record.ratings:
        for entry in chain.entries:
            yield {
                "line": "annotation",
                "rater": chain.rater,
                "instrument": chain.instrument,
                "seq": entry.seq,
                "digest": entry.digest.hex(),
                **_annotation_fields(entry),
            }
    for remark in record.remarks:
        yield {
            "line": "remark",
            "at_ms": remark.at_ms,
            "wall": remark.wall,
            "kind": remark.kind,
            "words": remark.words,
        }


def _event_line(recorded: RecordedEvent) -> dict[str, Any]:
    event = recorded.event
    return {
        "line": "event",
        "seq": recorded.seq,
        "at_ms": event.at_ms,
        "kind": event.code,
        "name": type(event).__name__,
        "version": event.version,
        "source": event.source.value,
        "payload": event_payload(_as_chained(recorded)),
        "digest": recorded.digest.hex(),
        **_words(recorded),
    }


def _annotation_fields(entry: RecordedAnnotation) -> dict[str, Any]:
    annotation = entry.annotation
    if entry.words_id:
        annotation = with_free_text(annotation, f"{WORDS}{entry.words_id}")
    return {
        "at_ms": annotation.at_ms,
        "kind": type(annotation).__name__,
        "payload": annotation_payload(annotation),
        **_words(entry),
    }


def _as_chained(recorded: RecordedEvent) -> Event:
    """Return a fact as its chain holds it, its free text behind an id where it is there."""
    return event_behind_id(recorded.seq, recorded.event) if recorded.words_id else recorded.event


def _words(entry: RecordedEvent | RecordedAnnotation) -> dict[str, Any]:
    """Return the free text that a payload names; None once it is erased."""
    said = entry.event if isinstance(entry, RecordedEvent) else entry.annotation
    return {"words": None if entry.is_erased else free_text(said)} if entry.words_id else {}
