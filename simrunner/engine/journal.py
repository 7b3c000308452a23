"""What one tick brings forth: orders and facts, and the facts' running number."""

from simrunner.domain.event import Event
from simrunner.domain.order import Order


class Journal:
    """Collects the orders and facts of a tick in the order in which they came about."""

    def __init__(self) -> None:
        """Begin with an empty record."""
        self.record = 0
        self._events: list[Event] = []
        self._orders: list[Order] = []

    def note(self, event: Event) -> int:
        """Add a fact; return its place in the record of this run, from 1."""
        self._events.append(event)
        self.record += 1
        return self.record

    def order(self, order: Order) -> None:
        """Add an order for the body, the sensors or the monitor."""
        self._orders.append(order)

    def take(self) -> tuple[tuple[Order, ...], tuple[Event, ...]]:
        """Return what came about since the last call."""
        if not self._events and not self._orders:
            return (), ()
        taken = tuple(self._orders), tuple(self._events)
        self._orders.clear()
        self._events.clear()
        return taken
