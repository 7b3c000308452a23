"""From what a channel says to what is true: pure figures, and refusals in words."""

from math import inf, pi, sin

import pytest
from support.runs import PlainEnglish

from simrunner.hardware.calibration import (
    CalibrationRefused,
    calibrated,
    is_valid,
    known_amount,
    no_load_zero,
    valid_until,
)
from simrunner.hardware.checkup import Calibration, ChannelTail

TODAY = "2026-11-23"
TR = PlainEnglish()


def tail(values, unit="mm", period_us=10_000) -> ChannelTail:
    return ChannelTail(
        name="cpr.depth", unit=unit, period_us=period_us, values=tuple(values), ends_ms=0
    )


def zeroed(at: float) -> Calibration:
    return no_load_zero(tail([at] * 100), today=TODAY, tr=TR)


def test_that_the_zero_is_the_mean_of_the_last_second_alone() -> None:
    found = no_load_zero(tail([40.0] * 100 + [3.0, 5.0] * 50), today=TODAY, tr=TR)
    assert (found.zero, found.scale, found.made_on) == (4.0, 1.0, TODAY)
    assert calibrated((4.0, 54.0), found) == (0.0, 50.0)


def test_that_a_known_amount_gives_the_scale_and_what_remains() -> None:
    # A sensor that tells 90 % of the truth from 4 mm on, and trembles by 0.1 mm.
    loaded = [4.0 + 45.0 + 0.1, 4.0 + 45.0 - 0.1] * 50
    found = known_amount(tail(loaded), 50.0, today=TODAY, tr=TR, before=zeroed(4.0))
    assert found.scale == pytest.approx(50 / 45)
    assert found.error == pytest.approx(0.1 * 50 / 45)
    assert calibrated((49.0,), found)[0] == pytest.approx(50.0)


def test_that_a_syringes_stroke_is_read_at_its_end() -> None:
    stroke = [0.0] * 200 + [4.4 * step for step in range(100)] + [440.0] * 30 + [0.0] * 100
    found = known_amount(tail(stroke, "mL"), 500.0, today=TODAY, tr=TR, before=zeroed(0.0))
    assert found.scale == pytest.approx(500 / 440, rel=0.03)


@pytest.mark.parametrize(
    ("values", "known", "words"),
    [
        ([1.0] * 99, None, "less than a second"),
        ([27 + 27 * sin(2 * pi * at / 54) for at in range(100)], None, "it moves by"),
        ([inf] * 100, None, "no number"),
        ([5.0] * 100, 50.0, "no matter of scale"),
        ([-50.0] * 100, 50.0, "no matter of scale"),
        ([50.0] * 100, -50.0, "more than nothing"),
    ],
)
def test_that_what_cannot_be_used_is_refused_in_words(values, known, words) -> None:
    def take() -> Calibration:
        if known is None:
            return no_load_zero(tail(values), today=TODAY, tr=TR)
        return known_amount(tail(values), known, today=TODAY, tr=TR, before=zeroed(0.0))

    with pytest.raises(CalibrationRefused, match=words):
        take()


def test_that_an_amount_needs_a_zero_first() -> None:
    with pytest.raises(CalibrationRefused, match="zero first"):
        known_amount(tail([50.0] * 100), 50.0, today=TODAY, tr=TR, before=None)


def test_that_a_new_zero_keeps_the_scale_while_it_counts_and_not_its_date() -> None:
    before = known_amount(tail([45.0] * 100), 50.0, today=TODAY, tr=TR, before=zeroed(0.0))
    assert valid_until(before) == "2026-12-23"
    assert is_valid(before, "2026-12-23T23:59:00")
    assert not is_valid(before, "2026-12-24")
    later = no_load_zero(tail([1.0] * 100), today="2026-12-20", tr=TR, before=before)
    assert (later.zero, later.scale, later.made_on) == (1.0, before.scale, TODAY)
    anew = no_load_zero(tail([1.0] * 100), today="2026-12-24", tr=TR, before=before)
    assert (anew.scale, anew.known, anew.made_on) == (1.0, None, "2026-12-24")
