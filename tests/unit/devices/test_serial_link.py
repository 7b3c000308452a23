"""What the systems do to a serial port, on a fake of pyserial that does the same."""

import errno
import threading
import time

import pytest
import serial

from devices.transport.link import NotThereError, TransportError
from devices.transport.serial_link import SerialLink


def windows_error(number: int, words: str) -> PermissionError:
    return PermissionError(13, words, None, number)


GONE = serial.SerialException(
    f"ClearCommError failed ({windows_error(22, 'The device does not recognize the command.')!r})"
)
"""What pyserial raises under Windows when the plug is pulled (its issue 331)."""


class FakePort:
    """A pyserial port whose far end is `arriving`; an exception among it is raised."""

    def __init__(self, *arriving: bytes | Exception) -> None:
        self.arriving = list(arriving)
        self.opened: list[tuple[tuple, dict]] = []
        self.is_closed = False
        self.refusal: Exception | None = None
        self.on_write: Exception | None = None
        self.on_close: Exception | None = None
        self.on_cancel: Exception | None = None
        self._changed = threading.Event()

    def make(self, *given, **options):
        self.opened.append((given, options))
        if self.refusal is not None:
            raise self.refusal
        return self

    @property
    def in_waiting(self) -> int:
        if self.arriving and isinstance(self.arriving[0], Exception):
            raise self.arriving.pop(0)
        return len(self.arriving[0]) if self.arriving else 0

    def read(self, size: int) -> bytes:
        if self.arriving:
            return self.arriving.pop(0)
        self._changed.wait(0.02)
        return b""

    def write(self, wire: bytes) -> int:
        if self.on_write is not None:
            raise self.on_write
        return len(wire)

    def cancel_read(self) -> None:
        if self.on_cancel is not None:
            raise self.on_cancel
        self._changed.set()

    def close(self) -> None:
        self.is_closed = True
        if self.on_close is not None:
            raise self.on_close

    def set_low_latency_mode(self, is_wanted: bool) -> None:
        raise NotImplementedError


def link_on(port: FakePort, name: str | None = "COM12") -> SerialLink:
    return SerialLink(lambda: name, make_port=port.make)


def test_that_a_port_is_opened_for_us_alone_and_never_waits_for_ever() -> None:
    port = FakePort()
    link = link_on(port)
    link.open()
    link.close()
    ((given, options),) = port.opened
    assert given[0] == "COM12"
    assert options["exclusive"] is True
    assert options["timeout"] is not None
    assert options["write_timeout"] is not None


def test_that_a_port_under_a_new_name_is_opened_under_that() -> None:
    names, port = iter(["COM3", "COM17"]), FakePort()
    link = SerialLink(lambda: next(names), make_port=port.make)
    link.open()
    link.open()
    link.close()
    assert [given[0] for given, _ in port.opened] == ["COM3", "COM17"]


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (serial.SerialException(
            f"could not open port 'COM12': {windows_error(5, 'Access is denied.')!r}"),
         "another program has it"),
        (serial.SerialException(errno.EACCES, "could not open port: Permission denied"),
         "group dialout"),
        (serial.SerialException(errno.EBUSY, "could not open port: busy"), "in use"),
        (serial.SerialException(errno.EAGAIN, "Could not exclusively lock port /dev/ttyACM0"),
         "in use"),
        (ValueError("Not a valid baudrate: 7"), "baudrate"),
    ],
)  # fmt: skip
def test_that_a_refusal_says_what_to_do(refusal, words) -> None:
    port = FakePort()
    port.refusal = refusal
    with pytest.raises(TransportError, match=words) as told:
        link_on(port).open()
    assert not isinstance(told.value, NotThereError)


@pytest.mark.parametrize(
    "refusal",
    [
        serial.SerialException(errno.ENOENT, "could not open port: No such file or directory"),
        serial.SerialException(
            f"could not open port 'COM12': {FileNotFoundError(2, 'not found', None, 2)!r}"
        ),
    ],
)
def test_that_a_port_that_went_away_meanwhile_is_simply_not_there(refusal) -> None:
    port = FakePort()
    port.refusal = refusal
    with pytest.raises(NotThereError):
        link_on(port).open()


@pytest.mark.parametrize(
    "loss",
    [
        GONE,
        serial.SerialException(
            "device reports readiness to read but returned no data "
            "(device disconnected or multiple access on port?)"
        ),
        OSError(errno.EIO, "Input/output error"),
        OSError(errno.ENXIO, "Device not configured"),
    ],
)
def test_that_a_pulled_plug_is_told_in_one_word_after_the_last_bytes(loss) -> None:
    port = FakePort(b"last words", loss)
    link = link_on(port)
    link.open()
    assert b"".join(piece.wire for piece in link.receive(1.0)) == b"last words"
    with pytest.raises(TransportError, match=r"^unplugged$"):
        link.receive(1.0)
    link.close()
    assert port.is_closed


@pytest.mark.parametrize("torn", [TypeError("'NoneType'"), AttributeError("hEvent")])
def test_that_a_read_torn_by_a_close_ends_the_reader_quietly(torn) -> None:
    link = link_on(FakePort(torn))
    link.open()
    with pytest.raises(TransportError):
        link.receive(1.0)
    link.close()


def test_that_a_write_into_nothing_is_a_broken_link() -> None:
    port = FakePort()
    port.on_write = serial.SerialException(
        f"WriteFile failed ({windows_error(22, 'The device does not recognize the command.')!r})"
    )
    link = link_on(port)
    link.open()
    with pytest.raises(TransportError, match=r"^unplugged$"):
        link.write(b"x")
    link.close()


@pytest.mark.parametrize("trouble", [GONE, OSError(errno.EIO, "gone"), TypeError("gone")])
def test_that_a_port_is_closed_even_when_it_is_gone(trouble) -> None:
    """A port that is left open stays unusable under Windows (pyserial's issue 474)."""
    port = FakePort()
    port.on_cancel = port.on_close = trouble
    link = link_on(port)
    link.open()
    link.close()
    assert port.is_closed
    assert not link.is_open
    link.open()
    link.close()
    assert len(port.opened) == 2


def test_that_what_was_dropped_is_still_counted_after_reopening() -> None:
    port = FakePort(*[b"x" * 65_536] * 20)
    link = link_on(port)
    link.open()
    deadline_s = time.monotonic() + 2
    while port.arriving and time.monotonic() < deadline_s:
        time.sleep(0.01)
    link.open()
    link.close()
    assert link.dropped == 4 * 65_536
