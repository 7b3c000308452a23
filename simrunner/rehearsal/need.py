"""What a team has to do so that a condition becomes true."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from simrunner.domain.chart import Rule, Scenario
from simrunner.domain.condition import (
    All,
    AnyOf,
    Condition,
    Done,
    Doses,
    EventWithin,
    Given,
    Held,
    Not,
    Running,
    SensorAttached,
    Window,
)
from simrunner.domain.quantity import Quantity

DeedKind: TypeAlias = Literal["give", "infuse", "act", "order", "shock", "pace", "sensor"]

_EVENT_KINDS: dict[str, DeedKind] = {
    "give": "give", "infuse": "infuse", "act": "act", "order": "order",
    "shock": "shock", "pace": "pace",
}  # fmt: skip
_ENOUGH = (None, ">", ">=", "=")
"""Comparisons that doing something can make true; the others are true of a team that waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One kind of deed that a condition asks for.

    ``amount`` is what a `given` or `running` compares with, ``is_more`` where it must be exceeded.
    ``is_event`` marks a deed that a rule's `event:` waits for: it counts at its moment alone.
    """

    kind: DeedKind
    what: str = ""
    route: str = ""
    amount: Quantity | Doses | None = None
    is_more: bool = False
    window: Window | None = None
    is_event: bool = False

    @property
    def subject(self) -> str:
        """What it is about, as the streams of chance are named: ``give adrenaline IM``."""
        return " ".join(word for word in (self.kind, self.what, self.route) if word)


def needs_of(condition: Condition) -> tuple[Need, ...]:
    """Return what must be done, in the order of the words; empty when deeds cannot help.

    Of `or`, the first alternative that deeds can help with is taken: a team follows one plan.
    Vitals, states, flags and `not` ask for nothing, but `not running` for a stop.
    """
    match condition:
        case All():
            return tuple(need for term in condition.terms for need in needs_of(term))
        case AnyOf():
            plans = (needs_of(term) for term in condition.terms)
            return next((plan for plan in plans if plan), ())
        case Held():
            return needs_of(condition.term)
        case Not(term=Running() as running):
            return (Need(kind="infuse", what=running.drug, amount=None, window=None),)
        case EventWithin():
            return event_needs(condition.event)
        case _:
            return tuple(_atom(condition))


def _atom(condition: Condition) -> Iterator[Need]:
    match condition:
        case Given() if condition.op in _ENOUGH:
            yield Need(
                kind="give", what=condition.drug, route=condition.route or "",
                amount=condition.amount, is_more=condition.op == ">", window=condition.window,
            )  # fmt: skip
        case Running() if condition.op in _ENOUGH:
            yield Need(
                kind="infuse", what=condition.drug, amount=condition.rate,
                is_more=condition.op in (None, ">"),
            )  # fmt: skip
        case Done():
            yield Need(kind="act", what=condition.action, window=condition.window)
        case SensorAttached():
            yield Need(kind="sensor", what=condition.sensor)
        case _:
            return


def event_needs(event: str) -> tuple[Need, ...]:
    """Return the deed that causes an event; empty for one that no team member causes."""
    verb, _, what = event.partition(" ")
    kind = _EVENT_KINDS.get(verb)
    if kind is None or (not what and kind not in ("shock", "pace")):
        return ()
    return (Need(kind=kind, what=what, is_event=True),)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadingRule:
    """A rule that leads on when the team does something: its needs, the event's deed last."""

    rule: Rule
    needs: tuple[Need, ...]
    is_in_first_region: bool


def leading_rules(scenario: Scenario) -> dict[tuple[str, str], tuple[LeadingRule, ...]]:
    """Return the rules that a team works towards, by region and path of their owning state.

    Only rules of states that go somewhere: `anywhere` mostly holds what goes wrong. In the first
    region a rule counts when some expectation names one of its deeds (a team does not work towards
    what nobody expects of it; without expectations, every rule counts). Rules that want a drug
    marked as a distractor never count.
    """
    expected = {
        (need.kind, need.what)
        for expectation in scenario.expectations
        for need in needs_of(expectation.detect)
    }
    found: dict[tuple[str, str], tuple[LeadingRule, ...]] = {}
    for region in scenario.regions:
        is_first = region is scenario.regions[0]
        for path, state in scenario.states_of(region.id).items():
            leading = [
                LeadingRule(rule=rule, needs=needs, is_in_first_region=is_first)
                for rule in state.rules
                if rule.go is not None and (needs := rule_needs(rule))
                and not _wants_a_distractor(needs, scenario)
                and (not is_first or not expected
                     or any((need.kind, need.what) in expected for need in needs))
            ]  # fmt: skip
            if leading:
                found[region.id, path] = tuple(leading)
    return found


def rule_needs(rule: Rule) -> tuple[Need, ...]:
    """Return what a team must do for a rule to fire, the event's deed last."""
    wanted = () if rule.condition is None else needs_of(rule.condition)
    return wanted + (() if rule.event is None else event_needs(rule.event))


def _wants_a_distractor(needs: tuple[Need, ...], scenario: Scenario) -> bool:
    drugs = [need.what for need in needs if need.kind in ("give", "infuse")]
    return any(scenario.drugs[drug].is_distractor for drug in drugs if drug in scenario.drugs)
