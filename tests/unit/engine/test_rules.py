"""Rules, microsteps and transitions by clinscn/1 sections 7 and 8."""

from support.chart_runs import Run, act, fire, shock
from support.charts import (
    SECOND,
    both,
    done,
    effects,
    either,
    event_within,
    flag,
    held,
    in_state,
    no,
    region,
    rule,
    scenario,
    state,
    to,
    vital,
)

from simrunner.domain.event import (
    ActionTaken,
    EngineFault,
    FlagWasRaised,
    MediaShown,
    RhythmChanged,
    RuleFired,
    RunEnded,
    RunStarted,
    StateEntered,
    StateLeft,
    WordsSaid,
)
from simrunner.domain.order import ChangeRhythm, FollowRamp, JumpTo


def test_that_the_run_begins_with_its_header_and_the_start_states() -> None:
    run = Run(scenario(region("patient", state("calm", does=effects(say="Hello")))), seed=7)
    header, entered, words = run.events
    assert isinstance(header, RunStarted)
    assert (header.seed, header.parameters) == (7, {"onset": "150 s"})
    assert entered == StateEntered(at_ms=0, region="patient", state="calm", cause="start")
    assert words == WordsSaid(at_ms=0, by="patient", words={"en": "Hello"})


def test_that_events_of_tick_0_are_dropped() -> None:
    calm = state("calm", rule(event="boo", go="scared"), rule(event="enter calm", go="scared"),
                 does=effects(raises=["boo"]))  # fmt: skip
    run = Run(scenario(region("patient", calm, state("scared")))).until(1000)
    assert run.path("patient") == []


def test_that_a_timer_fires_at_the_first_tick_at_which_its_time_is_over() -> None:
    calm = state("calm", rule(after_ms=1500, go="late"))
    assert Run(scenario(region("patient", calm, state("late")))).until(3000).path("patient") == [
        ("late", 1.5)
    ]


def test_that_a_rule_without_go_fires_once_per_entry() -> None:
    calm = state("calm", rule(no(done("stop")), does=effects(say="Ow"), name="ow"),
                 rule(event="again", go="calm"))  # fmt: skip
    run = Run(scenario(region("patient", calm), actions=["stop"], events=["again"]))
    run.until(2000, {1000: [fire("again")]})
    assert run.fired("ow") == [100, 1000]


def test_that_a_repetition_of_a_state_ends_with_the_first_false_look() -> None:
    calm = state("calm", rule(vital("SBP", "< 90 mmHg"), every_ms=SECOND, name="ow"))
    run = Run(
        scenario(
            region("patient", calm),
            anywhere=[
                rule(event="drop", does=effects(sets={"SBP": 60})),
                rule(event="rise", does=effects(sets={"SBP": 120})),
            ],
            events=["drop", "rise"],
        )
    )
    run.until(9000, {500: [fire("drop")], 2000: [fire("rise")], 4000: [fire("drop")]})
    assert run.fired("ow") == [500, 1500]


def test_that_every_repeats_while_the_rule_stays_true_and_not_after() -> None:
    calm = state("calm", rule(no(done("stop")), every_ms=SECOND, name="ow"))
    run = Run(scenario(region("patient", calm), actions=["stop"]))
    run.until(6000, {3300: [act("stop")]})
    assert run.fired("ow") == [100, 1100, 2100, 3100]


def test_that_an_anywhere_rule_fires_at_each_change_from_false_to_true() -> None:
    run = Run(
        scenario(
            region("patient", state("calm")),
            anywhere=[
                rule(event="drop", does=effects(sets={"SBP": 60})),
                rule(event="rise", does=effects(sets={"SBP": 120})),
                rule(vital("SBP", "< 90 mmHg"), name="low"),
            ],
            events=["drop", "rise"],
        )
    )
    script = {500: "drop", 1500: "drop", 2000: "rise", 3000: "drop"}
    run.until(4000, {at_ms: [fire(event)] for at_ms, event in script.items()})
    assert run.fired("low") == [500, 3000]


def test_that_one_false_look_clears_a_hold() -> None:
    run = Run(
        scenario(
            region("patient", state("calm", rule(held(vital("SBP", "< 90 mmHg"), 2 * SECOND),
                                                 go="arrest")), state("arrest")),
            anywhere=[
                rule(event="drop", does=effects(sets={"SBP": 60})),
                rule(event="rise", does=effects(sets={"SBP": 120})),
            ],
            events=["drop", "rise"],
        )
    )  # fmt: skip
    # The flicker at 2 s lasts only between two inputs of one tick, and still clears.
    run.until(6000, {500: [fire("drop")], 2000: [fire("rise"), fire("drop")]})
    assert run.path("patient") == [("arrest", 4.0)]


def test_that_a_hold_is_looked_at_even_where_the_rest_of_the_rule_is_false() -> None:
    long_low = held(vital("SBP", "< 90 mmHg"), 2 * SECOND)
    for condition in (long_low, either(flag("never"), long_low)):
        calm = state("calm", rule(condition, event="ask", go="arrest"))
        run = Run(scenario(region("patient", calm, state("arrest")), vitals={"SBP": 60, "DBP": 40},
                           events=["ask"]))  # fmt: skip
        run.until(3000, {1000: [fire("ask")], 2500: [fire("ask")]})
        assert run.path("patient") == [("arrest", 2.5)]


def test_that_every_hold_of_a_condition_is_looked_at_whatever_the_others_say() -> None:
    low, fast = vital("SBP", "< 90 mmHg"), vital("HR", "> 130 /min")
    calm = state("calm", rule(both(held(low, 2000), held(fast, 2000)), go="arrest"))
    run = Run(
        scenario(
            region("patient", calm, state("arrest")),
            anywhere=[rule(event="drop", does=effects(sets={"SBP": 60}))],
            vitals={"HR": 140}, events=["drop"],
        )
    )  # fmt: skip
    # The heart was fast from the start: only the pressure must still hold its 2 s.
    run.until(9000, {3000: [fire("drop")]})
    assert run.path("patient") == [("arrest", 5.0)]


def test_that_reentering_a_state_restarts_its_timers_and_holds() -> None:
    calm = state("calm", rule(event="again", go="calm"), rule(after_ms=2000, go="timed"),
                 rule(held(vital("SBP", "> 0 mmHg"), 1500), does=effects(flags=["x"])))  # fmt: skip
    run = Run(scenario(region("patient", calm, state("timed")), events=["again"]))
    run.until(5000, {1000: [fire("again")]})
    assert run.path("patient") == [("calm", 1.0), ("timed", 3.0)]
    # The hold begins at its first look in the state, which is the tick of the re-entry itself.
    assert [each.at_ms for each in run.of(FlagWasRaised)] == [2500]


def test_that_an_anywhere_rules_hold_is_cleared_while_its_target_is_active() -> None:
    low = held(vital("SBP", "< 90 mmHg"), 2 * SECOND)
    run = Run(
        scenario(
            region("patient", state("calm"), state("arrest", rule(after_ms=1000, go="calm"))),
            anywhere=[rule(low, go="arrest", region="patient")],
            vitals={"SBP": 60, "DBP": 40},
        )
    ).until(6000)
    # From 3.1 s it is looked at again and must hold for its whole time anew.
    assert run.path("patient") == [
        ("arrest", 2.1), ("calm", 3.1), ("arrest", 5.1),
    ]  # fmt: skip


def test_that_the_inner_state_and_the_first_rule_win_and_anywhere_comes_last() -> None:
    outer = state(
        "outer", rule(event="go", go="by-outer"), start="inner",
        states=[state("inner", rule(event="go", go="first"), rule(event="go", go="second"))],
    )  # fmt: skip
    run = Run(
        scenario(
            region("patient", outer, *(state(each) for each in
                                       ("by-outer", "first", "second", "global"))),
            anywhere=[rule(event="go", go="global", region="patient")], events=["go"],
        )
    )  # fmt: skip
    run.until(500, {200: [fire("go")]})
    assert run.path("patient") == [("first", 0.2)]


def test_that_a_blocked_anywhere_rule_still_fires_in_the_same_tick() -> None:
    run = Run(
        scenario(
            region("patient", state("calm", rule(vital("SBP", "< 90 mmHg"), go="shock")),
                   state("shock"), state("arrest")),
            anywhere=[rule(vital("SBP", "< 90 mmHg"), go="arrest", region="patient")],
            vitals={"SBP": 60, "DBP": 40},
        )
    ).until(200)  # fmt: skip
    assert run.path("patient") == [("shock", 0.1), ("arrest", 0.1)]


def test_that_all_rules_of_a_microstep_are_judged_on_the_values_at_its_start() -> None:
    calm = state(
        "calm", rule(no(done("stop")), does=effects(sets={"SBP": 60})),
        rule(vital("SBP", ">= 120 mmHg"), go="high"), rule(vital("SBP", "< 90 mmHg"), go="low"),
    )  # fmt: skip
    run = Run(scenario(region("patient", calm, state("high"), state("low")), actions=["stop"]))
    run.until(100)
    assert run.path("patient") == [("high", 0.1)]


def test_that_a_transition_leaves_inner_to_outer_acts_and_enters_outer_to_inner() -> None:
    old = state("old", start="deep", states=[
        state("deep", rule(event="go", go="new", does=effects(say="moving")))])  # fmt: skip
    new = state("new", start="far", does=effects(say="outer"),
                states=[state("far", does=effects(say="inner"))])  # fmt: skip
    run = Run(scenario(region("patient", old, new), events=["go"]))
    facts = run.step(fire("go"))
    told = [
        getattr(fact, "state", None) or fact.words["en"]
        for fact in facts
        if isinstance(fact, StateLeft | StateEntered | WordsSaid)
    ]
    assert told == ["old.deep", "old", "moving", "new", "outer", "new.far", "inner"]


def test_that_an_ancestor_of_the_target_is_not_left() -> None:
    ward = state("ward", rule(after_ms=1000, go="home"), start="bed", states=[
        state("bed", rule(event="stand", go="ward.chair")), state("chair")])  # fmt: skip
    run = Run(scenario(region("patient", ward, state("home")), events=["stand"]))
    run.until(2000, {500: [fire("stand")]})
    assert run.path("patient") == [("ward.chair", 0.5), ("home", 1.0)]


def test_that_back_returns_to_the_leaf_before_and_is_not_enabled_without_one() -> None:
    patient = region(
        "patient", state("a", rule(after_ms=500, go="back"), rule(event="go", go="pause")),
        state("b", rule(event="go", go="pause")),
        state("pause", rule(after_ms=1000, go="back")),
    )  # fmt: skip
    run = Run(scenario(patient, events=["go"])).until(3000, {1000: [fire("go")]})
    assert run.path("patient")[:2] == [("pause", 1.0), ("a", 2.0)]


def test_that_raised_and_enter_events_are_offered_first_in_first_out() -> None:
    calm = state("calm", rule(event="go", go="next", does=effects(raises=["one", "two"])))
    following = state(
        "next", rule(event="two", name="two"), rule(event="one", name="one"),
        rule(event="enter next", name="entered"), rule(event="enter patient.next", name="full"),
    )  # fmt: skip
    run = Run(scenario(region("patient", calm, following), events=["go"]))
    run.step(fire("go"))
    assert [fact.rule for fact in run.of(RuleFired)][1:] == ["one", "two", "entered", "full"]


def test_that_an_event_within_remembers_when_it_happened() -> None:
    calm = state("calm", rule(event_within("shock", SECOND), does=effects(flags=["recent"])))
    run = Run(scenario(region("patient", calm)))
    run.until(2000, {500: [shock()]})
    late = state("calm", rule(event_within("shock", SECOND), after_ms=1600, go="late"))
    missed = Run(scenario(region("patient", late, state("late")))).until(3000, {500: [shock()]})
    assert [each.at_ms for each in run.of(FlagWasRaised)] == [500]
    assert missed.path("patient") == []


def test_that_effects_come_in_their_fixed_order_and_set_before_trend_means_jump_then_ramp() -> None:
    calm = state("calm", rule(event="go", go="b", does=effects(
        to("SBP", 100, 10), sets={"SBP": 60}, rhythm="vf", flags=["f"], show="x", say="s",
    )))  # fmt: skip
    run = Run(scenario(region("patient", calm, state("b")), events=["go"]))
    facts = run.step(fire("go"))
    assert [type(each) for each in run.orders] == [JumpTo, FollowRamp, ChangeRhythm]
    assert [type(fact) for fact in facts] == [
        ActionTaken, RuleFired, StateLeft, RhythmChanged, FlagWasRaised, WordsSaid, MediaShown,
        StateEntered,
    ]  # fmt: skip
    run.until(5100)
    assert run.read("SBP") == 80.0


def test_that_guards_see_a_vital_that_was_set_in_the_same_tick() -> None:
    calm = state("calm", rule(event="drop", does=effects(sets={"SBP": 60})),
                 rule(vital("SBP", "< 90 mmHg"), go="low"))  # fmt: skip
    run = Run(scenario(region("patient", calm, state("low")), events=["drop"]))
    run.until(500, {300: [fire("drop")]})
    assert run.path("patient") == [("low", 0.3)]


def test_that_an_instant_loop_is_reported_and_the_other_regions_go_on() -> None:
    spin = region("spin", state("a", rule(in_state("spin", "a"), go="b", name="a-b")),
                  state("b", rule(in_state("spin", "b"), go="a", name="b-a")))  # fmt: skip
    calm = region("patient", state("calm", rule(after_ms=200, go="next")), state("next"))
    run = Run(scenario(calm, spin)).until(200)
    faults = run.of(EngineFault)
    assert [fault.at_ms for fault in faults] == [100, 200]
    assert "region spin" in faults[0].problem
    in_first_tick = [each for each in run.of(RuleFired) if each.at_ms == 100]
    assert len(in_first_tick) == 64
    assert run.path("patient") == [("next", 0.2)]


def test_that_the_run_ends_when_the_first_region_is_final_with_the_tick_completed() -> None:
    calm = state("calm", rule(after_ms=1000, go="end"))
    run = Run(
        scenario(
            region("patient", calm, state("end", final=True)),
            region("team", state("alone", rule(after_ms=1000, go="here")), state("here")),
        )
    ).until(5000)
    assert run.engine.is_ended
    assert run.path("team") == [("here", 1.0)]
    assert run.events[-1] == RunEnded(at_ms=1000, outcome="end", reason="final")
    assert run.engine.step(1100, [shock()]) == ((), ())


def test_that_a_final_state_of_another_region_is_not_left() -> None:
    run = Run(
        scenario(
            region("patient", state("calm")),
            region("team", state("done", final=True), state("other")),
            anywhere=[rule(vital("SBP", "> 0 mmHg"), go="other", region="team")],
        )
    ).until(500)
    assert run.active("team") == "done"
    assert not run.engine.is_ended


def test_that_chance_is_drawn_once_per_entry_and_once_per_event() -> None:
    calm = state("calm", rule(vital("SBP", "> 0 mmHg"), chance="50", go="hit"))
    chart = scenario(region("patient", calm, state("hit")))
    outcomes = [Run(chart, seed=seed).until(5000).path("patient") for seed in range(200)]
    assert {len(path) for path in outcomes} == {0, 1}
    # One draw in the first tick decides: a rule that drew each tick would hit nearly always.
    assert {at for path in outcomes for _, at in path} == {0.1}
    assert 70 <= sum(len(path) for path in outcomes) <= 130
    tries = scenario(region("patient", state("calm", rule(event="try", chance="50", name="try"))),
                     events=["try"])  # fmt: skip
    run = Run(tries).until(20_000, {at: [fire("try")] for at in range(100, 20_001, 100)})
    assert 70 <= len(run.fired("try")) <= 130


def test_that_a_chance_of_100_percent_always_fires() -> None:
    calm = state("calm", rule(vital("SBP", "> 0 mmHg"), chance="100", go="hit"))
    chart = scenario(region("patient", calm, state("hit")))
    assert all(Run(chart, seed=seed).until(100).active("patient") == "hit" for seed in range(50))
