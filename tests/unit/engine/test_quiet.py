"""Ticks in which nothing can happen need no look: the run is the same with and without them."""

from decimal import Decimal

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from support.chart_actions import busy_chart, forced, gotos, not_goto, seeds
from support.chart_packs import anaphylaxis, hyperthermia
from support.chart_runs import Run, act, give
from support.charts import (
    Expectation,
    done,
    effects,
    event_within,
    held,
    region,
    rule,
    scenario,
    state,
    to,
    vital,
    within,
)

from simrunner.domain.action import GoToState, Source
from simrunner.domain.chart import Ramp
from simrunner.domain.condition import VitalBetween, VitalCompared
from simrunner.domain.order import ChangeRhythm, FollowRamp, JumpTo, Origin, Pin, Unpin
from simrunner.domain.quantity import Quantity
from simrunner.domain.sim_time import STEP_MS
from simrunner.domain.vital import VITALS, Vital
from simrunner.engine.facts import Facts, Scope
from simrunner.engine.guard.condition import Guard
from simrunner.engine.guard.horizon import FOREVER_MS, Outlook
from simrunner.engine.interpreter import Engine
from simrunner.rehearsal.scripted_team import Compressions, ScriptedTeam, TimedStep


class EveryTick(Engine):
    """An engine that looks at every tick."""

    def step(self, now_ms, actions):
        self._quiet_ms = 0
        return super().step(now_ms, actions)


def started(kind, chart, seed=1):
    engine = kind(chart, seed=seed)
    engine.start()
    return engine


spaced = st.lists(
    st.tuples(
        st.lists(st.one_of(not_goto, gotos, forced), max_size=2),
        st.one_of(st.integers(0, 4), st.integers(5, 40)),
    ),
    min_size=1, max_size=14,
)  # fmt: skip


@pytest.mark.invariant("I20")
@for_all(spaced, seeds)
def test_that_a_run_is_the_same_whether_quiet_ticks_are_looked_at_or_not(script, seed) -> None:
    chart = busy_chart()
    looked, left = started(EveryTick, chart, seed), started(Engine, chart, seed)
    ticks = [tick for actions, pause in script for tick in (actions, *[()] * pause)]
    for number, actions in enumerate(ticks, start=1):
        assert left.step(number * 100, actions) == looked.step(number * 100, actions)
        assert left.snapshot() == looked.snapshot()


@pytest.mark.invariant("I20")
@for_all(spaced, seeds)
def test_that_skipping_leaves_facts_orders_and_state_as_stepping_does(script, seed) -> None:
    chart = busy_chart()
    stepped, skipped = Run(chart, seed=seed), started(Engine, chart, seed)
    facts, orders, now_ms = list(stepped.events), list(stepped.orders), 0
    for actions, pause in script:
        stepped.step(*actions)
        stepped.until(stepped.now_ms + pause * 100)
        result = skipped.step(now_ms + 100, actions)
        orders, facts = [*orders, *result.orders], [*facts, *result.events]
        now_ms, end_ms = now_ms + 100, now_ms + 100 + pause * 100
        while now_ms < end_ms:
            quiet_ms = min(skipped.quiet_until_ms() - 100, end_ms)
            if quiet_ms > now_ms:
                skipped.skip_to(quiet_ms)
                now_ms = quiet_ms
            else:
                now_ms += 100
                result = skipped.step(now_ms, ())
                orders, facts = [*orders, *result.orders], [*facts, *result.events]
        assert skipped.snapshot() == stepped.engine.snapshot()
        assert skipped.view(now_ms) == stepped.engine.view(now_ms)
    assert facts == stepped.events
    assert orders == stepped.orders


TEAMS = [
    (anaphylaxis, [(40, act("call-help")), (50, act("stop-antibiotic")), (60, act("oxygen")),
                   (70, give("adrenaline", "0.5 mg", "IM")),
                   (315, give("adrenaline", "0.5 mg", "IM")),
                   (350, give("crystalloid", "500 mL"))]),
    (anaphylaxis, [(120, act("oxygen")), (240, act("call-help")),
                   (626, Compressions(60_000, 110, 54)), (670, give("adrenaline", "1 mg", "IV"))]),
    (hyperthermia, [(320, act("volatile-off")), (510, give("dantrolene", "200 mg")),
                    (540, act("cool")), (780, give("dantrolene", "80 mg"))]),
    (hyperthermia, []),
]  # fmt: skip


@pytest.mark.parametrize(("chart", "script"), TEAMS)
def test_that_a_pack_played_by_a_team_is_the_same_without_its_quiet_ticks(chart, script) -> None:
    def team():
        return ScriptedTeam([
            TimedStep(at_ms=at_s * 1000, compressions=what) if isinstance(what, Compressions)
            else TimedStep(at_ms=at_s * 1000, actions=(what,))
            for at_s, what in script
        ])  # fmt: skip

    looked, left = started(EveryTick, chart()), started(Engine, chart())
    looking, leaving = team(), team()
    now_ms = 0
    while not looked.is_ended:
        now_ms += 100
        assert left.step(now_ms, leaving.due(now_ms)) == looked.step(now_ms, looking.due(now_ms))
    assert left.is_ended
    assert left.snapshot() == looked.snapshot()


vitals = st.sampled_from([Vital.HR, Vital.SBP, Vital.DBP, Vital.MAP, Vital.ETCO2, Vital.TEMP])
moved = st.sampled_from([Vital.HR, Vital.SBP, Vital.DBP, Vital.ETCO2, Vital.TEMP])
numbers = st.one_of(st.integers(0, 200), st.sampled_from([4, 38, 80, 100]))
origin = Origin(source="scenario", label="test", at_ms=0)
ramps = st.builds(
    Ramp, vital=moved, number=numbers.map(float), duration_ms=st.integers(1, 6000),
    curve=st.sampled_from(["linear", "exp", "sigmoid"]), delay_ms=st.integers(0, 1500),
)  # fmt: skip
orders = st.one_of(
    st.builds(FollowRamp, ramp=ramps, origin=st.just(origin)),
    st.builds(JumpTo, vital=moved, number=numbers.map(float), origin=st.just(origin)),
    st.builds(Pin, vital=moved, number=numbers.map(float), origin=st.just(origin)),
    st.builds(Unpin, vital=moved, over_ms=st.integers(0, 3000)),
    st.builds(ChangeRhythm, rhythm=st.sampled_from(["vf", "sinus"])),
)


@st.composite
def comparisons(draw):
    name = draw(vitals)
    unit = draw(st.sampled_from(["kPa", "mmHg"])) if name is Vital.ETCO2 else VITALS[name].unit
    low = Quantity(number=Decimal(draw(numbers)), unit=unit)
    if draw(st.booleans()):
        high = Quantity(number=low.number + draw(st.integers(0, 40)), unit=unit)
        return VitalBetween(vital=name, low=low, high=high)
    op = draw(st.sampled_from(["<", "<=", ">", ">=", "=", "!="]))
    return VitalCompared(vital=name, op=op, quantity=low)


@pytest.mark.invariant("I20")
@for_all(st.lists(st.tuples(orders, st.integers(0, 15)), min_size=1, max_size=8), comparisons())
def test_that_no_comparison_changes_before_its_horizon(script, comparison) -> None:
    facts = Facts(scenario(region("patient", state("calm"))))
    guard = Guard(comparison, facts, Scope())
    outlook = Outlook(comparison, guard.holds, facts, Scope())
    quiet_ms, was = 0, None
    for order, pause in script:
        facts.obey(order)
        quiet_ms = 0
        for _ in range(pause + 1):
            if facts.now_ms < quiet_ms:
                assert guard.look() is was
            else:
                quiet_ms, was = outlook.stirs_at_ms(), guard.look()
                assert quiet_ms > facts.now_ms
            facts.tick(facts.now_ms + STEP_MS)


def waiting(*rules, expect=(), does=None):
    return scenario(
        region("patient", state("calm", *rules, does=does), state("next")), expect=expect,
        actions=["call"], events=["bell"],
        vitals={"HR": 80},
    )  # fmt: skip


def quiet_after(chart, *, until_ms=1000, actions=()):
    run = Run(chart)
    run.until(until_ms - 100)
    run.step(*actions)
    return run.engine.quiet_until_ms()


CLIMB = effects(to("HR", 180, 100))


@pytest.mark.parametrize(
    ("chart", "expected_ms"),
    [
        (waiting(rule(done("call"), go="next")), FOREVER_MS),
        (waiting(rule(after_ms=90_050, go="next")), 90_100),
        (waiting(rule(vital("HR", "> 100 /min"), go="next"), does=CLIMB), 20_000),
        (waiting(rule(vital("HR", "> 200 /min"), go="next"), does=CLIMB), FOREVER_MS),
        (waiting(rule(held(vital("HR", "< 99 /min"), 40_000), go="next")), 40_100),
        (waiting(rule(vital("HR", "< 99 /min"), every_ms=7000)), 7100),
        (waiting(expect=[Expectation(id="call", detect=done("call"), within_ms=30_000)]), 30_100),
    ],
)
def test_that_a_lull_lasts_until_what_time_alone_brings(chart, expected_ms) -> None:
    assert quiet_after(chart) == expected_ms


def test_that_a_window_and_an_event_run_out() -> None:
    chart = waiting(rule(event_within("act call", 5000)), rule(done("call", within(8000))))
    assert quiet_after(chart, actions=[act("call", performed_at_ms=950)]) == 6000


def test_that_a_lull_cannot_be_skipped_beyond_its_end() -> None:
    engine = started(Engine, waiting(rule(after_ms=5000, go="next")))
    engine.step(100, ())
    for wrong_ms in (5000, 100, 4950, 0):
        with pytest.raises(ValueError, match="ms"):
            engine.skip_to(wrong_ms)
    engine.skip_to(4900)
    assert [type(each).__name__ for each in engine.step(5000, ()).events][:1] == ["RuleFired"]


def test_that_what_a_jump_by_hand_held_back_comes_in_the_next_tick() -> None:
    chart = scenario(
        region("patient", state("calm"), state("next", rule(done("call"), go="last")),
               state("last")),
        actions=["call"],
    )  # fmt: skip
    run = Run(chart).until(500)
    run.step(act("call"), GoToState(source=Source.FACILITATOR, region="patient", state="next"))

    assert run.active("patient") == "next"
    assert run.engine.quiet_until_ms() == run.now_ms + 100
    run.step()
    assert run.active("patient") == "last"
