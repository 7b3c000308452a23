"""Drugs to inject: found by a few letters in either language, with a dose to begin with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from simrunner.domain.action import GiveDrug
from simrunner.domain.catalogue import ADULT, DrugRow
from simrunner.domain.chart import RoomDrug
from simrunner.domain.quantity import ROUTES, UNITS, Dimension, Quantity
from simrunner.domain.text import Text, Translate

SHOWN = 4
_RECENT = 3
_SINGLE = (
    Dimension.MASS, Dimension.VOLUME, Dimension.SUBSTANCE, Dimension.UNITS, Dimension.MASS_PER_KG,
    Dimension.VOLUME_PER_KG, Dimension.UNITS_PER_KG, Dimension.SUBSTANCE_PER_KG,
)  # fmt: skip
_FALLBACK_UNITS = ("mg", "mcg", "g", "mL")


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugChoice:
    """A drug with its units and routes, the usual one first; ``amount`` is the dose suggested.

    A room that does not have it (``is_here``) refuses it.
    """

    id: str
    name: Text
    units: tuple[str, ...]
    routes: tuple[str, ...]
    amount: str
    is_here: bool

    def has(self, letters: str) -> bool:
        """Return whether its id or a name in any language holds these letters."""
        names = (self.id, *self.name.by_language.values())
        return any(letters in name.casefold() for name in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """What is in the syringe, as the device is told."""

    drug: str
    amount: str
    route: str


def drug_choices(
    room: Mapping[str, RoomDrug], rows: Mapping[str, DrugRow], template: str = ADULT, *,
    expected: Mapping[str, GiveDrug] | None = None,
) -> tuple[DrugChoice, ...]:  # fmt: skip
    """Return the room's drugs, then the others of the built-in table, each with a usual dose.

    The dose is what the scenario expects, else the upper end of what a source says for the
    template, else for an adult: 1 mg of adrenaline into a vein is for an arrest, not for every
    case.
    """
    wanted = expected or {}
    here = [
        _room_choice(drug, rows.get(drug.id), template, wanted.get(drug.id))
        for drug in room.values()
    ]
    others = [_row_choice(row, template) for row in rows.values() if row.id not in room]
    return (*here, *others)


def _room_choice(
    drug: RoomDrug, row: DrugRow | None, template: str, wanted: GiveDrug | None
) -> DrugChoice:
    dose = drug.adult_single[1] if drug.adult_single else None
    if row is not None and dose is None:
        dose = _usual(row, template)
    routes = row.routes if row is not None else ROUTES[:5]
    if wanted is not None:
        dose, routes = wanted.amount, tuple(dict.fromkeys((wanted.route, *routes)))
    return _choice(drug.id, drug.name, drug.measures, routes, dose, is_here=True)


def _row_choice(row: DrugRow, template: str) -> DrugChoice:
    dose = _usual(row, template)
    return _choice(row.id, row.name, row.measures, row.routes, dose, is_here=False)


def _usual(row: DrugRow, template: str) -> Quantity | None:
    found = row.single_for(template)
    if found is not None and found.single is not None:
        return found.single[1]
    return row.adult_single[1] if row.adult_single else None


def _choice(
    drug: str, name: Text, measures: Sequence[str], routes: Sequence[str],
    dose: Quantity | None, *, is_here: bool,
) -> DrugChoice:  # fmt: skip
    units = [
        symbol
        for symbol, unit in UNITS.items()
        if unit.dimension in _SINGLE and unit.dimension.value in measures
    ] or list(_FALLBACK_UNITS)
    if dose is not None and dose.unit:
        units = [dose.unit, *(unit for unit in units if unit != dose.unit)]
    number = "" if dose is None else str(Quantity(number=dose.number))
    return DrugChoice(
        id=drug, name=name, units=tuple(units), routes=tuple(routes) or ("IV",), amount=number,
        is_here=is_here,
    )  # fmt: skip


class Syringes:
    """The search, the drug that is drawn up, and those that were injected last."""

    def __init__(self, choices: Iterable[DrugChoice], tr: Translate) -> None:
        """Begin with the first drug of the room."""
        self._choices = tuple(choices)
        self._tr = tr
        self._recent: list[Dose] = []

    def found(self, written: str) -> tuple[DrugChoice, ...]:
        """Return the drugs for these letters, those of the room first."""
        letters = written.strip().casefold()
        hits = [choice for choice in self._choices if choice.has(letters)]
        begins = [each for each in hits if self._begins(each, letters)]
        return tuple(sorted(hits, key=lambda each: (not each.is_here, each not in begins)))[:SHOWN]

    def _begins(self, choice: DrugChoice, letters: str) -> bool:
        return any(name.casefold().startswith(letters) for name in choice.name.by_language.values())

    def name(self, choice: DrugChoice) -> str:
        """Return a drug's name in the language of the screen."""
        return choice.name.in_language(self._tr.language)

    def note(self, choice: DrugChoice) -> str:
        """Return what must be known before it is chosen."""
        if not choice.is_here:
            return self._tr("not in this room: refused")
        return f"{choice.amount} {choice.units[0]} {choice.routes[0]}" if choice.amount else ""

    def drawn(self, choice: DrugChoice, number: str, unit: str, route: str) -> Dose | str:
        """Return what is in the syringe, or say in a sentence why nothing can be."""
        try:
            exact = Decimal(number.strip().replace(",", "."))
        except InvalidOperation:
            return self._tr("Write the amount as a number, for example 0.5.")
        if not exact.is_finite() or exact <= 0:
            return self._tr("The amount must be more than 0.")
        amount = str(Quantity(number=exact, unit=unit))
        return Dose(drug=choice.id, amount=amount, route=route)

    def injected(self, dose: Dose) -> None:
        """Remember a dose."""
        self._recent = [dose, *(each for each in self._recent if each != dose)][:_RECENT]

    @property
    def recent(self) -> tuple[Dose, ...]:
        """The last different doses, newest first."""
        return tuple(self._recent)

    def words(self, dose: Dose) -> str:
        """Return a dose as people say it."""
        named = {choice.id: self.name(choice) for choice in self._choices}
        return f"{named.get(dose.drug, dose.drug)} {dose.amount} {dose.route}"
