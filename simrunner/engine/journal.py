"""What one tick brings forth: orders and facts, and the facts' running number."""

from collections.abc import Callable

from simrunner.domain.event import Event
from simrunner.domain.order import Order


class Journal:
    """Collects the orders and facts of a tick in the order in which they came about.

    ``note`` adds a fact, ``order`` an order for the body, the sensors or the monitor.
    """

    def __init__(self) -> None:
        """Begin with an empty record."""
        self._taken = 0
        self._events: list[Event] = []
        self._orders: list[Order] = []
        self.note: Callable[[Event], None] = self._events.append
        self.order: Callable[[Order], None] = self._orders.append

    @property
    def record(self) -> int:
        """The place in the record of this run, from 1, of the fact noted last."""
        return self._taken + len(self._events)

    def resume(self, record: int) -> None:
        """Go on after the fact at that place."""
        self._taken = record

    def take(self) -> tuple[tuple[Order, ...], tuple[Event, ...]]:
        """Return what came about since the last call."""
        if not self._events and not self._orders:
            return (), ()
        taken = tuple(self._orders), tuple(self._events)
        self._taken += len(self._events)
        self._orders.clear()
        self._events.clear()
        return taken
