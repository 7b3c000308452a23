"""A device on a TCP port of this computer (Windows has no pseudo-terminals)."""

import ipaddress
import socket
import threading
from collections.abc import Callable
from contextlib import suppress

from devices.transport.link import Inbox, NotThereError, Piece, TransportError

LOOPBACK = "127.0.0.1"

_POLL_S = 0.2
_CONNECT_S = 1.0


class TcpLink:
    """A Transport over TCP; other computers only when ``is_remote_allowed``.

    ``find_port`` is asked at every opening; None means that the device is not there.
    """

    def __init__(
        self,
        find_port: Callable[[], int | None],
        *,
        host: str = LOOPBACK,
        is_remote_allowed: bool = False,
        monotonic_s: Callable[[], float] | None = None,
    ) -> None:
        """Name the far end; ValueError for another computer that was not allowed.

        ``monotonic_s`` stamps arrivals.
        """
        if not is_remote_allowed and not ipaddress.ip_address(host).is_loopback:
            raise ValueError(f"{host} is another computer")
        self._find_port = find_port
        self._host = host
        self._socket: socket.socket | None = None
        self._reader: threading.Thread | None = None
        self._monotonic_s = monotonic_s
        self._inbox = Inbox()
        self._is_closing = threading.Event()

    @property
    def is_open(self) -> bool:
        """Whether the connection was made and not closed by us."""
        return self._socket is not None

    @property
    def dropped(self) -> int:
        """Bytes dropped since the link was made, because nobody fetched them."""
        return self._inbox.dropped

    def open(self) -> None:
        """Connect and start reading."""
        self.close()
        port = self._find_port()
        if port is None:
            raise NotThereError("no such port")
        try:
            link = socket.create_connection((self._host, port), timeout=_CONNECT_S)
        except ConnectionRefusedError as error:
            raise NotThereError(f"nothing listens on port {port}") from error
        except OSError as error:
            raise TransportError(str(error)) from error
        link.settimeout(_POLL_S)
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket, self._is_closing = link, threading.Event()
        self._inbox = Inbox(self._monotonic_s, dropped=self._inbox.dropped)
        self._reader = threading.Thread(
            target=_read_until_closed, args=(link, self._inbox, self._is_closing),
            name=f"tcp {port}", daemon=True,
        )  # fmt: skip
        self._reader.start()

    def write(self, wire: bytes) -> None:
        """Send all bytes."""
        if self._socket is None:
            raise TransportError("the connection is closed")
        try:
            self._socket.sendall(wire)
        except OSError as error:
            raise TransportError(str(error)) from error

    def receive(self, timeout_s: float) -> tuple[Piece, ...]:
        """Return what the reader thread has collected."""
        return self._inbox.take(timeout_s)

    def close(self) -> None:
        """Stop the reader and drop the connection."""
        link, reader = self._socket, self._reader
        self._socket = self._reader = None
        if link is None:
            return
        self._is_closing.set()
        with suppress(OSError):
            link.shutdown(socket.SHUT_RDWR)
        if reader is not None:
            reader.join(timeout=2 * _POLL_S)
        link.close()


def _read_until_closed(link: socket.socket, inbox: Inbox, is_closing: threading.Event) -> None:
    while not is_closing.is_set():
        try:
            received = link.recv(65_536)
        except TimeoutError:
            continue
        except OSError as error:
            inbox.fail(str(error))
            return
        if not received:
            inbox.fail("the far end closed the connection")
            return
        inbox.put(received)
