"""Measuring while it runs: the same numbers as looking back, at a cost that does not grow."""

import math

import pytest
from support.cpr_lists import ADULT, us

from simrunner.cpr.detector import Compression, CompressionDetector, Release
from simrunner.cpr.measures import Stretch, measures_of
from simrunner.cpr.running import RunningQuality
from simrunner.domain.chance import Stream


def drawn(seed: int, count: int):
    """Compressions with every fault: too shallow, too fast, leaning, pauses short and long."""
    chance = Stream(seed, "running")
    at_us, found, releases = 0, [], []
    for _ in range(count):
        gap_s = chance.unit()
        at_us += us(0.4 + 0.3 * chance.unit())
        at_us += us(150) if gap_s < 0.01 else us(1 + 4 * chance.unit()) if gap_s < 0.1 else 0
        found.append(
            Compression(onset_us=at_us - us(0.15), peak_us=at_us, depth_mm=40 + 30 * chance.unit())
        )
        releases.append(
            Release(peak_us=at_us, release_us=at_us + us(0.2), residual_mm=12 * chance.unit())
        )
    return found, releases


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("rosc_gap_us", [None, 120_000_000])
def test_that_running_measures_are_those_of_looking_back(seed, rosc_gap_us) -> None:
    found, releases = drawn(seed, 400)
    shocks = [found[90].peak_us + us(0.3), found[200].peak_us + us(0.25)]
    running = RunningQuality(ADULT, rosc_gap_us=rosc_gap_us)
    for place, (compression, release) in enumerate(zip(found, releases, strict=True)):
        running.compress(compression)
        running.release(release)
        if place in (90, 200):
            running.shock(shocks[0 if place == 90 else 1])
    total_us = releases[-1].release_us - found[0].onset_us
    stretch = Stretch(compressions=found, releases=releases, total_us=total_us, shocks_us=shocks)
    batch = measures_of(stretch, ADULT, pause_us=1_000_000, rosc_gap_us=rosc_gap_us)
    live = running.measures(total_us)
    assert list(live) == list(batch)
    for name, expected in batch.items():
        assert live[name] == (
            pytest.approx(expected) if isinstance(expected, float | dict) else expected
        ), name
    assert batch["pauses_s"]
    assert (rosc_gap_us is None) == (batch["left_out_s"] == 0)


def test_that_it_may_be_asked_after_every_piece_of_a_stream() -> None:
    depths = [54 * (1 - math.cos(2 * math.pi * n / 55)) / 2 for n in range(5500)]
    detector, running = CompressionDetector(), RunningQuality(ADULT)
    found, releases = [], []
    for start in range(0, len(depths), 10):
        new = detector.feed(start * 10_000, 10_000, depths[start : start + 10])
        let_go = detector.take_releases()
        running.feed(new, let_go)
        found += new
        releases += let_go
        if len(found) > 1 and len(releases) == len(found) - 1:
            now_us = found[-1].peak_us - found[0].onset_us
            stretch = Stretch(compressions=found, releases=releases, total_us=now_us)
            batch = measures_of(stretch, ADULT, pause_us=1_000_000)
            live = running.measures(now_us)
            assert live["rate_per_min"] == pytest.approx(batch["rate_per_min"])
            assert live["fraction_onset_to_release"] == pytest.approx(
                batch["fraction_onset_to_release"]
            )
    assert running.number == len(found) > 95


def test_that_what_it_keeps_does_not_grow_with_the_compressions() -> None:
    running = RunningQuality(ADULT)
    for n in range(5000):
        at_us = n * 545_455
        running.compress(Compression(onset_us=at_us, peak_us=at_us + 200_000, depth_mm=54.0))
        running.release(
            Release(peak_us=at_us + 200_000, release_us=at_us + 400_000, residual_mm=0.0)
        )
    kept = [value for value in vars(running).values() if isinstance(value, list)]
    assert kept == [[], []]
    assert running.rate_per_min() == pytest.approx(110, abs=0.001)


def test_that_a_pause_that_still_lasts_counts() -> None:
    running = RunningQuality(ADULT, has_onsets=False)
    for n in range(21):
        running.compress(Compression(onset_us=n * 500_000, peak_us=n * 500_000, depth_mm=54.0))
    assert running.fractions(10_000_000) == (None, 1.0)
    assert running.fractions(20_000_000, idle_us=10_000_000) == (None, 0.5)
