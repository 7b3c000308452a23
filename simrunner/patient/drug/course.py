"""The course of every drug in the body: given, taken up, spread, bound and gone.

The state holds plain values only, so that its JSON restores to the identical run.
"""

from collections.abc import Mapping, Sequence
from math import exp
from typing import Any, Literal, NamedTuple, TypeAlias

from simrunner.domain.quantity import Quantity
from simrunner.patient.drug.dose import amount_of
from simrunner.patient.drug.formulary import Formulary, Plans
from simrunner.patient.drug.modes import moved
from simrunner.patient.drug.plan import STEP_MIN, Plan
from simrunner.patient.person import Person

Reason: TypeAlias = Literal["unknown drug", "no kinetics", "no such measure", "no such route"]
"""Why something given does nothing to the body."""

GONE = 1e-6
"""The share of all that was given below which a drug leaves the state."""

Deposit = tuple[str, float]
"""The route by which a dose lies waiting, and what of it will still reach the plasma."""


class Present(NamedTuple):
    """One drug in the body; amounts in the drug's unit, modes per litre (see modes.py)."""

    drug: str
    given: float
    rate_per_min: float
    fast: float
    middle: float
    slow: float
    lagging: float
    deposits: tuple[Deposit, ...] = ()
    lags: tuple[float, ...] = ()


class Inert(NamedTuple):
    """Something that was given and does nothing, and why."""

    drug: str
    reason: Reason


class DrugState(NamedTuple):
    """Every drug in the body, in the order of giving; ``inert`` holds each cause once."""

    present: tuple[Present, ...] = ()
    inert: tuple[Inert, ...] = ()
    has_opioid: bool = False


def start_drugs() -> DrugState:
    """Return a body without any drug."""
    return DrugState()


def drugs_from_saved(saved: Mapping[str, Any]) -> DrugState:
    """Return the state whose ``_asdict()``, after JSON, this is."""
    return DrugState(
        present=tuple(
            Present._make((*row[:7], tuple((r, n) for r, n in row[7]), tuple(row[8])))
            for row in saved["present"]
        ),
        inert=tuple(Inert._make(each) for each in saved["inert"]),
        has_opioid=saved["has_opioid"],
    )


def give(
    state: DrugState,
    formulary: Formulary,
    person: Person,
    *,
    drug: str,
    amount: Quantity,
    route: str,
    concentration: Quantity | None = None,
) -> DrugState:
    """Return the state after a single dose; what does nothing is added to ``inert``, with why."""
    dose = _measured(formulary, person, drug, amount, concentration)
    if not isinstance(dose, float):
        return _inert(state, drug, dose)
    plan = formulary.plans(person, with_opioid=state.has_opioid)[drug]
    if route not in plan.shares:
        return _inert(state, drug, "no such route")
    if dose == 0.0:
        return state
    old = _present(state, drug, plan)
    reaches = dose * plan.shares[route]
    if route in plan.left:
        waiting = dict(old.deposits)
        waiting[route] = waiting.get(route, 0.0) + reaches
        new = old._replace(deposits=tuple(waiting.items()))
    else:
        new = _dosed(old, plan, reaches)
    return _settled(_with(state, new._replace(given=old.given + dose)), formulary, person)


def infuse(
    state: DrugState,
    formulary: Formulary,
    person: Person,
    *,
    drug: str,
    rate: Quantity,
    concentration: Quantity | None = None,
) -> DrugState:
    """Return the state with an infusion into a vein at a new rate; 0 stops it."""
    per_min = _measured(formulary, person, drug, rate, concentration)
    if not isinstance(per_min, float):
        return _inert(state, drug, per_min)
    if per_min == 0.0 and all(each[0] != drug for each in state.present):
        return state
    plan = formulary.plans(person, with_opioid=state.has_opioid)[drug]
    new = _present(state, drug, plan)._replace(rate_per_min=per_min)
    return _settled(_with(state, new), formulary, person)


def advance_drugs(state: DrugState, formulary: Formulary, person: Person) -> DrugState:
    """Return the state one step (100 ms) later, without the drugs that are gone."""
    if not state[0]:
        return state
    plans = formulary.plans(person, with_opioid=state[2])
    present: list[Present] = []
    is_binding = False
    for each in state[0]:
        plan = plans[each[0]]
        moved_on = _one_step(each, plan)
        if moved_on is not None:
            present.append(moved_on)
            if plan.bindings:
                is_binding = True
    later = DrugState(tuple(present), state[1], state[2])
    if is_binding:
        later = later._replace(present=_bound(later.present, plans))
    return later if len(present) == len(state[0]) else _settled(later, formulary, person)


def _one_step(old: Sequence[Any], plan: Plan) -> Present | None:
    """Return one drug's entry a step later; None when it is gone."""
    drug, given, rate, fast, middle, slow, lagging, deposits, lags = old
    decay, rise = plan.step
    inflow = rate
    if deposits:
        deposits, absorbed = _absorbed(deposits, plan)
        inflow += absorbed / STEP_MIN
    fast = fast * decay[0] + inflow * rise[0]
    middle = middle * decay[1] + inflow * rise[1]
    slow = slow * decay[2] + inflow * rise[2]
    lagging = lagging * decay[3] + inflow * rise[3]
    if lags:
        weights = plan.weights
        site = fast * weights[0] + middle * weights[1] + slow * weights[2] + lagging
        lags = _lagged(lags, plan, site, deposits)
    if inflow == 0.0:
        least = GONE * given / plan.v1_l
        if fast + middle + slow <= least and max(lags, default=0.0) <= least:
            weights = plan.weights
            site = fast * weights[0] + middle * weights[1] + slow * weights[2] + lagging
            if site <= least:
                return None
    return Present(drug, given + rate * STEP_MIN, rate, fast, middle, slow, lagging, deposits, lags)


def plasma(state: DrugState, drug: str) -> float:
    """Return the plasma concentration in the drug's unit per litre (mg: mcg/mL; mcg: ng/mL)."""
    for each in state.present:
        if each[0] == drug:
            return max(0.0, each[3] + each[4] + each[5])
    return 0.0


def effect_site(state: DrugState, formulary: Formulary, person: Person, drug: str) -> float:
    """Return the effect-site concentration in the drug's unit per litre."""
    plans = formulary.plans(person, with_opioid=state.has_opioid)
    found = next((site_of(each, plans[drug]) for each in state.present if each[0] == drug), 0.0)
    return max(0.0, found)  # four modes that cancel leave a rounding error of either sign


def site_of(present: Present, plan: Plan) -> float:
    """Return the effect-site concentration of one drug in the body."""
    weights = plan.weights
    return present[3] * weights[0] + present[4] * weights[1] + present[5] * weights[2] + present[6]


def _measured(
    formulary: Formulary,
    person: Person,
    drug: str,
    amount: Quantity,
    concentration: Quantity | None,
) -> float | Reason:
    """Return an amount in the drug's unit (a rate per minute), or why it does nothing."""
    found = formulary.drugs.get(drug)
    if found is None:
        return "no kinetics" if drug in formulary.known else "unknown drug"
    number = amount_of(found, amount, person.weight_kg, concentration)
    return "no such measure" if number is None else number


def _inert(state: DrugState, drug: str, reason: Reason) -> DrugState:
    new = Inert(drug, reason)
    known = any(tuple(each) == new for each in state.inert)
    return state if known else state._replace(inert=(*state.inert, new))


def _present(state: DrugState, drug: str, plan: Plan) -> Present:
    for each in state.present:
        if each[0] == drug:
            return each
    return Present(drug, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, (), (0.0,) * len(plan.lags))


def _with(state: DrugState, new: Present) -> DrugState:
    """Return the state with a drug's entry put in its place, or at the end."""
    if any(each[0] == new.drug for each in state.present):
        present = tuple(new if each[0] == new.drug else each for each in state.present)
    else:
        present = (*state.present, new)
    return state._replace(present=present)


def _dosed(old: Present, plan: Plan, dose: float) -> Present:
    """Return a drug's entry after a dose (below 0: after a loss) in the plasma."""
    rise = plan.per_dose
    return old._replace(
        fast=old.fast + dose * rise[0],
        middle=old.middle + dose * rise[1],
        slow=old.slow + dose * rise[2],
        lagging=old.lagging + dose * rise[3],
    )


def _settled(state: DrugState, formulary: Formulary, person: Person) -> DrugState:
    """Return the state whose kinetics fit what is in the body: beside an opioid some differ."""
    old = formulary.plans(person, with_opioid=state.has_opioid)
    has_opioid = any(old[each.drug].is_opioid for each in state.present)
    if has_opioid == state.has_opioid:
        return state
    new = formulary.plans(person, with_opioid=has_opioid)
    present = tuple(_moved(each, old[each.drug], new[each.drug]) for each in state.present)
    return state._replace(present=present, has_opioid=has_opioid)


def _moved(present: Present, old: Plan, new: Plan) -> Present:
    if old.modes == new.modes:
        return present
    fast, middle, slow, lagging = moved(old.modes, new.modes, present[3:7])
    return present._replace(fast=fast, middle=middle, slow=slow, lagging=lagging)


def _absorbed(deposits: tuple[Deposit, ...], plan: Plan) -> tuple[tuple[Deposit, ...], float]:
    """Return what is left of the deposits after a step, and what reached the plasma."""
    left, absorbed = [], 0.0
    for route, amount in deposits:
        kept = amount * plan.left[route]
        if kept * 1e9 < plan.v1_l * GONE:
            kept = 0.0
        absorbed += amount - kept
        if kept > 0.0:
            left.append((route, kept))
    return tuple(left), absorbed


def _lagged(
    lags: tuple[float, ...], plan: Plan, site: float, deposits: tuple[Deposit, ...]
) -> tuple[float, ...]:
    """Return the lags one step later, each nearer to what it follows."""
    new = []
    for lag, (kept, route) in zip(lags, plan.lags, strict=True):
        target = dict(deposits).get(route, 0.0) if route else site
        new.append(target + (lag - target) * kept)
    return tuple(new)


def _bound(present: tuple[Present, ...], plans: Plans) -> tuple[Present, ...]:
    """Return the drugs after each binder has taken its target out of plasma and effect site.

    Encapsulation by sugammadex is fast and, for a simulation's hours, for good (a teaching
    simplification: association far outruns dissociation).
    """
    entries = {each.drug: each for each in present}
    for name in tuple(entries):
        plan = plans[name]
        for target, per_amount, site_per_min in plan.bindings:
            if target in entries:
                entries[name], entries[target] = _meet(
                    (entries[name], plan), (entries[target], plans[target]),
                    per_amount, site_per_min,
                )  # fmt: skip
    return tuple(entries.values())


def _meet(
    binder: tuple[Present, Plan],
    target: tuple[Present, Plan],
    per_amount: float,
    site_per_min: float,
) -> tuple[Present, Present]:
    """Return binder and target after a step of binding."""
    free, plan = binder
    bound, its_plan = target
    concentration = max(0.0, free.fast + free.middle + free.slow)
    amount = max(0.0, bound.fast + bound.middle + bound.slow) * its_plan.v1_l
    taken = min(amount, concentration * plan.v1_l / per_amount)
    if taken <= 0.0:
        return free, bound
    kept = exp(-site_per_min * concentration * STEP_MIN)
    bound = _dosed(bound, its_plan, -taken)
    cleared = max(0.0, site_of(bound, its_plan)) * (1.0 - kept)
    bound = bound._replace(lagging=bound.lagging - cleared)
    return _dosed(free, plan, -taken * per_amount), bound
