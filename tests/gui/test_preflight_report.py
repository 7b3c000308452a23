"""The pre-flight as a PDF of one page, read back by poppler."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.preflights import made_up_rehearsal, made_up_scenario

from simrunner.app.exit_code import Refusal
from simrunner.app.i18n import Translator
from simrunner.app.rehearse import write_preflight
from simrunner.rehearsal.preflight import Finding
from simrunner.ui.report.preflight_report import write_preflight_pdf

WORDS = Path(__file__).parents[2] / "resources" / "i18n"


def read(file, *arguments):
    done = subprocess.run(
        ["pdftotext", *arguments, str(file), "-"], capture_output=True, text=True, check=True
    )
    return done.stdout


def written(tmp_path, art, language="en", **more):
    file = tmp_path / f"pre-flight-{language}.pdf"
    pages = write_preflight_pdf(
        file, rehearsal=made_up_rehearsal(**more), scenario=made_up_scenario(),
        tr=Translator(WORDS, language), art=art, at=datetime(2026, 11, 22, 13, 58, tzinfo=UTC),
    )  # fmt: skip
    return file, pages


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", (
            "Anaphylaxis after IV co-amoxiclav", "Difficulty: Normal", "60 virtual runs, seed 1",
            "Resuscitation bay, minutes after the first dose", "How it ends", "Recovered 100 %",
            "Died 45 %", "planned 15 min", "22:30", "Objectives that come up", "65 %",
            "State diagram", "Anaphylactic shock", "in 20 %", "never visited",
            "from anywhere: MAP < 48 mmHg for 3 min", "15 % of the poor teams' runs",
            "not measured", "SIMULATION, not for clinical use", "anaphylaxis-ed 1.2.1",
        )),
        ("zh-CN", (
            "静滴阿莫西林克拉维酸后严重过敏反应", "难度：标准", "结局", "恢复 100 %", "死亡 45 %",
            "涉及的教学目标", "状态图", "过敏性休克", "从未到达", "任何状态：MAP < 48 mmHg",
            "非临床使用",
        )),
    ],
)  # fmt: skip
def test_that_one_page_says_everything_in_both_languages(tmp_path, art, language, expected) -> None:
    file, pages = written(tmp_path, art, language)
    words = " ".join(read(file).split())

    assert pages == 1
    assert [each for each in expected if " ".join(each.split()) not in words] == []


def test_that_many_findings_stay_on_one_page_and_the_rest_is_counted(tmp_path, art) -> None:
    finding = Finding(kind="too-short", fields={"median": "08:00", "planned": "25:00"})
    file, pages = written(tmp_path, art, findings=(finding,) * 30)
    words = read(file)

    shown = words.count("Good teams are done after 08:00")
    assert pages == 1
    assert 0 < shown < 30
    assert f"and {30 - shown} more findings" in words


def test_that_the_command_line_writes_it_or_says_in_one_sentence_why_not(tmp_path, qapp) -> None:
    write_preflight(tmp_path / "p.pdf", made_up_rehearsal(), made_up_scenario(), "zh-CN")
    assert "课前检查" in read(tmp_path / "p.pdf")

    with pytest.raises(Refusal, match="cannot be written"):
        write_preflight(tmp_path / "no" / "p.pdf", made_up_rehearsal(), made_up_scenario(), "en")
