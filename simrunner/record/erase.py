"""Erasing a person, a text or a note: gone from the tables, gone from the bytes of the file.

The chains stay as they are: what is erased stands behind an id. The codes stay too, those of
raters among them. What was erased is remembered by code and id alone, so that it can be erased
again from a backup that is restored or a bundle that is imported.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    delete,
    func,
    insert,
    select,
    update,
)

from simrunner.domain.free_text import free_text
from simrunner.domain.person import By, Deed
from simrunner.record.audit import note
from simrunner.record.errors import BadRequestError
from simrunner.record.library import Library
from simrunner.record.notes import notes_of
from simrunner.record.people import check_person, check_run, roles_in
from simrunner.record.people_tables import (
    ConsentRow,
    ErasureRow,
    PersonKeyRow,
    PersonRow,
    RoleRow,
    TeamMemberRow,
)
from simrunner.record.reader import read_annotations
from simrunner.record.scrub import scrub
from simrunner.record.tables import AnnotationRow, MediaRow, NoteRow, RunRow, WordsRow

_FACT_ID = re.compile("e([0-9]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """How much of a person is gone, and what is left that speaks of them.

    ``texts_of_others`` stand in runs that the person took part in; ``runs_with_old_text`` hold
    texts by the person that a release before 0.2 wrote into the chain, where they cannot be erased
    without removing the run.
    """

    texts: int
    notes: int
    media: int
    texts_of_others: int
    runs_with_old_text: tuple[str, ...]


def erase_person(library: Library, code: str, by: By, *, with_texts_of_others: bool) -> Erased:
    """Erase name, contact, texts, notes, roles, teams, consents and media of a person.

    ``with_texts_of_others`` takes every free text of the runs that the person took part in along.
    Erasing somebody again looks for what was left. BadRequestError for an unknown code, or when the
    rows are gone and another program keeps the file from being rewritten.
    """

    def job(connection: Connection) -> Erased:
        erased = would_erase(connection, code, with_texts_of_others=with_texts_of_others)
        runs = _runs_with(connection, code)
        others = _texts_in(connection, runs, besides=code) if with_texts_of_others else ()
        for run, words_id in [*_texts_by(connection, code), *others]:
            _remember(connection, by.wall, person=code, run=run, words_id=words_id)
        for run in runs:  # nothing else will tell a bundle of the run that somebody is gone
            _remember(connection, by.wall, person=code, run=run)
        _remember(connection, by.wall, person=code)
        apply_erasures(connection)
        note(connection, by, Deed.PERSON_ERASED, code)
        return erased

    erased = library.do(job)
    scrub(library)
    return erased


def would_erase(connection: Connection, code: str, *, with_texts_of_others: bool) -> Erased:
    """Return what erasing a person would take and leave; nothing changes.

    BadRequestError for an unknown code.
    """
    check_person(connection, code)
    others = _texts_in(connection, _runs_with(connection, code), besides=code)
    return Erased(
        texts=len(_texts_by(connection, code)) + (len(others) if with_texts_of_others else 0),
        notes=_count(connection, NoteRow, code),
        media=_count(connection, MediaRow, code),
        texts_of_others=0 if with_texts_of_others else len(others),
        runs_with_old_text=_runs_with_old_text(connection, code),
    )


def erase_text(library: Library, run: str, name: str, by: By) -> int:
    """Erase one text of a run, in every run that shares it, and return how many rows went.

    ``name`` is the id of a free text or the name of a note. BadRequestError where there is none.
    """

    def job(connection: Connection) -> int:
        check_run(connection, run)
        names = {text.name for text in texts_of(connection, run)}
        if name not in names:
            raise BadRequestError("Run {run} has no text {name}.", run=run, name=name)
        sharing = _sharing(connection, run, name)
        for one in sharing:
            _remember(connection, by.wall, run=one, words_id=name)
        apply_erasures(connection)
        note(connection, by, Deed.TEXT_ERASED, f"{run} {name}")
        return len(sharing)

    count = library.do(job)
    scrub(library)
    return count


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text of a run that can be erased by its name; ``person`` is its author, if anybody."""

    name: str
    person: str
    words: str


def texts_of(connection: Connection, run: str) -> tuple[Text, ...]:
    """Return every text of a run that can be erased by itself."""
    rows = connection.execute(
        select(WordsRow.__table__).where(WordsRow.run_id == run).order_by(WordsRow.id)
    )
    free = [Text(name=row.id, person=row.person or "", words=row.words) for row in rows]
    notes = [
        Text(name=one.name, person=one.person, words=one.words) for one in notes_of(connection, run)
    ]
    return (*free, *notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """Something that was erased: a person by code, or with ``name`` a text of a run."""

    person: str
    run: str
    name: str
    wall: str


def erasures(connection: Connection) -> tuple[Erasure, ...]:
    """Return everything that the record remembers as erased, to be kept outside of it too."""
    rows = connection.execute(select(ErasureRow.__table__).order_by(ErasureRow.id))
    return tuple(
        Erasure(person=row.person, run=row.run_id, name=row.words_id, wall=row.wall) for row in rows
    )


def erasures_of(connection: Connection, runs: Sequence[str]) -> tuple[Erasure, ...]:
    """Return what was erased of these runs, and who of the people in them."""
    raters = select(AnnotationRow.rater).where(AnnotationRow.run_id.in_(runs)).distinct()
    people = set(connection.execute(raters).scalars())
    known = erasures(connection)
    people |= {one.person for one in known if one.run in runs and not one.name}
    return tuple(one for one in known if one.run in runs or (not one.name and one.person in people))


def take_erasures(
    connection: Connection, told: Sequence[Erasure], runs: Collection[str]
) -> tuple[int, tuple[str, ...]]:
    """Erase what another library has erased of the runs that came from it, and remember it.

    Returns how many rows went and the codes of those who have a name here: they are this library's
    own people, and only somebody here may decide that they go.
    """
    own = set(connection.execute(select(PersonKeyRow.code)).scalars())
    named: dict[str, None] = {}
    for one in told:
        if not one.name and one.person in own:
            named[one.person] = None
        elif one.name and (one.run not in runs or _stands_elsewhere(connection, one.name, runs)):
            continue  # a bundle speaks of its own runs alone
        else:
            _remember(connection, one.wall, person=one.person, run=one.run, words_id=one.name)
    return apply_erasures(connection), tuple(named)


def _stands_elsewhere(connection: Connection, name: str, runs: Collection[str]) -> bool:
    if _FACT_ID.fullmatch(name):
        return False
    found = connection.execute(select(WordsRow.run_id).where(WordsRow.id == name)).scalars()
    return any(run not in runs for run in found)


def reapply_erasures(library: Library, remembered: Sequence[Erasure] = ()) -> int:
    """Erase again what was erased once: after a restored backup or an imported bundle.

    ``remembered`` comes from elsewhere, for a backup is older than what was erased after it.
    Returns how many rows went; the file is rewritten when there were any.
    """

    def job(connection: Connection) -> int:
        for one in remembered:
            _remember(connection, one.wall, person=one.person, run=one.run, words_id=one.name)
        return apply_erasures(connection)

    count = library.do(job)
    if count:
        scrub(library)
    return count


def apply_erasures(connection: Connection) -> int:
    """Delete whatever the remembered erasures name and is there; return how many rows went."""
    count = 0
    for row in connection.execute(select(ErasureRow.__table__)).all():
        if row.words_id:
            count += _delete_text(connection, row.run_id, row.words_id)
        else:
            count += _delete_person(connection, row.person, row.wall)
    return count


def _delete_person(connection: Connection, code: str, wall: str) -> int:
    count = 0
    for column in (
        PersonKeyRow.code, WordsRow.person, NoteRow.person, MediaRow.person, RoleRow.person,
        TeamMemberRow.person, ConsentRow.person,
    ):  # fmt: skip
        found = connection.execute(delete(column.class_).where(column == code))
        count += found.rowcount
    alive = and_(PersonRow.code == code, PersonRow.erased_wall.is_(None))
    connection.execute(update(PersonRow).where(alive).values(erased_wall=wall))
    return count


def _delete_text(connection: Connection, run: str, name: str) -> int:
    if name.startswith("note:"):
        at_ms, _, wall = name.removeprefix("note:").partition("@")
        chosen = and_(NoteRow.run_id == run, NoteRow.at_ms == int(at_ms), NoteRow.wall == wall)
        return int(connection.execute(delete(NoteRow).where(chosen)).rowcount)
    # A random id is the same text under whatever name its run has here; "e5" is not.
    is_meant: ColumnElement[bool] = WordsRow.id == name
    if _FACT_ID.fullmatch(name):
        is_meant = and_(is_meant, WordsRow.run_id == run)
    return int(connection.execute(delete(WordsRow).where(is_meant)).rowcount)


def _remember(
    connection: Connection, wall: str, *, person: str = "", run: str = "", words_id: str = ""
) -> None:
    row = {"person": person, "run_id": run, "words_id": words_id}
    known = select(ErasureRow.id).filter_by(**row)
    if connection.execute(known).first() is None:
        connection.execute(insert(ErasureRow).values(wall=wall, **row))


def _runs_with(connection: Connection, code: str) -> list[str]:
    return sorted({run for run, person, _ in roles_in(connection) if person == code})


def _texts_by(connection: Connection, code: str) -> list[tuple[str, str]]:
    query = select(WordsRow.run_id, WordsRow.id).where(WordsRow.person == code)
    return [(row.run_id, row.id) for row in connection.execute(query)]


def _texts_in(
    connection: Connection, runs: Sequence[str], *, besides: str
) -> list[tuple[str, str]]:
    """Return run and name of each text of these runs that somebody else wrote, copies too."""
    found: dict[tuple[str, str], None] = {}
    for run in runs:
        for text in texts_of(connection, run):
            if text.person != besides:
                for one in _sharing(connection, run, text.name):
                    found[one, text.name] = None
    return list(found)


def _sharing(connection: Connection, run: str, name: str) -> tuple[str, ...]:
    """Return the runs that hold a text: a run rewound after a fact has the fact as well."""
    fact = _FACT_ID.fullmatch(name)
    if fact is None:
        return (run,)
    seq = int(fact.group(1))
    query = select(RunRow.id, RunRow.parent_run, RunRow.parent_seq)
    ties = [
        (row.id, row.parent_run)
        for row in connection.execute(query)
        if row.parent_run is not None and seq <= (row.parent_seq or 0)
    ]
    sharing = {run: None}
    waiting = [run]
    while waiting:
        one = waiting.pop()
        near = [child for child, parent in ties if parent == one]
        near += [parent for child, parent in ties if child == one]
        waiting += [other for other in near if other not in sharing]
        sharing |= dict.fromkeys(near)
    return tuple(sharing)


def _runs_with_old_text(connection: Connection, code: str) -> tuple[str, ...]:
    keys = select(AnnotationRow.run_id, AnnotationRow.instrument).where(AnnotationRow.rater == code)
    found: dict[str, None] = {}
    for run, instrument in connection.execute(keys.distinct().order_by(AnnotationRow.run_id)):
        entries = read_annotations(connection, run, code, instrument)
        if any(free_text(entry.annotation) and not entry.words_id for entry in entries):
            found[run] = None
    return tuple(found)


def _count(connection: Connection, table: type[NoteRow] | type[MediaRow], code: str) -> int:
    query = select(func.count()).select_from(table).where(table.person == code)
    return int(connection.execute(query).scalar_one())
