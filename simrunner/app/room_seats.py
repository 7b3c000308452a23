"""Which devices sit at the desk of a room: the paired ones, new ones found, simulated ones."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from simrunner.app.devices import (
    SIMULATED_SERIAL,
    attached_device,
    describe_ports,
    simulated_manikin_in_real_time,
)
from simrunner.app.dossiers import dossier_of, stays_out
from simrunner.app.exit_code import Refusal
from simrunner.app.pacing import monotonic_s, wall_text
from simrunner.app.settings import Settings
from simrunner.cpr.detector import CompressionDetector
from simrunner.domain.text import Translate
from simrunner.hardware.checkup import DeviceCheckup
from simrunner.hardware.desk import DeviceDesk
from simrunner.hardware.device import Device, DeviceError, ListeningDevice
from simrunner.hardware.dossier import Dossier
from simrunner.hardware.pairing import PairedDevices

_USB = "usb:"


@dataclass(frozen=True, slots=True, kw_only=True)
class PortRow:
    """A serial port and the address by which what is plugged into it is found."""

    address: str
    port: str


def ports_here() -> tuple[PortRow, ...]:
    """Return the serial ports of this computer; nothing is opened."""
    rows: list[dict[str, Any]] = [json.loads(row) for row in describe_ports(())]
    return tuple(PortRow(address=row["address"], port=row["port"]) for row in rows)


class RoomSeats:
    """Seats the devices that the settings and the ports name at one desk; for one thread.

    A strange port is greeted only when a paired device of the open protocol has the same USB
    vendor and product, or when somebody typed its address: another maker's device might take a
    greeting amiss.
    """

    def __init__(
        self, tr: Translate, *, ports: Callable[[], Sequence[PortRow]] = ports_here
    ) -> None:
        """Begin with an empty desk."""
        self._tr = tr
        self._ports = ports
        self._paired = PairedDevices()
        self._seated: dict[str, Device] = {}
        self._typed: dict[str, None] = {}
        self._left: set[str] = set()
        self._simulated: dict[str, Dossier] = {}
        self.desk = DeviceDesk(
            [], paired=self._paired, sense_for=CompressionDetector, monotonic_s=monotonic_s,
            wall_text=wall_text, tr=tr,
        )  # fmt: skip

    def settle(self, settings: Settings) -> None:
        """Seat what belongs here and let go of what does not; Refusal for what cannot be used."""
        self._trust(settings)
        wanted = self._wanted(settings)
        for key in [key for key in self._seated if key not in wanted]:
            self.desk.dismiss(self._seated.pop(key))
        troubles = []
        for key, dossier in wanted.items():
            try:
                self._seat(key, dossier)
            except (Refusal, DeviceError) as trouble:
                self._left.add(key)
                troubles.append(str(trouble))
        if troubles:
            raise Refusal(" ".join(troubles))
        self.desk.take_remarks()  # the record of a run keeps such; here the checkups tell

    def recall(self, settings: Settings, serial: str) -> None:
        """Let a seated device have what the settings now know of it."""
        dossier = dossier_of(settings, serial)
        for name, simulated in self._simulated.items():
            if simulated.serial == serial and name in self._seated:
                # It has no address; a calibration of it counts until it is let go of.
                known = replace(simulated, calibrations=dossier.calibrations)
                self._simulated[name] = known
                self.desk.seat(self._seated[name], known)
                return
        device = self._seated.get(dossier.address)
        if device is not None:
            self.desk.seat(device, dossier)

    def greet(self, address: str) -> None:
        """Look for whoever is at an address that somebody typed."""
        attached_device("", address)
        self._typed[address] = None
        self._left.discard(address)

    def search(self) -> None:
        """Look again for everything that was let go of."""
        self._left.clear()

    def try_now(self, device: DeviceCheckup) -> None:
        """Begin anew with a device."""
        key = device.address or device.name
        self._left.discard(key)
        seated = self._seated.pop(key, None)
        if seated is not None:
            self.desk.dismiss(seated)

    def leave(self, device: DeviceCheckup) -> None:
        """Let go of a device and do not look for it."""
        key = device.address or device.name
        if self._simulated.pop(key, None) is None:
            self._left.add(key)

    def add_simulated(self, plays: str = "") -> None:
        """Have one more simulated manikin."""
        number = len(self._simulated) + 1
        base = SIMULATED_SERIAL.rpartition("-")[0]
        while (serial := f"{base}-{number:04}") in {
            each.serial for each in self._simulated.values()
        }:
            number += 1
        name = self._tr("Simulated manikin {number}", number=number)
        self._simulated[name] = Dossier(serial=serial, driver="simulated-manikin", plays=plays)

    def make_safe(self, device: DeviceCheckup) -> bool:
        """Switch every output of a device off; whether it confirmed that."""
        seated = self._seated.get(device.address or device.name)
        return seated is not None and self.desk.make_one_safe(seated)

    def close(self) -> None:
        """Let go of every device; ``settle`` seats them again."""
        for device in self._seated.values():
            self.desk.dismiss(device)
        self._seated = {}

    def _trust(self, settings: Settings) -> None:
        trusted = {*settings.paired_devices, *(d.serial for d in self._simulated.values())}
        for serial in self._paired.serials - trusted:
            self._paired.unpair(serial)
        for serial in sorted(trusted - {""}):
            self._paired.pair(serial)

    def _wanted(self, settings: Settings) -> dict[str, Dossier]:
        paired = [dossier_of(settings, serial) for serial in settings.paired_devices]
        addressed = [dossier for dossier in paired if dossier.address]
        wanted = {
            dossier.address: dossier for dossier in addressed
            if not stays_out(settings, dossier.serial)
        }  # fmt: skip
        known = {dossier.address for dossier in addressed}
        for address in (*self._typed, *self._strangers(known)):
            if address not in known:
                wanted[address] = Dossier(driver="oml", address=address)
        wanted |= self._simulated
        return {key: each for key, each in wanted.items() if key not in self._left}

    def _strangers(self, known: set[str]) -> list[str]:
        """Return new ports whose USB kind is that of a known device of the open protocol."""
        kinds = {address[:13].upper() for address in known if address.startswith(_USB)}
        if not kinds:
            return []
        return [
            row.address for row in self._ports()
            if row.address[:13].upper() in kinds and f"port:{row.port}" not in known
            and not any(row.address.upper().startswith(each.upper()) for each in known)
        ]  # fmt: skip

    def _seat(self, key: str, dossier: Dossier) -> None:
        device = self._seated.get(key)
        if device is not None:
            self.desk.seat(device, dossier)
            return
        if dossier.address:
            device = attached_device(dossier.serial, dossier.address)
        else:
            device = simulated_manikin_in_real_time(key, dossier.serial)
        if isinstance(device, ListeningDevice):
            device.listen_to_all()
        device.connect()
        self._seated[key] = device
        self.desk.seat(device, dossier)
