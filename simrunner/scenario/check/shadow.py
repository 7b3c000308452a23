"""Rules that an earlier rule of the same owner always forestalls (clinscn/1 section 12, rank 4)."""

from collections.abc import Sequence

from simrunner.domain.chart import Rule
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
    Window,
)
from simrunner.scenario.check.places import PlacedRule, Places, rules_of
from simrunner.scenario.check.truth import World
from simrunner.scenario.section.desk import Desk

_AT_LEAST = (">", ">=", None)


def check_shadows(worlds: Sequence[World], places: Places, desk: Desk) -> None:
    """Note each rule with `go` that never gets its turn, in every version of the file."""
    versions = [rules_of(world.scenario) for world in worlds]
    for numbers in places.by_owner().values():
        own = [number for number in numbers if places.rules[number].section is not None]
        moving = [number for number in own if places.rules[number].rule.go is not None]
        for turn, later in enumerate(moving):
            for earlier in moving[:turn]:
                if all(
                    _forestalls(rules[earlier], rules[later], world)
                    for rules, world in zip(versions, worlds, strict=True)
                ):
                    _tell(places.rules[earlier], places.rules[later], desk)
                    break


def _forestalls(earlier: Rule, later: Rule, world: World) -> bool:
    """Return whether the earlier rule goes whenever the later one could."""
    is_as_ready = (
        earlier.go not in (None, "back")
        and (earlier.region, earlier.event) == (later.region, later.event)
        and earlier.chance_pct in (None, 100)
        and (earlier.after_ms or 0) <= (later.after_ms or 0)
        # A rule of `anywhere` rests while its target is active.
        and (earlier.owner is not None or earlier.go == later.go)
    )
    if not is_as_ready:
        return False
    if earlier.condition is None:
        return True
    if later.condition is None:
        return not world.can(earlier.condition, world.box(), is_true=False)
    if not world.can(later.condition, world.box()):
        return False  # never true by itself, which is told elsewhere
    return implies(later.condition, earlier.condition, world)


def _tell(earlier: PlacedRule, later: PlacedRule, desk: Desk) -> None:
    what = f"the rule of line {earlier.place.line} always goes first: this one never gets its turn"
    hint = "put the stricter rule first"
    desk.problems.add("W610", later.place, what, hint)


def implies(one: Condition, other: Condition, world: World) -> bool:
    """Return True when the second is certainly true whenever the first is."""
    if one == other or _includes(one, other, world):
        return True
    both = All(terms=(one, Not(term=other)))
    return not world.can(both, world.box())


def _includes(  # noqa: C901, PLR0911 - one line per pair of kinds reads best
    one: Condition, other: Condition, world: World
) -> bool:
    """Decide by the words: holds imply their body, narrower windows imply wider ones."""
    match one, other:
        case _, All():
            return all(implies(one, term, world) for term in other.terms)
        case AnyOf(), _:
            return all(implies(term, other, world) for term in one.terms)
        case Held(), Held():
            return one.for_ms >= other.for_ms and implies(one.term, other.term, world)
        case Held(), _:
            return implies(one.term, other, world)
        case All(), _:
            return any(implies(term, other, world) for term in one.terms)
        case _, AnyOf():
            return any(implies(one, term, world) for term in other.terms)
        case Not(), Not():
            return implies(other.term, one.term, world)
        case Given(), Given():
            return _given_includes(one, other)
        case Done(), Done():
            return one.action == other.action and _is_narrower(one.window, other.window)
        case EventWithin(), EventWithin():
            return one.event == other.event and one.within_ms <= other.within_ms
        case _:
            return False


def _given_includes(one: Given, other: Given) -> bool:
    """Return whether a sum over fewer entries is already enough for the other."""
    if one.drug != other.drug or other.route not in (None, one.route):
        return False
    if not _is_narrower(one.window, other.window):
        return False
    if one.op not in _AT_LEAST or other.op not in _AT_LEAST:
        return False
    if other.op is None:  # any amount: something was given as soon as the sum is above 0
        return _least(one)[0] > 0 or one.op == ">"
    if isinstance(one.amount, Doses) is not isinstance(other.amount, Doses) or one.amount is None:
        return one.op is None and isinstance(other.amount, Doses) and other.amount.count <= 1
    return _dimension(one) == _dimension(other) and _least(one) >= _least(other)


def _least(atom: Given) -> tuple[float, bool]:
    """Return the least sum, and whether more than it is needed."""
    if atom.amount is None:
        return 1.0, False
    if isinstance(atom.amount, Doses):
        return float(atom.amount.count), atom.op == ">"
    return float(atom.amount.in_base), atom.op == ">"


def _dimension(atom: Given) -> str:
    if atom.amount is None or isinstance(atom.amount, Doses):
        return "doses"
    return atom.amount.dimension.value


def _is_narrower(one: Window | None, other: Window | None) -> bool:
    if other is None or one == other:
        return True
    if one is None or one.kind != "within" or other.kind != "within":
        return False
    return (one.within_ms or 0) <= (other.within_ms or 0)
