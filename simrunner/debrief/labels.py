"""What drugs, acts and conditions are called in a table or on a time line."""

from simrunner.domain.action import GiveDrug
from simrunner.domain.chart import Scenario
from simrunner.domain.condition import (
    All,
    AnyOf,
    Condition,
    Done,
    Doses,
    EventWithin,
    FlagRaised,
    Given,
    Held,
    InState,
    Not,
    RhythmCompared,
    Running,
    SensorAttached,
    VitalBetween,
    VitalCompared,
)
from simrunner.domain.quantity import Quantity
from simrunner.domain.sim_time import clock_text
from simrunner.domain.text import Translate


def drug_name(scenario: Scenario, drug: str, language: str) -> str:
    """Return a drug's name with a capital, or its id when the room does not offer it."""
    row = scenario.drugs.get(drug)
    name = drug if row is None else row.name.in_language(language)
    return name[:1].upper() + name[1:]


def act_title(scenario: Scenario, act: str, language: str) -> str:
    """Return the title of an act, or its id when the file lacks it."""
    item = scenario.actions.get(act)
    return act if item is None else item.title.in_language(language)


def state_title(scenario: Scenario, region: str, state: str, language: str) -> str:
    """Return the title of a state, or its path when the file lacks it."""
    try:
        return scenario.states_of(region)[state].title.in_language(language)
    except KeyError:
        return state


def dose_label(scenario: Scenario, dose: GiveDrug, language: str) -> str:
    """Return a dose as people say it: ``Adrenaline 0.5 mg IM``."""
    return f"{drug_name(scenario, dose.drug, language)} {dose.amount} {dose.route}"


def condition_label(scenario: Scenario, condition: Condition, tr: Translate) -> str:
    """Return what a condition asks for, short enough for a table: ``Adrenaline 0.5 mg IM``.

    "At least" is left out, as people leave it out of a plan; every other comparison is shown.
    """
    if isinstance(condition, All):
        return " + ".join(condition_label(scenario, term, tr) for term in condition.terms)
    if isinstance(condition, AnyOf):
        return " / ".join(condition_label(scenario, term, tr) for term in condition.terms)
    if isinstance(condition, Not):
        return tr("not: {condition}", condition=condition_label(scenario, condition.term, tr))
    if isinstance(condition, Held):
        inner = condition_label(scenario, condition.term, tr)
        return tr("{condition} for {clock}", condition=inner, clock=clock_text(condition.for_ms))
    if isinstance(condition, Given | Running | Done):
        return _done_label(scenario, condition, tr)
    return _seen_label(scenario, condition, tr)


def _done_label(scenario: Scenario, condition: Given | Running | Done, tr: Translate) -> str:
    if isinstance(condition, Done):
        return act_title(scenario, condition.action, tr.language)
    name = drug_name(scenario, condition.drug, tr.language)
    if isinstance(condition, Running):
        rate = _amount(condition.op, condition.rate)
        return tr("{drug} infusion {rate}", drug=name, rate=rate).rstrip()
    parts = (name, _amount(condition.op, condition.amount), condition.route or "")
    return " ".join(part for part in parts if part)


def _amount(op: str | None, amount: Quantity | Doses | None) -> str:
    if amount is None:
        return ""
    number = f"×{amount.count}" if isinstance(amount, Doses) else str(amount)
    return number if op in (None, ">=") else f"{op} {number}"


def _seen_label(  # noqa: PLR0911 - one line per kind of condition reads best
    scenario: Scenario, condition: Condition, tr: Translate
) -> str:
    match condition:
        case VitalCompared():
            return f"{condition.vital.value} {condition.op} {condition.quantity}"
        case VitalBetween():
            return f"{condition.vital.value} {condition.low}–{condition.high}"
        case InState():
            return state_title(scenario, condition.region, condition.state, tr.language)
        case SensorAttached():
            return tr("{sensor} attached", sensor=condition.sensor)
        case RhythmCompared():
            return condition.rhythm if condition.is_equal else f"≠ {condition.rhythm}"
        case FlagRaised():
            return condition.flag
        case EventWithin():
            named = scenario.events.get(condition.event)
            return condition.event if named is None else named.in_language(tr.language)
        case _:
            raise TypeError(f"no label for {type(condition).__name__}")
