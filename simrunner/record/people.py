"""People of a library: codes, the key table with their names, roles in runs, teams."""

import re
import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from simrunner.domain.person import By, Deed, Person
from simrunner.record.audit import note
from simrunner.record.errors import BadRequestError
from simrunner.record.library import Library
from simrunner.record.people_tables import PersonKeyRow, PersonRow, RoleRow, TeamMemberRow
from simrunner.record.reader import has_run
from simrunner.record.tables import TeamRow

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Figures and capitals that nobody takes for another: no 0, 1, I, L, O."""

CODE_LENGTH = 6
"""31^6 = 8.9e8 codes: short enough to be read out, and drawn again when one is taken."""

EVERYBODY = "everybody"
"""What the audit calls the whole key table."""

_ROLE = re.compile("[a-z][a-z0-9-]{0,31}")
_ACCOUNT = "account of this computer: "


def add_person(library: Library, name: str, contact: str, by: By) -> str:
    """Enter a person and return the code; name and contact stand in the key table alone."""

    def job(connection: Connection) -> str:
        code = _enter(connection, name, contact, by.wall)
        note(connection, by, Deed.PERSON_ADDED, code)
        return code

    return library.do(job)


def account_code(library: Library, login: str, wall: str) -> str:
    """Return the code of whoever uses this account of the computer, entering it when new.

    The audit names people by code, so that it stays whole when one of them is erased.
    """

    def job(connection: Connection) -> str:
        contact = f"{_ACCOUNT}{login}"
        known = select(PersonKeyRow.code).where(PersonKeyRow.contact == contact)
        code = connection.execute(known).scalar()
        return _enter(connection, login, contact, wall) if code is None else code

    return library.do(job)


def people(library: Library) -> tuple[Person, ...]:
    """Return everybody by code, without a name."""
    return library.ask(all_people)


def people_with_names(library: Library, by: By, code: str | None = None) -> tuple[Person, ...]:
    """Return everybody, or one person, with the names of the key table; the audit remembers it.

    BadRequestError when there is nobody with this code.
    """

    def job(connection: Connection) -> tuple[Person, ...]:
        if code is not None:
            check_person(connection, code)
        note(connection, by, Deed.NAMES_READ, code or EVERYBODY)
        keys = {row.code: row for row in connection.execute(select(PersonKeyRow.__table__))}
        chosen = [one for one in all_people(connection) if code in (None, one.code)]
        return tuple(_named(one, keys.get(one.code)) for one in chosen)

    return library.do(job)


def check_person(connection: Connection, code: str, *, may_be_erased: bool = True) -> Person:
    """Return the person of a code, without a name.

    BadRequestError when there is none, or where an erased one is of no use.
    """
    found = [one for one in all_people(connection) if one.code == code]
    if not found:
        raise BadRequestError("There is no person {code} in this record.", code=code)
    if found[0].erased_wall is not None and not may_be_erased:
        raise BadRequestError("Person {code} was erased.", code=code)
    return found[0]


def give_role(library: Library, run: str, code: str, role: str) -> None:
    """Say that a person took part in a run, in a role.

    A role is one word as ``team-leader``, never a name. BadRequestError for another one, an unknown
    run or code.
    """
    if not _ROLE.fullmatch(role):
        raise BadRequestError(
            'A role is small letters, figures and "-", such as team-leader, not {role}.', role=role
        )

    def job(connection: Connection) -> None:
        check_run(connection, run)
        check_person(connection, code, may_be_erased=False)
        if (run, code, role) not in roles_in(connection, run):
            connection.execute(insert(RoleRow).values(run_id=run, person=code, role=role))

    library.do(job)


def take_role(library: Library, run: str, code: str) -> int:
    """Take a person's roles in a run back and return how many there were."""
    chosen = delete(RoleRow).where(RoleRow.run_id == run, RoleRow.person == code)
    return library.do(lambda connection: int(connection.execute(chosen).rowcount))


def roles_in(connection: Connection, run: str | None = None) -> tuple[tuple[str, str, str], ...]:
    """Return run, person and role of everybody in one run, or in all."""
    query = select(RoleRow.run_id, RoleRow.person, RoleRow.role)
    if run is not None:
        query = query.where(RoleRow.run_id == run)
    ordered = query.order_by(RoleRow.run_id, RoleRow.role, RoleRow.person)
    return tuple((row.run_id, row.person, row.role) for row in connection.execute(ordered))


def set_team(library: Library, team: str, *, join: Sequence[str], leave: Sequence[str]) -> None:
    """Change who belongs to a team, made when it is new; BadRequestError for an unknown code."""

    def job(connection: Connection) -> None:
        for code in join:
            check_person(connection, code, may_be_erased=False)
        team_id = _team_id(connection, team)
        _leave(connection, team_id, [*join, *leave])
        for code in dict.fromkeys(join):
            connection.execute(insert(TeamMemberRow).values(team_id=team_id, person=code))

    library.do(job)


def teams(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Return the codes of each team's members, by the team's name."""
    found: dict[str, list[str]] = {}
    query = (
        select(TeamRow.name, TeamMemberRow.person)
        .outerjoin(TeamMemberRow, TeamMemberRow.team_id == TeamRow.id)
        .order_by(TeamRow.name, TeamMemberRow.person)
    )
    for row in connection.execute(query):
        found.setdefault(row.name, []).extend([] if row.person is None else [row.person])
    return {name: tuple(members) for name, members in found.items()}


def check_run(connection: Connection, run: str) -> None:
    """Do nothing when the record has the run; BadRequestError else."""
    if not has_run(connection, run):
        raise BadRequestError("There is no run {run} in this record.", run=run)


def all_people(connection: Connection) -> tuple[Person, ...]:
    """Return everybody by the time they were entered, without a name."""
    query = select(PersonRow.__table__).order_by(PersonRow.created_wall, PersonRow.code)
    return tuple(
        Person(code=row.code, created_wall=row.created_wall, erased_wall=row.erased_wall)
        for row in connection.execute(query)
    )


def _named(person: Person, key: Row[Any] | None) -> Person:
    return Person(
        code=person.code,
        created_wall=person.created_wall,
        erased_wall=person.erased_wall,
        name=None if key is None else key.name,
        contact=None if key is None else key.contact,
    )


def _enter(connection: Connection, name: str, contact: str, wall: str) -> str:
    taken = set(connection.execute(select(PersonRow.code)).scalars())
    code = _drawn_code()
    while code in taken:
        code = _drawn_code()
    connection.execute(insert(PersonRow).values(code=code, created_wall=wall))
    connection.execute(insert(PersonKeyRow).values(code=code, name=name, contact=contact))
    return code


def _drawn_code() -> str:
    return "P-" + "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def _team_id(connection: Connection, team: str) -> str:
    known = select(TeamRow.id).where(TeamRow.name == team)
    found = connection.execute(known).scalar_one_or_none()
    if found is None:
        found = secrets.token_hex(8)
        connection.execute(insert(TeamRow).values(id=found, name=team))
    return found


def _leave(connection: Connection, team_id: str, codes: Sequence[str]) -> None:
    chosen = delete(TeamMemberRow).where(
        TeamMemberRow.team_id == team_id, TeamMemberRow.person.in_(codes)
    )
    connection.execute(chosen)
