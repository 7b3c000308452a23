"""Where a sweep draws the samples of a moment."""

from math import nan

import pytest

from simrunner.ui.presenters.wave_sweep import (
    GAP_MS,
    WAVE_MS,
    WaveStanding,
    swept,
    wave_scale,
    waves_note,
)

WHOLE = [float(number) for number in range(WAVE_MS // 4)]


def test_that_a_sweep_ends_at_its_moment_and_leaves_a_gap_ahead() -> None:
    older, newer = swept(WHOLE, 2 * WAVE_MS + 1500)

    assert newer[-1] == (pytest.approx(1500 / WAVE_MS), WHOLE[-1])
    assert older[0][0] == pytest.approx((1500 + GAP_MS) / WAVE_MS, abs=0.002)
    assert older[-1][0] == pytest.approx(1.0, abs=0.001)
    assert newer[0][0] == pytest.approx(0.0, abs=0.001)
    assert len(older) + len(newer) == pytest.approx((WAVE_MS - GAP_MS) / 4, abs=2)


def test_that_a_moment_stays_where_it_is_while_the_sweep_moves_on() -> None:
    now = {sample: share for line in swept(WHOLE, 8000) for share, sample in line}
    later = [sample + 25 for sample in WHOLE]
    then = {sample: share for line in swept(later, 8100) for share, sample in line}

    assert now[1000.0] == pytest.approx(then[1000.0])


def test_that_a_young_run_begins_at_the_left_edge() -> None:
    (line,) = swept(WHOLE[:250], 1000)

    assert line[0][0] == pytest.approx(4 / WAVE_MS)
    assert line[-1] == (pytest.approx(1000 / WAVE_MS), 249.0)


def test_that_missing_samples_part_a_line() -> None:
    first, second = swept([1.0, 2.0, nan, nan, 3.0], 20)

    assert [sample for _, sample in first] == [1.0, 2.0]
    assert [sample for _, sample in second] == [3.0]


def test_that_a_scale_holds_what_is_drawn_and_knows_missing_samples() -> None:
    assert wave_scale("ART", [60.0, nan, 90.0]) == (20.0, 100.0)
    assert wave_scale("ART", [60.0, 150.0]) == (0.0, 160.0)
    assert wave_scale("II", [9.0]) == (-2.0, 5.0)
    assert wave_scale("CO2", [nan]) == (0.0, 50.0)


def test_that_a_telling_that_was_given_up_promises_no_waves() -> None:
    given_up = WaveStanding(told_ms=5000, percent=40, is_telling=False)

    assert waves_note(given_up, str) == waves_note(None, str)
    assert "not kept" in waves_note(given_up, str)
