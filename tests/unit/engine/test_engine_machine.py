"""Anything may happen to a run, in any order: the laws of clinscn/1 section 13 hold after it."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from support.acts_strategy import acts_of
from support.chart_actions import busy_chart
from support.engine_laws import LAWS, LawfulRun
from support.packs import PACKS, shipped_catalogue
from support.profiles import machine_settings
from support.random_texts import HEAD, TAIL, chart_texts
from support.scenario_files import check

from simrunner.domain.action import ACTIONS, Action
from simrunner.domain.chart import Difficulty, Scenario
from simrunner.scenario.pack import load_pack

LOOPS = "W611"
"""What the checker calls an instant loop may well end in an error: such a chart is not clean."""


@cache
def _shipped(folder: Path, level: Difficulty) -> Scenario:
    return load_pack(folder, shipped_catalogue(), difficulty=level).scenario


class AnyRun(RuleBasedStateMachine):
    """What may happen to a run of one scenario; the subclasses say of which."""

    run: LawfulRun | None = None

    def begin(self, scenario: Scenario, seed: int) -> None:
        self.acts = acts_of(scenario)
        self.waiting: list[Action] = []
        self.run = LawfulRun(scenario, seed)

    @rule(data=st.data(), count=st.integers(1, 3))
    def act(self, data, count) -> None:
        self.waiting += [data.draw(self.acts) for _ in range(count)]

    @rule()
    def step(self) -> None:
        self.run.step(self.waiting)
        self.waiting = []

    @rule(ticks=st.integers(1, 30))
    def wait(self, ticks) -> None:
        for _ in range(ticks):
            self.step()
            self.run.judge()

    @precondition(lambda self: not self.waiting)
    @rule(most_ms=st.sampled_from([200, 3000, 60_000]))
    def leap(self, most_ms) -> None:
        self.run.leap(most_ms)

    @rule()
    def keep_and_restore(self) -> None:
        self.run.keep()

    @rule()
    def look(self) -> None:
        self.run.look()

    @invariant()
    def the_laws_hold(self) -> None:
        if self.run is not None:
            self.run.judge()


class RunOfARandomChart(AnyRun):
    """A chart as its author would write it, in which the checker finds no error and no loop."""

    @initialize(text=chart_texts(), seed=st.integers(0, 2**32))
    def start(self, text, seed) -> None:
        scenario, problems = check(HEAD + text + TAIL)
        assert scenario is not None
        assume(LOOPS not in {each.code for each in problems})
        self.begin(scenario, seed)


class RunOfABusyChart(AnyRun):
    """A chart with every kind of rule, hold, window, draw and expectation."""

    @initialize(seed=st.integers(0, 2**32))
    def start(self, seed) -> None:
        self.begin(busy_chart(), seed)


class RunOfAShippedPack(AnyRun):
    """A pack as it is delivered, at any difficulty."""

    @initialize(
        folder=st.sampled_from(PACKS), seed=st.integers(0, 2**32),
        level=st.sampled_from(["easy", "normal", "hard"]),
    )  # fmt: skip
    def start(self, folder, level, seed) -> None:
        self.begin(_shipped(folder, level), seed)


@pytest.mark.invariant(*LAWS)
@pytest.mark.parametrize("machine", [RunOfARandomChart, RunOfABusyChart, RunOfAShippedPack])
def test_that_whatever_happens_to_a_run_the_laws_hold(machine) -> None:
    run_state_machine_as_test(machine, settings=machine_settings())


def test_that_people_may_do_everything_there_is() -> None:
    scenario = busy_chart()
    seen: set[type[Action]] = set()

    class Seen(RuleBasedStateMachine):
        @rule(action=acts_of(scenario, may_end=True))
        def act(self, action) -> None:
            seen.add(type(action))

    run_state_machine_as_test(Seen)
    assert seen == set(ACTIONS)
