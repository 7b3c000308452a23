"""What is declared and never used, set and never read (clinscn/1 section 12, rank 3)."""

from collections.abc import Iterable, Iterator

from simrunner.domain.chart import Scenario
from simrunner.domain.condition import (
    All,
    AnyOf,
    Condition,
    Done,
    Given,
    Held,
    Not,
    Running,
    SensorAttached,
)
from simrunner.scenario.check.places import Places, rules_of
from simrunner.scenario.schema import ScenarioSection
from simrunner.scenario.section.desk import Desk
from simrunner.scenario.source.tree import Word


def check_references(
    scenario: Scenario, places: Places, section: ScenarioSection, desk: Desk
) -> None:
    """Note everything that nothing uses, and what is scored without any effect on the patient."""
    _check_declared(section, desk)
    _check_signals(places, section, desk)
    _check_reaction(scenario, section, desk)
    _check_sensors(scenario, places, section, desk)


def _check_declared(section: ScenarioSection, desk: Desk) -> None:
    used = desk.names.used
    groups: tuple[tuple[str, Iterable[Word]], ...] = (
        ("action", section.actions), ("parameter", section.params), ("source", section.sources),
        ("drug", _drugs_to_use(section, desk)),
    )  # fmt: skip
    for kind, words in groups:
        for word in words:
            if (kind, str(word)) not in used:
                hint = "add 'distractor: true' if that is meant" if kind == "drug" else ""
                desk.problems.add("W608", word, f"nothing uses the {kind} '{word}'", hint)
    shown = {name for kind, name in used if kind in ("media", "order")}
    for word in section.media:
        if str(word) not in shown:
            hint = "show it, or let it be ordered"
            desk.problems.add("W608", word, f"nothing shows the media '{word}'", hint)
    for word in section.objectives:
        if ("scored objective", str(word)) not in used:
            what = f"no expectation belongs to the objective '{word}'"
            desk.problems.add("W609", word, what, "name it as 'objective:' of an expectation")


def _check_signals(places: Places, section: ScenarioSection, desk: Desk) -> None:
    """Note flags that nothing reads, raised names and events that nothing hears."""
    used = desk.names.used
    for placed in places.rules:
        if placed.section is None:
            continue
        for word in placed.section.flag:
            if ("flag", str(word)) not in used:
                what = f"nothing reads the flag '{word}'"
                desk.problems.add("I605", word, what, "read it with 'flag', or leave it out")
        for word in placed.section.raises:
            if ("event", str(word)) not in used:
                what = f"nothing hears the raised event '{word}'"
                desk.problems.add("W615", word, what, f"add a rule with 'event: {word}'")
    for word in section.events:
        if ("event", str(word)) not in used:
            what = f"nothing hears the event '{word}'"
            desk.problems.add("I602", word, what, "the facilitator can fire it to no effect")


def _check_reaction(scenario: Scenario, section: ScenarioSection, desk: Desk) -> None:
    read: set[tuple[str, str]] = set()
    for rule in rules_of(scenario):
        read.update(_deeds(rule.condition))
        read.add(_heard(rule.event))
    for expectation in scenario.expectations:
        deeds = list(dict.fromkeys(_deeds(expectation.detect)))
        if deeds and not any(deed in read or _acts_alone(deed, desk) for deed in deeds):
            names = ", ".join(f"'{name}'" for _, name in deeds)
            what = f"{names} is scored, but nothing in the chart reacts to it"
            word = section.expect[Word(expectation.id)].detect
            desk.problems.add("I603", word, what, "the patient takes no notice of it")


def _drugs_to_use(section: ScenarioSection, desk: Desk) -> list[Word]:
    """Return the drugs that only rules can make matter: a modelled body heeds every one."""
    if desk.is_modelled:
        return []
    return [word for word, drug in section.drugs.items() if drug.distractor != "true"]


def _acts_alone(deed: tuple[str, str], desk: Desk) -> bool:
    """Return whether a deed needs no rule to matter: a drug in a modelled body."""
    return desk.is_modelled and deed[0] == "drug"


def _heard(event: str | None) -> tuple[str, str]:
    verb, _, name = (event or "").partition(" ")
    return ("action" if verb == "act" else "drug", name)


def _deeds(condition: Condition | None) -> Iterator[tuple[str, str]]:
    """Yield every drug and action that a condition reads."""
    for atom in atoms(condition):
        if isinstance(atom, Given | Running):
            yield "drug", atom.drug
        elif isinstance(atom, Done):
            yield "action", atom.action


def atoms(condition: Condition | None) -> Iterator[Condition]:
    """Yield every part of a condition that has no parts itself."""
    match condition:
        case None:
            return
        case All() | AnyOf():
            for term in condition.terms:
                yield from atoms(term)
        case Not() | Held():
            yield from atoms(condition.term)
        case _:
            yield condition


def _check_sensors(
    scenario: Scenario, places: Places, section: ScenarioSection, desk: Desk
) -> None:
    """Note conditions on a sensor that is off and that nothing in the file switches on."""
    effects = [rule.effects for rule in rules_of(scenario)]
    effects += [placed.state.effects for placed in places.states]
    on = {sensor for each in effects for sensor, is_on in each.sensors if is_on}
    on |= {sensor for sensor, is_on in scenario.sensors.items() if is_on}
    conditions = [(placed.condition, placed.rule.condition) for placed in places.rules]
    for expectation in scenario.expectations:
        words = section.expect[Word(expectation.id)]
        conditions += [(words.cue, expectation.cue), (words.detect, expectation.detect)]
    for word, condition in conditions:
        for atom in atoms(condition):
            if word is not None and isinstance(atom, SensorAttached) and atom.sensor not in on:
                what = f"the sensor '{atom.sensor}' is off, and nothing in the file switches it on"
                hint = "true only once somebody attaches it"
                desk.problems.add("I404", word, what, hint)
