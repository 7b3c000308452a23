"""What a team can do at a moment, as lines of an expected.yaml: the moves of an exploration."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from simrunner.domain.action import Action, GiveDrug, Pace, ReadDevice, Source
from simrunner.domain.chart import Rule, Scenario
from simrunner.domain.condition import (
    All,
    AnyOf,
    Condition,
    Done,
    EventWithin,
    Given,
    Held,
    Not,
    Running,
    SensorAttached,
    Window,
    atoms_of,
)
from simrunner.domain.quantity import Quantity
from simrunner.rehearsal.deeds import PACE_CURRENT_MA, PACE_RATE_PER_MIN, SHOCK_J
from simrunner.rehearsal.dosing import Dosing, DrugChart, GivenDose
from simrunner.rehearsal.need import Need, event_needs, needs_of
from simrunner.scenario.grammar.command import parse_command

MOST_PLANS = 6
"""Alternatives of one condition that are tried; a teaching file has one to three."""

MOST_DOSES = 6
"""Doses of one drug that one move gives at once, each at most the highest single dose."""

_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptLine:
    """One line of a team's script in an expected.yaml: when, and the words of the command."""

    at_ms: int
    do: str

    def shifted(self, by_ms: int) -> "ScriptLine":
        """Return the same deed ``by_ms`` later."""
        return ScriptLine(at_ms=self.at_ms + by_ms, do=self.do)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What moves depend on: the time, what was given and done, and the engine's snapshot."""

    now_ms: int
    lines: tuple[ScriptLine, ...]
    snapshot: Mapping[str, Any]


class Moves:
    """Derives from a scenario's conditions what is worth doing at a moment."""

    def __init__(self, scenario: Scenario) -> None:
        """Collect every deed that some condition, cue, detection or event can notice."""
        self._scenario = scenario
        self._dosing = Dosing(scenario)
        self._rules = tuple(rules_of(scenario))
        self._plans = {rule.name: _rule_plans(rule) for rule in self._rules}
        self._expected = {each.id: _plans(each.detect) for each in scenario.expectations}
        self._actions: dict[str, tuple[Action, ...]] = {}
        self._singles = self._vocabulary()

    @property
    def words(self) -> tuple[str, ...]:
        """Every single deed, in the order in which the file asks for it."""
        return self._singles

    def actions(self, do: str) -> tuple[Action, ...]:
        """Return what the words of a line ask of the engine."""
        if do not in self._actions:
            self._actions[do] = _actions(do, self._scenario)
        return self._actions[do]

    def at(self, moment: Moment) -> tuple[tuple[str, ...], ...]:
        """Return every move as the words of its deeds: whole plans first, then single deeds."""
        chart = self._chart(moment)
        active = _active(moment)
        moves: dict[tuple[str, ...], bool] = {}
        for rule in self._rules:
            since_ms = 0 if rule.owner is None else active.get((rule.region, rule.owner))
            if since_ms is not None:
                for plan in self._plans[rule.name]:
                    moves[self._deeds(plan, chart, since_ms + 1, moment)] = True
        together: dict[str, bool] = {}
        for name, saved in moment.snapshot["expectations"].items():
            if saved["status"] in ("open", "missed"):
                for plan in self._expected[name]:
                    deeds = self._deeds(plan, chart, saved["cue_at_ms"], moment)
                    moves[deeds] = True
                together.update(dict.fromkeys(deeds, True))
        moves[tuple(together)] = True
        for single in self._singles:
            moves[single,] = True
        moves.pop((), None)
        return tuple(moves)

    def _deeds(
        self, plan: Sequence[Need], chart: DrugChart, since_ms: int, moment: Moment
    ) -> tuple[str, ...]:
        """Return what a plan lacks; since_ms is the entry or cue that its windows count from."""
        words: list[str] = []
        done = [line.do for line in moment.lines]
        for need in plan:
            if need.kind == "give":
                words += self._doses(need, chart, _from_ms(need, since_ms, moment.now_ms))
            elif need.is_event or need.window is not None or self._word(need) not in done:
                words.append(self._word(need))
        return tuple(words)

    def _doses(self, need: Need, chart: DrugChart, from_ms: int) -> list[str]:
        if need.is_event and not need.route and need.amount is None:
            return []
        given = DrugChart(doses=list(chart.doses))
        words: list[str] = []
        while len(words) < MOST_DOSES:
            wanted = self._dosing.missing(need, given, from_ms)
            if wanted is None:
                break
            given.doses.append(
                GivenDose(at_ms=from_ms, drug=need.what, believed=wanted, true=wanted)
            )
            words.append(f"give {need.what} {wanted[0]} {wanted[1]}")
        return words

    def _word(self, need: Need) -> str:
        """Return the words of one deed that is no dose."""
        match need.kind:
            case "infuse":
                rate = self._dosing.rate(need)
                return f"infuse {need.what} {rate if rate.number else 0}"
            case "shock":
                return f"shock {SHOCK_J} J"
            case "pace":
                return f"pace {PACE_RATE_PER_MIN} /min {PACE_CURRENT_MA} mA"
            case "sensor":
                return f"sensor {need.what} on"
            case _:
                return f"{need.kind} {need.what}"

    def _chart(self, moment: Moment) -> DrugChart:
        doses: list[GivenDose] = []
        for line in moment.lines:
            for action in self.actions(line.do):
                if isinstance(action, GiveDrug):
                    dose = action.amount, action.route
                    doses.append(
                        GivenDose(at_ms=line.at_ms, drug=action.drug, believed=dose, true=dose)
                    )
        return DrugChart(doses=doses)

    def _vocabulary(self) -> tuple[str, ...]:
        words: dict[str, bool] = {}
        for need in _all_needs(self._scenario):
            if need.kind == "give":
                asked = Need(kind="give", what=need.what, route=need.route, amount=need.amount,
                             is_more=need.is_more)  # fmt: skip
                wanted = self._dosing.missing(asked, DrugChart(), 0)
                if wanted is not None:
                    words[f"give {need.what} {wanted[0]} {wanted[1]}"] = True
            else:
                words[self._word(need)] = True
        for event in self._scenario.events:
            words[f"event {event}"] = True
        for device in _devices(self._rules):
            words[f"device {device}"] = True
        return tuple(words)


def _from_ms(need: Need, since_ms: int, now_ms: int) -> int:
    window = need.window
    if need.is_event:
        return now_ms + 1
    if window is None:
        return 0
    return since_ms if window.within_ms is None else max(0, now_ms + 1 - window.within_ms)


def _actions(do: str, scenario: Scenario) -> tuple[Action, ...]:
    """Return the actions of a line; pacing and devices have no words in an expected.yaml."""
    verb, _, rest = do.partition(" ")
    if verb == "pace":
        return (Pace(source=Source.LEARNER, rate_per_min=PACE_RATE_PER_MIN,
                     current_ma=PACE_CURRENT_MA),)  # fmt: skip
    if verb == "device":
        return (ReadDevice(source=Source.DEVICE, name=rest, reading=""),)
    return parse_command(do, scenario).actions


def _active(moment: Moment) -> dict[tuple[str, str], int]:
    return {
        (region, each["path"]): each["entered_at_ms"]
        for region, saved in moment.snapshot["regions"].items()
        for each in saved["active"]
    }


def rules_of(scenario: Scenario) -> Iterator[Rule]:
    """Yield every rule of a scenario in document order, `anywhere` last."""
    for region in scenario.regions:
        for state in scenario.states_of(region.id).values():
            yield from state.rules
    yield from scenario.anywhere


def _rule_plans(rule: Rule) -> tuple[tuple[Need, ...], ...]:
    plans = ((),) if rule.condition is None else _plans(rule.condition)
    if rule.event is None:
        return plans
    named = [need for plan in plans for need in plan if need.kind == "give"]
    event = event_needs(rule.event)
    if any(need.kind == "give" and need.what == other.what for need in event for other in named):
        return plans  # the dose that the condition asks for is the event
    return tuple((*plan, *event) for plan in plans)


def _plans(condition: Condition) -> tuple[tuple[Need, ...], ...]:
    """Return the ways of making a condition true by deeds; every alternative of `or` is one."""
    match condition:
        case All():
            plans: tuple[tuple[Need, ...], ...] = ((),)
            for term in condition.terms:
                plans = tuple((*one, *other) for one in plans for other in _plans(term))
                plans = plans[:MOST_PLANS]
            return plans
        case AnyOf():
            found = tuple(plan for term in condition.terms for plan in _plans(term))
            return found[:MOST_PLANS]
        case Held():
            return _plans(condition.term)
        case _:
            return (needs_of(condition),)


def _all_needs(scenario: Scenario) -> Iterator[Need]:
    """Yield the deed of every atom, those below `not` included: they end what was true."""
    for condition in conditions(scenario):
        for atom in atoms_of(condition):
            match atom:
                case Given():
                    yield from needs_of(atom) or (_smaller(atom),)
                case Running():
                    yield from needs_of(atom)
                    yield from needs_of(Not(term=Running(drug=atom.drug)))
                case Done() | SensorAttached() | EventWithin():
                    yield from needs_of(atom)
                case _:
                    pass
    for rule in rules_of(scenario):
        if rule.event is not None:
            yield from event_needs(rule.event)


def _smaller(atom: Given) -> Need:
    """Return the dose that a condition with < or != notices: half of what it names."""
    amount = atom.amount
    if isinstance(amount, Quantity):
        amount = Quantity(number=amount.number * _HALF, unit=amount.unit)
    else:
        amount = None
    return Need(kind="give", what=atom.drug, route=atom.route or "", amount=amount)


def conditions(scenario: Scenario) -> Iterator[Condition]:
    """Yield every condition of rules, cues and detections in document order."""
    for rule in rules_of(scenario):
        if rule.condition is not None:
            yield rule.condition
    for each in scenario.expectations:
        if each.cue is not None:
            yield each.cue
        yield each.detect


def _devices(rules: Sequence[Rule]) -> Iterator[str]:
    for rule in rules:
        if rule.event is not None and rule.event.startswith("device "):
            yield rule.event.removeprefix("device ")


def windowed(scenario: Scenario) -> tuple[str, ...]:
    """Return the drugs, actions and events of which some condition asks how long ago they were."""
    names: dict[str, bool] = {}
    for condition in conditions(scenario):
        for atom in atoms_of(condition):
            window: Window | None = getattr(atom, "window", None)
            if window is not None and window.within_ms is not None:
                names[atom.drug if isinstance(atom, Given) else _done_name(atom)] = True
            if isinstance(atom, EventWithin):
                names[atom.event] = True
    return tuple(names)


def _done_name(atom: object) -> str:
    return atom.action if isinstance(atom, Done) else ""
