"""Section 6 of clinscn/1: conditions, from the file to the run."""

import pytest
from support.chart_runs import act, give, infuse
from support.page_runs import codes_of, run_of

from simrunner.domain.event import WordsSaid

SAYS = "say: now"


def said(run):
    return [fact.at_ms for fact in run.of(WordsSaid)]


@pytest.mark.parametrize(
    "condition",
    [
        "(HR > 70/min)and(SBP > 100mmHg)", "not (HR < 70 /min or SBP < 100 mmHg)",
        "HR between 80 /min and 80 /min", "HR between 79 /min and 80 /min",
        "HR = 80 /min and not flag f", "rhythm = sinus and rhythm != vf", "sensor spo2",
        "in ill and in patient.ill", "not given adrenaline and not running adrenaline",
        "not done help for 100 ms or HR > 0 /min", "not event shock within 5 s",
        "HR > 70 /min or HR > 70 /min and HR > 200 /min",
    ],
)  # fmt: skip
def test_that_a_condition_is_true_at_the_first_look(condition):
    condition = condition.replace(" for 100 ms", " for 1 s")
    rules = (f'if: "{condition}", go: well', "if: done help, flag: f")
    more = (("rhythm: sinus\n", "rhythm: sinus\nsensors: {spo2: on}\n"),)
    assert run_of(*rules, more=more).until(100).engine.is_ended


@pytest.mark.parametrize(
    "condition",
    ["HR between 90 /min and 70 /min", "HR < 80 /min", "in worse", "not in ill", "done help",
     "HR > 200 /min or HR > 70 /min and SBP > 200 mmHg", "given adrenaline",
     "event shock within 1 h"],
)  # fmt: skip
def test_that_a_condition_is_false(condition):
    assert not run_of(f'if: "{condition}", go: well').until(2000).engine.is_ended


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("HR > 70 /min AND SBP > 70 mmHg", "E401"), ("hr > 70 /min", "E401"),
        ("HR>70 /min", "E401"),
        ("done help since cue", "E403"), ("HR > 70 /min for", "E305"),
        ("given adrenaline >= 0.5 mg since cue", "E403"), ("done", "E401"),
        ("given adrenaline >= 5.0 mg", "E304"), ("given adrenaline >= .5 mg", "E301"),
        ("not not HR > 70 /min", "E401"), ("HR > 70", "E303"), ("", "E111"),
    ],
)  # fmt: skip
def test_that_a_faulty_condition_is_an_error(condition, code):
    assert code in codes_of(f'if: "{condition}", go: well')


@pytest.mark.parametrize("place", ["anywhere", "cue", "detect"])
def test_that_since_entry_is_for_rules_of_states_alone(place):
    more = {
        "anywhere": ("expect:\n", "anywhere:\n  - {if: done help since entry, note: x}\nexpect:\n"),
        "cue": ("{detect: done help,", "{cue: done help since entry, detect: done help,"),
        "detect": ("{detect: done help,", "{detect: done help since entry,"),
    }[place]
    assert len(codes_of("after: 60 s, go: well", more=(more,))) == 1


def test_that_a_hold_binds_to_its_term_alone_and_the_checker_says_so():
    tight = 'if: "HR > 70 /min and SBP > 100 mmHg for 2 s", go: well'
    assert "I401" in codes_of(tight, severities="I")
    both = 'if: "(HR > 70 /min and SBP > 100 mmHg) for 2 s", go: well'
    assert "I401" not in codes_of(both, severities="I")
    negated = run_of("if: not done help for 2 s, go: well")
    negated.step(act("help"))
    assert not negated.until(5000).engine.is_ended
    assert run_of("if: not done help for 2 s, go: well").until(2100).engine.is_ended


def test_that_given_compares_the_sum_in_its_window_and_within_includes_its_end():
    run = run_of(f"if: given adrenaline >= 1 mg IV within 10 s, {SAYS}")
    run.step(give("adrenaline", "0.5 mg"))
    run.until(10_000).step(give("adrenaline", "0.5 mg"))
    assert said(run) == [10_100]
    late = run_of(f"if: given adrenaline >= 1 mg IV within 10 s, {SAYS}")
    late.step(give("adrenaline", "0.5 mg"))
    late.until(10_100).step(give("adrenaline", "0.5 mg"))
    assert said(late) == []


def test_that_ten_doses_of_a_tenth_are_exactly_one_and_the_route_counts():
    run = run_of("if: given adrenaline = 1 mg IM, go: well")
    for _ in range(10):
        run.step(give("adrenaline", "0.1 mg", "IV"))
    assert not run.engine.is_ended
    for number in range(10):
        assert not run.engine.is_ended, number
        run.step(give("adrenaline", "0.1 mg", "IM"))
    assert run.engine.is_ended


def test_that_running_means_a_rate_above_0():
    more = (('"mass, mass/kg, count"', '"mass, mass/kg, count, mass/time"'),)
    run = run_of(f"if: running adrenaline, {SAYS}", f"if: not running adrenaline for 1 s, {SAYS}",
                 more=more)  # fmt: skip
    run.step(infuse("adrenaline", "0 mg/h"))
    assert said(run) == []
    run.step(infuse("adrenaline", "1 mg/h"))
    assert said(run) == [200]


def test_that_infusions_do_not_count_as_given():
    more = (('"mass, mass/kg, count"', '"mass, mass/kg, count, mass/time"'),)
    run = run_of("if: given adrenaline, go: well", more=more)
    run.step(infuse("adrenaline", "1 mg/h"))
    assert not run.until(60_000).engine.is_ended


def test_that_one_false_look_clears_a_hold_and_a_hold_lasts_its_whole_time():
    run = run_of("if: HR < 100 /min for 3 s, go: well", "after: 1 s, set: {HR: 120 /min}",
                 "after: 2 s, set: {HR: 80 /min}")  # fmt: skip
    assert not run.until(4900).engine.is_ended
    run.until(10_000)
    # Looked at in every microstep: false from 1 s on, true again in the second microstep of 2 s.
    assert run.now_ms == 5000
