"""What was ordered of the pressure lines: how they answer, the flush, where a catheter lies."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from simrunner.domain.body_order import (
    CatheterPlace,
    CatheterTip,
    DampLine,
    FlushLine,
    LineState,
    MoveBalloon,
    MoveTip,
)
from simrunner.domain.order import Order
from simrunner.patient.wave.conditions import (
    FLUSH_MS,
    OPTIMAL,
    OVERDAMPED,
    UNDERDAMPED,
    Catheter,
    WaveConditions,
)

_CATHETERS: Mapping[LineState, Catheter] = {
    "normal": OPTIMAL, "underdamped": UNDERDAMPED, "overdamped": OVERDAMPED,
}  # fmt: skip


class Lines:
    """The pressure lines of one patient.

    Until somebody orders anything of the arterial line, it shows the artery as it is; from then on
    it is a system of tube and transducer, which a flush sets swinging.
    """

    def __init__(self) -> None:
        """Begin with lines that nobody has touched."""
        self._state: LineState | None = None
        self._flush_at_ms: int | None = None
        self._tip: CatheterTip = "pa"
        self._is_balloon_up = False

    def obey(self, orders: Iterable[Order], now_ms: int) -> None:
        """Carry out what concerns the lines; a flush begins with the step after ``now_ms``."""
        for order in orders:
            match order:
                case DampLine():
                    self._state = order.state
                case FlushLine():
                    self._state = self._state or "normal"
                    self._flush_at_ms = now_ms
                case MoveBalloon():
                    self._is_balloon_up = order.is_up
                case MoveTip():
                    self._tip = order.place
                case _:
                    pass
        if self._flush_at_ms is not None and now_ms > self._flush_at_ms + 2 * FLUSH_MS:
            self._flush_at_ms = None

    @property
    def state(self) -> LineState:
        """How the arterial line answers."""
        return self._state or "normal"

    @property
    def catheter(self) -> CatheterPlace:
        """Where the pulmonary artery catheter measures."""
        return "wedge" if self._is_balloon_up and self._tip == "pa" else self._tip

    def on(self, conditions: WaveConditions) -> WaveConditions:
        """Return ``conditions`` as they are seen through these lines."""
        if self._state is None and self._tip == "pa" and not self._is_balloon_up:
            return conditions
        return replace(
            conditions,
            catheter=conditions.catheter if self._state is None else _CATHETERS[self._state],
            flush_at_ms=self._flush_at_ms,
            catheter_tip=self._tip,
            is_balloon_up=self._is_balloon_up,
        )

    def saved(self) -> dict[str, Any]:
        """Return the state as plain JSON values."""
        return {
            "state": self._state, "flush_at_ms": self._flush_at_ms, "tip": self._tip,
            "balloon": self._is_balloon_up,
        }  # fmt: skip

    def resume(self, saved: Mapping[str, Any]) -> None:
        """Go on from what saved() gave."""
        self._state, self._flush_at_ms = saved["state"], saved["flush_at_ms"]
        self._tip, self._is_balloon_up = saved["tip"], saved["balloon"]
