"""Pairing: unpaired hardware sends and moves nothing."""

import zlib
from collections.abc import Iterable

from simrunner.hardware.device import DeviceIdentity


def pairing_code(identity: DeviceIdentity) -> str:
    """Return the four digits that the device shows as well: CRC-32 of "serial:boot id".

    Its purpose is to tell two devices apart on a table, not secrecy.
    """
    number = zlib.crc32(f"{identity.serial}:{identity.boot_id}".encode()) % 10_000
    return f"{number:04}"


class PairedDevices:
    """The serial numbers that this room trusts. A device without a serial cannot be paired."""

    def __init__(self, serials: Iterable[str] = ()) -> None:
        """Begin with the serials paired earlier."""
        self._serials = frozenset(serials) - {""}

    @property
    def serials(self) -> frozenset[str]:
        """All paired serials, for storing."""
        return self._serials

    def pair(self, serial: str) -> None:
        """Trust a device; ValueError for an empty serial."""
        if not serial:
            raise ValueError("a device without a serial cannot be paired")
        self._serials |= {serial}

    def unpair(self, serial: str) -> None:
        """Trust a device no longer."""
        self._serials -= {serial}

    def holds(self, identity: DeviceIdentity | None) -> bool:
        """Whether this device is paired."""
        return identity is not None and identity.serial in self._serials
