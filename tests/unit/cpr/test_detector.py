"""The compression detector against signals whose compressions are known."""

import math

import pytest

from simrunner.cpr.detector import CompressionDetector
from simrunner.cpr.quality import (
    Target,
    depth_share,
    fraction_by_gaps,
    fraction_onset_to_release,
    mean_instant_rate_per_min,
    rate_per_min,
    rate_share,
)
from simrunner.cpr.release import release_share
from simrunner.domain.chance import Stream

ADULT = Target(depth_low_mm=50, depth_high_mm=60, rate_low_per_min=100, rate_high_per_min=120)


def bump(u: float) -> float:
    return (1 - math.cos(2 * math.pi * u)) / 2 if 0 <= u <= 1 else 0.0


def signal(
    starts_s, *, width_s, depth_mm=lambda _n: 54.0, lean_mm=lambda _n: 0.0, end_s, rate_hz=100
):
    """Raised cosines of ``width_s``; lean_mm(n) stays after compression n until the next."""
    depths, n = [], 0
    for sample in range(int(end_s * rate_hz)):
        t = sample / rate_hz
        while n + 1 < len(starts_s) and t >= starts_s[n + 1]:
            n += 1
        u = (t - starts_s[n]) / width_s
        rest = lean_mm(n - 1) if u < 0.5 and n else lean_mm(n) if u >= 0.5 else 0.0
        depths.append(rest + (depth_mm(n) - rest) * bump(u))
    return depths


def detect(depths, *, rate_hz=100, chunk=10):
    detector = CompressionDetector()
    period_us = 1_000_000 // rate_hz
    found = []
    for i in range(0, len(depths), chunk):
        found += detector.feed(i * period_us, period_us, depths[i : i + chunk])
    return found, detector.take_releases()


def steady(rate=110.0, seconds=120, **kwargs):
    interval = 60 / rate
    starts = [n * interval for n in range(round(seconds * rate / 60))]
    return signal(starts, width_s=interval, end_s=seconds, **kwargs)


def cycles(count, ratio, rest_s, *, noise_mm=0.0):
    """``count`` cycles of ``ratio`` compressions at 110/min, then rest from release to onset."""
    interval = 60 / 110
    cycle = ratio * interval + rest_s
    starts = [c * cycle + n * interval for c in range(count) for n in range(ratio)]
    depths = signal(starts, width_s=interval, end_s=count * cycle)
    chance = Stream(1, "noise")
    return [d + noise_mm * chance.bell() for d in depths] if noise_mm else depths, cycle


def test_that_two_minutes_at_110_are_220_good_compressions() -> None:
    found, releases = detect([*steady(), *[0.0] * 100])
    assert len(found) == len(releases) == 220
    assert rate_per_min(found) == pytest.approx(110.0, abs=0.05)
    assert depth_share(found, ADULT) == 1
    assert release_share(releases) == 1
    assert {round(c.depth_mm) for c in found} == {54}


def test_that_the_parabola_keeps_the_peak_bias_within_a_twentieth_of_a_millimetre() -> None:
    # at 50 Hz the highest sample alone is up to 0.18 mm too low
    for rate_hz in (50, 100, 200):
        found, _ = detect(steady(rate_hz=rate_hz), rate_hz=rate_hz)
        assert len(found) in {219, 220}
        assert max(abs(c.depth_mm - 54.0) for c in found) <= 0.05


def test_that_alternating_intervals_have_two_different_mean_rates() -> None:
    starts, t = [], 0.0
    for n in range(101):
        starts.append(t)
        t += 0.5 if n % 2 == 0 else 0.6
    found, _ = detect(signal(starts, width_s=0.5, end_s=t + 1))
    assert len(found) == 101
    assert rate_per_min(found) == pytest.approx(109.09, abs=0.01)
    assert mean_instant_rate_per_min(found) == pytest.approx(110.0, abs=0.01)


@pytest.mark.parametrize(
    ("ratio", "rest_s", "by_onset", "by_gaps"), [(30, 5.0, 0.7660, 0.7404), (15, 3.0, 0.7317, None)]
)
@pytest.mark.parametrize("noise_mm", [0.0, 0.15])
def test_that_the_fraction_depends_on_its_definition(
    ratio, rest_s, by_onset, by_gaps, noise_mm
) -> None:
    depths, cycle_s = cycles(10, ratio, rest_s, noise_mm=noise_mm)
    found, releases = detect(depths)
    total_us = round(10 * cycle_s * 1e6)
    assert len(found) == 10 * ratio
    # two turning points on a grid of 10 ms in a cycle of 11.2 s or more
    measured = fraction_onset_to_release(found, releases, total_us)
    assert measured == pytest.approx(by_onset, abs=0.0018)
    if by_gaps is not None:
        # the endless sequence has as many pauses as cycles, ten cycles have nine between them
        share = 1 - (1 - fraction_by_gaps(found, total_us)) * 10 / 9
        assert share == pytest.approx(by_gaps, abs=0.001)


def test_that_shallow_and_fast_compressions_are_outside_the_bands() -> None:
    chance = Stream(1, "depth")
    depths = [45 + 2 * max(-2.0, min(2.0, chance.bell())) for _ in range(300)]
    found, _ = detect(steady(rate=130.0, depth_mm=lambda n: depths[n]))
    assert depth_share(found, ADULT) == 0
    assert rate_share(found, ADULT) == 0


def test_that_leaning_after_three_in_ten_is_found() -> None:
    chance = Stream(1, "lean")
    leans = [8.0 if chance.unit() < 0.3 else 0.0 for _ in range(300)]
    _, releases = detect([*steady(lean_mm=lambda n: leans[n]), *[0.0] * 100])
    assert release_share(releases) == pytest.approx(0.70, abs=0.05)


def test_that_a_tiring_rescuer_leaves_the_depth_band() -> None:
    chance = Stream(1, "fatigue")
    drawn = [54 - 6 * n / 110 + 2 * chance.bell() for n in range(220)]
    found, _ = detect(steady(depth_mm=lambda n: drawn[n]))
    assert depth_share(found, ADULT) == pytest.approx(0.36, abs=0.05)
    assert depth_share(found, ADULT) == sum(50 <= d <= 60 for d in drawn) / 220


def test_that_a_compression_cut_by_the_end_is_not_counted() -> None:
    interval = 60 / 110
    starts = [n * interval for n in range(175)]
    found, _ = detect(signal(starts, width_s=interval, end_s=starts[-1] + interval / 2))
    assert len(found) == 174


def test_that_how_the_samples_are_cut_makes_no_difference() -> None:
    depths = cycles(2, 30, 5.0, noise_mm=0.15)[0]
    assert detect(depths, chunk=1) == detect(depths, chunk=997)


def test_that_a_movement_below_the_thresholds_is_no_compression() -> None:
    assert detect(steady(depth_mm=lambda _n: 11.5))[0] == []
    # rises of 7 mm above a lean of 20 mm: deep enough, not a rise of 8 mm
    depths = [20 + 7 * bump(n / 50 % 1) for n in range(1000)]
    assert len(detect(depths)[0]) == 0


def test_that_the_calibrated_zero_is_taken_off() -> None:
    detector = CompressionDetector(zero_mm=3.0)
    found = detector.feed(0, 10_000, [3.0 + d for d in steady(seconds=10)])
    assert {round(c.depth_mm, 1) for c in found} == {54.0}


def test_that_a_hole_in_the_samples_counts_nothing_across_it() -> None:
    detector = CompressionDetector()
    rise = [54 * bump(n / 50) for n in range(26)]
    assert detector.feed(0, 10_000, rise) == []
    assert detector.feed(2_000_000, 10_000, [0.0] * 50) == []
