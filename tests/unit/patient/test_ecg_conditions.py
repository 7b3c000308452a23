"""What a cardiologist looks for in each condition, in the leads where it belongs."""

from itertools import pairwise

import numpy as np
import pytest
from support.ecg_beat_lists import leads_of, one, shapes

from simrunner.patient.ecg.milieu import NORMAL

R = 100  # index of the R peak: 400 ms


def signal(name, **milieu):
    return leads_of(one(name, milieu=NORMAL._replace(**milieu)))


def at(leads, lead, after_r_ms):
    return float(leads[lead][R + after_r_ms // 4])


def st(leads, lead):
    """Return the ST level 60 ms after the J point of a narrow QRS."""
    return at(leads, lead, 110)


def qrs(leads, lead, end_ms=60):
    return leads[lead][R - 10 : R + end_ms // 4]


def t_peak(leads, lead):
    part = leads[lead][R + 40 :]
    return float(part[np.abs(part).argmax()])


STEMI = {
    "stemi-anterior": (("V1", "V2", "V3", "V4"), ("III", "aVF")),
    "stemi-inferior": (("II", "III", "aVF"), ("I", "aVL")),
    "stemi-lateral": (("I", "aVL", "V5", "V6"), ("III", "aVF")),
    "stemi-posterior": ((), ("V1", "V2", "V3")),
}


@pytest.mark.parametrize("name", list(STEMI))
def test_that_an_infarct_raises_st_in_its_leads_and_lowers_it_opposite(name):
    up, down = STEMI[name]
    sick, well = signal(name), signal("normal")
    for lead in up:
        assert st(sick, lead) - st(well, lead) > 0.1, lead
    for lead in down:
        assert st(sick, lead) < -0.04, lead
        assert st(sick, lead) - st(well, lead) < -0.08, lead


# Fourth universal definition of myocardial infarction, as told by ecgstampede.com: least mV at the
# J point, up in these leads; below the line for a posterior infarct and one without elevation.
UNIVERSAL = {
    "stemi-anterior": {"V2": 0.2, "V3": 0.2},
    "stemi-inferior": {"II": 0.1, "III": 0.1, "aVF": 0.1},
    "stemi-lateral": {"I": 0.1, "aVL": 0.1, "V5": 0.1, "V6": 0.1},
    "stemi-posterior": {"V1": -0.05, "V2": -0.05, "V3": -0.05},
    "nstemi": {"V4": -0.05, "V5": -0.05},
}


@pytest.mark.parametrize("name", UNIVERSAL)
def test_that_the_j_point_of_an_infarct_meets_the_universal_definition(name):
    for lead, least_mv in UNIVERSAL[name].items():
        j_point = at(signal(name), lead, 52)
        assert j_point >= least_mv if least_mv > 0 else j_point <= least_mv, lead


def test_that_the_right_coronary_raises_three_above_two_and_a_right_ventricle_v1():
    inferior = signal("stemi-inferior")
    assert st(inferior, "III") > st(inferior, "II")
    with_right = signal("stemi-inferior", right_ventricle=1.0)
    assert st(with_right, "V1") - st(inferior, "V1") > 0.1
    assert st(inferior, "V1") < 0.1


def test_that_an_infarct_goes_through_its_stages():
    early, hour, half_day, days = (
        signal("stemi-anterior", minutes_of_infarction=minutes)
        for minutes in (4.0, 60.0, 720.0, 4320.0)
    )
    well = signal("normal")
    assert t_peak(early, "V3") > 1.3 * t_peak(well, "V3")
    assert st(early, "V3") - st(well, "V3") < 0.5 * (st(hour, "V3") - st(well, "V3"))
    assert st(hour, "V3") > 0.3
    assert qrs(hour, "V2").max() > 0.15
    assert qrs(half_day, "V2", 40).max() < 0.1  # QS: no r is left
    assert t_peak(days, "V3") < -0.2
    assert st(days, "V3") < 0.25 * st(hour, "V3")


def test_that_no_minute_of_an_infarct_tears_the_trace():
    minutes = np.concatenate([np.arange(0.0, 60.0, 0.2), np.arange(60.0, 5000.0, 10.0)])
    drawn = [signal("stemi-inferior", minutes_of_infarction=each)["II"] for each in minutes]
    steps = [np.abs(b - a).max() for a, b in pairwise(drawn)]
    assert max(steps) < 0.04


def test_that_less_blood_under_the_endocardium_lowers_st_widely_and_raises_avr():
    sick = signal("nstemi")
    assert all(st(sick, lead) < -0.05 for lead in ("II", "V4", "V5", "V6"))
    assert st(sick, "aVR") > 0.05
    assert t_peak(sick, "V5") < -0.1


def width(wave):
    return int((np.abs(wave) > 0.5 * np.abs(wave).max()).sum()) * 4


def test_that_potassium_tents_t_then_widens_qrs_then_leaves_a_sine_wave():
    well, mild, moderate, severe = (
        signal("normal", potassium_mmol_per_l=k) for k in (4.2, 6.0, 7.2, 8.8)
    )
    assert t_peak(mild, "V4") > 1.2 * t_peak(well, "V4")
    assert width(mild["V3"][R + 40 :]) < width(well["V3"][R + 40 :])
    spread = [np.abs(np.gradient(each["V5"])).max() for each in (well, mild, moderate, severe)]
    assert spread[2] < 0.85 * spread[1]
    assert spread[3] < 0.15 * spread[1]  # nothing steep is left
    power = np.abs(np.fft.rfft(np.tile(severe["II"][R - 60 : R + 190], 8)))
    assert power[8] == power[1:].max()  # one wave in each RR of a second


@pytest.mark.parametrize("lead", ["II", "V3", "V5"])
def test_that_the_signs_of_potassium_and_cold_change_without_a_jump(lead):
    for field, values in (
        ("potassium_mmol_per_l", np.arange(2.0, 9.51, 0.02)),
        ("temperature_c", np.arange(25.0, 37.0, 0.05)),
    ):
        drawn = [signal("normal", **{field: float(each)})[lead] for each in values]
        steps = [np.abs(b - a).max() for a, b in pairwise(drawn)]
        assert max(steps) < 0.09, field


def test_that_complexes_named_after_potassium_and_cold_are_the_normal_one_in_that_milieu():
    for name, field, value in (
        ("hyperkalaemia-mild", "potassium_mmol_per_l", 6.0),
        ("hypokalaemia", "potassium_mmol_per_l", 2.6),
        ("hypothermia", "temperature_c", 30.0),
    ):
        assert np.array_equal(one(name), one("normal", milieu=NORMAL._replace(**{field: value})))
    worse = NORMAL._replace(potassium_mmol_per_l=9.0)
    assert np.array_equal(one("hyperkalaemia-mild", milieu=worse), one("normal", milieu=worse))


def test_that_little_potassium_flattens_t_and_brings_u():
    low, well = signal("hypokalaemia"), signal("normal")
    assert at(low, "V3", 260) < 0.6 * at(well, "V3", 260)
    assert at(low, "V3", 470) > 0.1 + at(well, "V3", 470)
    assert st(low, "V5") < st(well, "V5") - 0.02


def test_that_cold_draws_a_j_wave_that_grows():
    def j_wave(temperature_c):
        cold = one("normal", milieu=NORMAL._replace(temperature_c=temperature_c))
        return leads_of(cold)["V4"][R + 10 : R + 24].max()

    assert j_wave(33.6) == pytest.approx(j_wave(36.0), abs=0.03)
    assert j_wave(33.6) + 0.1 < j_wave(30.0) < j_wave(28.0) - 0.1


def test_that_a_right_bundle_block_has_rsr_in_v1_and_a_broad_s_in_one_and_v6():
    block = signal("rbbb")
    v1 = qrs(block, "V1", 110)
    assert v1[:12].max() > 0.1  # r
    assert v1.min() < -0.1  # s
    assert v1[15:].max() > v1[:12].max()  # R' is taller
    assert qrs(block, "I", 110)[14:].min() < -0.15
    assert qrs(block, "V6", 110)[14:].min() < -0.15
    assert t_peak(block, "V1") < -0.1


def test_that_a_left_bundle_block_is_broad_upright_laterally_and_t_opposes_it():
    block = signal("lbbb")
    for lead in ("I", "aVL", "V5", "V6"):
        assert qrs(block, lead, 110).min() > -0.05, lead  # no q, no s
        assert qrs(block, lead, 110).max() > 0.4, lead
        assert t_peak(block, lead) < -0.1, lead
    assert qrs(block, "V1", 110).min() < -0.8
    assert t_peak(block, "V1") > 0.2


def test_that_pre_excitation_rises_slowly_before_it_rises_fast():
    rise = np.gradient(signal("wpw")["V4"][R - 10 : R + 20])
    assert 0 < rise[4] < 0.5 * rise.max()


def test_that_brugada_is_coved_in_v1_and_v2_only():
    coved = signal("brugada")
    for lead in ("V1", "V2"):
        j = coved[lead][R + 15 : R + 20].max()
        assert j > 0.2, lead
        assert j > at(coved, lead, 140) > at(coved, lead, 200)
        assert t_peak(coved, lead) < -0.1, lead
    assert abs(st(coved, "V6") - st(signal("normal"), "V6")) < 0.05


def test_that_an_embolism_shows_s1_q3_t3_and_negative_t_over_the_right_heart():
    clot = signal("pulmonary-embolism")
    assert qrs(clot, "I", 70)[8:].min() < -0.15
    assert qrs(clot, "III", 70)[:8].min() < -0.1
    assert t_peak(clot, "III") < -0.08
    assert all(t_peak(clot, lead) < -0.05 for lead in ("V1", "V2", "V3", "V4"))


def test_that_pericarditis_raises_st_everywhere_but_in_avr_and_v1_and_lowers_pr():
    sick, well = signal("pericarditis"), signal("normal")
    for lead in ("I", "II", "aVF", "V2", "V3", "V4", "V5", "V6"):
        assert st(sick, lead) - st(well, lead) > 0.04, lead
    assert st(sick, "aVR") < -0.05
    assert sick["II"][R - 20 : R - 12].min() < -0.03
    assert sick["aVR"][R - 20 : R - 12].max() > 0.03


def test_that_tricyclics_leave_a_late_r_of_three_millimetres_in_avr():
    assert signal("tricyclic")["aVR"][R + 5 : R + 25].max() >= 0.3
    assert shapes().complexes["tricyclic"].qrs_ms > 120


def test_that_hypertrophy_fulfils_sokolow_and_lyon_and_strains():
    large = signal("lvh")
    assert -qrs(large, "V1").min() + qrs(large, "V5").max() > 3.5
    assert all(t_peak(large, lead) < -0.1 for lead in ("I", "aVL", "V5", "V6"))


def test_that_r_grows_from_v1_to_v4_and_s_shrinks():
    well = signal("normal")
    r = [qrs(well, f"V{n}").max() for n in range(1, 7)]
    assert r[0] < r[1] < r[2] < r[3]
    assert r[4] > r[5] > 0.8
    assert qrs(well, "V1").min() < -0.8
    assert qrs(well, "V5").min() > -0.2
    assert qrs(well, "V1").max() < 0.4
    assert qrs(well, "II").max() == pytest.approx(0.83, abs=0.15)


def test_that_vt_shows_the_signs_that_tell_it_from_aberrancy():
    vt = signal("vt")
    assert qrs(vt, "aVR", 120).max() > 0.5
    assert qrs(vt, "V1", 120).max() > 0.5
    assert qrs(vt, "V6", 120).min() < -0.5
    assert qrs(vt, "aVF", 120).min() < -0.5
    assert qrs(vt, "I", 120).min() < -0.2
