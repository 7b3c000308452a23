"""Breaths given by hand and measured by hardware, as the lungs feel them."""

from collections.abc import Sequence

from simrunner.domain.action import GiveBreath
from simrunner.domain.body_order import Ventilate

FELT_ABOVE_ML = 100
"""A smaller volume moves the dead space alone and is no breath (the limit of the CPR measures)."""

WINDOW_MS = 12_000
"""How long one breath is spread out over: two of the six seconds between breaths through an airway
(AHA 2020: one in 6 s). A teaching choice, as the lungs of the model breathe by rate and volume."""

_LARGEST_ML = 3000
_PER_BREATH = 60_000 / WINDOW_MS


class Bag:
    """Spreads single breaths evenly over WINDOW_MS, so that no volume is lost or made.

    A breath that was measured in the airway has passed it: the airway counts as held open.
    """

    def __init__(self) -> None:
        """Begin with nobody at the bag."""
        self._breaths: tuple[tuple[int, int], ...] = ()

    def squeeze(self, breath: GiveBreath, at_ms: int) -> None:
        """Take in one breath."""
        if breath.volume_ml > FELT_ABOVE_ML:
            volume_ml = min(_LARGEST_ML, breath.volume_ml)
            self._breaths = (*self._breaths, (at_ms, volume_ml))

    def breathing(self, now_ms: int) -> Ventilate | None:
        """Return the breaths of the window as a machine that gives as much; None without any."""
        if not self._breaths:
            return None
        self._breaths = tuple(each for each in self._breaths if each[0] > now_ms - WINDOW_MS)
        number = len(self._breaths)
        if not number:
            return None
        total_ml = sum(volume_ml for _, volume_ml in self._breaths)
        return Ventilate(
            mode="vc", tidal_volume_ml=total_ml / number, rate_per_min=number * _PER_BREATH
        )

    def saved(self) -> Sequence[Sequence[int]]:
        """Return the breaths that are still felt as plain JSON values."""
        return [list(each) for each in self._breaths]

    def resume(self, saved: Sequence[Sequence[int]]) -> None:
        """Go on from what saved() gave."""
        self._breaths = tuple((at_ms, volume_ml) for at_ms, volume_ml in saved)
