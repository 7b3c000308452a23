"""The device's end of a link: a pseudo-terminal or a TCP port, with a plug to pull."""

import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from devices.transport.tcp_link import LOOPBACK

_CHUNK = 65_536


class Line(Protocol):
    """The device's end of a link. ``address`` is what a host opens, "" while unplugged."""

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

    def unplug(self) -> None:
        """Pull the plug: whoever has the link open sees it break."""
        ...

    def plug_in(self) -> None:
        """Put it back, under another address."""
        ...

    def close(self) -> None:
        """Release everything."""
        ...


class PtyLine:
    """A pseudo-terminal; ``link_name`` is a symbolic link that keeps its name."""

    def __init__(self, link_name: str | None = None) -> None:
        """Open a pair; our own slave end stays open so that hosts may come and go."""
        self._link = Path(link_name) if link_name else None
        self._last = ""
        self.address = ""
        self._master = self._slave = -1
        self.plug_in()

    def plug_in(self) -> None:
        """Open a pair under another number than the last one."""
        master, slave = _pair()
        if os.ttyname(slave) == self._last:
            other, other_slave = _pair()
            os.close(master)
            os.close(slave)
            master, slave = other, other_slave
        os.set_blocking(master, False)
        self._master, self._slave = master, slave
        self.address = self._last = os.ttyname(slave)
        if self._link is not None:
            self._link.unlink(missing_ok=True)
            self._link.symlink_to(self.address)

    def unplug(self) -> None:
        """Close the master: the terminal hangs up, and the symbolic link is gone."""
        if self._master < 0:
            return
        os.close(self._master)
        os.close(self._slave)
        self._master = self._slave = -1
        self.address = ""
        if self._link is not None and self._link.is_symlink():
            self._link.unlink()

    def readable(self) -> list[int]:
        """The master."""
        return [self._master] if self.address else []

    def writable(self) -> list[int]:
        """The master."""
        return self.readable()

    def read(self, ready: list[int]) -> bytes:
        """Return what the host wrote."""
        with suppress(BlockingIOError):
            return os.read(self._master, _CHUNK) if self._master in ready else b""
        return b""

    def write(self, wire: bytes) -> int:
        """Write what the terminal's buffer takes; without a plug everything is gone."""
        if not self.address:
            return len(wire)
        with suppress(BlockingIOError):
            return os.write(self._master, wire)
        return 0

    def close(self) -> None:
        """Hang up."""
        self.unplug()


def _pair() -> tuple[int, int]:
    import pty  # noqa: PLC0415  absent on Windows, where TCP is used
    import tty  # noqa: PLC0415

    master, slave = pty.openpty()
    tty.setraw(slave)
    return master, slave


class TcpLine:
    """A port of the loopback address, for one host at a time."""

    def __init__(self) -> None:
        """Listen on a free port of 127.0.0.1, never on another address."""
        self._server: socket.socket | None = None
        self._host: socket.socket | None = None
        self.address = ""
        self.plug_in()

    def plug_in(self) -> None:
        """Listen on a free port."""
        self._server = socket.create_server((LOOPBACK, 0))
        self._server.setblocking(False)
        self.address = str(self._server.getsockname()[1])

    def unplug(self) -> None:
        """Close the connection and stop listening."""
        self._drop_host()
        if self._server is not None:
            self._server.close()
        self._server, self.address = None, ""

    def readable(self) -> list[int]:
        """The listener and the host."""
        listeners = [] if self._server is None else [self._server.fileno()]
        return [*listeners, *self.writable()]

    def writable(self) -> list[int]:
        """The host."""
        return [] if self._host is None else [self._host.fileno()]

    def read(self, ready: list[int]) -> bytes:
        """Accept a host (the last one wins) or return what it wrote."""
        if self._server is not None and self._server.fileno() in ready:
            with suppress(BlockingIOError):
                self._accept(*self._server.accept())
            return b""
        received = b""
        if self._host is not None and self._host.fileno() in ready:
            with suppress(ConnectionError, BlockingIOError):
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
        self.unplug()

    def _accept(self, host: socket.socket, _address: object) -> None:
        self._drop_host()
        host.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        host.setblocking(False)
        self._host = host

    def _drop_host(self) -> None:
        if self._host is not None:
            self._host.close()
            self._host = None
