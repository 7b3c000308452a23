"""The formal definitions on exact lists: what they must come to, to the last published figure."""

import math

import pytest
from support.cpr_lists import ADULT, compression, cycles, release, us

from simrunner.cpr.detector import Compression, CompressionDetector
from simrunner.cpr.measures import Stretch, measures_of
from simrunner.cpr.quality import (
    fraction_by_gaps,
    fraction_onset_to_release,
    rate_per_min,
)
from simrunner.cpr.release import release_share


@pytest.mark.parametrize(
    ("ratio", "rest_s", "cycle_s", "by_onsets", "by_gaps"),
    [(30, 5.0, 21.364, 0.7660, 0.7404), (15, 3.0, 11.182, 0.7317, 0.6829)],
)
def test_that_endless_cycles_have_the_two_published_fractions(
    ratio, rest_s, cycle_s, by_onsets, by_gaps
) -> None:
    found, releases, measured_s = cycles(2, ratio, rest_s)
    assert measured_s == pytest.approx(cycle_s, abs=0.0005)
    # one whole cycle of the endless sequence: from the first onset to the next cycle's
    first, first_releases = found[:ratio], releases[:ratio]
    assert fraction_onset_to_release(first, first_releases, us(measured_s)) == pytest.approx(
        by_onsets, abs=0.00005
    )
    assert fraction_by_gaps(found[: ratio + 1], us(measured_s)) == pytest.approx(
        by_gaps, abs=0.00005
    )


@pytest.mark.parametrize(
    ("rate_hz", "peak_bias_mm", "quantum_per_min"),
    [(20, 1.32, 10), (25, 0.85, 8), (50, 0.21, 4), (100, 0.05, 2), (200, 0.01, 1)],
)
def test_that_sparse_samples_cost_what_was_published_and_the_parabola_less(
    rate_hz, peak_bias_mm, quantum_per_min
) -> None:
    width_s = 0.5
    # the worst case: the peak lies in the middle between two samples
    first_s = (math.ceil(width_s / 2 * rate_hz) + 0.5) / rate_hz - width_s / 2
    depths = [
        54 * (1 - math.cos(2 * math.pi * (n / rate_hz - first_s) / width_s)) / 2
        if 0 <= n / rate_hz - first_s <= width_s else 0.0
        for n in range(rate_hz)
    ]  # fmt: skip
    assert 54 - max(depths) == pytest.approx(peak_bias_mm, abs=0.01)
    (found,) = CompressionDetector().feed(0, 1_000_000 // rate_hz, depths)
    assert abs(54 - found.depth_mm) <= peak_bias_mm / 2

    def rate_of(interval_s: float) -> float:
        return rate_per_min([compression(0), compression(interval_s)]) or 0.0

    step = (rate_of(60 / 110 - 1 / rate_hz) - rate_of(60 / 110 + 1 / rate_hz)) / 2
    assert round(step) == quantum_per_min


def test_that_leaning_begins_at_five_millimetres() -> None:
    assert release_share([release(0, 4.99), release(1, 5.0), release(2, -3.0)]) == 2 / 3


def test_that_a_compression_tells_how_deep_the_chest_stood_before_it() -> None:
    def bump(n: int, rest_mm: float) -> float:
        return rest_mm + (54 - rest_mm) * (1 - math.cos(2 * math.pi * n / 50)) / 2

    depths = [bump(n, 0.0) for n in range(25)] + [bump(n, 8.0) for n in range(25, 75)]
    found = CompressionDetector().feed(0, 10_000, [*depths, *[8.0] * 50])
    assert [round(c.lean_mm, 1) for c in found] == [0.0, 8.0]


def test_that_a_gap_after_a_return_is_neither_pause_nor_time() -> None:
    starts = [*(n * 0.5 for n in range(60)), *(230 + n * 0.5 for n in range(60))]
    found = [compression(s, width_s=0.5) for s in starts]
    releases = [release(s, width_s=0.5) for s in starts]
    stretch = Stretch(compressions=found, releases=releases, total_us=us(260))
    all_of_it = measures_of(stretch, ADULT, pause_us=2_000_000)
    assert all_of_it["pauses_s"] == [200.5]
    assert all_of_it["fraction_onset_to_release"] == pytest.approx(60 / 260)
    without = measures_of(stretch, ADULT, pause_us=2_000_000, rosc_gap_us=120_000_000)
    assert without["pauses_s"] == []
    assert without["left_out_s"] == pytest.approx(200.5)
    assert without["total_s"] == pytest.approx(59.5)
    assert without["fraction_onset_to_release"] == pytest.approx(1.0)
    assert without["fraction_by_gaps"] == 1.0
    # just below the limit it stays a pause
    kept = measures_of(stretch, ADULT, pause_us=2_000_000, rosc_gap_us=us(200.6))
    assert kept["pauses_s"] == [200.5]


def test_that_shocks_are_told_with_their_bands() -> None:
    starts = [*(n * 0.5 for n in range(200)), *(110 + n * 0.5 for n in range(60))]
    stretch = Stretch(
        compressions=[compression(s, width_s=0.5) for s in starts],
        releases=[release(s, width_s=0.5) for s in starts],
        total_us=us(140), shocks_us=(us(107.5), us(300)),
    )  # fmt: skip
    first, last = measures_of(stretch, ADULT, pause_us=1_000_000)["shocks"]
    assert first == {
        "at_s": 107.5, "pre_s": 7.5, "pre_band": "< 10 s", "post_s": 2.5, "post_band": "< 5 s",
        "peri_s": 10.0, "peri_band": "< 20 s",
    }  # fmt: skip
    assert (last["pre_band"], last["post_s"], last["peri_s"]) == (">= 20 s", None, None)


def test_that_a_shock_among_peaks_only_counts_from_the_peak() -> None:
    peaks = [Compression(onset_us=us(t), peak_us=us(t), depth_mm=54.0) for t in (1, 1.5, 9)]
    stretch = Stretch(
        compressions=peaks, releases=(), total_us=us(8), has_onsets=False, shocks_us=(us(6),)
    )
    (row,) = measures_of(stretch, ADULT, pause_us=1_000_000)["shocks"]
    assert (row["pre_s"], row["post_s"], row["peri_s"]) == (4.5, 3.0, 7.5)
