"""What the checker calls impossible never happens: random charts, played by the engine."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import given as for_all
from hypothesis import strategies as st
from support.random_texts import HEAD, TAIL, chart_texts
from support.scenario_files import check

from simrunner.domain.action import DeliverShock, PerformAct, Source
from simrunner.domain.event import EngineFault, RuleFired, StateEntered
from simrunner.engine.interpreter import Engine
from simrunner.scenario.check.reach import StateValues, file_values, may_lose_rate, shown

STEPS = 100


@pytest.mark.slow
@for_all(chart=chart_texts(), helped=st.integers(1, 30), shocked=st.integers(1, 30))
@settings(
    max_examples=25, deadline=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
def test_that_what_can_never_happen_does_not(chart, helped, shocked):
    text = HEAD + chart + TAIL
    scenario, problems = check(text)
    assert scenario is not None, [*map(str, problems)]
    never = _rules_told(text, problems, ("W403", "W610"))
    second = text[: text.index("\n  q:")].count("\n") + 2
    unreached = {
        ("p" if each.line < second else "q", each.message)
        for each in problems
        if each.code == "W605"
    }
    everywhere = file_values(scenario)
    inside = {}
    for region in scenario.regions:
        during = StateValues(scenario=scenario, region=region).find().during
        inside[region.id] = {
            leaf: shown(each, may_lose_rate=may_lose_rate(scenario))
            for leaf, each in during.items()
        }
    engine = Engine(scenario, seed=1)
    events = list(engine.start().events)
    for step in range(1, STEPS):
        acts = []
        if step % helped == 0:
            acts.append(PerformAct(act="help", source=Source.FACILITATOR))
        if step % shocked == 0:
            acts.append(DeliverShock(energy_j=150, source=Source.FACILITATOR))
        events += engine.step(step * 100, acts).events
        for region in ("p", "q"):
            leaf = max((path for name, path in engine._facts.active if name == region), key=len)
            for vital, number in engine.tracks.read_all(step * 100).items():
                for interval in (everywhere[vital], inside[region][leaf][vital]):
                    assert interval.low - 1e-6 <= number <= interval.high + 1e-6, (vital, leaf)
    fired = {each.rule for each in events if isinstance(each, RuleFired)}
    entered = {
        (each.region, f"no rule leads to the state '{each.state.rpartition('.')[2]}'")
        for each in events
        if isinstance(each, StateEntered)
    }
    assert not fired & never
    assert not entered & unreached
    if any(isinstance(each, EngineFault) for each in events):
        assert "W611" in {each.code for each in problems}


def _rules_told(text, problems, codes):
    """Return the ids of the rules in whose line one of the codes was told."""
    lines = text.split("\n")
    told = [lines[each.line - 1] for each in problems if each.code in codes]
    return {line.partition("{id: ")[2].partition(",")[0] for line in told}
