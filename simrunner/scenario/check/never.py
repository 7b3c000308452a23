"""Conditions that can never be true, or always are (clinscn/1 section 12, rank 4)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simrunner.domain.chart import Expectation, Rule
from simrunner.domain.condition import (
    All,
    AnyOf,
    Condition,
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
from simrunner.domain.condition_text import condition_text
from simrunner.domain.vital import VITALS, Vital
from simrunner.scenario.check.interval import Interval, hull_of
from simrunner.scenario.check.places import PlacedRule, Places, rules_of
from simrunner.scenario.check.reach import StateValues, Values, shown
from simrunner.scenario.check.truth import (
    Box,
    World,
    is_inside,
    state_key,
    vital_key,
)
from simrunner.scenario.schema import ScenarioSection
from simrunner.scenario.section.desk import Desk
from simrunner.scenario.source.problem import Spot
from simrunner.scenario.source.tree import Word

_PIN = "unless the facilitator pins it"
_BY_HAND = "unless the facilitator pins it or goes there by hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A condition in one version of the file, with what is possible where it stands."""

    world: World
    condition: Condition
    box: Box
    while_in: str = ""

    def can(self, part: Condition, *, is_true: bool = True) -> bool:
        """Return False when a part of the condition can certainly not be so."""
        return self.world.can(part, self.box, is_true=is_true)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """How a condition is spoken of, and the codes of its faults."""

    what: str
    never: str = "W403"
    is_always_told: bool = True


def check_truth(
    worlds: Sequence[World], places: Places, section: ScenarioSection, desk: Desk
) -> None:
    """Note guards, cues and detections that no version of the file can make true."""
    rooms = [_Rooms(world) for world in worlds]
    rules = [rules_of(room.world.scenario) for room in rooms]
    for number, placed in enumerate(places.rules):
        if placed.condition is not None:
            cases = [
                case for room, each in zip(rooms, rules, strict=True)
                if (case := room.case_of(each[number], placed)) is not None
            ]  # fmt: skip
            what = "the rule's condition" if placed.section is not None else "the cue"
            _judge(placed.condition, cases, _Kind(what=what), desk)
    scenarios = [world.scenario for world in worlds]
    for expectations in zip(*(each.expectations for each in scenarios), strict=True):
        _check_expectation(worlds, expectations, section, desk)


def _check_expectation(
    worlds: Sequence[World],
    versions: Sequence[Expectation],
    section: ScenarioSection,
    desk: Desk,
) -> None:
    words = section.expect[Word(versions[0].id)]
    never = "E404" if versions[0].is_critical else "W403"
    told = [(words.detect, _Kind(what="the detection", never=never), [e.detect for e in versions])]
    cues = [each.cue for each in versions if each.cue is not None]
    if words.cue is not None and len(cues) == len(versions):
        told.append((words.cue, _Kind(what="the cue", is_always_told=False), cues))
    for word, kind, conditions in told:
        cases = [
            Case(world=world, condition=condition, box=world.box())
            for world, condition in zip(worlds, conditions, strict=True)
        ]
        _judge(word, cases, kind, desk)


class _Rooms:
    """What is possible in each place of one version of the file."""

    def __init__(self, world: World) -> None:
        self.world = world
        scenario = world.scenario
        self._during: dict[str, dict[str, Values]] = {}
        if scenario.patient.kind == "scripted":
            for region in scenario.regions:
                found = StateValues(scenario=scenario, region=region).find()
                self._during[region.id] = {
                    leaf: shown(values, scenario) for leaf, values in found.during.items()
                }

    def case_of(self, rule: Rule, placed: PlacedRule) -> Case | None:
        if rule.condition is None:
            return None
        box = self.world.box()
        where = ""
        if placed.owner is not None:
            owner = placed.owner
            inside = [
                leaf for leaf in self.world.leaves[rule.region]
                if is_inside(leaf, owner.state.path)
            ]  # fmt: skip
            if inside:  # else only the facilitator enters: W605 says so
                box = self.world.box(self._values_in(rule.region, inside))
                box[state_key(rule.region)] = frozenset(inside)
                where = str(owner.word)
        elif rule.go is not None:
            goal = rule.go
            others = [each for each in self.world.leaves[rule.region] if not is_inside(each, goal)]
            box[state_key(rule.region)] = frozenset(others)
        return Case(world=self.world, condition=rule.condition, box=box, while_in=where)

    def _values_in(self, region: str, leaves: list[str]) -> Values | None:
        during = self._during.get(region, {})
        found = [during[leaf] for leaf in leaves if leaf in during]
        if not found:
            return None
        return {
            vital: hull
            for vital in found[0]
            if (hull := hull_of(values[vital] for values in found)) is not None
        }


def _judge(word: Word, cases: Sequence[Case], kind: _Kind, desk: Desk) -> None:
    """Note a condition that no case can make true, or a part of one, or one always true."""
    if not any(case.can(case.condition) for case in cases):
        first = cases[0]
        culprit = _culprit(first, first.condition)
        _tell(word, first, kind, culprit, desk)
        return
    alternatives = [list(_alternatives(case.condition)) for case in cases]
    for versions in zip(*alternatives, strict=True):
        pairs = list(zip(cases, versions, strict=True))
        if not any(case.can(part) for case, part in pairs):
            part_kind = _Kind(what=f"the part '{condition_text(versions[0])}'", never="W405")
            _tell(word, cases[0], part_kind, _culprit(cases[0], versions[0]), desk)
    if kind.is_always_told and not any(case.can(case.condition, is_true=False) for case in cases):
        what = f"{kind.what} is always true"
        desk.problems.add("I402", word, what, "leave it out, or is another value meant?")


def _alternatives(condition: Condition) -> Iterator[Condition]:
    """Yield every term of an `or` that counts as it stands, not negated."""
    match condition:
        case AnyOf():
            for term in condition.terms:
                yield term
                yield from _alternatives(term)
        case All():
            for term in condition.terms:
                yield from _alternatives(term)
        case Held():
            yield from _alternatives(condition.term)
        case _:
            return


def _culprit(case: Case, condition: Condition, *, is_true: bool = True) -> Condition | None:
    """Return the smallest part that cannot be so by itself; None when parts exclude each other."""
    match condition:
        case Not():
            return _culprit(case, condition.term, is_true=not is_true) or condition
        case Held():
            return _culprit(case, condition.term, is_true=is_true)
        case All() | AnyOf():
            found = [term for term in condition.terms if not case.can(term, is_true=is_true)]
            if not found:
                return None
            return _culprit(case, found[0], is_true=is_true) or found[0]
        case _:
            return condition if not case.can(condition, is_true=is_true) else None


def _tell(word: Word, case: Case, kind: _Kind, culprit: Condition | None, desk: Desk) -> None:
    if culprit is None:
        what = f"{kind.what} can never be true: its parts exclude each other"
        desk.problems.add(kind.never, word, what, "is 'or' meant where 'and' stands?")
        return
    if kind.never != "E404" and _is_told_already(culprit, case):
        return
    what = f"{kind.what} can never be true: '{condition_text(culprit)}' never is"
    place = _spot(word, culprit)
    desk.problems.add(kind.never, place, what, _reason(culprit, case, desk))


def _is_told_already(culprit: Condition, case: Case) -> bool:
    """Return whether reading the condition noted it: a never set flag, a reversed `between`."""
    if isinstance(culprit, FlagRaised):
        return culprit.flag not in case.world.flags
    return isinstance(culprit, VitalBetween) and culprit.low.in_base > culprit.high.in_base


def _reason(  # noqa: PLR0911 - one line per kind of atom reads best
    culprit: Condition, case: Case, desk: Desk
) -> str:
    inner = culprit.term if isinstance(culprit, Not) else culprit
    place = f"while '{case.while_in}' is active" if case.while_in else "in this file"
    match inner:
        case VitalCompared() | VitalBetween():
            return f"{_range_text(inner, case)} {place}, {_BY_HAND if case.while_in else _PIN}"
        case RhythmCompared():
            rhythms = ", ".join(sorted(case.world.rhythms))
            return f"the file's rhythms are: {rhythms}"
        case InState():
            return "only the facilitator can go there" if not case.while_in else f"not {place}"
        case FlagRaised():
            return "no rule sets the flag"
        case Given():
            return _measure_hint(inner.drug, "the room offers it", desk)
        case Running():
            return _measure_hint(inner.drug, "a rate such as mass/time is not among them", desk)
        case SensorAttached():
            return "nothing switches the sensor"
        case _:
            return ""


def _measure_hint(drug: str, what: str, desk: Desk) -> str:
    measures = ", ".join(desk.names.drugs[drug].measures)
    return f"{drug} is measured in {measures}; {what}"


def _range_text(atom: VitalCompared | VitalBetween, case: Case) -> str:
    vital: Vital = atom.vital
    domain = case.box[vital_key(vital)]
    assert isinstance(domain, Interval)
    unit = f" {VITALS[vital].unit}".rstrip()
    low, high = f"{domain.low:.4g}", f"{domain.high:.4g}"
    if low == high:
        return f"{vital} is {low}{unit}"
    return f"{vital} lies between {low} and {high}{unit}"


def _spot(word: Word, culprit: Condition) -> Spot | Word:
    """Return where the part stands in the condition, when its words are there once."""
    inner = culprit.term if isinstance(culprit, Not) else culprit
    starts = [condition_text(inner)]
    match inner:
        case VitalCompared():
            starts.append(f"{inner.vital.value} {inner.op}")
        case VitalBetween():
            starts.append(f"{inner.vital.value} between")
        case Given() | Running():
            verb = "given" if isinstance(inner, Given) else "running"
            starts.append(f"{verb} {inner.drug}")
        case InState():
            starts += [f"in {inner.state}", f"in {inner.state.rpartition('.')[2]}"]
        case _:
            pass
    for start in starts:
        pattern = r"\s*".join(re.escape(each) for each in start.split())
        found = [match.start() for match in re.finditer(pattern, word)]
        if len(found) == 1:
            return word.spot(found[0])
    return word
