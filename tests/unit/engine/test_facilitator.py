"""What the facilitator can do, and what beats what (clinscn/1 section 10)."""

import pytest
from support.chart_runs import Run, act, fire, give, order
from support.charts import (
    done,
    effects,
    flag,
    held,
    quantity,
    region,
    rule,
    scenario,
    state,
    to,
    vital,
)

from simrunner.domain.action import (
    AdjustEquipment,
    EndRun,
    FireRule,
    GoToState,
    HoldOffRule,
    PinVital,
    PressMonitorKey,
    ReleaseVital,
    SetBookmark,
    SetManual,
    SetVital,
    Source,
    SwitchSensor,
)
from simrunner.domain.event import (
    ActionRefused,
    ActionTaken,
    RuleFired,
    RunEnded,
    SensorSwitched,
    StateEntered,
)
from simrunner.domain.order import MoveSensor, PressKey
from simrunner.domain.vital import Vital

BY = {"source": Source.FACILITATOR}


def ward(*rules, **fields) -> Run:
    return Run(
        scenario(
            region("patient", state("calm", *rules), state("shock"),
                   state("care", start="bed", states=[state("bed"), state("chair")]),
                   state("end", final=True)),
            events=["go", "other"], actions=["oxygen"], **fields,
        )
    )  # fmt: skip


def goto(name: str) -> GoToState:
    return GoToState(**BY, region="patient", state=name)


def test_that_goto_beats_the_automatic_rules_of_its_region_in_that_tick() -> None:
    run = ward(anywhere=[rule(vital("SBP", "> 0 mmHg"), go="shock", region="patient")])
    run.step(goto("calm"))
    assert run.active("patient") == "calm"
    run.step()
    assert run.active("patient") == "shock"


def test_that_goto_to_a_compound_state_enters_its_starts() -> None:
    run = ward()
    run.step(goto("care"))
    entered = run.of(StateEntered)[-1]
    assert (entered.state, entered.cause) == ("care.bed", "facilitator")
    assert entered.source is Source.FACILITATOR


def test_that_the_facilitator_comes_first_in_a_tick() -> None:
    run = ward()
    run.step(act("oxygen"), goto("shock"))
    assert [type(each.action) for each in run.of(ActionTaken)] == [GoToState, type(act("oxygen"))]


def test_that_manual_stops_rules_and_loses_events_while_ramps_timers_and_holds_go_on() -> None:
    run = ward(
        rule(held(vital("SBP", "> 90 mmHg"), 3000), go="shock"),
        rule(event="go", does=effects(flags=["heard"])),
    )
    run.step(SetManual(**BY, is_on=True))
    run.until(5000, {1000: [fire("go")]})
    assert run.of(RuleFired) == []
    run.step(SetManual(**BY, is_on=False))
    assert run.path("patient") == [("shock", 5.1)]
    assert run.engine.view(run.now_ms).flags == ()


def test_that_a_rule_held_off_does_not_fire_until_taken_back() -> None:
    run = ward(rule(after_ms=1000, go="shock", name="down"))
    run.step(HoldOffRule(**BY, rule="down"))
    run.until(2000)
    assert run.active("patient") == "calm"
    assert run.engine.view(run.now_ms).pending[0].is_held_off
    run.step(HoldOffRule(**BY, rule="down", is_held=False))
    assert run.path("patient") == [("shock", 2.1)]


def test_that_fire_fires_a_rule_whatever_its_conditions_say() -> None:
    run = ward(rule(flag("never"), after_ms=60_000, go="shock", name="down"))
    run.step(SetManual(**BY, is_on=True), FireRule(**BY, rule="down"))
    assert run.path("patient") == [("shock", 0.1)]
    assert run.of(RuleFired)[-1].source is Source.FACILITATOR


def test_that_a_pin_holds_and_its_release_blends_to_the_moving_value() -> None:
    run = Run(scenario(region("patient", state("calm", does=effects(to("HR", 175, 100))))))
    run.step(PinVital(**BY, vital=Vital.HR, quantity=quantity("40 /min")))
    run.until(20_000)
    assert run.read("HR") == 40.0
    run.step(ReleaseVital(**BY, vital=Vital.HR))
    run.until(25_100)
    assert run.read("HR") == pytest.approx(40 + (75 + 25.1 - 40) / 2)
    run.until(30_100)
    assert run.read("HR") == pytest.approx(75 + 30.1)


def test_that_guards_see_a_pin_in_the_same_tick() -> None:
    run = ward(rule(vital("HR", "< 50 /min"), go="shock"))
    run.step(PinVital(**BY, vital=Vital.HR, quantity=quantity("40 /min")))
    assert run.path("patient") == [("shock", 0.1)]


def test_that_setting_a_vital_ramps_or_jumps_the_files_layer() -> None:
    run = ward()
    run.step(SetVital(**BY, vital=Vital.ETCO2, quantity=quantity("37.5031 mmHg")))
    assert run.read("EtCO2") == pytest.approx(5.0)
    run.step(SetVital(**BY, vital=Vital.HR, quantity=quantity("95 /min"), over_ms=10_000))
    run.until(5200)
    assert run.read("HR") == 85.0
    assert run.engine.tracks.track(Vital.HR).origin.source is Source.FACILITATOR


def test_that_a_sensor_switch_and_a_monitor_key_reach_the_room() -> None:
    run = ward()
    run.step(
        SwitchSensor(**BY, sensor="spo2", is_on=False),
        PressMonitorKey(source=Source.LEARNER, key="nibp-start"),
    )
    assert run.orders == [MoveSensor(sensor="spo2", is_on=False), PressKey(key="nibp-start")]
    assert run.of(SensorSwitched) == [
        SensorSwitched(at_ms=100, source=Source.FACILITATOR, sensor="spo2", is_on=False)
    ]


def test_that_the_facilitator_ends_the_run_with_the_tick() -> None:
    run = ward()
    run.step(act("oxygen"), EndRun(**BY))
    assert [type(each.action).__name__ for each in run.of(ActionTaken)] == ["EndRun", "PerformAct"]
    assert run.events[-1] == RunEnded(at_ms=100, outcome="calm", reason="facilitator")


def test_that_a_bookmark_is_recorded_and_changes_nothing() -> None:
    run = ward()
    facts = run.step(SetBookmark(**BY, label="look here"))
    assert len(facts) == 1


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (give("morphine", "1 mg"), 'no drug "morphine"'),
        (give("adrenaline", "1 ug"), 'no unit "ug"'),
        (give("adrenaline", "1 mmHg"), "not an amount"),
        (give("adrenaline", "0 mg"), "above zero"),
        (give("adrenaline", "1 mg", "EYE"), 'no route "EYE"'),
        (act("dance"), 'no action "dance"'),
        (act("oxygen", performed_at_ms=200), "future"),
        (act("oxygen", performed_at_ms=-1), "before the run began"),
        (order("x-ray"), 'no result "x-ray"'),
        (fire("boom"), 'no event "boom"'),
        (goto("moon"), 'no state of region "patient" "moon"'),
        (GoToState(**BY, region="moon", state="calm"), 'no region "moon"'),
        (PinVital(**BY, vital=Vital.MAP, quantity=quantity("60 mmHg")), "follows SBP and DBP"),
        (PinVital(**BY, vital=Vital.HR, quantity=quantity("60 mmHg")), "HR is in /min"),
        (PinVital(**BY, vital=Vital.HR, quantity=quantity("301 /min")), "0 to 300"),
        (ReleaseVital(**BY, vital=Vital.HR), "not pinned"),
        (FireRule(**BY, rule="nope"), 'no rule "nope"'),
        (HoldOffRule(**BY, rule="nope"), 'no rule "nope"'),
        (SwitchSensor(**BY, sensor="radar", is_on=True), 'no sensor "radar"'),
        (PressMonitorKey(**BY, key="self-destruct"), "no monitor key"),
        (AdjustEquipment(**BY, what="tap", name="open"), 'nothing called "tap"'),
        (AdjustEquipment(**BY, what="tip", name="la"), 'no tip "la"'),
        (AdjustEquipment(**BY, what="inspired-co2", quantity=quantity("90 mmHg")), "0 to 60 mmHg"),
        (AdjustEquipment(**BY, what="inspired-co2", quantity=quantity("8 mL")), "not a pressure"),
        (AdjustEquipment(**BY, what="inspired-co2", over_ms=-1), "0 to 24 h"),
    ],
)
def test_that_what_the_file_lacks_is_refused_with_the_reason_and_changes_nothing(
    action, words
) -> None:
    from support.charts import drug

    run = ward(rule(done("oxygen"), go="shock"), drugs=[drug("adrenaline")])
    (fact,) = run.step(action)
    assert isinstance(fact, ActionRefused)
    assert words in fact.reason
    assert (fact.action, fact.source) == (action, action.source)
    assert run.orders == []
    assert run.engine.view(run.now_ms).ledger == ()


def test_that_a_rule_of_an_inactive_state_cannot_be_fired() -> None:
    patient = region("patient", state("a"), state("b", rule(go="a", after_ms=1, name="up")))
    run = Run(scenario(patient))
    (fact,) = run.step(FireRule(**BY, rule="up"))
    assert "not active" in fact.reason


def test_that_ticks_may_not_be_skipped_or_repeated() -> None:
    run = ward()
    with pytest.raises(ValueError, match="cannot be 200 ms"):
        run.engine.step(200, ())
    with pytest.raises(ValueError, match="already started"):
        run.engine.start()
