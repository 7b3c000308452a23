from dataclasses import replace

import pytest
from support.runs import new_run, quantity

from simrunner.domain.action import AnnulEntry, DeliverShock, GiveDrug, PerformAct, Source
from simrunner.domain.event import (
    ActionTaken,
    ExpectationChanged,
    ExpectationStatus,
    RunEnded,
    StateEntered,
)
from simrunner.record.cohort import (
    Cohort,
    QuestionError,
    asked_runs,
    grouped,
    intervals,
    occurrences,
    sign,
)
from simrunner.record.library import Library

ADRENALINE = sign("drug adrenaline")
ARREST = sign("state arrest")


def taken(at_ms, entry, action):
    return ActionTaken(
        at_ms=at_ms, source=Source.LEARNER, entry=entry, performed_at_ms=at_ms - 50, action=action
    )


def given(drug):
    amount = quantity("1 mg")
    return GiveDrug(source=Source.LEARNER, drug=drug, amount=amount, route="IV")


def arrest(at_ms):
    return StateEntered(at_ms=at_ms, region="patient", state="arrest", cause="rule")


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "runs.sqlite") as opened:
        yield opened


def stored(library, *facts, day="22", **known):
    new = replace(new_run(), started_wall=f"2026-11-{day}T09:00:00+00:00", **known)
    run = library.begin_run(new)
    recorder = library.recorder(run, on_failure=pytest.fail)
    recorder.append(facts)
    assert recorder.close()
    return run


def test_that_the_first_of_one_fact_is_measured_to_the_first_of_another_after_it(library):
    early = stored(
        library,
        taken(10_000, 1, given("adrenaline")),  # before the arrest: does not count
        arrest(60_000),
        taken(95_000, 2, given("adrenaline")),
        taken(99_000, 3, given("adrenaline")),
        team="red",
    )
    never = stored(library, arrest(60_000), taken(90_000, 1, given("atropine")), team="blue")
    calm = stored(library, taken(90_000, 1, given("adrenaline")), team="blue")
    found = {each.run.run: each for each in intervals(library, ARREST, ADRENALINE, Cohort())}
    assert {run: each.length_ms for run, each in found.items()} == {
        early: 34_950, never: None, calm: None,
    }  # fmt: skip
    assert (found[never].begin_ms, found[never].end_ms) == (60_000, None)
    assert (found[calm].begin_ms, found[calm].end_ms) == (None, None)


def test_that_an_annulled_action_did_not_happen(library):
    run = stored(
        library,
        taken(1000, 1, given("adrenaline")),
        taken(2000, 2, AnnulEntry(source=Source.FACILITATOR, entry=1)),
        taken(3000, 3, given("adrenaline")),
    )
    assert occurrences(library, ADRENALINE, Cohort()) == {run: (2950,)}


def test_that_names_are_matched_whole(library):
    stored(library, taken(1000, 1, given("noradrenaline")), taken(2000, 2, given("adrenaline-x")))
    assert occurrences(library, ADRENALINE, Cohort()) == {}


def test_that_a_cohort_is_chosen_by_scenario_team_and_day(library):
    first = stored(library, arrest(1), day="20", team="red")
    second = stored(library, arrest(1), day="21", team="blue")
    third = stored(library, arrest(1), day="22", team="blue", scenario="other")

    def runs(**chosen):
        assert set(occurrences(library, ARREST, Cohort(**chosen))) == {
            each.run for each in asked_runs(library, Cohort(**chosen))
        }
        return [each.run for each in asked_runs(library, Cohort(**chosen))]

    assert runs() == [first, second, third]
    assert runs(team="blue") == [second, third]
    assert runs(scenario="other") == [third]
    assert runs(since="2026-11-21") == [second, third]
    assert runs(until="2026-11-21") == [first]


def test_that_every_kind_of_question_finds_its_fact(library):
    run = stored(
        library,
        taken(1000, 1, PerformAct(source=Source.LEARNER, act="call-help")),
        taken(2000, 2, DeliverShock(source=Source.LEARNER, energy_j=150)),
        ExpectationChanged(at_ms=3000, expectation="help", status=ExpectationStatus.LATE),
        RunEnded(at_ms=4000, outcome="recovered", reason="final"),
    )
    asked = {
        words: occurrences(library, sign(words), Cohort()).get(run)
        for words in (
            "act call-help", "shock", "expectation help", "expectation help late",
            "expectation help met", "end", "start",
        )
    }  # fmt: skip
    assert asked == {
        "act call-help": (950,), "shock": (1950,), "expectation help": (3000,),
        "expectation help late": (3000,), "expectation help met": None, "end": (4000,),
        "start": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "hint"),
    [("adrenaline", "drug NAME"), ("drug", "drug NAME"), ("shock twice", "shock"),
     ("expectation help done", "missed")],
)  # fmt: skip
def test_that_a_question_for_nothing_known_says_what_can_be_asked(words, hint):
    with pytest.raises(QuestionError, match=hint):
        sign(words)


def test_that_groups_tell_how_many_runs_had_a_number(library):
    for team, at_ms in (("red", 10_000), ("red", 30_000), ("blue", 20_000)):
        stored(library, arrest(0), taken(at_ms + 50, 1, given("adrenaline")), team=team)
    stored(library, arrest(0), team="blue")
    found = intervals(library, ARREST, ADRENALINE, Cohort())
    blue, red = grouped([(each.run, each.length_ms) for each in found])
    assert (red.name, red.runs, red.found, red.median, red.low, red.high) == (
        "red", 2, 2, 20_000, 10_000, 30_000,
    )  # fmt: skip
    assert (blue.runs, blue.found, blue.median) == (2, 1, 20_000)
    with pytest.raises(QuestionError, match="team, scenario"):
        grouped([], by="colour")
