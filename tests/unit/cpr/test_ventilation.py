"""Breaths: which count, how fast they came, and what is flagged."""

import pytest
from support.cpr_lists import cycles, us

from simrunner.cpr.ventilation import (
    Breath,
    BreathLimits,
    breaks_us,
    breath_measures,
    breath_rate_per_min,
)

ADULT = BreathLimits(airway_most_per_min=12, most_per_break=2)


def breaths(*times_s: float, volume_ml: float = 500.0) -> list[Breath]:
    return [Breath(at_us=us(t), volume_ml=volume_ml) for t in times_s]


def test_that_only_more_than_a_hundred_millilitres_is_a_breath() -> None:
    given = [*breaths(0), *breaths(3, volume_ml=100.0), *breaths(6), *breaths(9, volume_ml=100.1)]
    found = breath_measures(given, [], ADULT, has_airway=True)
    assert (found["breaths"], found["breaths_too_small"]) == (3, 1)
    # 0, 6 and 9 s: a mean spacing of 4.5 s
    assert found["breath_rate_per_min"] == pytest.approx(60 / 4.5)
    assert found["breath_volume_ml"] == pytest.approx((500 + 500 + 100.1) / 3)


@pytest.mark.parametrize(("spacing_s", "is_too_fast"), [(6.0, False), (5.0, False), (4.9, True)])
def test_that_more_than_twelve_a_minute_are_flagged_with_an_airway(spacing_s, is_too_fast) -> None:
    given = breaths(*(n * spacing_s for n in range(11)))
    assert breath_rate_per_min(given) == pytest.approx(60 / spacing_s)
    assert breath_measures(given, [], ADULT, has_airway=True)["is_too_fast"] is is_too_fast
    assert breath_measures(given, [], ADULT, has_airway=False)["is_too_fast"] is None


def test_that_a_third_breath_and_a_long_break_are_flagged() -> None:
    found, releases, cycle_s = cycles(3, 30, 5.0)
    breaks = breaks_us(found, releases, pause_us=1_000_000)
    assert [(end - begin) / 1e6 for begin, end in breaks] == pytest.approx([5.0, 5.0])
    at_s = 30 * 60 / 110
    two, three = (at_s + 1, at_s + 3), (cycle_s + at_s + 1, cycle_s + at_s + 2, cycle_s + at_s + 3)
    flagged = breath_measures(breaths(*two, *three), breaks, ADULT, has_airway=False)
    assert flagged["breaks_with_too_many_breaths"] == 1
    assert (flagged["breaks"], flagged["breaks_too_long"]) == (2, 0)
    long = breath_measures([], [(0, us(10)), (us(20), us(30.01))], ADULT, has_airway=False)
    assert long["breaks_too_long"] == 1


def test_that_one_breath_has_no_rate() -> None:
    assert breath_rate_per_min(breaths(3)) is None
    assert breath_measures([], [], ADULT, has_airway=True)["is_too_fast"] is False
