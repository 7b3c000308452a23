"""A body that is given drugs: what is in it and what it does, step by step."""

from collections.abc import Iterator, Sequence

from simrunner.app.assets import read_formulary
from simrunner.domain.drug_table import quantity_from_text
from simrunner.patient.drug.course import (
    DrugState,
    advance_drugs,
    effect_site,
    give,
    infuse,
    plasma,
    start_drugs,
)
from simrunner.patient.drug.effects import influences
from simrunner.patient.drug.formulary import Formulary
from simrunner.patient.handle import Handles, combined
from simrunner.patient.person import Person

ADULT = Person()
"""A man of 40 years, 70 kg and 170 cm, as in the published rows."""

TABLE = read_formulary()

Dose = tuple[float, str, str, str]
"""When (s), what, how much, by which route; the route RATE sets an infusion's rate."""


class Run:
    """The drugs in one body; time goes on by ``to``."""

    def __init__(self, *doses: Dose, person: Person = ADULT, formulary: Formulary = TABLE) -> None:
        self.person, self.formulary = person, formulary
        self.state: DrugState = start_drugs()
        self.at_s = 0.0
        self._steps = 0
        self._doses = sorted(doses, key=lambda dose: dose[0])
        self._order()

    def to(self, at_s: float) -> "Run":
        for _ in self.steps(at_s):
            pass
        return self

    def steps(self, until_s: float) -> Iterator["Run"]:
        """Go on to a time, giving itself after every step."""
        while self._steps < round(until_s * 10):
            self.state = advance_drugs(self.state, self.formulary, self.person)
            self._steps += 1
            self.at_s = self._steps / 10
            self._order()
            yield self

    def plasma(self, drug: str) -> float:
        return plasma(self.state, drug)

    def site(self, drug: str) -> float:
        return effect_site(self.state, self.formulary, self.person, drug)

    @property
    def handles(self) -> Handles:
        return combined(influences(self.state, self.formulary, self.person))

    def _order(self) -> None:
        while self._doses and self._doses[0][0] <= self.at_s:
            _, drug, amount, route = self._doses.pop(0)
            self.state = ordered(self.state, (drug, amount, route), self.person, self.formulary)


def ordered(
    state: DrugState, dose: Sequence[str], person: Person, formulary: Formulary
) -> DrugState:
    drug, amount, route = dose
    quantity = quantity_from_text(amount)
    if route == "RATE":
        return infuse(state, formulary, person, drug=drug, rate=quantity)
    return give(state, formulary, person, drug=drug, amount=quantity, route=route)


def first_time_s(run: Run, until_s: float, handle: str, *, below: float) -> float:
    """Return when a handle first falls below a number; AssertionError if it never does."""
    for moment in run.steps(until_s):
        if getattr(moment.handles, handle) < below:
            return moment.at_s
    raise AssertionError(f"{handle} stays at {below} or above until {until_s} s")
