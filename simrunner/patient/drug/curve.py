"""Kinetics of a drug of which only a half-life or the time course of its effect is known."""

from math import exp, log

from simrunner.patient.drug.disposition import Disposition

LEFT = 0.25
"""What is left of the peak effect at the end of the stated duration (a teaching choice)."""

SHORTEST = 3.75
"""The least ratio of duration to peak: a faster decay cannot follow so slow a rise."""


def half_life_model(v1_l: float, half_life_min: float) -> Disposition:
    """Return one compartment of a volume and a half-life."""
    return Disposition(v1_l=v1_l, k10_per_min=log(2.0) / half_life_min)


def curve(dose: float, *, peak_min: float, duration_min: float) -> Disposition:
    """Return the adult's one compartment in which ``dose`` gives 1 at the peak of its effect.

    The effect peaks ``peak_min`` after the dose and has fallen to LEFT of the peak at
    ``duration_min``; ValueError where the duration is not SHORTEST times the peak time.
    """
    if duration_min < SHORTEST * peak_min:
        raise ValueError(
            f"a duration of {duration_min:g} min is too short for a peak at {peak_min:g} min: "
            f"it must be {SHORTEST:g} times as long"
        )
    slow, fast = 1e-3 / duration_min, 0.999 / peak_min
    for _ in range(60):
        k10 = 0.5 * (slow + fast)
        ke0 = _ke0(k10, peak_min)
        if _site(k10, ke0, duration_min) > LEFT * _site(k10, ke0, peak_min):
            slow = k10
        else:
            fast = k10
    k10 = 0.5 * (slow + fast)
    ke0 = _ke0(k10, peak_min)
    return Disposition(v1_l=dose * _site(k10, ke0, peak_min), k10_per_min=k10, ke0_per_min=ke0)


def _ke0(k10: float, peak_min: float) -> float:
    """Return the ke0 above k10 whose effect peaks at that time: ln(ke0/k10)/(ke0 - k10)."""
    low, high = k10 * (1.0 + 1e-9), 100.0 / peak_min
    for _ in range(60):
        middle = 0.5 * (low + high)
        if log(middle / k10) > peak_min * (middle - k10):
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def _site(k10: float, ke0: float, minutes: float) -> float:
    return ke0 / (ke0 - k10) * (exp(-k10 * minutes) - exp(-ke0 * minutes))
