"""Names of events as rules write them, each brought to one spelling (clinscn/1 section 10)."""

from collections.abc import Callable, Mapping
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from simrunner.domain.action import (
    Action,
    DeliverShock,
    FireEvent,
    GiveBreath,
    GiveDrug,
    InfuseDrug,
    Pace,
    PerformAct,
    PlaceOrder,
    ReadDevice,
)
from simrunner.domain.chart import Scenario

VENTILATION = "ventilation"
"""The device reading that a measured breath counts as."""

_ENTER = "enter "
_DEVICE = "device "


def entered(region: str, path: str) -> str:
    """Return the event of a state's entry."""
    return f"{_ENTER}{region}.{path}"


CAUSED: Mapping[type[Action], Callable[[Any], str]] = MappingProxyType(
    {
        GiveDrug: lambda a: f"give {a.drug}",
        InfuseDrug: lambda a: f"infuse {a.drug}",
        PerformAct: lambda a: f"act {a.act}",
        DeliverShock: lambda _: "shock",
        Pace: lambda _: "pace",
        PlaceOrder: lambda a: f"order {a.item}",
        ReadDevice: lambda a: f"device {a.name}",
        GiveBreath: lambda _: f"{_DEVICE}{VENTILATION}",
        FireEvent: attrgetter("event"),
    }
)
"""The event that an action of a kind causes; rules cannot wait for any other."""


class EventNames:
    """Brings `enter STATE` to its full path.

    ``heard`` are the events that any rule or condition waits for.
    """

    def __init__(self, scenario: Scenario) -> None:
        """Learn the states of a scenario."""
        self._full: dict[str, list[str]] = {}
        self.heard: set[str] = set()
        for region in scenario.regions:
            for path, state in scenario.states_of(region.id).items():
                full = f"{region.id}.{path}"
                spellings = dict.fromkeys((full, f"{region.id}.{state.id}", path, state.id))
                for spelling in spellings:
                    self._full.setdefault(spelling, []).append(full)

    @property
    def devices(self) -> frozenset[str]:
        """The device readings that somebody waits for, by their names."""
        return frozenset(
            name.removeprefix(_DEVICE) for name in self.heard if name.startswith(_DEVICE)
        )

    def hear(self, name: str) -> str:
        """Return the one spelling of an event's name and remember that somebody waits for it.

        An ambiguous or unknown state keeps its spelling, so that nothing ever matches it; the
        checker reports those before a run.
        """
        heard = name
        if name.startswith(_ENTER):
            state = name.removeprefix(_ENTER)
            full = self._full.get(state, [])
            exact = [each for each in full if each == state]
            candidates = exact or full
            if len(candidates) == 1:
                heard = f"{_ENTER}{candidates[0]}"
        self.heard.add(heard)
        return heard
