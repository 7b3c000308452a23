"""Host time to run time: steady, late, paused, skipped."""

import pytest

from simrunner.hardware.session_clock import SessionClock


def test_that_between_two_steps_time_is_shared_out() -> None:
    clock = SessionClock()
    clock.mark(10.0, 1000)
    clock.mark(10.1, 1100)
    assert clock.run_ms_at(10.025) == pytest.approx(1025)
    assert clock.run_ms_at(10.1) == 1100


def test_that_nothing_was_before_the_first_mark_or_after_the_last() -> None:
    clock = SessionClock()
    assert clock.run_ms_at(5.0) == 0.0
    clock.mark(10.0, 100)
    assert clock.run_ms_at(9.0) == 100
    assert clock.run_ms_at(11.0) == 100


def test_that_in_a_pause_run_time_stands_still() -> None:
    clock = SessionClock()
    for host_s, run_ms in ((10.0, 1000), (10.25, 1000), (60.0, 1000), (60.1, 1100)):
        clock.mark(host_s, run_ms)
    assert clock.run_ms_at(35.0) == 1000
    assert clock.run_ms_at(60.05) == pytest.approx(1050)


def test_that_steps_taken_at_one_moment_are_no_division_by_nothing() -> None:
    clock = SessionClock()
    for host_s, run_ms in ((1.0, 100), (1.0, 200), (1.0, 300), (1.1, 400)):
        clock.mark(host_s, run_ms)
    assert clock.run_ms_at(1.0) == 300
    assert clock.run_ms_at(1.05) == pytest.approx(350)


def test_that_a_day_of_steps_keeps_the_last_minutes_only() -> None:
    clock = SessionClock()
    for step in range(50_000):
        clock.mark(step / 10, step * 100)
    assert len(clock._host_s) < 2400
    assert clock.run_ms_at(4999.85) == pytest.approx(4_999_850)
