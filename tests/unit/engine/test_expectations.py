"""Every status of an expectation (clinscn/1 section 9)."""

from dataclasses import replace

import pytest
from support.chart_runs import Run, act, fire, give, shock
from support.charts import (
    SECOND,
    SINCE_CUE,
    both,
    done,
    drug,
    effects,
    event_within,
    flag,
    given,
    held,
    no,
    region,
    rule,
    scenario,
    state,
    vital,
)

from simrunner.domain.chart import Expectation
from simrunner.domain.event import ExpectationStatus

S = ExpectationStatus


def run_with(*expectations: Expectation) -> Run:
    return Run(
        scenario(
            region("patient", state("calm")),
            anywhere=[rule(event="cue", does=effects(flags=["cue"]))],
            expect=expectations, actions=["oxygen", "call"], events=["cue"],
            drugs=[drug("adrenaline")],
        )
    )  # fmt: skip


def expectation(**fields) -> Expectation:
    return Expectation(**{"id": "x", "detect": done("oxygen"), **fields})


def story(run: Run, name: str = "x") -> list[tuple[str, int]]:
    return [(each.status.value, each.at_ms) for each in run.statuses(name)]


def test_that_without_a_cue_it_opens_at_the_start_and_is_met_in_time() -> None:
    run = run_with(expectation(within_ms=5000)).until(9000, {5000: [act("oxygen")]})
    assert story(run) == [("open", 0), ("met", 5000)]
    assert run.statuses("x")[-1].limit_at_ms == 5000


def test_that_it_is_missed_at_the_first_tick_past_the_limit_and_late_after_all() -> None:
    run = run_with(expectation(within_ms=5000)).until(9000, {7000: [act("oxygen")]})
    assert story(run) == [("open", 0), ("missed", 5100), ("late", 7000)]
    assert run.statuses("x")[-1].detected_at_ms == 7000


def test_that_a_back_dated_entry_turns_missed_into_met_but_not_late_into_met() -> None:
    back_dated = act("oxygen", performed_at_ms=4000)
    run = run_with(expectation(within_ms=5000)).until(9000, {8000: [back_dated]})
    assert story(run) == [("open", 0), ("missed", 5100), ("met", 8000)]
    assert run.statuses("x")[-1].detected_at_ms == 4000
    late = run_with(expectation(within_ms=5000))
    late.until(9000, {7000: [act("oxygen")], 8000: [back_dated]})
    assert story(late)[-1] == ("late", 7000)


def test_that_an_event_counts_from_when_it_was_performed() -> None:
    shocked = expectation(detect=event_within("shock", 60_000), within_ms=5000)
    run = run_with(shocked)
    run.until(9000, {8000: [replace(shock(), performed_at_ms=4000)]})
    assert story(run) == [("open", 0), ("missed", 5100), ("met", 8000)]
    assert run.statuses("x")[-1].detected_at_ms == 4000


def test_that_it_stays_unopened_until_its_cue_and_the_cue_latches() -> None:
    run = run_with(expectation(cue=flag("cue"), within_ms=2000))
    run.until(2000)
    assert run.engine.view(run.now_ms).expectations[0].status is S.UNOPENED
    run.until(9000, {3000: [fire("cue")], 5000: [act("oxygen")]})
    assert story(run) == [("open", 3000), ("met", 5000)]
    assert run.statuses("x")[-1].cue_at_ms == 3000


def test_that_what_was_done_before_the_cue_is_met_and_flagged() -> None:
    run = run_with(expectation(cue=flag("cue"), within_ms=2000))
    run.until(9000, {1000: [act("oxygen")], 3000: [fire("cue")]})
    assert story(run) == [("open", 3000), ("met", 3000)]
    assert run.statuses("x")[-1].is_before_cue
    assert run.statuses("x")[-1].detected_at_ms == 1000


def test_that_what_comes_before_not_before_is_early() -> None:
    early = expectation(cue=flag("cue"), not_before_ms=2000, within_ms=4000)
    for at_ms, status in ((3900, "early"), (4000, "met"), (6000, "met"), (6100, "late")):
        run = run_with(early).until(9000, {2000: [fire("cue")], at_ms: [act("oxygen")]})
        assert story(run)[-1] == (status, at_ms)
    before = run_with(early).until(9000, {1000: [act("oxygen")], 2000: [fire("cue")]})
    assert story(before)[-1] == ("early", 2000)
    assert before.statuses("x")[-1].is_before_cue


def test_that_since_cue_counts_what_was_performed_at_or_after_the_cue() -> None:
    since = expectation(cue=flag("cue"), detect=done("oxygen", SINCE_CUE), within_ms=3000)
    run = run_with(since)
    run.until(9000, {1000: [act("oxygen")], 2000: [fire("cue")], 4000: [act("oxygen")]})
    assert story(run) == [("open", 2000), ("met", 4000)]
    at_once = run_with(since).until(9000, {2000: [fire("cue"), act("oxygen")]})
    assert story(at_once) == [("open", 2000), ("met", 2000)]
    assert not at_once.statuses("x")[-1].is_before_cue


def test_that_the_end_of_the_run_leaves_it_open() -> None:
    ending = scenario(
        region("patient", state("calm", rule(after_ms=1000, go="end")), state("end", final=True)),
        expect=[expectation(within_ms=5000)], actions=["oxygen"],
    )  # fmt: skip
    run = Run(ending).until(2000)
    assert story(run) == [("open", 0)]
    assert run.engine.view(run.now_ms).expectations[0].status is S.OPEN


def test_that_doing_it_before_what_it_follows_is_out_of_order() -> None:
    first = expectation(id="first", detect=done("call"))
    then = expectation(id="then", detect=done("oxygen"), after=("first",))
    wrong = run_with(then, first).until(3000, {1000: [act("oxygen")], 2000: [act("call")]})
    assert wrong.statuses("then")[-1].is_out_of_order
    # Logged first and performed last: the time of performing decides.
    late_entry = {2000: [act("call")], 2500: [act("oxygen", performed_at_ms=1000)]}
    assert run_with(then, first).until(3000, late_entry).statuses("then")[-1].is_out_of_order
    right = run_with(then, first).until(3000, {1000: [act("call")], 2000: [act("oxygen")]})
    assert not right.statuses("then")[-1].is_out_of_order
    together = run_with(then, first).until(3000, {1000: [act("oxygen"), act("call")]})
    assert not together.statuses("then")[-1].is_out_of_order


def test_that_a_sum_is_detected_when_the_dose_that_reached_it_was_performed() -> None:
    total = expectation(detect=given("adrenaline", ">= 1 mg"), within_ms=6000)
    run = run_with(total).until(
        9000,
        {3000: [give("adrenaline", "0.5 mg")],
         8000: [give("adrenaline", "0.5 mg", performed_at_ms=5000)]},
    )  # fmt: skip
    assert story(run) == [("open", 0), ("missed", 6100), ("met", 8000)]
    assert run.statuses("x")[-1].detected_at_ms == 5000


def test_that_doses_sum_in_the_order_of_performing_and_not_of_logging() -> None:
    total = expectation(detect=given("adrenaline", ">= 1 mg"), within_ms=6000)
    first = give("adrenaline", "0.5 mg", performed_at_ms=6000)
    second = give("adrenaline", "0.5 mg", performed_at_ms=2000)
    run = run_with(total).until(9000, {6000: [first], 6100: [second]})
    assert story(run)[-1] == ("met", 6100)
    assert run.statuses("x")[-1].detected_at_ms == 6000


def test_that_a_hold_in_detect_is_looked_at_before_the_cue_too() -> None:
    steady = expectation(cue=flag("cue"), detect=held(vital("SBP", "> 90 mmHg"), 2 * SECOND))
    run = run_with(steady).until(4000, {3000: [fire("cue")]})
    assert story(run) == [("open", 3000), ("met", 3000)]
    assert run.statuses("x")[-1].detected_at_ms == 2100


def test_that_several_terms_are_detected_with_the_last_of_them() -> None:
    terms = expectation(detect=both(done("oxygen"), done("call"), no(flag("cue"))), within_ms=3000)
    run = run_with(terms).until(
        5000, {1000: [act("oxygen")], 4000: [act("call", performed_at_ms=2500)]}
    )
    assert story(run)[-1] == ("met", 4000)
    assert run.statuses("x")[-1].detected_at_ms == 2500


@pytest.mark.parametrize("is_manual", [True, False])
def test_that_expectations_go_on_while_the_facilitator_is_in_manual(is_manual) -> None:
    from simrunner.domain.action import SetManual, Source

    run = run_with(expectation(within_ms=5000))
    run.step(SetManual(source=Source.FACILITATOR, is_on=is_manual))
    assert story(run.until(2000, {1000: [act("oxygen")]}))[-1] == ("met", 1000)
