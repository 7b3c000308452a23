"""What the chart benchmarks measure does what they say."""

from simrunner.app.bench.bench_pack import ring, see_saw
from simrunner.app.bench.quiet_hour import play, skipped, stepped
from simrunner.domain.action import FireEvent, Source
from simrunner.domain.event import RuleFired, StateEntered
from simrunner.engine.interpreter import Engine


def test_that_an_hour_of_two_thousand_trends_is_the_same_stepped_and_skipped() -> None:
    scenario = see_saw("1.8 s")

    one, other = play(scenario, stepped), play(scenario, skipped)

    assert sum(isinstance(fact, RuleFired) for fact in one.facts) == 2000
    assert len(one.rows) == 3600
    assert one == other


def test_that_an_event_of_the_ring_is_one_transition() -> None:
    engine = Engine(ring(3), seed=1)
    engine.start()

    entered = [
        fact.state
        for tick in range(1, 5)
        for fact in engine.step(
            tick * 100, [FireEvent(source=Source.FACILITATOR, event="tick")]
        ).events
        if isinstance(fact, StateEntered)
    ]

    assert entered == ["s1", "s2", "s0", "s1"]
