"""The exact solution of a disposition: four decaying modes instead of four coupled amounts.

A linear system of compartments is a sum of exponentials (Shafer & Gregg, J Pharmacokinet
Biopharm 1992;20:147 use the same for infusion pumps). Plasma is the sum of three modes, the
effect site a weighted sum of them and a fourth; one step is four multiplications, without error.
"""

from math import acos, cos, exp, pi, sqrt
from typing import NamedTuple

from simrunner.patient.drug.disposition import Disposition

Four = tuple[float, float, float, float]
Three = tuple[float, float, float]

_ABSENT = 1.0
"""The rate of a mode that has no share: any but 0 will do."""


class Modes(NamedTuple):
    """How fast each mode decays, what a dose adds to it, and what it weighs at the effect site.

    ``rates_per_min`` of the three modes and of the effect site; ``per_dose`` is each mode's rise
    per unit of dose into the plasma (per litre); ``weights`` of the first three at the effect site.
    """

    disposition: Disposition
    rates_per_min: Four
    per_dose: Four
    weights: Three


class Step(NamedTuple):
    """What one step of time does: each mode's decay, and its rise per unit per minute infused."""

    decay: Four
    rise: Four


def modes_of(disposition: Disposition) -> Modes:
    """Return the modes of a disposition; ValueError where a rate or the volume is not positive."""
    v1_l, k10, _, k21, _, k31, ke0 = disposition
    if min(v1_l, k10, k21, k31) <= 0.0 or min(disposition) < 0.0:
        raise ValueError(f"a drug's volume and rates must be above 0, not {disposition}")
    first, second, third = _rates(disposition)
    shares = _shares(disposition, (first, second, third))
    ke0 = _apart(ke0, (first, second, third))
    weights = _weights(ke0, (first, second, third))
    per_dose = tuple(share / v1_l for share in shares)
    site = -sum(each * weight for each, weight in zip(per_dose, weights, strict=True))
    return Modes(
        disposition=disposition,
        rates_per_min=(first, second, third, ke0 or _ABSENT),
        per_dose=(per_dose[0], per_dose[1], per_dose[2], site if ke0 else 0.0),
        weights=weights,
    )


def step_of(modes: Modes, minutes: float) -> Step:
    """Return what a step of ``minutes`` does to the modes."""
    decay = tuple(exp(-rate * minutes) for rate in modes.rates_per_min)
    rise = tuple(
        dose * (1.0 - left) / rate
        for dose, left, rate in zip(modes.per_dose, decay, modes.rates_per_min, strict=True)
    )
    return Step(
        decay=(decay[0], decay[1], decay[2], decay[3]), rise=(rise[0], rise[1], rise[2], rise[3])
    )


def after_dose(modes: Modes, minutes: float) -> tuple[float, float]:
    """Return plasma and effect site some time after one unit of dose into the plasma (per L)."""
    mode = [
        dose * exp(-rate * minutes)
        for dose, rate in zip(modes.per_dose, modes.rates_per_min, strict=True)
    ]
    plasma = mode[0] + mode[1] + mode[2]
    site = sum(each * weight for each, weight in zip(mode, modes.weights, strict=False))
    return plasma, site + mode[3]


def with_peak(disposition: Disposition, peak_min: float) -> Disposition:
    """Return the disposition with the ke0 whose effect peaks ``peak_min`` after a dose.

    At its peak the effect site equals the plasma, so ke0 is where their difference at that time
    changes sign; ValueError when no ke0 from 0.0001 to 1000 per minute does that.
    """

    def lag(ke0: float) -> float:
        plasma, site = after_dose(modes_of(disposition._replace(ke0_per_min=ke0)), peak_min)
        return plasma - site

    low, high = 1e-4, 1e3
    if lag(low) < 0.0 or lag(high) > 0.0:
        raise ValueError(f"no effect site peaks {peak_min:g} min after a dose of {disposition}")
    for _ in range(90):
        middle = sqrt(low * high)
        if lag(middle) > 0.0:
            low = middle
        else:
            high = middle
    return disposition._replace(ke0_per_min=sqrt(low * high))


def moved(old: Modes, new: Modes, mode: Four) -> Four:
    """Return the modes under another disposition, with every amount and the effect site kept.

    Both have three compartments.
    """
    _, _, k12, k21, k13, k31, _ = old.disposition
    v1_l = old.disposition.v1_l
    rates = old.rates_per_min
    plasma = mode[0] + mode[1] + mode[2]
    site = sum(each * weight for each, weight in zip(mode, old.weights, strict=False)) + mode[3]
    # A mode's part of a peripheral amount: k12 x1 / (k21 - rate), from dA2/dt = k12 A1 - k21 A2.
    second = sum(z * v1_l * k12 / (k21 - r) for z, r in zip(mode[:3], rates, strict=False))
    third = sum(z * v1_l * k13 / (k31 - r) for z, r in zip(mode[:3], rates, strict=False))
    fresh = _from_amounts(new, plasma * v1_l, second, third)
    lagging = sum(each * weight for each, weight in zip(fresh, new.weights, strict=True))
    return (*fresh, site - lagging)


def _from_amounts(modes: Modes, first: float, second: float, third: float) -> Three:
    """Return the three modes that these amounts in the compartments make up."""
    v1_l, _, _, k21, _, k31, _ = modes.disposition
    rates = modes.rates_per_min[:3]
    fresh = [first * dose for dose in modes.per_dose[:3]]
    for place, rate in enumerate(rates):
        one, other = (each for spot, each in enumerate(rates) if spot != place)
        apart = (one - rate) * (other - rate) * v1_l
        fresh[place] += second * k21 * (k31 - rate) / apart + third * k31 * (k21 - rate) / apart
    return fresh[0], fresh[1], fresh[2]


def _rates(disposition: Disposition) -> Three:
    """Return the decay rates of the modes: the roots of the characteristic polynomial."""
    _, k10, k12, k21, k13, k31, _ = disposition
    if not k13:
        if not k12:
            return k10, _ABSENT, _ABSENT
        total = k10 + k12 + k21
        fast = 0.5 * (total + sqrt(total * total - 4.0 * k10 * k21))
        return fast, k10 * k21 / fast, _ABSENT
    square = k10 + k12 + k13 + k21 + k31
    line = k10 * (k21 + k31) + k12 * k31 + k13 * k21 + k21 * k31
    constant = k10 * k21 * k31
    # The trigonometric solution of the cubic with three real roots (Viete), then Newton's step.
    p = line - square * square / 3.0
    q = -2.0 * square**3 / 27.0 + square * line / 3.0 - constant
    radius = 2.0 * sqrt(-p / 3.0)
    turn = acos(max(-1.0, min(1.0, -4.0 * q / radius**3))) / 3.0
    roots = [square / 3.0 + radius * cos(turn - 2.0 * pi * part / 3.0) for part in range(3)]
    for _ in range(3):
        for place, root in enumerate(roots):
            height = ((root - square) * root + line) * root - constant
            slope = (3.0 * root - 2.0 * square) * root + line
            roots[place] = root - height / slope if slope else root
    return roots[0], roots[1], roots[2]


def _shares(disposition: Disposition, rates: Three) -> Three:
    """Return each mode's share of a dose in the plasma; they sum to 1."""
    _, _, k12, k21, k13, k31, _ = disposition
    if not k13:
        if not k12:
            return 1.0, 0.0, 0.0
        first = (k21 - rates[0]) / (rates[1] - rates[0])
        return first, 1.0 - first, 0.0
    found = []
    for place, rate in enumerate(rates):
        one, other = (each for spot, each in enumerate(rates) if spot != place)
        found.append((k21 - rate) * (k31 - rate) / ((one - rate) * (other - rate)))
    return found[0], found[1], found[2]


def _apart(ke0: float, rates: Three) -> float:
    """Return ke0, moved by a millionth where it equals a mode's rate (a solution would divide)."""
    for rate in rates:
        if ke0 and abs(ke0 - rate) < 1e-6 * rate:
            return rate * (1.0 + 1e-6)
    return ke0


def _weights(ke0: float, rates: Three) -> Three:
    if not ke0:
        return 1.0, 1.0, 1.0
    first, second, third = (ke0 / (ke0 - rate) for rate in rates)
    return first, second, third
