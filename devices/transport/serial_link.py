"""A serial port (USB, RS-232, pseudo-terminal) read by a thread of its own."""

import errno
import threading
from collections.abc import Callable
from contextlib import suppress

import serial

from devices.transport.link import Inbox, NotThereError, Piece, TransportError
from devices.transport.ports import openable_name

_READ_TIMEOUT_S = 0.2
_WRITE_TIMEOUT_S = 1.0
_GONE = (serial.SerialException, OSError, TypeError, AttributeError)
"""What pyserial raises for a port that is gone. TypeError, and AttributeError under Windows: its
read meets a descriptor that another thread has just closed."""


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
        make_port: Callable[..., serial.Serial] = serial.Serial,
    ) -> None:
        """Name the port's finder; nothing is opened yet. ``monotonic_s`` stamps arrivals."""
        self._make_port = make_port
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

    @property
    def dropped(self) -> int:
        """Bytes dropped since the link was made, because nobody fetched them."""
        return self._inbox.dropped

    def open(self) -> None:
        """Open the port for ourselves alone and start reading."""
        self.close()
        name = self._find_port()
        if not name:
            raise NotThereError("no such port")
        name = openable_name(name)
        try:
            port = self._make_port(
                name, self._baud, timeout=_READ_TIMEOUT_S, write_timeout=_WRITE_TIMEOUT_S,
                exclusive=True, parity=self._parity,
            )  # fmt: skip
        except (serial.SerialException, OSError, ValueError) as error:
            raise _refusal(name, error) from error
        # A converter's chip may keep bytes for 16 ms; where its driver cannot be asked (ValueError)
        # or the system has no such mode (AttributeError, RuntimeError) it stays so.
        with suppress(AttributeError, RuntimeError, OSError, ValueError):
            port.set_low_latency_mode(True)
        self._port, self._is_closing = port, threading.Event()
        self._inbox = Inbox(self._monotonic_s, dropped=self._inbox.dropped)
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
            raise TransportError(_loss(error)) from error

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
        try:
            with suppress(*_GONE):
                port.cancel_read()
            if reader is not None:
                reader.join(timeout=2 * _READ_TIMEOUT_S + _WRITE_TIMEOUT_S)
        finally:  # under Windows a port that is not closed stays unusable when it comes back
            with suppress(*_GONE):
                port.close()


def _read_until_closed(port: serial.Serial, inbox: Inbox, is_closing: threading.Event) -> None:
    # read(n) waits for all n bytes or the timeout: ask for what is there, or for the next one.
    try:
        while not is_closing.is_set():
            received = port.read(port.in_waiting or 1)
            if received:
                inbox.put(received)
    except _GONE as error:
        inbox.fail(_loss(error))


def _refusal(name: str, error: Exception) -> TransportError:
    """Return what stands against opening a port, in words that say what to do.

    pyserial puts the system's error number, or under Windows only its words, into its own error.
    """
    number = getattr(error, "errno", None)
    words = str(error)
    if number == errno.ENOENT or "FileNotFoundError" in words:
        return NotThereError(f"{name} is gone")
    if number == errno.EBUSY or "exclusively lock" in words:
        return TransportError(f"{name} is in use: close the other program that has it open")
    if number == errno.EACCES or "PermissionError" in words:
        return TransportError(
            f"{name} may not be opened: another program has it (Windows), "
            "or this user may not use serial ports (Linux: group dialout)"
        )
    return TransportError(words)


def _loss(error: Exception) -> str:
    """Return why a port that was open broke, in words of one line.

    Under Windows a pulled plug is a PermissionError of ClearCommError or WriteFile, under Linux
    readiness without data or an input/output error.
    """
    words = str(error)
    signs = ("ClearCommError", "WriteFile", "GetOverlappedResult", "PermissionError", "no data")
    number = getattr(error, "errno", None)
    if any(sign in words for sign in signs) or number in {errno.EIO, errno.ENXIO, errno.ENODEV}:
        return "unplugged"
    return words
