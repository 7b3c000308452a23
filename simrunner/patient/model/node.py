"""What an ordered rate makes of the sinus node (ADR 0024)."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from simrunner.domain.sim_time import STEP_MS
from simrunner.patient.handle import Influence
from simrunner.patient.rhythm.rhythm import Rhythm

_ADULT_PER_MIN = 75.0
_MOVES_FOR_S = 60.0
_RAMP_S = 10.0
_TURNS_PER_S = 0.5
_LETS_GO_PER_S = 0.2
_SLOWEST, _FASTEST = 0.2, 4.0
_STEP_S = STEP_MS / 1000.0


class NodeState(NamedTuple):
    """The node's factor, and the rate it is moved from and to while it still is (``left_s``)."""

    factor: float = 1.0
    from_per_min: float = 0.0
    target_per_min: float = 0.0
    left_s: float = 0.0


class Node:
    """Moves the sinus node to the rate that a rhythm is named after, then leaves it alone.

    A servo like that of a trend: for a minute it holds against the reflexes, the first ten seconds
    of it on the way; then the factor stands still, and reflexes and treatments move the rate.
    """

    def __init__(self, usual_per_min: float) -> None:
        """Begin with a node left alone; ``usual_per_min`` is the resting rate of the age."""
        self._scale = usual_per_min / _ADULT_PER_MIN
        self._now = NodeState()

    def order(self, rhythm: Rhythm, present_per_min: float) -> None:
        """Take up an ordered rhythm: one that sets no rate lets the node go.

        A rate that lies in the rhythm's range already stays. Ranges are those of adults, and in
        children higher as their resting rates are.
        """
        rates, scale = rhythm.rates, self._scale
        if not rhythm.sets_rate:
            self._now = self._now._replace(target_per_min=0.0, left_s=0.0)
        elif not rates.lowest_per_min * scale <= present_per_min <= rates.highest_per_min * scale:
            self._now = self._now._replace(
                from_per_min=present_per_min, target_per_min=rates.usual_per_min * scale,
                left_s=_MOVES_FOR_S,
            )  # fmt: skip

    def move(self, sinus_per_min: float) -> None:
        """Let a step pass in which the node fired at a rate."""
        now = self._now
        if now.left_s > 0.0:
            done = min(1.0, (_MOVES_FOR_S - now.left_s) / _RAMP_S)
            wanted = now.from_per_min + (now.target_per_min - now.from_per_min) * done
            error = wanted / max(1.0, sinus_per_min) - 1.0
            factor = now.factor * (1.0 + _TURNS_PER_S * _STEP_S * max(-0.5, min(1.0, error)))
            factor = max(_SLOWEST, min(_FASTEST, factor))
            self._now = now._replace(factor=factor, left_s=max(0.0, now.left_s - _STEP_S))
        elif now.target_per_min == 0.0 and now.factor != 1.0:
            factor = now.factor + (1.0 - now.factor) * _LETS_GO_PER_S * _STEP_S
            self._now = NodeState() if abs(factor - 1.0) < 0.001 else now._replace(factor=factor)

    def influence(self) -> Influence:
        """Return what it does to the handles."""
        return {} if self._now.factor == 1.0 else {"sinus_rate": self._now.factor}

    def saved(self) -> Mapping[str, Any]:
        """Return the node as plain JSON values."""
        return self._now._asdict()

    def resume(self, saved: Mapping[str, Any]) -> None:
        """Go on from what saved() gave."""
        self._now = NodeState(**saved)
