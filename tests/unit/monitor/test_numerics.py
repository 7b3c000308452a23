from itertools import pairwise

import pytest
from support.bodies import ALL_SENSORS, Bedside, Body, adult_alarms, bare_scenario

from simrunner.domain.frame import NUMERICS, Signal
from simrunner.domain.vital import Vital
from simrunner.monitor.monitor import Monitor


def _shows(numeric, number):
    return lambda seen: seen.view.numerics[numeric].number == number


@pytest.mark.parametrize(("after", "expected"), [(120, 120), (40, 40)])
def test_that_a_step_from_80_is_shown_in_5_to_11_s_as_makers_measure_it(after, expected) -> None:
    bedside = Bedside(Body(heart_rate_per_min=80))
    bedside.run_until(30_000)
    assert bedside.numbers["HR"] == 80
    bedside.body.beat_at(after)
    shown_after_ms = bedside.first_ms(_shows("HR", expected)) - 30_000
    assert 5_000 <= shown_after_ms <= 11_000


@pytest.mark.parametrize("rr_ms", [(500, 1_000), (1_000, 500), (750, 750, 500, 1_000)])
def test_that_paired_beats_of_80_per_minute_read_80(rr_ms) -> None:
    body = Body()
    body.rr_ms = rr_ms
    bedside = Bedside(body)
    bedside.run_until(20_000)
    shown = {seen.view.numerics["HR"].number for seen in bedside.seen[150:]}
    assert shown == {80}


def test_that_numerics_change_only_on_whole_seconds_while_sensors_stay() -> None:
    bedside = Bedside(Body(attached=frozenset({"ecg", "spo2"})))
    bedside.body.rr_ms = (700, 900, 820, 640)
    bedside.run_until(30_000)
    changes = [
        step * 100
        for step, (old, new) in enumerate(pairwise(bedside.seen), start=1)
        if old.view.numerics != new.view.numerics
    ]
    assert len(changes) > 5
    assert all(at_ms % 1_000 == 0 for at_ms in changes)


def test_that_without_a_qrs_for_4_s_the_heart_rate_reads_0() -> None:
    bedside = Bedside(Body())
    bedside.run_until(20_000)
    bedside.body.is_beating = False
    assert bedside.first_ms(_shows("HR", 0)) - 20_000 <= 5_000


def test_that_a_heart_that_starts_again_is_not_averaged_with_its_pause() -> None:
    bedside = Bedside(Body(heart_rate_per_min=60))
    bedside.run_until(20_000)
    bedside.body.is_beating = False
    bedside.run_until(30_000)
    bedside.body.is_beating = True
    bedside.body.beat_at(100)
    shown = []
    while bedside.now_ms < 45_000:
        shown.append(bedside.step().view.numerics["HR"].number)
    assert {number for number in shown if number} == {100}


def test_that_a_step_in_saturation_begins_after_10_s_and_is_whole_after_18_s() -> None:
    bedside = Bedside(Body())
    bedside.run_until(30_000)
    bedside.body.vitals[Vital.SPO2] = 80.0
    begins_ms = bedside.first_ms(lambda seen: seen.view.numerics["SpO2"].number < 98) - 30_000
    whole_ms = bedside.first_ms(_shows("SpO2", 80)) - 30_000
    assert 10_000 <= begins_ms <= 11_000
    assert 17_000 <= whole_ms <= 18_500


def test_that_the_saturation_lag_can_be_set() -> None:
    monitor = Monitor(bare_scenario(), alarm_set=adult_alarms(), finger_delay_ms=25_000)
    bedside = Bedside(Body(), monitor)
    bedside.run_until(40_000)
    bedside.body.vitals[Vital.SPO2] = 80.0
    begins_ms = bedside.first_ms(lambda seen: seen.view.numerics["SpO2"].number < 98) - 40_000
    assert 25_000 <= begins_ms <= 26_000


def test_that_in_pulseless_electrical_activity_ecg_and_probe_disagree() -> None:
    bedside = Bedside(Body())
    bedside.run_until(20_000)
    bedside.body.pulse_fraction = 0.0
    bedside.body.rhythm = "pea"
    bedside.run_until(30_000)
    numerics = bedside.seen[-1].view.numerics
    assert numerics["HR"].number == 75
    assert numerics["PR"].number is None
    assert numerics["SpO2"].number is None
    assert numerics["PR"].signal is numerics["SpO2"].signal is Signal.SEARCHING
    assert bedside.seen[-1].view.perfusion_index_pct is None


def test_that_a_pulse_that_returns_is_not_averaged_with_the_time_before() -> None:
    bedside = Bedside(Body())
    bedside.run_until(30_000)
    bedside.body.pulse_fraction = 0.0
    bedside.run_until(60_000)
    bedside.body.vitals[Vital.SPO2] = 70.0
    bedside.run_until(80_000)
    bedside.body.pulse_fraction = 1.0
    bedside.run_until(85_000)
    assert bedside.numbers["SpO2"] == 70


@pytest.mark.parametrize(
    ("sensor", "dashes"),
    [
        ("ecg", {"HR"}),
        ("spo2", {"PR", "SpO2"}),
        ("art", {"ARTs", "ARTd", "ARTm"}),
        ("nibp", {"NIBPs", "NIBPd", "NIBPm"}),
        ("co2", {"EtCO2"}),
        ("temp", {"Temp"}),
    ],
)
def test_that_a_sensor_taken_off_shows_dashes_in_that_very_step(sensor, dashes) -> None:
    bedside = Bedside(Body())
    bedside.run_until(40_000)
    assert None not in bedside.numbers.values()
    bedside.body.attached = ALL_SENSORS - {sensor}
    numerics = bedside.step().view.numerics
    assert {name for name in NUMERICS if numerics[name].number is None} == dashes
    assert {numerics[name].signal for name in dashes} == {Signal.OFF}


def test_that_the_electrodes_count_breaths_when_there_is_no_co2_line() -> None:
    bedside = Bedside(Body(attached=frozenset({"ecg"}), vitals={Vital.RR: 20}))
    bedside.run_until(20_000)
    assert bedside.numbers["RR"] == 20
    bedside.body.attached = frozenset({"spo2"})
    bedside.step()
    assert bedside.numbers["RR"] is None


def test_that_without_a_breath_for_20_s_the_rate_reads_0_and_end_tidal_shows_dashes() -> None:
    bedside = Bedside(Body())
    bedside.run_until(30_000)
    bedside.body.vitals[Vital.RR] = 0
    bedside.run_until(52_000)
    assert bedside.numbers["RR"] == 0
    assert bedside.seen[-1].view.numerics["EtCO2"].signal is Signal.SEARCHING


def test_that_end_tidal_pressure_follows_one_breath_and_3_s_later() -> None:
    bedside = Bedside(Body(vitals={Vital.RR: 60}))
    bedside.run_until(20_000)
    bedside.body.vitals[Vital.ETCO2] = 3.0
    changed_ms = bedside.first_ms(lambda seen: seen.view.numerics["EtCO2"].number < 38) - 20_000
    assert 3_500 <= changed_ms <= 4_500


def test_that_the_end_tidal_pressure_is_shown_in_the_chosen_unit() -> None:
    in_mmhg = Bedside(Body())
    in_kpa = Bedside(Body(), Monitor(bare_scenario(), alarm_set=adult_alarms(), etco2_unit="kPa"))
    in_mmhg.run_until(20_000)
    in_kpa.run_until(20_000)
    # 5.0 kPa is 37.5 mmHg (7.50062 mmHg per kPa), shown rounded half up.
    assert in_mmhg.numbers["EtCO2"] == 38
    assert in_kpa.numbers["EtCO2"] == 5.0
    assert in_kpa.seen[-1].view.limits["EtCO2"].low == 4.0
    assert in_kpa.seen[-1].view.limits["EtCO2"].high == 6.7


def test_that_the_arterial_line_shows_the_mean_of_four_beats() -> None:
    bedside = Bedside(Body(heart_rate_per_min=60, vitals={Vital.SBP: 100, Vital.DBP: 60}))
    bedside.run_until(20_000)
    assert [bedside.numbers[name] for name in ("ARTs", "ARTd", "ARTm")] == [100, 60, 73]
    bedside.body.vitals[Vital.SBP] = 140
    bedside.run_until(22_000)
    assert bedside.numbers["ARTs"] == 120
    bedside.run_until(24_000)
    assert bedside.numbers["ARTs"] == 140


def test_that_the_line_of_a_still_heart_shows_the_standing_pressure() -> None:
    bedside = Bedside(Body())
    bedside.run_until(10_000)
    bedside.body.is_beating = False
    bedside.body.vitals.update({Vital.SBP: 0, Vital.DBP: 0})
    bedside.run_until(14_000)
    assert [bedside.numbers[name] for name in ("ARTs", "ARTd", "ARTm")] == [0, 0, 0]


def test_that_compressions_are_averaged_like_beats() -> None:
    bedside = Bedside(Body())
    bedside.body.is_beating = False
    bedside.body.is_compressed = True
    bedside.body.vitals.update({Vital.SBP: 60, Vital.DBP: 20})
    bedside.run_until(20_000)
    bedside.body.vitals[Vital.SBP] = 80
    bedside.run_until(21_000)  # two of the four averaged compressions are the new ones
    assert bedside.numbers["ARTs"] == 70


def test_that_a_trend_point_with_shown_and_true_numbers_comes_once_per_second() -> None:
    bedside = Bedside(Body(attached=frozenset({"ecg"})))
    bedside.run_until(10_000)
    points = [seen.trend for seen in bedside.seen if seen.trend is not None]
    assert [point.at_ms for point in points] == list(range(0, 10_001, 1_000))
    assert points[-1].shown["HR"] == 75
    assert points[-1].shown["SpO2"] is None
    assert points[-1].truth["SpO2"] == 98


def test_that_every_felt_pulse_beeps_once_and_no_other_beat_does() -> None:
    bedside = Bedside(Body())
    bedside.run_until(20_000)
    beeps = [at_ms for seen in bedside.seen for at_ms in seen.view.beeps_at_ms]
    assert beeps == list(range(200, 20_001, 800))
    assert bedside.seen[-1].view.beep_spo2_pct == 98
    bedside.body.pulse_fraction = 0.0
    bedside.run_until(40_000)
    assert not any(seen.view.beeps_at_ms for seen in bedside.seen[201:])
    bedside.body.attached = frozenset({"ecg"})
    bedside.run_until(42_000)
    assert any(seen.view.beeps_at_ms for seen in bedside.seen[401:])
    assert bedside.seen[-1].view.beep_spo2_pct is None
