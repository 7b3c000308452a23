"""A drug's rows made ready for one person and one step: nothing but numbers in tuples."""

from math import exp, log
from typing import NamedTuple

from simrunner.domain.sim_time import STEP_MS
from simrunner.patient.drug.drug import Drug, Effect
from simrunner.patient.drug.modes import Four, Modes, Step, Three, modes_of, step_of
from simrunner.patient.handle import RULES
from simrunner.patient.person import Person

STEP_MIN = STEP_MS / 60_000.0
"""One step in minutes."""

Turn = tuple[str, float, float, float, float, str, int]
"""Handle, its neutral, what the full effect adds, half_at, hill (0: a slope), via, which lag."""

NO_LAG = -1
"""The effect follows the effect site itself."""

BLOCKERS = {"alpha_block": "alpha", "beta_block": "beta", "vagal_block": "muscarinic"}
"""The handles that stand for a blocked receptor, and the receptor."""


class Plan(NamedTuple):
    """One drug in one person.

    ``turns`` are groups in which no handle comes twice, because an influence has one number for
    each. ``lags`` are what a delayed effect keeps of its lag in a step, and the route (or ``""``)
    whose deposit it follows. ``left`` is, by route, what absorption leaves in a step; ``shares``
    what reaches the plasma in the end.
    """

    modes: Modes
    step: Step
    weights: Three
    per_dose: Four
    v1_l: float
    shares: dict[str, float]
    left: dict[str, float]
    turns: tuple[tuple[Turn, ...], ...]
    lags: tuple[tuple[float, str], ...]
    antagonisms: tuple[tuple[str, float, float], ...]
    blocks: tuple[Turn, ...]
    bindings: tuple[tuple[str, float, float], ...]
    is_opioid: bool


def plan_of(drug: Drug, person: Person, *, with_opioid: bool) -> Plan:
    """Return a drug made ready for a person."""
    modes = modes_of(drug.disposition(person, with_opioid=with_opioid))
    routes = {each.route: each for each in drug.absorptions}
    lags: list[tuple[float, str]] = []
    turns = [
        _turn(effect, lags)
        for effect in drug.effects
        if not effect.only_for or person.template in effect.only_for
    ]
    return Plan(
        modes=modes,
        step=step_of(modes, STEP_MIN),
        weights=modes.weights,
        per_dose=modes.per_dose,
        v1_l=modes.disposition.v1_l,
        shares={route: each.share for route, each in routes.items()},
        left={
            route: _kept(each.half_life_min)
            for route, each in routes.items()
            if each.half_life_min > 0.0
        },
        turns=_in_groups(turns),
        lags=tuple(lags),
        antagonisms=tuple((each.receptor, each.ki, each.most) for each in drug.antagonisms),
        blocks=tuple(turn for turn in turns if turn[0] in BLOCKERS),
        bindings=tuple((each.drug, each.per_amount, each.site_per_min) for each in drug.bindings),
        is_opioid=drug.is_opioid,
    )


def _turn(effect: Effect, lags: list[tuple[float, str]]) -> Turn:
    """Return an effect's numbers, its lag (if it has one) added to ``lags``."""
    lag = NO_LAG
    if effect.delay_min > 0.0:
        lag = len(lags)
        lags.append((_kept(effect.delay_min), effect.at_route))
    neutral = 1.0 if RULES[effect.handle] == "times" else 0.0
    if effect.slope is not None:
        return effect.handle, neutral, effect.slope, 1.0, 0.0, effect.via, lag
    return (
        effect.handle, neutral, effect.most - neutral, effect.half_at, effect.hill, effect.via, lag,
    )  # fmt: skip


def _in_groups(turns: list[Turn]) -> tuple[tuple[Turn, ...], ...]:
    groups: list[list[Turn]] = []
    for turn in turns:
        free = (group for group in groups if all(turn[0] != other[0] for other in group))
        group = next(free, None)
        if group is None:
            groups.append([turn])
        else:
            group.append(turn)
    return tuple(tuple(group) for group in groups)


def _kept(half_life_min: float) -> float:
    """Return the share that is left after one step."""
    return exp(-log(2.0) * STEP_MIN / half_life_min)
