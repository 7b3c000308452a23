"""Hardware of other makers on which a real monitor shows our patient: off unless a person wants it.

The choice stands in the device's address, as `?simulation=on`, so that every list shows it.
"""

from dataclasses import replace

from simrunner.app.exit_code import Refusal
from simrunner.app.settings import Settings

SWITCHED_ON = "?simulation=on"
DRIVERS = ("prosim-8", "prosim-6", "prosim-2", "vitalsbridge")


def outputs_of(settings: Settings) -> tuple[tuple[str, bool], ...]:
    """Return the serial number of every paired patient simulator, and whether it is on."""
    return tuple(
        (serial, address.endswith(SWITCHED_ON))
        for serial in settings.paired_devices
        if (address := settings.device_addresses.get(serial, "")).partition("@")[0] in DRIVERS
    )


def with_output(settings: Settings, serial: str, *, is_on: bool) -> Settings:
    """Return the settings with one patient simulator switched; Refusal for what is none."""
    if serial not in dict(outputs_of(settings)):
        raise Refusal(
            f"{serial} is no paired patient simulator: pair it first, for example with "
            "--at prosim-8@port:NAME."
        )
    address = settings.device_addresses[serial].removesuffix(SWITCHED_ON)
    addresses = {**settings.device_addresses, serial: address + (SWITCHED_ON if is_on else "")}
    return replace(settings, device_addresses=addresses)
