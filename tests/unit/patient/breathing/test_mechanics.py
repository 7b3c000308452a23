"""Mechanics: the ventilator's pressures, trapped air, obstruction, asthma, weakness, the pleura."""

import json

import pytest
from support.breathers import Breather, person_of

from simrunner.patient.breathing.breathing import BreathingState, start_breathing
from simrunner.patient.breathing.mechanics import blown


def paralysed(**influence):
    return Breather(neuromuscular_block=1.0, **influence)


def test_that_volume_control_gives_the_pressures_of_the_equation_of_motion():
    body = paralysed().ventilate(500.0, 12.0, 5.0)
    body.step()
    breathing = body.breathing
    assert abs(breathing.plateau_cmh2o - 15.0) < 1e-9
    assert abs(breathing.peak_cmh2o - 20.0) < 1e-9
    assert breathing.peep_cmh2o == 5.0
    assert breathing.auto_peep_cmh2o == 0.0
    assert (breathing.rate_per_min, breathing.tidal_volume_ml) == (12.0, 500.0)


def test_that_air_is_trapped_as_soon_as_expiration_is_shorter_than_three_time_constants():
    # 500 ml at 0.5 l/s inspire 1 s; C 50 and R 30 make a constant of 1.5 s, so 4.5 s are enough.
    lungs = (50.0, 30.0, 0.5)
    assert blown(500.0, 60.0 / 5.51, 5.0, lungs).auto_peep_cmh2o == 0.0
    trapped = blown(500.0, 60.0 / 5.49, 5.0, lungs)
    assert trapped.auto_peep_cmh2o > 0.4
    faster = blown(500.0, 24.0, 5.0, lungs)
    assert faster.auto_peep_cmh2o > trapped.auto_peep_cmh2o
    assert abs(faster.plateau_cmh2o - (10.0 + 5.0 + faster.auto_peep_cmh2o)) < 1e-9


def test_that_a_machine_cuts_a_breath_short_at_its_pressure_limit():
    breath = blown(800.0, 14.0, 5.0, (5.0, 10.0, 0.5))
    assert abs(breath.peak_cmh2o - 80.0) < 1e-9
    assert breath.tidal_volume_ml < 400.0


def test_that_stiff_lungs_raise_the_plateau_and_narrow_airways_the_gap_to_the_peak():
    def pressures(**influence):
        body = paralysed(**influence).ventilate(500.0, 10.0)
        body.step()
        return body.breathing.plateau_cmh2o, body.breathing.peak_cmh2o

    usual_plateau, usual_peak = pressures()
    plateau, peak = pressures(lung_compliance=1.0 / 3.0)
    assert abs(plateau - 2.0 * usual_plateau) < 1e-9
    assert abs((peak - plateau) - (usual_peak - usual_plateau)) < 1e-9
    plateau, peak = pressures(bronchial_resistance=3.0)
    assert plateau < usual_plateau + 3.0
    assert peak - plateau > 2.9 * (usual_peak - usual_plateau)
    plateau, _ = pressures(excluded_lung=0.5)
    assert plateau > 1.4 * usual_plateau


def test_that_the_machine_replaces_breaths_that_are_absent_and_follows_those_that_are_there():
    body = paralysed().ventilate(500.0, 12.0)
    assert body.advance(5.0).breathing.rate_per_min == 12.0
    assert body.breathing.effort == 0.0
    awake = Breather().ventilate(300.0, 8.0).advance(120.0)
    assert awake.breathing.rate_per_min > 9.0
    assert awake.breathing.tidal_volume_ml == 300.0
    assert awake.breathing.effort > 0.05


def test_that_peep_alone_leaves_the_breaths_to_their_owner():
    body = Breather().ventilate(0.0, 0.0, 8.0).advance(60.0)
    assert 12.0 < body.breathing.rate_per_min < 16.0
    assert body.breathing.peep_cmh2o == body.breathing.peak_cmh2o == 8.0


def test_that_a_complete_obstruction_lets_nothing_pass_while_effort_grows():
    body = Breather(upper_airway_obstruction=1.0).advance(40.0)
    breathing = body.breathing
    assert not breathing.is_airway_open
    assert breathing.tidal_volume_ml == breathing.alveolar_ventilation_ml_per_min == 0.0
    assert breathing.rate_per_min > 14.0
    assert breathing.effort > 1.3 * Breather().breathing.effort
    assert breathing.pleural_swing_mmhg < 1.5 * Breather().breathing.pleural_swing_mmhg
    assert body.gas.etco2_mmhg < 1.0


def test_that_obstruction_takes_depth_in_grades():
    volumes = []
    for share in (0.0, 0.3, 0.6, 0.9):
        body = Breather(upper_airway_obstruction=share)
        body.step()
        volumes.append(body.breathing.tidal_volume_ml)
    assert volumes == sorted(volumes, reverse=True)
    assert volumes[-1] < 0.15 * volumes[0]


@pytest.mark.parametrize(
    ("factor", "least_rate", "most_rate"), [(3.0, 15.0, 25.0), (9.0, 25.0, 45.0)]
)
def test_that_asthma_is_fast_laboured_and_slow_to_empty(factor, least_rate, most_rate):
    # BioGears, asthma 0.3 and 0.7: rate slightly up, above 25.
    body = Breather(bronchial_resistance=factor).advance(900.0)
    usual = Breather().breathing
    assert least_rate < body.breathing.rate_per_min < most_rate
    assert body.breathing.effort > 1.3 * usual.effort
    assert body.breathing.pleural_swing_mmhg < 1.5 * usual.pleural_swing_mmhg
    assert (
        body.breathing.expiratory_time_constant_s > 0.95 * factor * usual.expiratory_time_constant_s
    )
    assert 0.25 <= usual.expiratory_time_constant_s <= 0.35
    assert body.gas.pao2_mmhg < Breather().gas.pao2_mmhg - 3.0


def test_that_severe_asthma_traps_air_and_retains_carbon_dioxide():
    body = Breather(bronchial_resistance=9.0)
    body.inspired_oxygen = 0.6
    body.advance(900.0)
    assert body.breathing.auto_peep_cmh2o > 4.0
    assert body.gas.paco2_mmhg > 48.0


def test_that_stiff_lungs_are_breathed_fast_and_shallow():
    body = Breather(lung_compliance=0.3).advance(600.0)
    assert body.breathing.rate_per_min > 19.0
    assert body.breathing.tidal_volume_ml < 0.75 * Breather().breathing.tidal_volume_ml


def test_that_paralysis_stops_breathing_in_grades_and_the_drive_goes_on():
    volumes = [
        Breather(neuromuscular_block=share).advance(5.0).breathing.tidal_volume_ml
        for share in (0.0, 0.92, 0.96, 1.0)
    ]
    assert volumes == sorted(volumes, reverse=True)
    assert volumes[-1] == 0.0
    body = Breather(neuromuscular_block=1.0).advance(30.0)
    assert body.breathing.rate_per_min == 0.0
    assert body.breathing.drive > 1.3


def test_that_overloaded_muscles_tire_and_recover_on_a_machine():
    body = Breather(lung_compliance=0.25, muscle_strength=0.35, shunt=0.3)
    body.inspired_oxygen = 0.5
    fresh = body.advance(120.0).breathing.fatigue
    tired = body.advance(1800.0).breathing.fatigue
    assert 0.0 <= fresh < tired
    assert tired > 0.05
    body.ventilate(450.0, 20.0, 5.0).influence()
    assert body.advance(1800.0).breathing.fatigue < 0.5 * tired


def test_that_dead_space_is_breathed_for_and_a_shallow_breath_reaches_little():
    body = Breather(dead_space_ml=150.0).advance(900.0)
    assert body.ventilation_l_per_min > 1.3 * Breather().ventilation_l_per_min
    tiny = paralysed().ventilate(120.0, 12.0)
    tiny.step()
    assert 0.0 < tiny.breathing.alveolar_ventilation_ml_per_min < 500.0


def test_that_the_pleura_is_at_minus_four_at_rest_and_pushed_up_by_peep_and_machine():
    rest = start_breathing(person_of())
    assert rest.pleural_mmhg == -4.0
    assert -8.0 < rest.pleural_swing_mmhg < -3.0
    body = paralysed().ventilate(500.0, 12.0, 0.0)
    body.step()
    without = body.breathing.pleural_mmhg
    body.ventilate(500.0, 12.0, 10.0).step()
    assert body.breathing.pleural_swing_mmhg > 2.0
    assert without > -4.0
    assert abs(body.breathing.pleural_mmhg - without - 0.5 * 10.0 * 0.7356) < 1e-9


def test_that_a_state_comes_back_from_json_and_lives_on_the_same():
    body = Breather(opioid_ng_per_ml=0.5, bronchial_resistance=4.0).advance(45.0)
    fields = json.loads(json.dumps(body.breathing._asdict()))
    twin = Breather()
    twin.__dict__.update(body.__dict__)
    twin.breathing = BreathingState(**{**fields, "own": tuple(fields["own"])})
    assert twin.breathing == body.breathing
    assert twin.advance(30.0).breathing == body.advance(30.0).breathing
