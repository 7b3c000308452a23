"""Properties that hold whatever people do, in whatever order (clinscn/1 section 13)."""

from collections.abc import Sequence

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from support.chart_actions import busy_chart, gotos, not_goto, scripts, seeds, small_chart
from support.chart_runs import Run
from support.charts import (
    effects,
    given,
    quantity,
    region,
    scenario,
    state,
    within,
)

from simrunner.domain.action import (
    Action,
    AnnulEntry,
    GiveDrug,
    Pace,
    SetManual,
    Source,
)
from simrunner.domain.chart import Ramp, Scenario
from simrunner.domain.event import (
    ActionRefused,
    ActionTaken,
    EngineFault,
    RuleFired,
    StateEntered,
    StateLeft,
)
from simrunner.domain.vital import VITALS, Vital
from simrunner.engine.facts import Scope
from simrunner.engine.guard.condition import Guard
from simrunner.engine.interpreter import Engine


def played(script: Sequence[Sequence[Action]], seed: int, chart: Scenario | None = None) -> Run:
    run = Run(chart or small_chart(), seed=seed)
    for actions in script:
        run.step(*actions)
    return run


@pytest.mark.invariant("I6")
@for_all(scripts, seeds)
def test_that_the_same_inputs_give_the_same_facts_and_orders(script, seed) -> None:
    first, second = played(script, seed), played(script, seed)
    assert first.events == second.events
    assert first.orders == second.orders


@pytest.mark.invariant("I1")
@for_all(scripts, seeds)
def test_that_facts_are_in_the_order_of_time_and_of_one_tick_each(script, seed) -> None:
    run = Run(small_chart(), seed=seed)
    for number, actions in enumerate(script, start=1):
        assert {fact.at_ms for fact in run.step(*actions)} <= {number * 100}


@pytest.mark.invariant("I2", "I3")
@for_all(scripts, seeds)
def test_that_every_region_has_one_leaf_with_all_its_parents_active(script, seed) -> None:
    run = Run(small_chart(), seed=seed)
    for actions in script:
        run.step(*actions)
        for each in run.engine._regions.values():
            leaf = each.active[-1]
            assert leaf.state.start is None
            assert [node.path for node in each.active] == [node.path for node in leaf.lineage()]
            assert all(node.is_active for node in each.active)
            assert sum(node.is_active for node in each.nodes.values()) == len(each.active)
            assert all(0 <= node.entered_at_ms <= run.now_ms for node in each.active)


@pytest.mark.invariant("I4")
@for_all(scripts, seeds)
def test_that_vitals_stay_inside_their_limits(script, seed) -> None:
    run = Run(busy_chart(), seed=seed)
    for actions in (*script, *[()] * 30):
        run.step(*actions)
        for name, number in run.engine.tracks.read_all(run.now_ms).items():
            assert VITALS[name].low <= number <= VITALS[name].high
        systolic, diastolic = run.read("SBP"), run.read("DBP")
        assert diastolic <= max(0.0, systolic - 4.0) or (systolic == diastolic == 0.0)


@pytest.mark.invariant("I5")
@for_all(scripts, seeds)
def test_that_entries_and_exits_alternate_and_entry_numbers_have_no_gap(script, seed) -> None:
    run = played(script, seed)
    inside: dict[tuple[str, str], bool] = {}
    for fact in run.events:
        if isinstance(fact, StateEntered | StateLeft):
            enters = isinstance(fact, StateEntered)
            assert inside.get((fact.region, fact.state), False) is not enters
            inside[fact.region, fact.state] = enters
    numbers = [fact.entry for fact in run.of(ActionTaken)]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.invariant("I9")
@for_all(scripts, seeds)
def test_that_a_rule_or_drug_nobody_uses_changes_no_fact(script, seed) -> None:
    extended = played(script, seed, small_chart(with_extras=True))
    assert played(script, seed).events[1:] == extended.events[1:]


@pytest.mark.invariant("I10")
@for_all(scripts, seeds)
def test_that_a_checked_chart_never_faults_and_every_action_is_answered(script, seed) -> None:
    run = played(script, seed)
    assert run.of(EngineFault) == []
    answers = [
        fact for fact in (*run.of(ActionTaken), *run.of(ActionRefused))
        if getattr(fact.action, "act", "") != "cpr"
    ]  # fmt: skip
    assert len(answers) == sum(len(actions) for actions in script)


@pytest.mark.invariant("I11")
@for_all(st.lists(st.lists(not_goto, max_size=3), min_size=1, max_size=30), gotos, seeds)
def test_that_after_goto_its_state_is_active_at_the_end_of_the_tick(script, goto, seed) -> None:
    run = played(script[:-1], seed)
    run.step(*script[-1], goto)
    assert ("patient", goto.state) in run.engine._facts.active


@pytest.mark.invariant("I12")
@for_all(st.lists(st.lists(st.one_of(not_goto, gotos), max_size=3), max_size=40), seeds)
def test_that_no_rule_fires_by_itself_while_manual(script, seed) -> None:
    automatic = [
        [each for each in actions if not isinstance(each, SetManual)] for actions in script
    ]
    run = Run(small_chart(), seed=seed)
    run.step(SetManual(source=Source.FACILITATOR, is_on=True))
    for actions in automatic:
        run.step(*actions)
    assert run.of(RuleFired) == []


@pytest.mark.invariant("I13")
@for_all(scripts, seeds, st.integers(0, 39))
def test_that_an_event_that_means_nothing_to_a_region_leaves_it_alone(script, seed, at) -> None:
    pace = Pace(source=Source.LEARNER, rate_per_min=70, current_ma=60)
    disturbed = [[*actions, pace] if index == at else actions
                 for index, actions in enumerate(script)]  # fmt: skip
    # Entry numbers shift with an extra input, so annulling is left out.
    keep = [[each for each in tick if not isinstance(each, AnnulEntry)] for tick in script]
    disturb = [[each for each in tick if not isinstance(each, AnnulEntry)] for tick in disturbed]
    assert played(keep, seed).path("patient") == played(disturb, seed).path("patient")
    assert played(keep, seed).path("team") == played(disturb, seed).path("team")


@pytest.mark.invariant("I14")
@for_all(
    st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 20)), max_size=12),
    st.integers(1, 6000), st.integers(0, 6000), st.integers(1, 100),
)  # fmt: skip
def test_that_sums_are_monotone_in_window_and_amount(doses, window_ms, more_ms, tenths) -> None:
    run = Run(small_chart())
    run.until(5000)
    run.step(
        *(
            GiveDrug(source=Source.LEARNER, drug="adrenaline", amount=quantity(f"0.{each:02} mg"),
                     route="IV", performed_at_ms=at_ms)
            for at_ms, each in doses
        )
    )  # fmt: skip

    def reaches(amount: str, wide_ms: int) -> bool:
        condition = given("adrenaline", f">= {amount} mg", window=within(wide_ms))
        return Guard(condition, run.engine._facts, Scope()).look()

    amount, less = f"{tenths / 100:.2f}", f"{(tenths - 1) / 100:.2f}"
    if reaches(amount, window_ms):
        assert reaches(amount, window_ms + more_ms)
        assert reaches(less, window_ms)
    total = sum(each for at_ms, each in doses if run.now_ms - at_ms <= window_ms)
    assert reaches(amount, window_ms) is (total >= tenths)


@pytest.mark.invariant("I15")
@for_all(
    st.floats(0, 300), st.floats(0, 300), st.integers(100, 20_000),
    st.sampled_from(["linear", "exp", "sigmoid"]), st.integers(0, 2000),
)  # fmt: skip
def test_that_ramps_are_monotone_and_end_exactly_on_target(
    start, target, duration_ms, curve, delay_ms
) -> None:
    ramp = Ramp(vital=Vital.HR, number=target, duration_ms=duration_ms, curve=curve,
                delay_ms=delay_ms)  # fmt: skip
    chart = scenario(region("patient", state("calm", does=effects(ramp))), vitals={"HR": start})
    run = Run(chart)
    seen = [run.read("HR")]
    while run.now_ms < delay_ms + duration_ms:
        run.step()
        seen.append(run.read("HR"))
    assert seen == sorted(seen, reverse=target < start)
    assert seen[-1] == target
    assert all(number == start for number in seen[: delay_ms // 100 + 1])


@pytest.mark.invariant("I8")
@for_all(scripts, seeds, st.integers(1, 59))
def test_that_stopping_to_look_changes_nothing(script, seed, pause_every) -> None:
    """The pace of stepping and what is asked in between are no part of the run."""
    steady, watched = Engine(small_chart(), seed=seed), Engine(small_chart(), seed=seed)
    steady.start()
    watched.start()
    for number, actions in enumerate(script, start=1):
        result = steady.step(number * 100, actions)
        if number % pause_every == 0:
            watched.view((number - 1) * 100)
        assert watched.step(number * 100, list(actions)) == result
