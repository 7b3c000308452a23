"""Random charts from a seed, and how three readers are told the same chart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import quoteattr

from simrunner.domain.chance import Stream
from simrunner.domain.chart import Scenario
from simrunner.engine.chart.statechart import Chart, Kind, Move, Sketch
from support import charts
from support.scxml_document import Arrow, Document, Part

EVENTS = ("alpha", "beta", "gamma")


@dataclass(slots=True, kw_only=True)
class Plan:
    """A state of a chart to be: its transitions are pairs of an event and a target."""

    name: str
    kind: Kind = Kind.ATOMIC
    initial: str = ""
    children: "list[Plan]" = field(default_factory=list)
    arrows: list[tuple[str, str]] = field(default_factory=list)

    def all(self) -> "Iterator[Plan]":
        """Yield the state and all below it, in document order."""
        yield self
        for child in self.children:
            yield from child.all()


class Chances:
    """Choices drawn from a named stream."""

    def __init__(self, seed: int, name: str) -> None:
        self._stream = Stream(seed, name)

    def below(self, count: int) -> int:
        return int(self._stream.unit() * count)

    def holds(self, share: float) -> bool:
        return self._stream.unit() < share

    def one(self, things: "list[Any] | tuple[Any, ...]") -> Any:
        return things[self.below(len(things))]


def free_chart(seed: int) -> Plan:
    """Return a chart whose transitions lead anywhere, parallel states at any depth."""
    chances = Chances(seed, "free")
    root = _grown(chances, "root", depth=3, may_be_parallel=True)
    root.kind = Kind.COMPOUND
    _connect(chances, [each for each in root.all() if each is not root])
    return root


def region_chart(seed: int) -> Plan:
    """Return a chart as a scenario has it: regions side by side, each keeping to itself."""
    chances = Chances(seed, "regions")
    regions = []
    for number in range(2 + chances.below(2)):
        region = _grown(chances, f"region{number}", depth=2, may_be_parallel=False)
        _connect(chances, [each for each in region.all() if each is not region])
        regions.append(region)
    top = Plan(name="side-by-side", kind=Kind.PARALLEL, children=regions)
    return Plan(name="root", kind=Kind.COMPOUND, initial=top.name, children=[top])


def random_events(seed: int, count: int) -> list[str]:
    """Return the names of events that happen one after the other."""
    chances = Chances(seed, "events")
    return [chances.one(EVENTS) for _ in range(count)]


def _grown(chances: Chances, name: str, *, depth: int, may_be_parallel: bool) -> Plan:
    kind = Kind.PARALLEL if may_be_parallel and chances.holds(0.35) else Kind.COMPOUND
    children = []
    for number in range(2 + chances.below(2)):
        child = f"{name}-{chr(ord('a') + number)}"
        if depth > 1 and chances.holds(0.5):
            children.append(
                _grown(chances, child, depth=depth - 1, may_be_parallel=may_be_parallel)
            )
        else:
            children.append(Plan(name=child))
    return Plan(name=name, kind=kind, initial=chances.one(children).name, children=children)


def _connect(chances: Chances, states: list[Plan]) -> None:
    for state in states:
        for _ in range(chances.below(3)):
            state.arrows.append((chances.one(EVENTS), chances.one(states).name))


# ------------------------------------------------------------------ for each reader
def as_document(plan: Plan) -> Document:
    """Return the chart for our own core."""
    chart = Chart(_sketch(plan))
    parts = {}
    for state in plan.all():
        number = chart.number(state.name)
        arrows = [
            Arrow(move=Move(source=number, targets=(chart.number(target),)), events=(event,))
            for event, target in state.arrows
        ]
        parts[number] = Part(arrows=arrows)
    return Document(chart=chart, parts=parts)


def _sketch(plan: Plan) -> Sketch:
    children = tuple(_sketch(child) for child in plan.children)
    initial = (plan.initial,) if plan.kind is Kind.COMPOUND else ()
    return Sketch(name=plan.name, kind=plan.kind, initial=initial, children=children)


def as_scxml(plan: Plan) -> str:
    """Return the chart as an SCXML file."""
    inner = "".join(_element(child) for child in plan.children)
    return (
        '<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" '
        f"initial={quoteattr(plan.initial)}>{inner}</scxml>"
    )


def _element(plan: Plan) -> str:
    tag = "parallel" if plan.kind is Kind.PARALLEL else "state"
    initial = f" initial={quoteattr(plan.initial)}" if plan.kind is Kind.COMPOUND else ""
    arrows = "".join(
        f"<transition event={quoteattr(event)} target={quoteattr(target)}/>"
        for event, target in plan.arrows
    )
    inner = "".join(_element(child) for child in plan.children)
    return f"<{tag} id={quoteattr(plan.name)}{initial}>{arrows}{inner}</{tag}>"


def as_xstate(plan: Plan) -> dict[str, Any]:
    """Return the chart as an XState machine; every transition leaves its source."""
    machine = _xstate(plan)
    del machine["id"]
    return {"id": plan.name, **machine}


def _xstate(plan: Plan) -> dict[str, Any]:
    handlers: dict[str, list[dict[str, Any]]] = {}
    for event, target in plan.arrows:
        handlers.setdefault(event, []).append({"target": f"#{target}", "reenter": True})
    state: dict[str, Any] = {"id": plan.name, "on": handlers}
    if plan.kind is Kind.PARALLEL:
        state["type"] = "parallel"
    elif plan.children:
        state["initial"] = plan.initial
    if plan.children:
        state["states"] = {child.name: _xstate(child) for child in plan.children}
    return state


def as_scenario(plan: Plan, anywhere: Sequence[charts.Draft] = ()) -> Scenario:
    """Return a chart of regions as a scenario; its events are the facilitator's."""
    (top,) = plan.children
    regions = []
    for region in top.children:
        paths = {}
        for state in region.children:
            _learn_paths(state, "", paths)
        states = [_state(state, paths) for state in region.children]
        regions.append(charts.region(region.name, *states, start=paths[region.initial]))
    return charts.scenario(*regions, anywhere=anywhere, events=EVENTS)


def _learn_paths(plan: Plan, above: str, paths: dict[str, str]) -> None:
    paths[plan.name] = f"{above}.{plan.name}" if above else plan.name
    for child in plan.children:
        _learn_paths(child, paths[plan.name], paths)


def _state(plan: Plan, paths: dict[str, str]) -> charts.Draft:
    rules = [
        charts.rule(event=event, go=paths.get(target, target)) for event, target in plan.arrows
    ]
    return charts.state(
        plan.name, *rules, start=paths[plan.initial] if plan.children else None,
        states=[_state(child, paths) for child in plan.children],
    )  # fmt: skip
