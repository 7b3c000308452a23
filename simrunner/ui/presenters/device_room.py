"""The devices of a room as the page is told of them, and in which part of the list each stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

from simrunner.hardware.checkup import DeviceCheckup
from simrunner.hardware.device import LinkState


class Standing(StrEnum):
    """Where a device stands for the people in the room."""

    UP = "up"
    LOST = "lost"
    NEW = "new"
    AWAY = "away"


@dataclass(frozen=True, slots=True, kw_only=True)
class AwayDevice:
    """A paired device that nobody looks for or finds now; ``seen_on`` is an ISO date or empty."""

    serial: str
    name: str
    driver: str = ""
    address: str = ""
    room: str = ""
    seen_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillLine:
    """One row of the fault drill as it stands; ``is_met`` is None while it was not measured.

    ``measured`` is the tester's own sentence, ``figure`` in ``unit`` the number behind it.
    """

    number: int
    is_met: bool | None = None
    figure: float | None = None
    unit: str = ""
    measured: str = ""
    is_running: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillNow:
    """The fault drill: its rows by number, whether it runs now, when it ended (an ISO date)."""

    lines: Mapping[int, DrillLine] = field(default_factory=dict)
    is_running: bool = False
    made_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomNow:
    """Everything that the Devices page shows, at one moment.

    ``wall`` is ISO 8601 wall time of that moment, empty when nobody knows; ``ignored`` are keys
    of devices that somebody chose to leave alone. ``name`` is the room that is shown, empty for
    every one, ``rooms`` are all of them, ``parts`` what a device may play. ``trouble`` is one
    sentence to be seen.
    """

    name: str = ""
    rooms: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    checkups: tuple[DeviceCheckup, ...] = ()
    away: tuple[AwayDevice, ...] = ()
    ignored: frozenset[str] = frozenset()
    wall: str = ""
    is_run_on: bool = False
    drill: DrillNow = field(default_factory=DrillNow)
    self_testing: str = ""
    trouble: str = ""


def key_of(checkup: DeviceCheckup) -> str:
    """Return what tells a device of a room from all others, twins included."""
    return "|".join((checkup.serial or checkup.name, checkup.address))


def standing_of(checkup: DeviceCheckup, ignored: frozenset[str] = frozenset()) -> Standing:
    """Return where a device stands; one that was never heard is away, not lost."""
    if checkup.link is LinkState.UP:
        if checkup.is_paired and not checkup.twin:
            return Standing.UP
        return Standing.AWAY if key_of(checkup) in ignored else Standing.NEW
    if checkup.link in {LinkState.STALE, LinkState.INCOMPATIBLE}:
        return Standing.LOST
    was_heard = checkup.heard_ms is not None or checkup.identity is not None
    return Standing.LOST if was_heard else Standing.AWAY


def wall_of(now: RoomNow, checkup: DeviceCheckup, at_ms: int | None) -> str:
    """Return the wall time ``HH:MM:SS`` of a moment of link time; empty when nobody knows."""
    if at_ms is None or not now.wall:
        return ""
    moment = datetime.fromisoformat(now.wall) - timedelta(milliseconds=checkup.newest_ms - at_ms)
    return moment.strftime("%H:%M:%S")


def median_ms(checkup: DeviceCheckup) -> float | None:
    """Return the round trip below which half of the last ones stay, ms; None without any."""
    return share_below_ms(checkup, 0.5)


def share_below_ms(checkup: DeviceCheckup, share: float) -> float | None:
    """Return the nearest-rank quantile of the last round trips, ms; None without any."""
    ranked = sorted(trip.took_us for trip in checkup.round_trips)
    if not ranked:
        return None
    return ranked[max(1, ceil(share * len(ranked))) - 1] / 1000
