"""Lanes that come with a line, a probe or a ventilator, and beats that no probe counts."""

from array import array
from dataclasses import replace

import pytest
from support.drawn_waves import draw
from support.frames import English, monitor_view, scenario

from simrunner.domain.patient_state import Beat, PatientState
from simrunner.domain.vital import VITALS, Vital
from simrunner.monitor.arterial_line import seen_pressures_mmhg
from simrunner.monitor.lanes import Lanes
from simrunner.monitor.oximeter import Oximeter
from simrunner.patient.wave.conditions import (
    OPTIMAL,
    OVERDAMPED,
    UNDERDAMPED,
    WaveConditions,
)
from simrunner.ui.presenters.lanes import LANES, lane_scale
from simrunner.ui.presenters.monitor import MonitorPresenter

VITAL = dict.fromkeys(VITALS, 0.0) | {
    Vital.CVP: 6.0, Vital.PAP_SYSTOLIC: 24.0, Vital.PAP_DIASTOLIC: 9.0, Vital.ICP: 11.0,
    Vital.SBP: 120.0, Vital.DBP: 75.0, Vital.SPO2: 98.0,
}  # fmt: skip


def state(**changes) -> PatientState:
    usual = PatientState(
        at_ms=0, vitals=VITAL, rhythm="sinus", beats=(), breaths_at_ms=(), compressions_at_ms=(),
        is_compressed=False, attached=frozenset({"spo2"}), waves={},
    )  # fmt: skip
    return replace(usual, **changes)


def test_that_a_lane_comes_with_its_sensor_and_a_ventilator_with_its_peak():
    lanes = Lanes()
    assert lanes.read(state()) == {}
    on = state(
        attached=frozenset({"cvp", "pa"}),
        waves={"PAW": memoryview(array("f", [5.0, 31.0])), "FLOW": memoryview(array("f", [0.0]))},
    )
    lanes.observe(on)
    assert lanes.read(on) == {"CVP": "6", "PA": "24/9 (14)", "PAW": "31/5", "FLOW": ""}


def test_that_a_catheter_is_read_where_it_lies():
    vitals = VITAL | {Vital.PAWP: 8.0}
    read = {
        place: Lanes().read(state(attached=frozenset({"pa"}), vitals=vitals, catheter=place))["PA"]
        for place in ("ra", "rv", "pa", "wedge")
    }
    assert read == {"ra": "(6)", "rv": "24/6", "pa": "24/9 (14)", "wedge": "(8)"}


@pytest.mark.parametrize("rate", [60.0, 90.0, 130.0])
@pytest.mark.parametrize("line", ["normal", "underdamped", "overdamped"])
def test_that_the_arterial_numbers_are_those_of_the_drawn_line(line, rate):
    vitals = VITAL | {Vital.HR: rate, Vital.MAP: 90.0}
    systolic, diastolic, mean = seen_pressures_mmhg(state(vitals=vitals, line=line))
    still = {Vital.SBP: 120.0, Vital.DBP: 75.0, Vital.HR: rate, Vital.RR: 0.0}
    lines = {"normal": OPTIMAL, "underdamped": UNDERDAMPED, "overdamped": OVERDAMPED}
    conditions = WaveConditions(catheter=lines[line])
    drawn = draw(12, still, conditions=conditions, sensors=()).part("ART", 5)
    assert (systolic, diastolic) == pytest.approx((drawn.max(), drawn.min()), abs=2.0)
    assert mean == 90.0


def test_that_added_lanes_show_in_place_of_v5_and_a_lost_lead_says_so():
    presenter = MonitorPresenter(scenario(), English())
    view = monitor_view(lanes={"CVP": "6", "PA": "24/9 (14)"}, lost_leads=("I", "II"))
    strips = presenter.strips(view)
    assert [strip.wave for strip in strips] == ["II", "ART", "PLETH", "CO2", "CVP", "PA"]
    assert strips[0].reason == "Lead off"
    assert strips[-1].note == "24/9 (14) mmHg"
    assert lane_scale("PAW", "31/5") == (0.0, 60.0)
    assert {"CVP", "PA", "ICP", "PAW", "FLOW", "VOLUME", "EEG", "FHR", "TOCO"} == set(LANES)


def test_that_a_weak_beat_is_drawn_but_not_counted():
    oximeter = Oximeter(delay_ms=0)
    beats = (Beat(at_ms=20, pulse_fraction=0.34), Beat(at_ms=70, pulse_fraction=0.36))
    assert oximeter.observe(100, state(at_ms=100, beats=beats)) == (70,)
