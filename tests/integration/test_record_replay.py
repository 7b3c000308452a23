"""Records of the shipped packs are told again by the command line."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from support.command_line import refused, simrunner

from simrunner.app.assets_folder import pack_folders, scenarios_folder
from simrunner.app.headless import run_headless

PACKS = [folder.name for folder in pack_folders(Path("nowhere"))]


def run_of(pack_id, out, *, difficulty="normal"):
    return run_headless(
        scenarios_folder() / pack_id, seed=5, team="average", difficulty=difficulty,
        speed="max", out=out,
    )  # fmt: skip


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """Return the folder and the summary of a run of the first pack."""
    out = tmp_path_factory.mktemp("played")
    return out, run_of(PACKS[0], out)


@pytest.mark.slow
def test_that_the_record_of_a_pack_is_told_again(played) -> None:
    out, summary = played

    answer = simrunner("record", "replay", out / "record.sqlite")

    assert answer.code == 0, answer
    assert summary["head"] in answer.out


@pytest.mark.slow
def test_that_the_record_of_another_pack_made_hard_is_told_again(tmp_path) -> None:
    summary = run_of(PACKS[-1], tmp_path, difficulty="hard")

    answer = simrunner("record", "replay", tmp_path / "record.sqlite")

    assert answer.code == 0, answer
    assert summary["head"] in answer.out


@pytest.mark.slow
def test_that_a_changed_record_is_told_with_both_sides_and_newer_semantics_only_looked_at(
    played, tmp_path
) -> None:
    file = tmp_path / "record.sqlite"
    shutil.copy(played[0] / "record.sqlite", file)
    with sqlite3.connect(file) as base:
        for (name,) in base.execute(
            "SELECT name FROM sqlite_master WHERE type='trigger'"
        ).fetchall():
            base.execute(f"DROP TRIGGER {name}")
        base.execute(
            "UPDATE event SET payload = replace(payload, 'arrest', 'onset') WHERE kind = 4"
        )
    base.close()

    answer = simrunner("record", "replay", file)

    assert answer.code == 1, answer
    assert "recorded: StateEntered" in answer.out
    assert "came:     StateEntered" in answer.out

    with sqlite3.connect(file) as base:
        base.execute(
            "UPDATE event SET payload = json_set(payload, '$.semantics_version', 99) WHERE kind = 1"
        )
    base.close()
    assert "version 99" in refused(2, "record", "replay", file)


@pytest.mark.slow
def test_that_the_monitor_of_a_moment_is_drawn_and_bad_moments_are_told(played, tmp_path) -> None:
    record, picture = played[0] / "record.sqlite", tmp_path / "moment.png"

    answer = simrunner("record", "replay", record, "--at", "00:20", "--out", picture)

    assert answer.code == 0, answer
    assert "at 00:20" in answer.out
    assert picture.read_bytes().startswith(b"\x89PNG")
    replay = ("record", "replay", record)
    assert "needs both" in refused(2, *replay, "--at", "00:20")
    assert "lasted" in refused(2, *replay, "--at", "9:00:00", "--out", picture)
