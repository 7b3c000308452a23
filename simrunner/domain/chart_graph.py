"""A scenario's states and the rules between them as a graph: what drawings are made from."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from simrunner.domain.chart import Rule, Scenario, State
from simrunner.domain.condition_text import condition_text, duration_text
from simrunner.domain.text import Text

BACK = "back"
"""What `go` says when a rule returns to the state before (clinscn/1 section 7)."""

EdgeKind = Literal["rule", "anywhere", "back"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphNode:
    """One state. ``path`` and ``parent`` are dotted inside the region; ``parent`` None on top.

    ``is_start`` marks what its region, or the state around it, begins with.
    """

    region: str
    path: str
    title: Text
    parent: str | None
    is_start: bool
    is_final: bool
    is_compound: bool

    @property
    def name(self) -> str:
        """The state's name in the whole file: ``region.path``."""
        return f"{self.region}.{self.path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphEdge:
    """One rule that changes the state of ``region``.

    ``origin`` is the owning state, None for a rule of `anywhere`. ``target`` is None for `back`,
    whose goal depends on the run. ``condition`` is empty where the rule has none.
    """

    rule: str
    kind: EdgeKind
    region: str
    origin: str | None
    target: str | None
    condition: str = ""
    after_ms: int | None = None
    event: str | None = None
    chance_pct: Decimal | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """What must come together for the rule to fire, in the words of the file."""
        parts = []
        if self.event is not None:
            parts.append(f"event {self.event}")
        if self.condition:
            parts.append(self.condition)
        if self.after_ms is not None:
            parts.append(f"after {duration_text(self.after_ms)}")
        if self.chance_pct is not None:
            parts.append(f"chance {self.chance_pct} %")
        return tuple(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartGraph:
    """Every state and every rule that goes somewhere, in document order, `anywhere` last."""

    scenario: str
    title: Text
    regions: tuple[str, ...]
    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]

    def of_region(self, region: str) -> "ChartGraph":
        """Return the part that is one region; KeyError when there is none of that name."""
        if region not in self.regions:
            raise KeyError(region)
        return ChartGraph(
            scenario=self.scenario,
            title=self.title,
            regions=(region,),
            nodes=tuple(node for node in self.nodes if node.region == region),
            edges=tuple(edge for edge in self.edges if edge.region == region),
        )

    def children(self, region: str, parent: str | None) -> tuple[GraphNode, ...]:
        """Return the states directly inside a state, or directly under a region."""
        return tuple(node for node in self.nodes if node.region == region and node.parent == parent)

    def first_leaf(self, region: str, path: str) -> str:
        """Return the leaf that is active after entering a state: its start, its start's start …."""
        for inner in self.children(region, path):
            if inner.is_start:
                return self.first_leaf(region, inner.path)
        return path


def graph_of(scenario: Scenario) -> ChartGraph:
    """Return the graph of a checked scenario; durations are those of its difficulty."""
    nodes: list[GraphNode] = []
    edges: list[GraphEdge] = []
    for region in scenario.regions:
        for state, parent in _walk(region.states, None):
            start = region.start if parent is None else _start_path(parent)
            nodes.append(
                GraphNode(
                    region=region.id, path=state.path, title=state.title,
                    parent=None if parent is None else parent.path,
                    is_start=state.path == start, is_final=state.is_final,
                    is_compound=bool(state.children),
                )
            )  # fmt: skip
            edges += [_edge(rule) for rule in state.rules if rule.go is not None]
    edges += [_edge(rule) for rule in scenario.anywhere if rule.go is not None]
    return ChartGraph(
        scenario=scenario.id, title=scenario.title,
        regions=tuple(region.id for region in scenario.regions),
        nodes=tuple(nodes), edges=tuple(edges),
    )  # fmt: skip


def _walk(states: tuple[State, ...], parent: State | None) -> Iterator[tuple[State, State | None]]:
    for state in states:
        yield state, parent
        yield from _walk(state.children, state)


def _start_path(state: State) -> str | None:
    """Return the path of a compound state's start, which names it by its id or by its path."""
    for child in state.children:
        if state.start in (child.id, child.path):
            return child.path
    return None


def _edge(rule: Rule) -> GraphEdge:
    kind: EdgeKind = "rule"
    if rule.owner is None:
        kind = "anywhere"
    elif rule.go == BACK:
        kind = "back"
    return GraphEdge(
        rule=rule.name, kind=kind, region=rule.region, origin=rule.owner,
        target=None if rule.go == BACK else rule.go,
        condition="" if rule.condition is None else condition_text(rule.condition),
        after_ms=rule.after_ms, event=rule.event, chance_pct=rule.chance_pct,
    )  # fmt: skip
