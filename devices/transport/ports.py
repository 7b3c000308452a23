"""Serial ports by what is plugged into them: a port's name is only where a device is today."""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from serial.tools import list_ports

from devices.transport.link import TransportError

_HEX = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class UsbIdentity:
    """Vendor and product number and, where the chip has one, its serial number."""

    vid: int
    pid: int
    serial: str = ""

    @classmethod
    def parse(cls, written: str) -> "UsbIdentity":
        """Read "2341:0043:7533831353735" or "1A86:7523"; ValueError for anything else."""
        vid, _, rest = written.partition(":")
        pid, _, serial = rest.partition(":")
        try:
            numbers = int(vid, _HEX), int(pid, _HEX)
        except ValueError:
            numbers = (-1, -1)
        if not all(0 <= number <= 0xFFFF for number in numbers):
            raise ValueError(f"{written!r} is not VID:PID or VID:PID:SERIAL (VID, PID hexadecimal)")
        return cls(vid=numbers[0], pid=numbers[1], serial=serial)

    def __str__(self) -> str:
        """Return the text that ``parse`` reads."""
        return f"{self.vid:04X}:{self.pid:04X}" + (f":{self.serial}" if self.serial else "")

    def covers(self, other: "UsbIdentity") -> bool:
        """Whether ``other`` is what is wanted here; without a serial number any will do.

        Windows tells serial numbers in capitals, Linux as the chip does.
        """
        is_kind = (self.vid, self.pid) == (other.vid, other.pid)
        return is_kind and self.serial.upper() in {"", other.serial.upper()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """A serial port of this computer; ``place`` is the socket it is plugged into, if known."""

    name: str
    usb: UsbIdentity | None = None
    place: str = ""
    description: str = ""


class PortRow(Protocol):
    """What pyserial tells about a port."""

    device: str
    vid: int | None
    pid: int | None
    serial_number: str | None
    location: str | None
    description: str


def ports_here(
    rows: Callable[[], Iterable[PortRow]] = list_ports.comports, *, system: str = sys.platform
) -> tuple[Port, ...]:
    """Return the serial ports of this computer; TransportError when it does not tell."""
    try:
        found = [_port(row, system) for row in rows()]
    except OSError as error:  # on macOS and Windows also while a device is being pulled out
        raise TransportError(f"the serial ports cannot be listed: {error}") from error
    return tuple({port.name: port for port in found}.values())


def openable_name(name: str, *, system: str = sys.platform) -> str:
    r"""Return the name under which a port may be opened.

    macOS has each port twice: opening ``tty.*`` waits for a carrier that never comes, ``cu.*``
    does not. Windows writes ``com3``, ``COM12:`` and ``\\.\COM12`` for what pyserial wants as
    ``COM12``: from COM10 on it puts the device prefix in front itself, but only once.
    """
    if system == "darwin":
        return name.replace("/dev/tty.", "/dev/cu.", 1)
    if system == "win32":
        plain = name.strip().upper().removeprefix("\\\\.\\").removesuffix(":")
        return plain if plain.startswith("COM") and plain[3:].isdecimal() else name
    return name


class UsbPort:
    """Finds the port of one USB device; asked anew at every opening (``SerialLink.find_port``)."""

    def __init__(
        self, wanted: UsbIdentity, *, ports: Callable[[], Sequence[Port]] = ports_here
    ) -> None:
        """Look for ``wanted`` among ``ports`` whenever called."""
        self._wanted = wanted
        self._ports = ports
        self._calls = 0

    def __call__(self) -> str | None:
        """Return the port's name now, None while it is not plugged in.

        Several ports of one device, or of one kind without serial numbers, are given in turn:
        whoever opens them asks who is there. Two devices that claim one serial number cannot be
        told apart, which a TransportError says.
        """
        found = [p for p in self._ports() if p.usb is not None and self._wanted.covers(p.usb)]
        if not found:
            return None
        if self._wanted.serial and len({_socket(port) for port in found}) > 1:
            names = ", ".join(port.name for port in found)
            raise TransportError(
                f"{len(found)} devices say that they are {self._wanted} ({names}): "
                "unplug all but one, or name the port"
            )
        self._calls += 1
        return found[(self._calls - 1) % len(found)].name


def _port(row: PortRow, system: str) -> Port:
    usb = None
    if row.vid is not None and row.pid is not None:
        serial = row.serial_number or ""
        # Windows makes up an id of the socket ("5&2A6F6C0&0&2") for a chip without a number.
        usb = UsbIdentity(vid=row.vid, pid=row.pid, serial="" if "&" in serial else serial)
    return Port(
        name=openable_name(row.device, system=system), usb=usb, place=row.location or "",
        description=row.description or "",
    )  # fmt: skip


def _socket(port: Port) -> str:
    """Return what two ports of one device have in common: "1-2.3" of "1-2.3:1.0"."""
    return port.place.partition(":")[0] or port.name
