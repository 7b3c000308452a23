"""What propofol, remifentanil and rocuronium take from a whole body, against published figures."""

import math

import pytest
from support.body_cases import case_run

from simrunner.domain.body_order import Ventilate
from simrunner.patient.breathing.breathing import advance_breathing, start_breathing
from simrunner.patient.handle import NEUTRAL
from simrunner.patient.person import Person

# Nieuwenhuijs, Anesthesiology 2003;98:312, abstract: falls in % of resting ventilation, of that at
# a PCO2 of 55 mmHg and of blood pressure at 1 mcg/mL of propofol and 1 ng/mL of remifentanil.
PROPOFOL = ("propofol", "propofol-1-mcg-per-ml")
REMIFENTANIL = ("remifentanil", "remifentanil-1-ng-per-ml")
POINTS = 5.0


def ventilation(run, from_s, to_s):
    return run.mean("RR", from_s, to_s) * run.mean("VT", from_s, to_s)


def fall(before, after):
    return 100.0 * (1.0 - after / before)


def at_55_mmhg(handles):
    """Return the ventilation of somebody under these handles whose PCO2 is held at 55 mmHg."""
    person = Person()
    held = {"pao2_mmhg": 300.0, "is_driven": True, "machine": Ventilate(mode="off")}
    state = advance_breathing(
        start_breathing(person), person, NEUTRAL, paco2_mmhg=41.5, ph=7.4, **held
    )
    ph = 7.4 + math.log10(41.5 / 55.0)
    for _ in range(3000):
        state = advance_breathing(state, person, handles, paco2_mmhg=55.0, ph=ph, **held)
    return state.rate_per_min * state.tidal_volume_ml


@pytest.mark.parametrize(("drug", "case"), [PROPOFOL, REMIFENTANIL])
def test_that_the_case_holds_the_concentration_of_the_study(drug, case):
    assert case_run(case).mean(f"Ce.{drug}", 600, 900) == pytest.approx(1.0, abs=0.03)


@pytest.mark.parametrize(("case", "published"), [(PROPOFOL[1], 12.6), (REMIFENTANIL[1], 27.7)])
def test_that_a_whole_body_breathes_less_by_what_nieuwenhuijs_measured(case, published):
    run = case_run(case)
    ours = fall(ventilation(run, 0, 58), ventilation(run, 600, 900))
    assert ours == pytest.approx(published, abs=POINTS)


@pytest.mark.parametrize(("case", "published"), [(PROPOFOL[1], 44.3), (REMIFENTANIL[1], 57.7)])
def test_that_the_answer_to_carbon_dioxide_falls_by_what_nieuwenhuijs_measured(case, published):
    handles = case_run(case).body.model.handles
    assert fall(at_55_mmhg(NEUTRAL), at_55_mmhg(handles)) == pytest.approx(published, abs=POINTS)


@pytest.mark.parametrize(("case", "published"), [(PROPOFOL[1], 9.9), (REMIFENTANIL[1], 3.7)])
def test_that_the_mean_pressure_falls_by_what_nieuwenhuijs_measured(case, published):
    run = case_run(case)
    ours = fall(run.mean("MAP", 20, 58), run.mean("MAP", 600, 900))
    assert ours == pytest.approx(published, abs=POINTS)


def test_that_rocuronium_lets_the_fourth_twitch_come_back_when_its_label_says():
    # US label of rocuronium: clinical duration of 0.6 mg/kg 31 min, 15 to 85.
    run = case_run("rocuronium-recovery")
    assert max(run.between("TOF", 180, 600)) == 0.0
    back_min = next(
        index * run.sample_s / 60.0 - 1.0
        for index, count in enumerate(run.readings["TOF"])
        if index * run.sample_s > 600 and count == 4.0
    )
    assert back_min == pytest.approx(31.0, abs=1.0)
