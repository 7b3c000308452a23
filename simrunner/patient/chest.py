"""Chest compressions as the body feels them."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simrunner.domain.action import Compress
from simrunner.domain.chance import Stream
from simrunner.domain.order import Order, Treat
from simrunner.domain.sim_time import STEP_MS

REFERENCE_DEPTH_MM = 50
"""The least depth that guidelines ask of an adult's rescuer (ILCOR 2020: at least 5 cm)."""

_STALE_MS = 1000
_PERFUSING_COUNT = 3
_PERFUSING_WINDOW_MS = 3500
_PERFUSING_GAP_MS = 1500
_DEEPEST = 1.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """One compression. ``strength`` is 1 at REFERENCE_DEPTH_MM and proportional to its way.

    The way is from where the chest stood before to its deepest: a chest that is leaned on does not
    fill as it should, and the same depth moves less. A tenth of leaning cost piglets 16 % of their
    output, a fifth 26 % (Zuercher et al., Crit Care Med 2010;38:1141, from memory: unverified);
    that the loss is the missing way is a teaching choice.
    """

    at_ms: int
    strength: float


class Chest:
    """Turns orders into compressions and judges whether they perfuse."""

    def __init__(self, seed: int) -> None:
        """Draw the small differences between compressions from ``patient.compressions``."""
        self._chance = Stream(seed, "patient.compressions")
        self._recent: deque[int] = deque()

    def obey(self, orders: Sequence[Order], now_ms: int) -> list[Press]:
        """Return the compressions of the step that ends at ``now_ms``, by time.

        One that was performed shortly before the step moves the chest at its start; one logged
        more than a second late moves nothing, because that moment has been drawn.
        """
        presses: list[Press] = []
        if not orders and not self._recent:
            return presses
        for order in orders:
            if not isinstance(order, Treat) or not isinstance(order.action, Compress):
                continue
            if order.performed_at_ms < now_ms - _STALE_MS:
                continue
            at_ms = min(now_ms, max(order.performed_at_ms, now_ms - STEP_MS + 1))
            way_mm = order.action.depth_mm - (order.action.lean_mm or 0)
            depth = max(0.0, way_mm / REFERENCE_DEPTH_MM)
            strength = min(_DEEPEST, depth) * self._chance.between(0.92, 1.08)
            presses.append(Press(at_ms=at_ms, strength=strength))
        presses.sort(key=lambda press: press.at_ms)
        self._recent.extend(press.at_ms for press in presses)
        while self._recent and self._recent[0] < now_ms - _PERFUSING_WINDOW_MS:
            self._recent.popleft()
        return presses

    def saved(self) -> dict[str, Any]:
        """Return the chest as plain JSON values."""
        return {"draws": self._chance.index, "recent_at_ms": list(self._recent)}

    def resume(self, saved: Mapping[str, Any]) -> None:
        """Go on from what saved() gave."""
        self._chance.index = saved["draws"]
        self._recent = deque(saved["recent_at_ms"])

    def is_perfusing(self, now_ms: int) -> bool:
        """Return whether compressions come often enough to move blood: a teaching choice.

        Three within 3.5 s, the last no longer than 1.5 s ago: a pause is felt at once.
        """
        return (
            len(self._recent) >= _PERFUSING_COUNT and now_ms - self._recent[-1] <= _PERFUSING_GAP_MS
        )
