"""The shipped driver and a simulated device, joined in memory under a clock kept by hand."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from devices.drivers.oml.driver import OmlDriver
from devices.simulated.device import SimulatedDevice
from devices.simulated.faults.fault import Fault
from devices.simulated.profile import Profile
from devices.transport.link import Piece
from devices.transport.memory_link import MemoryLink
from simrunner.hardware.device import LinkState, Report

TICK_S = 0.01
_UP_WITHIN_S = 5.0


@dataclass(slots=True)
class WireLog:
    """Every piece of bytes that reached the host, with when and after how many of its writes.

    ``plugs`` are the moments at which the plug came out or in.
    """

    arrived: list[tuple[int, Piece]] = field(default_factory=list)
    plugs: list[tuple[float, bool]] = field(default_factory=list)
    written: list[bytes] = field(default_factory=list)


class BenchRig:
    """Lets time go on in small steps; the device lives in real time, that is, in ours."""

    def __init__(
        self, *, seed: int, profile: Profile | None = None, faults: Iterable[Fault] = ()
    ) -> None:
        """Join the ends; nothing is connected yet."""
        self.now_s = 0.0
        self.log = WireLog()
        self.far = SimulatedDevice(seed=seed, profile=profile, faults=faults)
        self.cable = MemoryLink(self._write, on_wait=self.let_pass, monotonic_s=lambda: self.now_s)
        self.device = OmlDriver(self.cable, name="Drill", monotonic_s=lambda: self.now_s)
        self._was_plugged_in = True

    def let_pass(self, seconds: float) -> None:
        """Let time pass in steps of at most 10 ms, with nobody polling."""
        end_s = self.now_s + seconds
        while self.now_s < end_s - 1e-9:
            self.now_s = min(end_s, self.now_s + TICK_S)
            self.far.run_until(round(self.now_s * 1e6))
            self._follow_plug()
            self._flush()

    def poll_for(self, seconds: float, *, every_s: float = 0.1) -> list[Report]:
        """Let time pass and poll now and then; return all reports."""
        reports: list[Report] = []
        end_s = self.now_s + seconds
        while self.now_s < end_s - 1e-9:
            self.let_pass(min(every_s, end_s - self.now_s))
            reports.extend(self.device.poll(round(self.now_s * 1000)))
        return reports

    def connect(self) -> list[Report]:
        """Connect and wait for the link; whether it came is the caller's to judge."""
        self.device.connect()
        reports: list[Report] = []
        while self.device.link is not LinkState.UP and self.now_s < _UP_WITHIN_S:
            reports += self.poll_for(0.1)
        return reports

    def _write(self, wire: bytes) -> None:
        self.log.written.append(wire)
        self.far.receive(wire)
        self._flush()

    def _flush(self) -> None:
        wire = self.far.take()
        if wire:
            if self.cable.is_open:
                self.log.arrived.append((len(self.log.written), Piece(wire, self.now_s)))
            self.cable.deliver(wire)

    def _follow_plug(self) -> None:
        is_in = self.far.is_plugged_in
        if is_in is not self._was_plugged_in:
            self._was_plugged_in = is_in
            self.log.plugs.append((self.now_s, is_in))
            _put(self.cable, is_in=is_in)


class Replay:
    """A device that is only a wire log: it delivers what once arrived, when it arrived."""

    def __init__(self, log: WireLog) -> None:
        """Play a log from its beginning."""
        self.now_s = 0.0
        self._left = log.arrived[::-1]
        self._plugs = log.plugs[::-1]
        self._writes = 0
        self.cable = MemoryLink(self._write, on_wait=self.let_pass, monotonic_s=lambda: self.now_s)
        self.device = OmlDriver(self.cable, name="Drill", monotonic_s=lambda: self.now_s)

    def let_pass(self, seconds: float) -> None:
        """Let time pass in the steps of the rig that kept the log."""
        end_s = self.now_s + seconds
        while self.now_s < end_s - 1e-9:
            self.now_s = min(end_s, self.now_s + TICK_S)
            while self._plugs and self._plugs[-1][0] <= self.now_s:
                _put(self.cable, is_in=self._plugs.pop()[1])
            self._deliver_due()

    def _write(self, _wire: bytes) -> None:
        self._writes += 1
        self._deliver_due()

    def _deliver_due(self) -> None:
        while self._left and self._is_due(*self._left[-1]):
            self.cable.deliver(self._left.pop()[1].wire)

    def _is_due(self, writes: int, piece: Piece) -> bool:
        return self._writes >= writes and (piece.at_s or 0.0) <= self.now_s


def _put(cable: MemoryLink, *, is_in: bool) -> None:
    if is_in:
        cable.plug_in()
    else:
        cable.unplug()
