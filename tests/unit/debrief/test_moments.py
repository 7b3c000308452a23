import pytest
from support.runs import run_record, scenario, trend

from simrunner.debrief.moments import Moments
from simrunner.debrief.timeline import build_timeline


@pytest.fixture(scope="module")
def moments():
    record = run_record()
    return Moments(record, scenario(), build_timeline(record, scenario(), "en"))


def test_that_a_moment_has_the_numbers_of_its_second(moments):
    assert moments.at(100_999).truth == trend()[99].truth
    assert moments.at(101_000).truth == trend()[100].truth
    assert moments.at(3000).shown["SpO2"] is None


def test_that_a_moment_before_the_first_number_has_none(moments):
    assert moments.at(500).truth == {}


def test_that_an_old_number_is_not_shown_as_the_present_one():
    record = run_record(points=trend(60))
    moments = Moments(record, scenario(), build_timeline(record, scenario(), "en"))
    assert moments.at(65_000).truth == trend(60)[-1].truth
    assert moments.at(65_001).truth == {}


def test_that_a_moment_has_the_state_of_each_region(moments):
    assert {region: band.state for region, band in moments.at(126_999).states.items()} == {
        "patient": "onset",
        "equipment": "infusing",
    }
    assert moments.at(127_000).states["patient"].state == "shock"
    assert moments.at(761_000).states["patient"].state == "responding"


def test_that_rhythm_and_sensors_follow_the_run(moments):
    assert (moments.at(126_999).rhythm, moments.at(127_000).rhythm) == (
        "sinus",
        "sinus-tachycardia",
    )
    assert (moments.at(0).attached, moments.at(500_000).attached) == (
        frozenset({"ecg"}),
        frozenset({"ecg", "art"}),
    )


def test_that_alarms_pins_and_the_last_cuff_reading_follow_the_run(moments):
    before, during = moments.at(129_999), moments.at(250_000)
    assert (before.alarms, before.pins, before.nibp) == ((), (), None)
    assert [alarm.condition for alarm in during.alarms] == ["SpO2 low"]
    assert [pin.what for pin in during.pins] == ["SBP"]
    assert during.nibp is not None
    assert during.nibp.mean_mmhg == 46
    assert moments.at(640_000).alarms == ()


def test_that_a_time_outside_of_the_run_is_kept_inside(moments):
    assert (moments.at(-5).at_ms, moments.at(10**9).at_ms) == (0, 761_000)


def test_that_landmarks_are_in_order_and_once_each(moments):
    landmarks = moments.landmarks_ms()
    assert landmarks == tuple(sorted(set(landmarks)))
    assert {0, 95_000, 127_000, 161_000, 412_000, 470_000, 606_000} <= set(landmarks)
    assert 150_000 not in landmarks, "a withdrawn mark is no landmark"
