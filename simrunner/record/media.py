"""Pictures, sounds and videos of a run: attached with their SHA-256, outside of every chain."""

import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from simrunner.domain.person import By, Deed, Purpose
from simrunner.domain.sim_time import SimTimeMs
from simrunner.record.audit import note
from simrunner.record.consent import may_use
from simrunner.record.errors import BadRequestError, DamagedRecordError
from simrunner.record.media_type import HEAD_BYTES, KINDS, media_type_of
from simrunner.record.people import check_person, check_run
from simrunner.record.tables import EventRow, MediaRow

LARGEST_BYTES = 256 << 20
"""A choice: a medium is in memory whole when it is stored, checked and sent.

SQLite itself takes at most 1,000,000,000 bytes in a row (sqlite.org/limits.html, 2024).
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMedium:
    """What is known of an attached file without its bytes; ``person`` is a code or empty."""

    id: str
    run: str
    at_ms: SimTimeMs
    name: str
    media_type: str
    size_bytes: int
    sha256: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMedium:
    """A file to attach at a time of a run; ``person`` is whom alone it shows or holds, or empty."""

    at_ms: SimTimeMs
    name: str
    body: bytes
    person: str = ""


def check_size(name: str, size_bytes: int) -> None:
    """Refuse a file that is empty or too large, before it is read; BadRequestError."""
    if not size_bytes:
        raise BadRequestError("{name} is empty.", name=name)
    if size_bytes > LARGEST_BYTES:
        raise BadRequestError(
            "{name} has {size} MiB; a record takes files of up to {limit} MiB. Shorten the "
            "recording or save it at a lower resolution.",
            name=name, size=-(-size_bytes >> 20), limit=LARGEST_BYTES >> 20,
        )  # fmt: skip


def attach(connection: Connection, run: str, new: NewMedium, by: By) -> KeptMedium:
    """Store a file beside a run and remember it in the audit; return what is known of it.

    BadRequestError when the run is unknown or has no such time, when it has the same file there
    already, when the file is of no allowed kind or size, or when the person has not agreed to
    recordings for debriefing. Whose file it is cannot be changed later.
    """
    check_run(connection, run)
    check_size(new.name, len(new.body))
    kind = media_type_of(new.body[:HEAD_BYTES])
    if kind is None:
        raise BadRequestError(
            "{name} is no picture, sound or video that can be attached: {kinds}.",
            name=new.name, kinds=KINDS,
        )  # fmt: skip
    digest = sha256(new.body).hexdigest()
    _check_place(connection, run, new, digest)
    if new.person:
        check_person(connection, new.person, may_be_erased=False)
        _check_consent(connection, new.person)
    medium = f"m-{secrets.token_hex(6)}"
    row = {
        "id": medium, "run_id": run, "at_ms": new.at_ms, "name": new.name, "media_type": kind,
        "sha256": digest, "person": new.person or None, "body": new.body,
    }  # fmt: skip
    connection.execute(insert(MediaRow).values(**row))
    note(connection, by, Deed.MEDIUM_ADDED, new.person or run)
    return KeptMedium(
        id=medium, run=run, at_ms=new.at_ms, name=new.name, media_type=kind,
        size_bytes=len(new.body), sha256=digest, person=new.person,
    )  # fmt: skip


def media_of(connection: Connection, run: str) -> tuple[KeptMedium, ...]:
    """Return what is attached to a run in the order of its time, without the bytes."""
    query = _known().where(MediaRow.run_id == run).order_by(MediaRow.at_ms, MediaRow.id)
    return tuple(_medium(row) for row in connection.execute(query))


def read_medium(
    connection: Connection, run: str, medium: str, by: By | None = None
) -> tuple[KeptMedium, bytes]:
    """Return an attached file of a run with its bytes; with ``by`` the audit remembers a person's.

    BadRequestError when the run has none of that id or its person withdrew their consent;
    DamagedRecordError when the bytes are not what was attached.
    """
    chosen = (MediaRow.run_id == run, MediaRow.id == medium)
    row = connection.execute(_known().where(*chosen)).first()
    if row is None:
        raise BadRequestError(
            "Nothing with the id {medium} is attached to {run}.", medium=medium, run=run
        )
    known = _medium(row)
    if known.person:
        _check_consent(connection, known.person)
        if by is not None:
            note(connection, by, Deed.MEDIUM_READ, known.person)
    body = bytes(connection.execute(select(MediaRow.body).where(*chosen)).scalar_one())
    if sha256(body).hexdigest() != known.sha256:
        raise DamagedRecordError(
            "{name} is not what was attached: its SHA-256 is another one.", name=known.name
        )
    return known, body


def _check_consent(connection: Connection, person: str) -> None:
    if not may_use(connection, person, Purpose.DEBRIEF):
        raise BadRequestError(
            "Person {code} has not agreed that recordings are used for debriefing. Ask first, "
            "then: simrunner people consent {code} --give debrief",
            code=person,
        )


def _check_place(connection: Connection, run: str, new: NewMedium, digest: str) -> None:
    last_ms = _last_ms(connection, run)
    if not 0 <= new.at_ms <= last_ms:
        raise BadRequestError(
            "Run {run} lasted {seconds} s: choose a time within it.",
            run=run, seconds=f"{last_ms / 1000:g}",
        )  # fmt: skip
    for kept in media_of(connection, run):
        if (kept.sha256, kept.at_ms) == (digest, new.at_ms):
            raise BadRequestError(
                "{name} is attached there already, as {medium}.", name=new.name, medium=kept.id
            )


def _last_ms(connection: Connection, run: str) -> int:
    query = select(func.max(EventRow.at_ms)).where(EventRow.run_id == run)
    return connection.execute(query).scalar_one() or 0


def _known() -> Any:
    length = func.length(MediaRow.body).label("size_bytes")
    columns = [each for each in MediaRow.__table__.columns if each.name != "body"]
    return select(*columns, length)


def _medium(row: Row[Any]) -> KeptMedium:
    return KeptMedium(
        id=row.id, run=row.run_id, at_ms=row.at_ms, name=row.name, media_type=row.media_type,
        size_bytes=row.size_bytes, sha256=row.sha256, person=row.person or "",
    )  # fmt: skip
