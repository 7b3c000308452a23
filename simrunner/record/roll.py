"""The roll: everybody in a record at a glance, and how it stands with one of them."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from simrunner.domain.person import AuditEntry, Consent, Person, Purpose
from simrunner.record.audit import read_audit_of
from simrunner.record.consent import consents_of
from simrunner.record.people import all_people, check_person, roles_in, teams
from simrunner.record.people_tables import ConsentRow, RoleRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """A person in the list: what they agree to now, and in how many runs they have a role."""

    person: Person
    agreed: frozenset[Purpose]
    runs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonStanding:
    """How it stands with one person; ``roles`` are runs with the role in them.

    ``looks`` are the lines of the audit about the person and their runs, oldest first.
    """

    person: Person
    consents: tuple[Consent, ...]
    roles: tuple[tuple[str, str], ...]
    teams: tuple[str, ...]
    looks: tuple[AuditEntry, ...]


def roll(connection: Connection) -> tuple[Enrolled, ...]:
    """Return everybody, erased people too, by the time they were entered."""
    agreed: dict[str, set[Purpose]] = defaultdict(set)
    given = select(ConsentRow.person, ConsentRow.purpose).where(ConsentRow.withdrawn_wall.is_(None))
    for row in connection.execute(given):
        agreed[row.person].add(Purpose(row.purpose))
    counted = select(RoleRow.person, func.count(RoleRow.run_id.distinct()).label("runs"))
    runs = {row.person: row.runs for row in connection.execute(counted.group_by(RoleRow.person))}
    return tuple(
        Enrolled(person=one, agreed=frozenset(agreed[one.code]), runs=runs.get(one.code, 0))
        for one in all_people(connection)
    )


def standing_of(connection: Connection, code: str) -> PersonStanding:
    """Return how it stands with a person; BadRequestError for an unknown code."""
    person = check_person(connection, code)
    roles = tuple((run, role) for run, who, role in roles_in(connection) if who == code)
    return PersonStanding(
        person=person,
        consents=consents_of(connection, code),
        roles=roles,
        teams=tuple(name for name, members in teams(connection).items() if code in members),
        looks=read_audit_of(connection, [code, *dict(roles)]),
    )
