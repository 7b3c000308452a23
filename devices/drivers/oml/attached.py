"""OML/1 devices that are really there: one at an address, and who is at which port."""

import json
from collections.abc import Callable, Iterable

from devices.drivers.oml.driver import OmlDriver
from devices.protocol.frame import VERSION
from devices.transport.address import transport_at
from devices.transport.ports import Port, ports_here
from simrunner.hardware.device import DeviceError, DeviceIdentity, LinkState
from simrunner.hardware.pairing import pairing_code

_GREET_S = 3.5
"""A board that resets when its port is opened needs up to 3 s."""


def attached_device(
    *,
    address: str,
    serial: str,
    monotonic_s: Callable[[], float],
    name: str = "",
) -> OmlDriver:
    """Return the driver of the device with this serial number; ValueError for a bad address."""
    transport = transport_at(address, monotonic_s=monotonic_s)
    return OmlDriver(transport, name=name or serial, monotonic_s=monotonic_s, serial=serial)


def describe_ports(
    *,
    greets: Iterable[str] = (),
    monotonic_s: Callable[[], float],
    ports: Callable[[], Iterable[Port]] = ports_here,
) -> tuple[str, ...]:
    """Return one JSON object for each serial port, and for each address in ``greets``.

    Only what is in ``greets`` is opened: another maker's device might take a greeting amiss.
    """
    rows: list[dict[str, object]] = [
        {
            "address": f"usb:{port.usb}" if port.usb else f"port:{port.name}",
            "port": port.name,
            "description": port.description,
        }
        for port in ports()
    ]
    rows.extend(_greeted(address, monotonic_s) for address in greets)
    return tuple(json.dumps(row, ensure_ascii=False) for row in rows)


def _greeted(address: str, monotonic_s: Callable[[], float]) -> dict[str, object]:
    transport = transport_at(address, monotonic_s=monotonic_s)
    device = OmlDriver(transport, name=address, monotonic_s=monotonic_s)
    device.connect()
    found: dict[str, object] = {"address": address}
    try:
        device.poll(int(monotonic_s() * 1000))
        if device.link is LinkState.DOWN:
            found["reason"] = device.trouble or "nothing is plugged in there"
        else:
            device.wait_until_up(_GREET_S)
    except DeviceError:
        found["reason"] = f"nobody answers in OML/{VERSION}"
    finally:
        device.close()
    return found if device.identity is None else found | _named(device.identity)


def _named(who: DeviceIdentity) -> dict[str, object]:
    return {
        "vendor": who.vendor, "model": who.model, "serial": who.serial, "firmware": who.firmware,
        "pairing_code": pairing_code(who),
    }  # fmt: skip
