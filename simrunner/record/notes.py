"""Notes of the debrief: outside of every chain, so that each can be erased by itself."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from simrunner.domain.note import Note
from simrunner.record.people_tables import PersonRow
from simrunner.record.tables import NoteRow


def add_note(connection: Connection, run: str, note: Note) -> None:
    """Store a note of a run; its author is kept where it is a person's code."""
    known = select(PersonRow.code).where(PersonRow.code == note.person)
    person = connection.execute(known).scalar_one_or_none()
    row = {"at_ms": note.at_ms, "phase": note.phase, "wall": note.wall, "words": note.words}
    connection.execute(insert(NoteRow).values(run_id=run, person=person, **row))


def set_notes(connection: Connection, run: str, notes: Sequence[Note]) -> None:
    """Make these the notes of a run: what is not among them goes, what has not changed stays."""
    kept = list(notes)
    for row in connection.execute(select(NoteRow.__table__).where(NoteRow.run_id == run)).all():
        stored = _note(row)
        if stored in kept:
            kept.remove(stored)
        else:
            connection.execute(delete(NoteRow).where(NoteRow.id == row.id))
    for note in kept:
        add_note(connection, run, note)


def notes_of(connection: Connection, run: str) -> tuple[Note, ...]:
    """Return the notes of a run in the order of its time."""
    query = select(NoteRow.__table__).where(NoteRow.run_id == run)
    return tuple(
        _note(row) for row in connection.execute(query.order_by(NoteRow.at_ms, NoteRow.id))
    )


def _note(row: Row[Any]) -> Note:
    return Note(
        at_ms=row.at_ms, phase=row.phase, wall=row.wall, words=row.words, person=row.person or ""
    )
