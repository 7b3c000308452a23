"""What a device shows of a frame."""

import pytest
from support.device_frames import frame_with

from simrunner.hardware.outputs import outputs_for


@pytest.mark.parametrize(("systolic", "strength"), [(120, 1000), (200, 1000), (60, 500), (6, 50)])
def test_that_the_pulse_grows_with_systolic_pressure(systolic, strength) -> None:
    shown = outputs_for(frame_with(SBP=systolic, HR=80, RR=12))
    assert shown["pulse.carotid.l"] == shown["pulse.carotid.r"] == strength


def test_that_the_chest_rests_without_breaths() -> None:
    assert outputs_for(frame_with(SBP=120, HR=80, RR=0.2))["chest.rise.l"] == 0
    assert outputs_for(frame_with(SBP=120, HR=80, RR=12.4))["resp.rate"] == 12


def test_that_a_frame_without_vitals_shows_nothing() -> None:
    assert set(outputs_for(frame_with()).values()) == {0}
