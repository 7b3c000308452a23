"""Events that wait for the host: kept until acknowledged, repeated in order."""

from collections import deque

from devices.protocol.message import Event, Scalar

CAPACITY = 32
REPEAT_US = 200_000


class EventOutbox:
    """The device's event buffer; a full one forgets its oldest and counts it."""

    def __init__(self) -> None:
        """Begin empty."""
        self._kept: deque[Event] = deque()
        self._next = 1
        self._repeat_at_us = 0
        self.dropped = 0

    def add(self, name: str, fields: dict[str, Scalar], now_us: int) -> Event:
        """Keep an event and return it, to be sent at once."""
        if len(self._kept) == CAPACITY:
            self._kept.popleft()
            self.dropped += 1
        if not self._kept:
            self._repeat_at_us = now_us + REPEAT_US
        event = Event(event=self._next, name=name, fields=fields)
        self._next += 1
        self._kept.append(event)
        return self._stamped(event)

    def settle(self, number: int) -> None:
        """Forget everything up to an acknowledged event."""
        while self._kept and self._kept[0].event <= number:
            self._kept.popleft()

    def repeat_due(self, now_us: int) -> tuple[Event, ...]:
        """Return everything unacknowledged, in order, when it is time to send it again."""
        if not self._kept or now_us < self._repeat_at_us:
            return ()
        self._repeat_at_us = now_us + REPEAT_US
        return tuple(self._stamped(event) for event in self._kept)

    def _stamped(self, event: Event) -> Event:
        oldest = self._kept[0].event
        return Event(event=event.event, name=event.name, fields=event.fields, oldest=oldest)
