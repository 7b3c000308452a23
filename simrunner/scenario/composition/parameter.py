"""Parameters of snippets: what a part asks for, and how its words are filled in."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from simrunner.domain.quantity import Dimension
from simrunner.scenario.composition.foreign import ForeignRow, ForeignWord, emptied
from simrunner.scenario.grammar.names import PARAMETER
from simrunner.scenario.grammar.quantity_text import parse_duration_ms, parse_quantity
from simrunner.scenario.source.problem import Fault, Problems, did_you_mean
from simrunner.scenario.source.tree import Node, Row, Table, Word, child

_TEXT_KEYS = frozenset({"title", "say", "note", "why"})
"""What people read is never filled in."""

_DIMENSIONS = tuple(dimension.value for dimension in Dimension)
_LEVELS = ("easy", "normal", "hard")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """What a snippet asks for. Without a ``default``, whoever includes it must give a value."""

    name: Word
    dimension: Dimension
    default: Word | None


def declared(node: Node | None, problems: Problems) -> dict[str, Parameter]:
    """Return the parameters of a snippet: ``{delay: 120 s}`` or ``{delay: {dimension: …}}``."""
    if not isinstance(node, Table):
        return {}
    found = (_declared(name, value, problems) for name, value in node.items())
    return {str(each.name): each for each in found if each is not None}


def _declared(name: Word, value: Node, problems: Problems) -> Parameter | None:
    if isinstance(value, Word):
        dimension = _dimension(value, problems)
        return Parameter(name=name, dimension=dimension, default=value) if dimension else None
    wanted = child(value, "dimension")
    if not isinstance(value, Table) or len(value) != 1 or not isinstance(wanted, Word):
        hint = "write its default, such as 120 s, or {dimension: duration} when it has none"
        problems.add("E906", name, f"the parameter '{name}' is not declared", hint)
        return None
    if str(wanted) not in _DIMENSIONS:
        hint = did_you_mean(wanted, _DIMENSIONS) or "such as duration, pressure or mass"
        problems.add("E906", wanted, f"there is no dimension '{wanted}'", hint)
        return None
    return Parameter(name=name, dimension=Dimension(wanted), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inclusion:
    """One `include` of a snippet: its name under `use`, and the words of its `with`."""

    alias: Word
    given: Mapping[Word, Node]


def chosen(
    parameters: Mapping[str, Parameter],
    inclusion: Inclusion,
    scenario_params: Node | None,
    problems: Problems,
) -> dict[str, Word]:
    """Return a word for every parameter; E906 for what is missing, unknown or does not fit."""
    words: dict[str, Word] = {
        name: each.default for name, each in parameters.items() if each.default is not None
    }
    for name, value in inclusion.given.items():
        if str(name) not in parameters:
            hint = did_you_mean(name, parameters) or _listed(parameters)
            what = f"the snippet '{inclusion.alias}' has no parameter '{name}'"
            problems.add("E906", name, what, hint)
        elif not isinstance(value, Word):
            problems.add("E906", value, f"the value of '{name}' must be one text")
        else:
            words[str(name)] = value
            _check_fit(parameters[str(name)], value, scenario_params, problems)
    for wanted, parameter in parameters.items():
        if wanted not in words:
            what = f"the snippet '{inclusion.alias}' needs a value for '{wanted}'"
            hint = f"write with: {{{wanted}: …}}, a value of {parameter.dimension}"
            problems.add("E906", inclusion.alias, what, hint)
    return words


def _listed(parameters: Mapping[str, Parameter]) -> str:
    return "it has " + ", ".join(parameters) if parameters else "it has none"


def _check_fit(
    parameter: Parameter, value: Word, scenario_params: Node | None, problems: Problems
) -> None:
    """Note a value of another dimension, also where it is a parameter of the scenario."""
    found = PARAMETER.fullmatch(value)
    if found is None:
        dimension = _dimension(value, problems)
        if dimension is not None and dimension is not parameter.dimension:
            what = f"'{parameter.name}' needs {parameter.dimension}, but '{value}' is {dimension}"
            problems.add("E906", value, what)
        return
    levels = child(scenario_params, found[1]) if scenario_params is not None else None
    if not isinstance(levels, Table):
        known = scenario_params if isinstance(scenario_params, Table) else ()
        hint = did_you_mean(found[1], known)
        problems.add("E502", value, f"there is no parameter '{found[1]}'", hint)
        return
    for level in _LEVELS:
        text = child(levels, level)
        dimension = _dimension_of(text) if isinstance(text, Word) else parameter.dimension
        if dimension is not None and dimension is not parameter.dimension:
            what = f"'{parameter.name}' needs {parameter.dimension}, but at {level}"
            problems.add("E906", value, f"{what} '{value}' is {dimension}")


def _dimension(word: Word, problems: Problems) -> Dimension | None:
    dimension = _dimension_of(word)
    if dimension is None:
        hint = "write for example 120 s or 90 mmHg"
        problems.add("E906", word, f"'{word}' is neither a quantity nor a duration", hint)
    return dimension


def _dimension_of(text: str) -> Dimension | None:
    try:
        parse_duration_ms(text)
    except Fault:
        try:
            return parse_quantity(text).dimension
        except Fault:
            return None
    return Dimension.DURATION


def filled(
    node: Node, words: Mapping[str, Word], parameters: Collection[str], problems: Problems
) -> Node:
    """Return a copy of a part of a snippet with every ``$name`` filled in.

    E906 for a name that the snippet does not declare: a snippet knows nothing of its scenario.
    """
    if isinstance(node, Word):
        return _filled_word(node, words, parameters, problems)
    if isinstance(node, Row):
        row = ForeignRow.at(node, node.end)
        row.extend(filled(inner, words, parameters, problems) for inner in node)
        return row
    table = emptied(node)
    for key, inner in node.items():
        table[key] = inner if key in _TEXT_KEYS else filled(inner, words, parameters, problems)
    return table


def _filled_word(
    word: Word, words: Mapping[str, Word], parameters: Collection[str], problems: Problems
) -> Word:
    if "$" not in word:
        return word

    def fill(found: re.Match[str]) -> str:
        name = found[1]
        if name in words:
            return str(words[name])
        if name not in parameters:
            what = f"this snippet declares no parameter '{name}'"
            place = word.spot(found.start())
            problems.add("E906", place, what, did_you_mean(name, parameters))
        return found[0]

    assert isinstance(word, ForeignWord)
    return word.filled(PARAMETER.sub(fill, word))
