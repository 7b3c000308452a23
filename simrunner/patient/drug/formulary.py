"""The formulary: every drug that does something, and its kinetics solved for a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from simrunner.patient.drug.drug import MODELS, Drug
from simrunner.patient.drug.plan import Plan, plan_of
from simrunner.patient.person import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Formulary:
    """Every drug that does something, and the names of those that are only known.

    The solved kinetics of each drug and person are remembered, which changes no outcome.
    """

    drugs: Mapping[str, Drug]
    known: frozenset[str] = frozenset()
    _solved: dict[tuple[float | str | bool, ...], "Plans"] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _latest: list["tuple[Person, Plans] | None"] = field(
        default_factory=lambda: [None, None], init=False, repr=False, compare=False
    )

    def plans(self, person: Person, *, with_opioid: bool) -> "Plans":
        """Return the solved kinetics of every drug in a person, each solved when first asked."""
        latest = self._latest[with_opioid]
        if latest is not None and latest[0] is person:
            return latest[1]
        key = (
            person.age_years, person.sex, person.weight_kg, person.height_cm, person.template,
            with_opioid,
        )  # fmt: skip
        found = self._solved.get(key)
        if found is None:
            found = self._solved[key] = Plans(self.drugs, person, with_opioid=with_opioid)
        self._latest[with_opioid] = person, found
        return found

    def with_model(self, drug: str, model: str) -> "Formulary":
        """Return the formulary with another of a drug's formulas; KeyError for one unknown."""
        MODELS[drug, model]
        chosen = self.drugs[drug]
        kinetics = replace(chosen.kinetics, kind="formula", model=model)
        drugs = {**self.drugs, drug: replace(chosen, kinetics=kinetics)}
        return Formulary(drugs=MappingProxyType(drugs), known=self.known)


class Plans(dict[str, Plan]):
    """The solved kinetics in one person by drug; KeyError for a drug of no formulary."""

    __slots__ = ("_drugs", "_person", "_with_opioid")

    def __init__(self, drugs: Mapping[str, Drug], person: Person, *, with_opioid: bool) -> None:
        """Begin with none solved."""
        super().__init__()
        self._drugs, self._person, self._with_opioid = drugs, person, with_opioid

    def __missing__(self, name: str) -> Plan:
        """Solve a drug when it is first asked for."""
        plan = self[name] = plan_of(self._drugs[name], self._person, with_opioid=self._with_opioid)
        return plan
