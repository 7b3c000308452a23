"""What a body does with a drug, as the three volumes and the rates between them."""

from math import exp
from typing import NamedTuple

from simrunner.patient.person import Person

REFERENCE_KG = 70.0
"""The adult whom published parameters describe when they do not say whom."""


class Disposition(NamedTuple):
    """Three compartments and an effect site; rates per minute, the central volume in litres.

    A rate of 0 to a compartment means that there is none. ``ke0_per_min`` 0 means that the
    effect follows the plasma at once.
    """

    v1_l: float
    k10_per_min: float
    k12_per_min: float = 0.0
    k21_per_min: float = 1.0
    k13_per_min: float = 0.0
    k31_per_min: float = 1.0
    ke0_per_min: float = 0.0


def from_clearances(
    volumes_l: tuple[float, ...], clearances_l_per_min: tuple[float, ...], *, ke0_per_min: float
) -> Disposition:
    """Return the disposition of one to three volumes, each with its clearance (L, L/min)."""
    volumes = (*volumes_l, 1.0, 1.0)[:3]
    clearances = (*clearances_l_per_min, 0.0, 0.0)[:3]
    v1_l = volumes[0]
    return Disposition(
        v1_l=v1_l,
        k10_per_min=clearances[0] / v1_l,
        k12_per_min=clearances[1] / v1_l,
        k21_per_min=clearances[1] / volumes[1] or 1.0,
        k13_per_min=clearances[2] / v1_l,
        k31_per_min=clearances[2] / volumes[2] or 1.0,
        ke0_per_min=ke0_per_min,
    )


def resized(adult: Disposition, weight_kg: float) -> Disposition:
    """Return a 70 kg adult's disposition for another weight.

    Volumes grow with weight, clearances with weight to the power 0.75 (allometry, as the
    Eleveld models have it for weight): so every rate falls with weight to the power 0.25.
    """
    size = weight_kg / REFERENCE_KG
    slower = size**-0.25
    v1_l, *rates = adult
    return Disposition(v1_l * size, *(rate * slower for rate in rates))


def fat_free_mass_kg(person: Person) -> float:
    """Return fat-free mass after Al-Sallami, Clin Pharmacokinet 2015;54:1169.

    As written out in the NONMEM file of Eleveld 2018 (copied in stanpumpR).
    """
    age, weight = max(person.age_years, 1e-6), person.weight_kg
    bmi = weight / (person.height_cm / 100.0) ** 2
    if person.sex == "M":
        mature: float = 0.88 + (1.0 - 0.88) / (1.0 + (age / 13.4) ** -12.7)
        return mature * 42.92 * weight / (30.93 + bmi)
    mature = 1.11 + (1.0 - 1.11) / (1.0 + (age / 7.1) ** -1.1)
    return mature * 37.99 * weight / (35.98 + bmi)


REFERENCE_FAT_FREE_KG = fat_free_mass_kg(Person(age_years=35.0, sex="M"))
"""Of the man of 35 years, 70 kg and 170 cm to whom the Eleveld models refer."""


def ageing(per_year: float, age_years: float) -> float:
    """Return exp(per_year x (age - 35)), the Eleveld models' way of growing older."""
    return exp(per_year * (age_years - 35.0))


def sigmoid(number: float, half: float, steepness: float) -> float:
    """Return number^s / (number^s + half^s)."""
    powered: float = number**steepness
    halved: float = half**steepness
    return powered / (powered + halved)
