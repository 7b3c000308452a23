"""What a ProSim is told for a patient: fixed-width commands, one for each thing it simulates.

Words and ranges are those that three public drivers agree on; the vendor's appendix was not seen,
so all of them are `unverified`.
"""

import functools
import tomllib
from collections.abc import Mapping
from importlib.resources import files

from simrunner.hardware.device import Scalar
from simrunner.hardware.monitor_outputs import RHYTHM
from simrunner.hardware.rhythm_map import ShownRhythm, rhythm_map_from

TARGETS = (
    RHYTHM, "monitor.heart-rate", "monitor.systolic", "monitor.diastolic", "monitor.spo2",
    "monitor.resp-rate", "monitor.temperature", "monitor.cvp",
)  # fmt: skip
"""It has no carbon dioxide and no channel left for the pulmonary artery."""

SLOTS: Mapping[str, tuple[str, ...]] = {
    RHYTHM: ("rhythm",),
    "monitor.heart-rate": ("rhythm",),
    "monitor.systolic": ("arterial", "cuff"),
    "monitor.diastolic": ("arterial", "cuff"),
    "monitor.spo2": ("saturation",),
    "monitor.resp-rate": ("breathing", "breaths"),
    "monitor.temperature": ("temperature",),
    "monitor.cvp": ("venous",),
}
"""The commands that follow from an output, each by a name of ours."""

OFF = {"rhythm": "ECGRUN=FALSE", "breathing": "RESPRUN=FALSE", "saturation": "SAT=000",
       "arterial": "IBPP=1,000,000", "venous": "IBPS=2,+000", "cuff": "NIBPP=000,000"}  # fmt: skip
"""No signal at all; ECGRUN is the least certain of all the words."""

ASYSTOLE = "VNTWAVE=ASYS"
_LOWEST_RATE = 10
_RANGES = {"NSRA": (10, 360), "MONOVTACH": (120, 300)}


@functools.cache
def rhythm_map() -> Mapping[str, ShownRhythm]:
    """Return what a ProSim shows for each rhythm of ours."""
    text = files("devices.drivers.prosim").joinpath("rhythms.toml").read_text(encoding="utf-8")
    return rhythm_map_from(tomllib.loads(text))


def command_for(slot: str, wanted: Mapping[str, Scalar]) -> str | None:
    """Return the command for a slot; None while too little is known of the patient."""
    makers = {
        "rhythm": _rhythm, "arterial": _arterial, "cuff": _cuff, "saturation": _saturation,
        "breathing": _breathing, "breaths": _breaths, "temperature": _temperature,
        "venous": _venous,
    }  # fmt: skip
    return makers[slot](wanted)


def _number(wanted: Mapping[str, Scalar], target: str) -> int | None:
    number = wanted.get(target)
    return None if number is None else round(float(number))


def _between(number: int, low: int, high: int) -> int:
    return max(low, min(high, number))


def _rhythm(wanted: Mapping[str, Scalar]) -> str | None:
    shown = rhythm_map().get(str(wanted.get(RHYTHM)))
    if shown is None:
        return None
    verb = shown.show.partition("=")[0]
    if "{rate" not in shown.show:
        return shown.show
    rate_per_min = _number(wanted, "monitor.heart-rate")
    if rate_per_min is None:
        return None
    if rate_per_min < _LOWEST_RATE:
        return ASYSTOLE
    return shown.show.format(rate=_between(rate_per_min, *_RANGES[verb]))


def _pressures(wanted: Mapping[str, Scalar]) -> tuple[int, int] | None:
    systolic = _number(wanted, "monitor.systolic")
    diastolic = _number(wanted, "monitor.diastolic")
    if systolic is None or diastolic is None:
        return None
    systolic = _between(systolic, 0, 300)
    return systolic, _between(diastolic, 0, systolic)


def _arterial(wanted: Mapping[str, Scalar]) -> str | None:
    both = _pressures(wanted)
    return None if both is None else f"IBPP=1,{both[0]:03d},{both[1]:03d}"


def _cuff(wanted: Mapping[str, Scalar]) -> str | None:
    both = _pressures(wanted)
    return None if both is None else f"NIBPP={both[0]:03d},{both[1]:03d}"


def _saturation(wanted: Mapping[str, Scalar]) -> str | None:
    number = _number(wanted, "monitor.spo2")
    return None if number is None else f"SAT={_between(number, 0, 100):03d}"


def _breathing(wanted: Mapping[str, Scalar]) -> str | None:
    number = _number(wanted, "monitor.resp-rate")
    return None if number is None else f"RESPRUN={'TRUE' if number > 0 else 'FALSE'}"


def _breaths(wanted: Mapping[str, Scalar]) -> str | None:
    number = _number(wanted, "monitor.resp-rate")
    return None if not number else f"RESPRATE={_between(number, 10, 150):03d}"


def _temperature(wanted: Mapping[str, Scalar]) -> str | None:
    tenths = _number(wanted, "monitor.temperature")
    if tenths is None:
        return None
    halves = _between(round(tenths / 5), 60, 84)
    return f"TEMP={halves / 2:.1f}"


def _venous(wanted: Mapping[str, Scalar]) -> str | None:
    number = _number(wanted, "monitor.cvp")
    return None if number is None else f"IBPS=2,{_between(number, -10, 300):+04d}"
