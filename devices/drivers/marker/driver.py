"""The device port for pedals and keys: each press is an event of a name that people chose."""

import struct
from collections.abc import Callable, Iterable, Mapping

from simrunner.hardware.device import Capabilities, DeviceEvent, DeviceIdentity, Report
from simrunner.hardware.kit import Dialect, Patience, PlainDevice
from simrunner.hardware.pipe import Pipe

PATIENCE = Patience(is_quiet=True)

INPUT_EVENT = struct.Struct("llHHi")
"""One event of a Linux input device: seconds, microseconds, type, code, value
(kernel documentation, input: struct input_event)."""

_KEY, _PRESSED = 1, 1
_HIGHEST_TYPE = 0x1F


class PedalDialect(Dialect):
    """A pedal on a serial line that sends one byte each time it is pressed."""

    def __init__(self, markers: Mapping[int, str], *, serial: str) -> None:
        """``markers`` names the event of each byte; other bytes are counted."""
        super().__init__(
            _identity("foot pedal", serial), Capabilities(events=tuple(markers.values()))
        )
        self._markers = markers

    def feed(self, wire: bytes, now_us: int) -> Iterable[Report]:
        """Return an event for each press."""
        reports = []
        for byte in wire.strip(b"\r\n"):
            if byte not in self._markers:
                self.broken += 1
                continue
            self.heard += 1
            reports.append(_press(self._markers[byte], now_us))
        return reports


class KeyDialect(Dialect):
    """A USB key pad or pedal that is a keyboard, read from its own file under Linux.

    ``markers`` names the event of each key code; other keys are left alone.
    """

    def __init__(self, markers: Mapping[int, str], *, serial: str) -> None:
        """Begin before the first key."""
        super().__init__(
            _identity("USB keyboard", serial), Capabilities(events=tuple(markers.values()))
        )
        self._markers = markers
        self._rest = b""

    def begin(self) -> bytes:
        """Forget half an event from before."""
        self._rest = b""
        return b""

    def feed(self, wire: bytes, now_us: int) -> Iterable[Report]:
        """Return an event for each press of a named key, none for its repeats and its release."""
        self._rest += wire
        reports = []
        while len(self._rest) >= INPUT_EVENT.size:
            _, micros, kind, code, value = INPUT_EVENT.unpack_from(self._rest)
            self._rest = self._rest[INPUT_EVENT.size :]
            if not 0 <= micros < 1_000_000 or kind > _HIGHEST_TYPE:
                self.broken += 1
                self._rest = b""  # out of step: the kernel hands out whole events, begin anew
                break
            self.heard += 1
            if kind == _KEY and value == _PRESSED and code in self._markers:
                reports.append(_press(self._markers[code], now_us))
        return reports


def _press(name: str, now_us: int) -> Report:
    return DeviceEvent(name=name, fields={"value": 1}, t_us=now_us)


def _identity(model: str, serial: str) -> DeviceIdentity:
    return DeviceIdentity(vendor="", model=model, serial=serial, firmware="", protocol=0, boot_id=0)


def pedal(
    pipe: Pipe,
    *,
    serial: str,
    monotonic_s: Callable[[], float],
    markers: Mapping[int, str] | None = None,
    name: str = "Foot pedal",
) -> PlainDevice:
    """Return the driver of a serial pedal; any ``1`` is an event ``marker`` unless told else."""
    dialect = PedalDialect(markers or {ord("1"): "marker"}, serial=serial)
    return PlainDevice(pipe, dialect, name=name, monotonic_s=monotonic_s, patience=PATIENCE)


def keys(
    pipe: Pipe,
    *,
    serial: str,
    monotonic_s: Callable[[], float],
    markers: Mapping[int, str],
    name: str = "Keys",
) -> PlainDevice:
    """Return the driver of a keyboard's file (devices.transport.file_link)."""
    dialect = KeyDialect(markers, serial=serial)
    return PlainDevice(pipe, dialect, name=name, monotonic_s=monotonic_s, patience=PATIENCE)
