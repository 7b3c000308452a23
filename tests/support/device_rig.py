"""The real driver and the real firmware, joined in memory under a clock kept by hand."""

from devices.drivers.oml.driver import OmlDriver
from devices.simulated.manikin import Manikin
from devices.transport.memory_link import MemoryLink
from simrunner.hardware.contract import Traits
from simrunner.hardware.device import Report

TICK_S = 0.01
POLL_EVERY = 10


class OmlRig:
    """simrunner.hardware.contract.Rig for the OML driver; also used by unit tests."""

    known_output = "chest.rise.l"
    traits = Traits()

    def __init__(self, manikin: Manikin | None = None, *, is_lock_step: bool = False) -> None:
        self.now_s = 0.0
        self.boots = 0
        self.is_silent = False
        self.booted_at_s = 0.0
        self.drop = lambda _wire: False  # told each frame; True loses it
        self.written: list[bytes] = []
        self.manikin = manikin or Manikin(seed=1, is_lock_step=is_lock_step)
        self.cable = MemoryLink(
            self._on_write, on_wait=self._on_wait, monotonic_s=lambda: self.now_s
        )
        self.device = OmlDriver(
            self.cable, name="Manikin", monotonic_s=lambda: self.now_s, is_lock_step=is_lock_step
        )
        self._is_lock_step = is_lock_step

    def advance_s(self, seconds: float) -> tuple[Report, ...]:
        reports: list[Report] = []
        for tick in range(round(seconds / TICK_S)):
            self._pass(TICK_S)
            if (tick + 1) % POLL_EVERY == 0:
                reports.extend(self.device.poll(round(self.now_s * 1000)))
        return tuple(reports)

    def reboot(self) -> None:
        self.boots += 1
        self.booted_at_s = self.now_s
        self.manikin = Manikin(seed=1, boots=self.boots, is_lock_step=self._is_lock_step)

    def unplug(self) -> None:
        self.cable.unplug()

    def plug_in(self) -> None:
        self.reboot()
        self.cable.plug_in()

    def fall_silent(self) -> None:
        self.is_silent = True

    def speak_again(self) -> None:
        self.is_silent = False

    def send_garbage(self) -> None:
        self.cable.deliver(b"AT+CGMI\r\x00\x07broken\x00" + bytes(range(1, 200)))

    def cause_event(self, name: str) -> None:
        self.manikin.feel(name, {"value": 1})

    def output(self, target: str) -> float:
        return self.manikin.outputs[target]

    def _on_write(self, wire: bytes) -> None:
        self.written.append(wire)
        if not self.is_silent and not self.drop(wire):
            self.manikin.receive(wire)
            self._flush()

    def _on_wait(self, timeout_s: float) -> None:
        self._pass(timeout_s)

    def _pass(self, seconds: float) -> None:
        self.now_s += seconds
        if self.is_silent:
            return
        if not self._is_lock_step:
            self.manikin.run_until(round((self.now_s - self.booted_at_s) * 1e6))
        self._flush()

    def _flush(self) -> None:
        for piece in self.manikin.take().split(b"\x00"):
            if piece and not self.drop(piece):
                self.cable.deliver(piece + b"\x00")
