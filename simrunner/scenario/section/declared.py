"""Collects every name that a file declares, before anything refers to it."""

from collections.abc import Iterator, Mapping

from simrunner.domain.catalogue import Catalogue
from simrunner.scenario.grammar.names import PLAIN_EVENTS, Names, StateNames
from simrunner.scenario.grammar.quantity_text import parse_duration_ms, parse_quantity
from simrunner.scenario.schema import RuleSection, ScenarioSection, StateSection
from simrunner.scenario.source.identifier import check_id
from simrunner.scenario.source.problem import Fault, Problems, did_you_mean
from simrunner.scenario.source.tree import Word

_LEVELS = ("easy", "normal", "hard")


def declared_names(section: ScenarioSection, catalogue: Catalogue, problems: Problems) -> Names:
    """Return the names; drugs are added by `room`, which knows the built-in table."""
    named: tuple[tuple[str, Mapping[Word, object]], ...] = (
        ("a source", section.sources), ("an objective", section.objectives),
        ("a role", section.roles), ("an action", section.actions), ("an event", section.events),
        ("a media", section.media), ("a lab", section.patient.labs),
        ("an expectation", section.expect), ("a drug", section.drugs),
        ("a parameter", section.params), ("a region", section.regions),
    )  # fmt: skip
    for what, ids in named:
        for word in ids:
            check_id(word, problems, what)
    names = Names(
        catalogue=catalogue, actions=_texts(section.actions), events=_texts(section.events),
        media=_texts(section.media), roles=_texts(section.roles) | {"patient"},
        sources=_texts(section.sources), objectives=_texts(section.objectives),
        orders=_texts(section.media) | _texts(section.patient.labs),
        parameters=_parameters(section.params, problems),
        states=StateNames(
            by_region={
                str(region): _state_paths(content.states, problems)
                for region, content in section.regions.items()
            }
        ),
    )  # fmt: skip
    for rule in all_rules(section):
        names.raised.update(str(word) for word in rule.raises)
        names.flags.update(str(word) for word in rule.flag)
        for word in (*rule.raises, *rule.flag):
            check_id(word, problems, "an event or flag")
        for word in rule.raises:
            _refuse_built_in(word, problems)
    for word in section.events:
        _refuse_built_in(word, problems)
    return names


def _refuse_built_in(word: Word, problems: Problems) -> None:
    """Note E203 for an event that only a shock or a pacemaker causes (clinscn/1 §10)."""
    if word in PLAIN_EVENTS:
        what = f"'{word}' is an event that devices cause, and no author"
        problems.add("E203", word, what, "choose another name")


def all_states(states: Mapping[Word, StateSection]) -> Iterator[tuple[Word, StateSection]]:
    """Yield every state with its id, parents first."""
    for word, state in states.items():
        yield word, state
        yield from all_states(state.states or {})


def all_rules(section: ScenarioSection) -> Iterator[RuleSection]:
    """Yield every rule of the file, those of `anywhere` last."""
    for region in section.regions.values():
        for _, state in all_states(region.states):
            yield from state.when
    yield from section.anywhere


def _texts(ids: Mapping[Word, object]) -> set[str]:
    return {str(word) for word in ids}


def _state_paths(
    states: Mapping[Word, StateSection], problems: Problems, above: str = ""
) -> dict[str, str]:
    found: dict[str, str] = {}
    for word, state in states.items():
        check_id(word, problems, "a state")
        inner = _state_paths(state.states or {}, problems, f"{above}{word}.")
        for known, path in ((str(word), f"{above}{word}"), *inner.items()):
            if known in found:
                what = f"the region has a state '{known}' already"
                problems.add("E601", word, what, "state ids are unique in their region")
            found.setdefault(known, path)
    return found


def _parameters(
    params: Mapping[Word, Mapping[Word, Word]], problems: Problems
) -> dict[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    for name, levels in params.items():
        for level, word in levels.items():
            if level not in _LEVELS:
                hint = did_you_mean(level, _LEVELS) or "one of easy, normal, hard"
                problems.add("E206", level, f"there is no level '{level}'", hint)
            _check_value(word, problems)
        texts = {str(level): str(word) for level, word in levels.items()}
        if "normal" not in texts:
            problems.add("E202", name, f"the parameter '{name}' has no value for normal")
            texts["normal"] = next(iter(texts.values()), "1 s")
        found[str(name)] = {level: texts.get(level, texts["normal"]) for level in _LEVELS}
    return found


def _check_value(word: Word, problems: Problems) -> None:
    try:
        parse_duration_ms(word)
    except Fault:
        try:
            parse_quantity(word)
        except Fault as fault:
            problems.add(fault.code, word.spot(fault.offset), fault.message, fault.hint)
