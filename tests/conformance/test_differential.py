"""Random charts, read by us and by two other libraries; every difference has a name."""

import itertools
from collections.abc import Callable, Iterable, Sequence
from functools import cache

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from statemachine.io import load
from support.chart_runs import Run, fire
from support.random_charts import (
    EVENTS,
    Plan,
    as_document,
    as_scenario,
    as_scxml,
    as_xstate,
    free_chart,
    random_events,
    region_chart,
)
from support.scxml_content import Happening
from support.scxml_dialects import Habit, Habitual
from support.scxml_machine import Machine
from xstate_statemachine import SimulatedClock, SyncInterpreter, create_machine

from simrunner.domain.event import StateEntered

CHARTS = 300
EVENTS_EACH = 8

PYTHON_STATEMACHINE = (Habit.ENTRY_ORDER, Habit.LEVEL_NUMBERS, Habit.PARALLEL_LAST)
XSTATE = (Habit.ONE_BY_ONE, Habit.BRANCH_ONLY)

Trace = list[list[str]]
Reader = Callable[[Plan, Sequence[str]], Trace]


def by_reference(plan: Plan, events: Iterable[str]) -> Trace:
    """Return the active leaves at the start and after each event, by SCXML on our core."""
    machine = Machine(as_document(plan)).start()
    trace = [sorted(machine.leaves())]
    for event in events:
        machine.offer(Happening(name=event, type="external"))
        trace.append(sorted(machine.leaves()))
    return trace


def by_habits(plan: Plan, events: Iterable[str], habits: Iterable[Habit]) -> Trace:
    run = Habitual(plan, habits)
    trace = [run.leaves()]
    for event in events:
        run.offer(event)
        trace.append(run.leaves())
    return trace


def by_python_statemachine(plan: Plan, events: Iterable[str]) -> Trace:
    outer = {state.name for state in plan.all() if state.children}
    chart = load(as_scxml(plan), format="scxml", name="Chart")()
    trace = [sorted({str(value) for value in chart.configuration_values} - outer)]
    for event in events:
        chart.send(event)
        trace.append(sorted({str(value) for value in chart.configuration_values} - outer))
    return trace


def by_xstate(plan: Plan, events: Iterable[str]) -> Trace:
    machine = create_machine(as_xstate(plan))
    run = SyncInterpreter(machine, clock=SimulatedClock(wall_start=0.0)).start()
    trace = [sorted(each.rpartition(".")[2] for each in run.current_state_ids)]
    for event in events:
        run.send(event)
        trace.append(sorted(each.rpartition(".")[2] for each in run.current_state_ids))
    run.stop()
    return trace


def explanation(
    plan: Plan, events: Sequence[str], seen: Trace, habits: Sequence[Habit]
) -> tuple[Habit, ...] | None:
    """Return the fewest habits with which the reference does what a library did, if any do."""
    for count in range(len(habits) + 1):
        for some in itertools.combinations(habits, count):
            if by_habits(plan, events, some) == seen:
                return some
    return None


@cache
def explanations(reader: Reader, habits: tuple[Habit, ...]) -> dict[int, tuple[Habit, ...] | None]:
    """Return why a library's run of each free chart is as it is; no habits: as SCXML says."""
    found = {}
    for seed in range(CHARTS):
        plan, events = free_chart(seed), random_events(seed, EVENTS_EACH)
        found[seed] = explanation(plan, events, reader(plan, events), habits)
    return found


LIBRARIES = pytest.mark.parametrize(
    ("reader", "habits"),
    [(by_python_statemachine, PYTHON_STATEMACHINE), (by_xstate, XSTATE)],
    ids=["python-statemachine", "xstate-statemachine"],
)


@LIBRARIES
def test_that_every_difference_on_free_charts_is_a_habit_with_a_name(reader, habits) -> None:
    found = explanations(reader, habits)
    assert [seed for seed, why in found.items() if why is None] == []
    assert sum(why == () for why in found.values()) > CHARTS * 3 // 4


@LIBRARIES
def test_that_each_habit_is_needed_and_all_together_are_the_library(reader, habits) -> None:
    needed = {habit for why in explanations(reader, habits).values() for habit in why or ()}
    assert needed == set(habits)
    for seed in range(CHARTS):
        plan, events = free_chart(seed), random_events(seed, EVENTS_EACH)
        assert by_habits(plan, events, habits) == reader(plan, events)


def test_that_the_two_ways_of_stepping_the_reference_agree() -> None:
    for seed in range(CHARTS):
        plan, events = free_chart(seed), random_events(seed, EVENTS_EACH)
        assert by_habits(plan, events, ()) == by_reference(plan, events)


def test_that_regions_which_keep_to_themselves_are_one_thing_to_everybody() -> None:
    """Charts without cross-region targets: the engine and three readers of SCXML agree."""
    moved = 0
    for seed in range(CHARTS):
        plan, events = region_chart(seed), random_events(seed, EVENTS_EACH)
        expected = by_reference(plan, events)
        assert by_engine(plan, events) == expected
        assert by_python_statemachine(plan, events) == expected
        assert by_xstate(plan, events) == expected
        moved += sum(before != after for before, after in itertools.pairwise(expected))
    assert moved > CHARTS


@pytest.mark.invariant("I17")
@for_all(st.integers(0, 2**32), st.lists(st.sampled_from(EVENTS), max_size=12))
def test_that_the_engine_selects_what_scxml_selects_in_any_chart_of_regions(seed, events) -> None:
    plan = region_chart(seed)
    assert by_engine(plan, events) == by_reference(plan, events)


def by_engine(plan: Plan, events: Iterable[str]) -> Trace:
    run = Run(as_scenario(plan))
    trace = [leaves_of(run)]
    for event in events:
        run.step(fire(event))
        trace.append(leaves_of(run))
    return trace


def leaves_of(run: Run) -> list[str]:
    views = run.engine.view(run.now_ms).regions
    return sorted(view.leaf.rpartition(".")[2] for view in views)


def test_that_the_engine_enters_what_scxml_enters_but_for_what_need_not_be_left() -> None:
    """The one deviation inside a region: active states around the target stay active."""
    kept = 0
    for seed in range(CHARTS):
        plan = region_chart(seed)
        run, machine = Run(as_scenario(plan)), Machine(as_document(plan)).start()
        for event in random_events(seed, EVENTS_EACH):
            active = {machine.chart.nodes[number].name for number in machine.active}
            machine.entered.clear()
            machine.offer(Happening(name=event, type="external"))
            entered = [
                fact.state.rpartition(".")[2]
                for fact in run.step(fire(event)) if isinstance(fact, StateEntered)
            ]  # fmt: skip
            spared = [name for name in machine.entered if name not in entered]
            assert [name for name in machine.entered if name in entered] == entered
            assert set(spared) <= active
            kept += len(spared)
    assert kept > 0
