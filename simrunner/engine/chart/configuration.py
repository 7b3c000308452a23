"""The active configuration: which states are active, since when, and what came before."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from simrunner.domain.chart import Region, State
from simrunner.domain.frame import RegionView
from simrunner.engine.chart.statechart import (
    ROOT,
    Chart,
    Move,
    Present,
    entry_set,
    exit_set,
    region_domain,
)
from simrunner.engine.effects import Deed
from simrunner.engine.event_name import entered
from simrunner.engine.facts import Scope


class Route(NamedTuple):
    """What one move leaves, inner first, what stays and what is entered, both outer first."""

    leaving: tuple["StateNode", ...]
    staying: tuple["StateNode", ...]
    entering: tuple["StateNode", ...]


NOWHERE = Route((), (), ())


class Forgetful(Protocol):
    """A rule, as far as the entry of its state lets it begin anew."""

    is_marked: bool
    has_holds: bool

    def clear(self) -> None:
        """Begin anew."""


class StateNode:
    """One state while the run goes on.

    ``number`` is its place in the chart, ``path`` the dotted path inside the region, ``key`` both
    as conditions ask for them, ``full_name`` is ``region.state``, unique in the file. ``deed``
    carries out its effects. ``route`` is the way in that was asked for last, ``route_from`` the
    leaf that it left: no leaf as long as nobody asked.
    """

    __slots__ = (
        "deed", "entered_at_ms", "entry_event", "full_name", "is_active", "is_final", "key",
        "leaf_before", "number", "parent", "path", "region", "route", "route_from", "rules",
        "scope", "state",
    )  # fmt: skip

    def __init__(
        self, state: State, region: "RegionNode", parent: "StateNode | None", number: int
    ) -> None:
        """Begin inactive."""
        self.state = state
        self.region = region
        self.parent = parent
        self.number = number
        self.path = state.path
        self.key = (region.id, state.path)
        self.full_name = f"{region.id}.{state.path}"
        self.entry_event = entered(region.id, state.path)
        self.deed: Deed | None = None
        self.rules: Sequence[Forgetful] = ()
        self.scope = Scope()
        self.is_active = False
        self.is_final = state.is_final
        self.entered_at_ms = 0
        self.leaf_before: StateNode | None = None
        self.route_from: object = region
        self.route = NOWHERE

    def lineage(self) -> list["StateNode"]:
        """Return the state and its ancestors, outermost first."""
        above = [] if self.parent is None else self.parent.lineage()
        return [*above, self]


class RegionNode:
    """One region: exactly one leaf is active once it has begun. ``active`` is outermost first.

    ``leaf`` is None before the start. ``is_final`` says whether a final state was reached; it is
    not left any more.
    """

    def __init__(self, region: Region, chart: Chart) -> None:
        """Build the states; none is active yet."""
        self.id = region.id
        self.chart = chart
        self.number = chart.number(region.id)
        self.nodes: dict[str, StateNode] = {}
        self._by_number: dict[int, StateNode] = {}
        for state in region.states:
            self._add(state, None)
        self.start = self.nodes[region.start]
        self.active: list[StateNode] = []
        self.visited: list[str] = []
        self.is_final = False
        self.leaf: StateNode | None = None
        self._routes: dict[tuple[int, int], Route] = {}

    @property
    def active_numbers(self) -> list[int]:
        """The numbers of what is active, the region's own first."""
        return [self.number, *(node.number for node in self.active)]

    def route(self, target: StateNode) -> Route:
        """Return what a transition into ``target`` leaves and enters, starts included.

        All but the proper ancestors of the target is left. The leaf says what else is active, so
        each route is worked out once.
        """
        leaf = self.leaf
        ends = (self.number if leaf is None else leaf.number, target.number)
        route = self._routes.get(ends)
        if route is None:
            route = self._routes[ends] = self._worked_out(target)
        target.route_from, target.route = leaf, route
        return route

    def settle(self) -> StateNode:
        """Take note of the leaf that a move led to, and return it."""
        leaf = self.leaf = self.active[-1]
        self.is_final = leaf.is_final
        self.visited.append(leaf.path)
        return leaf

    def view(self) -> RegionView:
        """Return where the region is, for the facilitator."""
        leaf = self.leaf
        return RegionView(
            region=self.id,
            leaf="" if leaf is None else leaf.path,
            since_ms=0 if leaf is None else leaf.entered_at_ms,
            visited=tuple(self.visited),
        )

    def saved(self) -> dict[str, Any]:
        """Return as plain JSON values which states are active, since when, and what came before."""
        return {
            "active": [
                {
                    "path": node.path,
                    "entered_at_ms": node.entered_at_ms,
                    "entry_record": node.scope.entry_record,
                    "leaf_before": None if node.leaf_before is None else node.leaf_before.path,
                }
                for node in self.active
            ],
            "visited": list(self.visited),
        }

    def resume(self, saved: Mapping[str, Any]) -> None:
        """Go on from what saved() gave; no state is active before."""
        for each in saved["active"]:
            node = self.nodes[each["path"]]
            node.is_active = True
            node.entered_at_ms = each["entered_at_ms"]
            node.scope.entry_record = each["entry_record"]
            before = each["leaf_before"]
            node.leaf_before = None if before is None else self.nodes[before]
            self.active.append(node)
        if self.active:
            self.leaf = self.active[-1]
            self.is_final = self.leaf.state.is_final
        self.visited[:] = saved["visited"]

    def _worked_out(self, target: StateNode) -> Route:
        active, move = self.active_numbers, move_to(target)
        left = exit_set(self.chart, Present(active=active), region_domain, move)
        stay = [number for number in active if number not in left]
        entry = entry_set(self.chart, Present(active=stay), (move,), region_domain)
        return Route(
            leaving=tuple(self._by_number[number] for number in left),
            staying=tuple(self._by_number[number] for number in stay[1:]),
            entering=tuple(self._by_number[number] for number in entry.nodes),
        )

    def _add(self, state: State, parent: StateNode | None) -> None:
        number = self.chart.number(f"{self.id}.{state.path}")
        node = StateNode(state, self, parent, number)
        self.nodes[state.path] = node
        self._by_number[number] = node
        for child in state.children:
            self._add(child, node)


def move_to(target: StateNode, source: StateNode | None = None) -> Move:
    """Return the move into a state, by a rule of ``source`` or by none of any state."""
    return Move(source=ROOT if source is None else source.number, targets=(target.number,))
