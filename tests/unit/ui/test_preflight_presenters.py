"""The pre-flight in words, shares and tones, without a screen."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from support.preflights import made_up_level, made_up_rehearsal, made_up_scenario
from support.screen_words import MarkingTranslate

from simrunner.rehearsal.preflight import TIME_LIMIT, Finding
from simrunner.ui.presenters.home import PackTile, ProblemLine
from simrunner.ui.presenters.pack_page import PackDetail, PackPresenter, RunChoice, source_view
from simrunner.ui.presenters.preflight import (
    badge_of,
    finding_words,
    outcome_tones,
    present_preflight,
)
from simrunner.ui.presenters.preflight_map import Reach, share_map

TR = MarkingTranslate()
SCENARIO = made_up_scenario()
AT = datetime(2026, 11, 22, 13, 58, tzinfo=UTC)


def view(**more):
    return present_preflight(made_up_rehearsal(**more), SCENARIO, TR, at=AT)


def test_that_an_outcome_bar_shows_life_first_then_death_then_the_clock() -> None:
    poor = view().bars[2]

    assert [(part.title, part.tone, part.pct) for part in poor.parts] == [
        ("Recovered", "good", "40 %"), ("Died", "bad", "45 %"), ("Time limit", "limit", "15 %"),
    ]  # fmt: skip
    assert sum(part.share for part in poor.parts) == pytest.approx(1)


def test_that_an_ending_alive_that_good_teams_seldom_reach_counts_as_late() -> None:
    levels = (made_up_level("good", {"responding": 15, "recovered": 4, TIME_LIMIT: 1}),)

    tones = outcome_tones(made_up_rehearsal(levels=levels), SCENARIO)

    assert tones == {"responding": "good", "recovered": "late", TIME_LIMIT: "limit"}


def test_that_the_axis_holds_every_duration_and_the_plan_between_whole_minutes() -> None:
    axis = view().durations

    assert (axis.rows[0].p50, axis.rows[0].p90, axis.planned) == ("8:00", "22:30", "planned 15 min")
    assert axis.low_ms <= 8 * 60_000
    assert axis.high_ms >= 22.5 * 60_000
    assert axis.low_ms < axis.planned_ms < axis.high_ms
    assert [words for _, words in axis.ticks] == ["5 min", "10 min", "15 min", "20 min", "25 min"]


def test_that_objective_cells_get_darker_with_the_share_of_runs() -> None:
    rows = view().rows

    assert [(row.objective, row.cells[0].words, row.cells[0].step) for row in rows] == [
        ("o1", "100 %", 4), ("o2", "65 %", 3), ("o3", "20 %", 1), ("o4", "50 %", 2),
    ]  # fmt: skip


def test_that_the_note_says_how_many_runs_which_seed_and_when() -> None:
    assert view().note == "60 virtual runs, seed 1 · 22 Nov 13:58"
    assert "not measured" in view().assumed


@pytest.mark.parametrize(
    ("count", "is_stale", "text", "tone"),
    [
        (0, False, "Pre-flight passed", "ok"),
        (1, False, "Pre-flight: 1 finding", "info"),
        (3, False, "Pre-flight: 3 findings", "info"),
        (0, True, "Pre-flight out of date", "warn"),
    ],
)
def test_that_the_badge_says_passed_findings_or_out_of_date(count, is_stale, text, tone) -> None:
    finding = Finding(kind="too-short", fields={"median": "08:00", "planned": "25:00"})
    badge = badge_of(made_up_rehearsal(findings=(finding,) * count), is_stale=is_stale, tr=TR)

    assert (badge.text, badge.tone) == (text, tone)


def test_that_without_a_rehearsal_the_badge_says_so() -> None:
    assert badge_of(None, is_stale=False, tr=TR).text == "Not rehearsed"


def test_that_a_finding_names_states_rules_and_levels_as_people_do() -> None:
    chinese = MarkingTranslate("zh-CN")
    states = Finding(kind="states-unvisited", fields={"states": "patient.rosc, patient.died"})
    rule = next(r for r in SCENARIO.states_of("patient")["partial"].rules if r.go)
    rules = Finding(kind="rules-unused", fields={"rules": rule.name})
    poor = Finding(kind="unfinished", fields={"share": 15, "level": "poor", "limit": "22:30"})

    assert finding_words(states, SCENARIO, TR).endswith(": Circulation returns, Died.")
    assert finding_words(rules, SCENARIO, TR).endswith(": First dose helps → Anaphylactic shock.")
    assert "⟦poor⟧" in finding_words(poor, SCENARIO, chinese)


def test_that_a_stale_pre_flight_keeps_ids_that_the_file_no_longer_has() -> None:
    levels = (made_up_level("good", {"gone-state": 20}, objective_runs={}),)

    stale = present_preflight(made_up_rehearsal(levels=levels), SCENARIO, TR, is_stale=True)

    assert stale.bars[0].parts[0].title == "gone-state"
    assert stale.rows[0].cells[0].words == "0 %"
    assert "rehearse again" in stale.stale


def test_that_the_diagram_greys_what_nobody_visits_and_marks_what_most_reach() -> None:
    states = share_map(SCENARIO, made_up_rehearsal().levels[1], TR).states

    assert (states["shock"].reach, states["shock"].words) == (Reach.MOST, "in 100 %")
    assert (states["arrest"].reach, states["arrest"].words) == (Reach.SOME, "in 20 %")
    assert (states["died"].reach, states["died"].words) == (Reach.NEVER, "never")


def test_that_a_rare_state_is_never_said_to_be_reached_by_none() -> None:
    rare = replace(made_up_rehearsal().levels[0], runs=1000, state_runs={"patient.died": 1})

    assert share_map(SCENARIO, rare, TR).states["died"].words == "in < 1 %"


def test_that_the_diagram_without_a_rehearsal_greys_nothing_and_names_the_rules_of_anywhere() -> (
    None
):
    share = share_map(SCENARIO, None, TR)

    assert {each.reach for each in share.states.values()} == {Reach.UNKNOWN}
    assert share.anywhere[0] == "from anywhere: MAP < 48 mmHg for 3 min → Cardiac arrest (PEA)"
    assert share.entered == {"arrest"}
    assert [row.region for row in share.others] == ["equipment", "team"]


# ---------------------------------------------------------------- the page around it
def line(source, column, **more):
    return ProblemLine(
        file="scenario.yaml", line=75, column=column, is_error=False, sentence="races a ramp",
        source=source, **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("source", "column", "marked"),
    [
        ("          - {after: $onset, go: shock}", 21, "$onset"),
        ("  go: shok", 7, "shok"),
        ("  why: {en: the first dose}}", 8, "{en: the first dose}"),
        ("  title: 'a b'", 10, "'a b'"),
        ("  short", 90, "short"),
    ],
)
def test_that_the_word_that_a_finding_points_at_is_marked(source, column, marked) -> None:
    found = source_view(line(source, column))

    assert found is not None
    assert found.text == source.strip()
    assert found.text[found.mark_from : found.mark_to] == marked


def test_that_notes_are_neither_errors_nor_warnings() -> None:
    note = line("", 1, is_note=True, code="I701")
    tile = PackTile(pack_id="p", title=SCENARIO.title, problems=(note,))

    shown = PackPresenter(TR).present(PackDetail(tile=tile))

    assert [chip.text for chip in shown.problem_chips] == ["0 errors", "0 warnings"]
    assert (shown.problems[0].chip.text, shown.problems[0].code) == ("note", "I701")
    assert shown.chip.text == "Check passed"


def test_that_a_difficulty_says_what_it_changes() -> None:
    detail = PackDetail(
        tile=PackTile(pack_id="p", title=SCENARIO.title),
        parameters={
            "easy": {"onset": "240 s", "dose": "1 mg"}, "hard": {"onset": "90 s", "dose": "1 mg"},
        },
    )  # fmt: skip
    presenter = PackPresenter(TR)

    assert presenter.choices(detail, RunChoice(difficulty="hard")).note == "onset 90 s"
    assert presenter.choices(detail, RunChoice(difficulty="hard")).variants == ()
    empty = replace(detail, parameters={})
    assert presenter.choices(empty, RunChoice()).note == "changes nothing in this scenario"


def test_that_variants_are_offered_beside_the_standard_one() -> None:
    tile = PackTile(pack_id="p", title=SCENARIO.title)
    detail = PackDetail(tile=tile, variants=(("child", SCENARIO.title),))

    shown = PackPresenter(TR).choices(detail, RunChoice(variant="child"))

    assert [key for key, _ in shown.variants] == ["", "child"]
    assert shown.variant == "child"
