import pytest
from support.bodies import Bedside, Body, adult_alarms, bare_scenario

from simrunner.domain.event import NibpMeasured
from simrunner.domain.frame import Signal
from simrunner.domain.order import PressKey
from simrunner.domain.vital import Vital
from simrunner.monitor.monitor import Monitor

CUFF = frozenset({"nibp"})


def _facts(bedside):
    return [
        event for seen in bedside.seen for event in seen.events if isinstance(event, NibpMeasured)
    ]


def _cuff_bedside(**vitals):
    return Bedside(Body(attached=CUFF, vitals={Vital[name]: mmhg for name, mmhg in vitals.items()}))


def _press(bedside, key):
    return bedside.step((PressKey(key=key),))


def _measured(seen):
    return any(isinstance(event, NibpMeasured) for event in seen.events)


def test_that_the_first_cycle_starts_by_itself_and_reads_the_true_pressures() -> None:
    bedside = _cuff_bedside(SBP=124, DBP=76)
    started_ms = bedside.first_ms(lambda seen: seen.view.nibp.is_measuring)
    ended_ms = bedside.first_ms(_measured)
    assert started_ms == 5_000
    assert 20_000 <= ended_ms - started_ms <= 40_000
    fact = _facts(bedside)[0]
    assert (fact.systolic_mmhg, fact.diastolic_mmhg, fact.mean_mmhg) == (124, 76, 92)
    assert fact.pulse_rate_per_min == 75
    assert [bedside.numbers[name] for name in ("NIBPs", "NIBPd", "NIBPm")] == [124, 76, 92]
    assert bedside.seen[-1].view.nibp.history[-1].at_ms == ended_ms


@pytest.mark.parametrize(("systolic", "diastolic"), [(66, 45), (124, 76), (200, 110), (250, 150)])
def test_that_every_cycle_takes_20_to_40_s(systolic, diastolic) -> None:
    bedside = _cuff_bedside(SBP=systolic, DBP=diastolic)
    started_ms = bedside.first_ms(lambda seen: seen.view.nibp.is_measuring)
    duration_ms = bedside.first_ms(_measured) - started_ms
    assert 20_000 <= duration_ms <= 40_000
    assert _facts(bedside)[0].systolic_mmhg == systolic


def test_that_the_reading_is_of_the_moment_when_the_cuff_passes_the_mean() -> None:
    bedside = _cuff_bedside(SBP=120, DBP=75)
    bedside.run_until(15_000)  # 10 s into the cycle the cuff is still above the mean of 90
    bedside.body.vitals.update({Vital.SBP: 110, Vital.DBP: 65})
    bedside.first_ms(lambda seen: (seen.view.nibp.cuff_mmhg or 999) < 75)
    bedside.body.vitals.update({Vital.SBP: 150, Vital.DBP: 95})
    bedside.first_ms(_measured)
    assert _facts(bedside)[0].systolic_mmhg == 110


def test_that_the_cuff_first_inflates_to_160_and_later_to_30_above_systolic() -> None:
    bedside = _cuff_bedside(SBP=110, DBP=70)
    bedside.first_ms(_measured)
    first = max(seen.view.nibp.cuff_mmhg or 0 for seen in bedside.seen)
    begun = len(bedside.seen)
    _press(bedside, "nibp-start")
    bedside.first_ms(_measured)
    later = max(seen.view.nibp.cuff_mmhg or 0 for seen in bedside.seen[begun:])
    assert first == 160
    assert later == 140


def test_that_a_newborn_has_a_gentler_cuff() -> None:
    body = Body(attached=CUFF, vitals={Vital.SBP: 65, Vital.DBP: 40})
    bedside = Bedside(body, Monitor(bare_scenario("neonate"), alarm_set=adult_alarms()))
    bedside.first_ms(_measured)
    assert max(seen.view.nibp.cuff_mmhg or 0 for seen in bedside.seen) == 100


def test_that_the_cuff_pumps_on_when_the_systolic_pressure_is_higher() -> None:
    bedside = _cuff_bedside(SBP=190, DBP=100)
    bedside.first_ms(_measured)
    assert max(seen.view.nibp.cuff_mmhg or 0 for seen in bedside.seen) == 220


def test_that_automatic_cycles_start_every_2_and_a_half_minutes() -> None:
    bedside = _cuff_bedside()
    bedside.run_until(330_000)
    starts_ms = [
        100 * index
        for index in range(1, len(bedside.seen))
        if bedside.seen[index].view.nibp.is_measuring
        and not bedside.seen[index - 1].view.nibp.is_measuring
    ]
    assert starts_ms == [5_000, 155_000, 305_000]
    assert bedside.seen[600].view.nibp.next_at_ms == 155_000


def test_that_auto_switches_off_and_on() -> None:
    bedside = _cuff_bedside()
    bedside.first_ms(_measured)
    view = _press(bedside, "nibp-auto").view.nibp
    assert (view.interval_ms, view.next_at_ms) == (None, None)
    bedside.run_until(400_000)
    assert len(_facts(bedside)) == 1
    assert _press(bedside, "nibp-auto").view.nibp.interval_ms == 150_000
    bedside.first_ms(_measured)


def test_that_stat_repeats_for_5_min_and_then_returns_to_the_interval() -> None:
    bedside = _cuff_bedside()
    bedside.run_until(60_000)
    _press(bedside, "nibp-stat")
    bedside.run_until(360_000)
    in_series = len(_facts(bedside)) - 1
    assert in_series >= 9
    bedside.run_until(420_000)
    assert len(_facts(bedside)) - 1 - in_series <= 1


def test_that_a_second_press_ends_the_stat_series() -> None:
    bedside = _cuff_bedside()
    bedside.run_until(60_000)
    _press(bedside, "nibp-stat")
    bedside.first_ms(_measured)
    _press(bedside, "nibp-stat")
    count = len(_facts(bedside))
    bedside.run_until(180_000)
    assert len(_facts(bedside)) == count


def test_that_a_start_while_measuring_changes_nothing() -> None:
    bedside = _cuff_bedside()
    bedside.run_until(10_000)
    _press(bedside, "nibp-start")
    bedside.run_until(100_000)
    assert len(_facts(bedside)) == 1


@pytest.mark.parametrize(
    ("change", "failure"),
    [
        (lambda body: setattr(body, "pulse_fraction", 0.0), "no pulse"),
        (lambda body: body.vitals.update({Vital.SBP: 44, Vital.DBP: 30}), "weak pulse"),
        (lambda body: setattr(body, "is_compressed", True), "motion"),
        (lambda body: body.beat_at(34), "pulse rate out of range"),
    ],
)
def test_that_the_cuff_tries_twice_and_then_says_why_it_cannot(change, failure) -> None:
    bedside = _cuff_bedside()
    change(bedside.body)
    started_ms = bedside.first_ms(lambda seen: seen.view.nibp.is_measuring)
    duration_ms = bedside.first_ms(_measured, limit_s=100) - started_ms
    fact = _facts(bedside)[0]
    assert (fact.systolic_mmhg, fact.failure) == (None, failure)
    assert 40_000 <= duration_ms <= 80_000
    assert bedside.numbers["NIBPs"] is None
    assert bedside.seen[-1].view.nibp.history[-1].failure == failure


def test_that_a_failed_cycle_never_leaves_the_last_value_on_screen() -> None:
    bedside = _cuff_bedside()
    bedside.first_ms(_measured)
    assert bedside.numbers["NIBPs"] == 120
    bedside.body.pulse_fraction = 0.0
    _press(bedside, "nibp-start")
    bedside.first_ms(_measured, limit_s=100)
    assert bedside.seen[-1].view.numerics["NIBPs"].number is None
    assert bedside.seen[-1].view.numerics["NIBPs"].signal is Signal.INVALID


def test_that_a_reading_leaves_the_screen_after_15_min() -> None:
    bedside = _cuff_bedside()
    measured_ms = bedside.first_ms(_measured)
    _press(bedside, "nibp-auto")
    bedside.run_until(measured_ms + 900_000)
    assert bedside.numbers["NIBPs"] == 120
    bedside.run_until(measured_ms + 902_000)
    assert bedside.numbers["NIBPs"] is None


def test_that_a_cuff_taken_off_ends_the_cycle_and_a_start_without_a_cuff_is_answered() -> None:
    bedside = _cuff_bedside()
    bedside.run_until(10_000)
    bedside.body.attached = frozenset()
    bedside.step()
    assert [fact.failure for fact in _facts(bedside)] == ["cuff off"]
    assert not bedside.seen[-1].view.nibp.is_measuring
    bedside.run_until(200_000)
    assert len(_facts(bedside)) == 1
    assert bedside.seen[-1].view.nibp.next_at_ms is None
    _press(bedside, "nibp-start")
    assert [fact.failure for fact in _facts(bedside)] == ["cuff off", "cuff off"]


def test_that_a_cuff_put_back_measures_once_and_has_forgotten_the_stat_series() -> None:
    bedside = _cuff_bedside()
    bedside.run_until(60_000)
    _press(bedside, "nibp-stat")
    bedside.body.attached = frozenset()
    bedside.run_until(65_000)
    bedside.body.attached = CUFF
    count = len(_facts(bedside))
    bedside.run_until(200_000)
    assert len(_facts(bedside)) == count + 1


def test_that_after_a_failure_the_cuff_inflates_to_160_again() -> None:
    bedside = _cuff_bedside(SBP=100, DBP=60)
    bedside.first_ms(_measured)
    bedside.body.pulse_fraction = 0.0
    _press(bedside, "nibp-start")
    bedside.first_ms(_measured, limit_s=100)
    begun = len(bedside.seen)
    bedside.body.pulse_fraction = 1.0
    _press(bedside, "nibp-start")
    bedside.first_ms(_measured)
    assert max(seen.view.nibp.cuff_mmhg or 0 for seen in bedside.seen[begun:]) == 160


def test_that_while_the_cuff_measures_no_next_time_is_shown() -> None:
    bedside = _cuff_bedside()
    bedside.run_until(15_000)
    view = bedside.seen[-1].view.nibp
    assert (view.is_measuring, view.next_at_ms, view.interval_ms) == (True, None, 150_000)
