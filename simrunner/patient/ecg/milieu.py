"""What surrounds the heart and shows in each beat: potassium, warmth, an infarct's age, QT."""

from collections.abc import Mapping
from typing import NamedTuple

_Points = tuple[tuple[float, float], ...]

ESTABLISHED_MIN = 120.0
"""How old an infarct looks while nobody says: ST at its height, Q waves beginning."""


class Milieu(NamedTuple):
    """What a beat is drawn with, taken when the beat is decided, so that no wave ever tears.

    ``minutes_of_infarction`` is the time since the vessel closed, None for an established acute
    infarct; ``right_ventricle`` 0 to 1 is how much of it is right ventricular. ``qt`` multiplies
    the QT interval. ``axis_turn_rad`` turns the frontal axis, clockwise, of everything.
    ``right_strain`` 0 to 1 turns a normal complex into the one of pulmonary embolism.
    """

    potassium_mmol_per_l: float = 4.2
    temperature_c: float = 37.0
    minutes_of_infarction: float | None = None
    right_ventricle: float = 0.0
    qt: float = 1.0
    axis_turn_rad: float = 0.0
    right_strain: float = 0.0

    def at_least(self, potassium_mmol_per_l: float | None, temperature_c: float | None) -> "Milieu":
        """Return this milieu, as ill as a complex says that is named after potassium or cold."""
        potassium = self.potassium_mmol_per_l
        if potassium_mmol_per_l is not None:
            is_high = potassium_mmol_per_l > NORMAL.potassium_mmol_per_l
            potassium = (max if is_high else min)(potassium, potassium_mmol_per_l)
        temperature = self.temperature_c
        if temperature_c is not None:
            temperature = min(temperature, temperature_c)
        return self._replace(potassium_mmol_per_l=potassium, temperature_c=temperature)


NORMAL = Milieu()

# Potassium: the order of the signs and their thresholds follow the table of the Emergency Medicine
# Journal's review (tall T from 5.5, P and PR from 6.5, QRS from 7, sine wave above 8 mmol/L); the
# curves between are teaching choices, unverified: in patients the signs vary widely.
_TENT: _Points = ((5.0, 0.0), (5.5, 0.35), (6.5, 1.0), (7.5, 1.1), (8.6, 0.0))
_T_BY_POTASSIUM: _Points = (
    (2.0, 0.10), (2.6, 0.30), (3.5, 1.0), (5.0, 1.0), (6.5, 0.55), (7.8, 0.5), (8.6, 0.0),
)  # fmt: skip
_QRS_BY_POTASSIUM: _Points = ((6.4, 1.0), (7.2, 4 / 3), (8.5, 2.0), (9.5, 2.2))
_SINE: _Points = ((7.6, 0.0), (8.6, 1.0))
_U: _Points = ((2.0, 1.3), (2.6, 1.0), (3.5, 0.0))
_P_BY_POTASSIUM: _Points = ((5.5, 1.0), (6.5, 0.55), (7.2, 0.3), (8.0, 0.0))
_PR_BY_POTASSIUM_MS: _Points = ((2.5, 15.0), (3.5, 0.0), (6.0, 0.0), (7.2, 50.0), (8.0, 70.0))

# Cold: J waves below 32 to 33 C, taller the colder (Vassallo et al., Circulation 1999; the slope
# is a teaching choice); QRS 110 ms at 30 C (reference table A4); QT and PR, unverified.
_J: _Points = ((25.0, 1.5), (28.0, 1.1), (30.0, 0.7), (32.0, 0.25), (33.5, 0.0))
_QRS_BY_WARMTH: _Points = ((25.0, 1.5), (30.0, 11 / 9), (34.5, 1.0))
_QT_BY_WARMTH: _Points = ((25.0, 1.45), (30.0, 1.2), (35.0, 1.0))
_PR_BY_WARMTH_MS: _Points = ((25.0, 60.0), (30.0, 40.0), (35.0, 0.0))

# An infarct over time, minutes: tall T at once, ST within minutes, Q from the first hours, T
# inverts as ST comes down within days (the textbook sequence, unverified; quick at first, so that
# whoever orders the rhythm sees it come).
_HYPERACUTE: _Points = (
    (0.0, 0.0), (3.0, 1.0), (20.0, 1.0), (60.0, 0.6), (360.0, 0.3), (720.0, 0.0),
)  # fmt: skip
_INJURY: _Points = (
    (0.8, 0.0), (4.5, 0.25), (20.0, 1.0), (360.0, 1.0), (1440.0, 0.45), (4320.0, 0.0),
)  # fmt: skip
_Q: _Points = ((45.0, 0.0), (120.0, 0.25), (720.0, 1.0))
_INVERSION: _Points = ((240.0, 0.0), (1440.0, 0.7), (4320.0, 1.0))


def on_curve(points: _Points, at: float) -> float:
    """Return the straight line between the neighbours of ``at``; the end's value outside."""
    first_at, first = points[0]
    if at <= first_at:
        return first
    for second_at, second in points[1:]:
        if at <= second_at:
            return first + (second - first) * (at - first_at) / (second_at - first_at)
        first_at, first = second_at, second
    return first


def weights(milieu: Milieu) -> Mapping[str, float]:
    """Return how large each group of a complex's waves is drawn; see GROUPS."""
    potassium, minutes = milieu.potassium_mmol_per_l, milieu.minutes_of_infarction
    if minutes is None:
        minutes = ESTABLISHED_MIN
    sine = on_curve(_SINE, potassium)
    injury = on_curve(_INJURY, minutes)
    return {
        "pr": 1.0 - sine, "qrs": 1.0 - sine, "st": 1.0 - sine,
        "t": on_curve(_T_BY_POTASSIUM, potassium),
        "tent": on_curve(_TENT, potassium),
        "u": on_curve(_U, potassium),
        "sine": sine,
        "j": on_curve(_J, milieu.temperature_c),
        "injury": injury,
        "right-ventricle": injury * milieu.right_ventricle,
        "hyperacute": on_curve(_HYPERACUTE, minutes),
        "q": on_curve(_Q, minutes),
        "inversion": on_curve(_INVERSION, minutes),
    }  # fmt: skip


def qrs_stretch(milieu: Milieu) -> float:
    """Return how much wider than in its table a QRS is."""
    return on_curve(_QRS_BY_POTASSIUM, milieu.potassium_mmol_per_l) * on_curve(
        _QRS_BY_WARMTH, milieu.temperature_c
    )


def qt_stretch(milieu: Milieu) -> float:
    """Return how much longer than the rate asks for QT is."""
    return milieu.qt * on_curve(_QT_BY_WARMTH, milieu.temperature_c)


def p_size(milieu: Milieu) -> float:
    """Return how large P waves are, 1 in health, 0 where the atria are paralysed."""
    return on_curve(_P_BY_POTASSIUM, milieu.potassium_mmol_per_l)


def pr_extra_ms(milieu: Milieu) -> float:
    """Return how much earlier before its QRS a P wave is drawn: the slow conduction."""
    return on_curve(_PR_BY_POTASSIUM_MS, milieu.potassium_mmol_per_l) + on_curve(
        _PR_BY_WARMTH_MS, milieu.temperature_c
    )
