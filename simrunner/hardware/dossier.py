"""What this installation knows of a device before it speaks: where it is, what it stands for."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from simrunner.hardware.checkup import Calibration


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One device of this installation; all is empty for one that nobody has spoken of.

    ``serial`` is the number that is expected at ``address``; ``room`` is where the device belongs,
    ``plays`` what it stands for there. ``calibrations`` are those of its channels, by name.
    """

    serial: str = ""
    driver: str = ""
    address: str = ""
    room: str = ""
    plays: str = ""
    calibrations: Mapping[str, Calibration] = field(default_factory=dict)
