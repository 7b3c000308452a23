"""A device at an address: only the one with the right serial number, through any misfortune."""

import json
import time

import pytest
from support.device_rig import OmlRig

from devices.drivers.oml.attached import attached_device, describe_ports
from devices.drivers.oml.driver import OmlDriver
from devices.simulated import SimulatedManikin
from devices.simulated.manikin import Manikin
from devices.transport.link import NotThereError, TransportError
from devices.transport.memory_link import MemoryLink
from devices.transport.ports import Port, UsbIdentity
from simrunner.hardware.device import LinkChanged, LinkState


class Bench:
    """Several manikins at one driver's ports; the port is chosen at each opening."""

    def __init__(self, *serials: str, wanted: str) -> None:
        self.rigs = [OmlRig(Manikin(seed=n, serial=serial)) for n, serial in enumerate(serials)]
        self.openings = 0
        self.device = OmlDriver(
            self, name="Wanted", monotonic_s=lambda: self.rigs[0].now_s, serial=wanted
        )

    @property
    def cable(self) -> MemoryLink:
        return self.rigs[(self.openings - 1) % len(self.rigs)].cable

    @property
    def is_open(self) -> bool:
        return self.openings > 0 and self.cable.is_open

    def open(self) -> None:
        self.openings += 1
        self.cable.open()

    def write(self, wire: bytes) -> None:
        self.cable.write(wire)

    def receive(self, timeout_s: float):
        return self.cable.receive(timeout_s)

    def close(self) -> None:
        if self.openings:
            self.cable.close()

    def live(self, seconds: float) -> list[LinkChanged]:
        changes = []
        for _ in range(round(seconds * 10)):
            for rig in self.rigs:
                rig._pass(0.1)
            reports = self.device.poll(round(self.rigs[0].now_s * 1000))
            changes += [report for report in reports if isinstance(report, LinkChanged)]
        return changes


def test_that_of_boards_that_look_alike_the_one_with_the_serial_number_is_taken() -> None:
    bench = Bench("SM-0001", "SM-0002", wanted="SM-0002")
    bench.device.connect()
    changes = bench.live(4.0)
    assert bench.device.link is LinkState.UP
    assert bench.device.identity.serial == "SM-0002"
    assert "SM-0001 answers, not SM-0002" in [change.reason for change in changes]


def test_that_the_wrong_device_is_never_up() -> None:
    bench = Bench("SM-0001", wanted="SM-0002")
    bench.device.connect()
    assert LinkState.UP not in {change.link for change in bench.live(10.0)}
    assert bench.device.identity is None


# ---------------------------------------------------------------- what stands against opening


class Refusing:
    """A transport that cannot be opened, for a reason that may change."""

    is_open = False

    def __init__(self, *errors: TransportError) -> None:
        self.errors = list(errors)

    def open(self) -> None:
        raise self.errors.pop(0) if len(self.errors) > 1 else self.errors[0]

    def close(self) -> None:
        pass


def news(transport: Refusing, seconds: int = 10) -> list[tuple[LinkState, str]]:
    device = OmlDriver(transport, name="Refused", monotonic_s=lambda: 0.0)
    device.connect()
    reports = [r for tick in range(seconds * 10) for r in device.poll(tick * 100)]
    return [(report.link, report.reason) for report in reports]


def test_that_what_stands_against_opening_is_told_once() -> None:
    busy = TransportError("COM3 is in use: close the other program that has it open")
    assert news(Refusing(busy)) == [(LinkState.DOWN, str(busy))]


def test_that_a_port_that_is_held_for_a_moment_after_plugging_in_is_no_news() -> None:
    busy = TransportError("/dev/ttyACM0 is in use")
    assert news(Refusing(busy, busy, NotThereError("no such port"))) == []


def test_that_another_reason_is_told_anew() -> None:
    first, second = TransportError("in use"), TransportError("two devices say that they are one")
    assert news(Refusing(*[first] * 5, second)) == [
        (LinkState.DOWN, "in use"),
        (LinkState.DOWN, "two devices say that they are one"),
    ]


# ---------------------------------------------------------------- for real, over TCP


@pytest.fixture
def served():
    """The TCP port of a manikin in a process of its own, in real time."""
    manikin = SimulatedManikin(
        seed=1, monotonic_s=time.monotonic, link="tcp", is_lock_step=False
    )  # fmt: skip
    manikin.plug_in()
    yield manikin._process.address
    manikin.close()


def test_that_a_device_on_this_computer_is_up_and_named(served) -> None:
    device = attached_device(
        address=f"tcp:{served}", serial="SM-0001", monotonic_s=time.monotonic, name="Manikin 1"
    )
    device.connect()
    try:
        device.wait_until_up(3.0)
        assert device.identity.serial == "SM-0001"
        assert device.name == "Manikin 1"
    finally:
        device.close()


def test_that_a_greeting_tells_serial_number_and_code(served) -> None:
    usb = UsbIdentity(vid=0x2341, pid=0x43, serial="77")
    ports = (Port(name="COM3", usb=usb, description="Uno"), Port(name="COM1"))
    rows = [
        json.loads(row)
        for row in describe_ports(
            greets=[f"tcp:{served}"], monotonic_s=time.monotonic, ports=lambda: ports
        )
    ]
    assert [row["address"] for row in rows] == ["usb:2341:0043:77", "port:COM1", f"tcp:{served}"]
    assert rows[-1]["serial"] == "SM-0001"
    assert len(rows[-1]["pairing_code"]) == 4
