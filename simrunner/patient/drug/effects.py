"""What the drugs in the body do to it: one influence each, antagonists taken into account."""

from simrunner.patient.drug.course import DrugState
from simrunner.patient.drug.formulary import Formulary
from simrunner.patient.drug.plan import BLOCKERS, Plan, Turn
from simrunner.patient.handle import Influence
from simrunner.patient.person import Person

Opposition = tuple[float, float]
"""By how much an agonist is diluted at a receptor, and the share of the effect that is left."""

_FREE: Opposition = (1.0, 1.0)
_SATURATED = 1e6
"""A concentration this often above half_at has the full effect (and its power no overflow)."""


def influences(state: DrugState, formulary: Formulary, person: Person) -> list[Influence]:
    """Return what each drug does now, in the order of giving; nothing for an empty body.

    Effects follow Hill's equation on the effect site (or are proportional to it). A competitive
    antagonist dilutes the agonists of its receptor; a blocked share takes that share of theirs.
    """
    plans = formulary.plans(person, with_opioid=state[2])
    here: list[tuple[float, tuple[float, ...], Plan]] = []
    is_opposed = False
    for drug, _, _, fast, middle, slow, lagging, _, lags in state[0]:
        plan = plans[drug]
        first, second, third = plan.weights
        here.append((fast * first + middle * second + slow * third + lagging, lags, plan))
        if plan.antagonisms or plan.blocks:
            is_opposed = True
    opposed = _opposition(here) if is_opposed else {}
    return [
        turned
        for site, lags, plan in here
        for group in plan.turns
        if (turned := _turned(group, site, lags, opposed))
    ]


def _turned(
    group: tuple[Turn, ...],
    site: float,
    lags: tuple[float, ...],
    opposed: dict[str, Opposition],
) -> dict[str, float]:
    """Return the handles that one group of a drug's effects turns, and how far."""
    turned: dict[str, float] = {}
    for handle, neutral, span, half_at, hill, via, lag in group:
        level = site if lag < 0 else lags[lag]
        if level <= 0.0:
            continue
        left = 1.0
        if opposed and via in opposed:
            dilution, left = opposed[via]
            level /= dilution
        if hill == 0.0:
            turned[handle] = neutral + span * left * level
        elif hill == 1.0:
            turned[handle] = neutral + span * left * level / (level + half_at)
        else:
            ratio = level / half_at
            ratio = ratio**hill if ratio < _SATURATED else _SATURATED
            turned[handle] = neutral + span * left * ratio / (1.0 + ratio)
    return turned


def _opposition(
    here: list[tuple[float, tuple[float, ...], Plan]],
) -> dict[str, Opposition]:
    """Return the opposition at each receptor that anything in the body competes for or blocks."""
    opposed: dict[str, Opposition] = {}
    for site, lags, plan in here:
        level = max(site, 0.0)
        for receptor, ki, most in plan.antagonisms:
            dilution, left = opposed.get(receptor, _FREE)
            extra = most * level / (level + ki) if most else level / ki
            opposed[receptor] = dilution + extra, left
        for turn in plan.blocks:
            receptor = BLOCKERS[turn[0]]
            dilution, left = opposed.get(receptor, _FREE)
            opposed[receptor] = dilution, left * (1.0 - _blocked(turn, site, lags))
    return opposed


def _blocked(turn: Turn, site: float, lags: tuple[float, ...]) -> float:
    """Return the share of a receptor that a blocker holds."""
    _, _, span, half_at, hill, _, lag = turn
    ratio = max(0.0, site if lag < 0 else lags[lag]) / half_at
    if ratio >= _SATURATED:
        return span
    powered: float = ratio**hill
    return span * powered / (1.0 + powered)
