"""Whether the heart moved blood of late, and whether somebody pressed."""

from collections.abc import Sequence

from simrunner.patient.chest import Press
from simrunner.patient.circulation.state import Contraction

_MOVES_BLOOD = 0.2  # a contraction of more than this strength: pseudo-PEA has less
_BEATS_WITHIN_MS = 6000  # longer than any pause of a rhythm with a pulse
_PRESSED_MS = 1500  # so long after a compression its pressure is still read


class Motion:
    """Tells the heart's own beats from compressions."""

    def __init__(self) -> None:
        """Begin with a heart that beats and nobody who presses."""
        self._ejected_at_ms = 0
        self._pressed_at_ms = -_PRESSED_MS

    def note(
        self, now_ms: int, contractions: Sequence[Contraction], presses: Sequence[Press]
    ) -> None:
        """Take note of one step."""
        if any(each.strength > _MOVES_BLOOD for each in contractions):
            self._ejected_at_ms = now_ms
        if presses:
            self._pressed_at_ms = now_ms

    def is_beating(self, now_ms: int) -> bool:
        """Return whether the heart itself moved blood of late, whatever compressions do."""
        return now_ms - self._ejected_at_ms <= _BEATS_WITHIN_MS

    def is_pressed(self, now_ms: int) -> bool:
        """Return whether compressions do what the heart does not."""
        return now_ms - self._pressed_at_ms < _PRESSED_MS and not self.is_beating(now_ms)

    def saved(self) -> list[int]:
        """Return it as plain JSON values."""
        return [self._ejected_at_ms, self._pressed_at_ms]

    def resume(self, saved: Sequence[int]) -> None:
        """Go on from what saved() gave."""
        self._ejected_at_ms, self._pressed_at_ms = saved
