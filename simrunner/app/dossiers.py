"""What the settings know of devices: room, part, calibrations."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from math import isfinite

from simrunner.app.exit_code import Refusal
from simrunner.app.settings import Settings
from simrunner.hardware.calibration import is_valid
from simrunner.hardware.checkup import Calibration
from simrunner.hardware.dossier import Dossier

ROLES = ("patient", "part", "monitor", "pump", "sensor", "marker")
"""What a device may play: the patient, a part of it (a task trainer), what a real monitor shows,
an infusion pump, a sensor, somebody's button."""


def dossier_of(settings: Settings, serial: str) -> Dossier:
    """Return what the settings know of a device; calibrations that are broken are left out."""
    address = settings.device_addresses.get(serial, "")
    rows = settings.calibrations.get(serial, {})
    found = {channel: _calibration(channel, row) for channel, row in rows.items()}
    return Dossier(
        serial=serial, driver=address.rpartition("@")[0] or ("oml" if address else ""),
        address=address, room=settings.device_places.get(serial, ""),
        plays=settings.device_roles.get(serial, ""),
        calibrations={name: each for name, each in found.items() if each is not None},
    )  # fmt: skip


def dossiers_of(settings: Settings, serials: Iterable[str]) -> Mapping[str, Dossier]:
    """Return the dossiers of some devices by serial number."""
    return {serial: dossier_of(settings, serial) for serial in serials}


def calibration_troubles(settings: Settings, today: str) -> tuple[str, ...]:
    """Return a sentence for each calibration that is too old or cannot be read.

    One that is too old is applied all the same: the raw number would be further off.
    """
    told = []
    for serial in settings.paired_devices:
        known = dossier_of(settings, serial).calibrations
        for channel in settings.calibrations.get(serial, {}):
            if channel not in known:
                told.append(f"{serial}: the calibration of {channel} cannot be read; take it anew.")
            elif not is_valid(known[channel], today):
                told.append(
                    f"{serial}: {channel} was calibrated on {known[channel].made_on}, too long "
                    "ago; take it anew."
                )
    return tuple(told)


def with_calibration(settings: Settings, serial: str, calibration: Calibration) -> Settings:
    """Return the settings in which a channel is calibrated."""
    channels = {**settings.calibrations.get(serial, {}), calibration.channel: asdict(calibration)}
    return replace(settings, calibrations={**settings.calibrations, serial: channels})


def with_place(
    settings: Settings, serial: str, *, room: str | None = None, plays: str | None = None
) -> Settings:
    """Return the settings in which a device belongs to a room and plays a part; None leaves it.

    Empty takes it away. Refusal for a device that is not paired and for a part that is none.
    """
    if serial not in settings.paired_devices:
        raise Refusal(f"No device with the serial number {serial} is paired.")
    if plays and plays not in ROLES:
        raise Refusal(f"A device does not play {plays}: choose {', '.join(ROLES)}.")
    places, roles = dict(settings.device_places), dict(settings.device_roles)
    if room is not None:
        places[serial] = room.strip()
    if plays is not None:
        roles[serial] = plays
    return replace(
        settings,
        device_places={key: place for key, place in places.items() if place},
        device_roles={key: role for key, role in roles.items() if role},
    )


def stays_out(settings: Settings, serial: str) -> str:
    """Return why a device is not attached in this room, empty when it is."""
    place = settings.device_places.get(serial, "")
    if not settings.room or place == settings.room:
        return ""
    where = f"it belongs to {place}" if place else "it belongs to no room"
    return f"{serial} stays out: {where}, and this is {settings.room}."


def _calibration(channel: str, row: object) -> Calibration | None:
    if not isinstance(row, Mapping):
        return None
    zero, scale = row.get("zero"), row.get("scale", 1.0)
    known, error = row.get("known"), row.get("error")
    numbers = [zero, scale, *(each for each in (known, error) if each is not None)]
    if not all(isinstance(each, int | float) and isfinite(each) for each in numbers) or not scale:
        return None
    return Calibration(
        channel=channel, zero=float(row["zero"]), scale=float(scale), known=known, error=error,
        made_on=str(row.get("made_on", "")), zeroed_on=str(row.get("zeroed_on", "")),
    )  # fmt: skip
