"""What every link offers, and the inbox that a reader thread fills."""

import threading
from typing import Protocol

from simrunner.hardware.device import DeviceError

_INBOX_LIMIT = 1 << 20


class TransportError(DeviceError):
    """The link cannot be opened, or broke."""


class Transport(Protocol):
    """A byte pipe to one device; used by one thread at a time, reopened after a close."""

    @property
    def is_open(self) -> bool:
        """Whether ``open`` succeeded and ``close`` was not called since."""
        ...

    def open(self) -> None:
        """Open the link; TransportError when it is not there or somebody else has it."""
        ...

    def write(self, wire: bytes) -> None:
        """Hand over bytes; TransportError when the link broke or stays full."""
        ...

    def receive(self, timeout_s: float) -> bytes:
        """Return what arrived, waiting at most ``timeout_s``; nothing after that.

        TransportError when the link broke and everything that came before was returned.
        """
        ...

    def close(self) -> None:
        """Release the link; closing a closed link is fine."""
        ...


class Inbox:
    """Bytes from a reader thread to the one that asks for them."""

    def __init__(self) -> None:
        """Begin empty and unbroken."""
        self._changed = threading.Condition()
        self._arrived = bytearray()
        self._failure: str | None = None
        self.dropped = 0

    def put(self, received: bytes) -> None:
        """Add bytes; beyond a mebibyte that nobody fetched they are dropped and counted."""
        with self._changed:
            room = _INBOX_LIMIT - len(self._arrived)
            self._arrived += received[:room]
            self.dropped += max(0, len(received) - room)
            self._changed.notify_all()

    def fail(self, reason: str) -> None:
        """Say that nothing will come any more."""
        with self._changed:
            self._failure = self._failure or reason
            self._changed.notify_all()

    def take(self, timeout_s: float) -> bytes:
        """Return everything that arrived, waiting at most ``timeout_s`` for the first byte."""
        with self._changed:
            if timeout_s > 0:
                self._changed.wait_for(lambda: self._arrived or self._failure, timeout_s)
            if not self._arrived and self._failure:
                raise TransportError(self._failure)
            taken = bytes(self._arrived)
            self._arrived.clear()
            return taken
