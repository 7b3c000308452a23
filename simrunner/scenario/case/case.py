"""A case: whose body it is, what is done to it when, and what is to be written down."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from simrunner.domain.catalogue import TEMPLATES
from simrunner.domain.quantity import Dimension
from simrunner.scenario.case.body_command import BodyCommand, BodyNames, parse_body_command
from simrunner.scenario.case.schema import CaseOrderSection, CasePatientSection, CaseSection
from simrunner.scenario.grammar.quantity_text import (
    parse_duration_ms,
    parse_number,
    parse_quantity,
    require_dimension,
)
from simrunner.scenario.shape import fit, one_of
from simrunner.scenario.source.problem import (
    Fault,
    Placed,
    Problem,
    Problems,
    did_you_mean,
    told_in_part,
)
from simrunner.scenario.source.reader import read_tree
from simrunner.scenario.source.tree import Word

Sex = Literal["F", "M"]

MODELS: Mapping[str, tuple[str, ...]] = {
    "propofol": ("schnider", "marsh", "eleveld"),
    "remifentanil": ("minto", "eleveld"),
}
"""The published kinetic models that a case may choose between; the first is the default."""

MAX_UNTIL_MS = 24 * 3_600_000
DEFAULT_COLUMNS = ("HR", "SBP", "DBP", "MAP", "SpO2", "RR", "EtCO2", "Temp")


_ZERO = re.compile(r"0( ?(s|min|h))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePatient:
    """Whose body: None is the template's own."""

    template: str = "adult"
    age_years: float | None = None
    sex: Sex | None = None
    weight_kg: float | None = None
    height_cm: float | None = None
    barometric_mmhg: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOrder:
    """What is ordered at a time."""

    at_ms: int
    command: BodyCommand
    words: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A body without a scenario. Times in ms; ``columns`` are readings in their order."""

    patient: CasePatient
    models: Mapping[str, str]
    orders: tuple[CaseOrder, ...]
    sample_ms: int
    until_ms: int
    columns: tuple[str, ...]
    seed: int


def read_case(
    content: bytes, file: str, names: BodyNames, is_column: Mapping[str, str]
) -> tuple[Case | None, tuple[Problem, ...]]:
    """Return the case, None when it has errors, and every problem with its place.

    ``is_column`` holds every fixed column with its unit; ``Cp.DRUG`` and ``Ce.DRUG`` come on top.
    """
    problems = Problems(file)
    return _read(content, names, is_column, problems), problems.all


@told_in_part
def _read(
    content: bytes, names: BodyNames, is_column: Mapping[str, str], problems: Problems
) -> Case | None:
    tree = read_tree(content, problems, first_key="until")
    section = fit(CaseSection, tree, problems) if tree is not None else None
    if section is None:
        return None
    reader = _CaseReader(problems)
    case = Case(
        patient=reader.patient(section.patient),
        models=reader.models(section.models),
        orders=reader.orders(section.orders, names),
        sample_ms=reader.sample_ms(section.sample),
        until_ms=reader.until_ms(section.until),
        columns=reader.columns(section.columns, names, is_column),
        seed=reader.seed(section.seed),
    )
    return None if problems.has_errors else case


class _CaseReader:
    """Turns the words of a case into values, noting what is wrong with each."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems

    def patient(self, section: CasePatientSection | None) -> CasePatient:
        if section is None:
            return CasePatient()
        template = section.template or "adult"
        if section.template is not None:
            one_of(section.template, TEMPLATES, self._problems, "template")
        sex: Sex | None = None
        if section.sex is not None and one_of(section.sex, get_args(Sex), self._problems, "sex"):
            sex = "F" if section.sex == "F" else "M"
        return CasePatient(
            template=str(template),
            age_years=self._measured(section.age, Dimension.AGE, "y", (0.0, 120.0)),
            sex=sex,
            weight_kg=self._measured(section.weight, Dimension.MASS, "kg", (0.4, 400.0)),
            height_cm=self._measured(section.height, Dimension.LENGTH, "cm", (25.0, 250.0)),
            barometric_mmhg=self._measured(
                section.barometric, Dimension.PRESSURE, "mmHg", (200.0, 2300.0)
            ),
        )

    def models(self, chosen: Mapping[Word, Word]) -> Mapping[str, str]:
        found = {drug: models[0] for drug, models in MODELS.items()}
        for drug, model in chosen.items():
            if one_of(drug, MODELS, self._problems, "drug with several models") and one_of(
                model, MODELS[drug], self._problems, f"model of {drug}"
            ):
                found[str(drug)] = str(model)
        return found

    def orders(self, sections: list[CaseOrderSection], names: BodyNames) -> tuple[CaseOrder, ...]:
        found: list[CaseOrder] = []
        for section in sections:
            at_ms = self.duration_ms(section.at, 0)
            try:
                command = parse_body_command(str(section.do), names, at_ms=at_ms)
            except Fault as fault:
                self._problems.add(fault.code, section.do, fault.message, fault.hint)
                continue
            found.append(
                CaseOrder(
                    at_ms=at_ms, command=command, words=str(section.do), line=section.place.line
                )
            )
        return tuple(sorted(found, key=lambda order: order.at_ms))

    def columns(
        self, words: list[Word], names: BodyNames, is_column: Mapping[str, str]
    ) -> tuple[str, ...]:
        for word in words:
            kind, _, drug = word.partition(".")
            known = [*is_column, *(f"{kind}.{each}" for each in names.drugs)]
            if word not in is_column and not (kind in ("Cp", "Ce") and drug in names.drugs):
                hint = did_you_mean(word, known)
                self._problems.add("E206", word, f"there is no column '{word}'", hint)
        return tuple(str(word) for word in words) or DEFAULT_COLUMNS

    def sample_ms(self, word: Word | None) -> int:
        sample_ms = 1000 if word is None else self.duration_ms(word, 1000)
        if word is not None and (sample_ms < 100 or sample_ms % 100):
            hint = "the body moves in steps of 0.1 s"
            self._problems.add("E307", word, "a sample is a multiple of 0.1 s, at least one", hint)
        return sample_ms

    def until_ms(self, word: Word) -> int:
        until_ms = self.duration_ms(word, 1)
        if until_ms == 0:
            self._problems.add("E305", word, f"'{word}' is not above 0 and at most 24 h")
        return until_ms

    def duration_ms(self, word: Word, fallback_ms: int) -> int:
        if _ZERO.fullmatch(word):
            return 0
        try:
            duration_ms = parse_duration_ms(str(word))
        except Fault as fault:
            self._note(fault, word)
            return fallback_ms
        if duration_ms > MAX_UNTIL_MS:
            self._problems.add("E307", word, "a case lasts 24 h at most")
        return duration_ms

    def seed(self, word: Word | None) -> int:
        if word is None:
            return 1
        try:
            number = parse_number(str(word))
        except Fault as fault:
            self._note(fault, word)
            return 1
        if number < 0 or number != number.to_integral_value():
            self._problems.add("E307", word, f"a seed is a whole number from 0, not {word}")
        return int(number)

    def _measured(
        self, word: Word | None, dimension: Dimension, unit: str, limits: tuple[float, float]
    ) -> float | None:
        """Return a measure; a bare number is in ``unit``."""
        if word is None:
            return None
        try:
            text = f"{word} {unit}" if re.fullmatch(r"-?[0-9.]+", word) else str(word)
            quantity = parse_quantity(text)
            require_dimension(quantity, [dimension], f"this measure in {unit}")
        except Fault as fault:
            self._note(fault, word)
            return None
        number = float(quantity.in_unit(unit))
        low, high = limits
        if not low <= number <= high:
            self._problems.add("E307", word, f"this is between {low:g} and {high:g} {unit}")
        return number

    def _note(self, fault: Fault, place: Placed) -> None:
        self._problems.add(fault.code, place, fault.message, fault.hint)
