"""What a circulation does when it bleeds, is squeezed, drugged, pressed or stopped."""

import pytest
from support.beating_patients import BeatingPatient

from simrunner.domain.chance import Stream


def _at_losses(patient, losses_pct):
    """Bleed at 100 mL/min and return the readings at each loss (mean of 6 s)."""
    whole_ml = patient.run(30).state.blood_volume_ml
    patient.under(bleeding_ml_per_min=100.0)
    readings = {}
    for loss in losses_pct:
        while patient.state.blood_volume_ml > whole_ml * (1.0 - loss / 100.0):
            patient.step()
        readings[loss] = patient.mean(6.0)
    return readings


def _pulse(state):
    return state.systolic_mmhg - state.diastolic_mmhg


def test_that_bleeding_goes_through_the_classes_of_haemorrhage():
    """Bands of ATLS as reprinted in the European bleeding guideline (Crit Care 2019;23:98)."""
    at = _at_losses(BeatingPatient(), [0, 5, 10, 14, 18, 22, 26, 32, 36, 38, 43, 46])
    rest = at[0]

    for loss, state in at.items():
        rate = state.sinus_rate_per_min
        if loss < 15:
            assert rate < 100.0, loss
        elif loss < 30:
            assert 100.0 <= rate <= 120.0, loss
        elif loss < 40:
            assert 120.0 <= rate <= 140.0, loss
        else:
            assert rate > 140.0, loss
    for loss in (5, 10, 14, 18, 22, 26):
        assert at[loss].systolic_mmhg > 100.0, "normal in classes I and II"
    assert at[36].systolic_mmhg < rest.systolic_mmhg - 20.0
    assert at[43].systolic_mmhg < 90.0
    pulses = [_pulse(state) for state in at.values()]
    assert pulses == sorted(pulses, reverse=True)
    assert _pulse(at[22]) < 0.8 * _pulse(rest)
    assert _pulse(at[38]) > 8.0


def test_that_mean_pressure_holds_to_forty_per_cent_and_breaks_beyond():
    at = _at_losses(BeatingPatient(), [0, 40, 45, 49])

    assert at[40].mean_mmhg > 0.8 * at[0].mean_mmhg
    assert at[49].mean_mmhg < 0.72 * at[0].mean_mmhg
    early = (at[0].mean_mmhg - at[40].mean_mmhg) / 40.0
    late = (at[45].mean_mmhg - at[49].mean_mmhg) / 4.0
    assert late > 4.0 * early


def test_that_bleeding_stopping_and_saline_move_everything_the_right_way():
    """Direction rows of the BioGears validation: class 2 bleed, then 500 mL at 100 mL/min."""
    patient = BeatingPatient()
    rest = _at_losses(patient, [0])[0]
    bled = _at_losses(patient, [20])[20]
    patient.under()
    still = patient.run(60).mean()
    patient.blood_in_ml = 100.0 / 600.0
    patient.run(300)
    patient.blood_in_ml = 0.0
    filled = patient.run(30).mean()

    assert bled.sinus_rate_per_min > rest.sinus_rate_per_min + 15.0
    assert -15.0 <= bled.systolic_mmhg - rest.systolic_mmhg <= 2.0
    assert bled.diastolic_mmhg > rest.diastolic_mmhg
    assert bled.cardiac_output_l_per_min < rest.cardiac_output_l_per_min
    assert bled.stroke_volume_ml < rest.stroke_volume_ml
    assert still.sinus_rate_per_min <= bled.sinus_rate_per_min
    assert filled.sinus_rate_per_min < still.sinus_rate_per_min - 5.0
    assert filled.systolic_mmhg > still.systolic_mmhg
    assert filled.cardiac_output_l_per_min > still.cardiac_output_l_per_min
    assert filled.stroke_volume_ml > still.stroke_volume_ml


def test_that_a_tension_pneumothorax_grows_with_its_pressure_and_ends_with_the_needle():
    patient = BeatingPatient()
    rest = patient.run(30).mean()
    grades = []
    for pleural, caval in ((8.0, 0.5), (14.0, 0.7), (20.0, 0.85)):
        patient.under(pleural_mmhg=pleural, caval_obstruction=caval)
        grades.append(patient.run(90).mean())
    patient.under()
    after = patient.run(90).mean()

    rates = [rest.sinus_rate_per_min, *(state.sinus_rate_per_min for state in grades)]
    systolics = [rest.systolic_mmhg, *(state.systolic_mmhg for state in grades)]
    assert rates == sorted(rates)
    assert systolics == sorted(systolics, reverse=True)
    assert grades[-1].systolic_mmhg < 90.0
    assert grades[-1].central_venous_mmhg > rest.central_venous_mmhg + 5.0
    assert abs(after.systolic_mmhg - rest.systolic_mmhg) < 8.0


def test_that_a_tamponade_narrows_the_pulse_and_swings_with_the_breath():
    patient = BeatingPatient()
    patient.swing_mmhg = 2.5
    rest = patient.run(30).mean()
    usual = [patient.step().systolic_mmhg for _ in range(160)]
    patient.under(pericardial_mmhg=12.0)
    tight = patient.run(60).mean()
    swings = [patient.step().systolic_mmhg for _ in range(160)]

    assert _pulse(tight) < 0.75 * _pulse(rest)
    assert tight.central_venous_mmhg > rest.central_venous_mmhg + 3.0
    assert tight.sinus_rate_per_min > rest.sinus_rate_per_min + 10.0
    assert max(swings) - min(swings) > 10.0
    assert max(usual) - min(usual) < 10.0


def test_that_handles_like_those_of_adrenaline_raise_everything_by_a_quarter_to_a_half():
    """10 mcg of adrenaline: HR, SBP and DBP +25 to 50 % (BioGears validation)."""
    patient = BeatingPatient()
    rest = patient.run(30).mean()
    patient.under(
        contractility=1.5, systemic_resistance=1.13, sinus_rate=1.6, venous_volume_ml_per_kg=-3.0
    )
    after = patient.run(20).mean(20)

    for name in ("sinus_rate_per_min", "systolic_mmhg", "diastolic_mmhg"):
        assert 1.25 <= getattr(after, name) / getattr(rest, name) <= 1.5, name


@pytest.mark.parametrize("name", ["adult", "elderly", "obese", "child", "infant", "neonate"])
def test_that_compressions_give_a_quarter_of_the_output_and_more_when_deeper(name):
    patient = BeatingPatient(name)
    rest = patient.run(20).mean().cardiac_output_l_per_min
    patient.is_beating = False
    patient.run(60)
    patient.press_every_ms = 60_000.0 / 110.0
    outputs = []
    for strength in (0.6, 1.0, 1.3):
        patient.press_strength = strength
        outputs.append(patient.run(40).mean().cardiac_output_l_per_min / rest)

    assert outputs == sorted(outputs)
    assert 0.22 <= outputs[1] <= 0.33
    if name == "adult":
        assert 0.25 <= outputs[1] <= 0.30
    assert outputs[0] < 0.8 * outputs[1]


def test_that_pressures_fall_to_one_filling_pressure_when_the_heart_stands_still():
    patient = BeatingPatient().run(10)
    patient.is_beating = False
    stopped = patient.run(90).mean()

    assert 5.0 <= stopped.mean_mmhg <= 18.0
    assert abs(stopped.mean_mmhg - stopped.central_venous_mmhg) < 4.0
    assert stopped.cardiac_output_l_per_min < 0.3
    assert stopped.ischaemia > 0.5


def _deficit(rate):
    patient = BeatingPatient().run(10)
    chance = Stream(1, "fibrillation")
    mean_ms = 60_000.0 / rate
    patient.has_p = False
    patient.interval_ms = lambda: mean_ms * (0.55 + 0.45 * (chance.unit() + chance.unit()))
    patient.run(20)
    felt = beats = 0
    for _ in range(600):
        before = patient.state.tallied_s
        state = patient.step()
        if state.tallied_s < before:
            beats += 1
            felt += state.unfelt_s == 0.0
    return beats - felt


def test_that_fast_fibrillation_loses_pulses_and_slow_does_not():
    assert _deficit(90) <= 3
    assert 10 <= _deficit(140) <= 50


def test_that_hypoxia_first_quickens_and_then_slows_an_adult_but_only_slows_a_newborn():
    adult = BeatingPatient().run(20)
    rest = adult.mean().sinus_rate_per_min
    adult.gas = (45.0, 0.8, 50.0)
    early = adult.run(40).mean().sinus_rate_per_min
    adult.gas = (15.0, 0.2, 60.0)
    late = adult.run(120).mean().sinus_rate_per_min
    newborn = BeatingPatient("neonate").run(20)
    at_first = newborn.mean().sinus_rate_per_min
    newborn.gas = (28.0, 0.5, 60.0)

    assert early > rest + 15.0
    assert late < 50.0
    assert newborn.run(40).mean().sinus_rate_per_min < 0.7 * at_first


def test_that_blocked_nerves_show_what_they_did():
    rates = {}
    for name in ("vagal_block", "beta_block", "alpha_block"):
        rates[name] = BeatingPatient().run(10).under(**{name: 1.0}).run(90).mean()
    rest = BeatingPatient().run(30).mean()
    shocked = BeatingPatient().run(10).under(systemic_resistance=0.6).run(60).mean()
    denied = BeatingPatient().run(10).under(systemic_resistance=0.6, baroreflex=0.0).run(60).mean()

    assert rates["vagal_block"].sinus_rate_per_min > rest.sinus_rate_per_min + 20.0
    assert rates["beta_block"].sinus_rate_per_min < rest.sinus_rate_per_min - 3.0
    assert rates["alpha_block"].diastolic_mmhg < rest.diastolic_mmhg
    assert shocked.sinus_rate_per_min > denied.sinus_rate_per_min + 5.0
    assert shocked.mean_mmhg > denied.mean_mmhg + 5.0


def test_that_a_narrowed_coronary_weakens_the_heart():
    patient = BeatingPatient().run(10)
    rest = patient.mean()
    starved = patient.under(coronary_obstruction=0.85).run(120).mean()

    assert starved.ischaemia > 0.3
    assert starved.systolic_mmhg < rest.systolic_mmhg - 8.0


def test_that_an_embolus_loads_the_right_heart_alone():
    patient = BeatingPatient().run(10)
    rest = patient.mean()
    after = patient.under(pulmonary_obstruction=0.85).run(90).mean()

    assert after.pulmonary_systolic_mmhg > rest.pulmonary_systolic_mmhg + 8.0
    assert after.wedge_mmhg < rest.wedge_mmhg
    assert after.cardiac_output_l_per_min < rest.cardiac_output_l_per_min
