"""The session so far on one axis: states, drugs and acts, bookmarks and the playhead."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from simrunner.debrief.labels import act_title, state_title
from simrunner.domain import event as ev
from simrunner.domain.action import (
    Action,
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
    """Collects events into the strip; words are found when it is shown."""

    def __init__(self, scenario: Scenario, tr: Translate) -> None:
        """Start empty; the first region makes the bands."""
        self._scenario = scenario
        self._tr = tr
        self._main = scenario.regions[0].id if scenario.regions else ""
        self._entered: list[tuple[int, str]] = []
        self._acts: list[ev.ActionTaken] = []

    def add(self, events: Iterable[Event]) -> None:
        """Take in facts."""
        for event in events:
            if isinstance(event, ev.StateEntered) and event.region == self._main:
                if self._entered and self._entered[-1][0] == event.at_ms:
                    self._entered.pop()
                self._entered.append((event.at_ms, event.state))
            elif isinstance(event, ev.ActionTaken):
                self._act(event)

    def present(self, now_ms: int) -> Strip:
        """Return the strip with the playhead at ``now_ms``."""
        wanted = max(AXIS_LEAST_MS, int(now_ms * (1 + ROOM_AHEAD)))
        axis_ms = -(-wanted // AXIS_ROUND_MS) * AXIS_ROUND_MS
        pips = self._pips()
        return Strip(
            now_ms=now_ms, axis_ms=axis_ms, bands=self._bands(),
            pips=tuple(pip for pip in pips if pip.kind != "bookmark"),
            bookmarks=tuple(pip for pip in pips if pip.kind == "bookmark"),
        )  # fmt: skip

    def _act(self, event: ev.ActionTaken) -> None:
        if isinstance(event.action, AnnulEntry):
            gone = event.action.entry
            self._acts = [kept for kept in self._acts if kept.entry != gone]
        elif isinstance(event.action, SetBookmark | GiveDrug | PerformAct | DeliverShock):
            self._acts.append(event)

    def _bands(self) -> tuple[Band, ...]:
        ends = [at_ms for at_ms, _state in self._entered[1:]]
        return tuple(
            Band(
                label=state_title(self._scenario, self._main, state, self._tr.language),
                from_ms=at_ms, until_ms=until_ms,
            )
            for (at_ms, state), until_ms in zip(self._entered, [*ends, None], strict=False)
        )  # fmt: skip

    def _pips(self) -> list[Pip]:
        doses: dict[str, int] = {}
        pips = []
        for event in self._acts:
            action = event.action
            if isinstance(action, GiveDrug):
                doses[action.drug] = doses.get(action.drug, 0) + 1
            label, kind = self._label(action, doses)
            pips.append(Pip(at_ms=event.performed_at_ms, label=label, kind=kind, entry=event.entry))
        return pips

    def _label(self, action: Action, doses: Mapping[str, int]) -> tuple[str, str]:
        match action:
            case GiveDrug():
                name = drug_name(action.drug, self._scenario, self._tr)
                return f"{name[:4]} {doses[action.drug]}", "drug"
            case DeliverShock():
                return f"{action.energy_j} J", "shock"
            case PerformAct():
                return act_title(self._scenario, action.act, self._tr.language), "act"
            case SetBookmark():
                return action.label, "bookmark"
        raise TypeError(f"no pip for {type(action).__name__}")
