"""Runs without people: keyed codes, relative days, no free text, and only whom consent allows."""

import hmac
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select

from simrunner.domain.annotation import CommentWritten, MarkSet
from simrunner.domain.event import RunStarted
from simrunner.domain.free_text import free_text, with_free_text
from simrunner.domain.payload import annotation_payload, event_payload
from simrunner.domain.person import By, Deed, Purpose
from simrunner.domain.run_record import RatingChain, RunRecord
from simrunner.record.audit import note
from simrunner.record.codec import trend_numbers
from simrunner.record.consent import may_use
from simrunner.record.library import Library
from simrunner.record.people import roles_in
from simrunner.record.people_tables import PersonRow
from simrunner.record.reader import read_record, read_summaries

FORMAT = "simrunner-pseudonymous/1"

SMALLEST_GROUP = 5
"""Counts of fewer people are not told (n < 5, the usual rule of small cells)."""

TOO_FEW = f"<{SMALLEST_GROUP}"
CODE_DIGITS = 12
"""48 bits of HMAC-SHA256 (RFC 2104) in hex."""


class Pseudonyms:
    """Codes that hold within one export, and mean nothing without its key."""

    def __init__(self, key: bytes) -> None:
        """Take the key of this export; it belongs to no other."""
        self._key = key

    def of(self, kind: str, name: str) -> str:
        """Return the code of a person, run or team."""
        digest = hmac.new(self._key, f"{kind}:{name}".encode(), sha256)
        return f"{kind}-{digest.hexdigest()[:CODE_DIGITS]}"


def suppressed(counts: Mapping[str, int]) -> dict[str, int | str]:
    """Return counts of people by group, those of 1 to 4 hidden.

    Where only one would be, the next smallest is hidden too: else a total gives it away.
    """
    hidden = {name for name, count in counts.items() if 0 < count < SMALLEST_GROUP}
    rest = sorted((count, name) for name, count in counts.items() if count >= SMALLEST_GROUP)
    if len(hidden) == 1 and rest:
        hidden.add(rest[0][1])
    return {name: TOO_FEW if name in hidden else count for name, count in counts.items()}


def pseudonymous_runs(library: Library, purpose: Purpose, key: bytes, by: By) -> dict[str, Any]:
    """Return the runs of everybody who agreed to a purpose, as plain JSON, and audit it.

    A run is in it when people are entered for it and each of them agreed. Names, contacts, free
    text, remarks, media, digests, seeds and dates are not; times count from the start of a run and
    days from the first run. Facts of a rare run may still be recognised by who was there.
    """

    def job(connection: Connection) -> dict[str, Any]:
        note(connection, by, Deed.PSEUDONYMS_EXPORTED, purpose.value)
        return _export(connection, purpose, Pseudonyms(key))

    return library.do(job)


def _export(connection: Connection, purpose: Purpose, codes: Pseudonyms) -> dict[str, Any]:
    people: dict[str, list[tuple[str, str]]] = {}
    for run, person, role in roles_in(connection):
        people.setdefault(run, []).append((person, role))
    runs = [row.run for row in read_summaries(connection)][::-1]
    agreed = {who: may_use(connection, who, purpose) for one in people.values() for who, _ in one}
    usable = [run for run in runs if run in people and all(agreed[who] for who, _ in people[run])]
    records = [read_record(connection, run) for run in usable]
    raters = _usable_raters(connection, records, purpose)
    first = min((_day(record) for record in records), default=0)
    groups: dict[str, set[str]] = {}
    for record in records:
        groups.setdefault(record.summary.scenario, set()).update(
            who for who, _ in people[record.summary.run]
        )
    return {
        "format": FORMAT,
        "purpose": purpose.value,
        "runs": [
            {
                **_run(record, codes, _day(record) - first),
                "people": [
                    {"person": codes.of("person", who), "role": role}
                    for who, role in people[record.summary.run]
                ],
                "ratings": [_rating(c, codes) for c in record.ratings if c.rater in raters],
            }
            for record in records
        ],
        "people_by_scenario": suppressed({name: len(who) for name, who in groups.items()}),
        "left_out": {
            "nobody_entered": sum(run not in people for run in runs),
            "somebody_did_not_agree": len([run for run in runs if run in people]) - len(usable),
        },
    }


def _usable_raters(
    connection: Connection, records: list[RunRecord], purpose: Purpose
) -> frozenset[str]:
    """Return the raters whose ratings may leave: all but people who did not agree."""
    people = set(connection.execute(select(PersonRow.code)).scalars())
    raters = {chain.rater for record in records for chain in record.ratings}
    return frozenset(
        who for who in raters if who not in people or may_use(connection, who, purpose)
    )


def _run(record: RunRecord, codes: Pseudonyms, day: int) -> dict[str, Any]:
    summary = record.summary
    return {
        "run": codes.of("run", summary.run),
        "team": codes.of("team", summary.team) if summary.team else "",
        "day": day,
        "scenario": summary.scenario,
        "duration_ms": summary.duration_ms,
        "outcome": summary.outcome,
        "facts": [
            {
                "at_ms": one.event.at_ms,
                "name": type(one.event).__name__,
                "source": one.event.source.value,
                "payload": event_payload(one.event),
            }
            for one in record.events
            if not isinstance(one.event, RunStarted) and free_text(one.event) is None
        ],
        "trend": [{"at_ms": point.at_ms, **trend_numbers(point)} for point in record.trend],
    }


def _rating(chain: RatingChain, codes: Pseudonyms) -> dict[str, Any]:
    return {
        "rater": codes.of("person", chain.rater),
        "instrument": chain.instrument,
        "entries": [
            {
                "at_ms": one.at_ms,
                "name": type(one).__name__,
                "payload": annotation_payload(one),
            }
            for one in (
                with_free_text(entry.annotation, "")
                if isinstance(entry.annotation, MarkSet)
                else entry.annotation
                for entry in chain.entries
            )
            if not isinstance(one, CommentWritten)
        ],
    }


def _day(record: RunRecord) -> int:
    return datetime.fromisoformat(record.summary.started_wall).toordinal()
