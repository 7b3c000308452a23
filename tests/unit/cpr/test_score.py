"""The open score and the pauses around a shock, by numbers worked out by hand."""

import pytest

from simrunner.cpr.detector import Compression, Release
from simrunner.cpr.quality import Target, delivered_per_min, fraction_by_gaps, pauses_us
from simrunner.cpr.quality import rate_per_min as rate_of
from simrunner.cpr.score import Score, score
from simrunner.cpr.shock_pause import PERI_SHOCK_BANDS_S, band_of, shock_pause

ADULT = Target(depth_low_mm=50, depth_high_mm=60, rate_low_per_min=100, rate_high_per_min=120)


def compression(peak_s: float, depth_mm: float = 54.0) -> Compression:
    return Compression(
        onset_us=round((peak_s - 0.2) * 1e6), peak_us=round(peak_s * 1e6), depth_mm=depth_mm
    )


def release(peak_s: float, residual_mm: float = 0.0) -> Release:
    return Release(
        peak_us=round(peak_s * 1e6), release_us=round((peak_s + 0.2) * 1e6), residual_mm=residual_mm
    )


def scored(*, rate: float = 110.0, depth_mm: float = 54.0, lean_mm: float = 0.0, fraction=0.9):
    times = [n * 60 / rate for n in range(50)]
    return score(
        [compression(t, depth_mm) for t in times], [release(t, lean_mm) for t in times], ADULT,
        fraction=fraction,
    )  # fmt: skip


def test_that_perfect_compressions_are_a_hundred() -> None:
    assert scored().total == pytest.approx(100)
    assert scored().deductions == {"depth": 0, "rate": 0, "release": 0, "fraction": 0}


@pytest.mark.parametrize(
    ("changes", "part", "points"),
    [
        ({"depth_mm": 45.0}, "depth", 0.75), ({"depth_mm": 65.0}, "depth", 0.75),
        ({"depth_mm": 30.0}, "depth", 0.0), ({"depth_mm": 80.0}, "depth", 0.0),
        ({"rate": 90.0}, "rate", 0.75), ({"rate": 160.0}, "rate", 0.0),
        ({"lean_mm": 5.0}, "release", 1.0), ({"lean_mm": 10.0}, "release", 0.5),
        ({"lean_mm": 15.0}, "release", 0.0), ({"lean_mm": -7.0}, "release", 1.0),
        ({"fraction": 0.6}, "fraction", 0.75), ({"fraction": 0.8}, "fraction", 1.0),
    ],
)  # fmt: skip
def test_that_each_part_falls_in_proportion_and_shows_as_a_deduction(changes, part, points) -> None:
    found = scored(**changes)
    assert getattr(found, part) == pytest.approx(points, abs=1e-5)
    assert found.deductions[part] == pytest.approx(1 - points, abs=1e-5)
    assert found.total == pytest.approx(100 * points**0.25, abs=0.01)


def test_that_the_total_is_the_geometric_mean_of_the_parts() -> None:
    found = Score(depth=0.9, rate=0.8, release=0.7, fraction=0.6)
    assert found.total == pytest.approx(100 * (0.9 * 0.8 * 0.7 * 0.6) ** 0.25)


def test_that_nothing_is_scored_where_nothing_was_done() -> None:
    assert score([], [], ADULT, fraction=0.0) is None
    assert score([compression(1)], [release(1)], ADULT, fraction=0.1) is None


def test_that_the_pause_around_a_shock_is_from_release_to_onset() -> None:
    found = shock_pause(
        [compression(99.8), compression(110.2)], [release(99.8), release(110.2)], 107_500_000
    )
    assert (found.pre_us, found.post_us, found.peri_us) == (7_500_000, 2_500_000, 10_000_000)
    assert band_of(found.peri_us, PERI_SHOCK_BANDS_S) == 0
    assert [band_of(s * 1_000_000, PERI_SHOCK_BANDS_S) for s in (19, 20, 39, 40)] == [0, 1, 1, 2]


def test_that_a_shock_at_the_edge_of_the_record_has_one_side_only() -> None:
    found = shock_pause([compression(5)], [release(5)], 9_000_000)
    assert (found.pre_us, found.post_us, found.peri_us) == (3_800_000, None, None)
    assert shock_pause([compression(5)], [release(5)], 1_000_000).pre_us is None


def test_that_the_pause_is_what_the_reader_says_it_is() -> None:
    times = [0.0, 0.5, 1.0, 2.5, 3.0]
    compressions = [compression(t) for t in times]
    assert pauses_us(compressions) == [1_500_000]
    assert pauses_us(compressions, pause_us=2_000_000) == []
    assert rate_of(compressions) == pytest.approx(120)
    assert rate_of(compressions, pause_us=2_000_000) == pytest.approx(80)
    assert fraction_by_gaps(compressions, 3_000_000) == pytest.approx(0.5)
    assert fraction_by_gaps(compressions, 3_000_000, pause_us=2_000_000) == 1
    assert delivered_per_min(compressions, 3_000_000) == pytest.approx(100)
