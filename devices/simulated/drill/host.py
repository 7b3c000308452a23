"""``python -m devices.simulated.drill.host PORT TARGET``: a host that holds an output on.

Row 16 kills it and looks what the device does.
"""

import sys
import threading
import time

from devices.drivers.oml.driver import OmlDriver
from devices.transport.link import Transport
from devices.transport.serial_link import SerialLink
from devices.transport.tcp_link import TcpLink
from simrunner.hardware.device import DeviceCommand

_HOLD = 100


def main(port: str, target: str) -> None:
    """Hold ``target`` on until somebody ends this process."""
    link: Transport = TcpLink(lambda: int(port)) if port.isdecimal() else SerialLink(lambda: port)
    driver = OmlDriver(link, name="Host", monotonic_s=time.monotonic)
    driver.connect()
    driver.wait_until_up(10.0)
    driver.send(DeviceCommand(target=target, fields={"value": _HOLD}))
    pause = threading.Event()
    while not pause.wait(0.05):
        driver.poll(int(time.monotonic() * 1000))


if __name__ == "__main__":
    main(*sys.argv[1:3])
