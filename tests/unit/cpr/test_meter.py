"""The meter on the facts of a run: what a screen and a record are told."""

from dataclasses import replace

import pytest

from simrunner.app.cpr_measure import read_profiles
from simrunner.cpr.meter import CprMeter
from simrunner.domain.action import (
    AnnulEntry,
    Compress,
    DeliverShock,
    GiveBreath,
    ReadDevice,
    Source,
)
from simrunner.domain.event import ActionTaken


def taken(at_ms: int, action) -> ActionTaken:
    return ActionTaken(
        at_ms=at_ms, source=action.source, entry=at_ms, performed_at_ms=at_ms, action=action
    )


def press(peak_ms: int, depth_mm: int = 54, lean_mm: int | None = 0) -> ActionTaken:
    action = Compress(source=Source.DEVICE, depth_mm=depth_mm, lean_mm=lean_mm, peak_at_ms=peak_ms)
    return taken(peak_ms // 100 * 100 + 200, action)


@pytest.fixture
def meter() -> CprMeter:
    return CprMeter(read_profiles()["adult"])


def test_that_nothing_is_shown_before_the_first_compression(meter) -> None:
    view = meter.view(5000)
    assert (view.number, view.since_ms, view.fraction_by_gaps, view.score) == (0, None, None, None)
    assert meter.measures(has_airway=False) == {}


def test_that_peaks_count_and_not_the_steps_they_were_told_in(meter) -> None:
    meter.see([press(1000 + n * 545) for n in range(31)])
    view = meter.view(1000 + 30 * 545 + 200)
    assert view.rate_per_min == pytest.approx(60_000 / 545)
    assert (view.since_ms, view.is_paused, view.number) == (200, False, 31)
    assert view.depth_share == view.rate_share == view.release_share == view.fraction_by_gaps == 1
    assert view.score.total == pytest.approx(100)
    assert all(press.peak_ms > view.at_ms - 10_000 for press in view.recent)
    assert len(view.recent) == 18


def test_that_a_pause_lowers_the_fraction_while_it_lasts(meter) -> None:
    meter.see([press(n * 500) for n in range(21)])
    assert meter.view(10_900).fraction_by_gaps == 1
    paused = meter.view(20_000)
    assert (paused.is_paused, paused.rate_per_min) == (True, None)
    assert paused.fraction_by_gaps == pytest.approx(0.5)
    assert paused.score.fraction == pytest.approx(0.625)
    over = meter.view(130_001)
    assert over.is_over
    assert over.fraction_by_gaps == 1


def test_that_one_press_before_and_one_after_a_return_measure_no_time(meter) -> None:
    meter.see([press(1000), press(131_000)])
    view = meter.view(131_200)
    assert (view.number, view.fraction_by_gaps, view.score) == (2, None, None)
    found = meter.measures(has_airway=False)
    assert (found["total_s"], found["delivered_per_min"], found["left_out_s"]) == (0, None, 130)
    meter.see([press(131_500), press(132_000)])
    assert meter.view(132_100).fraction_by_gaps == 1


def test_that_leaning_belongs_to_the_compression_before(meter) -> None:
    meter.see([press(n * 545, lean_mm=9 if n in (3, 4) else 0) for n in range(11)])
    view = meter.view(6000)
    assert view.release_share == pytest.approx(0.8)
    assert [round(each.lean_mm) for each in view.recent].count(9) == 2
    assert view.score.release == pytest.approx((8 + 2 * 0.6) / 10)


def test_that_compressions_without_a_measured_lean_have_no_release(meter) -> None:
    meter.see([press(n * 545, lean_mm=None) for n in range(11)])
    view = meter.view(6000)
    assert (view.release_share, view.score) == (None, None)


def test_that_one_compression_felt_twice_counts_once(meter) -> None:
    meter.see([press(1000), press(1040), press(1545)])
    assert meter.view(2000).number == 2


def test_that_shocks_and_breaths_of_a_run_are_measured(meter) -> None:
    meter.see([press(n * 500) for n in range(21)])
    meter.see([taken(14_000, DeliverShock(source=Source.DEVICE, energy_j=200))])
    for at_ms in (12_000, 15_000, 16_000, 17_000):
        reading = "rate=10 volume_ml=500" if at_ms != 17_000 else "volume_ml=lots"
        meter.see([taken(at_ms, ReadDevice(source=Source.DEVICE, name="ventilation",
                                           reading=reading))])  # fmt: skip
    meter.see([press(18_000 + n * 500) for n in range(21)])
    found = meter.measures(has_airway=False)
    (shock,) = found["shocks"]
    assert (shock["pre_s"], shock["post_s"], shock["peri_s"]) == (4.0, 4.0, 8.0)
    assert found["ventilation"]["breaths"] == 3
    assert found["ventilation"]["breaks_with_too_many_breaths"] == 1
    assert found["fraction_by_gaps"] == pytest.approx(20 / 28)
    assert found["fraction_onset_to_release"] is None


def test_that_an_annulled_shock_leaves_the_measures_whenever_it_is_annulled(meter) -> None:
    meter.see([press(n * 500) for n in range(21)])
    for at_ms in (12_000, 13_000):
        meter.see([taken(at_ms, DeliverShock(source=Source.LEARNER, energy_j=200))])
    meter.see([press(18_000 + n * 500) for n in range(5)])
    assert [row["at_s"] for row in meter.measures(has_airway=False)["shocks"]] == [12, 13]
    meter.see([taken(30_000, AnnulEntry(source=Source.FACILITATOR, entry=12_000))])
    (kept,) = meter.measures(has_airway=False)["shocks"]
    assert (kept["at_s"], kept["pre_s"], kept["post_s"]) == (13, 3, 5)
    meter.see([taken(31_000, AnnulEntry(source=Source.FACILITATOR, entry=10_000))])
    assert len(meter.measures(has_airway=False)["shocks"]) == 1


@pytest.mark.parametrize(("force_n", "share"), [(24, 1.0), (25, 0.0), (None, 0.0)])
def test_that_a_load_cell_goes_before_the_depth(meter, force_n, share) -> None:
    facts = [press(n * 545, lean_mm=8) for n in range(11)]
    meter.see(replace(fact, action=replace(fact.action, lean_force_n=force_n)) for fact in facts)
    view = meter.view(6000)
    assert view.release_share == share
    assert view.recent[-1].is_leaning is (share == 0.0)
    assert meter.measures(has_airway=False)["residual_force_n"] == force_n


def test_that_the_last_breaths_have_a_rate_from_three_on(meter) -> None:
    shown = []
    for at_ms, volume_ml in ((1000, 500), (4000, 60), (4500, 400), (9000, 600)):
        breath = GiveBreath(source=Source.DEVICE, volume_ml=volume_ml, inspiration_ms=900)
        meter.see([taken(at_ms, breath)])
        view = meter.view(at_ms)
        shown.append((view.breath_rate_per_min, view.breath_volume_ml))
    assert shown == [(None, 500), (None, 500), (None, 450), (15, 500)]
    assert meter.view(9000 + 45_000).breath_volume_ml is None
