"""Serving a simulated manikin on a pseudo-terminal or a TCP port."""

import os
import select
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from devices.simulated.manikin import Manikin
from devices.transport.tcp_link import LOOPBACK

_TICK_S = 0.01
_CHUNK = 65_536
_BACKLOG_LIMIT = 1 << 22


class Line(Protocol):
    """The device's end of a link. ``address`` is what a host opens."""

    address: str

    def readable(self) -> list[int]:
        """Return the descriptors to wait for."""
        ...

    def writable(self) -> list[int]:
        """Return the descriptor that output goes to, none without a host."""
        ...

    def read(self, ready: list[int]) -> bytes:
        """Return what came on ``ready`` descriptors."""
        ...

    def write(self, wire: bytes) -> int:
        """Write what fits and return how much that was."""
        ...

    def close(self) -> None:
        """Release everything."""
        ...


class PtyLine:
    """A pseudo-terminal; ``link_name`` is a symbolic link that keeps its name."""

    def __init__(self, link_name: str | None = None) -> None:
        """Open a pair; our own slave end stays open so that hosts may come and go."""
        import pty  # noqa: PLC0415  absent on Windows, where TCP is used
        import tty  # noqa: PLC0415

        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.address = os.ttyname(self._slave)
        self._link = Path(link_name) if link_name else None
        if self._link is not None:
            self._link.unlink(missing_ok=True)
            self._link.symlink_to(self.address)

    def readable(self) -> list[int]:
        """The master."""
        return [self._master]

    def writable(self) -> list[int]:
        """The master."""
        return [self._master]

    def read(self, ready: list[int]) -> bytes:
        """Return what the host wrote."""
        return os.read(self._master, _CHUNK) if self._master in ready else b""

    def write(self, wire: bytes) -> int:
        """Write what the terminal's buffer takes."""
        with suppress(BlockingIOError):
            return os.write(self._master, wire)
        return 0

    def close(self) -> None:
        """Hang up."""
        os.close(self._master)
        os.close(self._slave)
        if self._link is not None and self._link.is_symlink():
            self._link.unlink()


class TcpLine:
    """A port of the loopback address, for one host at a time."""

    def __init__(self) -> None:
        """Listen on a free port of 127.0.0.1, never on another address."""
        self._server = socket.create_server((LOOPBACK, 0))
        self._host: socket.socket | None = None
        self.address = str(self._server.getsockname()[1])

    def readable(self) -> list[int]:
        """The listener and the host."""
        hosts = [] if self._host is None else [self._host.fileno()]
        return [self._server.fileno(), *hosts]

    def writable(self) -> list[int]:
        """The host."""
        return [] if self._host is None else [self._host.fileno()]

    def read(self, ready: list[int]) -> bytes:
        """Accept a host (the last one wins) or return what it wrote."""
        if self._server.fileno() in ready:
            self._drop_host()
            self._host, _ = self._server.accept()
            self._host.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._host.setblocking(False)
            return b""
        received = b""
        if self._host is not None and self._host.fileno() in ready:
            with suppress(ConnectionError):
                received = self._host.recv(_CHUNK)
            if not received:
                self._drop_host()
        return received

    def write(self, wire: bytes) -> int:
        """Send what the socket takes; a host that left takes everything."""
        if self._host is None:
            return len(wire)
        try:
            return self._host.send(wire)
        except BlockingIOError:
            return 0
        except ConnectionError:
            self._drop_host()
            return len(wire)

    def close(self) -> None:
        """Stop listening."""
        self._drop_host()
        self._server.close()

    def _drop_host(self) -> None:
        if self._host is not None:
            self._host.close()
            self._host = None


def serve(
    manikin: Manikin, line: Line, *, parent: BinaryIO, monotonic_s: Callable[[], float] | None
) -> None:
    """Serve until ``parent`` (standard input) closes.

    With ``monotonic_s`` the manikin lives in real time, without it only by SIM_ADVANCE.
    """
    ours, theirs = socket.socketpair()
    # A thread, because Windows cannot select on standard input.
    threading.Thread(target=_tell_end, args=(parent, theirs), name="parent", daemon=True).start()
    began_s = monotonic_s() if monotonic_s else 0.0
    backlog = b""
    with ours:
        while True:
            ready, _, _ = select.select(
                [ours.fileno(), *line.readable()],
                line.writable() if backlog else [],
                [],
                _TICK_S if monotonic_s else None,
            )
            if ours.fileno() in ready:
                return
            received = line.read(ready)
            if monotonic_s:  # first to now, so that what came in is answered with the right time
                manikin.run_until(int((monotonic_s() - began_s) * 1e6))
            manikin.receive(received)
            backlog += manikin.take()
            if len(backlog) > _BACKLOG_LIMIT:
                backlog = b""  # nobody reads: a real device's transmit buffer overflows as well
            if backlog:
                backlog = backlog[line.write(backlog) :]


def _tell_end(parent: BinaryIO, theirs: socket.socket) -> None:
    with theirs:
        while parent.read(_CHUNK):
            pass
