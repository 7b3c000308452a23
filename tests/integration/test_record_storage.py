"""Storage that goes away, two programs, a clock set back: a sentence each, nothing overwritten."""

import logging
import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from support.command_line import refused
from support.runs import act, facts, new_run, started, taken
from support.shipped_runs import recorded

from simrunner.record.errors import RecordError
from simrunner.record.integrity import verify
from simrunner.record.library import Library

ROOT = Path(__file__).parents[2]
OTHER = (
    "import sys; from pathlib import Path; from simrunner.record.library import Library;"
    "from support.shipped_runs import recorded;"
    "library = Library.open(Path(sys.argv[1])); print(recorded(library, acts=150));"
    "library.shutdown()"
)


def test_that_two_programs_record_into_one_file_side_by_side(tmp_path):
    path = tmp_path / "runs.sqlite"
    with Library.open(path) as library:
        other = subprocess.Popen(
            [sys.executable, "-c", OTHER, str(path)], stdout=subprocess.PIPE, text=True,
            cwd=tmp_path, env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PATH": ""},
        )  # fmt: skip
        runs = [recorded(library, acts=60) for _ in range(3)]
        theirs = other.communicate()[0].strip()
        assert other.returncode == 0
        runs.append(recorded(library))
    assert theirs not in runs
    report = verify(path)
    assert report.is_intact, report.problems
    assert {run.run for run in report.runs} == {*runs, theirs}


def test_that_two_programs_record_on_one_server_side_by_side(postgres):
    server = postgres.clean_record()
    with Library.open(server) as one, Library.open(server) as two:
        names = []

        def begin(library):
            names.extend(library.begin_run(new_run()) for _ in range(10))

        both = [threading.Thread(target=begin, args=(library,)) for library in (one, two)]
        for each in both:
            each.start()
        for each in both:
            each.join()
        assert len(set(names)) == 20
        assert one.id == two.id


def test_that_a_folder_that_may_only_be_read_is_told(tmp_path):
    folder = tmp_path / "closed"
    folder.mkdir()
    with Library.open(folder / "runs.sqlite") as library:
        recorded(library)
    before = (folder / "runs.sqlite").read_bytes()
    (folder / "runs.sqlite").chmod(0o444)
    folder.chmod(0o555)
    places = [folder / name for name in ("runs.sqlite", "new.sqlite")]
    assert "runs.sqlite" in refused(3, "record", "move", *places, confined=True)
    assert (folder / "runs.sqlite").read_bytes() == before
    assert [one.name for one in folder.iterdir()] == ["runs.sqlite"]


def test_that_a_drive_that_disappears_is_told_and_the_facts_are_kept(tmp_path):
    failures, failed = [], threading.Event()

    def fail(failure):
        failures.append(failure)
        failed.set()

    folder = tmp_path / "drive"
    with Library.open(folder / "runs.sqlite") as library:
        recorder = library.recorder(library.begin_run(new_run()), on_failure=fail)
        recorder.append((started(),))
        assert recorder.flush(5.0)
        # The files are taken from under the program, as when a share is unplugged.
        os.rename(folder, tmp_path / "elsewhere")  # noqa: PTH104
        for number in range(40):
            recorder.append((taken(number, act("oxygen"), entry=number),))
        recorder.flush(2.0)
        assert failed.is_set(), "the facts go into a file that nobody finds again"
        assert "no longer where it was" in str(failures[0])
        assert len(recorder.pending_events()) == 40
        # Another file of that name is not taken for it, and stays as it is.
        folder.mkdir()
        (folder / "runs.sqlite").write_bytes(b"somebody else's")
        with pytest.raises(RecordError):
            library.begin_run(new_run())
        assert (folder / "runs.sqlite").read_bytes() == b"somebody else's"
        (folder / "runs.sqlite").unlink()
        folder.rmdir()
        os.rename(tmp_path / "elsewhere", folder)  # noqa: PTH104
        recorder.retry()
        assert recorder.flush(5.0)
        assert len(library.read(recorder.run).events) == 41
    assert verify(folder / "runs.sqlite").is_intact


def test_that_a_clock_set_back_gives_no_number_twice(location):
    with Library.open(location) as library:
        names = [
            library.begin_run(replace(new_run(), started_wall=wall))
            for wall in ("2026-11-22T23:50:00+08:00", "2026-11-23T00:10:00+08:00") * 2
        ]
        assert names == ["2026-11-22-01", "2026-11-23-01", "2026-11-22-02", "2026-11-23-02"]
        assert [one.run for one in library.runs()][:2] == ["2026-11-23-02", "2026-11-23-01"]


def test_that_no_log_line_shows_a_password(postgres, caplog, capfd, tmp_path):
    server = postgres.clean_record()
    wrong = server.replace("//simrunner:", "//guest-of-honour:")
    with caplog.at_level(logging.DEBUG):
        with Library.open(server) as library:
            recorder = library.recorder(library.begin_run(new_run()), on_failure=pytest.fail)
            recorder.append(facts())
            assert recorder.close()
        with pytest.raises(RecordError):
            Library.open(wrong)
    password = server.split(":")[2].split("@")[0]
    out, err = capfd.readouterr()
    assert password not in caplog.text + out + err
