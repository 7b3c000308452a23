"""How near a situation is to a rule that no run fired yet: guides a search, decides nothing."""

from collections.abc import Mapping

from simrunner.domain.chart import Rule, Scenario
from simrunner.domain.condition import (
    All,
    AnyOf,
    Comparison,
    Condition,
    Held,
    VitalBetween,
    VitalCompared,
)
from simrunner.domain.vital import VITALS, Vital, mean_arterial_mmhg
from simrunner.engine.interpreter import Engine
from simrunner.rehearsal.moves import rules_of
from simrunner.rehearsal.replay import Sign

LEVELS = 100
"""A vital's distance counts in hundredths of its limits."""

_FAR = 2 * LEVELS
"""A part that is false and no vital counts like a vital far away."""


class Nearness:
    """Measures how much is missing for the rules of one scenario that nothing fired yet."""

    def __init__(self, scenario: Scenario) -> None:
        """Learn the rules."""
        self._rules = tuple(
            (rule, Sign(kind="rule", name=rule.name)) for rule in rules_of(scenario)
        )

    def of(self, engine: Engine, now_ms: int, shown: Mapping[Sign, object]) -> dict[Sign, int]:
        """Return how much is missing for each unfired rule that could fire here.

        0: nothing but time or an event.
        """
        wanted = [each for each in self._rules if each[1] not in shown]
        if not wanted:
            return {}
        active = {
            (region.region, path)
            for region in engine.view(now_ms).regions
            for path in _lineage(region.leaf)
        }
        return {
            sign: _distance(rule.condition, engine, now_ms)
            for rule, sign in wanted
            if _is_live(rule, active)
        }


def _lineage(leaf: str) -> list[str]:
    parts = leaf.split(".")
    return [".".join(parts[: end + 1]) for end in range(len(parts))]


def _is_live(rule: Rule, active: set[tuple[str, str]]) -> bool:
    if rule.owner is None:
        return rule.go is None or (rule.region, rule.go) not in active
    return (rule.region, rule.owner) in active


def _distance(condition: Condition | None, engine: Engine, now_ms: int) -> int:
    match condition:
        case None:
            return 0
        case All():
            return sum(_distance(term, engine, now_ms) for term in condition.terms)
        case AnyOf():
            return min(_distance(term, engine, now_ms) for term in condition.terms)
        case Held():
            return _distance(condition.term, engine, now_ms)
        case _:
            return 0 if engine.holds_now(condition) else _missing(condition, engine, now_ms)


def _missing(condition: Condition, engine: Engine, now_ms: int) -> int:
    match condition:
        case VitalCompared():
            number = float(condition.quantity.in_unit(VITALS[condition.vital].unit))
            heads = _is_true(condition.op, _goal(condition.vital, engine, now_ms), number)
            return 1 + _levels(condition.vital, number, engine, now_ms) + LEVELS * (not heads)
        case VitalBetween():
            unit = VITALS[condition.vital].unit
            ends = (float(end.in_unit(unit)) for end in (condition.low, condition.high))
            return 1 + min(_levels(condition.vital, end, engine, now_ms) for end in ends)
        case _:
            return _FAR


def _levels(vital: Vital, number: float, engine: Engine, now_ms: int) -> int:
    spec = VITALS[vital]
    apart = abs(engine.tracks.read(vital, now_ms) - number)
    return int(apart * LEVELS / (spec.high - spec.low))


def _goal(vital: Vital, engine: Engine, now_ms: int) -> float:
    """Return where a vital is going, or where it stands."""
    if vital is Vital.MAP:
        ends = (_goal(each, engine, now_ms) for each in (Vital.SBP, Vital.DBP))
        return mean_arterial_mmhg(*ends)
    target = engine.tracks.track(vital).to_number
    return engine.tracks.read(vital, now_ms) if target is None else target


def _is_true(op: Comparison, one: float, other: float) -> bool:
    match op:
        case "<" | "<=":
            return one <= other
        case ">" | ">=":
            return one >= other
        case "=":
            return one == other
        case "!=":
            return one != other
