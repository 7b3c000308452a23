"""Which values the vitals can take: in the whole file, and while one state is active.

Sound, because a ramp stays between its ends: a value outside an interval appears only when the
facilitator pins a vital or goes to a state by hand. A modelled patient may have any value.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from simrunner.domain.chart import Effects, Ramp, Region, Rule, Scenario, State
from simrunner.domain.vital import RHYTHMS_WITHOUT_RATE, VITALS, Vital
from simrunner.domain.vital_track import MIN_PULSE_PRESSURE_MMHG
from simrunner.scenario.check.interval import Interval, point
from simrunner.scenario.check.places import rules_of

Values = dict[Vital, Interval]
_Exit: TypeAlias = tuple[Effects, str | None]


_CLAMPS = {vital: Interval(low=spec.low, high=spec.high) for vital, spec in VITALS.items()}


def clamp_of(vital: Vital) -> Interval:
    """Return everything that a vital can ever show."""
    return _CLAMPS[vital]


def file_values(scenario: Scenario) -> Values:
    """Return what each vital can be anywhere in the run, MAP and the limits included."""
    if scenario.patient.kind == "modelled":
        return {vital: clamp_of(vital) for vital in VITALS}
    found = _start(scenario)
    _writes_of(_all_effects(scenario)).may_change(found)
    return shown(found, may_lose_rate=may_lose_rate(scenario))


def shown(values: Mapping[Vital, Interval], *, may_lose_rate: bool) -> Values:
    """Return the values after rhythm, pulse pressure and limits, MAP following (section 4)."""
    found = {vital: values[vital].meet(clamp_of(vital)) for vital in values}
    if may_lose_rate:
        found[Vital.HR] = found[Vital.HR].hull(point(0.0))
    systolic, diastolic = found[Vital.SBP], found[Vital.DBP]
    found[Vital.DBP] = Interval(
        low=_held_down(diastolic.low, systolic.low), high=_held_down(diastolic.high, systolic.high)
    )
    diastolic = found[Vital.DBP]
    found[Vital.MAP] = Interval(
        low=diastolic.low + (systolic.low - diastolic.low) / 3.0,
        high=diastolic.high + (systolic.high - diastolic.high) / 3.0,
    )
    return found


def entered_leaf(path: str, states: Mapping[str, State]) -> str:
    """Return the leaf that entering ``path`` ends in."""
    state = states[path]
    while state.start is not None and state.start in states:
        state = states[state.start]
    return state.path


def reachable_leaves(region: Region, scenario: Scenario) -> frozenset[str]:
    """Return the leaves that some chain of rules leads to."""
    states = scenario.states_of(region.id)
    waiting = [
        region.start,
        *(rule.go for rule in scenario.anywhere if rule.go and rule.region == region.id),
    ]
    reached: dict[str, None] = {}
    while waiting:
        leaf = entered_leaf(waiting.pop(), states)
        if leaf in reached:
            continue
        reached[leaf] = None
        rules = [rule for state in line_of(leaf, states) for rule in state.rules]
        waiting.extend(rule.go for rule in rules if rule.go and rule.go != "back")
    return frozenset(reached)


def line_of(path: str, states: Mapping[str, State]) -> tuple[State, ...]:
    """Return a state's ancestors from the outside, itself last."""
    steps = path.split(".")
    return tuple(states[".".join(steps[: number + 1])] for number in range(len(steps)))


@dataclass(slots=True, kw_only=True)
class StateValues:
    """What the vitals can be while a leaf of one region is active, found by iteration."""

    scenario: Scenario
    region: Region
    during: dict[str, Values] = field(default_factory=dict)
    _entry: dict[str, Values] = field(default_factory=dict)

    def find(self) -> "StateValues":
        """Follow every rule until nothing widens; leaves that nothing reaches are left out."""
        states = self.scenario.states_of(self.region.id)
        outside = self._outside()
        others = [rule for rule in self.scenario.anywhere if rule.region == self.region.id]
        leaves = [path for path, state in states.items() if not state.children]
        lines = {leaf: line_of(leaf, states) for leaf in leaves}
        during = {leaf: _writes_of(_lasting(lines[leaf])).and_also(outside) for leaf in leaves}
        exits = {leaf: _exits(line, others, states) for leaf, line in lines.items()}
        start = entered_leaf(self.region.start, states)
        self._entry[start] = _start(self.scenario)
        waiting = [start]
        while waiting:
            leaf = waiting.pop()
            values = _while_in(self._entry[leaf], lines[leaf], during[leaf])
            if self.during.get(leaf) == values:
                continue
            self.during[leaf] = values
            for effects, goal in self._ways(leaf, exits[leaf]):
                is_new = goal not in self._entry
                if self._enter(goal, _after(values, effects)):
                    waiting.append(goal)
                if is_new:
                    # It may be where a `back` leads to that was followed already.
                    again = [each for each in self.during if _goes_back(exits[each])]
                    for each in again:
                        del self.during[each]
                    waiting.extend(again)
        return self

    def entry_of(self, leaf: str) -> Values | None:
        """Return what the vitals can be when a leaf is entered, before its own effects."""
        return self._entry.get(leaf)

    def _ways(self, leaf: str, exits: Iterable[_Exit]) -> list[tuple[Effects, str]]:
        """Return the exits of a leaf with `back` as every leaf that it may lead to by now.

        That is any but the leaf itself, and the leaf too where a rule leads from it to it.
        """
        goals = [goal for _, goal in exits]
        before = [each for each in self._entry if each != leaf or each in goals]
        return [
            (effects, each)
            for effects, goal in exits
            for each in ([goal] if goal is not None else before)
        ]

    def _enter(self, leaf: str, values: Values) -> bool:
        """Widen a leaf's entry; return whether that changed it."""
        before = self._entry.get(leaf)
        merged = values if before is None else _merged(before, values)
        self._entry[leaf] = merged
        return merged is not before

    def _outside(self) -> "_Writes":
        """Return what may write vitals at any time: other regions, and `anywhere` without go."""
        found = [rule.effects for rule in self.scenario.anywhere if rule.region != self.region.id]
        for region in self.scenario.regions:
            if region.id == self.region.id:
                continue
            for state in self.scenario.states_of(region.id).values():
                found.append(state.effects)
                found.extend(rule.effects for rule in state.rules)
        return _writes_of(found)


def _exits(
    line: tuple[State, ...], others: Iterable[Rule], states: Mapping[str, State]
) -> list[_Exit]:
    """Return what each rule that leaves does, and the leaf it enters; None for `back`."""
    own = [rule for state in line for rule in state.rules]
    return [
        (rule.effects, None if rule.go == "back" else entered_leaf(rule.go, states))
        for rule in (*own, *others)
        if rule.go is not None
    ]


def _goes_back(exits: Iterable[_Exit]) -> bool:
    return any(goal is None for _, goal in exits)


def _lasting(line: tuple[State, ...]) -> list[Effects]:
    """Return what rules that stay in a leaf may do again and again."""
    return [rule.effects for state in line for rule in state.rules if rule.go is None]


def _while_in(entry: Values, line: tuple[State, ...], lasting: "_Writes") -> Values:
    found = dict(entry)
    for state in line[:-1]:
        _may_write(found, state.effects)
    found = _after(found, line[-1].effects)
    lasting.may_change(found)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writes:
    """What many effects may do to vitals, in any order and as often as they like.

    ``spans`` are the numbers that they lead to wherever they start; the vitals that ``grow`` are
    moved away from 0, from any number but 0.
    """

    spans: Mapping[Vital, Interval]
    grow: frozenset[Vital]

    def may_change(self, values: Values) -> None:
        """Widen the values by all of it."""
        for vital, span in self.spans.items():
            values[vital] = values[vital].hull(span)
        for vital in VITALS:
            if vital in self.grow:
                values[vital] = _grown(values[vital], clamp_of(vital))

    def and_also(self, other: "_Writes") -> "_Writes":
        """Return both together."""
        spans = dict(self.spans)
        for vital, span in other.spans.items():
            spans[vital] = spans[vital].hull(span) if vital in spans else span
        return _Writes(spans=spans, grow=self.grow | other.grow)


def _writes_of(effects: Iterable[Effects]) -> _Writes:
    spans: Values = {}
    grow: set[Vital] = set()

    def reach(vital: Vital, number: float) -> None:
        before = spans.get(vital)
        spans[vital] = before.around(number) if before is not None else point(number)

    for each in effects:
        for vital, number in each.sets:
            reach(vital, number)
        for ramp in each.trends:
            end = _end_of(ramp)
            if end is not None:
                reach(ramp.vital, end)
            elif ramp.target == "times" and ramp.number > 1:
                grow.add(ramp.vital)
    return _Writes(spans=spans, grow=frozenset(grow))


def _after(values: Values, effects: Effects) -> Values:
    """Return the values once the effects are carried out: a jump forgets, a ramp widens."""
    found = dict(values)
    for vital, number in effects.sets:
        found[vital] = point(number)
    for ramp in effects.trends:
        found[ramp.vital] = _ramped(found[ramp.vital], ramp)
    return found


def _may_write(values: Values, effects: Effects) -> None:
    for vital, number in effects.sets:
        values[vital] = values[vital].around(number)
    for ramp in effects.trends:
        values[ramp.vital] = _ramped(values[ramp.vital], ramp)


def _ramped(before: Interval, ramp: Ramp) -> Interval:
    """Return where a ramp may lead; a relative one may be taken again and again."""
    end = _end_of(ramp)
    if end is not None:
        return before.around(end)
    if ramp.target == "times" and ramp.number > 1:
        return _grown(before, clamp_of(ramp.vital))
    return before


def _end_of(ramp: Ramp) -> float | None:
    """Return the number that a ramp may lead to from anywhere; None when it depends on where."""
    if ramp.target == "to":
        return ramp.number
    limits = clamp_of(ramp.vital)
    if ramp.target == "by":
        return (limits.high if ramp.number > 0 else limits.low) if ramp.number else None
    return 0.0 if ramp.number < 1 else None


def _grown(before: Interval, limits: Interval) -> Interval:
    ends = [limits.high] if before.high > 0 else []
    if before.low < 0:
        ends.append(limits.low)
    for end in ends:
        before = before.around(end)
    return before


def _merged(one: Values, other: Values) -> Values:
    """Return the values around both, the first ones themselves when they are that already."""
    if all(one[vital].holds(other[vital]) for vital in one):
        return one
    return {vital: one[vital].hull(other[vital]) for vital in one}


def _start(scenario: Scenario) -> Values:
    return {
        vital: point(float(scenario.vitals.get(vital, spec.adult_default)))
        for vital, spec in VITALS.items()
        if spec.is_written
    }


def _all_effects(scenario: Scenario) -> list[Effects]:
    found = [rule.effects for rule in rules_of(scenario)]
    for region in scenario.regions:
        found.extend(state.effects for state in scenario.states_of(region.id).values())
    return [effects for effects in found if effects.sets or effects.trends]


def rhythms_of(scenario: Scenario) -> frozenset[str]:
    """Return every rhythm that the file can bring about."""
    found = [scenario.rhythm]
    found += [rule.effects.rhythm for rule in rules_of(scenario) if rule.effects.rhythm]
    for region in scenario.regions:
        states = scenario.states_of(region.id).values()
        found += [state.effects.rhythm for state in states if state.effects.rhythm]
    return frozenset(found)


def may_lose_rate(scenario: Scenario) -> bool:
    """Return whether the file can bring about a rhythm without a heart rate."""
    return not rhythms_of(scenario).isdisjoint(RHYTHMS_WITHOUT_RATE)


def _held_down(diastolic: float, systolic: float) -> float:
    ceiling = systolic - MIN_PULSE_PRESSURE_MMHG if systolic > 0.0 else 0.0
    return max(0.0, min(diastolic, ceiling))
