"""The verdict says what held, what did not, and what was found instead."""

from support.chart_runs import Run, act
from support.charts import done, region, rule, scenario, state

from simrunner.domain.event import ExpectationStatus
from simrunner.rehearsal.verdict import Awaited, AwaitedVital, Observed, judge, observe

OBSERVED = Observed(
    path=(("shock", 150_000), ("died", 1_305_900)), outcome="died", ended_at_ms=1_305_900,
    statuses={"oxygen": ExpectationStatus.MET, "help": ExpectationStatus.LATE},
)  # fmt: skip


def failures(awaited: Awaited) -> list[str]:
    return [each.sentence for each in judge(OBSERVED, awaited) if not each.passed]


def test_that_what_came_as_awaited_passes() -> None:
    awaited = Awaited(
        line=4, outcome="died", by_ms=1_320_000, path=("shock", "died"),
        statuses={"oxygen": "met", "help": "late", "leader": "unopened"},
        vitals=(AwaitedVital(at_ms=60_000, condition="SpO2 < 97 %", is_true=True, shown="95",
                             line=9),),
    )  # fmt: skip
    assertions = judge(OBSERVED, awaited)
    assert [each.passed for each in assertions] == [True] * 6
    assert [each.line for each in assertions] == [4, 4, 4, 4, 4, 9]
    assert assertions[0].sentence == "the run ends in died by 22:00"


def test_that_each_difference_says_what_was_found() -> None:
    assert failures(Awaited(line=1, outcome="recovered")) == [
        "the run ends in recovered: no, it was in died from 21:45"
    ]
    assert failures(Awaited(line=1, outcome="died", by_ms=1_300_000)) == [
        "the run ends in died by 21:40: no, it was in died from 21:45"
    ]
    assert failures(Awaited(line=1, path=("shock",))) == [
        "the path is shock: no, it was shock 02:30, died 21:45"
    ]
    assert failures(Awaited(line=1, statuses={"help": "met", "leader": "open"})) == [
        "expectation help is met: no, it is late",
        "expectation leader is open: no, it is unopened",
    ]


def test_that_vitals_are_judged_and_a_time_after_the_end_fails() -> None:
    def vital(is_true: bool | None) -> Awaited:
        one = AwaitedVital(at_ms=90_000, condition="MAP < 60 mmHg", is_true=is_true, shown="MAP 72",
                           line=3)  # fmt: skip
        return Awaited(line=1, vitals=(one,))

    assert failures(vital(True)) == []
    assert failures(vital(False)) == ["at 01:30 MAP < 60 mmHg: no, found MAP 72"]
    assert failures(vital(None)) == ["at 01:30 MAP < 60 mmHg: no, play had stopped"]


def test_that_the_facts_of_a_run_give_path_outcome_and_statuses() -> None:
    ward = region(
        "patient", state("a", rule(done("go"), go="ward")),
        state("ward", start="bed", states=[state("bed", rule(after_ms=500, go="end"))]),
        state("end", final=True),
    )  # fmt: skip
    run = Run(scenario(ward, actions=["go"])).until(5000, {1000: [act("go")]})
    seen = observe(run.events, "patient", ("a", "ward.bed", "end"))
    assert seen.path == (("a", 0), ("ward.bed", 1000), ("end", 1500))
    assert (seen.outcome, seen.ended_at_ms) == ("end", 1500)
