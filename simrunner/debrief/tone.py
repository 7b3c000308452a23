"""Did the patient get worse with this state, or better? One rule for the colour of a band."""

from collections.abc import Mapping
from enum import StrEnum

from simrunner.domain.chart import Effects, Scenario
from simrunner.domain.vital import RHYTHMS_WITHOUT_RATE, Vital, mean_arterial_mmhg


class Tone(StrEnum):
    """How a state's band is to look."""

    START = "start"
    WORSENING = "worsening"
    IMPROVING = "improving"
    STEADY = "steady"


MARGIN = 0.02
"""Differences of strain below this are no difference."""


class Course:
    """The targets of the vitals as states are entered one after the other, and their strain.

    The *strain* sums how far the targets lie outside of adult goals, each as a fraction: MAP below
    65 mmHg of 65 or above 110 of 65 (65 mmHg: Surviving Sepsis Campaign 2021), SpO2 below 94 % of
    10 points (94 to 98 %: British Thoracic Society 2017), HR outside of 50 to 100 /min and RR
    outside of 12 to 20 /min, of the limit crossed. The goals only order the states of one run;
    for children and for the weights nothing is claimed (unverified). What rules and people change
    inside a state is not followed.
    """

    def __init__(self, scenario: Scenario) -> None:
        """Begin with the vitals and rhythm at the start of the file."""
        self._scenario = scenario
        self._targets: dict[Vital, float] = dict(scenario.vitals)
        self._rhythm = scenario.rhythm

    @property
    def strain(self) -> float:
        """How far the present targets lie outside of the goals; 0 is inside of all."""
        return _strain(self._targets, self._rhythm)

    def enter(self, region: str, state: str) -> None:
        """Apply what entering a state does; a state that the file lacks does nothing."""
        if any(region == known.id for known in self._scenario.regions):
            states = self._scenario.states_of(region)
            if state in states:
                self._apply(states[state].effects)

    def _apply(self, effects: Effects) -> None:
        self._targets.update(effects.sets)
        for ramp in effects.trends:
            if ramp.target == "to":
                self._targets[ramp.vital] = ramp.number
            elif ramp.vital in self._targets:
                before = self._targets[ramp.vital]
                moved = before + ramp.number if ramp.target == "by" else before * ramp.number
                self._targets[ramp.vital] = moved
        self._rhythm = effects.rhythm or self._rhythm


def tone_of(strain: float, before: float) -> Tone:
    """Return the tone of a state from the strain with it and that just before it."""
    if strain > before + MARGIN:
        return Tone.WORSENING
    if strain < before - MARGIN:
        return Tone.IMPROVING
    return Tone.STEADY


def _strain(targets: Mapping[Vital, float], rhythm: str) -> float:
    strain = 0.0
    if Vital.SBP in targets and Vital.DBP in targets:
        map_mmhg = mean_arterial_mmhg(targets[Vital.SBP], targets[Vital.DBP])
        strain += max(0.0, 65 - map_mmhg, map_mmhg - 110) / 65
    if Vital.SPO2 in targets:
        strain += max(0.0, 94 - targets[Vital.SPO2]) / 10
    if Vital.HR in targets:
        rate = 0.0 if rhythm in RHYTHMS_WITHOUT_RATE else targets[Vital.HR]
        strain += _outside(rate, 50, 100)
    if Vital.RR in targets:
        strain += _outside(targets[Vital.RR], 12, 20)
    return strain


def _outside(number: float, low: float, high: float) -> float:
    return max(0.0, (low - number) / low, (number - high) / high)
