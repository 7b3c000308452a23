"""Cycles of rules that go round within one tick (clinscn/1 section 12, rank 2).

A cycle is one of conditions alone: no event, no time that entering a state starts anew. It is
told when intervals do not exclude that all its conditions are true at one moment, with the values
that its states `set` on the way.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from simrunner.domain.chart import Effects, Scenario, State
from simrunner.domain.condition import All, AnyOf, Condition, Done, Given, Held, Not
from simrunner.domain.vital import VITALS, Vital
from simrunner.scenario.check.interval import Interval, point
from simrunner.scenario.check.places import Owner, PlacedRule, Places
from simrunner.scenario.check.reach import entered_leaf, line_of, shown
from simrunner.scenario.check.truth import (
    RHYTHM,
    Box,
    Domain,
    Key,
    World,
    is_inside,
    state_key,
    vital_key,
)
from simrunner.scenario.section.desk import Desk

MOST_STEPS = 5_000
"""A chart so tangled that looking for its cycles takes more steps is not searched further."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edge:
    origin: str
    goal: str
    placed: PlacedRule
    entered: tuple[Effects, ...]
    leaves_owner: bool


def check_loops(world: World, places: Places, desk: Desk) -> None:
    """Note each rule that closes a cycle which may go round in one tick."""
    for region in world.scenario.regions:
        edges = _edges(world.scenario, region.id, places)
        for cycle in _cycles(edges):
            if _may_go_round(cycle, region.id, world):
                _tell(cycle, desk)


def _tell(cycle: Sequence[_Edge], desk: Desk) -> None:
    first = min(cycle, key=lambda edge: (edge.placed.place.line, edge.placed.place.column))
    start = cycle.index(first)
    round_trip = [*cycle[start:], *cycle[:start]]
    names = " → ".join([edge.origin for edge in round_trip] + [first.origin])
    what = f"an instant loop: {names} may go round without time passing"
    hint = "let one of its rules wait ('after', 'for') or make their conditions exclude each other"
    desk.problems.add("W611", first.placed.place, what, hint)


def _edges(scenario: Scenario, region: str, places: Places) -> dict[str, list[_Edge]]:
    states = scenario.states_of(region)
    numbers = places.by_owner()
    anywhere = [each for each in _rules(None, numbers, places) if each.rule.region == region]
    found: dict[str, list[_Edge]] = {}
    for leaf in places.leaves(region):
        origin = leaf.state.path
        own = [
            placed
            for state in leaf.line
            for placed in _rules((region, state.path), numbers, places)
        ]  # fmt: skip
        for placed in (*own, *anywhere):
            if _is_edge(placed, region, origin):
                edge = _edge(origin, placed, states)
                if _is_instant(edge):
                    found.setdefault(origin, []).append(edge)
    return found


def _rules(
    owner: Owner | None, numbers: Mapping[Owner | None, Sequence[int]], places: Places
) -> list[PlacedRule]:
    return [places.rules[number] for number in numbers.get(owner, ())]


def _is_edge(placed: PlacedRule, region: str, origin: str) -> bool:
    rule = placed.rule
    if rule.go in (None, "back") or rule.event is not None or rule.region != region:
        return False
    if rule.chance_pct not in (None, 100) or rule.go is None:
        return False
    if rule.owner is not None:
        return is_inside(origin, rule.owner)
    return not is_inside(origin, rule.go)  # `anywhere` rests while its target is active


def _edge(origin: str, placed: PlacedRule, states: Mapping[str, State]) -> _Edge:
    rule = placed.rule
    assert rule.go is not None
    goal = entered_leaf(rule.go, states)
    stays = {state.path for state in line_of(rule.go, states)[:-1]}
    entered = [
        state.effects
        for state in line_of(goal, states)
        if state.path not in stays or not is_inside(origin, state.path)
    ]
    return _Edge(
        origin=origin, goal=goal, placed=placed, entered=(rule.effects, *entered),
        leaves_owner=rule.owner is not None and rule.owner not in stays,
    )  # fmt: skip


def _is_instant(edge: _Edge) -> bool:
    """Return whether the rule may fire in the microstep after its origin was entered."""
    rule = edge.placed.rule
    if not edge.leaves_owner:
        return rule.owner is not None or _waits(rule.condition) is False
    return rule.after_ms is None and not _waits(rule.condition)


def _waits(condition: Condition | None) -> bool:
    """Return whether the condition needs a hold."""
    match condition:
        case Held():
            return True
        case All():
            return any(_waits(term) for term in condition.terms)
        case AnyOf():
            return all(_waits(term) for term in condition.terms)
        case _:
            return False


def _cycles(edges: Mapping[str, Sequence[_Edge]]) -> Iterator[list[_Edge]]:
    """Yield every cycle that visits a state once, beginning at its first state in the file."""
    order = {leaf: number for number, leaf in enumerate(edges)}
    steps = 0
    for start in edges:
        path: list[_Edge] = []
        visited: set[str] = set()
        waiting = [(0, edge) for edge in edges[start]]
        while waiting and steps < MOST_STEPS:
            steps += 1
            length, edge = waiting.pop()
            visited.difference_update(each.origin for each in path[length:])
            del path[length:]
            path.append(edge)
            visited.add(edge.origin)
            goal = edge.goal
            if goal == start:
                yield list(path)
            elif order.get(goal, -1) > order[start] and goal not in visited:
                waiting.extend((length + 1, each) for each in edges[goal])


def _may_go_round(cycle: Sequence[_Edge], region: str, world: World) -> bool:
    """Return whether all conditions may be true at one moment, jumps on the way included."""
    box: Box = world.box()
    way = _Way(world)
    for edge in cycle:
        way.take(edge)  # once round: what was set last time is there when it begins again
    for edge in cycle:
        condition = edge.placed.rule.condition
        if condition is not None:
            own = {**way.written(), state_key(region): frozenset({edge.origin})}
            here: dict[Key, Domain] = {**box, **own}
            narrowed = world.narrowed(_at_entry(condition, edge), here)
            if narrowed is None:
                return False
            box = {**box, **{key: narrowed[key] for key in narrowed if key not in own}}
        way.take(edge)
    return True


class _Way:
    """What the steps of a way have set, the last one winning."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._jumps: dict[Vital, Interval] = {}
        self._words: dict[Key, Domain] = {}

    def take(self, edge: _Edge) -> None:
        for effects in edge.entered:
            self._jumps.update({vital: point(value) for vital, value in effects.sets})
            if effects.rhythm is not None:
                self._words[RHYTHM] = frozenset({effects.rhythm})
            self._words.update({("flag", flag): frozenset({"yes"}) for flag in effects.flags})

    def written(self) -> dict[Key, Domain]:
        """Return everything set so far, as it is shown."""
        found = dict(self._words)
        if self._jumps:
            world, touched = self._world, set(self._jumps)
            values = {vital: world.values[vital] for vital in VITALS if VITALS[vital].is_written}
            after = shown({**values, **self._jumps}, may_lose_rate=world.may_lose_rate)
            if touched & {Vital.SBP, Vital.DBP}:
                touched |= {Vital.DBP, Vital.MAP}
            found.update({vital_key(vital): after[vital] for vital in VITALS if vital in touched})
        return found


_NEVER = AnyOf(terms=())


def _at_entry(condition: Condition, edge: _Edge) -> Condition:
    """Return the condition with what was recorded since entry: nothing yet."""
    match condition:
        case All():
            return All(terms=tuple(_at_entry(term, edge) for term in condition.terms))
        case AnyOf():
            return AnyOf(terms=tuple(_at_entry(term, edge) for term in condition.terms))
        case Not():
            return Not(term=_at_entry(condition.term, edge))
        case Given() | Done() if condition.window is not None and edge.leaves_owner:
            return _NEVER if condition.window.kind == "since entry" else condition
        case _:
            return condition
