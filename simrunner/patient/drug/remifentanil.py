"""Remifentanil's published models as formulas of the person."""

from math import exp

from simrunner.patient.drug.disposition import (
    REFERENCE_FAT_FREE_KG,
    Disposition,
    ageing,
    fat_free_mass_kg,
    from_clearances,
    sigmoid,
)
from simrunner.patient.person import Person


def minto(person: Person) -> Disposition:
    """Return the model of Minto 1997 (Anesthesiology 86:10): litres, L/min, James's lean mass."""
    older, leaner = person.age_years - 40.0, person.lean_body_mass_kg - 55.0
    return from_clearances(
        (
            max(5.1 - 0.0201 * older + 0.072 * leaner, 0.2),
            max(9.82 - 0.0811 * older + 0.108 * leaner, 0.2),
            5.42,
        ),
        (
            max(2.6 - 0.0162 * older + 0.0191 * leaner, 0.1),
            max(2.05 - 0.0301 * older, 0.05),
            max(0.076 - 0.00113 * older, 0.005),
        ),
        ke0_per_min=max(0.595 - 0.007 * older, 0.1),
    )


def eleveld(person: Person) -> Disposition:
    """Return the allometric model of Eleveld 2017 (Anesthesiology 126:1005).

    The thetas are those that stanpumpR copied from the authors' file; ke0 as in PyTCI.
    """
    age, weight = person.age_years, person.weight_kg
    size = fat_free_mass_kg(person) / REFERENCE_FAT_FREE_KG
    grown = sigmoid(weight, 2.878980, 2.0) / sigmoid(70.0, 2.878980, 2.0)
    fertile = sigmoid(age, 12.0, 6.0) * (1.0 - sigmoid(age, 45.0, 6.0))
    by_sex = 1.0 + 0.4704050 * fertile if person.sex == "F" else 1.0
    younger = ageing(-0.00554481, age)
    v2_share = size * ageing(-0.00326985, age) * by_sex
    v3_share = size * ageing(-0.0315135, age) * exp(-0.0260496 * (weight - 70.0))
    clearance = exp(0.946257) * size**0.75 * ageing(-0.00326985, age) * by_sex * grown
    return from_clearances(
        (exp(1.759110) * size * younger, exp(2.177170) * v2_share, exp(1.614450) * v3_share),
        (
            clearance,
            exp(0.540315) * v2_share**0.75 * younger * by_sex,
            exp(-2.083880) * v3_share**0.75 * younger,
        ),
        ke0_per_min=1.09 * ageing(-0.0289, age),
    )
