"""One scenario file: bytes in, a checked and frozen chart of `domain` out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from simrunner.domain.catalogue import Catalogue
from simrunner.domain.chart import Difficulty, Rule, Scenario
from simrunner.domain.text import Text
from simrunner.scenario.canonical import canonical_text, located, sha256_text
from simrunner.scenario.check.structure import check_structure
from simrunner.scenario.composition.including import composed
from simrunner.scenario.composition.library import NO_LIBRARY, LibraryFolders
from simrunner.scenario.composition.variant import (
    only_of_variant,
    read_variants,
    varied,
    without_variants,
)
from simrunner.scenario.schema import ScenarioSection
from simrunner.scenario.section.declared import declared_names
from simrunner.scenario.section.desk import Desk
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
from simrunner.scenario.source.problem import Problem, Problems, Spot, did_you_mean, file_of
from simrunner.scenario.source.reader import MAX_BYTES, read_tree
from simrunner.scenario.source.tree import Node, Table, Word, key_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A scenario with what its pack still has to check: the names and the file's own model.

    ``variants`` are the titles of the file's variants by id, ``digests`` the SHA-256 of each part
    of the library that it uses, by reference.
    """

    scenario: Scenario
    section: ScenarioSection
    desk: Desk
    variants: Mapping[str, Text] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)


def load_scenario(
    content: bytes,
    catalogue: Catalogue,
    problems: Problems,
    *,
    difficulty: Difficulty = "normal",
    variant: str | None = None,
    library: LibraryFolders = NO_LIBRARY,
) -> Loaded | None:
    """Return the scenario at one difficulty; None, with errors noted, when it has any.

    The file is put together from its parts, and every variant is judged, not only the chosen one.
    """
    tree = read_tree(content, problems)
    if tree is None:
        return None
    whole = composed(tree, library, problems)
    own = Problems(problems.file)
    loaded = _loaded(without_variants(whole.tree), catalogue, own, difficulty)
    problems.take(_told(own.all, are_parts_missing=problems.has_errors))
    sections = read_variants(whole.tree, problems)
    by_variant: dict[str | None, Loaded | None] = {None: loaded}
    for word, section in sections.items():
        found = Problems(problems.file)
        other = varied(whole.tree, section, found)
        if loaded is not None and not found.has_errors:
            by_variant[str(word)] = _loaded(other, catalogue, found, difficulty)
        problems.take(only_of_variant(word, found.all, own.all))
    if variant is not None and variant not in sections:
        _note_unknown(variant, [str(word) for word in sections], problems)
    titles = {}
    if loaded is not None:
        desk = replace(loaded.desk, problems=problems)
        titles = {str(word): desk.text(each.title) for word, each in sections.items()}
    chosen = by_variant.get(variant)
    if problems.has_errors or chosen is None:
        return None
    return replace(
        chosen, scenario=replace(chosen.scenario, variant=variant), variants=titles,
        desk=replace(chosen.desk, problems=problems), digests=whole.digests,
    )  # fmt: skip


def _told(found: tuple[Problem, ...], *, are_parts_missing: bool) -> list[Problem]:
    """Leave out what may only be there because a part of the library is not."""
    if not are_parts_missing:
        return list(found)
    hidden = ("E202", "E312", "E501", "E502", "E503", "E602", "E603")
    return [each for each in found if each.severity == "error" and each.code not in hidden]


def _note_unknown(variant: str, known: list[str], problems: Problems) -> None:
    hint = did_you_mean(variant, known) or (f"there is {', '.join(known)}" if known else "")
    has_none = "" if known else ": it has none"
    what = f"the scenario has no variant '{variant}'{has_none}"
    problems.add("E911", Spot(), what, hint)


def _loaded(
    tree: Table, catalogue: Catalogue, problems: Problems, difficulty: Difficulty
) -> Loaded | None:
    """Return the scenario of a tree that holds everything; None when it has errors."""
    section = fit(ScenarioSection, tree, problems)
    if section is None:
        return None
    desk = Desk(
        problems=problems, names=declared_names(section, catalogue, problems),
        difficulty=difficulty, languages=listed_languages(section),
    )  # fmt: skip
    scenario = _scenario(section, desk)
    if not problems.has_errors:  # a rule that could not be read would look like a missing one
        check_structure(scenario, section, desk)
        problems.drop(
            # A part of the library offers what one scenario uses and another does not.
            [each for each in problems.all if each.code == "W608" and each.file != problems.file]
        )
    _suppress(section, tree, problems)
    if problems.has_errors:
        return None
    return Loaded(scenario=scenario, section=section, desk=desk)


def _scenario(section: ScenarioSection, desk: Desk) -> Scenario:
    check_header(section, desk)
    levels = desk.names.parameters
    chosen = {name: levels[name][desk.difficulty] for name in levels}
    canonical = canonical_text(section, chosen)
    if len(canonical.encode()) > MAX_BYTES:
        what = f"the scenario with all its parts is larger than {MAX_BYTES:,} bytes"
        desk.problems.add("E102", section.place, what)
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
    drugs = room_drugs(section, desk)
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
        "vitals": start_vitals(section.vitals, desk),
        "rhythm": str(section.rhythm),
        "regions": regions,
        "anywhere": (*anywhere, *_cues(section, names)),
        "expectations": tuple(each for each in found if each is not None),
    }


def _cues(section: ScenarioSection, names: RuleNames) -> list[Rule]:
    return [rule for word, each in section.roles.items() for rule in cue_rules(word, each, names)]


def _texts(words: Any) -> tuple[str, ...]:
    return tuple(str(word) for word in words)


def _suppress(section: ScenarioSection, tree: Table, problems: Problems) -> None:
    """Forget the warnings that the author has judged, each by code and place."""
    for each in section.suppress:
        part = located(tree, str(each.at))
        if part is None:
            problems.add("E502", each.at, f"there is nothing at '{each.at}'")
        elif each.code.startswith("E"):
            problems.add("E209", each.code, "an error cannot be suppressed")
        else:
            key = _key_above(tree, str(each.at))
            unwanted = [
                problem
                for problem in problems.all
                if problem.code == each.code
                and problem.file == (file_of(part) or problems.file)
                and _is_inside(problem, key, part)
            ]
            if not unwanted:
                what = f"there is no {each.code} at '{each.at}' to suppress"
                problems.add("I601", each.code, what)
            problems.drop(unwanted)


def _key_above(tree: Table, path: str) -> Word | None:
    above, _, last = path.rpartition(".")
    parent = located(tree, above) if above else tree
    return key_of(parent, last) if parent is not None else None


def _is_inside(problem: Problem, key: Word | None, part: Node) -> bool:
    """Return whether a problem stands between a key and the end of what it holds."""
    first = key if key is not None else part
    if isinstance(part, Word):
        last = part.spot(len(part))
        end = (last.line, last.column)
    else:
        end = (part.end.line, part.end.column)
    return (first.line, first.column) <= (problem.line, problem.column) <= end
