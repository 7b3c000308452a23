"""A run kept as plain JSON at any tick goes on exactly as if nobody had stopped it."""

import json
from dataclasses import replace

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from support.chart_actions import busy_chart, scripts, seeds
from support.chart_packs import anaphylaxis
from support.chart_runs import act, give
from support.charts import effects, quantity, region, rule, scenario, state, vital

from simrunner.domain.action import PinVital, Source
from simrunner.domain.chart import SEMANTICS_VERSION
from simrunner.domain.event import RuleFired
from simrunner.domain.vital import Vital
from simrunner.engine.interpreter import Engine

TAIL = 30
"""Ticks without an action after the script, so that holds and timers come due."""


def through_json(engine: Engine, chart) -> Engine:
    text = json.dumps(engine.snapshot(), allow_nan=False)
    return Engine.restored(chart, json.loads(text))


def started(chart, seed=1) -> Engine:
    engine = Engine(chart, seed=seed)
    engine.start()
    return engine


@pytest.mark.invariant("I7")
@for_all(scripts, seeds, st.lists(st.integers(0, 70), min_size=1, max_size=4))
def test_that_a_restored_run_goes_on_as_if_uninterrupted(script, seed, stops) -> None:
    chart = busy_chart()
    steady, resumed = started(chart, seed), started(chart, seed)
    for number, actions in enumerate([*script, *[()] * TAIL]):
        if number in stops:
            resumed = through_json(resumed, chart)
            assert resumed.view(number * 100) == steady.view(number * 100)
        expected = steady.step((number + 1) * 100, actions)
        assert resumed.step((number + 1) * 100, actions) == expected
    now_ms = (len(script) + TAIL) * 100
    assert resumed.snapshot() == steady.snapshot()
    assert resumed.tracks.read_all(now_ms) == steady.tracks.read_all(now_ms)


@pytest.mark.invariant("I7")
@for_all(scripts, seeds)
def test_that_keeping_and_restoring_give_the_same_snapshot(script, seed) -> None:
    chart = busy_chart()
    engine = started(chart, seed)
    for number, actions in enumerate(script, start=1):
        engine.step(number * 100, actions)
    assert through_json(engine, chart).snapshot() == engine.snapshot()


def test_that_a_snapshot_is_refused_for_another_scenario() -> None:
    snapshot = started(busy_chart()).snapshot()
    with pytest.raises(ValueError, match=r"another scenario than .drill."):
        Engine.restored(replace(busy_chart(), sha256="1" * 64), snapshot)


def test_that_a_snapshot_is_refused_by_another_version_of_the_semantics() -> None:
    snapshot = {**started(busy_chart()).snapshot(), "semantics_version": SEMANTICS_VERSION + 1}
    with pytest.raises(ValueError, match=f"version {SEMANTICS_VERSION + 1}"):
        Engine.restored(busy_chart(), snapshot)


@pytest.mark.parametrize("part", ["facts", "regions", "rules", "expectations", "intake"])
def test_that_a_damaged_snapshot_is_refused(part) -> None:
    snapshot = {**started(busy_chart()).snapshot(), part: {"nobody": {}}}
    with pytest.raises(ValueError, match="damaged"):
        Engine.restored(busy_chart(), snapshot)


def test_that_nothing_can_be_kept_before_the_start() -> None:
    with pytest.raises(ValueError, match="has not started"):
        Engine(busy_chart(), seed=1).snapshot()


def test_that_a_run_restored_after_its_end_stays_ended() -> None:
    chart = anaphylaxis()
    engine = started(chart)
    script = {70: give("adrenaline", "0.5 mg", "IM"), 315: give("adrenaline", "0.5 mg", "IM"),
              350: give("crystalloid", "500 mL"), 50: act("stop-antibiotic")}  # fmt: skip
    now_ms = 0
    while not engine.is_ended:
        now_ms += 100
        due = [script[now_ms // 1000]] if now_ms % 1000 == 0 and now_ms // 1000 in script else []
        engine.step(now_ms, due)
    resumed = through_json(engine, chart)
    assert resumed.is_ended
    assert resumed.view(now_ms) == engine.view(now_ms)
    assert resumed.step(now_ms + 100, ()) == ((), ())


def test_that_a_rule_that_had_its_turn_stays_silent_after_a_restore() -> None:
    chart = scenario(
        region("patient", state("calm", rule(vital("HR", "> 100 /min"), every_ms=500,
                                             does=effects(say="fast")))),
        vitals={"HR": 120},
    )  # fmt: skip
    engine = started(chart)

    def pinned(number: int) -> PinVital:
        return PinVital(source=Source.FACILITATOR, vital=Vital.HR,
                        quantity=quantity(f"{number} /min"))  # fmt: skip

    assert engine.step(100, ()).events
    engine.step(200, [pinned(80)])
    resumed = through_json(engine, chart)
    spoken = [
        fact for tick, actions in ((300, [pinned(130)]), (400, ()), (900, ()), (1000, ()))
        for fact in [*_up_to(resumed, tick, actions)] if isinstance(fact, RuleFired)
    ]  # fmt: skip
    assert spoken == []


def _up_to(engine: Engine, at_ms: int, actions) -> list:
    while (now_ms := engine.snapshot()["facts"]["now_ms"]) < at_ms - 100:
        engine.step(now_ms + 100, ())
    return list(engine.step(at_ms, actions).events)
