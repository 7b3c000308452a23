"""One scenario file: bytes in, a checked and frozen chart of `domain` out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from simrunner.domain.catalogue import ADULT, Catalogue
from simrunner.domain.chart import Difficulty, Rule, Scenario
from simrunner.domain.text import Text
from simrunner.scenario.canonical import canonical_text, sha256_text
from simrunner.scenario.check.checker import advise_author, check_chart
from simrunner.scenario.check.doses import check_doses
from simrunner.scenario.check.suppression import suppress_judged
from simrunner.scenario.composition.including import composed
from simrunner.scenario.composition.library import NO_LIBRARY, LibraryFolders
from simrunner.scenario.composition.variant import (
    only_of_variant,
    read_variants,
    varied,
    without_variants,
)
from simrunner.scenario.schema import ScenarioSection, VariantSection
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
from simrunner.scenario.source.problem import Problem, Problems, Spot, did_you_mean, told_in_part
from simrunner.scenario.source.reader import MAX_BYTES, read_tree
from simrunner.scenario.source.tree import Table, Word


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


@told_in_part
def load_scenario(
    content: bytes,
    catalogue: Catalogue,
    problems: Problems,
    *,
    difficulty: Difficulty = "normal",
    variant: str | None = None,
    library: LibraryFolders = NO_LIBRARY,
    is_stored: bool = False,
    is_advised: bool = False,
) -> Loaded | None:
    """Return the scenario at one difficulty; None, with errors noted, when it has any.

    The file is put together from its parts, and every variant is judged, not only the chosen one.
    ``problems`` gets every error and what reading alone shows; what `advise_author` has to say of
    the chart besides, warnings and notes, only when ``is_advised``.
    A stored one was checked when it ran: newer checks must not keep its record from being read.
    """
    tree = read_tree(content, problems)
    if tree is None:
        return None
    whole = composed(tree, library, problems)
    own = Problems(problems.file)
    own.is_limited = True
    try:
        base = _read(without_variants(whole.tree), catalogue, own, difficulty)
        others = _variants(whole.tree, base, catalogue, problems)
        if base is not None:
            checks = _Checks(is_stored=is_stored, is_advised=is_advised)
            _check(base, [each.version for each in others.values()], checks)
    finally:
        told = _told(own.all, are_parts_missing=problems.has_errors)
        problems.take(told, own.suppressed)
    _check_variants(others, own, problems)
    if variant is not None and variant not in others:
        _note_unknown(variant, list(others), problems)
    chosen = base if variant is None or problems.has_errors else others[variant].version
    if problems.has_errors or base is None or chosen is None:
        return None
    titles = replace(base.loaded.desk, problems=problems)
    return replace(
        chosen.loaded,
        scenario=replace(chosen.loaded.scenario, variant=variant),
        variants={each: titles.text(others[each].section.title) for each in others},
        desk=replace(chosen.loaded.desk, problems=problems),
        digests=whole.digests,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Version:
    """The scenario as it stands, or with the values of one variant, read but not checked."""

    tree: Table
    loaded: Loaded

    def levels(self) -> Iterator[Scenario]:
        """Yield this version at every difficulty where a parameter makes them differ."""
        loaded = self.loaded
        if not loaded.section.params:
            yield loaded.scenario
            return
        quiet = replace(loaded.desk, problems=Problems(""))  # every level was judged already
        for level in LEVELS:
            is_read = level == loaded.desk.difficulty
            yield (
                loaded.scenario
                if is_read
                else _scenario(loaded.section, replace(quiet, difficulty=level))
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Variant:
    """One variant as it was read; ``problems`` are what is wrong with it so far."""

    word: Word
    section: VariantSection
    problems: Problems
    version: _Version | None


def _variants(
    tree: Table, base: _Version | None, catalogue: Catalogue, problems: Problems
) -> dict[str, _Variant]:
    """Return every variant by id; its version is None where it, or the scenario, has errors."""
    found: dict[str, _Variant] = {}
    for word, section in read_variants(tree, problems).items():
        about = Problems(problems.file)
        other = varied(tree, section, about)
        version = None
        if base is not None and not base.loaded.desk.problems.has_errors and not about.has_errors:
            version = _read(other, catalogue, about, base.loaded.desk.difficulty)
        found[str(word)] = _Variant(word=word, section=section, problems=about, version=version)
    return found


def _check_variants(variants: Mapping[str, _Variant], own: Problems, problems: Problems) -> None:
    """Note what is wrong with variants alone: their values, and doses at their weight."""
    known = (*own.all, *(each.problem for each in own.suppressed))
    for variant in variants.values():
        version, about = variant.version, variant.problems
        if version is not None and not about.has_errors:
            check_doses(version.loaded.scenario, version.loaded.section, version.loaded.desk)
        problems.take(only_of_variant(variant.word, about.all, known))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checks:
    """What is asked of a scenario beyond its words."""

    is_stored: bool
    is_advised: bool


def _check(base: _Version, variants: Sequence[_Version | None], checks: _Checks) -> None:
    """Check the scenario as it stands; a condition is never true only if it is so in no version."""
    loaded = base.loaded
    problems = loaded.desk.problems
    # A rule that could not be read would look like a missing one.
    is_whole = not problems.has_errors and not checks.is_stored
    others: Iterable[Scenario] = (
        scenario
        for version in (base, *(each for each in variants if each is not None))
        for scenario in version.levels()
        if scenario is not loaded.scenario
    )
    if is_whole and checks.is_advised:
        others = list(others)
        advise_author(loaded.scenario, loaded.section, loaded.desk, others=others)
        # A part of the library offers what one scenario uses and another does not.
        problems.drop(
            [each for each in problems.all if each.code == "W608" and each.file != problems.file]
        )
    if is_whole:
        check_chart(loaded.scenario, loaded.section, loaded.desk, others=others)
    is_all_told = is_whole and checks.is_advised
    suppress_judged(loaded.section, base.tree, loaded.desk, is_whole=is_all_told)


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


def _read(
    tree: Table, catalogue: Catalogue, problems: Problems, difficulty: Difficulty
) -> _Version | None:
    """Return the scenario of a tree that holds everything; None when its shape is wrong."""
    section = fit(ScenarioSection, tree, problems)
    if section is None:
        return None
    desk = Desk(
        problems=problems, names=declared_names(section, catalogue, problems),
        difficulty=difficulty, languages=listed_languages(section),
        is_modelled=section.patient.kind == "modelled",
    )  # fmt: skip
    loaded = Loaded(scenario=_scenario(section, desk), section=section, desk=desk)
    return _Version(tree=tree, loaded=loaded)


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
