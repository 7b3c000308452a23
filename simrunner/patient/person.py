"""Whose body it is: age, sex, size, and what follows from them for every organ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, TypeAlias

from simrunner.domain.vital import VITALS, Vital, mean_arterial_mmhg

Sex: TypeAlias = Literal["F", "M"]


FIRST_PHASE = 0.4
"""Where in a beat everybody begins: the first R comes after the rest of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person. ``resting`` are the vitals at rest, those of the template unless told otherwise.

    ``template`` is one of the patient templates; ``obstetric`` is a pregnancy at term. Ages in
    years (a newborn has 0), weight in kg, height in cm. ``barometric_mmhg`` is the air around.
    """

    template: str = "adult"
    age_years: float = 40.0
    sex: Sex = "M"
    weight_kg: float = 70.0
    height_cm: float = 170.0
    barometric_mmhg: float = 760.0
    resting: Mapping[Vital, float] = field(default_factory=dict)

    def at_rest(self, vital: Vital) -> float:
        """Return a vital at rest in its unit (see VITALS)."""
        return self.resting.get(vital, VITALS[vital].adult_default)

    def by_age(self, points: Sequence[tuple[float, float]]) -> float:
        """Return what a table of ages in years and values says, straight between its rows."""
        return _between(points, self.age_years)

    @property
    def mean_pressure_mmhg(self) -> float:
        """Mean arterial pressure at rest, from the systolic and diastolic pressure at rest."""
        return mean_arterial_mmhg(self.at_rest(Vital.SBP), self.at_rest(Vital.DBP))

    @property
    def usual_rate_per_min(self) -> float:
        """Heart rate at rest that is usual at this age, whatever this person's is."""
        return _between(_RATE_PER_MIN, self.age_years)

    @property
    def is_pregnant(self) -> bool:
        """Whether the template is a pregnancy at term."""
        return self.template == "obstetric"

    @property
    def body_surface_m2(self) -> float:
        """Body surface area, sqrt(height x weight / 3600) (Mosteller, N Engl J Med 1987;317)."""
        return float((self.height_cm * self.weight_kg / 3600.0) ** 0.5)

    @property
    def lean_body_mass_kg(self) -> float:
        """Lean body mass after James 1976, as Schnider and Minto used it.

        1.10 w - 128 (w/h)^2 for men, 1.07 w - 148 (w/h)^2 for women.
        """
        ratio = self.weight_kg / self.height_cm
        if self.sex == "M":
            return 1.10 * self.weight_kg - 128.0 * ratio * ratio
        return 1.07 * self.weight_kg - 148.0 * ratio * ratio

    @property
    def blood_volume_ml(self) -> float:
        """Blood volume: Linderkamp 1977 below 14 years, Nadler 1962 above.

        Nadler, Hidalgo and Bloch, Surgery 1962;51:224: 0.3669 h^3 + 0.03219 w + 0.6041 L for men,
        0.3561 h^3 + 0.03308 w + 0.1833 L for women, h in m and w in kg. With height in it the same
        formula holds for the obese: 6.5 L at 127 kg, where Lemmens (Obes Surg 2006;16:773) has 6.3.
        A pregnancy at term has 45 % more (Hytten, Clin Haematol 1985;14:601; unverified).
        """
        if self.age_years < 14.0:
            return self.weight_kg * self.by_age(_BLOOD_ML_PER_KG)
        cube = (self.height_cm / 100.0) ** 3
        if self.sex == "M":
            litres = 0.3669 * cube + 0.03219 * self.weight_kg + 0.6041
        else:
            litres = 0.3561 * cube + 0.03308 * self.weight_kg + 0.1833
        litres = max(0.04 * self.weight_kg, litres)
        return 1000.0 * litres * (1.45 if self.is_pregnant else 1.0)

    @property
    def resting_output_l_per_min(self) -> float:
        """Cardiac output at rest: what the person is said to have, else index x surface."""
        usual = self.body_surface_m2 * self.by_age(_INDEX_L_PER_MIN_PER_M2)
        if self.is_pregnant:
            usual *= _TERM_OUTPUT
        told = self.resting.get(Vital.CO, usual)
        return max(0.5 * usual, min(2.0 * usual, told))


_BLOOD_ML_PER_KG = ((0.0, 82.0), (0.1, 84.0), (0.75, 82.0), (1.5, 86.0), (5.0, 77.0), (12.0, 72.0))
"""Means by age, both sexes: Linderkamp et al., Eur J Pediatr 1977;125:227, table 1."""

_RATE_PER_MIN = ((0.0, 130.0), (0.75, 130.0), (1.5, 120.0), (5.0, 98.0), (10.0, 84.0), (17.0, 75.0))
"""Medians by age: Fleming et al., Lancet 2011;377:1011 (from memory, rounded, unverified)."""

_INDEX_L_PER_MIN_PER_M2 = (
    (0.0, 3.2), (1.0, 3.6), (8.0, 3.9), (16.0, 3.2), (25.0, 3.0), (40.0, 2.9), (80.0, 2.5),
)  # fmt: skip
"""Cardiac index at rest by age: textbook shape, unverified; the adult's gives 5.0 to 5.6 L/min."""

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


# One typical body per template; sizes about the 50th centile for the age (WHO growth standards for
# the children, rounded, from memory, unverified).
_USUAL: Mapping[str, tuple[float, Sex, float, float]] = MappingProxyType(
    {
        "adult": (40.0, "M", 70.0, 170.0),
        "elderly": (78.0, "F", 62.0, 160.0),
        "obstetric": (30.0, "F", 75.0, 165.0),
        "child": (6.0, "M", 20.0, 115.0),
        "infant": (0.5, "M", 7.5, 67.0),
        "neonate": (0.0, "M", 3.5, 50.0),
    }
)


def usual_person(template: str) -> Person:
    """Return a typical person of a template; KeyError for an unknown one."""
    age_years, sex, weight_kg, height_cm = _USUAL[template]
    return Person(
        template=template, age_years=age_years, sex=sex, weight_kg=weight_kg, height_cm=height_cm
    )
