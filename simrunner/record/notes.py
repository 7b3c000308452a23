"""Notes of the debrief: outside of every chain, so that each can be erased by itself."""

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from simrunner.record.people_tables import PersonRow
from simrunner.record.tables import NoteRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note at a simulated time: ``person`` is its author's code, empty for nobody in particular.

    ``wall`` is when it was written, ISO 8601 text.
    """

    at_ms: int
    phase: str
    wall: str
    words: str
    person: str = ""

    @property
    def name(self) -> str:
        """What a note of a run is called when one is erased."""
        return f"note:{self.at_ms}@{self.wall}"


def add_note(connection: Connection, run: str, note: Note) -> None:
    """Store a note of a run; its author is kept where it is a person's code."""
    known = select(PersonRow.code).where(PersonRow.code == note.person)
    person = connection.execute(known).scalar_one_or_none()
    row = {"at_ms": note.at_ms, "phase": note.phase, "wall": note.wall, "words": note.words}
    connection.execute(insert(NoteRow).values(run_id=run, person=person, **row))


def notes_of(connection: Connection, run: str) -> tuple[Note, ...]:
    """Return the notes of a run in the order of its time."""
    query = select(NoteRow.__table__).where(NoteRow.run_id == run)
    return tuple(
        Note(
            at_ms=row.at_ms,
            phase=row.phase,
            wall=row.wall,
            words=row.words,
            person=row.person or "",
        )
        for row in connection.execute(query.order_by(NoteRow.at_ms, NoteRow.id))
    )
