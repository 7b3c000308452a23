"""The screen of a real emergency: what stopped, who to call, how to go on."""

from dataclasses import dataclass
from datetime import datetime

from simrunner.domain.text import Translate
from simrunner.ui.presenters.terms import clock_words

RESUME_COUNT = 10
"""Seconds counted down on every screen before devices start again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomSafety:
    """What Settings says about this room, for real; empty words are not shown."""

    phone: str = ""
    place: str = ""
    defibrillator: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyState:
    """A real emergency now. ``unsafe_devices`` are those that have not confirmed.

    ``stopped`` and ``now`` are wall time; ``frozen_at_ms`` is simulated time. ``by`` says who
    stopped it, for example ``R. Okafor, key F12``.
    """

    stopped: datetime
    now: datetime
    frozen_at_ms: int
    state: str = ""
    by: str = ""
    scenario: str = ""
    room: RoomSafety = RoomSafety()
    safe_devices: int = 0
    unsafe_devices: tuple[str, ...] = ()
    windows: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FactView:
    """One fact: icon and colour role as its sign, a title, a sentence."""

    icon: str
    tone: str
    title: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyView:
    """The whole screen in words; without ``resume`` and ``end`` it is the learners' one."""

    heading: str
    words: str
    lead: str
    clock: str
    stopped: str
    by: str
    room_title: str
    room: tuple[tuple[str, str, str], ...]
    facts: tuple[FactView, ...]
    after_title: str
    after: str
    end: str
    resume: str
    resume_key: str
    counting: tuple[str, ...]
    foot: str


class EmergencyPresenter:
    """Presents a real emergency to the facilitator or to the learners."""

    def __init__(self, tr: Translate) -> None:
        self._tr = tr

    def present(self, now: EmergencyState, *, for_learners: bool = False) -> EmergencyView:
        """Return the screen; learners get the same words without buttons."""
        tr = self._tr
        ago = clock_words(max(0, int((now.now - now.stopped).total_seconds())) * 1000)
        clock = clock_words(now.frozen_at_ms)
        return EmergencyView(
            heading=tr("Real emergency"),
            words=tr("The simulation is stopped."),
            lead=tr("Help the person. Nothing here needs you now."),
            clock=f"{now.now:%H:%M:%S}",
            stopped=tr("stopped at {time}, {ago} ago", time=f"{now.stopped:%H:%M:%S}", ago=ago),
            by=tr("by {who}", who=now.by) if now.by else "",
            room_title=tr("In this room, for real"),
            room=self._room(now.room),
            facts=self._facts(now),
            after_title=tr("When the person is safe"),
            after=tr(
                "Resume counts down from {count} on every screen, then devices start again. "
                "End keeps the record; nothing opens by itself.",
                count=RESUME_COUNT,
            ),
            end="" if for_learners else tr("End the session"),
            resume="" if for_learners else tr("Resume at {clock}", clock=clock),
            resume_key=tr("hold F12"),
            counting=tuple(
                tr("The simulation goes on in {count} s", count=left)
                for left in range(RESUME_COUNT + 1)
            ),
            foot=now.scenario,
        )

    def _room(self, room: RoomSafety) -> tuple[tuple[str, str, str], ...]:
        tr = self._tr
        rows = (
            ("phone", tr("Emergency phone"), room.phone),
            ("flag", tr("You are in"), room.place),
            ("defib", tr("Real defibrillator"), room.defibrillator),
        )
        return tuple(row for row in rows if row[2])

    def _facts(self, now: EmergencyState) -> tuple[FactView, ...]:
        tr = self._tr
        waiting = tr("Nothing moves and nothing is lost; ramps, timers and doses wait.")
        if now.state:
            waiting = tr("State {state}. {waiting}", state=now.state, waiting=waiting)
        return (
            self._devices(now),
            FactView(
                icon="frozen-diamond",
                tone="info",
                title=tr("Case frozen at {clock}", clock=clock_words(now.frozen_at_ms)),
                sentence=waiting,
            ),
            FactView(
                icon="camera",
                tone="tx2",
                title=tr("Camera and sound are off"),
                sentence=tr("Only the times are recorded."),
            ),
            FactView(
                icon="screen-off",
                tone="tx2",
                title=tr("No simulated number is shown"),
                sentence=tr("This panel covers the only window.")
                if now.windows == 1
                else tr("This panel covers all {count} windows.", count=now.windows),
            ),
        )

    def _devices(self, now: EmergencyState) -> FactView:
        tr = self._tr
        if now.unsafe_devices:
            return FactView(
                icon="warning",
                tone="warn",
                title=tr("Not confirmed: {devices}", devices=tr(", ").join(now.unsafe_devices)),
                sentence=tr("Switch it off by hand."),
            )
        if now.safe_devices == 0:
            return FactView(
                icon="info",
                tone="info",
                title=tr("No device is connected"),
                sentence=tr("There is nothing to switch off."),
            )
        return FactView(
            icon="check-disc",
            tone="ok",
            title=tr("Devices are safe"),
            sentence=tr(
                "Confirmed by {count} of {count}: still, stopped, switched off.",
                count=now.safe_devices,
            ),
        )
