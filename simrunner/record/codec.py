"""Facts, annotations and trends as rows and back; what the digest of each covers."""

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from simrunner.domain.action import Source
from simrunner.domain.annotation import Annotation
from simrunner.domain.chain import GENESIS, canonical_json, link_around
from simrunner.domain.event import EVENTS, Event
from simrunner.domain.frame import TrendPoint
from simrunner.domain.free_text import free_text, with_free_text
from simrunner.domain.payload import (
    PayloadError,
    annotation_from_payload,
    annotation_payload,
    event_from_payload,
    event_payload,
)

Row = dict[str, Any]
"""The columns of one row by name, ready for a bulk insert."""

TREND_DECIMALS = 3
"""Trends are stored rounded to this: finer than anything shown (domain/vital.py), 1 kB/s less."""


_SOURCES = frozenset(Source)
_BEFORE, _AFTER_EVENT, _AFTER_ANNOTATION = ("at_ms", "kind"), ("seq", "source", "version"), ("seq",)
"""What a digest covers besides the payload, before and behind it in the order of the names."""

WORDS = "words:"
"""Stands in a chain before the id under which a person's free text is stored."""


def event_row(previous: bytes, seq: int, event: Event) -> Row:
    """Return the row of a fact, its digest linked to ``previous``.

    The digest covers seq, at_ms, kind, version, source and payload, and nothing else. Free text of
    a person is no part of it: the payload names where that stands (see event_words).
    """
    return _event_row(previous, seq, event_behind_id(seq, event))


def event_behind_id(seq: int, event: Event) -> Event:
    """Return a fact as a chain holds it: free text gives way to its id, the same on every telling.

    The id says which fact it belongs to and nothing of the text, an empty one included.
    """
    text = free_text(event)
    return event if text is None else with_free_text(event, f"{WORDS}{event_words_id(seq)}")


def event_words_id(seq: int) -> str:
    """Return the id of the free text of a run's fact ``seq``."""
    return f"e{seq}"


def event_links(previous: bytes, seq: int, event: Event) -> tuple[bytes, ...]:
    """Return the digests that a fact may have: as it is written now, then as it once was.

    Before 0.2 free text stood in the chain itself.
    """
    now = event_row(previous, seq, event)["digest"]
    return (now,) if not free_text(event) else (now, _event_row(previous, seq, event)["digest"])


def _event_row(previous: bytes, seq: int, event: Event) -> Row:
    row: Row = {
        "seq": seq,
        "at_ms": event.at_ms,
        "kind": event.code,
        "version": event.version,
        "source": event.source.value,
        "payload": canonical_json(event_payload(event)),
    }
    row["digest"] = _linked(previous, row, _AFTER_EVENT)
    return row


def event_digest(previous: bytes, row: Row) -> bytes:
    """Return the digest that a stored fact must have; PayloadError when its text is not JSON."""
    return _stored_digest(previous, row, _AFTER_EVENT)


def event_of(row: Row) -> Event:
    """Return the fact of a stored row; PayloadError when it does not fit or is from the future."""
    kind = EVENTS.get(row["kind"])
    if kind is not None and row["version"] > kind.version:
        raise PayloadError(f"{kind.__name__} version {row['version']} is newer than this program")
    if row["source"] not in _SOURCES:
        raise PayloadError(f"nothing is called the source {row['source']}")
    return event_from_payload(
        row["kind"], row["at_ms"], Source(row["source"]), _mapping(row["payload"])
    )


def head_of(events: Iterable[Event]) -> str:
    """Return the head, in hex, that a run of these facts has in any record; empty without facts."""
    digest = GENESIS
    for seq, event in enumerate(events, start=1):
        digest = event_row(digest, seq, event)["digest"]
    return "" if digest == GENESIS else digest.hex()


def annotation_row(previous: bytes, seq: int, annotation: Annotation, *, words_id: str = "") -> Row:
    """Return the row of an annotation; run, rater and form are not in its digest.

    A rater's name is no part of the chain, so that erasing a person breaks nothing; nor is free
    text when it is stored as ``words_id``.
    """
    if words_id:
        annotation = with_free_text(annotation, f"{WORDS}{words_id}")
    row: Row = {
        "seq": seq,
        "at_ms": annotation.at_ms,
        "kind": type(annotation).__name__,
        "payload": canonical_json(annotation_payload(annotation)),
    }
    row["digest"] = _linked(previous, row, _AFTER_ANNOTATION)
    return row


def annotation_digest(previous: bytes, row: Row) -> bytes:
    """Return the digest that a stored annotation must have; PayloadError when it is not JSON."""
    return _stored_digest(previous, row, _AFTER_ANNOTATION)


def annotation_of(row: Row) -> Annotation:
    """Return the annotation of a stored row; PayloadError when it does not fit."""
    return annotation_from_payload(row["kind"], row["at_ms"], _mapping(row["payload"]))


def trend_row(point: TrendPoint) -> Row:
    """Return the row of one second's numbers."""
    return {"at_ms": point.at_ms, "numbers": canonical_json(trend_numbers(point))}


def trend_numbers(point: TrendPoint) -> Row:
    """Return what was shown and what was true as plain JSON, rounded to TREND_DECIMALS."""
    shown = {
        name: None if number is None else round(number, TREND_DECIMALS)
        for name, number in point.shown.items()
    }
    truth = {str(name): round(number, TREND_DECIMALS) for name, number in point.truth.items()}
    return {"shown": shown, "truth": truth}


def trend_of(row: Row) -> TrendPoint:
    """Return the numbers of a stored second; PayloadError when they are not readable."""
    numbers = _mapping(row["numbers"])
    try:
        return TrendPoint(at_ms=row["at_ms"], shown=numbers["shown"], truth=numbers["truth"])
    except KeyError as problem:
        raise PayloadError(f"a trend row lacks {problem}") from problem


@lru_cache(maxsize=2)
def _parsed(text: str) -> Any:
    """Return what a text says; its digest and its decoding both ask. Nobody changes the answer."""
    try:
        return json.loads(text)
    except ValueError as problem:
        raise PayloadError(f"not JSON: {problem}") from problem


def _mapping(text: str) -> dict[str, Any]:
    found = _parsed(text)
    if not isinstance(found, dict):
        raise PayloadError("not a JSON object")
    return found


def _stored_digest(previous: bytes, row: Row, after: tuple[str, ...]) -> bytes:
    if canonical_json(_mapping(row["payload"])) != row["payload"]:
        raise PayloadError("the payload is not in its canonical form")
    return _linked(previous, row, after)


def _linked(previous: bytes, row: Row, after: tuple[str, ...]) -> bytes:
    before = {name: row[name] for name in _BEFORE}
    return link_around(previous, before, row["payload"], {name: row[name] for name in after})
