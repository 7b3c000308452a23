"""One drug: its kinetics, the handles that it turns, what it blocks and what it binds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

from simrunner.domain.quantity import Quantity
from simrunner.patient.drug import propofol, remifentanil
from simrunner.patient.drug.disposition import Disposition, resized
from simrunner.patient.drug.modes import with_peak
from simrunner.patient.person import Person

AmountUnit: TypeAlias = Literal["mcg", "mg", "g", "mL", "mmol", "units"]
"""In what a drug is counted; concentrations are that per litre (mcg/L is ng/mL)."""

Receptor: TypeAlias = Literal[
    "alpha", "beta", "muscarinic", "opioid", "benzodiazepine", "nicotinic"
]
"""Through what an effect comes about, so that another drug can stand in its way."""

PersonModel: TypeAlias = Callable[[Person, bool], Disposition]
"""A published model: the person, and whether an opioid is in the body."""

MODELS: Mapping[tuple[str, str], PersonModel] = MappingProxyType(
    {
        ("propofol", "schnider"): lambda person, _: propofol.schnider(person),
        ("propofol", "marsh"): lambda person, _: propofol.marsh(person),
        ("propofol", "eleveld"): lambda person, opioid: propofol.eleveld(
            person, with_opioid=opioid
        ),
        ("remifentanil", "minto"): lambda person, _: remifentanil.minto(person),
        ("remifentanil", "eleveld"): lambda person, _: remifentanil.eleveld(person),
    }
)
"""The models that are formulas, by drug and name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where a row's figures come from; ``is_verified`` is True only where somebody read them."""

    source: str
    is_verified: bool = False
    checked: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinetics:
    """How a drug moves: a named formula, or a disposition of the 70 kg adult.

    ``grows`` says how the adult's becomes another person's: ``allometric`` (volumes with weight,
    clearances with weight^0.75), ``per_kg`` (volumes with weight, the same rates: a dose per kg
    has the same course in everybody) or ``fixed`` (the same in everybody). ``peak_min``, when
    above 0, is the time of the greatest effect after a dose into the plasma, from which the
    effect site follows. A curve also has the ``dose`` that gives 1 at its peak, and when it ends.
    """

    unit: AmountUnit
    kind: Literal["formula", "compartments", "half-life", "curve"]
    model: str = ""
    adult: Disposition | None = None
    grows: Literal["allometric", "per_kg", "fixed"] = "allometric"
    peak_min: float = 0.0
    dose: float = 0.0
    duration_min: float = 0.0
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Absorption:
    """How a dose by one route reaches the plasma: half-life 0 is at once, ``share`` is how much.

    ``is_own`` is False where it is the usual one of the route, not the drug's.
    """

    route: str
    half_life_min: float
    share: float
    is_own: bool = True
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One handle that the drug turns.

    Either ``most`` (what the handle is at the full effect), ``half_at`` (the effect-site
    concentration of half of it) and ``hill``; or ``slope``, the handle per unit of concentration.
    ``delay_min`` is the half-time of a further lag. ``at_route`` makes it a local effect: of the
    amount that still lies where that route put it. ``via`` names the receptor. ``only_for`` are
    the templates in which it comes about, when not all.
    """

    handle: str
    most: float = 0.0
    half_at: float = 1.0
    hill: float = 1.0
    slope: float | None = None
    via: str = ""
    delay_min: float = 0.0
    at_route: str = ""
    only_for: tuple[str, ...] = ()
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Antagonism:
    """Competition at a receptor: agonists act as if diluted by 1 + concentration / ``ki``.

    ``most``, when above 0, is a ceiling: then they are diluted by 1 + most x c / (c + ki).
    """

    receptor: str
    ki: float
    most: float = 0.0
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """One drug takes another out of action for good, ``per_amount`` of it for each amount.

    ``site_per_min`` is how fast each unit of its plasma concentration empties the effect site.
    """

    drug: str
    per_amount: float
    site_per_min: float
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Drug:
    """One drug that does something."""

    id: str
    kinetics: Kinetics
    absorptions: tuple[Absorption, ...] = ()
    effects: tuple[Effect, ...] = ()
    antagonisms: tuple[Antagonism, ...] = ()
    bindings: tuple[Binding, ...] = ()
    concentration: Quantity | None = None

    @property
    def is_opioid(self) -> bool:
        """Whether it adds to the opioid effect."""
        return any(effect.handle == "opioid_ng_per_ml" for effect in self.effects)

    def disposition(self, person: Person, *, with_opioid: bool) -> Disposition:
        """Return where the drug goes in a person, beside an opioid or not."""
        kinetics = self.kinetics
        if kinetics.kind == "formula":
            return MODELS[self.id, kinetics.model](person, with_opioid)
        assert kinetics.adult is not None
        if kinetics.grows == "allometric":
            found = resized(kinetics.adult, person.weight_kg)
        elif kinetics.grows == "per_kg":
            v1_l, *rates = kinetics.adult
            found = Disposition(v1_l * person.weight_kg / 70.0, *rates)
        else:
            found = kinetics.adult
        is_to_solve = kinetics.kind != "curve" and kinetics.peak_min > 0.0
        return with_peak(found, kinetics.peak_min) if is_to_solve else found
