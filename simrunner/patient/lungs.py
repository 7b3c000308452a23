"""Lungs and metabolism of a person at rest: what breathing and gas exchange both start from."""

import math
from typing import NamedTuple

from simrunner.domain.vital import Vital
from simrunner.patient.person import Person

WATER_MMHG = 47.0
"""Vapour pressure of water at 37 °C."""

BTPS_FACTOR = 863.0
"""ml STPD per minute to ml BTPS times mmHg: 760 x 310/273 (Nunn; any respiratory physiology)."""

RESPIRATORY_QUOTIENT = 0.8
"""Carbon dioxide made per oxygen used on a mixed diet (textbook value)."""

MMHG_PER_KPA = 7.50062

LUNGS_EVERY_MS = 200
"""How often lungs are asked: breaths, whose means are what they give, are longer."""

_NORMAL_BMI = 22.0
_ADULT_M2 = 22.0 * 1.7 * 1.7


class LungsAtRest(NamedTuple):
    """One person's lungs and metabolism at rest, supine, awake.

    Volumes at body temperature and saturated (BTPS), gas made and used at STPD.
    ``size`` is 1 for an adult of 1.70 m and follows ideal, not true, weight.
    """

    size_kg: float
    size: float
    oxygen_use_ml_per_min: float
    co2_production_ml_per_min: float
    residual_capacity_ml: float
    dead_space_ml: float
    rate_per_min: float
    tidal_volume_ml: float
    alveolar_ventilation_ml_per_min: float
    paco2_mmhg: float
    etco2_mmhg: float
    alveolar_dead_space: float
    cardiac_output_l_per_min: float
    blood_ml: float


def lungs_at_rest(person: Person) -> LungsAtRest:
    """Return what the person's size, age and resting vitals say of lungs and metabolism.

    The alveolar ventilation is the one that clears the carbon dioxide at the resting EtCO2.
    Resting numbers that nobody lives with (a rate of 0 in an arrest) give way to usual ones.
    """
    size_kg = min(person.weight_kg, _NORMAL_BMI * (person.height_cm / 100.0) ** 2)
    size = size_kg / _ADULT_M2
    oxygen = _oxygen_use(person)
    co2 = RESPIRATORY_QUOTIENT * oxygen
    paco2, etco2 = _carbon_dioxide(person)
    output = max(person.at_rest(Vital.CO), oxygen / 90.0)
    lost = 1.0 - etco2 / paco2
    alveolar = BTPS_FACTOR * co2 / paco2 / (1.0 - lost)
    rate = person.at_rest(Vital.RR)
    if not 4.0 <= rate <= 80.0:
        rate = 14.0 / size**0.25
    dead = size_kg * _dead_space_per_kg(person.age_years)
    return LungsAtRest(
        size_kg=size_kg,
        size=size,
        oxygen_use_ml_per_min=oxygen,
        co2_production_ml_per_min=co2,
        residual_capacity_ml=_residual_capacity(person),
        dead_space_ml=dead,
        rate_per_min=rate,
        tidal_volume_ml=alveolar / rate + dead,
        alveolar_ventilation_ml_per_min=alveolar,
        paco2_mmhg=paco2,
        etco2_mmhg=etco2,
        alveolar_dead_space=lost,
        cardiac_output_l_per_min=output,
        blood_ml=person.blood_volume_ml,
    )


def _oxygen_use(person: Person) -> float:
    """Return ml/min: 10 w^0.75 (Brody 1945, Kleiber 1947): 7 ml/kg newborn, 3.5 adult.

    A fifth more at term of pregnancy; 0.3 % less a year after 40 (both textbook, unverified).
    """
    use = 10.0 * math.pow(person.weight_kg, 0.75)
    if person.is_pregnant:
        use *= 1.2
    return use * (1.0 - 0.003 * min(50.0, max(0.0, person.age_years - 40.0)))


def _residual_capacity(person: Person) -> float:
    """Return the supine functional residual capacity in ml.

    Adults: ECSC equations (Quanjer 1993; upright, unverified) less 22 % for lying down.
    Infants: 72 ml at 50 cm, 114, 168, 236 and 318 ml at 60, 70, 80 and 90 cm (ATS/ERS collated
    data by helium, Eur Respir J 2001;17:302, table 1); one power curve stays within 8 % of them.
    From 12 to 18 years a mixture. A BMI above 25 takes 4 % a point after infancy (shape after
    Pelosi 1998, figure unverified), a term pregnancy a fifth.
    """
    height_m = person.height_cm / 100.0
    young = 72.0 * math.pow(height_m / 0.5, 2.65)
    if person.sex == "M":
        grown = 780.0 * (2.34 * height_m + 0.009 * person.age_years - 1.09)
    else:
        grown = 780.0 * (2.24 * height_m + 0.001 * person.age_years - 1.00)
    share = min(1.0, max(0.0, (person.age_years - 12.0) / 6.0))
    capacity = young + share * (max(grown, young) - young)
    fat = person.weight_kg / (height_m * height_m) - 25.0
    if person.is_pregnant:
        capacity *= 0.8
    elif fat > 0.0 and person.age_years >= 2.0:
        capacity *= math.exp(-0.04 * min(fat, 40.0))
    return capacity


def _dead_space_per_kg(age_years: float) -> float:
    """Return anatomical dead space, 2.2 ml/kg grown, 3.0 newborn (derangedphysiology.com)."""
    return 2.2 + 0.8 * max(0.0, 1.0 - age_years / 4.0)


def _carbon_dioxide(person: Person) -> tuple[float, float]:
    """Return PaCO2 and EtCO2 at rest in mmHg, of somebody who lives at the pressure around him.

    Their difference is 4 grown, 5 old, 2 in a child, 1 at term (textbook, unverified). Below
    740 mmHg both fall 4.2 mmHg per 100 mmHg (FitzGerald 1913, from memory, unverified).
    """
    etco2 = min(70.0, max(20.0, person.at_rest(Vital.ETCO2) * MMHG_PER_KPA))
    if person.is_pregnant:
        gradient = 1.0
    elif person.age_years < 12.0:
        gradient = 2.0
    else:
        gradient = 5.0 if person.age_years >= 70.0 else 4.0
    if person.barometric_mmhg < 740.0:
        etco2 = max(8.0, etco2 - 0.042 * (760.0 - person.barometric_mmhg))
    return etco2 + gradient, etco2
