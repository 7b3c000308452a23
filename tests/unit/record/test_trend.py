import sqlite3
from contextlib import closing

import pytest
from support.runs import new_run, trend

from simrunner.domain.event import RunEnded
from simrunner.record.library import Library
from simrunner.record.trend import trend_rows


def rows_of(path, table):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"select count(*) from {table}").fetchone()[0]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "runs.sqlite"


def recorded(library, points):
    run = library.begin_run(new_run())
    recorder = library.recorder(run, on_failure=pytest.fail)
    for point in points:
        recorder.append((), point)
        assert recorder.flush(5.0)
    return run, recorder


def test_that_full_minutes_become_blocks_and_the_last_one_stays_rows(path):
    points = trend(130)
    with Library.open(path) as library:
        run, recorder = recorded(library, points)
        assert library.read(run).trend == points
        assert library.runs()[0].duration_ms == 130_000
        recorder.close()
    assert (rows_of(path, "trend_block"), rows_of(path, "trend")) == (2, 11)


def test_that_the_end_of_a_run_folds_what_is_left(path):
    points = trend(70)
    with Library.open(path) as library:
        run, recorder = recorded(library, points)
        recorder.append((RunEnded(at_ms=70_000, outcome="x", reason="final"),))
        recorder.close()
        assert library.read(run).trend == points
        assert library.runs()[0].duration_ms == 70_000
    assert (rows_of(path, "trend_block"), rows_of(path, "trend")) == (2, 0)


def test_that_a_stretch_is_read_without_the_rest(path):
    with Library.open(path) as library:
        run, recorder = recorded(library, trend(190))
        recorder.close()
        found = library.ask(
            lambda connection: [
                row["at_ms"] for row in trend_rows(connection, run, 58_500, 181_000)
            ]
        )
    assert found == list(range(59_000, 182_000, 1000))


def test_that_a_row_kept_twice_is_read_once(path):
    with Library.open(path) as library:
        run, recorder = recorded(library, trend(61))
        recorder.close()
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("insert into trend values (?, 5000, '{}')", (run,))
        assert library.read(run).trend == trend(61)
