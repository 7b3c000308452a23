"""What a usual beat of an uneven rhythm comes to, for waves that are drawn as parts of it."""

from collections.abc import Mapping
from typing import Any

from simrunner.domain.vital import Vital

_PRESSURES = (Vital.SBP, Vital.DBP, Vital.PAP_SYSTOLIC, Vital.PAP_DIASTOLIC)
_SHARE = 0.15  # of a new beat's lowest pressure enters the usual one: seven beats are remembered
_STRONGER = 0.3  # of a pulse pressure above the usual
_WEAKER = 0.07  # of one below it: the ectopic beat of every second one is not the usual one


class UsualPulse:
    """The pressures of a usual beat.

    A modelled body tells what its last beat came to. In an uneven rhythm every beat is drawn as a
    part of the usual one (ScheduledBeat.pulse_fraction); as a part of the one before, the strong
    beat after an ectopic one would be drawn from the weak, and the next run down to its pause.
    """

    def __init__(self) -> None:
        """Begin with a rhythm that is even."""
        self._usual: tuple[float, ...] = ()
        self._last: tuple[float, ...] = ()

    def drawn(self, vitals: Mapping[Vital, float], *, is_even: bool) -> Mapping[Vital, float]:
        """Return what the waves of a step aim at: ``vitals`` themselves in an even rhythm."""
        now = tuple(vitals[vital] for vital in _PRESSURES)
        if is_even or not self._usual:
            self._usual = self._last = now
        if now != self._last:
            self._usual = (
                *_followed(*self._usual[:2], *now[:2]), *_followed(*self._usual[2:], *now[2:])
            )  # fmt: skip
            self._last = now
        if self._usual == now:
            return vitals
        return {**vitals, **dict(zip(_PRESSURES, self._usual, strict=True))}

    def forget(self) -> None:
        """Begin anew with the next pulse, for there is none."""
        self._usual = self._last = ()

    def saved(self) -> dict[str, Any]:
        """Return the state as plain JSON."""
        return {"usual": list(self._usual), "last": list(self._last)}

    def resume(self, saved: Mapping[str, Any]) -> None:
        """Go on from a saved state."""
        self._usual, self._last = tuple(saved["usual"]), tuple(saved["last"])


def _followed(high: float, low: float, new_high: float, new_low: float) -> tuple[float, float]:
    """Return the usual high and low pressure after a beat that came to new ones."""
    pulse, new_pulse = high - low, new_high - new_low
    pulse += (_STRONGER if new_pulse > pulse else _WEAKER) * (new_pulse - pulse)
    low += _SHARE * (new_low - low)
    return low + pulse, low
