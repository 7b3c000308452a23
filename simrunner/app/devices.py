"""Drivers and their tools, found by entry point, and the desk that feeds a run."""

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TypeVar

from simrunner.app.dossiers import stays_out
from simrunner.app.exit_code import ENVIRONMENT, Refusal
from simrunner.app.pacing import monotonic_s, wall_text
from simrunner.app.settings import Settings, read_settings, write_settings
from simrunner.cpr.detector import CompressionDetector
from simrunner.domain.action import Action
from simrunner.domain.run_record import Remark
from simrunner.domain.sim_time import STEP_MS, SimTimeMs
from simrunner.domain.text import Translate
from simrunner.hardware.desk import DeviceDesk, SafetyReport
from simrunner.hardware.device import Device, DeviceCommand
from simrunner.hardware.dossier import Dossier
from simrunner.hardware.hands import Hands
from simrunner.hardware.pairing import PairedDevices
from simrunner.rehearsal.scripted_team import ScriptedTeam

Row = TypeVar("Row")

SIMULATED = "simulated-manikin"
OML = "oml"
SIMULATED_SERIAL = "SM-0001"
"""The simulated manikin that the program starts itself is paired from the beginning."""


def _entry(group: str, name: str) -> EntryPoint:
    for entry in entry_points(group=group):
        if entry.name == name:
            return entry
    raise Refusal(f"{name} is not installed (entry point group {group}).", ENVIRONMENT)


def device_tool(name: str) -> Callable[[Sequence[str]], int]:
    """Return a tool that a device package offers, for example ``simulate``."""
    tool: Callable[[Sequence[str]], int] = _entry("simrunner.device_tools", name).load()
    return tool


def simulated_manikin(seed: int, name: str = "Simulated manikin") -> Device:
    """Return a simulated manikin in lock step with simulated time, not yet connected."""
    make: Callable[..., Device] = _entry("simrunner.devices", SIMULATED).load()
    return make(seed=seed, name=name, monotonic_s=monotonic_s)


def simulated_manikin_in_real_time(name: str, serial: str) -> Device:
    """Return a simulated manikin that lives by the clock, not yet connected."""
    make: Callable[..., Device] = _entry("simrunner.devices", SIMULATED).load()
    return make(
        seed=zlib.crc32(serial.encode()) % 10_000, name=name, monotonic_s=monotonic_s,
        is_lock_step=False, options=("--serial", serial),
    )  # fmt: skip


def attached_devices(
    settings: Settings, make: Callable[..., Device] | None = None
) -> tuple[tuple[Device, ...], tuple[str, ...]]:
    """Return this room's paired devices that have an address, not yet connected, and sentences.

    Those say what hinders or keeps out others. ``make`` is the driver, that of OML/1 unless given.
    """
    found, told = [], []
    for serial in settings.paired_devices:
        address = settings.device_addresses.get(serial)
        if address is None:
            continue
        if elsewhere := stays_out(settings, serial):
            told.append(elsewhere)
            continue
        try:
            found.append(attached_device(serial, address, make))
        except Refusal as trouble:
            told.append(str(trouble))
    return tuple(found), tuple(told)


def attached_device(serial: str, address: str, make: Callable[..., Device] | None = None) -> Device:
    """Return a device at ``DRIVER@PLACE``; one of the open protocol needs no driver's name."""
    name, _, place = address.rpartition("@")
    driver: Callable[..., Device] | None = None if name else make
    driver = driver or _entry("simrunner.devices", name or OML).load()
    try:
        return driver(address=place, serial=serial, monotonic_s=monotonic_s)
    except ValueError as trouble:
        raise Refusal(f"{serial}: {trouble}.") from trouble


def with_paired(settings: Settings, serial: str, address: str | None) -> Settings:
    """Return the settings in which a device is paired; Refusal for what cannot be one."""
    serial = serial.strip()
    if not serial:
        raise Refusal("A device without a serial number cannot be paired: nobody could tell it.")
    addresses = dict(settings.device_addresses)
    if address is not None:
        attached_device(serial, address)
        addresses[serial] = address
    serials = dict.fromkeys((*settings.paired_devices, serial))
    return replace(settings, paired_devices=tuple(serials), device_addresses=addresses)


def without_paired(settings: Settings, serial: str) -> Settings:
    """Return the settings in which a device is paired no longer; Refusal when it was not."""
    if serial == SIMULATED_SERIAL:
        raise Refusal("The simulated manikin is always paired: the program starts it itself.")
    if serial not in settings.paired_devices:
        raise Refusal(f"No device with the serial number {serial} is paired.")
    return replace(
        settings,
        paired_devices=tuple(each for each in settings.paired_devices if each != serial),
        device_addresses=_without(settings.device_addresses, serial),
        device_places=_without(settings.device_places, serial),
        device_roles=_without(settings.device_roles, serial),
        calibrations=_without(settings.calibrations, serial),
    )


def _without(rows: Mapping[str, Row], serial: str) -> dict[str, Row]:
    return {key: row for key, row in rows.items() if key != serial}


def paired_rows(settings: Settings) -> tuple[tuple[str, str], ...]:
    """Return every paired serial number with its address, empty where the program finds it."""
    return (
        (SIMULATED_SERIAL, ""),
        *(
            (serial, settings.device_addresses.get(serial, ""))
            for serial in settings.paired_devices
        ),
    )


def change_settings(folder: Path, change: Callable[[Settings], Settings]) -> None:
    """Save changed settings; Refusal when those that are there cannot be read."""
    settings, problem = read_settings(folder)
    if problem is not None:  # saving would throw away what somebody may still mend
        raise Refusal(problem, ENVIRONMENT)
    write_settings(folder, change(settings))


def describe_ports(greets: Sequence[str]) -> tuple[str, ...]:
    """Return a JSON object for each serial port and for who answers at each address."""
    describe: Callable[..., tuple[str, ...]] = _entry("simrunner.device_tools", "ports").load()
    try:
        return describe(greets=greets, monotonic_s=monotonic_s)
    except ValueError as trouble:
        raise Refusal(f"{trouble}.") from trouble


def describe_devices() -> tuple[tuple[str, str], ...]:
    """Return every installed driver with the object that implements it."""
    found = entry_points(group="simrunner.devices")
    return tuple(sorted((entry.name, entry.value) for entry in found))


def desk_of(
    devices: Sequence[Device], paired: Sequence[str], tr: Translate,
    dossiers: Mapping[str, Dossier] | None = None,
) -> DeviceDesk:  # fmt: skip
    """Return the desk of these devices; only paired serial numbers may act or be moved."""
    return DeviceDesk(
        devices, paired=PairedDevices((*paired, SIMULATED_SERIAL)), sense_for=CompressionDetector,
        monotonic_s=monotonic_s, wall_text=wall_text, tr=tr, dossiers=dossiers,
    )  # fmt: skip


class DeskFeed:
    """Feeds a run with what the devices feel, and a simulated rescuer with what a team plays."""

    def __init__(
        self, desk: DeviceDesk, *, on_remark: Callable[[Remark], None],
        team: ScriptedTeam | None = None, hands: Hands | None = None,
    ) -> None:  # fmt: skip
        """``team``, if any, has its compressions played by the manikin's own rescuer.

        ``hands`` are those of the people at the screen, on devices that can be touched.
        """
        self._desk = desk
        self._on_remark = on_remark
        self._team = team
        self.hands = hands or Hands((), monotonic_s=monotonic_s)

    def due(self, now_ms: SimTimeMs) -> Sequence[Action]:
        """Return what paired devices did up to ``now_ms``; links that changed are remarked."""
        for rescue in self._team.rescues_due(now_ms) if self._team else ():
            self.rescue(*rescue.compressions)
        self.hands.deliver(now_ms - STEP_MS, is_running=True)
        actions = self._desk.advance_to(now_ms)
        self._tell()
        return actions

    def rescue(self, duration_ms: int, rate_per_min: int, depth_mm: int) -> None:
        """Let the simulated manikin's rescuer compress."""
        fields = {"duration_ms": duration_ms, "rate_per_min": rate_per_min, "depth_mm": depth_mm}
        self._desk.send(DeviceCommand(target="sim.rescuer", fields=fields))

    def idle(self) -> None:
        """Keep the links alive while the run stands still."""
        self.hands.deliver(0, is_running=False)
        self._desk.watch()
        self._tell()

    def make_safe(self) -> tuple[SafetyReport, ...]:
        """Switch every output off and say who confirmed it."""
        reports = self._desk.make_safe()
        self._tell()
        return reports

    def resume(self) -> None:
        """Let outputs move again."""
        self._desk.resume()

    def _tell(self) -> None:
        for remark in self._desk.take_remarks():
            self._on_remark(remark)
