"""A serial port (USB, RS-232, pseudo-terminal) read by a thread of its own."""

import threading
from collections.abc import Callable
from contextlib import suppress

import serial

from devices.transport.link import Inbox, Piece, TransportError

_READ_TIMEOUT_S = 0.2
_WRITE_TIMEOUT_S = 1.0


class SerialLink:
    """A Transport over pyserial.

    ``find_port`` is asked at every opening, because a device that was unplugged may come back
    under another name; None or "" means that it is not there.
    """

    def __init__(
        self,
        find_port: Callable[[], str | None],
        *,
        baud: int = 115_200,
        parity: str = serial.PARITY_NONE,
        monotonic_s: Callable[[], float] | None = None,
    ) -> None:
        """Name the port's finder; nothing is opened yet. ``monotonic_s`` stamps arrivals."""
        self._find_port = find_port
        self._baud = baud
        self._parity = parity
        self._port: serial.Serial | None = None
        self._reader: threading.Thread | None = None
        self._monotonic_s = monotonic_s
        self._inbox = Inbox()
        self._is_closing = threading.Event()

    @property
    def is_open(self) -> bool:
        """Whether the port is open."""
        return self._port is not None

    def open(self) -> None:
        """Open the port for ourselves alone and start reading."""
        self.close()
        name = self._find_port()
        if not name:
            raise TransportError("no such port")
        try:
            port = serial.Serial(
                name, self._baud, timeout=_READ_TIMEOUT_S, write_timeout=_WRITE_TIMEOUT_S,
                exclusive=True, parity=self._parity,
            )  # fmt: skip
        except (serial.SerialException, OSError, ValueError) as error:
            raise TransportError(str(error)) from error
        self._port, self._is_closing = port, threading.Event()
        self._inbox = Inbox(self._monotonic_s)
        self._reader = threading.Thread(
            target=_read_until_closed, args=(port, self._inbox, self._is_closing),
            name=f"serial {name}", daemon=True,
        )  # fmt: skip
        self._reader.start()

    def write(self, wire: bytes) -> None:
        """Write all bytes, waiting at most a second for a stalled far end."""
        if self._port is None:
            raise TransportError("the port is closed")
        try:
            self._port.write(wire)
        except (serial.SerialException, OSError) as error:
            raise TransportError(str(error)) from error

    def receive(self, timeout_s: float) -> tuple[Piece, ...]:
        """Return what the reader thread has collected."""
        return self._inbox.take(timeout_s)

    def close(self) -> None:
        """Stop the reader, then release the port even if it is already gone."""
        port, reader = self._port, self._reader
        self._port = self._reader = None
        if port is None:
            return
        self._is_closing.set()
        with suppress(serial.SerialException, OSError):
            port.cancel_read()
        if reader is not None:
            reader.join(timeout=2 * _READ_TIMEOUT_S + _WRITE_TIMEOUT_S)
        with suppress(serial.SerialException, OSError):
            port.close()


def _read_until_closed(port: serial.Serial, inbox: Inbox, is_closing: threading.Event) -> None:
    # read(n) waits for all n bytes or the timeout: ask for what is there, or for the next one.
    try:
        while not is_closing.is_set():
            received = port.read(port.in_waiting or 1)
            if received:
                inbox.put(received)
    except (serial.SerialException, OSError, TypeError) as error:
        # TypeError: pyserial's read meets a descriptor that another thread has just closed.
        inbox.fail(str(error))
