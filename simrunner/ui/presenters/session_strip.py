"""The session so far on one axis: states, drugs and acts, bookmarks and the playhead."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from simrunner.domain import event as ev
from simrunner.domain.action import (
    AnnulEntry,
    DeliverShock,
    GiveDrug,
    PerformAct,
    SetBookmark,
)
from simrunner.domain.chart import Scenario
from simrunner.domain.event import Event
from simrunner.domain.text import Translate
from simrunner.ui.presenters.action_words import drug_name

AXIS_ROUND_MS = 60_000
AXIS_LEAST_MS = 480_000
ROOM_AHEAD = 0.35
"""The axis always leaves this share of the run so far empty at its right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A state from its entry until it was left; ``until_ms`` None is still active."""

    label: str
    from_ms: int
    until_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pip:
    """Something that happened; ``kind`` is drug, act, shock or bookmark."""

    at_ms: int
    label: str
    kind: str
    entry: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """The whole strip at one moment."""

    now_ms: int
    axis_ms: int
    bands: tuple[Band, ...]
    pips: tuple[Pip, ...]
    bookmarks: tuple[Pip, ...] = field(default=())


class StripPresenter:
    """Collects events into the strip."""

    def __init__(self, scenario: Scenario, tr: Translate) -> None:
        """Start empty; the first region makes the bands."""
        self._scenario = scenario
        self._tr = tr
        self._main = scenario.regions[0].id if scenario.regions else ""
        self._bands: list[Band] = []
        self._pips: list[Pip] = []
        self._bookmarks: list[Pip] = []
        self._doses: dict[str, int] = {}

    def add(self, events: Iterable[Event]) -> None:
        """Take in facts."""
        for event in events:
            if isinstance(event, ev.StateEntered) and event.region == self._main:
                self._enter(event)
            elif isinstance(event, ev.ActionTaken):
                self._act(event)

    def present(self, now_ms: int) -> Strip:
        """Return the strip with the playhead at ``now_ms``."""
        wanted = max(AXIS_LEAST_MS, int(now_ms * (1 + ROOM_AHEAD)))
        axis_ms = -(-wanted // AXIS_ROUND_MS) * AXIS_ROUND_MS
        return Strip(
            now_ms=now_ms, axis_ms=axis_ms, bands=tuple(self._bands), pips=tuple(self._pips),
            bookmarks=tuple(self._bookmarks),
        )  # fmt: skip

    def _enter(self, event: ev.StateEntered) -> None:
        if self._bands:
            last = self._bands[-1]
            self._bands[-1] = Band(label=last.label, from_ms=last.from_ms, until_ms=event.at_ms)
            if last.from_ms == event.at_ms:
                self._bands.pop()
        label = event.state.rpartition(".")[2].replace("-", " ")
        self._bands.append(Band(label=label, from_ms=event.at_ms, until_ms=None))

    def _act(self, event: ev.ActionTaken) -> None:
        action, at_ms = event.action, event.performed_at_ms
        if isinstance(action, AnnulEntry):
            self._pips = [pip for pip in self._pips if pip.entry != action.entry]
        elif isinstance(action, SetBookmark):
            self._bookmarks.append(Pip(at_ms=at_ms, label=action.label, kind="bookmark"))
        elif isinstance(action, GiveDrug):
            count = self._doses[action.drug] = self._doses.get(action.drug, 0) + 1
            name = drug_name(action.drug, self._scenario, self._tr)[:4]
            label = f"{name} {count}"
            self._pips.append(Pip(at_ms=at_ms, label=label, kind="drug", entry=event.entry))
        elif isinstance(action, PerformAct):
            label = action.act.replace("-", " ")
            self._pips.append(Pip(at_ms=at_ms, label=label, kind="act", entry=event.entry))
        elif isinstance(action, DeliverShock):
            label = f"{action.energy_j} J"
            self._pips.append(Pip(at_ms=at_ms, label=label, kind="shock", entry=event.entry))
