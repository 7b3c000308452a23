"""The circulation at rest, its numerics, and what the ticks must keep."""

import json
import math

import pytest
from support.beating_patients import SIZES, BeatingPatient, person_like

from simrunner.domain.chance import Stream
from simrunner.domain.vital import Vital
from simrunner.patient.circulation.start import start_circulation
from simrunner.patient.circulation.state import Build, CirculationState
from simrunner.patient.circulation.step import advance_circulation
from simrunner.patient.handle import NEUTRAL, RULES

BLOOD_ML_PER_KG = {
    "adult": (60, 80), "obese": (45, 60), "elderly": (58, 80), "child": (70, 82),
    "infant": (72, 93), "neonate": (73, 92), "obstetric": (75, 105),
}  # fmt: skip


@pytest.mark.parametrize("name", SIZES)
def test_that_a_body_at_rest_has_the_pressures_and_the_rate_of_its_template(name):
    patient = BeatingPatient(name)
    rest = patient.run(90).mean(16)

    for vital, number in (
        (Vital.HR, rest.sinus_rate_per_min),
        (Vital.SBP, rest.systolic_mmhg),
        (Vital.DBP, rest.diastolic_mmhg),
    ):
        assert abs(number - patient.person.at_rest(vital)) <= 3.0, vital


@pytest.mark.parametrize("name", SIZES)
def test_that_filling_pressures_and_the_lungs_are_those_of_a_healthy_body(name):
    rest = BeatingPatient(name).run(60).mean(16)

    assert 2.0 <= rest.central_venous_mmhg <= 6.0
    assert 15.0 <= rest.pulmonary_systolic_mmhg <= 30.0
    assert 8.0 <= rest.pulmonary_diastolic_mmhg <= 15.0
    assert 4.0 <= rest.wedge_mmhg <= 12.0
    assert rest.ischaemia == 0.0


@pytest.mark.parametrize("name", SIZES)
def test_that_blood_and_output_fit_the_size(name):
    patient = BeatingPatient(name)
    rest = patient.run(30).mean(16)
    low, high = BLOOD_ML_PER_KG[name]
    index = rest.cardiac_output_l_per_min / patient.person.body_surface_m2

    assert low <= rest.blood_volume_ml / patient.person.weight_kg <= high
    assert 2.2 <= index <= 4.8
    if name == "adult":
        assert 5.0 <= rest.cardiac_output_l_per_min <= 5.6


@pytest.mark.parametrize("rate", [45.0, 75.0, 120.0, 180.0])
@pytest.mark.parametrize("pressures", [(70.0, 40.0), (120.0, 75.0), (200.0, 110.0)])
def test_that_a_body_starts_at_whatever_rest_it_is_said_to_have(rate, pressures):
    person = person_like("adult", HR=rate, SBP=pressures[0], DBP=pressures[1])

    state = start_circulation(person)

    assert abs(state.systolic_mmhg - pressures[0]) <= 3.0
    assert abs(state.diastolic_mmhg - pressures[1]) <= 3.0
    assert state.sinus_rate_per_min == rate


def test_that_no_blood_appears_or_vanishes_in_an_hour():
    patient = BeatingPatient()
    begun_ml = patient.state.blood_volume_ml
    patient.run(1800)
    kept_ml = patient.state.blood_volume_ml - begun_ml
    patient.under(bleeding_ml_per_min=40.0)
    patient.blood_in_ml = 0.05
    bled_ml = 0.0
    for _ in range(18_000):
        bled_ml += patient.step().bled_ml

    assert abs(kept_ml) < 5e-7
    assert bled_ml == pytest.approx(1200.0, abs=1e-6)
    expected_ml = begun_ml - bled_ml + 18_000 * 0.05
    assert abs(patient.state.blood_volume_ml - expected_ml) < 1e-6


def test_that_the_length_of_a_tick_does_not_move_the_pressure():
    pressures = [
        BeatingPatient(step_ms=200, tick_ms=tick_ms).run(40).mean(20).systolic_mmhg
        for tick_ms in (2, 4, 8)
    ]

    assert max(pressures) - min(pressures) < 0.5


def test_that_a_snapshot_in_json_goes_on_as_if_nothing_had_been():
    chance = Stream(7, "snapshots")
    for _ in range(4):
        patient = BeatingPatient().run(2 + int(chance.between(0, 60)))
        patient.under(bleeding_ml_per_min=300.0, pericardial_mmhg=5.0)
        patient.run(chance.between(0, 5))
        patient.press_every_ms = 545.0
        patient.run(chance.between(1, 3))
        twin = BeatingPatient()
        twin.__dict__.update(patient.__dict__)
        twin.state = CirculationState(**json.loads(json.dumps(patient.state._asdict())))
        for _ in range(100):
            patient.step()
            twin.step()
        assert json.dumps(patient.state._asdict()) == json.dumps(twin.state._asdict())


def _extreme(chance):
    numbers = {}
    for name, rule in list(RULES.items())[:22]:
        if chance.unit() < 0.5:
            continue
        if rule == "times":
            numbers[name] = chance.between(0.0, 6.0)
        elif rule == "share":
            numbers[name] = chance.unit()
        else:
            numbers[name] = chance.between(-40.0, 400.0)
    return NEUTRAL._replace(**numbers)


def _in_bounds(state):
    plain = json.dumps(state._asdict())
    assert "NaN" not in plain
    assert "Infinity" not in plain
    assert -60.0 <= state.diastolic_mmhg <= state.systolic_mmhg <= 400.0
    assert -60.0 <= state.central_venous_mmhg <= 200.0
    assert 0.0 <= state.cardiac_output_l_per_min <= 60.0
    assert 0.0 <= state.sinus_rate_per_min <= 300.0
    assert 0.0 <= state.ischaemia <= 1.0
    assert 0.0 < state.blood_volume_ml <= 4.0 * Build._make(state.build).blood_ml
    assert math.isfinite(sum(state.volumes_ml))


@pytest.mark.slow
def test_that_five_hundred_extreme_minutes_stay_inside_physiology():
    chance = Stream(3, "extremes")
    names = list(SIZES)
    for minute in range(500):
        patient = BeatingPatient(names[minute % len(names)])
        for _ in range(4):
            patient.handles = _extreme(chance)
            patient.gas = (
                chance.between(0, 600), chance.unit(), chance.between(5, 200),
            )  # fmt: skip
            patient.is_beating = chance.unit() < 0.8
            patient.press_every_ms = chance.between(200, 900) if chance.unit() < 0.3 else 0.0
            patient.press_strength = chance.between(0, 1.5)
            patient.blood_in_ml = chance.between(-20, 20) if chance.unit() < 0.3 else 0.0
            patient.swing_mmhg = chance.between(0, 30)
            patient.run(15)
            _in_bounds(patient.state)


def test_that_the_atria_add_to_the_stroke_when_they_come_in_time():
    patient = BeatingPatient().under(baroreflex=0.0)
    with_p = patient.run(20).mean().stroke_volume_ml
    patient.has_p = False
    without_p = patient.run(20).mean().stroke_volume_ml

    assert 0.05 <= 1.0 - without_p / with_p <= 0.30


def test_that_the_public_step_takes_what_the_organs_hand_it():
    person = person_like("adult")
    state = start_circulation(person)

    after = advance_circulation(
        state, person, NEUTRAL, now_ms=100, contractions=(), presses=(), pleural_mmhg=-4.0,
        pao2_mmhg=95.0, sao2=0.97, paco2_mmhg=40.0, blood_in_ml=2.0,
    )  # fmt: skip

    assert after.blood_volume_ml == pytest.approx(state.blood_volume_ml + 2.0, abs=1e-9)
