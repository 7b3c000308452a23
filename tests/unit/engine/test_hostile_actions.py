"""Whatever is asked of a run, it answers and goes on."""

import json
from decimal import Decimal
from typing import get_type_hints

from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from support.chart_actions import RULES, busy_chart
from support.chart_runs import Run
from support.charts import effects, region, rule, scenario, state
from support.profiles import examples

from simrunner.domain.action import (
    ACTIONS,
    Action,
    Compress,
    EndRun,
    GiveDrug,
    InfuseDrug,
    SetVital,
    Source,
)
from simrunner.domain.chain import canonical_json
from simrunner.domain.chart import Ramp
from simrunner.domain.event import ActionRefused, ActionTaken
from simrunner.domain.payload import event_from_payload, event_payload
from simrunner.domain.quantity import ROUTES, UNITS, Quantity
from simrunner.domain.vital import Vital
from simrunner.engine.interpreter import Engine

ABSURD = ["NaN", "-NaN", "sNaN", "Infinity", "-Infinity", "1E+999999", "1E-999999", "-0",
          "0E+999999", "9" * 60, "0." + "1" * 60, "-1", "1E+11",
          "999999999999.999999999"]  # fmt: skip
numbers = st.one_of(
    st.sampled_from(ABSURD).map(Decimal), st.decimals(), st.integers(0, 300).map(Decimal)
)
quantities = st.builds(Quantity, number=numbers,
                       unit=st.sampled_from([*UNITS, "µg", "", "furlongs"]))  # fmt: skip
whole = st.one_of(st.integers(), st.sampled_from([0, 1, -1, 10**400, -(10**400), 2**63]))
names = st.sampled_from(["adrenaline", "call", "cpr", "patient", "calm", "sick.worse", "spo2",
                         "worse", "", " ", "\x00", "patient.calm", "enter calm", *ROUTES,
                         *RULES])  # fmt: skip
BY_TYPE = {
    Quantity: quantities, int: whole, str: names, bool: st.booleans(),
    Vital: st.sampled_from(list(Vital)), Source: st.sampled_from(list(Source)),
    int | None: st.one_of(st.none(), whole),
}  # fmt: skip


def absurd(kind: type[Action]) -> st.SearchStrategy[Action]:
    hints = get_type_hints(kind)
    return st.builds(kind, **{name: BY_TYPE[hint] for name, hint in hints.items()})


anything = st.one_of(*(absurd(kind) for kind in ACTIONS if kind is not EndRun))


@for_all(st.lists(st.lists(anything, max_size=4), min_size=1, max_size=12))
@settings(max_examples=examples(150), deadline=None)
def test_that_every_action_is_answered_and_every_fact_can_be_recorded(script) -> None:
    run = Run(busy_chart())
    for actions in script:
        run.step(*actions)
    run.until(run.now_ms + 3000)

    answers = [each for each in run.events if isinstance(each, ActionTaken | ActionRefused)]
    of_compressions = sum(
        isinstance(each, ActionTaken) and getattr(each.action, "act", "") == "cpr"
        for each in answers
    )
    assert len(answers) >= sum(len(actions) for actions in script)
    assert len(answers) - of_compressions <= sum(len(actions) for actions in script)
    for fact in run.events:
        stored = json.loads(canonical_json(event_payload(fact)))
        again = event_from_payload(fact.code, fact.at_ms, fact.source, stored)
        assert canonical_json(event_payload(again)) == canonical_json(event_payload(fact))
    run.engine.view(run.now_ms)
    text = json.dumps(run.engine.snapshot(), allow_nan=False)
    assert Engine.restored(busy_chart(), json.loads(text)).snapshot() == run.engine.snapshot()


def refusal(action: Action) -> str:
    (fact,) = [each for each in Run(busy_chart()).step(action) if hasattr(each, "reason")]
    return fact.reason


def test_that_an_absurd_number_is_refused_in_words_that_can_be_read() -> None:
    huge = Quantity(number=Decimal("1E+999999"), unit="mg")
    rate = Quantity(number=Decimal("NaN"), unit="mg/h")
    heat = Quantity(number=Decimal("sNaN"), unit="°C")
    learner = Source.LEARNER
    said = [
        refusal(GiveDrug(source=learner, drug="adrenaline", amount=huge, route="IV")),
        refusal(InfuseDrug(source=learner, drug="adrenaline", rate=rate)),
        refusal(SetVital(source=learner, vital=Vital.TEMP, quantity=heat)),
        refusal(Compress(source=learner, depth_mm=10**400)),
    ]
    assert said[0] == "1E+999999 is not a number that anything here can have"
    assert "NaN is not a number" in said[1]
    assert "sNaN is not a number" in said[2]
    assert said[3] == "the depth must be at most 1000000"
    assert str(huge) == "1E+999999 mg"


def test_that_ramps_by_factors_on_factors_stay_finite() -> None:
    grow = Ramp(vital=Vital.HR, number=1e11, target="times", duration_ms=100)
    chart = scenario(
        region("patient", state("a", rule(after_ms=100, go="b"), does=effects(grow)),
               state("b", rule(after_ms=100, go="a"), does=effects(grow))),
    )  # fmt: skip
    run = Run(chart).until(20_000)
    assert run.read("HR") == 300.0
    json.dumps(run.engine.snapshot(), allow_nan=False)
