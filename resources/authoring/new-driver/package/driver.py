"""A lamp with a button: lines of text at 115200 baud.

The board says `READY` when asked `?`, `LAMP 0` or `LAMP 1` when it was told so, and
`BUTTON name` when a button was pressed.
"""

import re
from collections.abc import Callable, Iterable

from devices.transport.serial_link import SerialLink
from simrunner.hardware.device import (
    Actuator,
    Capabilities,
    CommandOutcome,
    DeviceCommand,
    DeviceEvent,
    DeviceIdentity,
    Report,
)
from simrunner.hardware.kit import Dialect, LineCutter, PlainDevice

LAMP = "lamp"
ASK_EVERY_MS = 200
BUTTON = re.compile(r"BUTTON (\w+)")
LAMP_IS = re.compile(r"LAMP ([01])")


class LampDialect(Dialect):
    """What the board says and is told."""

    def __init__(self, serial: str) -> None:
        super().__init__(
            DeviceIdentity(
                vendor="me", model="lamp", serial=serial, firmware="", protocol=0, boot_id=0
            ),
            Capabilities(
                actuators={LAMP: Actuator(name=LAMP, kind="switch", low=0, high=1)},
                events=("button",),
            ),
        )
        self.cutter = LineCutter()
        self.asked_ms = 0
        self.orders: list[str] = []  # to be written
        self.waiting: list[tuple[int, str]] = []  # written or to be written, not yet confirmed

    def begin(self) -> bytes:
        self.cutter = LineCutter()
        return b"?\n"

    def feed(self, wire: bytes, now_us: int) -> Iterable[Report]:
        before = self.cutter.broken
        for line in self.cutter.feed(wire):
            if line == "READY":
                self.heard += 1
            elif LAMP_IS.fullmatch(line) and self.waiting:
                self.heard += 1
                self.tell(*self.waiting.pop(0), CommandOutcome.OK)
            elif pressed := BUTTON.fullmatch(line):
                self.heard += 1
                yield DeviceEvent(name=pressed[1], fields={"value": 1}, t_us=now_us)
            else:
                self.broken += 1
        self.broken += self.cutter.broken - before

    def due(self, now_ms: int) -> bytes:
        if self.orders:
            return f"{self.orders.pop(0)}\n".encode("ascii")
        if now_ms - self.asked_ms < ASK_EVERY_MS:
            return b""
        self.asked_ms = now_ms
        return b"?\n"

    def submit(self, number: int, command: DeviceCommand, now_ms: int) -> None:
        if command.target != LAMP:
            self.tell(number, command.target, CommandOutcome.UNKNOWN)
        elif command.fields.get("value") not in {0, 1}:
            self.tell(number, command.target, CommandOutcome.RANGE, "0 or 1")
        else:
            self.orders.append(f"LAMP {command.fields['value']}")
            self.waiting.append((number, command.target))

    def safe_commands(self) -> tuple[DeviceCommand, ...]:
        return (DeviceCommand(target=LAMP, fields={"value": 0}),)

    def drop_all(self) -> None:
        self.orders.clear()
        for number, target in self.waiting:
            self.tell(number, target, CommandOutcome.LOST)
        self.waiting.clear()


def device(
    *, address: str, serial: str, monotonic_s: Callable[[], float], name: str = "Lamp"
) -> PlainDevice:
    """Return the driver; the program calls this with the port and the serial number."""
    port = address.removeprefix("port:")
    pipe = SerialLink(lambda: port, baud=115_200, monotonic_s=monotonic_s)
    return PlainDevice(pipe, LampDialect(serial), name=name, monotonic_s=monotonic_s)
