"""How big a person's circulation is and how fast its heart can go."""

from simrunner.domain.vital import Vital
from simrunner.patient.person import Person


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
