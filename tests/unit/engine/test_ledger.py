"""What counts as given, done and running (clinscn/1 sections 5 and 6)."""

import pytest
from support.chart_runs import LEARNER, Run, act, fire, give, infuse
from support.charts import (
    SECOND,
    SINCE_ENTRY,
    done,
    drug,
    given,
    region,
    rule,
    running,
    scenario,
    state,
    within,
)

from simrunner.domain.action import AnnulEntry, Compress, Source
from simrunner.domain.chart import Scenario
from simrunner.domain.condition import Condition
from simrunner.domain.event import ActionTaken
from simrunner.domain.order import Treat

DRUGS = [drug("adrenaline", concentration="1 mg/mL"), drug("saline", "vol, vol/kg, count"),
         drug("insulin", "units, vol", "10 units/mL")]  # fmt: skip


def chart(condition: Condition) -> Scenario:
    """Return a chart that leaves `waiting` when the condition is true."""
    return scenario(
        region("patient", state("waiting", rule(condition, go="reached")), state("reached")),
        drugs=DRUGS, actions=["oxygen", "cpr"], events=["tick"],
    )  # fmt: skip


def is_reached(condition: Condition, *actions) -> bool:
    run = Run(chart(condition))
    run.step(*actions)
    return run.active("patient") == "reached"


@pytest.mark.parametrize(
    ("condition", "actions", "is_true"),
    [
        (given("adrenaline"), [], False),
        (given("adrenaline"), [give("adrenaline", "10 mcg")], True),
        (given("adrenaline", ">= 1 mg"), [give("adrenaline", "0.1 mg")] * 10, True),
        (given("adrenaline", ">= 1 mg"), [give("adrenaline", "0.1 mg")] * 9, False),
        (given("adrenaline", "> 1 mg"), [give("adrenaline", "0.1 mg")] * 10, False),
        (given("adrenaline", "= 1 mg"), [give("adrenaline", "0.1 mg")] * 10, True),
        (given("adrenaline", "< 1 mg"), [], True),
        (given("adrenaline", ">= 1 mg", "IM"), [give("adrenaline", "1 mg", "IV")], False),
        (given("adrenaline", ">= 1 mg"), [give("adrenaline", "1 mL")], True),
        (given("adrenaline", ">= 2 mL"), [give("adrenaline", "2 mg")], True),
        (given("adrenaline", ">= 0.01 mg/kg"), [give("adrenaline", "0.7 mg")], True),
        (given("adrenaline", ">= 0.7 mg"), [give("adrenaline", "10 mcg/kg")], True),
        (given("adrenaline", ">= 0.01 mg/kg"), [give("adrenaline", "0.69 mg")], False),
        (given("adrenaline", ">= 2 doses"), [give("adrenaline", "0.1 mg")] * 2, True),
        (given("adrenaline", ">= 2 doses"), [give("adrenaline", "0.1 mg")], False),
        (given("saline", ">= 10 mL/kg"), [give("saline", "700 mL")], True),
        (given("saline", ">= 500 mL"), [give("saline", "0.5 L")], True),
        (given("insulin", ">= 10 units"), [give("insulin", "1 mL")], True),
        # A dose in another measure without a concentration counts as a dose, not in a sum.
        (given("saline", ">= 1 dose"), [give("saline", "500 mg")], True),
        (given("saline", "> 0 mL"), [give("saline", "500 mg")], False),
        # Infusions do not count as given.
        (given("adrenaline"), [infuse("adrenaline", "5 mcg/min")], False),
        (running("adrenaline"), [infuse("adrenaline", "5 mcg/min")], True),
        (running("adrenaline", ">= 0.1 mcg/kg/min"), [infuse("adrenaline", "7 mcg/min")], True),
        (running("adrenaline", "> 0.1 mcg/kg/min"), [infuse("adrenaline", "7 mcg/min")], False),
        (running("adrenaline", "< 1 mg/h"), [], True),
        (done("oxygen"), [act("oxygen")], True),
    ],
)  # fmt: skip
def test_that_amounts_count_as_the_language_says(condition, actions, is_true) -> None:
    assert is_reached(condition, *actions) is is_true


def test_that_within_counts_what_was_performed_at_most_that_long_ago() -> None:
    def run_with(performed_at_ms: int) -> str:
        run = Run(chart(done("oxygen", within(5 * SECOND)))).until(9900)
        run.step(act("oxygen", performed_at_ms=performed_at_ms))
        return run.active("patient")

    assert run_with(5000) == "reached"
    assert run_with(4999) == "waiting"


def test_that_since_entry_leaves_out_the_dose_that_caused_the_entry() -> None:
    again = given("adrenaline", ">= 0.5 mg", window=SINCE_ENTRY)
    patient = region("patient", state("a", rule(given("adrenaline"), go="b")),
                     state("b", rule(again, go="c")), state("c"))  # fmt: skip
    run = Run(scenario(patient, drugs=DRUGS))
    run.until(3000, {1000: [give("adrenaline", "0.5 mg")], 2000: [give("adrenaline", "0.5 mg")]})
    assert run.path("patient") == [("b", 1.0), ("c", 2.0)]


def test_that_since_entry_goes_by_the_record_and_not_by_the_time_of_performing() -> None:
    again = given("adrenaline", window=SINCE_ENTRY)
    patient = region("patient", state("a", rule(after_ms=1000, go="b")),
                     state("b", rule(again, go="c")), state("c"))  # fmt: skip
    run = Run(scenario(patient, drugs=DRUGS))
    run.until(3000, {2000: [give("adrenaline", "0.5 mg", performed_at_ms=500)]})
    assert run.path("patient") == [("b", 1.0), ("c", 2.0)]


def test_that_an_annulled_entry_stops_counting_and_stays_listed() -> None:
    slow = scenario(
        region("patient", state("a", rule(given("adrenaline", ">= 1 mg"), event="tick", go="b")),
               state("b")),
        drugs=DRUGS, events=["tick"],
    )  # fmt: skip
    run = Run(slow)
    run.step(give("adrenaline", "1 mg"))
    entry = run.of(ActionTaken)[-1].entry
    run.step(AnnulEntry(source=Source.FACILITATOR, entry=entry))
    run.step(fire("tick"))
    assert run.active("patient") == "a"
    assert [each.is_annulled for each in run.engine.view(run.now_ms).ledger] == [True]
    assert len([each for each in run.of(ActionTaken) if each.entry == entry]) == 1


def test_that_annulling_a_rate_brings_the_rate_before_it_back() -> None:
    run = Run(chart(running("adrenaline", "> 1 mg/h")))
    run.step(infuse("adrenaline", "1 mg/h"))
    wrong = run.step(infuse("adrenaline", "0"))[0]
    run.step(AnnulEntry(source=Source.FACILITATOR, entry=wrong.entry))
    assert run.engine.view(run.now_ms).pending[0].operands[0].now == "1 mg/h"


def test_that_a_rate_of_zero_stops_an_infusion() -> None:
    for last, expected in (("0", "a"), ("2 mg/h", "b")):
        patient = region("patient", state("a", rule(running("adrenaline"), event="tick", go="b")),
                         state("b"))  # fmt: skip
        run = Run(scenario(patient, drugs=DRUGS, events=["tick"]))
        run.step(infuse("adrenaline", "5 mg/h"), infuse("adrenaline", last))
        run.step(fire("tick"))
        assert run.active("patient") == expected


def compress(_: int = 0) -> Compress:
    return Compress(source=Source.DEVICE, depth_mm=50)


def cpr_times(run: Run) -> list[int]:
    return [each.at_ms for each in run.of(ActionTaken) if getattr(each.action, "act", "") == "cpr"]


def test_that_five_compressions_in_ten_seconds_are_cpr_and_again_every_ten_seconds() -> None:
    script = {at: [compress()] for at in range(1000, 25_001, 500)}
    run = Run(chart(done("cpr"))).until(40_000, script)
    assert cpr_times(run) == [3000, 13_000, 23_000]
    assert all(each.source is Source.DEVICE for each in run.of(ActionTaken))
    assert run.path("patient") == [("reached", 3.0)]


def test_that_four_compressions_in_ten_seconds_are_not_cpr() -> None:
    script = {at: [compress()] for at in range(1000, 60_001, 2600)}
    assert cpr_times(Run(chart(done("cpr"))).until(60_000, script)) == []


def test_that_treatments_reach_the_body_and_an_act_does_not() -> None:
    run = Run(chart(done("oxygen")))
    run.step(give("adrenaline", "1 mg", performed_at_ms=0), compress(), act("oxygen"))
    treated = [each for each in run.orders if isinstance(each, Treat)]
    assert [type(each.action).__name__ for each in treated] == ["GiveDrug", "Compress"]
    assert [each.performed_at_ms for each in treated] == [0, 100]
    assert LEARNER is treated[0].action.source
