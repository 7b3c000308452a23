"""The state map: a layered layout of the first region and chips for the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from simrunner.domain.chart import Region, Rule, Scenario, State
from simrunner.domain.frame import ChartView, RegionView
from simrunner.domain.sim_time import clock_text
from simrunner.domain.text import Translate
from simrunner.ui.presenters.condition_words import edge_words

ANYWHERE_LAYER = 2
"""Targets of `anywhere` rules stand in the third row unless something nearer leads to them."""


class NodeLook(StrEnum):
    """How a state stands in this run."""

    IDLE = "idle"
    VISITED = "visited"
    ACTIVE = "active"
    REACHABLE = "reachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A state in the drawing: ``layer`` counts rows from the top, ``place`` from the left."""

    path: str
    title: str
    layer: int
    place: int
    is_final: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A rule that leads from one state to another; ``origin`` is empty for `anywhere`.

    ``words`` say what makes it fire, the whole sentence first and ever shorter forms after it.
    """

    rule: str
    origin: str
    goal: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLayout:
    """The drawing of one region, fixed for a run."""

    region: str
    start: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    layers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeState:
    """A state's look and the small line below its name."""

    look: NodeLook
    below: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionChips:
    """A side region as chips: each state's name, look and small words, in document order."""

    region: str
    chips: tuple[tuple[str, NodeLook, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapState:
    """What changes in the drawing with each frame."""

    nodes: Mapping[str, NodeState]
    firing: frozenset[str]
    others: tuple[RegionChips, ...]
    active: str


def layout(scenario: Scenario, tr: Translate) -> MapLayout:
    """Return the layered layout of the first region: rows by steps from the start."""
    region = scenario.regions[0]
    states = _top_states(region)
    edges = _edges(scenario, region, states, tr)
    layer_of = _layers(region, states, edges)
    counts: dict[int, int] = {}
    nodes = []
    for path, state in states.items():
        layer = layer_of[path]
        place = counts.get(layer, 0)
        counts[layer] = place + 1
        nodes.append(
            Node(path=path, title=state.title.in_language(tr.language), layer=layer, place=place,
                 is_final=state.is_final)
        )  # fmt: skip
    return MapLayout(
        region=region.id,
        start=region.start.partition(".")[0],
        nodes=tuple(nodes),
        edges=edges,
        layers=tuple(counts[layer] for layer in sorted(counts)),
    )


def _top_states(region: Region) -> dict[str, State]:
    return {state.path: state for state in region.states}


def _rules_of(state: State) -> list[Rule]:
    rules = list(state.rules)
    for child in state.children:
        rules.extend(_rules_of(child))
    return rules


def _edges(
    scenario: Scenario, region: Region, states: Mapping[str, State], tr: Translate
) -> tuple[Edge, ...]:
    edges = []
    for path, state in states.items():
        for rule in _rules_of(state):
            goal = (rule.go or "").partition(".")[0]
            if goal in states and goal != path:
                words = edge_words(rule, scenario, tr)
                edges.append(Edge(rule=rule.name, origin=path, goal=goal, words=words))
    for rule in scenario.anywhere:
        goal = (rule.go or "").partition(".")[0]
        if rule.region == region.id and goal in states:
            edges.append(
                Edge(rule=rule.name, origin="", goal=goal, words=edge_words(rule, scenario, tr))
            )
    return tuple(edges)


def _layers(region: Region, states: Mapping[str, State], edges: Sequence[Edge]) -> dict[str, int]:
    start = region.start.partition(".")[0]
    layer_of = {start: 0}
    queue = [start]
    seeds = [e.goal for e in edges if not e.origin]
    while queue or seeds:
        if not queue:
            goal = seeds.pop(0)
            if goal not in layer_of:
                layer_of[goal] = ANYWHERE_LAYER
                queue.append(goal)
            continue
        here = queue.pop(0)
        for edge in edges:
            if edge.origin == here and edge.goal not in layer_of:
                layer_of[edge.goal] = layer_of[here] + 1
                queue.append(edge.goal)
    last = max(layer_of.values(), default=0)
    for path in states:
        layer_of.setdefault(path, last)
    return _finals_last(layer_of, states)


def _finals_last(layer_of: dict[str, int], states: Mapping[str, State]) -> dict[str, int]:
    """Put every final state in the last row, so that ends read at the bottom; close gaps."""
    last = max(layer_of.values(), default=0)
    for path, state in states.items():
        if state.is_final and layer_of[path] > 0:
            layer_of[path] = last
    used = {layer: index for index, layer in enumerate(sorted(set(layer_of.values())))}
    return {path: used[layer] for path, layer in layer_of.items()}


class MapPresenter:
    """Turns ChartViews into MapStates for one scenario."""

    def __init__(self, scenario: Scenario, tr: Translate) -> None:
        """Lay the map out once."""
        self._scenario = scenario
        self._tr = tr
        self.layout = layout(scenario, tr)

    def retranslate(self) -> None:
        """Lay the map out again with the words of the language in force."""
        self.layout = layout(self._scenario, self._tr)

    def present(self, chart: ChartView, at_ms: int) -> MapState:
        """Return how each state stands at ``at_ms``."""
        views = {view.region: view for view in chart.regions}
        main = views.get(self.layout.region)
        active = main.leaf.partition(".")[0] if main else ""
        pending = {rule.rule: rule for rule in chart.pending}
        reachable: dict[str, str] = {}
        firing = set()
        for edge in self.layout.edges:
            rule = pending.get(edge.rule)
            if rule is None or (edge.origin and edge.origin != active) or edge.goal == active:
                continue
            firing.add(edge.rule)
            met = sum(operand.is_true for operand in rule.operands)
            reachable.setdefault(
                edge.goal,
                self._tr("{met} of {total} met", met=met, total=len(rule.operands))
                if rule.operands
                else "",
            )
        visited = {path.partition(".")[0] for path in main.visited} if main else set()
        nodes = {
            node.path: self._node(node.path, active, visited, reachable, main, at_ms)
            for node in self.layout.nodes
        }
        others = tuple(
            self._chips(region, views[region.id], at_ms)
            for region in self._scenario.regions[1:]
            if region.id in views
        )
        return MapState(nodes=nodes, firing=frozenset(firing), others=others, active=active)

    def _node(  # noqa: PLR0917 - the facts that decide one node's look
        self, path: str, active: str, visited: set[str], reachable: Mapping[str, str],
        main: RegionView | None, at_ms: int,
    ) -> NodeState:  # fmt: skip
        if path == active and main is not None:
            inside = _minutes(at_ms - main.since_ms)
            return NodeState(look=NodeLook.ACTIVE, below=self._tr("{time} in state", time=inside))
        if path in reachable:
            return NodeState(look=NodeLook.REACHABLE, below=reachable[path])
        look = NodeLook.VISITED if path in visited else NodeLook.IDLE
        return NodeState(look=look, below="")

    def _chips(self, region: Region, view: RegionView, at_ms: int) -> RegionChips:
        chips = []
        for path, state in _top_states(region).items():
            look = NodeLook.VISITED if path in view.visited else NodeLook.IDLE
            words = state.title.in_language(self._tr.language)
            below = ""
            if path == view.leaf.partition(".")[0]:
                look = NodeLook.ACTIVE
                below = _minutes(at_ms - view.since_ms)
            chips.append((words, look, below))
        return RegionChips(region=region.id.replace("-", " "), chips=tuple(chips))


def _minutes(duration_ms: int) -> str:
    return clock_text(max(0, duration_ms)).removeprefix("0")
