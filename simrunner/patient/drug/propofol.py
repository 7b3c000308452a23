"""Propofol's published models as formulas of the person."""

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


def schnider(person: Person) -> Disposition:
    """Return the model of Schnider 1998 (Anesthesiology 88:1170), ke0 of 1999 (90:1502).

    Litres, L/min, lean body mass after James; coefficients as in stanpumpR and PyTCI.
    """
    age, weight, height = person.age_years, person.weight_kg, person.height_cm
    clearance = (
        1.89
        + 0.0456 * (weight - 77.0)
        - 0.0681 * (person.lean_body_mass_kg - 59.0)
        + 0.0264 * (height - 177.0)
    )
    return from_clearances(
        (4.27, max(18.9 - 0.391 * (age - 53.0), 1.0), 238.0),
        (max(clearance, 0.05), max(1.29 - 0.024 * (age - 53.0), 0.05), 0.836),
        ke0_per_min=0.456,
    )


def marsh(person: Person) -> Disposition:
    """Return the model of Marsh 1991 (Br J Anaesth 67:41) with the ke0 of the Diprifusor, 0.26.

    V1 0.228 L/kg; k31 is 0.0033, which alone agrees with its own V3 of 2.893 L/kg.
    """
    return Disposition(
        v1_l=0.228 * person.weight_kg,
        k10_per_min=0.119, k12_per_min=0.112, k21_per_min=0.055,
        k13_per_min=0.042, k31_per_min=0.0033, ke0_per_min=0.26,
    )  # fmt: skip


def eleveld(person: Person, *, with_opioid: bool) -> Disposition:
    """Return the arterial model of Eleveld 2018 (Br J Anaesth 120:942).

    The thetas are those of the authors' NONMEM file, as copied in stanpumpR; birth is taken at
    40 weeks. Beside an opioid, V3 and the clearance are smaller with age (thetas 13 and 11).
    """
    age, weight, is_female = person.age_years, person.weight_kg, person.sex == "F"
    weeks, adult_weeks = age * 52.0 + 40.0, 35.0 * 52.0 + 40.0
    gained, reference = exp(3.513130), 70.0
    v1_l = exp(1.837860) * (weight / (weight + gained)) / (reference / (reference + gained))
    v2_share = weight / 70.0 * ageing(-0.01563300, age)
    v3_share = fat_free_mass_kg(person) / REFERENCE_FAT_FREE_KG
    half_weeks, steepness = exp(3.744220), exp(2.203300)
    grown = sigmoid(weeks, half_weeks, steepness) / sigmoid(adult_weeks, half_weeks, steepness)
    clearance = exp(0.7420430 if is_female else 0.5819830) * (weight / 70.0) ** 0.75 * grown
    if with_opioid:
        v3_share *= exp(-0.01381660 * age)
        clearance *= exp(-0.002857090 * age)
    half_weeks_q3 = exp(4.223570)
    grown_q3 = sigmoid(weeks, half_weeks_q3, 1.0)
    q2 = exp(0.5596720) * v2_share**0.75 * (1.0 + exp(0.2656420) * (1.0 - grown_q3))
    q3 = exp(0.1030460) * v3_share**0.75 * grown_q3 / sigmoid(adult_weeks, half_weeks_q3, 1.0)
    return from_clearances(
        (v1_l, exp(3.238730) * v2_share, exp(5.608800) * v3_share),
        (clearance, q2, q3),
        ke0_per_min=0.146 * (weight / 70.0) ** -0.25,
    )
