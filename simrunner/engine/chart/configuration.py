"""The active configuration: which states are active, since when, and what came before."""

from collections.abc import Mapping
from typing import Any

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
from simrunner.engine.facts import Scope


class StateNode:
    """One state while the run goes on. ``number`` is its place in the chart."""

    def __init__(
        self, state: State, region: "RegionNode", parent: "StateNode | None", number: int
    ) -> None:
        """Begin inactive."""
        self.state = state
        self.region = region
        self.parent = parent
        self.number = number
        self.scope = Scope()
        self.is_active = False
        self.entered_at_ms = 0
        self.leaf_before: StateNode | None = None

    @property
    def path(self) -> str:
        """The dotted path inside the region."""
        return self.state.path

    @property
    def full_name(self) -> str:
        """``region.state``, unique in the file."""
        return f"{self.region.id}.{self.state.path}"

    def lineage(self) -> list["StateNode"]:
        """Return the state and its ancestors, outermost first."""
        above = [] if self.parent is None else self.parent.lineage()
        return [*above, self]


class RegionNode:
    """One region: exactly one leaf is active once it has begun. ``active`` is outermost first."""

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

    @property
    def leaf(self) -> StateNode | None:
        """The active leaf; None before the start."""
        return self.active[-1] if self.active else None

    @property
    def is_final(self) -> bool:
        """Whether a final state was reached; it is not left any more."""
        return bool(self.active) and self.active[-1].state.is_final

    @property
    def active_numbers(self) -> list[int]:
        """The numbers of what is active, the region's own first."""
        return [self.number, *(node.number for node in self.active)]

    def leaving(self, target: StateNode) -> list[StateNode]:
        """Return what a transition leaves: all but proper ancestors of the target, inner first."""
        present = Present(active=self.active_numbers)
        left = exit_set(self.chart, present, region_domain, move_to(target))
        return [self._by_number[number] for number in left]

    def entering(self, target: StateNode) -> list[StateNode]:
        """Return what a transition enters once it has left, outer first, starts included."""
        present = Present(active=self.active_numbers)
        entry = entry_set(self.chart, present, (move_to(target),), region_domain)
        return [self._by_number[number] for number in entry.nodes]

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
        self.visited[:] = saved["visited"]

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
