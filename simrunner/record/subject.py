"""Everything that a record holds about one person, for the person who asks for it."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, select

from simrunner.domain.person import AuditEntry, By, Deed
from simrunner.domain.run_record import RunRecord
from simrunner.record.audit import note, read_audit_of
from simrunner.record.consent import consents_of
from simrunner.record.erase import texts_of
from simrunner.record.library import Library
from simrunner.record.people import check_person, roles_in, teams
from simrunner.record.people_tables import PersonKeyRow
from simrunner.record.reader import read_record, read_summaries
from simrunner.record.tables import AnnotationRow, MediaRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """A picture, sound or video that is of one person."""

    id: str
    run: str
    name: str
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """All about one person. ``facts`` is plain JSON; ``runs`` those in which they had a role.

    The runs hold what others wrote about everybody in them: look before handing them on.
    """

    facts: dict[str, Any]
    runs: tuple[RunRecord, ...]
    media: tuple[Medium, ...]


def dossier_of(library: Library, code: str, by: By) -> Dossier:
    """Return everything on one person; the audit remembers it. RecordError for an unknown code."""

    def job(connection: Connection) -> Dossier:
        person = check_person(connection, code)
        note(connection, by, Deed.PERSON_EXPORTED, code)
        roles = [(run, role) for run, who, role in roles_in(connection) if who == code]
        media = _media(connection, code)
        chosen = select(PersonKeyRow.name, PersonKeyRow.contact).where(PersonKeyRow.code == code)
        key = connection.execute(chosen).first()
        facts: dict[str, Any] = {
            "code": code,
            "created": person.created_wall,
            "erased": person.erased_wall,
            "name": None if key is None else key.name,
            "contact": None if key is None else key.contact,
            "roles": [{"run": run, "role": role} for run, role in roles],
            "teams": [name for name, members in teams(connection).items() if code in members],
            "consents": [asdict(one) for one in consents_of(connection, code)],
            "texts": _texts(connection, code),
            "rated": _rated(connection, code),
            "media": [{"id": one.id, "run": one.run, "name": one.name} for one in media],
            "audit": [_line(entry) for entry in read_audit_of(connection, [code, *dict(roles)])],
        }
        runs = tuple(read_record(connection, run) for run in dict.fromkeys(run for run, _ in roles))
        return Dossier(facts=facts, runs=runs, media=media)

    return library.do(job)


def _texts(connection: Connection, code: str) -> list[dict[str, str]]:
    return [
        {"run": summary.run, "name": text.name, "words": text.words}
        for summary in read_summaries(connection)
        for text in texts_of(connection, summary.run)
        if text.person == code
    ]


def _rated(connection: Connection, code: str) -> list[dict[str, str]]:
    """Return which runs the person rated, and with which form."""
    columns = (AnnotationRow.run_id, AnnotationRow.instrument)
    query = select(*columns).where(AnnotationRow.rater == code).distinct().order_by(*columns)
    return [{"run": row.run_id, "form": row.instrument} for row in connection.execute(query)]


def _media(connection: Connection, code: str) -> tuple[Medium, ...]:
    query = select(MediaRow.__table__).where(MediaRow.person == code).order_by(MediaRow.id)
    return tuple(
        Medium(
            id=row.id,
            run=row.run_id,
            name=row.name,
            media_type=row.media_type,
            body=bytes(row.body),
        )
        for row in connection.execute(query)
    )


def _line(entry: AuditEntry) -> dict[str, Any]:
    return {
        "seq": entry.seq, "deed": entry.deed.value, "about": entry.about, **asdict(entry.by),
    }  # fmt: skip
