"""PR, QRS, QT and axis of every complex, read back from the noise-free signal."""

import math

import numpy as np
import pytest
from support.ecg_beat_lists import leads_of, one, scheduled, shapes
from support.ecg_delineation import axis_deg, p_span_ms, qrs_span_ms, t_end_ms

from simrunner.patient.ecg.leads import ROWS
from simrunner.patient.ecg.milieu import NORMAL
from simrunner.patient.ecg.pen import Mark, Pen
from simrunner.patient.rhythm.beat import P_AFTER_ONSET_MS, R_AFTER_ONSET_MS

R_MS = 400
SINE = "hyperkalaemia-severe"  # has neither QRS nor T: judged by its shape alone
COMPLEXES = [name for name in shapes().complexes if name != SINE]
HIDDEN_T = {"hypokalaemia"}  # U follows T so closely that QT cannot be read


def qrs_alone(name, **how):
    return one(name, only=frozenset({"qrs"}), **how)[:3]


@pytest.mark.parametrize("name", COMPLEXES)
def test_that_a_qrs_begins_before_its_r_and_lasts_as_programmed(name):
    begin, end = qrs_span_ms(qrs_alone(name), R_MS // 4 + 4)
    assert begin == pytest.approx(R_MS - R_AFTER_ONSET_MS, abs=10)
    assert end - begin == pytest.approx(shapes().complexes[name].qrs_ms, abs=10)


@pytest.mark.parametrize("name", ["normal", "rbbb", "left-anterior", "long-qt", "wpw", "lvh"])
def test_that_st_and_t_do_not_hide_where_a_qrs_ends(name):
    begin, end = qrs_span_ms(one(name)[:3], R_MS // 4 + 4)
    assert end - begin == pytest.approx(shapes().complexes[name].qrs_ms, abs=10)


@pytest.mark.parametrize("name", [each for each in COMPLEXES if each not in HIDDEN_T])
def test_that_qt_is_as_programmed(name):
    begin, end = qrs_span_ms(qrs_alone(name), R_MS // 4 + 4)
    assert t_end_ms(one(name)[:3], end) - begin == pytest.approx(
        shapes().complexes[name].qtc_ms, abs=10
    )


@pytest.mark.parametrize(("rule", "power"), [("bazett", 1 / 2), ("fridericia", 1 / 3)])
@pytest.mark.parametrize("rr_ms", [500, 700, 1000, 1300])
def test_that_qt_follows_the_rate_by_the_chosen_rule_and_qrs_does_not(rule, power, rr_ms):
    xyz = one("normal", rr_ms=float(rr_ms), rule=rule)[:3]
    begin, end = qrs_span_ms(qrs_alone("normal", rr_ms=float(rr_ms)), R_MS // 4)
    assert end - begin == pytest.approx(90, abs=4)
    assert t_end_ms(xyz, end) - begin == pytest.approx(410 * (rr_ms / 1000) ** power, abs=10)


def test_that_a_drug_lengthens_qt_by_its_factor():
    xyz = one("normal", milieu=NORMAL._replace(qt=1.2))[:3]
    assert t_end_ms(xyz, 450) - 360 == pytest.approx(1.2 * 410, abs=10)


@pytest.mark.parametrize("name", COMPLEXES)
def test_that_the_frontal_axis_is_as_programmed(name):
    rows = one(name, only=frozenset({"qrs"}))
    span = qrs_span_ms(rows[:3], R_MS // 4 + 4)
    off = axis_deg(leads_of(rows), span) - shapes().complexes[name].axis_deg
    assert (off + 180) % 360 - 180 == pytest.approx(0, abs=5)


def test_that_left_anterior_block_turns_the_axis_to_minus_sixty():
    assert shapes().complexes["left-anterior"].axis_deg == -60


@pytest.mark.parametrize("turn_deg", [-90, -30, 45, 120])
def test_that_the_axis_turns_on_request_by_a_beat_or_by_the_milieu(turn_deg):
    qrs = frozenset({"qrs"})
    before = axis_deg(leads_of(one("normal", only=qrs)), (360, 450))
    turn = math.radians(turn_deg)
    for rows in (
        one("normal", only=qrs, turn_rad=turn),
        one("normal", only=qrs, milieu=NORMAL._replace(axis_turn_rad=turn)),
    ):
        after = axis_deg(leads_of(rows), (360, 450))
        assert (after - before - turn_deg + 180) % 360 - 180 == pytest.approx(0, abs=0.1)


def drawn_pr_ms(pr_ms, rr_ms, milieu=NORMAL):
    """Return PR from onset to onset of a P and a QRS that were drawn for themselves."""
    pen = Pen(shapes())
    at_ms = 1000
    peak_ms = at_ms - round(pr_ms + R_AFTER_ONSET_MS - P_AFTER_ONSET_MS)
    first_ms, wave = pen.samples(Mark("atrial", "sinus", peak_ms, rr_ms, 1.0, 0.0, milieu))
    begin, end = p_span_ms(wave[:3], 35)
    assert end - begin == pytest.approx(100, abs=20)
    qrs_first, rows = pen.samples(Mark("complex", "normal", at_ms, rr_ms, 1.0, 0.0, milieu))
    return qrs_span_ms(rows[:3], 100)[0] + qrs_first - begin - first_ms


@pytest.mark.parametrize("rr_ms", [400.0, 800.0, 1500.0])
@pytest.mark.parametrize("pr_ms", [120, 160, 280])
def test_that_pr_is_as_programmed_at_every_rate(pr_ms, rr_ms):
    assert drawn_pr_ms(pr_ms, rr_ms) == pytest.approx(pr_ms, abs=10)


def test_that_potassium_and_cold_lengthen_pr():
    assert drawn_pr_ms(160, 800.0, NORMAL._replace(potassium_mmol_per_l=7.2)) > 195
    assert drawn_pr_ms(160, 800.0, NORMAL._replace(temperature_c=30.0)) > 185


@pytest.mark.parametrize("name", list(shapes().complexes))
@pytest.mark.parametrize("rr_ms", [300.0, 1500.0])
def test_that_no_complex_is_cut_off_at_its_ends(name, rr_ms):
    rows = one(name, rr_ms=rr_ms)
    assert np.abs(rows[:, [0, -1]]).max() < 0.002


def test_that_every_name_of_the_vocabulary_is_drawn_and_no_other():
    from typing import get_args

    from simrunner.patient.rhythm.beat import AtrialShape, Complex

    assert set(shapes().complexes) == set(get_args(Complex))
    assert set(shapes().atrial) == set(get_args(AtrialShape))
    assert scheduled(400, "normal", 800.0).complex in shapes().complexes
    assert len(one("normal")) == ROWS
