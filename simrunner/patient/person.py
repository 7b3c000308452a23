"""Whose body it is: age, sex, size, and what follows from them for every organ."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, TypeAlias

from simrunner.domain.vital import VITALS, Vital

Sex: TypeAlias = Literal["F", "M"]


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
        """Blood volume by age and build.

        Newborn 85, to 1 y 80, child 75 mL/kg (Advanced Paediatric Life Support, as taught, from
        memory, unverified); adults 70 / sqrt(BMI / 22) mL/kg (Lemmens 2006, Obes Surg 16:773), 7 %
        less in women (unverified); a pregnancy at term 45 % more (textbooks, unverified).
        """
        if self.template == "neonate":
            return 85.0 * self.weight_kg
        if self.template == "infant":
            return 80.0 * self.weight_kg
        if self.template == "child":
            return 75.0 * self.weight_kg
        bmi = self.weight_kg / (self.height_cm / 100.0) ** 2
        volume_ml = 70.0 / (bmi / 22.0) ** 0.5 * self.weight_kg
        if self.sex == "F":
            volume_ml *= 0.93
        return float(volume_ml * 1.45 if self.is_pregnant else volume_ml)


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
