"""Which values the vitals can take: in the whole file, and while one state is active.

Sound, because a ramp stays between its ends: a value outside an interval appears only when the
facilitator pins a vital or goes to a state by hand. A modelled patient may have any value.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from simrunner.domain.chart import Effects, Ramp, Region, Rule, Scenario, State
from simrunner.domain.vital import RHYTHMS_WITHOUT_RATE, VITALS, Vital
from simrunner.domain.vital_track import MIN_PULSE_PRESSURE_MMHG
from simrunner.scenario.check.interval import Interval, point
from simrunner.scenario.check.places import rules_of

Values = dict[Vital, Interval]


def clamp_of(vital: Vital) -> Interval:
    """Return everything that a vital can ever show."""
    return Interval(low=VITALS[vital].low, high=VITALS[vital].high)


def file_values(scenario: Scenario) -> Values:
    """Return what each vital can be anywhere in the run, MAP and the limits included."""
    if scenario.patient.kind == "modelled":
        return {vital: clamp_of(vital) for vital in VITALS}
    found = _start(scenario)
    everything = _all_effects(scenario)
    for _ in range(2):  # a relative ramp may start from what another one reached
        for effects in everything:
            _may_write(found, effects)
    return shown(found, scenario)


def shown(values: Mapping[Vital, Interval], scenario: Scenario) -> Values:
    """Return the values after rhythm, pulse pressure and limits, MAP following (section 4)."""
    found = {vital: values[vital].meet(clamp_of(vital)) for vital in values}
    if _may_lose_rate(scenario):
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
        start = entered_leaf(self.region.start, states)
        self._entry[start] = _start(self.scenario)
        waiting = [start]
        while waiting:
            leaf = waiting.pop()
            line = line_of(leaf, states)
            values = _while_in(self._entry[leaf], line, outside)
            if self.during.get(leaf) == values:
                continue
            self.during[leaf] = values
            for rule, goal in self._exits(leaf, line, states):
                if self._enter(goal, _after(values, rule.effects)):
                    waiting.append(goal)
        return self

    def entry_of(self, leaf: str) -> Values | None:
        """Return what the vitals can be when a leaf is entered, before its own effects."""
        return self._entry.get(leaf)

    def _exits(
        self, leaf: str, line: tuple[State, ...], states: Mapping[str, State]
    ) -> list[tuple[Rule, str]]:
        own = [rule for state in line for rule in state.rules]
        others = [rule for rule in self.scenario.anywhere if rule.region == self.region.id]
        leaves = [path for path, state in states.items() if not state.children and path != leaf]
        found: list[tuple[Rule, str]] = []
        for rule in (*own, *others):
            if rule.go == "back":
                found.extend((rule, each) for each in leaves if each in self._entry)
            elif rule.go is not None:
                found.append((rule, entered_leaf(rule.go, states)))
        return found

    def _enter(self, leaf: str, values: Values) -> bool:
        """Widen a leaf's entry; return whether that changed it."""
        before = self._entry.get(leaf)
        merged = values if before is None else _merged(before, values)
        self._entry[leaf] = merged
        return merged != before

    def _outside(self) -> list[Effects]:
        """Return what may write vitals at any time: other regions, and `anywhere` without go."""
        found = [rule.effects for rule in self.scenario.anywhere if rule.region != self.region.id]
        for region in self.scenario.regions:
            if region.id == self.region.id:
                continue
            for state in self.scenario.states_of(region.id).values():
                found.append(state.effects)
                found.extend(rule.effects for rule in state.rules)
        return [effects for effects in found if effects.sets or effects.trends]


def _while_in(entry: Values, line: tuple[State, ...], outside: Iterable[Effects]) -> Values:
    found = dict(entry)
    for state in line[:-1]:
        _may_write(found, state.effects)
    found = _after(found, line[-1].effects)
    staying = [rule.effects for state in line for rule in state.rules if rule.go is None]
    for effects in (*staying, *outside) * 2:
        _may_write(found, effects)
    return found


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
        values[vital] = values[vital].hull(point(number))
    for ramp in effects.trends:
        values[ramp.vital] = _ramped(values[ramp.vital], ramp)


def _ramped(before: Interval, ramp: Ramp) -> Interval:
    """Return where a ramp may lead; a relative one may be taken again and again."""
    limits = clamp_of(ramp.vital)
    if ramp.target == "to":
        return before.hull(point(ramp.number))
    if ramp.target == "by":
        if ramp.number == 0:
            return before
        return before.hull(point(limits.high if ramp.number > 0 else limits.low))
    if ramp.number < 1:
        return before.hull(point(0.0))
    if ramp.number == 1:
        return before
    ends = [limits.high] if before.high > 0 else []
    if before.low < 0:
        ends.append(limits.low)
    for end in ends:
        before = before.hull(point(end))
    return before


def _merged(one: Values, other: Values) -> Values:
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


def _may_lose_rate(scenario: Scenario) -> bool:
    return not rhythms_of(scenario).isdisjoint(RHYTHMS_WITHOUT_RATE)


def _held_down(diastolic: float, systolic: float) -> float:
    ceiling = systolic - MIN_PULSE_PRESSURE_MMHG if systolic > 0.0 else 0.0
    return max(0.0, min(diastolic, ceiling))
