"""The demo as a newcomer runs it: the command, what it leaves, and the same again."""

import subprocess
import time

import pytest
from PySide6.QtGui import QImage
from support.demo_files import run_simrunner, summary_in
from support.manikin_runs import play_with_manikin

from simrunner.app.demo import set_aside

pytestmark = pytest.mark.timeout(300)
PICTURES = ("console.png", "monitor.png", "assess.png", "debrief.png")


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    began_s = time.perf_counter()
    done = run_simrunner(
        "demo", "--seed", 7, "--lang", "zh-CN", "--out", folder / "out", data=folder / "data"
    )
    assert done.returncode == 0, done.stderr
    return folder / "out", time.perf_counter() - began_s


def test_that_the_demo_leaves_everything_it_promises(demo):
    folder, _ = demo

    left = {file.name for file in folder.iterdir()}

    assert {"record.sqlite", "debrief.pdf", "summary.json", *PICTURES} <= left


@pytest.mark.parametrize("name", PICTURES)
def test_that_a_picture_has_the_size_of_a_screen_and_is_not_empty(demo, name):
    picture = QImage(str(demo[0] / name))

    colours = {picture.pixel(x, y) for x in range(0, 1920, 40) for y in range(0, 1080, 40)}

    assert (picture.width(), picture.height()) == (1920, 1080)
    assert len(colours) > 8


def test_that_the_team_lets_the_patient_arrest_and_brings_her_back(demo):
    summary = summary_in(demo[0])

    assert {"scenario", "seed", "outcome", "duration_s", "states", "events", "expectations",
            "compressions", "head"} <= set(summary)  # fmt: skip
    assert summary["seed"] == 7
    assert "arrest" in [state for state, _ in summary["states"]]
    assert summary["outcome"] == "recovered"
    assert summary["compressions"] >= 200


def test_that_the_summary_counts_the_rows_of_the_record(demo):
    import sqlite3

    with sqlite3.connect(demo[0] / "record.sqlite") as database:
        rows = database.execute("SELECT count(*) FROM event").fetchone()[0]
    database.close()

    assert summary_in(demo[0])["events"] == rows


def test_that_the_report_is_in_the_chosen_language(demo):
    words = subprocess.run(
        ["pdftotext", str(demo[0] / "debrief.pdf"), "-"], capture_output=True, text=True, check=True
    ).stdout

    assert "严重过敏反应" in words
    assert "肾上腺素" in words


def test_that_the_same_seed_gives_the_same_head_with_and_without_screens(demo, tmp_path):
    assert play_with_manikin(tmp_path, 7).head == summary_in(demo[0])["head"]


def test_that_another_seed_gives_another_head(demo, tmp_path):
    assert play_with_manikin(tmp_path, 8).head != summary_in(demo[0])["head"]


def test_that_a_record_that_is_already_there_is_kept_under_another_name(tmp_path):
    record = tmp_path / "record.sqlite"
    for words in ("first", "second"):
        record.write_text(words, encoding="utf-8")
        set_aside(record)

    kept = {file.name: file.read_text(encoding="utf-8") for file in tmp_path.iterdir()}

    assert kept == {"record-1.sqlite": "first", "record-2.sqlite": "second"}
