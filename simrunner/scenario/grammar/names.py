"""What a file declares and built-in data offer: the names that its texts may refer to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from simrunner.domain.catalogue import Catalogue
from simrunner.domain.chart import RoomDrug
from simrunner.scenario.source.problem import Fault, did_you_mean, nearest

PARAMETER = re.compile(r"\$([^\s()]+)")
"""A parameter where it stands for a quantity or duration; the group is its name."""

PLAIN_EVENTS = ("shock", "pace")
MAX_LISTED = 8
"""A hint lists the valid names when there are at most so many."""

EVENT_VERBS = ("give", "infuse", "act", "order", "device", "enter")


@dataclass(slots=True, kw_only=True)
class StateNames:
    """Every state id with its path, region by region."""

    by_region: dict[str, dict[str, str]] = field(default_factory=dict)

    def resolve(self, name: str, region: str | None = None) -> tuple[str, str]:
        """Return (region, path) of ``region.state`` or a bare id; Fault E501 when it names none.

        With ``region``, a bare id means that region; without, it must be unique in the file.
        """
        home, dot, state = name.rpartition(".")
        if dot:
            if state in self.by_region.get(home, {}):
                return home, self.by_region[home][state]
            elsewhere = [each for each, ids in self.by_region.items() if state in ids]
            hint = f"did you mean '{elsewhere[0]}.{state}'?" if elsewhere else ""
            hint = hint or did_you_mean(name, self.all_names())
            raise Fault("E501", f"there is no state '{name}'", hint)
        regions = [region] if region is not None else list(self.by_region)
        found = [each for each in regions if name in self.by_region.get(each, {})]
        if len(found) == 1:
            return found[0], self.by_region[found[0]][name]
        if found:
            hint = "write one of " + ", ".join(f"{each}.{name}" for each in found)
            raise Fault("E501", f"several regions have a state '{name}'", hint)
        raise Fault("E501", f"there is no state '{name}'", self._where_is(name, region))

    def _where_is(self, name: str, region: str | None) -> str:
        elsewhere = [each for each, states in self.by_region.items() if name in states]
        if region is not None and elsewhere:
            return f"'{elsewhere[0]}.{name}' is in another region"
        known = [*self.by_region.get(region, {})] if region is not None else self.all_names()
        return did_you_mean(name, known)

    def all_names(self) -> list[str]:
        """Every way to name a state."""
        bare = [state for states in self.by_region.values() for state in states]
        dotted = [f"{region}.{state}" for region, ids in self.by_region.items() for state in ids]
        return bare + dotted


@dataclass(slots=True, kw_only=True)
class Names:
    """The names of one file. ``used`` collects what was referred to, by kind."""

    catalogue: Catalogue
    weight_kg: Decimal = Decimal(70)
    drugs: dict[str, RoomDrug] = field(default_factory=dict)
    actions: set[str] = field(default_factory=set)
    events: set[str] = field(default_factory=set)
    raised: set[str] = field(default_factory=set)
    flags: set[str] = field(default_factory=set)
    orders: set[str] = field(default_factory=set)
    media: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    objectives: set[str] = field(default_factory=set)
    parameters: dict[str, Mapping[str, str]] = field(default_factory=dict)
    states: StateNames = field(default_factory=StateNames)
    used: set[tuple[str, str]] = field(default_factory=set)

    def use(
        self, kind: str, name: str, known: Mapping[str, object] | set[str] | frozenset[str]
    ) -> str:
        """Return ``name`` and remember its use; Fault E502 when the kind has none of that name."""
        if name not in known:
            hint = did_you_mean(name, known)
            if not hint and kind in ("drug", "action"):
                hint = f"list it under '{kind}s:'"
            if not hint and 0 < len(known) <= MAX_LISTED:
                hint = "one of " + ", ".join(sorted(known))
            raise Fault("E502", f"there is no {kind} '{name}'", hint)
        self.used.add((kind, name))
        return name

    def drug(self, name: str) -> RoomDrug:
        """Return a drug that the room lists."""
        if name not in self.drugs and name in self.catalogue.drugs:
            raise Fault("E502", f"this room does not offer {name}", "list it under 'drugs:'")
        return self.drugs[self.use("drug", name, self.drugs)]

    def event(self, text: str) -> str:
        """Return the event's full name, states as ``region.path``; Fault when nothing causes it."""
        verb, _, rest = text.partition(" ")
        name = rest.strip()
        if not name:
            return self._plain_event(text)
        if verb in ("give", "infuse"):
            return f"{verb} {self.drug(name).id}"
        if verb == "act":
            return f"act {self.use('action', name, self.actions)}"
        if verb == "order":
            return f"order {self.use('order', name, self.orders)}"
        if verb == "device":
            return f"device {name}"
        if verb == "enter":
            return "enter " + ".".join(self.states.resolve(name))
        hint = did_you_mean(verb, EVENT_VERBS)
        raise Fault("E503", f"nothing can cause the event '{text}'", hint)

    def _plain_event(self, text: str) -> str:
        if text in PLAIN_EVENTS:
            return text
        if text in self.events or text in self.raised:
            self.used.add(("event", text))
            return text
        known = [*PLAIN_EVENTS, *self.events, *self.raised]
        hint = did_you_mean(text, known)
        if nearest(text, EVENT_VERBS) is not None and not hint:
            hint = f"'{text}' needs a name after it"
        raise Fault("E503", f"nothing can cause the event '{text}'", hint)
