"""A link without wires, for a device that lives in the same process."""

from collections.abc import Callable

from devices.transport.link import Inbox, NotThereError, Piece, TransportError


class MemoryLink:
    """A Transport whose far end is a function.

    ``on_write`` gets what the host writes; the far end answers with ``deliver``. ``on_wait`` is
    told how long a fruitless ``receive`` would have waited, so that a clock kept by hand moves on.
    """

    def __init__(
        self,
        on_write: Callable[[bytes], None],
        *,
        on_wait: Callable[[float], None] = lambda _timeout_s: None,
        monotonic_s: Callable[[], float] | None = None,
    ) -> None:
        """Join the ends; the cable is in. ``monotonic_s`` stamps arrivals."""
        self._on_write = on_write
        self._on_wait = on_wait
        self._monotonic_s = monotonic_s
        self._inbox = Inbox(monotonic_s)
        self._is_plugged_in = True
        self._is_open = False

    @property
    def is_open(self) -> bool:
        """Whether the host has opened the link."""
        return self._is_open

    @property
    def dropped(self) -> int:
        """Bytes dropped since the link was made, because nobody fetched them."""
        return self._inbox.dropped

    def open(self) -> None:
        """Open the link; NotThereError while unplugged."""
        if not self._is_plugged_in:
            raise NotThereError("unplugged")
        self._inbox = Inbox(self._monotonic_s, dropped=self._inbox.dropped)
        self._is_open = True

    def write(self, wire: bytes) -> None:
        """Pass bytes to the far end at once."""
        if not self._is_open or not self._is_plugged_in:
            raise TransportError("unplugged")
        self._on_write(wire)

    def receive(self, timeout_s: float) -> tuple[Piece, ...]:
        """Return what the far end delivered."""
        received = self._inbox.take(0)
        if not received and timeout_s > 0:
            self._on_wait(timeout_s)
        return received

    def close(self) -> None:
        """Leave the link."""
        self._is_open = False

    def deliver(self, wire: bytes) -> None:
        """Bring bytes to the host; lost while nobody listens."""
        if self._is_open and self._is_plugged_in:
            self._inbox.put(wire)

    def unplug(self) -> None:
        """Pull the cable."""
        self._is_plugged_in = False
        self._inbox.fail("unplugged")

    def plug_in(self) -> None:
        """Put the cable back; the host has to open the link again."""
        self._is_plugged_in = True
