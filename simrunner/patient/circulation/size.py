"""How big a person's circulation is and how fast its heart can go."""

from collections.abc import Sequence

from simrunner.domain.vital import Vital
from simrunner.patient.person import Person

_BLOOD_ML_PER_KG = ((0.0, 82.0), (0.1, 84.0), (0.75, 82.0), (1.5, 86.0), (5.0, 77.0), (12.0, 72.0))
"""Means by age, both sexes: Linderkamp et al., Eur J Pediatr 1977;125:227, table 1."""

_INDEX_L_PER_MIN_PER_M2 = (
    (0.0, 3.2), (1.0, 3.6), (8.0, 3.9), (16.0, 3.2), (25.0, 3.0), (40.0, 2.9), (80.0, 2.5),
)  # fmt: skip
"""Cardiac index at rest by age: textbook shape, unverified; the adult's gives 5.0 to 5.6 L/min."""

_TERM = 1.45
"""Blood volume at term: 45 % more (Hytten, Clin Haematol 1985;14:601; unverified)."""

_TERM_OUTPUT = 1.35
"""Cardiac output at term: 30 to 50 % more, textbook value, unverified."""


def _between(points: Sequence[tuple[float, float]], x: float) -> float:
    """Return the straight line through ``points`` at ``x``, level outside."""
    before = points[0]
    for point in points:
        if x < point[0]:
            share = (x - before[0]) / (point[0] - before[0]) if point[0] > before[0] else 0.0
            return before[1] + max(0.0, share) * (point[1] - before[1])
        before = point
    return before[1]


def blood_volume_ml(person: Person) -> float:
    """Return the usual blood volume: Linderkamp 1977 below 14 years, Nadler 1962 above.

    Nadler, Hidalgo and Bloch, Surgery 1962;51:224: 0.3669 h^3 + 0.03219 w + 0.6041 L for men,
    0.3561 h^3 + 0.03308 w + 0.1833 L for women, h in m and w in kg. With height in it the same
    formula holds for the obese: 6.5 L at 127 kg, where Lemmens (Obes Surg 2006;16:773) has 6.3.
    """
    if person.age_years < 14.0:
        return person.weight_kg * _between(_BLOOD_ML_PER_KG, person.age_years)
    cube = (person.height_cm / 100.0) ** 3
    if person.sex == "M":
        litres = 0.3669 * cube + 0.03219 * person.weight_kg + 0.6041
    else:
        litres = 0.3561 * cube + 0.03308 * person.weight_kg + 0.1833
    litres = max(0.04 * person.weight_kg, litres)
    return 1000.0 * litres * (_TERM if person.is_pregnant else 1.0)


def resting_output_l_per_min(person: Person) -> float:
    """Return the cardiac output at rest: what the person is said to have, else index x surface."""
    usual = person.body_surface_m2 * _between(_INDEX_L_PER_MIN_PER_M2, person.age_years)
    if person.is_pregnant:
        usual *= _TERM_OUTPUT
    told = person.resting.get(Vital.CO, usual)
    return max(0.5 * usual, min(2.0 * usual, told))


def resting_rate_per_min(person: Person) -> float:
    """Return the heart rate at rest, 30 to 220: a heart that stands still has none to return to."""
    return max(30.0, min(220.0, person.at_rest(Vital.HR)))


def resting_pressures_mmhg(person: Person) -> tuple[float, float]:
    """Return systolic and diastolic pressure at rest, within what a circulation can hold."""
    systolic = max(45.0, min(240.0, person.at_rest(Vital.SBP)))
    diastolic = max(25.0, min(systolic - 12.0, 150.0, person.at_rest(Vital.DBP)))
    return systolic, diastolic


def intrinsic_rate_per_min(person: Person) -> float:
    """Return the rate of a heart without nerves.

    118.1 - 0.57 x age (Jose and Collison, Cardiovasc Res 1970;4:160; unverified), and never
    below the rate at rest, as in infants and the ill.
    """
    return max(118.1 - 0.57 * person.age_years, 1.03 * resting_rate_per_min(person))


def fastest_rate_per_min(person: Person) -> float:
    """Return the fastest sinus rate: 208 - 0.7 x age (Tanaka, JACC 2001;37:153)."""
    return max(208.0 - 0.7 * person.age_years, 1.2 * resting_rate_per_min(person))
