"""The checker's desk: turns single words of a file into domain values, noting what is wrong."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import TypeVar

from simrunner.domain.chart import Difficulty, Ramp
from simrunner.domain.condition import Condition
from simrunner.domain.quantity import Dimension, Quantity
from simrunner.domain.text import Text
from simrunner.domain.vital import VITALS, Vital
from simrunner.scenario.grammar.expression import Parsed, Scope, parse_condition
from simrunner.scenario.grammar.names import PARAMETER, Names
from simrunner.scenario.grammar.quantity_text import (
    parse_duration_ms,
    parse_number,
    parse_quantity,
    require_dimension,
    require_vital_unit,
    split_ramp,
)
from simrunner.scenario.schema import Phrase
from simrunner.scenario.source.identifier import check_id
from simrunner.scenario.source.problem import Fault, Problems, did_you_mean, file_of
from simrunner.scenario.source.tree import Word

LEVELS: tuple[Difficulty, ...] = ("easy", "normal", "hard")

_VITALS: dict[str, Vital] = {vital.value: vital for vital in Vital}
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What every part of the loader needs. Methods return None after noting a problem."""

    problems: Problems
    names: Names
    difficulty: Difficulty
    languages: tuple[str, ...]
    is_modelled: bool = False
    conditions: dict[tuple[str, Scope], Parsed] = field(default_factory=dict)

    def text(self, phrase: Phrase) -> Text:
        """Return a text for people; W501 for each language that is missing."""
        if phrase.plain is not None:
            return Text(by_language={}, plain=str(phrase.plain))
        for language in self.languages:
            if language not in phrase.languages:
                what = f"the text in '{language}' is missing"
                self.problems.add("W501", phrase.place, what)
        for tag in phrase.languages:
            # A part of the library may speak more languages than those who use it.
            if self.languages and tag not in self.languages and not file_of(tag):
                hint = did_you_mean(tag, self.languages) or "list it under 'languages:'"
                self.problems.add("W502", tag, f"the language '{tag}' is not listed", hint)
        ordered = sorted(
            phrase.languages.items(),
            key=lambda pair: (
                self.languages.index(pair[0]) if pair[0] in self.languages else len(self.languages)
            ),
        )
        return Text(by_language={str(tag): str(words) for tag, words in ordered})

    def maybe_text(self, phrase: Phrase | None) -> Text | None:
        """Return a text that may be left out."""
        return self.text(phrase) if phrase is not None else None

    def note(self, word: Word, fault: Fault, prefix: str = "") -> None:
        """Note the fault of a word where it stands."""
        place = word.spot(fault.offset)
        self.problems.add(fault.code, place, prefix + fault.message, fault.hint)

    def check_id(self, word: Word, what: str) -> None:
        """Note E203 unless the word is an id."""
        check_id(word, self.problems, what)

    def judged(self, word: Word, parse: Callable[[str], _T]) -> _T | None:
        """Return what ``parse`` makes of the word, `$name` filled in at every level."""
        if "$" not in word:
            try:
                return parse(str(word))
            except Fault as fault:
                self.note(word, fault)
                return None
        chosen: _T | None = None
        for level in LEVELS:
            try:
                found = parse(self._filled(word, level))
            except Fault as fault:
                at_start = Fault(fault.code, fault.message, fault.hint)
                prefix = f"with its parameter at {level}, " if fault.code != "E502" else ""
                self.note(word, at_start, prefix)
                continue
            if level == self.difficulty:
                chosen = found
        return chosen

    def _filled(self, word: Word, level: Difficulty) -> str:
        def fill(found: re.Match[str]) -> str:
            name = found[1]
            known = self.names.parameters
            self.names.use("parameter", name, set(known))
            return known[name][level]

        return PARAMETER.sub(fill, word)

    def quantity(self, word: Word, allowed: Collection[Dimension], what: str) -> Quantity | None:
        """Return a quantity of one of the dimensions."""

        def parse(text: str) -> Quantity:
            quantity = parse_quantity(text)
            require_dimension(quantity, allowed, what)
            return quantity

        return self.judged(word, parse)

    def duration_ms(self, word: Word | None) -> int | None:
        """Return a duration in ms; None too when it is left out."""
        return self.judged(word, parse_duration_ms) if word is not None else None

    def use(self, kind: str, word: Word, known: Collection[str]) -> str | None:
        """Return a reference that exists; E502 otherwise."""
        try:
            return self.names.use(kind, str(word), frozenset(known))
        except Fault as fault:
            self.note(word, fault)
            return None

    def state(self, word: Word, region: str | None = None) -> tuple[str, str] | None:
        """Return (region, path) of a state; E501 when there is none."""
        try:
            return self.names.states.resolve(str(word), region)
        except Fault as fault:
            self.note(word, fault)
            return None

    def vital(self, word: Word) -> Vital | None:
        """Return a vital that may be written."""
        if word not in _VITALS:
            hint = did_you_mean(word, list(Vital))
            self.problems.add("E504", word, f"there is no vital '{word}'", hint)
            return None
        vital = _VITALS[word]
        if not VITALS[vital].is_written:
            hint = "write SBP and DBP"
            self.problems.add("E504", word, f"{vital} follows from others", hint)
            return None
        return vital

    def vital_number(self, vital: Vital, word: Word) -> float | None:
        """Return a value of a vital in its own unit; E307 outside its limits."""
        return self.judged(word, lambda text: _number_of(vital, text))

    def ramp(self, vital: Vital, word: Word) -> Ramp | None:
        """Return a ramp of a vital."""
        return self.judged(word, lambda text: _ramp_of(vital, text))

    def condition(self, word: Word, scope: Scope) -> Condition | None:
        """Return the tree of a condition, judged at every level that it has a parameter for."""
        chosen: Condition | None = None
        levels = LEVELS if "$" in word else (self.difficulty,)
        found: dict[tuple[str, str, int], list[str]] = {}
        faults: dict[tuple[str, str, int], Fault] = {}
        for level in levels:
            placed = Scope(
                may_say_since_entry=scope.may_say_since_entry,
                may_say_since_cue=scope.may_say_since_cue, level=level,
            )  # fmt: skip
            parsed = self.parsed(str(word), placed)
            for fault in parsed.faults:
                key = (fault.code, fault.message, fault.offset)
                faults.setdefault(key, fault)
                found.setdefault(key, []).append(level)
            if level == self.difficulty:
                chosen = parsed.condition
        for key, fault in faults.items():
            is_of_some = len(found[key]) < len(levels)
            prefix = f"with its parameter at {' and '.join(found[key])}, " if is_of_some else ""
            self.note(word, fault, prefix)
        return chosen

    def parsed(self, text: str, scope: Scope) -> Parsed:
        """Return a condition's tree, noting nothing; a file says the same one in many states."""
        found = self.conditions.get((text, scope))
        if found is None:
            found = self.conditions[text, scope] = parse_condition(text, self.names, scope)
        return found


def _number_of(vital: Vital, text: str) -> float:
    spec = VITALS[vital]
    quantity = parse_quantity(text)
    require_vital_unit(quantity, vital)
    number = float(quantity.in_unit(spec.unit))
    if not spec.low <= number <= spec.high:
        limits = f"{spec.low:g} to {spec.high:g} {spec.unit}".rstrip()
        raise Fault("E307", f"{vital} {quantity} is outside its limits", f"{limits}")
    return number


def _ramp_of(vital: Vital, text: str) -> Ramp:
    parts = split_ramp(text)
    spec = VITALS[vital]
    if parts.target == "times":
        number = float(_inside(parts.amount, parts.amount_offset, parse_number))
        if number < 0:
            raise Fault("E306", "a factor cannot be negative", offset=parts.amount_offset)
    elif parts.target == "by":

        def difference(amount: str) -> float:
            quantity = parse_quantity(amount)
            require_vital_unit(quantity, vital)
            return float(quantity.in_unit(spec.unit))

        number = _inside(parts.amount, parts.amount_offset, difference)
    else:
        number = _inside(
            parts.amount, parts.amount_offset, lambda amount: _number_of(vital, amount)
        )
    delay_ms = 0
    if parts.delay is not None:
        delay_ms = _inside(parts.delay, parts.delay_offset, parse_duration_ms)
    return Ramp(
        vital=vital, target=parts.target, number=number, curve=parts.curve, delay_ms=delay_ms,
        duration_ms=_inside(parts.duration, parts.duration_offset, parse_duration_ms),
    )  # fmt: skip


def _inside(text: str, offset: int, parse: Callable[[str], _T]) -> _T:
    """Return what ``parse`` makes of a part, its fault moved to where the part stands."""
    try:
        return parse(text)
    except Fault as fault:
        raise Fault(fault.code, fault.message, fault.hint, offset=offset + fault.offset) from fault
