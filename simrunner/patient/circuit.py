"""What a breathing circuit gives back: carbon dioxide that is breathed in again."""

from collections.abc import Iterable, Mapping
from typing import Any

from simrunner.domain.body_order import Rebreathe
from simrunner.domain.order import Order


class Circuit:
    """The carbon dioxide that is inspired, moved evenly from where it is to what was ordered."""

    def __init__(self) -> None:
        """Begin with fresh gas."""
        self._from_mmhg = 0.0
        self._to_mmhg = 0.0
        self._from_ms = 0
        self._over_ms = 0

    def obey(self, orders: Iterable[Order], now_ms: int) -> None:
        """Carry out what concerns the circuit."""
        for order in orders:
            if isinstance(order, Rebreathe):
                self._from_mmhg = self.inspired_co2_mmhg(now_ms)
                self._to_mmhg = order.inspired_co2_mmhg
                self._from_ms, self._over_ms = now_ms, order.over_ms

    def inspired_co2_mmhg(self, now_ms: int) -> float:
        """Return what is breathed in at ``now_ms``."""
        since_ms = now_ms - self._from_ms
        if since_ms >= self._over_ms:
            return self._to_mmhg
        return self._from_mmhg + (self._to_mmhg - self._from_mmhg) * since_ms / self._over_ms

    def saved(self) -> dict[str, Any]:
        """Return the state as plain JSON values."""
        return {
            "from_mmhg": self._from_mmhg, "to_mmhg": self._to_mmhg, "from_ms": self._from_ms,
            "over_ms": self._over_ms,
        }  # fmt: skip

    def resume(self, saved: Mapping[str, Any]) -> None:
        """Go on from what saved() gave."""
        self._from_mmhg, self._to_mmhg = saved["from_mmhg"], saved["to_mmhg"]
        self._from_ms, self._over_ms = saved["from_ms"], saved["over_ms"]
