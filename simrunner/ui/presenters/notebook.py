"""The notes of one debrief, kept some moments after somebody stops writing."""

from collections.abc import Callable, Iterable, Sequence

from simrunner.domain.note import MOMENT, TAKE_AWAY, Note, relisted, rewritten
from simrunner.domain.sim_time import SimTimeMs, clock_text


class Notebook:
    """Holds what is written; ``keep`` gets all notes at flush(), if any is another.

    ``wall`` tells the wall time as ISO 8601 text.
    """

    def __init__(
        self,
        notes: Sequence[Note] = (),
        *,
        wall: Callable[[], str],
        keep: Callable[[Sequence[Note]], None],
    ) -> None:
        """Begin with the notes that were kept before."""
        self._notes = self._kept = tuple(notes)
        self._wall = wall
        self._keep = keep

    def words(self, phase: str) -> str:
        """Return the note of a phase, empty when there is none."""
        return next((note.words for note in self._notes if note.phase == phase), "")

    @property
    def take_aways(self) -> tuple[str, ...]:
        """What people take home, in the order it was said."""
        return tuple(note.words for note in self._notes if note.phase == TAKE_AWAY)

    @property
    def moments(self) -> tuple[SimTimeMs, ...]:
        """The moments to come back to, in the order of time."""
        return tuple(sorted(note.at_ms for note in self._notes if note.phase == MOMENT))

    def write(self, phase: str, words: str) -> None:
        """Let the note of a phase say ``words``."""
        self._notes = rewritten(self._notes, phase, words, self._wall())

    def summarise(self, take_aways: Iterable[str], moments: Iterable[SimTimeMs]) -> None:
        """Let these be the take-aways and moments."""
        wall = self._wall()
        said = relisted(self._notes, TAKE_AWAY, ((0, words) for words in take_aways), wall)
        at = ((at_ms, clock_text(at_ms)) for at_ms in moments)
        self._notes = relisted(said, MOMENT, at, wall)

    def flush(self) -> None:
        """Hand the notes on, if they are others than those kept."""
        if self._notes != self._kept:
            self._kept = self._notes
            self._keep(self._notes)
