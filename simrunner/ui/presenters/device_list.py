"""The left column of the Devices page: what asks for you, what works, what is not here."""

from dataclasses import dataclass

from simrunner.domain.text import Translate
from simrunner.hardware.checkup import DeviceCheckup
from simrunner.hardware.device import LinkState
from simrunner.ui.presenters.device_lost import AskCard, lost_card, new_card
from simrunner.ui.presenters.device_room import (
    AwayDevice,
    RoomNow,
    Standing,
    key_of,
    standing_of,
)
from simrunner.ui.presenters.device_words import (
    FEEDERS,
    device_icon,
    driver_words,
    figure,
    icon_for,
    kind_words,
    length_words,
    listed,
    place_words,
    short_stream_words,
    unit_words,
)
from simrunner.ui.presenters.home_view import ChoiceView

SLOW_PERIOD_US = 100_000
"""A stream with values this far apart or further is a number; a faster one is a wave."""

_TONES = {
    Standing.UP: "ok", Standing.LOST: "bad", Standing.NEW: "info", Standing.AWAY: "tx3",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRow:
    """One device in the list: standing gives its shape, ``tone`` its colour, with words beside."""

    key: str
    icon: str
    standing: Standing
    name: str
    facts: str
    state: str
    tone: str
    spoken: str
    card: AskCard | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceListView:
    """The room's name, the counts with their standing, and the three parts in order."""

    room: str
    counts: tuple[tuple[Standing, str], ...]
    parts: tuple[tuple[str, tuple[DeviceRow, ...]], ...]
    add: str
    add_tip: str
    search: str
    search_tip: str
    greet: str
    greet_hint: str
    empty: str
    empty_hint: str

    @property
    def keys(self) -> tuple[str, ...]:
        """Every device in the order of the list."""
        return tuple(row.key for _, rows in self.parts for row in rows)


def shown_room(now: RoomNow, tr: Translate) -> ChoiceView | None:
    """Return the choice of the room whose devices are shown; None where there are no rooms."""
    if not now.rooms:
        return None
    choices = (("", tr("All rooms")), *((room, room) for room in now.rooms))
    return ChoiceView(
        key="shown", name=tr("Shown"), chosen=now.name, choices=choices,
        words=dict(choices).get(now.name, now.name),
    )  # fmt: skip


class DeviceListPresenter:
    """Puts the devices of a room in their parts."""

    def __init__(self, tr: Translate) -> None:
        """Speak by ``tr``."""
        self._tr = tr
        self._shown_room = ""

    def present(self, now: RoomNow) -> DeviceListView:
        """Return the list in the language in force."""
        tr, self._shown_room = self._tr, now.name
        rows = [(standing_of(each, now.ignored), self._row(each, now)) for each in now.checkups]
        away = [self._away(each) for each in now.away]
        asks = (Standing.LOST, Standing.NEW)
        parts = (
            (tr("Asks for you"), tuple(row for at in asks for mine, row in rows if mine is at)),
            (tr("Working"), tuple(row for mine, row in rows if mine is Standing.UP)),
            (tr("Not here"), (*(row for mine, row in rows if mine is Standing.AWAY), *away)),
        )
        found = [mine for mine, _ in rows]
        words = {Standing.UP: tr("up"), Standing.LOST: tr("lost"), Standing.NEW: tr("new")}
        return DeviceListView(
            room=now.name or (tr("All rooms") if now.rooms else tr("This room")),
            counts=tuple(
                (at, f"{found.count(at)} {text}") for at, text in words.items() if at in found
            ),
            parts=tuple(part for part in parts if part[1]),
            add=tr("Simulated device"),
            add_tip=tr("Start a simulated manikin in this room"),
            search=tr("Search again"),
            search_tip=tr("Look at every port for devices"),
            greet=tr("Address of a device"),
            greet_hint=tr("port:COM7 or usb:…, then Enter"),
            empty=tr("No device is known yet"),
            empty_hint=tr(
                "Plug a manikin or trainer in, switch it on and write its address here: the "
                "program asks who is there. One of a kind that is paired already shows by itself. "
                "A scenario also runs without any device."
            ),
        )

    def _row(self, checkup: DeviceCheckup, now: RoomNow) -> DeviceRow:
        at = standing_of(checkup, now.ignored)
        state, tone = self._state(checkup, now, at)
        card = None
        if at is Standing.LOST:
            card = lost_card(checkup, now, self._tr)
        elif at is Standing.NEW:
            card = new_card(checkup, self._tr)
        facts = self._facts(checkup, at)
        return DeviceRow(
            key=key_of(checkup), icon=device_icon(checkup), standing=at, name=checkup.name,
            facts=facts, state=state, tone=tone, card=card,
            spoken=", ".join(part for part in (checkup.name, self._spoken(at), facts) if part),
        )  # fmt: skip

    def _spoken(self, at: Standing) -> str:
        tr = self._tr
        return {
            Standing.UP: tr("up"), Standing.LOST: tr("lost"), Standing.NEW: tr("new"),
            Standing.AWAY: tr("not here"),
        }[at]  # fmt: skip

    def _state(self, checkup: DeviceCheckup, now: RoomNow, at: Standing) -> tuple[str, str]:
        """Return the words at the right, and their tone."""
        tr, tone = self._tr, _TONES[at]
        if at is Standing.LOST:
            since_ms = checkup.since_ms if checkup.heard_ms is None else checkup.heard_ms
            ago = length_words(checkup.newest_ms - since_ms, tr)
            word = tr("stale") if checkup.link is LinkState.STALE else tr("lost")
            return tr("{state} {ago}", state=word, ago=ago), tone
        if at is Standing.NEW:
            return tr("new"), tone
        if at is Standing.AWAY:
            is_ignored = key_of(checkup) in now.ignored
            return (tr("ignored") if is_ignored else tr("not found")), tone
        if checkup.round_trips:
            took_ms = checkup.round_trips[-1].took_us / 1000
            return tr("{ms} ms", ms=figure(took_ms, 1)), "tx3"
        return (tr("out") if checkup.driver in FEEDERS else ""), "tx3"

    def _facts(self, checkup: DeviceCheckup, at: Standing) -> str:
        tr = self._tr
        if at is Standing.NEW:
            place = place_words(checkup.address, tr)
            words = tr("not paired") if not checkup.twin else tr("a serial number twice")
            return " · ".join(part for part in (place, words) if part)
        if checkup.driver in FEEDERS:
            model = "" if checkup.identity is None else checkup.identity.model
            return " · ".join(part for part in (tr("feeds a real monitor"), model) if part)
        identity, told = checkup.identity, checkup.capabilities
        model = driver_words(checkup.driver, tr) if checkup.driver else ""
        if identity is not None and identity.model:
            model = " ".join(part for part in (identity.vendor, identity.model) if part)
        latest = self._latest(checkup) if at is Standing.UP else ""
        about = latest or kind_words((*told.streams, *told.actuators), tr)
        parts = (model, place_words(checkup.address, tr), about)
        return " · ".join(part for part in parts if part)

    def _latest(self, checkup: DeviceCheckup) -> str:
        """Return the newest slow numbers of a device, two at most."""
        tr = self._tr
        found = [
            f"{short_stream_words(name, tr)} {figure(tail.values[-1])} {unit_words(tail.unit)}"
            for name, tail in checkup.tails.items()
            if tail.values and tail.period_us >= SLOW_PERIOD_US
        ]
        return listed(tr, found[:2])

    def _away(self, device: AwayDevice) -> DeviceRow:
        seen = self._whereabouts(device)
        return DeviceRow(
            key=f"away|{device.serial}", icon=icon_for(device.driver), standing=Standing.AWAY,
            name=device.name, facts=seen, state="", tone="tx3",
            spoken=f"{device.name}, {seen}",
        )  # fmt: skip

    def _whereabouts(self, device: AwayDevice) -> str:
        tr = self._tr
        if device.room and device.room != self._shown_room:
            return tr("belongs to {room}", room=device.room)
        if device.seen_on:
            return tr("not attached since {date}", date=device.seen_on)
        return tr("paired, not attached")
