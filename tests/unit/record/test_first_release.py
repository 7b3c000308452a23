"""A record that release 0.1 wrote: a bookmark with words in its chain, and one rater's form."""

import lzma
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from support.runs import new_run

from simrunner.record.cohort import Cohort, scores
from simrunner.record.integrity import verify
from simrunner.record.library import Library

WRITTEN = Path(__file__).parents[2] / "data" / "records" / "rated" / "0.1.sqlite.xz"
WORDS = "Anna hesitates"


@pytest.fixture
def file(tmp_path):
    copy = tmp_path / "library.sqlite"
    copy.write_bytes(lzma.decompress(WRITTEN.read_bytes()))
    return copy


def branch(library, seq, change=lambda facts: facts):
    """Record a branch of the run behind its fact ``seq``, as this release does."""
    parent = library.read(library.runs()[0].run)
    new = new_run(scenario=parent.summary.scenario, parent_run=parent.summary.run, parent_seq=seq)
    run = library.begin_run(new)
    recorder = library.recorder(run, on_failure=pytest.fail)
    recorder.append(change([each.event for each in parent.events[:seq]]))
    assert recorder.close()
    return run


def of_branch(file, run):
    return [
        (problem.table, problem.seq)
        for problem in verify(file).problems
        if problem.run == run and problem.table == "event"
    ]


def bookmark_of(file):
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("select seq from event where payload like ?", [f"%{WORDS}%"])\
            .fetchone()[0]  # fmt: skip


def test_that_a_record_of_the_first_release_is_checked_without_being_touched(file):
    before = file.read_bytes()

    assert verify(file).is_intact
    assert file.read_bytes() == before
    with closing(sqlite3.connect(file)) as link:
        link.execute("update event set at_ms = at_ms + 1 where seq = 3")
        link.commit()
    assert [(bad.table, bad.seq) for bad in verify(file).problems] == [("event", 3)]


def test_that_a_branch_behind_words_of_the_first_release_is_not_accused(file):
    seq = bookmark_of(file)
    with Library.open(file) as library:
        run = branch(library, seq + 5)
        heads = {library.read(each.run).events[seq].digest for each in library.runs()}
    assert len(heads) == 2, "the links are the same, so nothing was tried"

    assert of_branch(file, run) == []


def test_that_a_branch_that_tells_another_beginning_is_named_behind_such_words(file):
    seq = bookmark_of(file)
    with Library.open(file) as library:
        run = branch(library, seq + 5, lambda facts: [*facts[: seq + 2], *facts[seq + 3 :]])

    assert of_branch(file, run) == [("event", seq + 3)]


def test_that_old_runs_are_found_by_their_scores_after_the_upgrade(file):
    with Library.open(file) as library:
        found = {row.item: (row.rater, row.score) for _, row in scores(library, "team", Cohort())}
        marks = library.ask(
            lambda connection: connection.exec_driver_sql("select count(*) from mark").scalar()
        )

    assert found == {"lead": ("A1", 4), "calm": ("A1", None)}
    assert marks > 0


def test_that_a_form_which_cannot_be_read_does_not_keep_a_library_from_opening(file):
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("update annotation set payload = 'none' where seq = 2")

    with Library.open(file) as library:
        assert scores(library, "team", Cohort()) == ()
        assert len(library.runs()) == 1
