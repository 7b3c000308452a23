"""What the debrief says, without Qt."""

import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from support.debrief_runs import (
    DURATION_MS,
    FewWords,
    chain_of,
    full_facts,
    full_marks,
    full_record,
    full_scenario,
    team_ratings,
)
from support.runs import run_record

from simrunner.assessment.instrument import instrument_from_table
from simrunner.domain.annotation import FormLocked
from simrunner.domain.frame import TrendPoint
from simrunner.domain.run_record import RunRecord
from simrunner.ui.presenters.debrief import DebriefPresenter
from simrunner.ui.presenters.debrief_discuss import SHOWN
from simrunner.ui.presenters.debrief_expected import row_at
from simrunner.ui.presenters.debrief_labels import LabelPlace, labels_that_fit
from simrunner.ui.presenters.debrief_replay import etco2_unit
from simrunner.ui.presenters.debrief_report import deed_rows, observed_words, ratings
from simrunner.ui.presenters.debrief_scale import (
    TimeScale,
    followed,
    moved,
    nice_range,
    zoomed,
)
from simrunner.ui.presenters.debrief_timeline import lane_at
from simrunner.ui.presenters.debrief_words import Status, alarm_words, mark_chip, minute_text
from simrunner.ui.presenters.medium_point import MediumPoint


@pytest.fixture
def debrief() -> DebriefPresenter:
    return DebriefPresenter(full_record(), full_scenario(), FewWords())


def row(presenter, key):
    return next(each for each in presenter.expected.rows if each.key == key)


def test_that_attached_files_stand_among_the_marks_in_time_order(debrief):
    marks = debrief.timeline.marks
    at_ms = marks[0].at_ms + 1

    debrief.show_media(
        [
            MediumPoint(at_ms=at_ms, name="x-ray.png", media_type="image/png"),
            MediumPoint(at_ms=0, name="call.ogg", media_type="audio/ogg"),
        ]
    )

    found = debrief.timeline.marks
    assert [chip.at_ms for chip in found] == sorted(chip.at_ms for chip in found)
    assert (found[0].text, found[0].tip) == ("sound", "00:00 call.ogg")
    assert "x-ray.png" in next(chip.tip for chip in found if chip.text == "picture")
    assert set(marks) < set(found)


def test_that_every_status_of_the_run_is_counted_in_a_chip(debrief):
    assert [chip.text for chip in debrief.expected.chips] == [
        "3 done", "1 early", "2 late", "1 missed", "1 extra",
    ]  # fmt: skip


def test_that_a_late_row_says_when_and_by_how_much(debrief):
    late = row(debrief, "stop-trigger")

    assert (late.status, late.by, late.moment, late.note) == (
        Status.LATE, "≤ 2:00", "04:10", "+2:10",
    )  # fmt: skip


def test_that_an_early_row_says_how_long_before_its_window_it_came(debrief):
    # The window opens at 2:41 + 4:00 = 6:41, the dose was at 4:02.
    assert row(debrief, "adrenaline-2").note == "early by 2:39"


def test_that_a_missed_row_has_no_moment_and_leads_to_its_limit(debrief):
    missed = row(debrief, "flat")

    assert (missed.moment, missed.jump_ms) == ("", 240_000)


def test_that_a_dose_nobody_expected_is_a_row_of_its_own(debrief):
    extra = [each for each in debrief.expected.rows if each.status is Status.EXTRA]

    assert [(each.title, each.moment) for each in extra] == [("Chlorphenamine 10 mg IV", "05:40")]


@pytest.mark.parametrize(
    ("at_ms", "key"),
    [(161_000, "adrenaline-1"), (250_000, "stop-trigger"), (400_000, ""), (606_000, "fluid")],
)
def test_that_the_row_of_the_cursor_is_the_one_whose_moment_is_nearest(debrief, at_ms, key):
    assert row_at(debrief.expected, at_ms) == key


def test_that_the_timeline_draws_the_vitals_with_the_lines_the_figures_count_against(debrief):
    lanes = {lane.vital.value: lane for lane in debrief.timeline.lanes}

    assert [limit.number for limit in lanes["MAP"].limits] == [65.0]
    assert [limit.number for limit in lanes["HR"].limits] == [120.0]
    assert lanes["SpO2"].high == 100


def test_that_a_pinned_pressure_is_told_under_the_curve_of_the_mean(debrief):
    lanes = {lane.vital.value: lane for lane in debrief.timeline.lanes}

    assert [pin.text for pin in lanes["MAP"].pins] == ["pinned 3:20 to 5:05"]
    assert lanes["HR"].pins == ()


def test_that_a_late_act_wears_the_sign_of_late(debrief):
    shapes = {marker.text: (marker.shape, marker.tone) for marker in debrief.timeline.actions}

    assert shapes["Stop the antibiotic"] == ("warning", "warn")
    assert shapes["Oxygen 15 L/min"] == ("disc", "ok")
    assert shapes["Call senior help"] == ("disc", "tx3")


def test_that_a_dose_keeps_its_amount_and_route_when_its_name_does_not_fit(debrief):
    assert debrief.timeline.drugs[0].short == "0.5 mg IM"


def test_that_urgent_alarms_stand_above_the_others_and_wear_their_stars(debrief):
    assert [(bar.row, bar.text) for bar in debrief.timeline.alarms] == [
        (1, "** HR HIGH"), (0, "*** ART SYS LOW"),
    ]  # fmt: skip


def test_that_a_gap_in_the_numbers_is_no_number(debrief):
    lane = debrief.timeline.lanes[0]
    holed = replace(lane, times_ms=(1000, 60_000), numbers=(80.0, 90.0))

    assert lane_at(holed, 3000) == 80.0
    assert lane_at(holed, 30_000) is None


def test_that_the_replay_shows_what_the_monitor_showed_and_not_the_truth():
    record = full_record()
    points = tuple(replace(point, truth=point.truth | {"HR": 1.0}) for point in record.trend)
    presenter = DebriefPresenter(replace(record, trend=points), full_scenario(), FewWords())

    view = presenter.replay.present(presenter.moment(400_000))

    assert view.rows[0].numbers[0].text == f"{record.trend[399].shown['HR']:.0f}"


def test_that_dashes_stand_where_nothing_is_known(debrief):
    bare = DebriefPresenter(run_record(full_facts(), points=()), full_scenario(), FewWords())

    view = bare.replay.present(bare.moment(30_000))

    assert [number.text for line in view.rows for number in line.numbers] == ["--"] * 5


def test_that_without_an_arterial_line_the_last_cuff_reading_stands_with_its_time():
    trend = tuple(
        TrendPoint(at_ms=second * 1000, shown={"HR": 90.0}, truth={}) for second in range(1, 300)
    )
    presenter = DebriefPresenter(
        run_record(full_facts(), points=trend), full_scenario(), FewWords()
    )

    number = presenter.replay.present(presenter.moment(200_000)).rows[1].numbers[0]

    assert (number.label, number.text, number.unit) == ("NIBP", "82/50", "(61) at 2:30")


def test_that_an_active_alarm_reaches_its_numeric(debrief):
    view = debrief.replay.present(debrief.moment(242_000))

    assert [number.alarm for line in view.rows for number in line.numbers] == [
        "medium", "high", "", "", "",
    ]  # fmt: skip


@pytest.mark.parametrize(("shown", "unit"), [(26.0, "mmHg"), (3.4, "kPa")])
def test_that_the_unit_of_co2_is_read_from_the_numbers_that_were_shown(shown, unit):
    point = TrendPoint(at_ms=1000, shown={"EtCO2": shown}, truth={"EtCO2": 3.4})

    assert etco2_unit((point,)) == unit


def test_that_the_question_of_the_pack_is_asked_for_its_objective(debrief):
    debrief.discuss.open("o3")

    view = debrief.discuss.present(debrief.expected)

    assert view.question == "How was the second dose decided?"
    assert view.counter == "objective 3 of 4"
    assert [chip.is_discussed for chip in view.chips] == [True, False, False, False]


def test_that_evidence_is_near_the_cursor_in_time_order_and_never_more_than_fits(debrief):
    rows = debrief.evidence(242_000)

    assert len(rows) <= SHOWN
    assert [each.at_ms for each in rows] == sorted(each.at_ms for each in rows)
    assert next(each for each in rows if each.is_nearest).text == "Adrenaline 0.5 mg IM"
    assert debrief.evidence(520_000) == ()


def test_that_the_summary_sorts_facts_into_what_went_well_and_what_to_try(debrief):
    view = debrief.summary()

    assert view.well[0] == "Adrenaline 0.5 mg IM at 02:41, inside its limit of 3:00"
    assert view.to_try == (
        "Adrenaline ×2 IM: seen at 04:02, early by 2:39",
        "Stop the antibiotic: seen at 04:10, 2:10 after the limit",
        "Lie flat with legs raised: not seen, expected by 4:00",
        "Crystalloid 500 mL: seen at 10:06, 2:18 after the limit",
    )


def test_that_a_figure_without_anything_to_measure_is_no_zero(debrief):
    figures = {each.title: each for each in debrief.summary().figures}

    assert figures["Compression rate"].text == "nothing to measure"
    assert not figures["Compression rate"].is_known


def test_that_reactions_carry_no_figure_of_the_run(debrief):
    header, view = debrief.header("reactions"), debrief.reactions()

    assert "12:41" not in header.title + header.long_facts
    said = [*(w for pair in view.questions for w in pair), view.rule, view.lead, view.onward]
    assert not any(sign.isdigit() for words in said for sign in words)


def test_that_every_word_follows_the_language():
    tr = FewWords()
    presenter = DebriefPresenter(full_record(), full_scenario(), tr)

    tr.language = "zh-CN"
    presenter.retell()

    assert presenter.timeline.states[0][1].title == "过敏性休克"
    assert row(presenter, "oxygen").title == "吸氧 15 L/min"
    assert presenter.expected.chips[0].text == "3 按时"


def test_that_a_run_without_facts_still_presents():
    empty = RunRecord(
        summary=replace(full_record().summary, duration_ms=0, is_ended=False),
        canonical_scenario="", events=(), trend=(), ratings=(), remarks=(), head="",
    )  # fmt: skip

    presenter = DebriefPresenter(empty, full_scenario(), FewWords())

    assert presenter.duration_ms == 0
    assert presenter.timeline.alarms == ()
    assert {each.status for each in presenter.expected.rows} == {Status.OPEN, Status.UNOPENED}


def test_that_the_report_words_each_outcome_once(debrief):
    words = {each.key: observed_words(each, FewWords()) for each in debrief.expected.rows}

    assert words["stop-trigger"] == "04:10 late, +2:10"
    assert words["adrenaline-2"] == "04:02 early by 2:39"
    assert words["flat"] == "missed, not seen"


def test_that_the_log_of_deeds_is_in_time_order_and_has_every_kind(debrief):
    deeds = deed_rows(debrief.line, FewWords())

    assert [clock for clock, _, _ in deeds] == sorted(clock for clock, _, _ in deeds)
    said = [words for _, words, _ in deeds]
    assert "shock 150 J" in said
    assert "Crystalloid 3000 mL/h, until 10:00" in said
    assert "SBP 70 mmHg pinned, until 05:05" in said


@pytest.fixture(scope="module")
def team():
    import tomllib

    file = Path(__file__).parents[3] / "resources" / "instruments" / "team.toml"
    return instrument_from_table(tomllib.loads(file.read_text(encoding="utf-8")))


def test_that_items_not_observed_are_left_out_of_both_numbers_of_a_sum(team):
    record = full_record(ratings=(chain_of(team_ratings(team)),))

    rows = {each.title: each for each in ratings(record, {"team": team}, FewWords())[0].rows}

    # Eleven items of 0 to 4, one not observed, the others 3.
    assert rows["Sum"].score == "30 / 40"
    assert (rows["Leadership"].score, rows["Leadership"].note) == ("3 / 4", "1 not observed")


def test_that_a_form_that_is_not_locked_keeps_its_figures_back(team):
    draft = tuple(one for one in team_ratings(team) if not isinstance(one, FormLocked))

    view = ratings(full_record(ratings=(chain_of(draft),)), {"team": team}, FewWords())[0]

    assert view.rows == ()
    assert "Not locked" in view.sentence


def test_that_marks_alone_are_no_rating():
    assert ratings(full_record(ratings=(chain_of(full_marks()),)), {}, FewWords()) == ()


def test_that_a_place_and_its_time_are_each_others_reverse():
    scale = TimeScale(from_ms=60_000, to_ms=DURATION_MS, left_px=132, width_px=1000)

    assert scale.at_ms(scale.x_px(300_000)) == 300_000
    assert scale.at_ms(0) == 60_000
    assert scale.at_ms(99_999) == DURATION_MS


def test_that_ticks_are_round_and_never_crowd():
    scale = TimeScale(from_ms=0, to_ms=DURATION_MS, left_px=0, width_px=1600)

    ticks = scale.ticks_ms()

    assert ticks[:3] == (0, 60_000, 120_000)
    assert scale.x_px(ticks[1]) - scale.x_px(ticks[0]) >= 80


def test_that_coming_closer_keeps_the_moment_in_its_place_and_stays_in_the_run():
    near = zoomed((0, 600_000), 300_000, 2.0, 600_000)

    assert near == (150_000, 450_000)
    assert zoomed(near, 300_000, 0.01, 600_000) == (0, 600_000)
    assert zoomed((0, 600_000), 0, 1000.0, 600_000) == (0, 20_000)
    assert moved((0, 100_000), 999_999, 600_000) == (500_000, 600_000)
    assert followed((0, 100_000), 300_000, 600_000) == (250_000, 350_000)


def test_that_the_range_of_a_curve_is_in_tens_and_wide_enough():
    assert nice_range([91, 143], least=40) == (90, 150)
    assert nice_range([97, 98], least=20, ceiling=100) == (80, 100)
    assert nice_range([], least=40) == (0, 40)


def test_that_words_never_cover_a_marker_or_other_words():
    places = [
        LabelPlace(x_px=100, wide_px=60, short_px=30),
        LabelPlace(x_px=150, wide_px=60, short_px=30),
        LabelPlace(x_px=200, wide_px=60, short_px=30),
    ]

    labels = labels_that_fit(places, left_px=0, right_px=300)

    spans = [
        (label.left_px, label.left_px + (30 if label.is_short else 60))
        for label in labels
        if label is not None
    ]
    assert len(spans) == 3
    for place in places:
        assert all(end <= place.x_px - 6 or begin >= place.x_px + 6 for begin, end in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))


def test_that_words_at_the_left_edge_are_not_cut():
    long = LabelPlace(x_px=20, wide_px=60, short_px=60)
    places = [long, LabelPlace(x_px=40, wide_px=9, short_px=9)]

    assert labels_that_fit(places, left_px=0, right_px=300)[0] is None


def test_that_small_words_are_as_people_write_them():
    tr = FewWords()

    assert minute_text(180_000) == "3:00"
    assert minute_text(3_723_000) == "1:02:03"
    assert alarm_words("SpO2 low", tr) == "SpO₂ LOW"
    assert alarm_words("HR asystole", tr) == "ASYSTOLE"
    assert mark_chip("-", "communication", tr) == "\u2212C"


def test_that_the_presenters_load_without_qt():
    code = (
        "import sys; import simrunner.ui.presenters.debrief;"
        "import simrunner.ui.presenters.debrief_report;"
        "sys.exit(any(name.startswith(('PySide6', 'pyqtgraph')) for name in sys.modules))"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[3], check=False)

    assert done.returncode == 0
