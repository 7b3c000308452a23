"""The chosen device in words: who it is, how its link does, what it can do."""

from collections.abc import Iterable
from dataclasses import dataclass

from simrunner.domain.text import Translate
from simrunner.hardware.checkup import ROUND_TRIPS, DeviceCheckup
from simrunner.hardware.device import LinkState
from simrunner.ui.presenters.chip import ChipView
from simrunner.ui.presenters.device_room import (
    RoomNow,
    Standing,
    key_of,
    median_ms,
    share_below_ms,
    standing_of,
    wall_of,
)
from simrunner.ui.presenters.device_words import (
    DASH,
    FEEDERS,
    device_icon,
    driver_words,
    event_words,
    figure,
    length_words,
    output_chips,
    place_words,
    stream_words,
)
from simrunner.ui.presenters.home_view import ChoiceView

ROUND_TRIP_LIMIT_MS = 10.0
"""A link whose round trips stay below this is quick enough for touch; the drill asks for less."""

LOST_SHARE_LIMIT = 0.001
ENOUGH_TRIPS = 20
"""Fewer round trips than this have no highest hundredth worth a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderView:
    """Name, state and identity of a device, its choosers, what may be done with it."""

    key: str
    icon: str
    name: str
    chip: ChipView
    identity: str
    room: ChoiceView | None
    plays: ChoiceView | None
    safe: str
    safe_tip: str
    leave: str
    leave_tip: str
    has_outputs: bool
    can_leave: bool
    pair: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """One fact of a link: its name, the number, the quiet words beside it, what it means."""

    name: str
    strong: str
    quiet: str = ""
    tip: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """The link: half of the round trips stay below ``big``; ``trips_ms`` are the last, in order.

    Each trip has its age in seconds.
    """

    chip: ChipView
    big: str
    big_words: str
    limit_words: str
    limit_ms: float
    trips_ms: tuple[tuple[float, float], ...]
    span_s: float
    from_words: str
    to_words: str
    spoken: str
    rows: tuple[LinkRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CapabilitiesView:
    """What a device told of itself, group by group; ``empty`` stands where it told nothing."""

    note: str
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    empty: str


class DeviceDetailPresenter:
    """Describes one device."""

    def __init__(self, tr: Translate) -> None:
        """Speak by ``tr``."""
        self._tr = tr

    def header(self, checkup: DeviceCheckup, now: RoomNow) -> HeaderView:
        """Return the head of the page."""
        tr = self._tr
        at = standing_of(checkup, now.ignored)
        # The program's own simulated devices have no address, and belong nowhere.
        is_placed = checkup.is_paired and bool(checkup.address)
        can_pair = checkup.link is LinkState.UP and not checkup.is_paired and checkup.serial
        return HeaderView(
            key=key_of(checkup), icon=device_icon(checkup), name=checkup.name,
            chip=self._chip(checkup, at), identity=self._identity(checkup),
            room=_choice(
                ("room", tr("Room"), tr("none")), checkup.room,
                (("", tr("none")), *((room, room) for room in now.rooms))
                if is_placed and now.rooms else (),
            ),
            plays=_choice(
                ("plays", tr("Plays"), tr("nothing yet")), checkup.plays,
                tuple((part, self._part_words(part)) for part in now.parts if is_placed),
            ),
            safe=tr("Make safe now"),
            safe_tip=tr("In a run, Real emergency makes every device safe")
            if now.is_run_on
            else tr("Switch every output of this device off and wait for its confirmation"),
            leave=tr("Disconnect"),
            leave_tip=tr("Let go of this device; a running session goes on without it"),
            has_outputs=checkup.link is LinkState.UP and bool(checkup.capabilities.actuators)
            and not now.is_run_on,
            can_leave=not now.is_run_on,
            pair=tr("Pair with this room") if can_pair and not checkup.twin else "",
        )  # fmt: skip

    def _part_words(self, part: str) -> str:
        tr = self._tr
        return {
            "patient": tr("the patient"), "part": tr("a part of the patient"),
            "monitor": tr("the monitor"), "pump": tr("an infusion pump"),
            "sensor": tr("a sensor"), "marker": tr("a marker"),
        }.get(part, part)  # fmt: skip

    def _chip(self, checkup: DeviceCheckup, at: Standing) -> ChipView:
        tr = self._tr
        by_link = {
            LinkState.INCOMPATIBLE: (tr("other version"), "bad"),
            LinkState.STALE: (tr("stale"), "warn"),
            LinkState.OPENING: (tr("connecting"), "neutral"),
        }
        by_standing = {
            Standing.LOST: (tr("lost"), "bad"),
            Standing.NEW: (tr("serial number twice") if checkup.twin else tr("not paired"), "info"),
            Standing.UP: (tr("up"), "ok"),
            Standing.AWAY: (tr("not here"), "neutral"),
        }
        words, tone = by_link.get(checkup.link) or by_standing[at]
        return ChipView(text=words, tone=tone)

    def _identity(self, checkup: DeviceCheckup) -> str:
        tr, identity = self._tr, checkup.identity
        model = ""
        if identity is not None:
            model = " ".join(part for part in (identity.vendor, identity.model) if part)
        serial = checkup.serial or (identity.serial if identity else "")
        parts = [
            model, place_words(checkup.address, tr),
            tr("serial {serial}", serial=serial) if serial else tr("no serial number"),
            tr("driver: {driver}", driver=driver_words(checkup.driver, tr))
            if checkup.driver else "",
        ]  # fmt: skip
        if checkup.driver in FEEDERS:
            parts.append(tr("feeds a real monitor"))
        return " · ".join(part for part in parts if part)

    # -- link

    def link(self, checkup: DeviceCheckup, now: RoomNow) -> LinkView:
        """Return how the link does; a dash wherever nobody knows."""
        tr = self._tr
        half_ms = median_ms(checkup)
        trips = tuple(
            ((checkup.newest_ms - trip.at_ms) / 1000, trip.took_us / 1000)
            for trip in checkup.round_trips
        )
        shown = figure(half_ms, 1)
        return LinkView(
            chip=self._link_chip(checkup, half_ms), big=shown,
            big_words=tr("ms round trip, half below"),
            limit_words=tr("limit {ms} ms", ms=figure(ROUND_TRIP_LIMIT_MS)),
            limit_ms=ROUND_TRIP_LIMIT_MS, trips_ms=trips, span_s=float(ROUND_TRIPS),
            from_words=tr("{seconds} s ago", seconds=ROUND_TRIPS), to_words=tr("now"),
            spoken=tr("Round trip, half below {ms} ms, last {seconds} s",
                      ms=shown, seconds=ROUND_TRIPS),
            rows=self._link_rows(checkup, now),
        )  # fmt: skip

    def _link_chip(self, checkup: DeviceCheckup, half_ms: float | None) -> ChipView:
        tr = self._tr
        if checkup.link is not LinkState.UP:
            return self._chip(checkup, standing_of(checkup))
        if half_ms is not None and half_ms > ROUND_TRIP_LIMIT_MS:
            return ChipView(text=tr("slow"), tone="warn")
        if _lost_share(checkup) > LOST_SHARE_LIMIT:
            return ChipView(text=tr("frames lost"), tone="warn")
        if not checkup.round_trips and not checkup.health.rx_ok:
            return ChipView(text=tr("not measured"), tone="neutral")
        return ChipView(text=tr("healthy"), tone="ok")

    def _link_rows(self, checkup: DeviceCheckup, now: RoomNow) -> tuple[LinkRow, ...]:
        tr, drift, identity = self._tr, checkup.health.clock_drift_ppm, checkup.identity
        return (
            *self._frames(checkup),
            self._heartbeat(checkup),
            LinkRow(
                name=tr("Clock drift"),
                strong=DASH if drift is None else tr("{ppm} ppm", ppm=figure(drift, 1)),
                quiet="" if drift is None else tr("{ms} ms an hour", ms=figure(drift * 3.6, 0)),
                tip=tr("How much its clock gains on this computer's; it is corrected for"),
            ),
            LinkRow(
                name=tr("Firmware"),
                strong=(identity.firmware if identity else "") or DASH,
                quiet=tr("protocol {version}", version=identity.protocol)
                if identity and identity.protocol else "",
            ),
            self._up_since(checkup, now),
            LinkRow(
                name=tr("Lost and back"), strong=self._times(checkup.times_lost),
                tip=tr("Since the program began to watch it"),
            ),
            self._left_out(checkup),
        )  # fmt: skip

    def _frames(self, checkup: DeviceCheckup) -> tuple[LinkRow, ...]:
        """Return what came late, spoilt or not at all."""
        tr, health, count = self._tr, checkup.health, len(checkup.round_trips)
        highest_ms = share_below_ms(checkup, 0.99) if count >= ENOUGH_TRIPS else None
        frames = health.rx_ok + health.rx_bad
        return (
            LinkRow(
                name=tr("99 of 100 below"), strong=_with_unit(highest_ms, "ms", 1),
                quiet=tr("of {count}", count=count) if highest_ms is not None else "",
                tip=tr("The slowest of the last round trips; touch feels late above 10 ms"),
            ),
            LinkRow(
                name=tr("Lost frames"), tip=tr("Frames that came spoilt, of all that came"),
                strong=tr("{bad} of {all}", bad=f"{health.rx_bad:,}", all=f"{frames:,}")
                if frames else DASH,
                quiet=_percent(health.rx_bad / frames) if frames else "",
            ),
            LinkRow(
                name=tr("Lost samples"), tip=tr("Samples of its sensors that never came"),
                strong=f"{health.samples_lost:,}" if frames else DASH,
            ),
        )  # fmt: skip

    def _times(self, count: int) -> str:
        tr = self._tr
        if count < 2:
            return tr("once") if count else tr("never")
        return tr("{count} times", count=count)

    def _heartbeat(self, checkup: DeviceCheckup) -> LinkRow:
        tr, heard_ms = self._tr, checkup.heard_ms
        name, tip = tr("Last heard"), tr("When anything last came from it")
        if heard_ms is None:
            return LinkRow(name=name, strong=DASH, tip=tip)
        ago_ms = max(0, checkup.newest_ms - heard_ms)
        words = (
            tr("{seconds} s", seconds=figure(ago_ms / 1000, 2)) if ago_ms < 10_000
            else length_words(ago_ms, tr)
        )  # fmt: skip
        return LinkRow(name=name, strong=tr("{length} ago", length=words), tip=tip)

    def _up_since(self, checkup: DeviceCheckup, now: RoomNow) -> LinkRow:
        tr, battery = self._tr, checkup.battery_percent
        known = []
        if checkup.uptime_ms is not None:
            at = wall_of(now, checkup, checkup.newest_ms - checkup.uptime_ms)
            known.append(at or length_words(checkup.uptime_ms, tr))
        if battery is not None:
            known.append(tr("{percent} %", percent=battery))
        return LinkRow(
            name=tr("Up since, battery"),
            strong=", ".join(known) or DASH,
            tip=tr("When the device was switched on; how full its battery is"),
        )

    def _left_out(self, checkup: DeviceCheckup) -> LinkRow:
        tr, health = self._tr, checkup.health
        quiet = ""
        if health.device_dropped:
            quiet = tr("{count} by the device", count=f"{health.device_dropped:,}")
        return LinkRow(
            name=tr("Left out"),
            strong=f"{checkup.dropped:,}",
            quiet=quiet,
            tip=tr("What it sent faster than it may: 10 actions and one remark a second"),
        )

    # -- capabilities

    def capabilities(self, checkup: DeviceCheckup) -> CapabilitiesView:
        """Return what the device told of itself, in people's words."""
        tr, told = self._tr, checkup.capabilities
        reports = _once(_without_axes(stream_words(name, tr), name, tr) for name in told.streams)
        outputs = [name for name in told.actuators if not _is_inner(name)]
        groups = (
            (tr("It reports"), reports),
            (tr("It can do"), output_chips(outputs, tr)),
            (tr("It notices"), _once(event_words(name, tr) for name in told.events)),
        )
        count = len(told.streams) + len(outputs) + len(told.events)
        return CapabilitiesView(
            note=tr("told by the device, {count}", count=count) if count else "",
            groups=tuple(group for group in groups if group[1]),
            empty="" if count else tr("The device has not told yet what it can do."),
        )


def _without_axes(words: str, name: str, tr: Translate) -> str:
    """Return one chip for both directions of the hand."""
    return tr("hand position") if name.startswith("cpr.hand.") else words


def _is_inner(name: str) -> bool:
    """Return whether an output is part of every device, or only of the simulation."""
    return name == "device.safe" or name.startswith("sim.")


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _choice(
    words: tuple[str, str, str], chosen: str, choices: tuple[tuple[str, str], ...]
) -> ChoiceView | None:
    """Return a chooser by its key, name and word for nothing; None where nothing is to choose."""
    if not choices:
        return None
    key, name, none = words
    return ChoiceView(
        key=key, name=name, chosen=chosen, choices=choices,
        words=dict(choices).get(chosen, chosen) or none,
    )  # fmt: skip


def _lost_share(checkup: DeviceCheckup) -> float:
    frames = checkup.health.rx_ok + checkup.health.rx_bad
    return checkup.health.rx_bad / frames if frames else 0.0


def _with_unit(number: float | None, unit: str, decimals: int = 0) -> str:
    return DASH if number is None else f"{figure(number, decimals)} {unit}"


def _percent(share: float) -> str:
    """Return a share with as many decimals as a rare loss needs."""
    if share == 0:
        return "0 %"
    return f"{100 * share:.4f} %" if share < 0.0001 else f"{100 * share:.2f} %"
