import copy

import pytest
from support.bodies import ALL_SENSORS, Bedside, Body, adult_alarm_table, adult_alarms

from simrunner.domain.action import Source
from simrunner.domain.event import AlarmChanged, AlarmPriority
from simrunner.domain.order import PressKey
from simrunner.domain.vital import Vital
from simrunner.monitor.alarm_set import AlarmSetError, alarm_set_from_table


def _facts(bedside):
    return [
        event for seen in bedside.seen for event in seen.events if isinstance(event, AlarmChanged)
    ]


def _alarms(condition):
    return lambda seen: condition in [alarm.condition for alarm in seen.view.alarms]


def _active(bedside):
    return [alarm.condition for alarm in bedside.seen[-1].view.alarms]


def test_that_a_healthy_patient_raises_no_alarm_in_two_minutes() -> None:
    bedside = Bedside(Body())
    bedside.run_until(120_000)
    assert _facts(bedside) == []
    assert bedside.seen[-1].view.sounding is None


def test_that_asystole_alarms_4_s_after_the_last_qrs() -> None:
    bedside = Bedside(Body())
    bedside.run_until(20_000)
    last_qrs_ms = bedside.seen[-1].view.beeps_at_ms[-1:] or (19_400,)
    bedside.body.is_beating = False
    alarm_ms = bedside.first_ms(_alarms("HR asystole")) - last_qrs_ms[0]
    assert 3_000 <= alarm_ms <= 5_000
    alarm = bedside.seen[-1].view.alarms[0]
    assert (alarm.priority, alarm.numeric, alarm.code) == (AlarmPriority.HIGH, "HR", "asystole")
    assert bedside.seen[-1].view.sounding is AlarmPriority.HIGH


@pytest.mark.parametrize(
    ("rhythm", "condition"), [("vf", "HR vf"), ("vf-fine", "HR vf"), ("torsades", "HR vt")]
)
def test_that_a_deadly_rhythm_alarms_within_10_s_and_never_as_asystole(rhythm, condition) -> None:
    bedside = Bedside(Body())
    bedside.run_until(20_000)
    bedside.body.is_beating = rhythm == "torsades"
    bedside.body.rhythm = rhythm
    assert bedside.first_ms(_alarms(condition)) - 20_000 <= 10_000
    bedside.run_until(60_000)
    assert "HR asystole" not in [fact.condition for fact in _facts(bedside)]


def test_that_no_rhythm_is_recognised_without_electrodes() -> None:
    bedside = Bedside(Body(attached=frozenset({"spo2"})))
    bedside.body.is_beating = False
    bedside.body.rhythm = "vf"
    bedside.run_until(30_000)
    assert _facts(bedside) == []


def test_that_a_fast_heart_alarms_within_11_s_of_the_step_with_both_numbers() -> None:
    bedside = Bedside(Body(heart_rate_per_min=80))
    bedside.run_until(30_000)
    bedside.body.beat_at(142)
    assert bedside.first_ms(_alarms("HR high")) - 30_000 <= 11_000
    fact = _facts(bedside)[0]
    assert (fact.limit, fact.source, fact.is_active) == ("120", Source.MONITOR, True)
    assert float(fact.shown) > 120
    bedside.run_until(60_000)
    alarm = bedside.seen[-1].view.alarms[0]
    assert (alarm.shown, alarm.limit, alarm.limit_side) == ("142", "120", "high")


def test_that_a_number_on_its_limit_does_not_alarm() -> None:
    bedside = Bedside(Body(heart_rate_per_min=120, vitals={Vital.SBP: 90, Vital.SPO2: 90}))
    bedside.run_until(60_000)
    assert "HR high" not in _active(bedside)
    assert "ARTs low" not in _active(bedside)
    assert "SpO2 low" not in _active(bedside)


def test_that_a_limit_crossed_for_less_than_its_delay_leaves_no_trace() -> None:
    bedside = Bedside(Body(attached=frozenset({"art"})))
    bedside.run_until(20_000)
    bedside.body.vitals[Vital.SBP] = 80
    bedside.run_until(23_000)
    bedside.body.vitals[Vital.SBP] = 120
    bedside.run_until(40_000)
    assert _facts(bedside) == []


def test_that_desaturation_replaces_the_low_saturation_alarm() -> None:
    bedside = Bedside(Body())
    bedside.run_until(20_000)
    bedside.body.vitals[Vital.SPO2] = 87.0
    bedside.first_ms(_alarms("SpO2 low"))
    bedside.body.vitals[Vital.SPO2] = 80.0
    bedside.first_ms(_alarms("SpO2 desat"))
    assert [alarm.condition for alarm in bedside.seen[-1].view.alarms] == ["SpO2 desat"]
    assert [(fact.condition, fact.is_active) for fact in _facts(bedside)] == [
        ("SpO2 low", True),
        ("SpO2 low", False),
        ("SpO2 desat", True),
    ]


def test_that_apnoea_alarms_20_s_after_the_last_breath() -> None:
    bedside = Bedside(Body())
    bedside.run_until(30_000)
    bedside.body.vitals[Vital.RR] = 0
    alarm_ms = bedside.first_ms(_alarms("RR apnoea")) - 30_000
    assert 15_000 <= alarm_ms <= 25_000
    assert "RR low" not in _active(bedside)


def test_that_a_sensor_that_came_off_is_technical_and_one_never_attached_is_silent() -> None:
    bedside = Bedside(Body(attached=ALL_SENSORS - {"co2"}))
    bedside.run_until(40_000)
    assert _active(bedside) == []
    bedside.body.attached = ALL_SENSORS - {"co2", "temp"}
    view = bedside.step().view
    assert [(one.condition, one.priority, one.numeric) for one in view.alarms] == [
        ("temp off", AlarmPriority.TECHNICAL, "Temp")
    ]
    assert view.sounding is AlarmPriority.TECHNICAL
    bedside.body.attached = ALL_SENSORS
    bedside.step()
    assert _active(bedside) == []


def test_that_conditions_are_listed_by_priority_and_then_by_age() -> None:
    body = Body(heart_rate_per_min=142, vitals={Vital.SBP: 66, Vital.DBP: 45, Vital.RR: 36})
    bedside = Bedside(body)
    bedside.run_until(40_000)
    body.attached = ALL_SENSORS - {"temp"}
    alarms = bedside.step().view.alarms
    priorities = [list(AlarmPriority).index(alarm.priority) for alarm in alarms]
    assert priorities == sorted(priorities)
    assert [one.condition for one in alarms] == [
        "ARTs low", "NIBPs low", "HR high", "RR high", "temp off",
    ]  # fmt: skip
    assert alarms[0].since_ms < alarms[1].since_ms


def test_that_audio_pause_silences_for_2_min_and_a_second_press_ends_it() -> None:
    bedside = Bedside(Body(heart_rate_per_min=142))
    bedside.run_until(30_000)
    pressed = bedside.step((PressKey(key="audio-pause"),)).view
    assert (pressed.sounding, pressed.audio_paused_until_ms) == (None, 150_100)
    assert pressed.alarms
    bedside.run_until(150_000)
    assert bedside.seen[-1].view.sounding is None
    assert bedside.step().view.sounding is AlarmPriority.MEDIUM
    bedside.step((PressKey(key="audio-pause"),))
    again = bedside.step((PressKey(key="audio-pause"),)).view
    assert (again.sounding, again.audio_paused_until_ms) == (AlarmPriority.MEDIUM, None)


def test_that_an_acknowledged_alarm_stays_on_screen_and_a_new_one_sounds() -> None:
    bedside = Bedside(Body(heart_rate_per_min=142))
    bedside.run_until(30_000)
    bedside.step((PressKey(key="alarm-acknowledge"),))
    view = bedside.seen[-1].view
    assert [(one.condition, one.is_acknowledged) for one in view.alarms] == [("HR high", True)]
    assert view.sounding is None
    bedside.body.vitals[Vital.SBP] = 60
    bedside.first_ms(_alarms("ARTs low"))
    assert bedside.seen[-1].view.sounding is AlarmPriority.HIGH


def test_that_an_alarm_that_comes_back_must_be_acknowledged_again() -> None:
    bedside = Bedside(Body(heart_rate_per_min=142))
    bedside.run_until(30_000)
    bedside.step((PressKey(key="alarm-acknowledge"),))
    bedside.body.beat_at(80)
    bedside.first_ms(lambda seen: not seen.view.alarms)
    bedside.body.beat_at(142)
    bedside.first_ms(_alarms("HR high"))
    assert bedside.seen[-1].view.sounding is AlarmPriority.MEDIUM


def test_that_the_shipped_set_names_a_source_in_every_row_and_the_published_limits() -> None:
    alarms = adult_alarms()
    rows = (*alarms.conditions, *alarms.limits, *alarms.sensors)
    assert all(row.source for row in rows)
    limits = {rule.numeric: (rule.low, rule.high) for rule in alarms.limits}
    assert limits["HR"] == (50, 120)
    assert limits["SpO2"] == (90, 100)
    assert limits["ARTs"] == (90, 160)
    assert limits["EtCO2"] == (30, 50)
    assert limits["RR"] == (8, 30)


def _broken(change):
    table = copy.deepcopy(adult_alarm_table())
    change(table)
    return table


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda t: t["limit"][0].update(low=130), "limit HR: low 130 must be under high 120"),
        (lambda t: t["limit"][0].update(numeric="hr"), "limit hr: numeric must be one of HR"),
        (lambda t: t["limit"][0].pop("source"), "limit HR: source is missing"),
        (lambda t: t["limit"][0].pop("low_priority"), "limit HR: low_priority must be one of"),
        (lambda t: t["limit"][0].update(lo=1), "limit HR: lo is not a key here"),
        (lambda t: t["limit"].append(t["limit"][0]), "limit HR is listed twice"),
        (lambda t: t["condition"][0].update(after_s=-1), "after_s must be a number of seconds"),
        (lambda t: t["condition"][1].update(rhythms=[]), "rhythms belong to vf and vt"),
        (lambda t: t["condition"][0].update(below_pct=3), "below_pct belongs to desat"),
        (lambda t: t["sensor"][0].update(sensor="eeg"), "sensor eeg: sensor must be one of ecg"),
        (lambda t: t.update(name={"en": "Adult"}), "name must have en and zh-CN"),
        (lambda t: t.update(limit=3), "limit must be a list of tables"),
    ],
)
def test_that_a_wrong_alarm_set_is_refused_with_a_sentence(change, sentence) -> None:
    with pytest.raises(AlarmSetError) as refusal:
        alarm_set_from_table(_broken(change))
    assert any(sentence in problem for problem in refusal.value.problems)


def test_that_all_problems_of_an_alarm_set_are_told_at_once() -> None:
    table = _broken(lambda t: (t["limit"][0].pop("source"), t["sensor"][0].pop("source")))
    with pytest.raises(AlarmSetError) as refusal:
        alarm_set_from_table(table)
    assert len(refusal.value.problems) == 2
