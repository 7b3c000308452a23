"""What a device shows of a frame."""

import pytest
from support.device_frames import frame_with

from simrunner.app.assets import read_rhythms
from simrunner.hardware.figure_outputs import figure_outputs_for
from simrunner.hardware.outputs import RHYTHMS_WITHOUT_PULSE, outputs_for


@pytest.mark.parametrize(("systolic", "strength"), [(120, 1000), (200, 1000), (60, 500), (6, 50)])
def test_that_the_pulse_grows_with_systolic_pressure(systolic, strength) -> None:
    shown = outputs_for(frame_with(SBP=systolic, HR=80, RR=12))
    assert shown["pulse.carotid.l"] == shown["pulse.carotid.r"] == strength


def test_that_the_chest_rests_without_breaths() -> None:
    assert outputs_for(frame_with(SBP=120, HR=80, RR=0.2))["chest.rise.l"] == 0
    assert outputs_for(frame_with(SBP=120, HR=80, RR=12.4))["resp.rate"] == 12


def test_that_a_frame_without_vitals_shows_nothing() -> None:
    assert set(outputs_for(frame_with()).values()) == {0}


def test_that_no_rhythm_without_a_palpable_pulse_is_felt_whatever_the_file_sets() -> None:
    silent = {name for name, row in read_rhythms().items() if not row.has_palpable_pulse}
    assert silent == RHYTHMS_WITHOUT_PULSE
    for rhythm in silent:
        whole = frame_with(rhythm=rhythm, SBP=120, HR=80, RR=12)
        shown = {**outputs_for(whole), **figure_outputs_for(whole)}
        assert {number for name, number in shown.items() if name.startswith("pulse.")} == {0}


def test_that_pulses_are_lost_from_the_foot_to_the_neck_as_pressure_falls() -> None:
    lost = []
    for systolic in range(120, 10, -1):
        frame = frame_with(SBP=systolic, HR=80)
        shown = {**outputs_for(frame), **figure_outputs_for(frame)}
        lost += [
            site for site in ("pedal", "popliteal", "radial", "brachial", "femoral", "carotid")
            if shown[f"pulse.{site}.l"] == 0 and site not in lost
        ]  # fmt: skip
    assert lost == ["pedal", "popliteal", "radial", "brachial", "femoral"]


def test_that_lids_and_lips_follow_the_patient_and_are_absent_without_a_reading() -> None:
    awake = figure_outputs_for(frame_with(GCS=15, SpO2=97))
    dying = figure_outputs_for(frame_with(GCS=3, SpO2=60))
    assert (awake["eyes.lid.l"], awake["led.cyanosis"]) == (0, 0)
    assert (dying["eyes.lid.l"], dying["led.cyanosis"]) == (1000, 1000)
    assert figure_outputs_for(frame_with()) == {}
