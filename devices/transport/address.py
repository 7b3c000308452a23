"""Where a device is, as people write it: usb:VID:PID:SERIAL, port:NAME, tcp:PORT and others."""

import ipaddress
from collections.abc import Callable, Sequence

from devices.transport.link import Transport
from devices.transport.ports import Port, UsbIdentity, UsbPort, ports_here
from devices.transport.serial_link import SerialLink
from devices.transport.tcp_link import LOOPBACK, TcpLink

FORMS = "usb:VID:PID:SERIAL, port:NAME, tcp:PORT, or remote-tcp:HOST:PORT for another computer"


def transport_at(
    address: str,
    *,
    monotonic_s: Callable[[], float],
    baud: int = 115_200,
    ports: Callable[[], Sequence[Port]] = ports_here,
) -> Transport:
    """Return the link to an address, not opened; ValueError with a sentence for another text.

    A ``usb:`` device is found again whatever its port is called; ``port:`` always takes the port
    of this name. ``tcp:`` is this computer alone; another one has to be asked for by name.
    """
    kind, _, rest = address.partition(":")
    if kind == "usb":
        finder = UsbPort(UsbIdentity.parse(rest), ports=ports)
        return SerialLink(finder, baud=baud, monotonic_s=monotonic_s)
    if kind == "port" and rest:
        return SerialLink(lambda: rest, baud=baud, monotonic_s=monotonic_s)
    if kind in {"tcp", "remote-tcp"}:
        host, number = _host_and_port(address, rest)
        is_remote = kind == "remote-tcp"
        if not is_remote and not ipaddress.ip_address(host).is_loopback:
            raise ValueError(f"{host} is another computer: write remote-tcp:{rest} if you mean it")
        return TcpLink(
            lambda: number, host=host, is_remote_allowed=is_remote, monotonic_s=monotonic_s
        )
    raise ValueError(f"{address!r} is no address of a device: {FORMS}")


def _host_and_port(address: str, rest: str) -> tuple[str, int]:
    host, _, number = rest.rpartition(":")
    host = host.removeprefix("[").removesuffix("]") or LOOPBACK
    try:
        ipaddress.ip_address(host)
        port = int(number)
    except ValueError as error:
        raise ValueError(
            f"{address!r}: the host is a numeric address, the port a number"
        ) from error
    if not 0 < port < 1 << 16:
        raise ValueError(f"{address!r}: a port is 1 to 65535")
    return host, port
