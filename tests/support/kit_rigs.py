"""Rigs of the contract for drivers on the driver kit: real driver, far end in memory."""

from devices.drivers.ascii_line.driver import ascii_line
from devices.drivers.ascii_line.mapping import mapping_from
from devices.drivers.contec.driver import contec
from devices.drivers.marker.driver import INPUT_EVENT, keys, pedal
from devices.drivers.masimo.driver import masimo
from devices.drivers.nonin.driver import nonin
from devices.drivers.prosim.driver import prosim
from devices.drivers.prosim.emulator import ProsimEmulator
from devices.drivers.vitalsbridge.driver import vitalsbridge
from devices.drivers.vitalsbridge.emulator import VitalsBridgeEmulator
from devices.transport.memory_link import MemoryLink
from simrunner.hardware.contract import Traits
from simrunner.hardware.device import Report
from support.oximeter_bytes import contec_frame, masimo_line, nonin_line, nonin_packet

TICK_S = 0.02
POLL_EVERY = 5


class KitRig:
    """A far end that answers (``answer``) and one that speaks by itself (``speak``)."""

    traits = Traits()
    known_output = "none"
    garbage = b"AT+CGMI\r\n\x00\x07broken\r\n" + bytes(range(1, 200))

    def __init__(self) -> None:
        self.now_s = 0.0
        self.is_silent = False
        self.held: list[bytes] = []
        self.cable = MemoryLink(self._on_write, on_wait=self._pass)
        self.device = self.make(lambda: self.now_s)

    def make(self, monotonic_s):
        raise AssertionError("a rig makes its driver")

    def answer(self, wire: bytes) -> bytes:
        return b""

    def speak(self) -> bytes:
        return b""

    def advance_s(self, seconds: float) -> tuple[Report, ...]:
        reports: list[Report] = []
        for tick in range(round(seconds / TICK_S)):
            self._pass(TICK_S)
            if (tick + 1) % POLL_EVERY == 0:
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
        self.cable.deliver(self.garbage)

    def cause_event(self, name: str) -> None:
        self._say(self.event_bytes(name))

    def event_bytes(self, name: str) -> bytes:
        raise AssertionError("this far end feels nothing")

    def output(self, target: str) -> float:
        raise AssertionError("this far end shows nothing")

    def _say(self, wire: bytes) -> None:
        if self.is_silent:
            self.held.append(wire)
        else:
            self.cable.deliver(wire)

    def _on_write(self, wire: bytes) -> None:
        if not self.is_silent:
            self.cable.deliver(self.answer(wire))

    def _pass(self, seconds: float) -> None:
        before, self.now_s = self.now_s, self.now_s + seconds
        if not self.is_silent and int(before / self.every_s) != int(self.now_s / self.every_s):
            self.cable.deliver(self.speak())

    every_s = 1.0


class ProsimRig(KitRig):
    traits = Traits(patience=6.0, events=None)
    known_output = "monitor.spo2"

    def make(self, monotonic_s):
        self.emulator = ProsimEmulator()
        return prosim(self.cable, serial="P8", monotonic_s=monotonic_s, is_on=True)

    def answer(self, wire: bytes) -> bytes:
        return self.emulator.receive(wire)

    def output(self, target: str) -> float:
        return float(self.emulator.state["SAT"])


class VitalsBridgeRig(KitRig):
    traits = Traits(patience=6.0, events=None)
    known_output = "monitor.heart-rate"

    def make(self, monotonic_s):
        self.emulator = VitalsBridgeEmulator()
        return vitalsbridge(self.cable, serial="VB", monotonic_s=monotonic_s, is_on=True)

    def answer(self, wire: bytes) -> bytes:
        return self.emulator.receive(wire)

    def output(self, target: str) -> float:
        return float(self.emulator.state["hr"])


class ListeningRig(KitRig):
    traits = Traits(patience=6.0, events=None, has_outputs=False)


class NoninPacketRig(ListeningRig):
    traits = Traits(patience=3.0, events=None, has_outputs=False)
    every_s = 1 / 3

    def make(self, monotonic_s):
        return nonin(self.cable, serial="N1", monotonic_s=monotonic_s)

    def speak(self) -> bytes:
        return nonin_packet()


class NoninLineRig(ListeningRig):
    def make(self, monotonic_s):
        return nonin(self.cable, serial="N2", monotonic_s=monotonic_s, is_hand_held=True)

    def speak(self) -> bytes:
        return nonin_line(97, 72)


class ContecRig(ListeningRig):
    traits = Traits(patience=3.0, events=None, has_outputs=False)
    every_s = 0.1

    def make(self, monotonic_s):
        return contec(self.cable, serial="C1", monotonic_s=monotonic_s)

    def speak(self) -> bytes:
        return contec_frame(98, 190) * 6


class MasimoRig(ListeningRig):
    def make(self, monotonic_s):
        return masimo(self.cable, serial="M1", monotonic_s=monotonic_s)

    def speak(self) -> bytes:
        return masimo_line()


BOARD = """
[device]
model = "Depth board"
baud = 115200
silence_s = 1.0

[[line]]
match = 'D (?P<value>-?\\d+\\.\\d)'
stream = "cpr.depth"
unit = "mm"
rate_hz = 10

[[line]]
match = '!(?P<value>\\d+) first'
event = "first"

[[line]]
match = '!(?P<value>\\d+) second'
event = "second"
"""


class AsciiLineRig(KitRig):
    traits = Traits(patience=3.0, has_outputs=False)
    every_s = 0.1

    def make(self, monotonic_s):
        mapping = mapping_from(BOARD)
        return ascii_line(self.cable, mapping, monotonic_s=monotonic_s, serial="B1")

    def speak(self) -> bytes:
        return b"D 12.5\r\n"

    def event_bytes(self, name: str) -> bytes:
        return f"!1 {name}\r\n".encode()


class PedalRig(KitRig):
    traits = Traits(is_quiet=True, has_outputs=False)

    def make(self, monotonic_s):
        markers = {ord("1"): "first", ord("2"): "second"}
        return pedal(self.cable, serial="F1", monotonic_s=monotonic_s, markers=markers)

    garbage = b"\x00\xfe\x7f noise"

    def event_bytes(self, name: str) -> bytes:
        return {"first": b"1", "second": b"2"}[name]


class KeysRig(PedalRig):
    garbage = b"\xff" * 24

    def make(self, monotonic_s):
        markers = {30: "first", 31: "second"}
        return keys(self.cable, serial="K1", monotonic_s=monotonic_s, markers=markers)

    def event_bytes(self, name: str) -> bytes:
        code = {"first": 30, "second": 31}[name]
        moments = (INPUT_EVENT.pack(1, 2, 1, code, value) for value in (1, 2, 2, 0))
        return b"".join(moments)


RIGS = {
    "prosim": ProsimRig, "vitalsbridge": VitalsBridgeRig, "nonin packets": NoninPacketRig,
    "nonin lines": NoninLineRig, "contec": ContecRig, "masimo": MasimoRig,
    "ascii line": AsciiLineRig, "pedal": PedalRig, "keys": KeysRig,
}  # fmt: skip
