"""A pipe of bytes to a device, and listening to one without being in the way."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias, runtime_checkable


class Arrived(Protocol):
    """Bytes that arrived together; ``at_s`` is when, None where nobody looked at a clock."""

    @property
    def wire(self) -> bytes:
        """The bytes."""
        ...

    @property
    def at_s(self) -> float | None:
        """Monotonic seconds."""
        ...


class Pipe(Protocol):
    """A pipe of bytes to a device; what breaks raises DeviceError. See devices.transport.link."""

    @property
    def is_open(self) -> bool:
        """Whether ``open`` succeeded and ``close`` was not called since."""
        ...

    def open(self) -> None:
        """Open the pipe."""
        ...

    def write(self, wire: bytes) -> None:
        """Hand over bytes."""
        ...

    def receive(self, timeout_s: float) -> Sequence[Arrived]:
        """Return what arrived, waiting at most ``timeout_s``."""
        ...

    def close(self) -> None:
        """Release the pipe."""
        ...


Hear: TypeAlias = Callable[[bool, bytes], None]
"""Gets whether we sent the bytes, and the bytes, in the order of the link; must not wait."""


@runtime_checkable
class Tappable(Protocol):
    """A device whose link can be listened to."""

    def tap(self, hear: Hear) -> None:
        """Have ``hear`` get every byte of the link from now on."""
        ...


class TappedPipe:
    """A pipe that works as the one inside of it does, and tells what goes through."""

    def __init__(self, pipe: Pipe, hear: Hear) -> None:
        """Listen to ``pipe``."""
        self._pipe = pipe
        self._hear = hear

    @property
    def is_open(self) -> bool:
        """Whether the pipe is open."""
        return self._pipe.is_open

    @property
    def dropped(self) -> int:
        """Bytes that the pipe had to drop, 0 where it does not count."""
        return int(getattr(self._pipe, "dropped", 0))

    def open(self) -> None:
        """Open the pipe."""
        self._pipe.open()

    def write(self, wire: bytes) -> None:
        """Hand over bytes; those that broke the pipe are told as well."""
        self._hear(True, wire)
        self._pipe.write(wire)

    def receive(self, timeout_s: float) -> Sequence[Arrived]:
        """Return what arrived."""
        pieces = self._pipe.receive(timeout_s)
        for piece in pieces:
            self._hear(False, piece.wire)
        return pieces

    def close(self) -> None:
        """Release the pipe."""
        self._pipe.close()
