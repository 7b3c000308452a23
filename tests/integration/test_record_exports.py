"""Runs leave and enter a library by the command line, and a backup comes back."""

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from support.command_line import refused, simrunner
from support.runs import facts, new_run

from simrunner.record.library import Library


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "runs.sqlite"
    with Library.open(path) as library:
        for _ in range(2):
            recorder = library.recorder(library.begin_run(new_run()), on_failure=pytest.fail)
            recorder.append(facts())
            assert recorder.close()
    return path


def done(*arguments):
    answer = simrunner(*arguments)
    assert answer.code == 0, answer
    return answer


def test_that_every_format_is_written_by_its_ending_or_its_name(file, tmp_path):
    for name, extra in (
        ("a.jsonl", ()), ("a.csv", ()), ("a.xlsx", ("--all",)), ("a.parquet", ("--all",)),
        ("a.zip", ("--all",)), ("b.dat", ("--format", "bundle")),
    ):  # fmt: skip
        done("record", "export", file, "--out", tmp_path / name, *extra)
    assert zipfile.is_zipfile(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.zip") as both, zipfile.ZipFile(tmp_path / "b.dat") as one:
        assert "2026-11-22-01/event.jsonl" in both.namelist()
        assert "2026-11-22-01/event.jsonl" not in one.namelist()


def test_that_a_bundle_enters_another_library_once_and_a_broken_one_never(file, tmp_path):
    bundle, other = tmp_path / "runs.zip", tmp_path / "other.sqlite"
    done("record", "export", file, "--out", bundle, "--all")
    told = done("record", "import", bundle, other).out
    assert told.count(": added") == 2
    assert done("record", "import", bundle, other).out.count("here already") == 2
    assert "intact" in done("record", "verify", other).out

    broken = tmp_path / "broken.zip"
    broken.write_bytes(bundle.read_bytes()[:-40])
    before = other.read_bytes()
    assert "not a whole zip" in refused(2, "record", "import", broken, other)
    assert other.read_bytes() == before


def test_that_a_backup_is_whole_while_a_run_grows_and_comes_back(file, tmp_path):
    copy = tmp_path / "copy.sqlite"
    with Library.open(file) as library:
        recorder = library.recorder(library.begin_run(new_run()), on_failure=pytest.fail)
        recorder.append(facts()[:7])
        assert recorder.flush(5.0)
        assert "3 runs" in done("record", "backup", file, "--out", copy).out
        recorder.append(facts()[7:])
        assert recorder.close()
    with Library.open(file) as library:
        library.begin_run(new_run())
    told = done("record", "restore", copy, file).out
    kept = Path(told.split("kept as ")[1].strip().rstrip("."))
    with Library.open(file) as library:
        assert len(library.runs()) == 3
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("select count(*) from run").fetchone() == (4,)


def test_that_a_backup_that_was_changed_is_not_brought_back(file, tmp_path):
    copy = tmp_path / "copy.sqlite"
    done("record", "backup", file, "--out", copy)
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("update event set at_ms = 7 where seq = 9")
    before = file.read_bytes()
    assert "is not brought back" in refused(2, "record", "restore", copy, file)
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("export", "FILE", "--out", "x.doc"), ".parquet"),
        (("export", "FILE", "--out", "x.zip", "--format", "tar"), "bundle"),
        (("export", "FILE", "--out", "x.csv", "--all"), "--all is for"),
        (("export", "FILE", "--out", "x.zip", "--run", "nobody"), "no run nobody"),
        (("import", "nowhere.zip"), "no bundle at"),
        (("backup", "nowhere.sqlite", "--out", "x"), "no record at"),
        (("backup", "FILE", "--out", "FILE"), "is there already"),
        (("restore", "nowhere.sqlite"), "no record at"),
    ],
)
def test_that_what_cannot_be_done_is_said_with_what_to_do(file, tmp_path, words, hint):
    named = [str(file) if word == "FILE" else word for word in words]
    placed = [str(tmp_path / word) if word.startswith(("x", "nowhere")) else word for word in named]
    assert hint in refused(2, "record", *placed)
