"""Conditions that can never be true, or always are (clinscn/1 section 12, rank 4)."""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from simrunner.domain.chart import Expectation, Scenario
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
from simrunner.scenario.check.interval import Interval
from simrunner.scenario.check.places import Places, rules_of
from simrunner.scenario.check.rooms import Case, Rooms
from simrunner.scenario.check.truth import World, vital_key, world_of
from simrunner.scenario.schema import ScenarioSection
from simrunner.scenario.section.desk import Desk
from simrunner.scenario.source.problem import Spot
from simrunner.scenario.source.tree import Word

_PIN = "unless the facilitator pins it"
_DETECTION = "the detection"
_BY_HAND = "unless the facilitator pins it or goes there by hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """How a condition is spoken of, and the code of its being never true, empty to leave it."""

    what: str
    never: str = "W403"
    is_always_told: bool = True


def check_truth(
    rooms: Sequence[Rooms], places: Places, section: ScenarioSection, desk: Desk
) -> None:
    """Note guards, cues and detections that no version of the file can make true.

    A critical detection that never is stops the file from running: `check_critical` notes it.
    """
    rules = [rules_of(room.world.scenario) for room in rooms]
    for number, placed in enumerate(places.rules):
        if placed.condition is not None:
            cases = [
                case for room, each in zip(rooms, rules, strict=True)
                if (case := room.case_of(each[number], placed)) is not None
            ]  # fmt: skip
            what = "the rule's condition" if placed.section is not None else "the cue"
            _judge(placed.condition, cases, _Kind(what=what), desk)
    worlds = [room.world for room in rooms]
    scenarios = [world.scenario for world in worlds]
    for expectations in zip(*(each.expectations for each in scenarios), strict=True):
        _check_expectation(worlds, expectations, section, desk)


def check_critical(
    scenario: Scenario, others: Iterable[Scenario], section: ScenarioSection, desk: Desk
) -> None:
    """Note critical expectations that can be met in no version: those to come are made if needed.

    This is an error, so that whoever reads a scenario to run it hears of it.
    """
    expected = scenario.expectations
    never = [number for number, each in enumerate(expected) if each.is_critical]
    versions = itertools.chain((scenario,), others)
    while never and (version := next(versions, None)) is not None:
        world = world_of(version)
        box = world.box()
        never = [each for each in never if not world.can(version.expectations[each].detect, box)]
    if not never:
        return
    first = world_of(scenario)
    for each in (expected[number] for number in never):
        case = Case(world=first, condition=each.detect, box=first.box())
        kind = _Kind(what=_DETECTION, never="E404")
        _tell(section.expect[Word(each.id)].detect, case, kind, _culprit(case, each.detect), desk)


def _check_expectation(
    worlds: Sequence[World],
    versions: Sequence[Expectation],
    section: ScenarioSection,
    desk: Desk,
) -> None:
    words = section.expect[Word(versions[0].id)]
    kind = _Kind(what=_DETECTION, never="" if versions[0].is_critical else "W403")
    told = [(words.detect, kind, [each.detect for each in versions])]
    cues = [each.cue for each in versions if each.cue is not None]
    if words.cue is not None and len(cues) == len(versions):
        told.append((words.cue, _Kind(what="the cue", is_always_told=False), cues))
    for word, kind, conditions in told:
        cases = [
            Case(world=world, condition=condition, box=world.box())
            for world, condition in zip(worlds, conditions, strict=True)
        ]
        _judge(word, cases, kind, desk)


def _judge(word: Word, cases: Sequence[Case], kind: _Kind, desk: Desk) -> None:
    """Note a condition that no case can make true, or a part of one, or one always true."""
    if not any(case.can(case.condition) for case in cases):
        first = cases[0]
        if kind.never:
            _tell(word, first, kind, _culprit(first, first.condition), desk)
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
