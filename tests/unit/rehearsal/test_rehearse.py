"""Rehearsals: counted truly, equal for equal seeds, and telling an author what class would."""

import math
import statistics
from dataclasses import replace

import pytest
from support.chart_packs import anaphylaxis
from support.charts import (
    MIN,
    both,
    done,
    drug,
    effects,
    given,
    in_state,
    region,
    rule,
    scenario,
    state,
    to,
    vital,
)
from support.packs import PACKS, shipped_catalogue
from support.team_models import FLAWLESS, rehearsed, team_model

from simrunner.app.rehearsed_body import rehearsed_body
from simrunner.domain.chart import Expectation, Objective
from simrunner.domain.text import Text
from simrunner.rehearsal.findings import finding_text, outcome_distance_pct
from simrunner.rehearsal.preflight import TIME_LIMIT, Finding, Rehearsal, nearest_rank
from simrunner.rehearsal.rehearse import (
    batch_from_text,
    batch_text,
    batches,
    play_batch,
    rehearse,
    results_from_text,
    results_text,
    run_seed,
)
from simrunner.scenario.pack import load_pack


def objectives(*names):
    text = Text(by_language={}, plain="x")
    return {name: Objective(id=name, text=text, competency="a.b") for name in names}


def adrenaline_draft(*, relapses):
    """Return the draft whose second objective good teams never met, and its mended form."""
    expect = [
        Expectation(id="first", detect=given("adrenaline", ">= 0.5 mg", "IM"), objective="o1"),
        Expectation(
            id="second", detect=given("adrenaline", ">= 2 doses", "IM"), objective="o3",
            cue=both(in_state("patient", "shock"), given("adrenaline", ">= 1 doses", "IM")),
        ),
    ]  # fmt: skip
    after_dose = "partial" if relapses else "responding"
    drill = scenario(
        region(
            "patient",
            state("onset", rule(given("adrenaline", ">= 0.5 mg", "IM"), go=after_dose),
                  rule(after_ms=3 * MIN, go="shock")),
            state("partial", rule(after_ms=4 * MIN, go="shock")),
            state("shock", rule(given("adrenaline", ">= 2 doses", "IM"), go="responding")),
            state("responding", rule(after_ms=MIN, go="recovered")),
            state("recovered", final=True),
        ),
        expect=expect, drugs=[drug("adrenaline")],
    )  # fmt: skip
    return replace(drill, objectives=objectives("o1", "o3"))


def potassium_draft(*, keeps_rising):
    """Return the draft in which treatment comes before potassium rises, and its mended form."""
    rise = effects(to("K", 7.0, 120)) if keeps_rising else effects(to("K", 4.2, 60))
    expect = [
        Expectation(id="dantrolene", detect=given("dantrolene"), objective="o3"),
        Expectation(id="calcium", detect=given("calcium"), objective="o4",
                    cue=vital("K", "> 6.4 mmol/L")),
    ]  # fmt: skip
    drill = scenario(
        region(
            "patient",
            state("crisis", rule(given("dantrolene"), go="improving"),
                  does=effects(to("K", 7.0, 600))),
            state("improving", rule(after_ms=5 * MIN, go="safe"), does=rise),
            state("safe", final=True),
        ),
        expect=expect, drugs=[drug("dantrolene"), drug("calcium")],
    )  # fmt: skip
    return replace(drill, objectives=objectives("o3", "o4"))


@pytest.mark.parametrize(
    ("draft", "mended", "objective"),
    [
        (adrenaline_draft(relapses=False), adrenaline_draft(relapses=True), "o3"),
        (potassium_draft(keeps_rising=False), potassium_draft(keeps_rising=True), "o4"),
    ],
    ids=["the second dose", "potassium"],
)
def test_that_an_objective_that_good_teams_hardly_meet_is_found_and_gone_once_mended(
    draft, mended, objective
):
    found = rehearsed(draft, runs=40, levels=("good",))
    after = rehearsed(mended, runs=40, levels=("good",))

    seldom = [each.fields for each in found.findings if each.kind == "objective-seldom"]
    assert [each["objective"] for each in seldom] == [objective]
    assert "objective-seldom" not in [each.kind for each in after.findings]
    assert after.levels[0].objective_runs[objective] >= 36


def test_that_an_objective_without_an_expectation_is_not_said_to_come_up_seldom():
    drill = replace(adrenaline_draft(relapses=True), objectives=objectives("o3", "o9"))

    found = rehearsed(drill, runs=20, levels=("good",))

    about = {each.kind for each in found.findings if each.fields.get("objective") == "o9"}
    assert about == {"objective-idle"}


def test_that_the_same_seed_gives_the_same_rehearsal_and_another_seed_another():
    first, again, other = (rehearsed(anaphylaxis(), runs=4, seed=seed) for seed in (7, 7, 8))

    assert first.to_json() == again.to_json()
    assert first.levels != other.levels


def test_that_a_rehearsal_survives_json():
    rehearsal = rehearsed(anaphylaxis(), runs=3)

    assert Rehearsal.from_json(rehearsal.to_json()) == rehearsal


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": "other/1"}', '{"format": 1'])
def test_that_other_text_is_no_rehearsal(text):
    with pytest.raises(ValueError, match=r".+"):
        Rehearsal.from_json(text)


def test_that_neither_the_order_nor_the_cut_of_batches_changes_anything():
    drill, model = adrenaline_draft(relapses=True), team_model()

    def backwards(wanted):
        for batch in reversed(wanted):
            text = results_text(play_batch(drill, model, 1, batch_from_text(batch_text(batch))))
            yield batch, results_from_text(text)

    found = rehearse(drill, runs=25, levels=("good", "poor"), seed=1, model=model,
                     executor=backwards)  # fmt: skip

    assert found == rehearsed(drill, runs=25, levels=("good", "poor"))
    assert [(each.first, each.count) for each in batches(("poor",), 25)] == [
        (0, 10), (10, 10), (20, 5),
    ]  # fmt: skip


def test_that_no_two_runs_or_levels_share_a_seed():
    seeds = {run_seed(1, level, index) for level in ("good", "average") for index in range(500)}

    assert len(seeds) == 1000


def test_that_counts_are_of_runs_and_durations_by_nearest_rank():
    model = team_model(**{**FLAWLESS, "delay_median_s": 20})
    found = rehearsed(adrenaline_draft(relapses=True), runs=3, levels=("good",), model=model)

    (good,) = found.levels
    # Dose at 20 s, relapse 4 min later, second dose 5 min after the first plus 20 s, then 60 s.
    assert good.outcomes == {"recovered": 3}
    assert (good.duration_p50_ms, good.duration_p90_ms) == (400_000, 400_000)
    assert good.expectation_opened == good.expectation_met == {"first": 3, "second": 3}
    assert found.unvisited_states == ()
    assert found.unused_rules == ("patient.onset#2",)
    assert nearest_rank([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 90) == 9
    assert nearest_rank([5], 50) == 5


def test_that_teams_that_do_nothing_run_into_the_time_limit_and_an_ending_is_asked_for():
    model = team_model(omission_pct=100, recovery_pct=0)
    drill = potassium_draft(keeps_rising=True)

    found = rehearsed(drill, runs=2, levels=("good", "average"), model=model)

    assert all(each.outcomes == {TIME_LIMIT: 2} for each in found.levels)
    assert all(each.duration_p90_ms == 15 * MIN for each in found.levels)
    kinds = [each.kind for each in found.findings]
    assert kinds.count("unfinished") == 2
    assert "alike" in kinds
    assert "states-unvisited" in kinds
    results = play_batch(drill, model, 1, batches(("good",), 1)[0])
    assert [result.deeds for result in results] == [0]


def test_that_critical_expectations_and_durations_are_judged_on_good_teams():
    drill = adrenaline_draft(relapses=True)
    strict = replace(drill, duration_ms=60 * MIN, expectations=(
        replace(drill.expectations[0], is_critical=True, within_ms=100), drill.expectations[1],
    ))  # fmt: skip

    few, short = (rehearsed(strict, runs=runs, levels=("good",)) for runs in (9, 10))
    long = rehearsed(replace(drill, duration_ms=5 * MIN), runs=5, levels=("good",))

    assert {"critical-weak", "too-short"} <= {each.kind for each in short.findings}
    assert "critical-weak" not in [each.kind for each in few.findings]
    assert "too-long" in {each.kind for each in long.findings}


def test_that_every_kind_of_finding_has_a_sentence():
    fields = dict.fromkeys(
        ("objective", "share", "wanted", "expectation", "median", "planned", "level", "limit",
         "better", "weaker", "outcomes", "met", "states", "rules"), "9",
    )  # fmt: skip

    class Words:
        language = "en"

        def __call__(self, message, /, **values):
            return message.format(**values)

    for kind in ("objective-seldom", "objective-idle", "critical-weak", "too-short", "too-long",
                 "unfinished", "alike", "states-unvisited", "rules-unused"):  # fmt: skip
        assert finding_text(Finding(kind=kind, fields=fields), Words()).endswith(".")
    with pytest.raises(KeyError):
        finding_text(Finding(kind="gossip", fields={}), Words())


def test_that_no_run_or_no_level_is_refused():
    with pytest.raises(ValueError, match="at least one run"):
        rehearsed(anaphylaxis(), runs=0)
    with pytest.raises(ValueError, match="at least one run and one level"):
        rehearsed(anaphylaxis(), runs=1, levels=())


# Sixty runs of a body take minutes; that its scripted teams differ is in its own claims.
SCRIPTED = [
    pack
    for pack in PACKS
    if load_pack(pack, shipped_catalogue()).scenario.patient.kind == "scripted"
]


@pytest.mark.slow
@pytest.mark.parametrize("pack", SCRIPTED, ids=lambda pack: pack.name)
def test_that_better_teams_meet_more_on_every_shipped_pack(pack):
    drill, model = load_pack(pack, shipped_catalogue()).scenario, team_model()
    played = {
        level: [
            result
            for batch in batches((level,), 20)
            for result in play_batch(drill, model, 1, batch, rehearsed_body)
        ]
        for level in ("good", "average", "poor")
    }

    shares = {level: [len(each.met) / len(each.opened) for each in results]
              for level, results in played.items()}  # fmt: skip
    # A level is better when the means differ by 2.33 standard errors (p < 0.01, one-sided).
    assert _errors_apart(shares["good"], shares["average"]) > 2.33
    assert _errors_apart(shares["average"], shares["poor"]) > 2.33
    assert sum(each.refused for results in played.values() for each in results) == 0
    lasted = {level: statistics.median(each.duration_ms for each in results)
              for level, results in played.items()}  # fmt: skip
    assert lasted["good"] < lasted["average"] < lasted["poor"]


def _errors_apart(better, weaker):
    """Return Welch's statistic: the difference of two means in standard errors."""
    error = math.sqrt(statistics.variance(better) / len(better)
                      + statistics.variance(weaker) / len(weaker))  # fmt: skip
    return (statistics.mean(better) - statistics.mean(weaker)) / error


def test_that_the_distance_of_outcomes_is_half_the_sum_of_the_differences():
    drill = adrenaline_draft(relapses=True)
    (level,) = rehearsed(drill, runs=1, levels=("good",)).levels
    one = replace(level, runs=10, outcomes={"well": 8, "died": 2})
    other = replace(level, runs=20, outcomes={"well": 8, "worse": 12})

    assert outcome_distance_pct(one, other) == 60
    assert outcome_distance_pct(one, one) == 0


def test_that_an_act_nobody_wants_is_not_done():
    drill = replace(adrenaline_draft(relapses=True), expectations=(
        Expectation(id="help", detect=done("help"), objective="o1"),
    ))  # fmt: skip
    model = team_model(omission_pct=100, recovery_pct=0)

    (result,) = play_batch(drill, model, 1, batches(("good",), 1)[0])

    assert (result.deeds, result.refused) == (0, 0)
