"""A disk that takes nothing more: what waits goes aside and comes home."""

import os
import resource
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from support.runs import act, facts, new_run, taken, trend

from simrunner.record.errors import RecordError
from simrunner.record.integrity import verify
from simrunner.record.library import Library
from simrunner.record.rescue import fold_in, side_files
from simrunner.record.side_file import SideFile
from simrunner.record.writer import Recorder

ROOT = Path(__file__).parents[2]


def failing(library, places, run=None):
    """Return a recorder whose record is locked by another connection, and what locks it."""
    failures = []
    recorder = library.recorder(run or library.begin_run(new_run()), on_failure=failures.append)
    recorder.append(facts()[:5])
    assert recorder.flush(5)
    recorder.side = SideFile(places)
    library._writing.dispose()
    lock = sqlite3.connect(library.path, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    return recorder, failures, lock


@pytest.fixture
def quick_locks(monkeypatch):
    monkeypatch.setattr("simrunner.record.database.BUSY_TIMEOUT_MS", 50)


@pytest.mark.usefixtures("quick_locks")
def test_that_facts_a_locked_record_refuses_are_in_a_side_file_until_it_takes_them(tmp_path):
    with Library.open(tmp_path / "runs.sqlite") as library:
        recorder, failures, lock = failing(library, [tmp_path / "rescue"])
        recorder.append(facts()[5:9], trend(1)[0])
        assert not recorder.flush(5)
        assert "locked" in str(failures[0])
        assert side_files([tmp_path / "rescue"]) == (recorder.side.file,)
        assert len(recorder.side.file.read_text().splitlines()) == 1 + 4 + 1
        lock.close()
        recorder.retry()
        assert recorder.flush(5)
        assert side_files([tmp_path / "rescue"]) == ()
        assert [each.event for each in library.read(recorder.run).events] == list(facts()[:9])


@pytest.mark.usefixtures("quick_locks")
def test_that_a_side_file_is_folded_in_once_and_proves_itself(tmp_path):
    places = [tmp_path / "rescue"]
    with Library.open(tmp_path / "runs.sqlite") as library:
        recorder, _, lock = failing(library, places)
        recorder.append(facts()[5:9], trend(1)[0])
        assert not recorder.flush(5)
        file = recorder.side.file
        lock.close()
    with Library.open(tmp_path / "runs.sqlite") as library:
        text = file.read_text()
        file.write_text(text.replace('"at_ms": 0', '"at_ms": 1', 1))
        with pytest.raises(RecordError, match="does not follow"):
            fold_in(library, file)
        assert len(library.read(recorder.run).events) == 5
        file.write_text(text)
        first, second = fold_in(library, file), fold_in(library, file)
        assert (first.facts, first.trends) == (4, 1)
        assert (second.facts, second.trends, second.remarks) == (0, 0, 0)
        record = library.read(recorder.run)
        assert [each.event for each in record.events] == list(facts()[:9])
    assert verify(tmp_path / "runs.sqlite").is_intact


@pytest.mark.usefixtures("quick_locks")
def test_that_the_next_place_is_taken_where_the_first_cannot_be_written(tmp_path):
    (tmp_path / "no-folder").write_text("a file stands in the way")
    with Library.open(tmp_path / "runs.sqlite") as library:
        places = [tmp_path / "no-folder" / "rescue", tmp_path / "elsewhere"]
        recorder, _, lock = failing(library, places)
        recorder.append(facts()[5:9])
        assert not recorder.flush(5)
        assert recorder.side.file.parent == tmp_path / "elsewhere"
        lock.close()


@pytest.mark.usefixtures("quick_locks")
def test_that_what_comes_after_the_failure_reaches_the_side_file_too(tmp_path):
    with Library.open(tmp_path / "runs.sqlite") as library:
        recorder, _, lock = failing(library, [tmp_path / "rescue"])
        recorder.append(facts()[5:7])
        assert not recorder.flush(5)
        recorder.append(facts()[7:9])
        waited = threading.Event()
        assert any(recorder.side.kept == 2 or waited.wait(0.05) for _ in range(100))
        assert len(recorder.side.file.read_text().splitlines()) == 1 + 4
        lock.close()


def record_on_a_small_disk(folder: str, elsewhere: str) -> None:
    """Record until the files of this process may grow no more, and say what is left."""
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    failed = threading.Event()
    library = Library.open(Path(folder) / "runs.sqlite")
    run = library.begin_run(new_run())
    recorder: Recorder = library.recorder(run, on_failure=lambda _failure: failed.set())
    recorder.side = SideFile([Path(elsewhere)])
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
    count = 0
    while not failed.is_set():
        count += 1
        recorder.append((taken(count * 100, act("oxygen"), entry=count),))
        recorder.flush(1)
    while recorder.side.kept < count - recorder.stored:
        threading.Event().wait(0.02)
    print(run, count, recorder.tail.seq, recorder.failure, sep="|", flush=True)
    os._exit(0)


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX")
def test_that_a_full_disk_loses_nothing(tmp_path):
    child = subprocess.run(
        [
            sys.executable, "-c",
            (
                "import sys; sys.path.insert(0, 'tests/integration');"
                "import test_record_rescue as t; t.record_on_a_small_disk(*sys.argv[1:])"
            ),
            str(tmp_path), str(tmp_path / "aside"),
        ],
        capture_output=True, text=True, timeout=60, cwd=ROOT, check=True,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PATH": ""},
    )  # fmt: skip
    run, count, stored, failure = child.stdout.strip().split("|")
    assert "disk" in failure
    assert int(stored) < int(count)
    (file,) = side_files([tmp_path / "aside"])
    with Library.open(tmp_path / "runs.sqlite") as library:
        fold_in(library, file)
        record = library.read(run)
    assert [each.event.entry for each in record.events] == list(range(1, int(count) + 1))
    assert verify(tmp_path / "runs.sqlite").is_intact
