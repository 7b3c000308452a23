"""What every link offers, and the inbox that a reader thread fills."""

import threading
from collections.abc import Callable
from typing import NamedTuple, Protocol, runtime_checkable

from simrunner.hardware.device import DeviceError

_INBOX_LIMIT = 1 << 20
_PIECES_LIMIT = 1 << 12


class TransportError(DeviceError):
    """The link cannot be opened, or broke."""


class NotThereError(TransportError):
    """Nothing is plugged in: the normal state of what is unplugged, not worth a word."""


class Piece(NamedTuple):
    """Bytes that arrived together; ``at_s`` is when, None where nobody looks at a clock."""

    wire: bytes
    at_s: float | None


class Transport(Protocol):
    """A byte pipe to one device; used by one thread at a time, reopened after a close."""

    @property
    def is_open(self) -> bool:
        """Whether ``open`` succeeded and ``close`` was not called since."""
        ...

    def open(self) -> None:
        """Open the link; NotThereError without a device, else TransportError and why."""
        ...

    def write(self, wire: bytes) -> None:
        """Hand over bytes; TransportError when the link broke or stays full."""
        ...

    def receive(self, timeout_s: float) -> tuple[Piece, ...]:
        """Return what arrived, waiting at most ``timeout_s``; nothing after that.

        TransportError when the link broke and everything that came before was returned.
        """
        ...

    def close(self) -> None:
        """Release the link; closing a closed link is fine."""
        ...


@runtime_checkable
class CountsDropped(Protocol):
    """A transport that counts what it had to drop."""

    @property
    def dropped(self) -> int:
        """Bytes dropped since it was made, because nobody fetched them."""
        ...


class Inbox:
    """Bytes from a reader thread to the one that asks for them, stamped as they come in.

    Whoever asks may come late; the stamp is of the thread that waited for the bytes.
    """

    def __init__(self, monotonic_s: Callable[[], float] | None = None, *, dropped: int = 0) -> None:
        """Begin empty and unbroken, ``dropped`` bytes ago; ``monotonic_s`` makes the stamps."""
        self._changed = threading.Condition()
        self._monotonic_s = monotonic_s
        self._arrived: list[tuple[bytearray, float | None]] = []
        self._size = 0
        self._failure: str | None = None
        self.dropped = dropped

    def put(self, received: bytes) -> None:
        """Add bytes; beyond a mebibyte that nobody fetched they are dropped and counted."""
        at_s = self._monotonic_s() if self._monotonic_s else None
        with self._changed:
            kept = received[: _INBOX_LIMIT - self._size]
            self._size += len(kept)
            self.dropped += len(received) - len(kept)
            if len(self._arrived) < _PIECES_LIMIT:
                self._arrived.append((bytearray(kept), at_s))
            else:  # so many that nobody keeps up: one stamp for all the rest
                self._arrived[-1][0].extend(kept)
            self._changed.notify_all()

    def fail(self, reason: str) -> None:
        """Say that nothing will come any more."""
        with self._changed:
            self._failure = self._failure or reason
            self._changed.notify_all()

    def take(self, timeout_s: float) -> tuple[Piece, ...]:
        """Return everything that arrived, waiting at most ``timeout_s`` for the first byte."""
        with self._changed:
            if timeout_s > 0:
                self._changed.wait_for(lambda: self._arrived or self._failure, timeout_s)
            if not self._arrived and self._failure:
                raise TransportError(self._failure)
            taken, self._arrived, self._size = self._arrived, [], 0
            return tuple(Piece(bytes(wire), at_s) for wire, at_s in taken)
