from dataclasses import replace

import pytest
from support.runs import scenario, text

from simrunner.debrief.tone import Course, Tone, tone_of
from simrunner.domain.chart import Effects, Ramp, Region, State
from simrunner.domain.vital import Vital


def tones(*effects):
    """Return the tones of states with these effects, entered one after the other."""
    states = tuple(
        State(id=f"s{number}", path=f"s{number}", title=text("x", "x"), effects=effect)
        for number, effect in enumerate(effects)
    )
    course = Course(replace(scenario(), regions=(Region(id="patient", start="s0", states=states),)))
    found = []
    for state in states:
        before = course.strain
        course.enter("patient", state.path)
        found.append(tone_of(course.strain, before))
    return found


def sets(**vitals):
    return Effects(sets=tuple((Vital(name), number) for name, number in vitals.items()))


@pytest.mark.parametrize(
    "worse",
    [
        sets(SBP=66, DBP=36),
        sets(SBP=220, DBP=130),
        sets(SpO2=84),
        sets(HR=30),
        sets(HR=160),
        sets(RR=4),
        sets(RR=40),
        Effects(rhythm="asystole"),
    ],
    ids=[
        "low MAP",
        "high MAP",
        "low SpO2",
        "slow",
        "fast",
        "few breaths",
        "many breaths",
        "arrest",
    ],
)
def test_that_leaving_the_goals_is_worse_and_coming_back_is_better(worse):
    well = sets(SBP=124, DBP=76, SpO2=98, HR=92, RR=18)
    well = replace(well, rhythm="sinus")
    assert tones(well, worse, well) == [Tone.STEADY, Tone.WORSENING, Tone.IMPROVING]


def test_that_an_arrest_is_worse_than_the_shock_before_it():
    shock = sets(SBP=66, DBP=36, SpO2=84, HR=142, RR=36)
    arrest = replace(sets(SBP=0, DBP=0, SpO2=60, RR=0, HR=60), rhythm="pea")
    died = Effects(rhythm="asystole")
    assert tones(sets(), shock, arrest, died)[1:] == [Tone.WORSENING] * 3


def test_that_moving_inside_the_goals_is_steady():
    assert tones(sets(HR=60), sets(HR=95), Effects())[1:] == [Tone.STEADY] * 2


def test_that_relative_ramps_count_from_the_target_before():
    def ramp(target, number):
        return Effects(
            trends=(Ramp(vital=Vital.SPO2, target=target, number=number, duration_ms=1000),)
        )

    assert tones(sets(), ramp("by", -10.0), ramp("times", 1.1)) == [
        Tone.STEADY,
        Tone.WORSENING,
        Tone.IMPROVING,
    ]


def test_that_a_state_of_another_file_changes_nothing():
    course = Course(scenario())
    before = course.strain
    course.enter("nowhere", "gone")
    course.enter("patient", "gone")
    assert course.strain == before
