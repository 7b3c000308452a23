"""Timers that race a ramp, and jumps that end one (clinscn/1 section 12, rank 9).

The time at which a ramp brings a vital to a threshold is found by following the ramp itself, where
the value it starts from is known (to within the margin).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from simrunner.domain.chart import Ramp, Rule, State
from simrunner.domain.condition import All, Condition, Held, VitalBetween, VitalCompared
from simrunner.domain.condition_text import condition_text, seconds_text
from simrunner.domain.sim_time import STEP_MS
from simrunner.domain.vital import VITALS, Vital, mean_arterial_mmhg
from simrunner.domain.vital_track import curve_fraction
from simrunner.scenario.check.interval import Interval, point
from simrunner.scenario.check.places import PlacedRule, PlacedState, Places, rules_of
from simrunner.scenario.check.reach import Values, line_of
from simrunner.scenario.check.rooms import Rooms
from simrunner.scenario.check.truth import is_inside
from simrunner.scenario.section.desk import Desk

MARGIN_MS = 10_000
"""A teaching choice: two causes nearer than this look like one to people in the room."""

_LOOKS = 200
"""A ramp is looked at this often before the moment of crossing is narrowed to one tick."""

_Threshold = VitalCompared | VitalBetween


@dataclass(frozen=True, slots=True, kw_only=True)
class _Race:
    """A timer and what a ramp does at about the same time, at one difficulty."""

    timer_ms: int
    ramp_ms: int
    what: str
    is_threshold: bool
    level: str = ""


def check_races(rooms: Sequence[Rooms], places: Places, desk: Desk) -> None:
    """Note timers that a ramp's threshold or end meets within the margin, with the difficulty."""
    found: dict[int, list[_Race]] = {}
    for room in rooms:
        scenario = room.world.scenario
        numbers = {id(rule): number for number, rule in enumerate(rules_of(scenario))}
        level = scenario.difficulty
        for rule, race in _races(room):
            found.setdefault(numbers[id(rule)], []).append(replace(race, level=level))
    for number in sorted(found):
        _tell(places.rules[number], found[number], len(rooms), desk)


def _tell(placed: PlacedRule, races: Sequence[_Race], versions: int, desk: Desk) -> None:
    thresholds = [race for race in races if race.is_threshold]
    first = (thresholds or races)[0]
    levels = list(dict.fromkeys(race.level for race in races if race.what == first.what))
    if not thresholds and len(levels) == versions:
        return  # a timer set to the end of its own ramp is meant
    when = "" if len(levels) == versions else f" when difficulty is {' or '.join(levels)}"
    level = "" if not when else f"{first.level}: "
    timer, ramp = seconds_text(first.timer_ms), seconds_text(first.ramp_ms)
    moment = "the same moment at which" if timer == ramp else f"and after {ramp}"
    what = f"the timer races a ramp{when}"
    hint = f"{level}{timer}, {moment} {first.what}"
    desk.problems.add("W613" if thresholds else "I604", placed.place, what, hint)


def _races(room: Rooms) -> Iterator[tuple[Rule, _Race]]:
    scenario = room.world.scenario
    for region in scenario.regions:
        entries = room.values.get(region.id)  # a modelled patient's are not known
        if entries is None:
            continue
        states = scenario.states_of(region.id)
        anywhere = [
            rule for rule in scenario.anywhere if rule.region == region.id and _is_rival(rule)
        ]
        for state in states.values():
            values = entries.entry_of(state.path)
            timers = [rule for rule in state.rules if _is_timer(rule)]
            if values is None or not timers or state.children:
                continue
            rivals = _rivals(state, line_of(state.path, states), anywhere)
            yield from _of_state(state, timers, values, rivals)


def _is_timer(rule: Rule) -> bool:
    return rule.go is not None and rule.after_ms is not None and rule.event is None


def _is_rival(rule: Rule) -> bool:
    return bool(rule.go and rule.event is None and rule.condition)


def _rivals(state: State, line: Sequence[State], anywhere: Sequence[Rule]) -> list[Rule]:
    """Return the condition rules with `go` that are considered while the state is active."""
    own = [rule for each in line for rule in each.rules if _is_rival(rule)]
    others = [rule for rule in anywhere if rule.go and not is_inside(state.path, rule.go)]
    return [*own, *others]


def _of_state(
    state: State, timers: Sequence[Rule], values: Values, rivals: Sequence[Rule]
) -> Iterator[tuple[Rule, _Race]]:
    ramps = {ramp.vital: ramp for ramp in state.effects.trends}
    starts = {**values, **{vital: point(number) for vital, number in state.effects.sets}}
    for timer in timers:
        after_ms = timer.after_ms or 0
        for rival in rivals:
            if rival is timer or rival.go == timer.go:
                continue
            for atom, held_ms in _thresholds(rival.condition):
                crossing = _crossing(atom, starts, ramps)
                if crossing is None:
                    continue
                met_ms = max(crossing + held_ms, rival.after_ms or 0)
                if abs(met_ms - after_ms) < MARGIN_MS:
                    what = f"'{condition_text(atom)}' leads to '{rival.go}'"
                    yield timer, _race(timer, met_ms, what, is_threshold=True)
        ends = {vital: ramp.delay_ms + ramp.duration_ms for vital, ramp in ramps.items()}
        met = [vital for vital in ends if abs(ends[vital] - after_ms) <= STEP_MS]
        if met:
            names = f"ramp of {' and '.join(met)} ends"
            yield timer, _race(timer, ends[met[0]], f"the {names}", is_threshold=False)


def _race(timer: Rule, ramp_ms: int, what: str, *, is_threshold: bool) -> _Race:
    return _Race(
        timer_ms=timer.after_ms or 0, ramp_ms=ramp_ms, what=what,
        is_threshold=is_threshold,
    )  # fmt: skip


def _thresholds(condition: Condition | None, held_ms: int = 0) -> Iterator[tuple[_Threshold, int]]:
    """Yield every vital that the condition needs, with how long it needs it."""
    match condition:
        case All():
            for term in condition.terms:
                yield from _thresholds(term, held_ms)
        case Held():
            yield from _thresholds(condition.term, held_ms + condition.for_ms)
        case VitalCompared() | VitalBetween():
            yield condition, held_ms
        case _:
            return


def _crossing(
    atom: _Threshold, starts: Mapping[Vital, Interval], ramps: Mapping[Vital, Ramp]
) -> int | None:
    """Return when the ramps first make the atom true; None when that is not known well enough."""
    read = (Vital.SBP, Vital.DBP) if atom.vital is Vital.MAP else (atom.vital,)
    if not any(vital in ramps for vital in read):
        return None
    found: list[int] = []
    for end in ("low", "high"):
        first = {vital: float(getattr(starts[vital], end)) for vital in read}
        crossing = _first_true(atom, first, ramps)
        if crossing is None:
            return None
        found.append(crossing)
    return found[0] if abs(found[0] - found[1]) < MARGIN_MS else None


def _first_true(
    atom: _Threshold, starts: Mapping[Vital, float], ramps: Mapping[Vital, Ramp]
) -> int | None:
    """Return the first tick at which the atom is true, None when it is at once or never."""
    last_ms = max(ramps[vital].delay_ms + ramps[vital].duration_ms for vital in starts
                  if vital in ramps)  # fmt: skip
    ticks = -(-last_ms // STEP_MS)

    def is_true(tick: int) -> bool:
        return _is_true(atom, _values_at(tick * STEP_MS, starts, ramps))

    if is_true(0):
        return None
    looks = [ticks] if _turns_once(atom, starts, ramps) else _spread(ticks)
    false_tick = 0
    for tick in looks:
        if not is_true(tick):
            false_tick = tick
            continue
        true_tick = tick
        while true_tick - false_tick > 1:
            middle = (true_tick + false_tick) // 2
            if is_true(middle):
                true_tick = middle
            else:
                false_tick = middle
        return true_tick * STEP_MS
    return None


def _spread(ticks: int) -> list[int]:
    return sorted({tick * ticks // _LOOKS for tick in range(1, _LOOKS + 1)})


def _turns_once(
    atom: _Threshold, starts: Mapping[Vital, float], ramps: Mapping[Vital, Ramp]
) -> bool:
    """Return whether an atom that is false at first can become true once only, and for good.

    So it is with one side of a threshold while all that is read moves one way.
    """
    if isinstance(atom, VitalBetween) or atom.op in ("=", "!="):
        return False
    moves = [_target(ramps[each], starts[each]) - starts[each] for each in starts if each in ramps]
    return all(each >= 0 for each in moves) or all(each <= 0 for each in moves)


def _values_at(
    at_ms: int, starts: Mapping[Vital, float], ramps: Mapping[Vital, Ramp]
) -> dict[Vital, float]:
    found = dict(starts)
    for vital, start in starts.items():
        ramp = ramps.get(vital)
        if ramp is None:
            continue
        x = (at_ms - ramp.delay_ms) / ramp.duration_ms
        found[vital] = start + (_target(ramp, start) - start) * curve_fraction(ramp.curve, x)
    if Vital.SBP in found and Vital.DBP in found:
        found[Vital.MAP] = mean_arterial_mmhg(found[Vital.SBP], found[Vital.DBP])
    return found


def _target(ramp: Ramp, start: float) -> float:
    if ramp.target == "by":
        return start + ramp.number
    return start * ramp.number if ramp.target == "times" else ramp.number


def _is_true(atom: _Threshold, values: Mapping[Vital, float]) -> bool:
    number, unit = values[atom.vital], VITALS[atom.vital].unit
    if isinstance(atom, VitalBetween):
        return float(atom.low.in_unit(unit)) <= number <= float(atom.high.in_unit(unit))
    threshold = float(atom.quantity.in_unit(unit))
    looks = {
        "<": number < threshold, "<=": number <= threshold, ">": number > threshold,
        ">=": number >= threshold, "=": number == threshold, "!=": number != threshold,
    }  # fmt: skip
    return looks[atom.op]


def check_jumps(places: Places, desk: Desk) -> None:
    """Note rules that `set` a vital which their state is ramping, and so end its ramp."""
    numbers = {
        (each.region, each.state.path): number for number, each in enumerate(places.states)
    }  # fmt: skip
    anywhere: dict[str, str] = {}
    for each in places.states:
        _add_ramped(anywhere, each.state)
    for placed in places.rules:
        section = placed.section
        if section is None or not section.sets or placed.rule.go is not None:
            continue
        ramped = anywhere
        if placed.owner is not None:
            first = numbers[placed.owner.region, placed.owner.state.path]
            ramped = _ramped_under(placed.owner, places.states[first:])
        for word in section.sets:
            if word in ramped and word not in section.trend:
                state = ramped[word]
                what = f"setting {word} ends the ramp that '{state}' gave it, for good"
                hint = f"give {word} a 'trend' in this rule too, to go on from there"
                desk.problems.add("W612", word, what, hint)


def _ramped_under(owner: PlacedState, following: Sequence[PlacedState]) -> dict[str, str]:
    """Return the vitals that states in which its rules are considered ramp, with such a state.

    ``following`` are the states from the owner on: those inside it stand first.
    """
    found: dict[str, str] = {}
    for state in owner.line[:-1]:
        _add_ramped(found, state)
    for each in following:
        if each.region != owner.region or not is_inside(each.state.path, owner.state.path):
            break
        _add_ramped(found, each.state)
    return found


def _add_ramped(found: dict[str, str], state: State) -> None:
    for ramp in state.effects.trends:
        found.setdefault(ramp.vital.value, state.path)
