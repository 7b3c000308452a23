"""What people agreed to, each purpose by itself, and what that allows."""

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select, update

from simrunner.domain.person import By, Consent, Deed, Purpose
from simrunner.record.audit import note
from simrunner.record.errors import BadRequestError
from simrunner.record.library import Library
from simrunner.record.people import check_person
from simrunner.record.people_tables import ConsentRow, PersonRow
from simrunner.record.tie import people_by_run


def give_consent(
    library: Library, code: str, purpose: Purpose, *, text_version: str, by: By
) -> None:
    """Store that a person agreed, in the words of ``text_version``.

    BadRequestError for an unknown or erased person.
    """

    def job(connection: Connection) -> None:
        check_person(connection, code, may_be_erased=False)
        connection.execute(
            insert(ConsentRow).values(
                person=code, purpose=purpose.value, text_version=text_version, given_wall=by.wall
            )
        )
        note(connection, by, Deed.CONSENT_GIVEN, code)

    library.do(job)


def withdraw_consent(library: Library, code: str, purpose: Purpose, by: By) -> None:
    """Store that a person agrees no more; BadRequestError when nothing was agreed to."""

    def job(connection: Connection) -> None:
        check_person(connection, code)
        chosen = update(ConsentRow).where(
            ConsentRow.person == code,
            ConsentRow.purpose == purpose.value,
            ConsentRow.withdrawn_wall.is_(None),
        )
        if not connection.execute(chosen.values(withdrawn_wall=by.wall)).rowcount:
            raise BadRequestError(
                "Person {code} has not agreed to {purpose}: there is nothing to withdraw.",
                code=code,
                purpose=purpose.value,
            )
        note(connection, by, Deed.CONSENT_WITHDRAWN, code)

    library.do(job)


def consents_of(connection: Connection, code: str) -> tuple[Consent, ...]:
    """Return everything that a person agreed to, withdrawn ones too, oldest first."""
    query = select(ConsentRow.__table__).where(ConsentRow.person == code).order_by(ConsentRow.id)
    return tuple(
        Consent(
            purpose=Purpose(row.purpose),
            text_version=row.text_version,
            given_wall=row.given_wall,
            withdrawn_wall=row.withdrawn_wall,
        )
        for row in connection.execute(query)
    )


def not_agreed(
    connection: Connection, runs: Sequence[str], purpose: Purpose
) -> dict[str, tuple[str, ...]]:
    """Return by run who of the people in it has not agreed to a purpose; runs without any left out.

    Runs without people are nobody's, and never in it.
    """
    people = people_by_run(connection, runs)
    codes = sorted({code for tied in people.values() for code in tied})
    lacking = {code for code in codes if not may_use(connection, code, purpose)}
    found = {run: tuple(one for one in tied if one in lacking) for run, tied in people.items()}
    return {run: codes for run, codes in found.items() if codes}


def may_use(connection: Connection, code: str, purpose: Purpose) -> bool:
    """Return whether what is known of a person may leave for a purpose.

    Only with a consent that was not withdrawn: nobody agrees by silence, nor once erased.
    """
    agreed = (
        select(ConsentRow.id)
        .join(PersonRow, PersonRow.code == ConsentRow.person)
        .where(
            ConsentRow.person == code,
            ConsentRow.purpose == purpose.value,
            ConsentRow.withdrawn_wall.is_(None),
            PersonRow.erased_wall.is_(None),
        )
    )
    return connection.execute(agreed).first() is not None
