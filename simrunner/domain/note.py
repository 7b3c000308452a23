"""Notes of a debrief: what was written down, said or kept for later."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from simrunner.domain.sim_time import SimTimeMs

REACTIONS = "reactions"
"""The facilitator's own note: it never leaves this installation."""

ANALYSIS = "analysis"
"""What the team said."""

TAKE_AWAY = "take-away"
"""What one person takes home."""

MOMENT = "moment"
"""A moment to come back to; its words are its time on the clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note at a simulated time: ``person`` is its author's code, empty for nobody in particular.

    ``wall`` is when it was first written, ISO 8601 text; ``phase`` is one of the constants above.
    """

    at_ms: SimTimeMs
    phase: str
    wall: str
    words: str
    person: str = ""

    @property
    def name(self) -> str:
        """What a note of a run is called when one is erased."""
        return f"note:{self.at_ms}@{self.wall}"


def rewritten(notes: Sequence[Note], phase: str, words: str, wall: str) -> tuple[Note, ...]:
    """Return the notes with the one of ``phase`` saying ``words``; without words it goes.

    ``wall`` counts for a new note only: a note keeps the time at which it was begun.
    """
    old = next((note for note in notes if note.phase == phase), None)
    rest = tuple(note for note in notes if note.phase != phase)
    if not words.strip():
        return rest
    if old is not None:
        return (*rest, replace(old, words=words))
    return (*rest, Note(at_ms=0, phase=phase, wall=wall, words=words))


def relisted(
    notes: Sequence[Note], phase: str, entries: Iterable[tuple[SimTimeMs, str]], wall: str
) -> tuple[Note, ...]:
    """Return the notes with exactly ``entries`` (time, words) in ``phase``, in this order.

    One that was there already keeps when it was written; ``wall`` counts for new ones.
    """
    old = [note for note in notes if note.phase == phase]
    rest = tuple(note for note in notes if note.phase != phase)
    listed = []
    for at_ms, words in entries:
        known = next((each for each in old if (each.at_ms, each.words) == (at_ms, words)), None)
        if known is not None:
            old.remove(known)
        listed.append(known or Note(at_ms=at_ms, phase=phase, wall=wall, words=words))
    return (*rest, *listed)
