"""What a scenario orders of a modelled body: steered, left to settle, let go, held."""

import json

import pytest
from support.living_bodies import BY_FILE, given, living_body, ramp

from simrunner.domain.chart import Ramp
from simrunner.domain.order import Bleed, JumpTo
from simrunner.domain.vital import Vital
from simrunner.patient.model.script import SETTLES_MS, Script


def play(until_s, orders, body=None):
    """Return one reading dict a second; ``orders`` are lists by second."""
    body = living_body(draws=False) if body is None else body
    found = []
    for now_ms in range(0, until_s * 1000 + 1, 100):
        state = body.advance(now_ms, orders.get(now_ms / 1000, []))
        if now_ms % 1000 == 0:
            found.append(state.vitals)
    return found


@pytest.fixture(scope="module")
def shocked():
    """Return three minutes in which pressure and pulse are steered to those of shock."""
    return play(240, {10: [ramp(Vital.SBP, 66.0, 60_000), ramp(Vital.HR, 142.0, 60_000)]})


def test_that_a_steered_reading_is_where_it_should_be_at_the_end_of_its_curve(shocked):
    assert shocked[70][Vital.SBP] == pytest.approx(66.0, abs=1.0)
    assert shocked[70][Vital.HR] == pytest.approx(142.0, abs=1.0)


def test_that_it_stays_there_while_the_nerves_come_to_rest_and_hardly_moves_afterwards(shocked):
    for second in range(70, 70 + SETTLES_MS // 1000):
        assert shocked[second][Vital.SBP] == pytest.approx(66.0, abs=0.1)
    for second in range(190, 241):
        assert shocked[second][Vital.SBP] == pytest.approx(66.0, abs=4.0)
        assert shocked[second][Vital.HR] == pytest.approx(142.0, abs=8.0)


def test_that_a_dose_after_the_curve_moves_a_steered_reading_as_it_does_an_unscripted_one():
    dose = given(90_000, "adrenaline", "10 mcg")
    alone = play(150, {90: [dose]})
    steered = play(150, {10: [ramp(Vital.HR, 90.0, 20_000)], 90: [dose]})
    rise = [max(v[Vital.HR] for v in run[90:]) / run[89][Vital.HR] for run in (alone, steered)]
    assert rise[1] == pytest.approx(rise[0], rel=0.1)
    assert rise[0] > 1.15


@pytest.mark.parametrize("done", [Bleed(rate_ml_per_min=0.0), given(0, "adrenaline", "1 mcg")])
def test_that_a_servo_lets_go_when_something_is_done_to_the_body(done):
    script = Script()
    script.steer(Ramp(vital=Vital.HR, target="to", number=120.0, duration_ms=1000), 80.0, 0)
    assert script.read({Vital.HR: 80.0}, 30_000)[Vital.HR] == 120.0
    assert script.read({Vital.HR: 90.0}, 40_000)[Vital.HR] == 120.0
    script.let_go()
    assert script.read({Vital.HR: 90.0}, 50_000)[Vital.HR] == 120.0
    assert script.read({Vital.HR: 95.0}, 50_100)[Vital.HR] == 125.0
    body = living_body(draws=False)
    play(1, {0.5: [ramp(Vital.HR, 90.0, 500)], 0.8: [done]}, body)
    assert body.saved()["model"]["script"]["HR"]["target"] is None


def test_that_a_trend_begins_at_the_number_that_the_same_rule_has_just_set():
    orders = [JumpTo(vital=Vital.SBP, number=84.0, origin=BY_FILE), ramp(Vital.SBP, 104.0, 20_000)]
    found = play(30, {5: orders})
    assert found[6][Vital.SBP] == pytest.approx(85.0, abs=1.5)
    assert found[25][Vital.SBP] == pytest.approx(104.0, abs=1.0)


def test_that_a_servo_at_rest_goes_on_from_its_json():
    first, second = Script(), Script()
    first.steer(Ramp(vital=Vital.HR, target="to", number=120.0, duration_ms=1000), 80.0, 0)
    first.read({Vital.HR: 80.0}, 500)
    second.resume(json.loads(json.dumps(first.saved())))
    for at_ms in range(600, 2 * SETTLES_MS, 10_000):
        natural = {Vital.HR: 80.0 + at_ms / 10_000}
        assert first.read(natural, at_ms) == second.read(natural, at_ms)
