"""Quiet ticks pass unseen, and nothing that wants to be looked at passes with them."""

import pytest
from support.charts import MIN, SECOND, region, rule, scenario, state

from simrunner.engine.interpreter import Engine
from simrunner.rehearsal.quiet import next_tick_ms
from simrunner.rehearsal.replay import advance


@pytest.fixture
def engine():
    """Return an engine that has nothing to do before its fifth minute."""
    waits = region(
        "patient", state("well", rule(after_ms=5 * MIN, go="ill")), state("ill")
    )  # fmt: skip
    engine = Engine(scenario(waits), seed=1)
    engine.start()
    engine.step(100, ())
    return engine


@pytest.mark.parametrize(
    ("wake_ms", "next_ms"),
    [(2 * MIN, 2 * MIN), (2 * MIN + 1, 2 * MIN + 100), (9 * MIN, 5 * MIN), (0, 200), (150, 200)],
    ids=["caller", "between ticks", "engine", "already past", "within a tick"],
)
def test_that_the_next_tick_is_the_first_that_the_caller_or_the_engine_needs(
    engine, wake_ms, next_ms
):
    assert next_tick_ms(engine, 100, wake_ms) == next_ms
    entered = [each.state for each in engine.step(next_ms, ()).events if hasattr(each, "state")]
    assert ("ill" in entered) == (next_ms == 5 * MIN)


def test_that_a_stretch_is_taken_to_its_end_or_to_its_first_fact(engine):
    assert advance(engine, 100, 4 * MIN, stops_at_events=True) == (4 * MIN, ())

    reached_ms, facts = advance(engine, 4 * MIN, 6 * MIN, stops_at_events=True)

    assert reached_ms == 5 * MIN
    assert facts
    assert advance(engine, reached_ms, 5 * MIN + SECOND, stops_at_events=False)[0] == 301_000
