"""What holds in any chart of regions, whatever happens (clinscn/1 section 13)."""

from collections.abc import Sequence

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from support.chart_runs import Run, fire
from support.charts import effects, rule
from support.random_charts import EVENTS, Chances, Plan, as_scenario, region_chart

from simrunner.domain.action import Action, GoToState, SetManual, Source
from simrunner.domain.chart import Scenario
from simrunner.domain.event import EngineFault, Event, RuleFired, StateEntered, StateLeft

seeds = st.integers(0, 2**32)
happenings = st.lists(st.sampled_from(EVENTS).map(fire), max_size=12)


def wild_plan(seed: int) -> Plan:
    """Return a random chart in which some states also lead back where one came from."""
    chances = Chances(seed, "back")
    plan = region_chart(seed)
    for region in plan.children[0].children:
        for each in region.all():
            if each is not region and chances.holds(0.3):
                each.arrows.insert(0, (chances.one(EVENTS), "back"))
    return plan


def wild_chart(seed: int) -> Scenario:
    """Return such a chart with rules for anywhere: one raises an event, one moves a region."""
    chances = Chances(seed, "anywhere")
    plan = wild_plan(seed)
    region = chances.one(plan.children[0].children)
    anywhere = [
        rule(event="alpha", does=effects(raises=["beta"])),
        rule(event="gamma", go=chances.one(region.children).name, region=region.name),
    ]
    return as_scenario(plan, anywhere)


def goto(seed: int, chart: Scenario) -> GoToState:
    chances = Chances(seed, "goto")
    region = chances.one(chart.regions)
    state = chances.one(list(chart.states_of(region.id)))
    return GoToState(source=Source.FACILITATOR, region=region.id, state=state)


@pytest.mark.invariant("I2")
@for_all(seeds, happenings)
def test_that_each_region_and_each_active_parent_has_one_active_child(seed, actions) -> None:
    chart = wild_chart(seed)
    run = Run(chart)
    for action in actions:
        run.step(action)
        active = run.engine._facts.active
        for region in chart.regions:
            inside = [path for place, path in active if place == region.id]
            assert sum(state.path in inside for state in region.states) == 1
            for path, state in chart.states_of(region.id).items():
                children = sum(child.path in inside for child in state.children)
                assert children == int(path in inside and bool(state.children))


@pytest.mark.invariant("I3", "I5", "I10")
@for_all(seeds, happenings)
def test_that_states_are_left_and_entered_in_turn_and_never_before_their_parents(
    seed, actions
) -> None:
    run = Run(wild_chart(seed))
    for action in actions:
        run.step(action)
    inside: list[tuple[str, str]] = []
    for fact in run.events:
        if isinstance(fact, StateEntered | StateLeft):
            place = (fact.region, fact.state)
            parent = (fact.region, fact.state.rpartition(".")[0])
            assert not parent[1] or parent in inside
            if isinstance(fact, StateEntered):
                assert place not in inside
                inside.append(place)
            else:
                assert not any(
                    region == place[0] and path.startswith(f"{place[1]}.")
                    for region, path in inside
                )
                inside.remove(place)
    assert sorted(inside) == sorted(run.engine._facts.active)
    assert run.of(EngineFault) == []


@pytest.mark.invariant("I11")
@for_all(seeds, happenings, st.integers(0, 12))
def test_that_after_goto_its_state_is_active_whatever_else_happens(seed, actions, place) -> None:
    chart = wild_chart(seed)
    jump = goto(seed, chart)
    run = Run(chart)
    for action in actions[:place]:
        run.step(action)
    run.step(jump, *actions[place:])
    assert (jump.region, jump.state) in run.engine._facts.active


@pytest.mark.invariant("I12")
@for_all(seeds, happenings)
def test_that_in_manual_mode_only_the_facilitator_moves_the_chart(seed, actions) -> None:
    chart = wild_chart(seed)
    jump = goto(seed, chart)
    run = Run(chart)
    run.step(SetManual(source=Source.FACILITATOR, is_on=True))
    begun = len(run.events)
    for action in actions:
        run.step(action)
    assert not any(isinstance(fact, StateEntered | StateLeft) for fact in run.events[begun:])
    run.step(jump)
    assert (jump.region, jump.state) in run.engine._facts.active
    assert run.of(RuleFired) == []


@pytest.mark.invariant("I13")
@for_all(seeds, happenings, st.sampled_from(EVENTS))
def test_that_an_event_nobody_in_a_region_waits_for_leaves_it_as_it_is(
    seed, actions, event
) -> None:
    plan = wild_plan(seed)
    deaf = plan.children[0].children[-1]
    for each in deaf.all():
        each.arrows = [arrow for arrow in each.arrows if arrow[0] != event]
    chart = as_scenario(plan)
    with_event: list[Sequence[Action]] = [(fire(event), action) for action in actions]
    without: list[Sequence[Action]] = [(action,) for action in actions]
    assert moves_of(chart, with_event, deaf.name) == moves_of(chart, without, deaf.name)


def moves_of(chart: Scenario, script: Sequence[Sequence[Action]], region: str) -> list[Event]:
    run = Run(chart)
    for actions in script:
        run.step(*actions)
    return [
        fact for fact in run.events
        if isinstance(fact, StateEntered | StateLeft) and fact.region == region
    ]  # fmt: skip
