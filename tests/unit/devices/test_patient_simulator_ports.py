"""The drivers of patient simulators over a real serial line."""

import os
import threading
from time import monotonic

import pytest

from devices.drivers.prosim.driver import prosim
from devices.drivers.prosim.emulator import ProsimEmulator
from devices.drivers.vitalsbridge.driver import vitalsbridge
from devices.drivers.vitalsbridge.emulator import VitalsBridgeEmulator
from devices.transport.serial_link import SerialLink
from simrunner.hardware.device import DeviceCommand, LinkState

pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")
tty = pytest.importorskip("tty", reason="Windows has no pseudo-terminals")


class _Box:
    """An emulator behind the master of a pseudo-terminal, in a thread of its own."""

    def __init__(self, emulator):
        self.emulator = emulator
        self.master, slave = pty.openpty()
        tty.setraw(slave)
        self.port = os.ttyname(slave)
        self._slave = slave
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        while True:
            wire = os.read(self.master, 4096)
            if b"\x04\x04" in wire:
                return
            os.write(self.master, self.emulator.receive(wire))

    def close(self):
        os.write(self._slave, b"\x04\x04")
        self._thread.join(2.0)
        os.close(self._slave)
        os.close(self.master)


def _until(device, is_done):
    wait, deadline_s = threading.Event(), monotonic() + 5.0
    while not is_done():
        assert monotonic() < deadline_s, device.link
        device.poll(int(monotonic() * 1000))
        wait.wait(0.005)


@pytest.mark.parametrize(
    ("make", "emulator", "shown"),
    [
        (prosim, ProsimEmulator, {"SAT": "091"}),
        (vitalsbridge, VitalsBridgeEmulator, {"spO2": 91}),
    ],
    ids=["prosim", "vitalsbridge"],
)
def test_that_a_saturation_reaches_the_box_over_a_serial_line(make, emulator, shown):
    box = _Box(emulator())
    device = make(SerialLink(lambda: box.port), serial="S", monotonic_s=monotonic, is_on=True)
    try:
        device.connect()
        _until(device, lambda: device.link is LinkState.UP)
        device.send(DeviceCommand(target="monitor.spo2", fields={"value": 91}))
        _until(device, lambda: shown.items() <= box.emulator.state.items())
        assert device.make_safe(2.0)
    finally:
        device.close()
        box.close()
