"""One scenario file: bytes in, a checked and frozen chart of `domain` out."""

from dataclasses import dataclass, replace
from typing import Any

from simrunner.domain.catalogue import ADULT, Catalogue
from simrunner.domain.chart import Difficulty, Rule, Scenario
from simrunner.scenario.canonical import canonical_text, sha256_text
from simrunner.scenario.check.checker import check_chart
from simrunner.scenario.check.suppression import suppress_judged
from simrunner.scenario.schema import ScenarioSection
from simrunner.scenario.section.declared import declared_names
from simrunner.scenario.section.desk import LEVELS, Desk
from simrunner.scenario.section.expectations import expectation
from simrunner.scenario.section.header import (
    check_header,
    layout,
    listed_languages,
    objective,
    patient_card,
    purpose,
    question,
    role,
)
from simrunner.scenario.section.room import action_items, chosen_parameters, media_items, room_drugs
from simrunner.scenario.section.rules import (
    RuleNames,
    anywhere_rule,
    cue_rules,
    region,
    sensors,
    start_vitals,
)
from simrunner.scenario.shape import fit
from simrunner.scenario.source.problem import Problems, told_in_part
from simrunner.scenario.source.reader import read_tree
from simrunner.scenario.source.tree import Node, Table, Word, key_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A scenario with what its pack still has to check: the names and the file's own model."""

    scenario: Scenario
    section: ScenarioSection
    desk: Desk


@told_in_part
def load_scenario(
    content: bytes,
    catalogue: Catalogue,
    problems: Problems,
    *,
    difficulty: Difficulty = "normal",
    is_stored: bool = False,
) -> Loaded | None:
    """Return the scenario at one difficulty; None, with errors noted, when it has any.

    A stored one was checked when it ran: newer checks must not keep its record from being read.
    """
    tree = read_tree(content, problems)
    if tree is None:
        return None
    _refuse_includes(tree, problems)
    section = fit(ScenarioSection, tree, problems)
    if section is None:
        return None
    desk = Desk(
        problems=problems, names=declared_names(section, catalogue, problems),
        difficulty=difficulty, languages=listed_languages(section),
    )  # fmt: skip
    scenario = _scenario(section, desk)
    # A rule that could not be read would look like a missing one.
    is_whole = not problems.has_errors and not is_stored
    if is_whole:
        check_chart(scenario, section, desk, others=_other_levels(section, desk))
    suppress_judged(section, tree, desk, is_whole=is_whole)
    if problems.has_errors:
        return None
    return Loaded(scenario=scenario, section=section, desk=desk)


def _scenario(section: ScenarioSection, desk: Desk) -> Scenario:
    check_header(section, desk)
    levels = desk.names.parameters
    chosen = {name: levels[name][desk.difficulty] for name in levels}
    canonical = canonical_text(section, chosen)
    duration_ms = desk.duration_ms(section.duration)
    return Scenario(
        id=str(section.scenario), version=str(section.version), title=desk.text(section.title),
        languages=desk.languages,
        licence=str(section.licence) if section.licence is not None else None,
        reviewers=_texts(section.reviewers), professions=_texts(section.audience.professions),
        level=str(section.audience.level), learners=str(section.audience.learners),
        setting=str(section.setting), duration_ms=duration_ms or 1,
        systems=_texts(section.systems), specialties=_texts(section.specialty),
        sources={str(word): str(citation) for word, citation in section.sources.items()},
        patient=patient_card(section.patient, desk), layout=layout(section),
        sensors=dict(sensors(section.sensors, desk)), difficulty=desk.difficulty,
        parameters=chosen_parameters(desk),
        events={str(word): desk.text(name) for word, name in section.events.items()},
        canonical=canonical, sha256=sha256_text(canonical), purpose=purpose(section, desk),
        instruments=_texts(section.evaluation.instruments if section.evaluation else []),
        **_people(section, desk), **_room(section, desk), **_chart(section, desk),
    )  # fmt: skip


def _other_levels(section: ScenarioSection, desk: Desk) -> list[Scenario]:
    """Return the scenario at the other difficulties, where a parameter makes them differ."""
    if not section.params:
        return []
    quiet = replace(desk, problems=Problems(""))  # every level was judged already
    return [
        _scenario(section, replace(quiet, difficulty=level))
        for level in LEVELS
        if level != desk.difficulty
    ]


def _people(section: ScenarioSection, desk: Desk) -> dict[str, Any]:
    return {
        "summary": desk.maybe_text(section.summary),
        "prebrief": desk.maybe_text(section.prebrief),
        "handover": desk.maybe_text(section.handover),
        "objectives": {
            str(word): objective(word, each, desk) for word, each in section.objectives.items()
        },
        "debrief": tuple(question(each, desk) for each in section.debrief),
        "roles": {str(word): role(word, each, desk) for word, each in section.roles.items()},
        "equipment": tuple(desk.text(each) for each in section.equipment),
    }


def _room(section: ScenarioSection, desk: Desk) -> dict[str, Any]:
    drugs = room_drugs(section, str(section.patient.template or ADULT), desk)
    desk.names.drugs.update(drugs)
    return {
        "drugs": drugs,
        "actions": action_items(section, desk),
        "media": media_items(section, desk),
    }


def _chart(section: ScenarioSection, desk: Desk) -> dict[str, Any]:
    if not section.regions:
        desk.problems.add("E602", section.place, "the scenario has no regions")
    names = RuleNames(desk=desk)
    ids = frozenset(str(word) for word in section.expect)
    desk.use("rhythm", section.rhythm, desk.names.catalogue.rhythms)
    regions = tuple(region(word, each, names) for word, each in section.regions.items())
    anywhere = [anywhere_rule(rule, names) for rule in section.anywhere]
    found = [expectation(word, each, ids, desk) for word, each in section.expect.items()]
    return {
        "vitals": start_vitals(section.vitals, str(section.patient.template or ADULT), desk),
        "rhythm": str(section.rhythm),
        "regions": regions,
        "anywhere": (*anywhere, *_cues(section, names)),
        "expectations": tuple(each for each in found if each is not None),
    }


def _cues(section: ScenarioSection, names: RuleNames) -> list[Rule]:
    return [rule for word, each in section.roles.items() for rule in cue_rules(word, each, names)]


def _texts(words: Any) -> tuple[str, ...]:
    return tuple(str(word) for word in words)


def _refuse_includes(node: Node, problems: Problems) -> None:
    """Note and take out every ``include`` inside ``states``."""
    if not isinstance(node, Table):
        return
    states = node.get(Word("states"))
    if isinstance(states, Table) and "include" in states:
        word = key_of(states, "include")
        assert word is not None
        hint = "write the included states out"
        problems.add("E208", word, "'include' is not supported yet", hint)
        del states[word]
    for inner in node.values():
        _refuse_includes(inner, problems)
