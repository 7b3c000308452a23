"""The drivers of other makers' devices as the program makes them: from an address.

An address is the name of a serial port, with or without ``port:`` before it. A patient simulator
shows nothing unless ``?simulation=on`` stands behind it: somebody has to want that.
"""

from collections.abc import Callable
from pathlib import Path

from devices.drivers.ascii_line.driver import ascii_line
from devices.drivers.ascii_line.mapping import MappingError, mapping_from
from devices.drivers.contec import driver as contec_driver
from devices.drivers.marker.driver import keys, pedal
from devices.drivers.masimo import driver as masimo_driver
from devices.drivers.nonin import driver as nonin_driver
from devices.drivers.prosim import driver as prosim_driver
from devices.drivers.vitalsbridge import driver as bridge_driver
from devices.transport.file_link import FileLink
from devices.transport.serial_link import SerialLink
from simrunner.hardware.kit import PlainDevice

SWITCHED_ON = "?simulation=on"
_NO_PARITY = "N"

Clock = Callable[[], float]


def _port(address: str, baud: int, monotonic_s: Clock, parity: str = _NO_PARITY) -> SerialLink:
    name = address.removesuffix(SWITCHED_ON).removeprefix("port:")
    if not name:
        raise ValueError(f"{address!r} names no port")
    return SerialLink(lambda: name, baud=baud, parity=parity, monotonic_s=monotonic_s)


def prosim_8(
    *, address: str, serial: str, monotonic_s: Clock, name: str = "ProSim 8"
) -> PlainDevice:
    """Return the driver of a ProSim 8."""
    return prosim_driver.prosim(
        _port(address, prosim_driver.BAUD, monotonic_s), serial=serial, monotonic_s=monotonic_s,
        name=name, is_on=address.endswith(SWITCHED_ON), model="ProSim 8",
    )  # fmt: skip


def prosim_6(
    *, address: str, serial: str, monotonic_s: Clock, name: str = "ProSim 6"
) -> PlainDevice:
    """Return the driver of a ProSim 6."""
    return prosim_driver.prosim(
        _port(address, prosim_driver.BAUD, monotonic_s), serial=serial, monotonic_s=monotonic_s,
        name=name, is_on=address.endswith(SWITCHED_ON), model="ProSim 6",
    )  # fmt: skip


def prosim_2(
    *, address: str, serial: str, monotonic_s: Clock, name: str = "ProSim 2"
) -> PlainDevice:
    """Return the driver of a ProSim 2 or MPS450."""
    manners = prosim_driver.OLDER
    return prosim_driver.prosim(
        _port(address, manners.baud, monotonic_s), serial=serial, monotonic_s=monotonic_s,
        name=name, is_on=address.endswith(SWITCHED_ON), model="ProSim 2", manners=manners,
    )  # fmt: skip


def vitalsbridge(
    *, address: str, serial: str, monotonic_s: Clock, name: str = "VitalsBridge"
) -> PlainDevice:
    """Return the driver of a VitalsBridge."""
    return bridge_driver.vitalsbridge(
        _port(address, bridge_driver.BAUD, monotonic_s), serial=serial, monotonic_s=monotonic_s,
        name=name, is_on=address.endswith(SWITCHED_ON),
    )  # fmt: skip


def nonin(*, address: str, serial: str, monotonic_s: Clock, name: str = "Nonin") -> PlainDevice:
    """Return the driver of a Nonin OEM module."""
    return nonin_driver.nonin(
        _port(address, nonin_driver.BAUD, monotonic_s), serial=serial, monotonic_s=monotonic_s,
        name=name,
    )  # fmt: skip


def nonin_hand_held(
    *, address: str, serial: str, monotonic_s: Clock, name: str = "Nonin"
) -> PlainDevice:
    """Return the driver of a hand-held Nonin that prints lines."""
    return nonin_driver.nonin(
        _port(address, nonin_driver.BAUD, monotonic_s), serial=serial, monotonic_s=monotonic_s,
        name=name, is_hand_held=True,
    )  # fmt: skip


def contec_cms50d(
    *, address: str, serial: str, monotonic_s: Clock, name: str = "Contec CMS50D+"
) -> PlainDevice:
    """Return the driver of a Contec CMS50D+."""
    pipe = _port(address, contec_driver.BAUD, monotonic_s, contec_driver.PARITY)
    return contec_driver.contec(pipe, serial=serial, monotonic_s=monotonic_s, name=name)


def masimo_radical_7(
    *, address: str, serial: str, monotonic_s: Clock, name: str = "Masimo Radical-7"
) -> PlainDevice:
    """Return the driver of a Masimo Radical-7."""
    pipe = _port(address, masimo_driver.BAUD, monotonic_s)
    return masimo_driver.masimo(pipe, serial=serial, monotonic_s=monotonic_s, name=name)


def ascii_board(*, address: str, serial: str, monotonic_s: Clock, name: str = "") -> PlainDevice:
    """Return the driver of a board that prints lines; ValueError for a mapping that is none.

    The address is the port, a ``#``, and the path of the mapping file.
    """
    port, _, path = address.partition("#")
    if not path:
        raise ValueError(f"{address!r}: write the port, # and the path of the mapping file")
    try:
        mapping = mapping_from(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, MappingError) as error:
        raise ValueError(f"{path}: {error}") from error
    pipe = _port(port, mapping.baud, monotonic_s)
    return ascii_line(pipe, mapping, monotonic_s=monotonic_s, serial=serial, name=name)


def foot_pedal(
    *, address: str, serial: str, monotonic_s: Clock, name: str = "Foot pedal"
) -> PlainDevice:
    """Return the driver of a serial pedal that sends ``1`` at 9600 baud."""
    pipe = _port(address, 9_600, monotonic_s)
    return pedal(pipe, serial=serial, monotonic_s=monotonic_s, name=name)


def key_markers(
    *, address: str, serial: str, monotonic_s: Clock, name: str = "Keys"
) -> PlainDevice:
    """Return the driver of a USB keyboard under Linux: F13 to F24 are ``marker-1`` to 12.

    The address is its file. Codes 183 to 194: kernel header input-event-codes.h, from memory,
    `unverified`.
    """
    markers = {183 + place: f"marker-{place + 1}" for place in range(12)}
    pipe = FileLink(address, monotonic_s=monotonic_s)
    return keys(pipe, serial=serial, monotonic_s=monotonic_s, markers=markers, name=name)
