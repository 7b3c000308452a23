"""What the beats of an uneven rhythm are drawn as parts of."""

import json

import pytest

from simrunner.domain.vital import Vital
from simrunner.patient.usual_pulse import UsualPulse


def pressures(systolic, diastolic, pulmonary_systolic=22.0, pulmonary_diastolic=11.0):
    return {
        Vital.SBP: systolic, Vital.DBP: diastolic, Vital.PAP_SYSTOLIC: pulmonary_systolic,
        Vital.PAP_DIASTOLIC: pulmonary_diastolic, Vital.HR: 75.0,
    }  # fmt: skip


def test_that_an_even_rhythm_is_drawn_as_its_numbers_say():
    usual = UsualPulse()
    for systolic in (120.0, 60.0, 180.0):
        vitals = pressures(systolic, 50.0)
        assert usual.drawn(vitals, is_even=True) is vitals


def test_that_a_weak_beat_in_eight_hardly_moves_the_usual_one():
    usual, strong, weak = UsualPulse(), pressures(120.0, 75.0), pressures(99.0, 48.0, 14.0, 13.0)
    usual.drawn(strong, is_even=True)
    for _ in range(10):
        seen = usual.drawn(weak, is_even=False)
        assert seen[Vital.PAP_SYSTOLIC] - seen[Vital.PAP_DIASTOLIC] > 9.0
        assert seen[Vital.DBP] > 68.0
        for _ in range(7):  # a number that stands is no new beat
            assert usual.drawn(weak, is_even=False) == seen
        for systolic in (118.0, 121.0, 119.0, 122.0, 118.0, 121.0, 120.0):
            seen = usual.drawn(pressures(systolic, 75.0), is_even=False)
        assert seen[Vital.HR] == 75.0


def test_that_the_usual_beat_follows_a_pressure_that_falls_for_good():
    usual = UsualPulse()
    usual.drawn(pressures(120.0, 75.0), is_even=True)
    for step in range(60):
        seen = usual.drawn(pressures(70.0 + step % 2, 50.0), is_even=False)
    assert seen[Vital.SBP] == pytest.approx(70.5, abs=1.5)
    assert seen[Vital.DBP] == pytest.approx(50.0, abs=0.1)


def test_that_a_heart_without_pulse_begins_anew_and_json_goes_on():
    usual, again = UsualPulse(), UsualPulse()
    usual.drawn(pressures(120.0, 75.0), is_even=True)
    usual.drawn(pressures(90.0, 60.0), is_even=False)
    again.resume(json.loads(json.dumps(usual.saved())))
    later = pressures(80.0, 55.0)
    assert again.drawn(later, is_even=False) == usual.drawn(later, is_even=False)
    usual.forget()
    assert usual.drawn(later, is_even=False) is later
