"""The board, played by a program, under a clock kept by hand."""

from devices.transport.memory_link import MemoryLink
from simrunner.hardware.contract import Traits
from simrunner.hardware.device import Report
from simrunner.hardware.kit import PlainDevice

from PACKAGE.driver import LampDialect

STEP_S = 0.1


class Rig:
    traits = Traits()
    known_output = "lamp"

    def __init__(self) -> None:
        self.now_s = 0.0
        self.lamp = 0
        self.is_silent = False
        self.held: list[bytes] = []
        self.cable = MemoryLink(self.told, on_wait=self.wait)
        self.device = PlainDevice(
            self.cable, LampDialect("L1"), name="Lamp", monotonic_s=lambda: self.now_s
        )

    def advance_s(self, seconds: float) -> tuple[Report, ...]:
        reports: list[Report] = []
        for _ in range(round(seconds / STEP_S)):
            self.wait(STEP_S)
            reports.extend(self.device.poll(round(self.now_s * 1000)))
        return tuple(reports)

    def unplug(self) -> None:
        self.cable.unplug()

    def plug_in(self) -> None:
        self.cable.plug_in()

    def fall_silent(self) -> None:
        self.is_silent = True

    def speak_again(self) -> None:
        self.is_silent = False
        for wire in self.held:
            self.cable.deliver(wire)
        self.held.clear()

    def send_garbage(self) -> None:
        self.cable.deliver(b"AT+CGMI\r\n\x00\xff\n")

    def cause_event(self, name: str) -> None:
        self.say(f"BUTTON {name}\n".encode())

    def output(self, target: str) -> float:
        return self.lamp

    def wait(self, seconds: float) -> None:
        self.now_s += seconds

    def say(self, wire: bytes) -> None:
        if self.is_silent:
            self.held.append(wire)
        else:
            self.cable.deliver(wire)

    def told(self, wire: bytes) -> None:
        if self.is_silent:
            return
        for line in wire.decode().split():
            if line == "?":
                self.say(b"READY\n")
            elif line in {"0", "1"}:
                self.lamp = int(line)
                self.say(f"LAMP {line}\n".encode())
