"""Sections 9 and 10 of clinscn/1: expectations, inputs and records, from the file to the run."""

from dataclasses import replace

import pytest
from support.chart_runs import act, fire, give, infuse, order
from support.charts import quantity
from support.page_runs import codes_of, run_of

from simrunner.domain.action import (
    AnnulEntry,
    DeliverShock,
    EndRun,
    FireEvent,
    FireRule,
    GoToState,
    HoldOffRule,
    Pace,
    PinVital,
    PlaceOrder,
    ReadDevice,
    ReleaseVital,
    SetManual,
    SetVentilator,
    Source,
)
from simrunner.domain.event import ActionRefused, ActionTaken, RuleFired, RunEnded, WordsSaid
from simrunner.domain.vital import Vital

FACILITATOR, LEARNER = Source.FACILITATOR, Source.LEARNER
BELL = "events: {bell: A bell}"
WAITS = "after: 9 min, go: well"
LESS = 'measure: "mass, mass/kg, count"'
MOST = 'measure: "mass, mass/kg, count, mass/time"'


def expecting(words, *rules, more=()):
    """Return a run of a file with one expectation, that ``helped``."""
    changed = ("{detect: done help, within: 2 min, objective: o1}", f"{{{words}, objective: o1}}")
    return run_of(*(rules or (WAITS,)), top=BELL, more=(changed, *more))


def told(run):
    return [(fact.at_ms, fact.status.value) for fact in run.statuses("helped")]


# ------------------------------------------------------------------ section 9
@pytest.mark.parametrize(
    ("words", "done_s", "expected"),
    [
        ("detect: done help", 0.1, [(0, "open"), (100, "met")]),
        ("detect: done help, within: 5 s", 5, [(0, "open"), (5000, "met")]),
        ("detect: done help, within: 5 s", 5.1,
         [(0, "open"), (5100, "missed"), (5100, "late")]),
        ("detect: done help, within: 5 s", 7, [(0, "open"), (5100, "missed"), (7000, "late")]),
        ("detect: done help, not_before: 3 s", 2.9, [(0, "open"), (2900, "early")]),
        ("detect: done help, not_before: 3 s", 3, [(0, "open"), (3000, "met")]),
        ("cue: 'HR > 100 /min', detect: done help, within: 5 s", 8,
         [(3000, "open"), (8000, "met")]),
        ("cue: 'HR > 100 /min', detect: done help, within: 5 s", 1,
         [(3000, "open"), (3000, "met")]),
        ("cue: 'HR > 100 /min', detect: done help, not_before: 2 s", 1,
         [(3000, "open"), (3000, "early")]),
        ("cue: 'HR > 100 /min', detect: done help since cue", 1, [(3000, "open")]),
        ("cue: 'HR > 200 /min', detect: done help", 1, []),
    ],
)  # fmt: skip
def test_that_a_status_follows_from_the_cue_the_limits_and_the_first_detection(
    words, done_s, expected
):
    # The cue comes at 3 s and goes at 4 s: it latches.
    run = expecting(words, "after: 3 s, set: {HR: 120 /min}", "after: 4 s, set: {HR: 80 /min}",
                    WAITS)  # fmt: skip
    run.until(int(done_s * 1000) - 100).step(act("help"))
    run.step(act("help"))
    assert told(run.until(20_000)) == expected


def test_that_detection_goes_by_the_performed_time():
    run = expecting("detect: done help, within: 5 s")
    run.until(8000).step(act("help", performed_at_ms=5000))
    assert told(run) == [(0, "open"), (5100, "missed"), (8100, "met")]


def test_that_the_end_before_the_limit_is_no_miss():
    run = expecting("detect: done help, within: 5 s", "after: 2 s, go: well").until(9000)
    assert run.engine.is_ended
    assert told(run) == [(0, "open")]


def test_that_what_should_come_first_is_flagged_out_of_order_when_it_does_not():
    first = ("expect:\n", "expect:\n  bell: {detect: event bell within 1 min, objective: o1}\n")
    wrong = expecting("detect: done help, after: [bell]", more=(first,))
    wrong.step(act("help"))
    right = expecting("detect: done help, after: [bell]", more=(first,))
    right.step(fire("bell"))
    right.step(act("help"))
    assert [run.statuses("helped")[-1].is_out_of_order for run in (wrong, right)] == [True, False]


@pytest.mark.parametrize(
    "words",
    ["detect: done help, after: [nothing]", "detect: done help, source: nowhere",
     "detect: done help, by: nobody", "detect: done help, within: 0 s", "cue: done help",
     "detect: done help, not_before: 3 min, within: 2 min", "detect: done help, points: many",
     "detect: done help, critical: perhaps"],
)  # fmt: skip
def test_that_an_expectation_that_cannot_be_is_an_error(words):
    changed = ("{detect: done help, within: 2 min, objective: o1}", f"{{{words}, objective: o1}}")
    assert len(codes_of(WAITS, more=(changed,))) == 1


# ------------------------------------------------------------------ section 10
@pytest.mark.parametrize(
    ("event", "action"),
    [
        ("give adrenaline", give("adrenaline", "0.5 mg", "IM")),
        ("infuse adrenaline", infuse("adrenaline", "1 mg/h")), ("act help", act("help")),
        ("shock", DeliverShock(source=LEARNER, energy_j=150)),
        ("pace", Pace(source=LEARNER, rate_per_min=70, current_ma=60)),
        ("order k", order("k")), ("order ct", order("ct")), ("bell", fire("bell")),
        ("device bvm", ReadDevice(source=Source.DEVICE, name="bvm", reading="on")),
        ("enter patient.worse", GoToState(source=FACILITATOR, region="patient", state="worse")),
    ],
)  # fmt: skip
def test_that_every_input_is_an_event_for_rules(event, action):
    media = "media: {ct: {file: media/ct.png, licence: CC0-1.0, en: CT}}"
    more = ((f"adrenaline: {{{LESS}}}", f"adrenaline: {{{MOST}}}"),
            ("weight: 70 kg}", "weight: 70 kg, labs: {k: high}, imaging: [ct]}"),
            ("expect:\n", f"anywhere: [{{event: {event}, say: heard}}]\nexpect:\n"))  # fmt: skip
    run = run_of(WAITS, top=f"{BELL}\n{media}", more=more)
    run.step(action)
    assert run.of(ActionRefused) == []
    assert len(run.of(WordsSaid)) == 1


@pytest.mark.parametrize(
    "action",
    [
        give("ghost", "1 mg"), give("adrenaline", "1 furlong"), give("adrenaline", "1 mg", "EYE"),
        give("adrenaline", "-1 mg"), act("ghost"),
        infuse("ghost", "1 mg/h"), order("ghost"), fire("ghost"),
        FireRule(source=FACILITATOR, rule="ghost"), HoldOffRule(source=FACILITATOR, rule="ghost"),
        AnnulEntry(source=FACILITATOR, entry=99),
        GoToState(source=FACILITATOR, region="patient", state="ghost"),
        GoToState(source=FACILITATOR, region="ghost", state="ill"),
        PinVital(source=FACILITATOR, vital=Vital.HR, quantity=quantity("80 mmHg")),
        PlaceOrder(source=LEARNER, item=""), FireEvent(source=FACILITATOR, event="shock"),
        ReleaseVital(source=FACILITATOR, vital=Vital.MAP),
    ],
    ids=lambda action: repr(action)[:60],
)  # fmt: skip
def test_that_what_the_file_lacks_is_refused_recorded_and_not_fatal(action):
    run = run_of(WAITS, top=BELL)
    (fact,) = run.step(action)
    assert isinstance(fact, ActionRefused)
    assert fact.action == action
    assert len(fact.reason) > 10
    run.step(act("help"))
    assert len(run.of(ActionTaken)) == 1


def test_that_everything_a_facilitator_does_is_recorded_as_the_facilitators():
    run = run_of("id: bell, event: bell, say: x", WAITS, top=BELL)
    on_behalf = replace(give("adrenaline", "0.5 mg"), source=FACILITATOR, on_behalf=True)
    doing = [
        on_behalf, replace(on_behalf, performed_at_ms=50),
        GoToState(source=FACILITATOR, region="patient", state="ill"),
        PinVital(source=FACILITATOR, vital=Vital.HR, quantity=quantity("60 /min")),
        ReleaseVital(source=FACILITATOR, vital=Vital.HR, over_ms=500),
        SetManual(source=FACILITATOR, is_on=False), FireRule(source=FACILITATOR, rule="bell"),
        HoldOffRule(source=FACILITATOR, rule="bell"), AnnulEntry(source=FACILITATOR, entry=1),
        EndRun(source=FACILITATOR),
    ]  # fmt: skip
    for action in doing:
        run.step(action)
    assert [fact.action for fact in run.of(ActionTaken)] == doing
    assert {fact.source for fact in run.of(ActionTaken)} == {FACILITATOR}
    assert run.of(RunEnded)[0].reason == "facilitator"


def test_that_a_rule_held_off_waits_until_taken_back():
    run = run_of("id: bell, event: bell, say: x", WAITS, top=BELL)
    run.step(HoldOffRule(source=FACILITATOR, rule="bell"))
    run.step(fire("bell"))
    run.step(HoldOffRule(source=FACILITATOR, rule="bell", is_held=False))
    run.step(fire("bell"))
    assert [fact.at_ms for fact in run.of(RuleFired)] == [400]


def test_that_an_annulled_entry_stops_counting_and_both_entries_stay():
    run = run_of('if: "given adrenaline >= 1 mg", go: well', WAITS)
    run.step(give("adrenaline", "0.5 mg"))
    run.step(AnnulEntry(source=FACILITATOR, entry=1))
    run.step(give("adrenaline", "0.5 mg"))
    assert not run.engine.is_ended
    assert [fact.entry for fact in run.of(ActionTaken)] == [1, 2, 3]
    run.step(give("adrenaline", "0.5 mg"))
    assert run.engine.is_ended


def test_that_a_release_blends_over_10_s_to_the_moving_value():
    run = run_of(WAITS, effects="trend: {HR: 180 /min over 100 s}")
    run.step(PinVital(source=FACILITATOR, vital=Vital.HR, quantity=quantity("40 /min")))
    run.until(9900).step(ReleaseVital(source=FACILITATOR, vital=Vital.HR))
    assert run.read("HR") == 40
    assert run.until(15_000).read("HR") == pytest.approx(40 + (95 - 40) / 2)
    assert run.until(20_000).read("HR") == pytest.approx(100)


def test_that_a_ventilators_setting_is_taken():
    run = run_of(WAITS)
    run.step(SetVentilator(source=LEARNER, setting="rate", quantity=quantity("14 /min")))
    assert len(run.of(ActionTaken)) == 1


@pytest.mark.parametrize(
    "event", ["give ghost", "infuse ghost", "act ghost", "order ghost", "ghost"]
)
def test_that_an_event_that_nothing_can_cause_is_an_error(event):
    assert len(codes_of(f"event: {event}, say: x", WAITS)) == 1
