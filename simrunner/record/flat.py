"""A run's rows as flat tables, for programs that know nothing of this one."""

from collections.abc import Iterator
from typing import Any

from simrunner.domain.chain import canonical_json
from simrunner.domain.payload import annotation_payload, event_payload
from simrunner.domain.run_record import RunRecord
from simrunner.domain.sim_time import clock_text
from simrunner.record.codec import trend_numbers

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to a spreadsheet, whoever typed it (CWE-1236)."""

FACTS = ("run", "seq", "at_ms", "clock", "kind", "name", "source", "payload", "digest")
ANNOTATIONS = ("run", "rater", "instrument", "seq", "at_ms", "kind", "payload", "digest")
REMARKS = ("run", "at_ms", "wall", "kind", "words")
RUNS = ("run", "scenario", "title", "team", "started_wall", "duration_s", "outcome", "head")

Row = tuple[Any, ...]


def harmless(cell: Any) -> Any:
    """Return what a spreadsheet shows and never computes: text that would be a formula quoted."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell


def run_row(record: RunRecord) -> Row:
    """Return a run as the columns of RUNS."""
    summary = record.summary
    return (
        summary.run, summary.scenario, summary.title, summary.team, summary.started_wall,
        summary.duration_ms / 1000, summary.outcome, record.head,
    )  # fmt: skip


def fact_rows(record: RunRecord) -> Iterator[Row]:
    """Yield the facts of a run as the columns of FACTS."""
    for recorded in record.events:
        event = recorded.event
        yield (
            record.summary.run, recorded.seq, event.at_ms, clock_text(event.at_ms), event.code,
            type(event).__name__, event.source.value, canonical_json(event_payload(event)),
            recorded.digest.hex(),
        )  # fmt: skip


def annotation_rows(record: RunRecord) -> Iterator[Row]:
    """Yield the annotations of every rater as the columns of ANNOTATIONS."""
    for chain in record.ratings:
        for entry in chain.entries:
            said = entry.annotation
            yield (
                record.summary.run, chain.rater, chain.instrument, entry.seq, said.at_ms,
                type(said).__name__, canonical_json(annotation_payload(said)), entry.digest.hex(),
            )  # fmt: skip


def numbers_of(record: RunRecord) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Yield each second's numbers: what was shown by name, what was true as ``true NAME``."""
    for point in record.trend:
        numbers = trend_numbers(point)
        true = {f"true {name}": number for name, number in numbers["truth"].items()}
        yield record.summary.run, point.at_ms, {**numbers["shown"], **true}
