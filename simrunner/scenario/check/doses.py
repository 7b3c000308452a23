"""Are the doses that a file names plausible for this patient? (clinscn/1 section 12, rank 8)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from simrunner.domain.action import GiveDrug, InfuseDrug
from simrunner.domain.catalogue import DrugRow, Range
from simrunner.domain.chart import RoomDrug, Scenario
from simrunner.domain.condition import All, AnyOf, Condition, Given, Held, Not, Running
from simrunner.domain.quantity import UNITS, Dimension, Quantity
from simrunner.scenario.grammar.expression import Scope
from simrunner.scenario.schema import ScenarioSection
from simrunner.scenario.section.declared import all_rules
from simrunner.scenario.section.desk import LEVELS, Desk
from simrunner.scenario.source.problem import Placed
from simrunner.scenario.source.tree import Word

_UPPER_LIMITS = 3
"""Without a stated total, the most is this many times the upper single limit (section 12)."""

_LOWER_PART = 10
"""Less than this part of the lower limit is implausible (section 12)."""

_SLIPS = ((10, "ten"), (1000, "a thousand"))
"""A decimal point that slipped by one place, or milligrams for micrograms (section 12)."""

_OF_DRUGS = ("given", "running", "$")
"""Without one of these a condition says nothing of drugs."""

_ATOM = re.compile(r"(?<![^\s(])(given|running)\s+([^\s()]+)")


def check_doses(scenario: Scenario, section: ScenarioSection, desk: Desk) -> None:
    """Note every amount, rate and route of a condition that does not suit its drug."""
    bedside = _Bedside(scenario, desk)
    scope = Scope(may_say_since_entry=True, may_say_since_cue=True)
    for word in _conditions(section):
        _check_words(word, scope, bedside)


def check_condition_doses(word: Word, scenario: Scenario, desk: Desk) -> None:
    """Note what does not suit a drug in one condition of ``expected.yaml``."""
    _check_words(word, Scope(), _Bedside(scenario, desk))


def check_given(action: GiveDrug | InfuseDrug, word: Word, scenario: Scenario, desk: Desk) -> None:
    """Note what does not suit a drug that a scripted team gives in the command ``word``."""
    bedside = _Bedside(scenario, desk)
    place = word.spot(max(0, word.find(action.drug)))
    if isinstance(action, InfuseDrug):
        bedside.check_rate(action.drug, action.rate, place)
    else:
        bedside.check_amount(action.drug, action.amount, place)
        bedside.check_route(action.drug, action.route, place)


def _conditions(section: ScenarioSection) -> Iterator[Word]:
    for rule in all_rules(section):
        if rule.condition is not None:
            yield rule.condition
    for role in section.roles.values():
        yield from (cue.condition for cue in role.cues)
    for expectation in section.expect.values():
        if expectation.cue is not None:
            yield expectation.cue
        yield expectation.detect


def _check_words(word: Word, scope: Scope, bedside: "_Bedside") -> None:
    if not any(each in word for each in _OF_DRUGS):
        return
    levels = LEVELS if "$" in word else (bedside.desk.difficulty,)
    for level in levels:
        placed = Scope(
            may_say_since_entry=scope.may_say_since_entry,
            may_say_since_cue=scope.may_say_since_cue, level=level,
        )  # fmt: skip
        condition = bedside.desk.parsed(str(word), placed).condition
        if condition is None:  # noted where the condition was read
            continue
        found = tuple(_ATOM.finditer(str(word)))
        atoms = tuple(_drug_atoms(condition))
        for number, atom in enumerate(atoms):
            offset = found[number].start() if len(found) == len(atoms) else 0
            _check_atom(atom, word.spot(offset), bedside)


def _drug_atoms(condition: Condition) -> Iterator[Given | Running]:
    """Yield what a condition says of drugs, in the order of its words."""
    match condition:
        case Given() | Running():
            yield condition
        case All() | AnyOf():
            for term in condition.terms:
                yield from _drug_atoms(term)
        case Not() | Held():
            yield from _drug_atoms(condition.term)
        case _:
            pass


def _check_atom(atom: Given | Running, place: Placed, bedside: "_Bedside") -> None:
    is_threshold = atom.op in (">", ">=", "=")
    if isinstance(atom, Running):
        if is_threshold and atom.rate is not None:
            bedside.check_rate(atom.drug, atom.rate, place)
        return
    if is_threshold and isinstance(atom.amount, Quantity):
        bedside.check_amount(atom.drug, atom.amount, place)
    if atom.route is not None:
        bedside.check_route(atom.drug, atom.route, place)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Limits:
    """A plausible range in base units, the most that may be named, and its words for people."""

    dimension: Dimension
    low: Decimal
    high: Decimal
    most: Decimal
    words: str

    def holds(self, number: Decimal) -> bool:
        return self.low <= number <= self.high

    def allows(self, number: Decimal) -> bool:
        return self.low / _LOWER_PART <= number <= self.most


class _Bedside:
    """This patient, this room and the table: what every amount is held against."""

    def __init__(self, scenario: Scenario, desk: Desk) -> None:
        self.desk = desk
        self._drugs = scenario.drugs
        self._rows = desk.names.catalogue.drugs
        self._template = scenario.patient.template
        self._weight_kg = Decimal(repr(scenario.patient.weight_kg))

    def check_amount(self, drug_id: str, amount: Quantity, place: Placed) -> None:
        """Note an amount that no single dose or total of the drug comes near."""
        drug, row = self._drugs[drug_id], self._rows.get(drug_id)
        limits = self._single(drug, row)
        if limits is not None:
            self._judge(drug, amount, limits, place)

    def check_rate(self, drug_id: str, rate: Quantity, place: Placed) -> None:
        """Note a rate that the drug's infusions do not come near; 0 stops an infusion."""
        drug, row = self._drugs[drug_id], self._rows.get(drug_id)
        stated = row.infusion_for(self._template) if row is not None else None
        if stated is None or stated.infusion is None or rate.number == 0:
            return
        words = f"an infusion runs at {_span(stated.infusion)} ({stated.source})"
        limits = self._limits(drug, stated.infusion, words)
        if limits is not None:
            self._judge(drug, rate, limits, place)

    def check_route(self, drug_id: str, route: str, place: Placed) -> None:
        """Note a route that the table does not give for the drug."""
        row = self._rows.get(drug_id)
        if row is not None and route not in row.routes:
            what = f"{drug_id} is not given {route}"
            self.desk.problems.add("W322", place, what, f"its routes are {', '.join(row.routes)}")

    def _single(self, drug: RoomDrug, row: DrugRow | None) -> _Limits | None:
        if drug.adult_single is None:
            return None
        stated = row.single_for(self._template) if row is not None else None
        words = f"one dose is {_span(drug.adult_single)}"
        if stated is None or stated.single != drug.adult_single:
            return self._limits(drug, drug.adult_single, f"{words} ('adult_single' of this file)")
        if stated.at_most is not None:
            words += f", at most {stated.at_most}"
        return self._limits(drug, drug.adult_single, f"{words} ({stated.source})", stated.at_most)

    def _limits(
        self, drug: RoomDrug, span: Range, words: str, cap: Quantity | None = None
    ) -> _Limits | None:
        low, high = (self._plain(end, drug) for end in span)
        top = high.in_base
        if cap is not None and self._plain(cap, drug).dimension is high.dimension:
            top = min(top, self._plain(cap, drug).in_base)
        most = top * _UPPER_LIMITS
        if drug.max_total is not None:
            total = self._plain(drug.max_total, drug)
            if total.dimension is high.dimension:
                most = max(total.in_base, top)
                words += f", {drug.max_total} in all"
        return _Limits(
            dimension=low.dimension, low=min(low.in_base, top), high=top, most=most, words=words
        )

    def _plain(self, quantity: Quantity, drug: RoomDrug) -> Quantity:
        """Return an amount or rate for this patient, a volume as what it holds where known."""
        number, unit = quantity.number, quantity.unit
        if "/kg" in unit:
            number, unit = number * self._weight_kg, unit.replace("/kg", "")
        found = Quantity(number=number, unit=unit)
        strength, volume = drug.concentration, unit.partition("/")[0]
        if strength is None or UNITS[volume].dimension is not Dimension.VOLUME:
            return found
        held = strength.number * number * UNITS[volume].to_base
        return Quantity(number=held, unit=strength.unit.replace("/mL", "") + unit[len(volume) :])

    def _judge(self, drug: RoomDrug, amount: Quantity, limits: _Limits, place: Placed) -> None:
        plain = self._plain(amount, drug)
        if plain.dimension is not limits.dimension or limits.allows(plain.in_base):
            return
        is_too_much = plain.in_base > limits.most
        slip = self._slip(plain.in_base, limits, is_too_much)
        meant = self._meant(amount, drug, limits)
        here = f" ({plain} at {self._weight_kg.normalize():f} kg)" if "/kg" in amount.unit else ""
        size = f"{slip} times too" if slip else "implausibly"
        what = f"{amount} of {drug.id}{here} looks {size} {'much' if is_too_much else 'little'}"
        code = "E320" if slip else "W321" if meant else "W320"
        hint = f"did you mean {meant}? {limits.words}" if meant else limits.words
        self.desk.problems.add(code, place, what, hint)

    def _slip(self, number: Decimal, limits: _Limits, is_too_much: bool) -> str:
        """Return by what the decimal point seems to have slipped, empty when it does not."""
        for factor, words in _SLIPS:
            moved = number / factor if is_too_much else number * factor
            if limits.holds(moved):
                return words
        return ""

    def _meant(self, amount: Quantity, drug: RoomDrug, limits: _Limits) -> Quantity | None:
        """Return the amount read per kg instead of in all, or the other way round, if that fits."""
        first, slash, time = amount.unit.partition("/")
        is_per_kg = "/kg" in amount.unit
        unit = amount.unit.replace("/kg", "") if is_per_kg else f"{first}/kg{slash}{time}"
        if unit not in UNITS:
            return None
        other = Quantity(number=amount.number, unit=unit)
        plain = self._plain(other, drug)
        fits = plain.dimension is limits.dimension and limits.holds(plain.in_base)
        return other if fits else None


def _span(span: Range) -> str:
    low, high = span
    return str(low) if low == high else f"{low} to {high}"
