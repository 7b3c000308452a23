"""The debrief as a PDF, read back by poppler."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from support.attempt_runs import FIRST, SECOND, attempts
from support.debrief_runs import (
    FewWords,
    chain_of,
    full_facts,
    full_marks,
    full_record,
    full_scenario,
    full_trend,
    team_ratings,
)
from support.runs import act, run_record, taken

from simrunner.assessment.instrument import instrument_from_table
from simrunner.ui.presenters.attempts import tell_attempts
from simrunner.ui.presenters.attempts_compare import present_comparison
from simrunner.ui.report.debrief_report import write_debrief_pdf
from simrunner.ui.report.paper import BOTTOM_PX, MARGIN_Y_PX, Block, pages_of


def poppler(tool, *arguments):
    done = subprocess.run([tool, *map(str, arguments)], capture_output=True, text=True, check=True)
    return done.stdout


def written(tmp_path, art, language="en", **more):
    file = tmp_path / f"debrief-{language}.pdf"
    fields = {"record": full_record(), "scenario": full_scenario()} | more
    pages = write_debrief_pdf(file, tr=FewWords(language), art=art, **fields)
    return file, pages


def words_of(file):
    return poppler("pdftotext", "-layout", file, "-")


@pytest.fixture(scope="module")
def team():
    import tomllib

    file = Path(__file__).parents[2] / "resources" / "instruments" / "team.toml"
    return instrument_from_table(tomllib.loads(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            (
                "Anaphylaxis after IV co-amoxiclav", "team 7", "lasted 12:41",
                "Outcome: Responding",
                "Anaphylactic shock", "Adrenaline 0.5 mg IM (critical)", "02:41 done",
                "04:10 late, +2:10", "missed, not seen", "04:02 early by 2:39",
                "Chlorphenamine 10 mg IV", "05:40 extra", "≤ 3:00", "order not acknowledged",
                "shock 150 J", "SIMULATION, not for clinical use",
            ),
        ),
        (
            "zh-CN",
            (
                "静脉用阿莫西林克拉维酸后严重过敏反应", "复盘报告", "过敏性休克",
                "肾上腺素 0.5 mg IM",
                "02:41 按时", "04:10 延迟", "遗漏", "04:02 偏早 2:39", "氯苯那敏 10 mg IV",
                "05:40 额外", "≤ 3:00", "电击 150 J", "模拟教学，非临床使用", "第 1 页，共",
            ),
        ),
    ],
)  # fmt: skip
def test_that_the_text_can_be_read_back(tmp_path, art, language, expected):
    file, _ = written(tmp_path, art, language)

    said = words_of(file)

    assert [words for words in expected if words not in said] == []


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_that_every_font_is_embedded_with_its_characters(tmp_path, art, language):
    file, _ = written(tmp_path, art, language)

    fonts = poppler("pdffonts", file).splitlines()[2:]

    assert fonts
    for font in fonts:
        embedded, _subset, has_characters = font.split()[-5:-2]
        assert (embedded, has_characters) == ("yes", "yes"), font


def test_that_every_page_is_a4_and_counted_at_its_foot(tmp_path, art):
    file, pages = written(tmp_path, art)

    facts = poppler("pdfinfo", file)
    assert f"Pages:           {pages}" in facts
    assert "A4" in facts
    for number in range(1, pages + 1):
        said = poppler("pdftotext", "-layout", "-f", number, "-l", number, file, "-")
        assert f"Page {number} of {pages}" in said
        assert "SIMULATION, not for clinical use" in said


def test_that_the_foot_names_the_run_and_the_digest_of_its_record(tmp_path, art):
    file, _ = written(tmp_path, art)
    head = full_record().head

    assert f"digest {head[:4]} {head[4:8]} {head[8:12]}" in words_of(file)
    assert "run 2026-11-22-01" in words_of(file)


def test_that_a_long_log_breaks_between_rows_and_repeats_its_head(tmp_path, art):
    many = [taken(1000 * second, act("oxygen"), entry=second) for second in range(10, 110)]
    facts = sorted((*full_facts(), *many), key=lambda fact: fact.at_ms)
    record = run_record(facts, points=full_trend())

    file, pages = written(tmp_path, art, record=record)

    assert pages > 3
    assert words_of(file).count("Oxygen 15 L/min") >= 100
    lines = [line.split() for line in words_of(file).splitlines()]
    assert lines.count(["time", "deed", "source"]) >= 3


def test_that_locked_ratings_are_summed_and_drafts_kept_back(tmp_path, art, team):
    locked = full_record(ratings=(chain_of(full_marks()), chain_of(team_ratings(team), rater="A2")))
    draft = full_record(ratings=(chain_of(team_ratings(team)[:-1]),))

    summed, _ = written(tmp_path, art, record=locked, instruments={"team": team})
    assert "30 / 40" in words_of(summed)
    assert "1 not observed" in words_of(summed)
    kept, _ = written(tmp_path, art, record=draft, instruments={"team": team})
    assert "Not locked yet" in words_of(kept)
    assert "30 / 40" not in words_of(kept)


def test_that_take_aways_are_printed_in_peoples_own_words(tmp_path, art):
    file, _ = written(tmp_path, art, take_aways=("Say it aloud: 这是过敏。",))

    assert "Say it aloud: 这是过敏。" in words_of(file)


def test_that_two_attempts_stand_side_by_side_under_one_title(tmp_path, art):
    told = tell_attempts(attempts(), full_scenario(), FewWords())
    pair = present_comparison(told, SECOND, FIRST, full_scenario(), FewWords())
    words = words_of(written(tmp_path, art, comparison=pair)[0])

    whole = next(page for page in words.split("\f") if "Side by side" in page)
    assert "Attempt 2 (Responding): 02:55 Stop the antibiotic" in whole
    assert "parted 02:50" in whole
    assert "1:15 sooner" in words


def test_that_a_run_that_did_not_end_says_so(tmp_path, art):
    record = full_record()
    open_run = replace(record, summary=replace(record.summary, is_ended=False), head="")

    file, _ = written(tmp_path, art, record=open_run)

    assert "This run did not end." in words_of(file)
    assert "digest" not in words_of(file)


def test_that_a_place_that_cannot_be_written_is_an_error(tmp_path, art):
    with pytest.raises(OSError, match="nowhere"):
        write_debrief_pdf(
            tmp_path / "nowhere" / "debrief.pdf", record=full_record(), scenario=full_scenario(),
            tr=FewWords(), art=art,
        )  # fmt: skip


def _block(high_px, **more):
    return Block(high_px=high_px, paint=lambda _painter, _top: None, **more)


def test_that_a_title_never_stands_alone_at_the_foot_of_a_page():
    room = BOTTOM_PX - MARGIN_Y_PX
    title = _block(30, stays_with_next=True)

    pages = pages_of([_block(room - 40), title, _block(50)])

    assert [len(page) for page in pages] == [1, 2]
    assert pages[1][0] == (title, MARGIN_Y_PX)


def test_that_nothing_is_placed_below_the_last_line_of_a_page():
    head = _block(27)

    pages = pages_of([_block(27, head=head) for _ in range(200)])

    assert all(top + block.high_px <= BOTTOM_PX for page in pages for block, top in page)
    assert all(page[0][0] is head for page in pages[1:])


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_that_the_last_page_has_the_whole_head_and_key_to_hold_a_record_against(
    tmp_path, art, language
):
    key = "c0ffee" + "5a" * 29
    record = replace(full_record(), signed_by=key)

    file, pages = written(tmp_path, art, language, record=record)

    last = poppler("pdftotext", "-layout", "-f", pages, file, "-")
    assert record.head in last
    assert key in last
    assert key not in words_of(written(tmp_path, art, language)[0])
