"""How much a team gives: what is still missing, in typical single doses of the drug."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from simrunner.domain.chart import RoomDrug, Scenario
from simrunner.domain.condition import Doses
from simrunner.domain.quantity import UNITS, Dimension, Quantity
from simrunner.engine.dose.amount import DrugScale, drug_scales
from simrunner.rehearsal.need import Need, leading_rules, needs_of

_FINEST = Decimal("0.001")
_MORE = Decimal("1.1")
"""A threshold that must be exceeded is exceeded by a tenth: a teaching choice."""

USUAL_ROUTE = "IV"
"""Where neither the condition nor the scenario names a route: a teaching choice."""


@dataclass(slots=True, kw_only=True)
class GivenDose:
    """A dose as the team believes it was given, and as it was."""

    at_ms: int
    drug: str
    believed: tuple[Quantity, str]
    true: tuple[Quantity, str]

    def notice(self) -> bool:
        """See what really was given; True when it was not what the team had believed."""
        was_wrong = self.believed != self.true
        self.believed = self.true
        return was_wrong


@dataclass(slots=True, kw_only=True)
class DrugChart:
    """What the team believes it gave of every drug, and how much more a need asks for."""

    doses: list[GivenDose] = field(default_factory=list)

    def of(self, drug: str, route: str, since_ms: int) -> Iterator[GivenDose]:
        """Yield the doses given by a route (any when empty) at or after a time."""
        for dose in self.doses:
            if dose.drug == drug and dose.at_ms >= since_ms and route in ("", dose.believed[1]):
                yield dose


class Dosing:
    """Works out doses for one scenario's drugs and patient."""

    def __init__(self, scenario: Scenario) -> None:
        """Learn the drugs' scales, and the amounts and routes that the scenario names."""
        self._drugs = scenario.drugs
        self._scales = drug_scales(scenario)
        self._named = [need for need in _named_needs(scenario) if need.kind in ("give", "infuse")]

    def missing(self, need: Need, chart: DrugChart, since_ms: int) -> tuple[Quantity, str] | None:
        """Return the next dose and its route for a `give` need, or None when it has enough."""
        given = list(chart.of(need.what, need.route, since_ms))
        route = need.route or self._route(need.what)
        if isinstance(need.amount, Quantity):
            amount = self._short_of(need, need.amount, given)
            return None if amount is None else (amount, route)
        wanted = need.amount.count + need.is_more if isinstance(need.amount, Doses) else 1
        return (self._usual(need.what, route), route) if len(given) < wanted else None

    def rate(self, need: Need) -> Quantity:
        """Return the rate of an `infuse` need: the one named, else the drug's usual one, else 0."""
        if isinstance(need.amount, Quantity):
            return _exceeded(need.amount) if need.is_more else need.amount
        if not need.is_more and not need.is_event:
            return Quantity(number=Decimal(0))
        for named in self._named:
            if named.kind == "infuse" and named.what == need.what and named.amount is not None:
                return self.rate(named)
        return Quantity(number=Decimal(1), unit=_first_unit(self._drugs[need.what], "/time"))

    def is_slower(self, drug: str, running: Quantity, rate: Quantity) -> bool:
        """Return whether an infusion runs below a rate; False where the two do not compare."""
        now, wanted = self._scales[drug].measure(running), self._scales[drug].measure(rate)
        if now is None or wanted is None or now[0] is not wanted[0]:
            return running.number == 0
        return now[1] < wanted[1]

    def _short_of(self, need: Need, wanted: Quantity, given: list[GivenDose]) -> Quantity | None:
        """Return what is missing of an amount, at most the highest single dose."""
        scale = self._scales[need.what]
        target = _exceeded(wanted) if need.is_more else wanted
        unit = scale.measure(Quantity(number=Decimal(1), unit=target.unit))
        if unit is None:
            return None
        measured = [scale.measure(dose.believed[0]) for dose in given]
        have = sum((each[1] for each in measured if each and each[0] is unit[0]), Decimal(0))
        if have >= unit[1] * target.number:
            return None
        number = target.number if have == 0 else _rounded(target.number - have / unit[1])
        highest = self._highest(need.what, scale, unit)
        return Quantity(number=number if highest is None else min(number, highest),
                        unit=target.unit)  # fmt: skip

    def _highest(
        self, drug: str, scale: DrugScale, unit: tuple[Dimension, Decimal]
    ) -> Decimal | None:
        single = self._drugs[drug].adult_single
        high = None if single is None else scale.measure(single[1])
        if high is None or high[0] is not unit[0]:
            return None
        return _rounded(high[1] / unit[1])

    def _route(self, drug: str) -> str:
        routes = (each.route for each in self._named if each.what == drug and each.route)
        return next(routes, USUAL_ROUTE)

    def _usual(self, drug: str, route: str) -> Quantity:
        """Return a typical single dose: one the scenario names, else the middle of the range."""
        for named in self._named:
            if named.what == drug and named.route in ("", route) and named.kind == "give":
                amount = named.amount
                if isinstance(amount, Quantity):
                    return self._short_of(named, amount, []) or amount
        row = self._drugs[drug]
        if row.adult_single is not None:
            low, high = row.adult_single
            number = _rounded((low.in_unit(high.unit) + high.number) / 2)
            return Quantity(number=number, unit=high.unit)
        return Quantity(number=Decimal(1), unit=_first_unit(row, ""))


def _named_needs(scenario: Scenario) -> Iterator[Need]:
    for expectation in scenario.expectations:
        yield from needs_of(expectation.detect)
    for leading in leading_rules(scenario).values():
        for rule in leading:
            yield from rule.needs


def _exceeded(wanted: Quantity) -> Quantity:
    return Quantity(number=wanted.number * _MORE, unit=wanted.unit)


def _rounded(number: Decimal) -> Decimal:
    """Return a number as a syringe could hold it: thousandths, rounded up."""
    return number.quantize(_FINEST, rounding=ROUND_CEILING)


def _first_unit(drug: RoomDrug, ending: str) -> str:
    """Return the first unit of the drug's first measure of a kind; empty for doses by number."""
    for measure in drug.measures:
        if measure.endswith("/time") != bool(ending):
            continue
        for symbol, unit in UNITS.items():
            if unit.dimension.value == measure and unit.to_base == 1:  # mg, mL/h: bedside units
                return symbol
    return ""
