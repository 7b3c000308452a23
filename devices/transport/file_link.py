"""A file of the system that tells events as they come (Linux: /dev/input), read without waiting."""

import os
import select
from collections.abc import Callable

from devices.transport.link import Piece, TransportError

_AT_ONCE = 65_536


class FileLink:
    """A Transport that only listens; what is written goes nowhere. Not for Windows."""

    def __init__(self, path: str, *, monotonic_s: Callable[[], float] | None = None) -> None:
        """Name the file; nothing is opened yet. ``monotonic_s`` stamps arrivals."""
        self._path = path
        self._monotonic_s = monotonic_s
        self._file: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether the file is open."""
        return self._file is not None

    def open(self) -> None:
        """Open the file; TransportError when it is not there or not allowed."""
        self.close()
        try:
            self._file = os.open(self._path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        except OSError as error:
            raise TransportError(f"{self._path}: {error.strerror}") from error

    def write(self, wire: bytes) -> None:
        """Say nothing: there is nobody to talk to."""

    def receive(self, timeout_s: float) -> tuple[Piece, ...]:
        """Return what arrived; TransportError when the device is gone."""
        if self._file is None:
            raise TransportError("the file is closed")
        try:
            if not select.select([self._file], [], [], timeout_s)[0]:
                return ()
            received = os.read(self._file, _AT_ONCE)
        except OSError as error:
            raise TransportError(str(error.strerror)) from error
        if not received:
            raise TransportError("unplugged")
        at_s = self._monotonic_s() if self._monotonic_s else None
        return (Piece(received, at_s),)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
