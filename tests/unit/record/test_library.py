import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from support.runs import STARTED_WALL, facts, marks, new_run, started, trend

from simrunner.domain.annotation import FormLocked, ItemRated, ScoreAmended
from simrunner.domain.event import RunEnded, StateEntered
from simrunner.domain.person import By, Deed, Reason
from simrunner.domain.run_record import Ack, Remark
from simrunner.record.audit import read_audit
from simrunner.record.errors import RecordError
from simrunner.record.library import Library


@pytest.fixture
def library(location):
    with Library.open(location) as opened:
        yield opened


def record(library, events, run=None):
    run = run or library.begin_run(new_run())
    recorder = library.recorder(run, on_failure=pytest.fail)
    recorder.append(events)
    assert recorder.close()
    return run


def test_that_a_new_file_is_empty_and_keeps_its_id(tmp_path):
    with Library.open(tmp_path / "deeper" / "runs.sqlite") as library:
        first = library.id
        assert library.runs() == ()
    with Library.open(f"sqlite:///{tmp_path}/deeper/runs.sqlite") as library:
        assert library.id == first != ""


def test_that_an_address_of_another_database_is_refused():
    for address in ("mysql://host/runs", "sqlite://"):
        with pytest.raises(RecordError, match="names none"):
            Library.open(address)


def test_that_runs_are_numbered_within_their_day(library):
    walls = ["2026-11-22T14:20:00+08:00", "2026-11-22T15:20:00+08:00", "2026-11-23T09:00:00+08:00"]
    ids = [library.begin_run(new_run(started_wall=wall)) for wall in walls]
    assert ids == ["2026-11-22-01", "2026-11-22-02", "2026-11-23-01"]
    assert [summary.run for summary in library.runs()] == ids[::-1]


def test_that_a_summary_tells_an_ended_run_from_an_unfinished_one(library):
    ended = record(library, facts())
    open_run = record(
        library, (started(), StateEntered(at_ms=4000, region="p", state="s", cause="start"))
    )
    empty = library.begin_run(new_run())
    by_run = {summary.run: summary for summary in library.runs()}
    assert (by_run[ended].is_ended, by_run[ended].outcome) == (True, "responding")
    assert by_run[ended].duration_ms == 761_000
    assert (by_run[open_run].is_ended, by_run[open_run].duration_ms) == (False, 4000)
    assert (by_run[empty].duration_ms, by_run[empty].outcome) == (0, "")
    assert by_run[ended].started_wall == STARTED_WALL


def test_that_a_whole_run_is_read_back(library):
    run = library.begin_run(new_run())
    remark = Remark(at_ms=5, wall=STARTED_WALL, kind="pause", words="phone")
    recorder = library.recorder(run, on_failure=pytest.fail)
    recorder.append(facts())
    for point in trend(5):
        recorder.append((), point)
    recorder.remark(remark)
    assert recorder.close()
    chain = library.annotations(run, "A1", "team")
    for mark in marks():
        chain.append(mark)
    found = library.read(run)
    assert tuple(one.event for one in found.events) == facts()
    assert found.trend == trend(5)
    assert found.remarks == (remark,)
    assert [(one.rater, one.instrument) for one in found.ratings] == [("A1", "team")]
    assert tuple(one.annotation for one in found.ratings[0].entries) == marks()
    assert found.head == found.events[-1].digest.hex() == library.head(run)
    assert "small-anaphylaxis" in found.canonical_scenario


def test_that_a_branch_names_its_parent(library):
    parent = record(library, facts()[:4])
    child = library.begin_run(new_run(parent_run=parent, parent_seq=4))
    assert child != parent
    with pytest.raises(RecordError):
        library.begin_run(new_run(parent_run="2020-01-01-01"))


def test_that_an_unknown_run_is_refused_everywhere(library):
    for ask in (
        library.read,
        library.head,
        lambda run: library.recorder(run, on_failure=pytest.fail),
        lambda run: library.annotations(run, "A1", "team"),
    ):
        with pytest.raises(RecordError, match="no run nothing"):
            ask("nothing")


def test_that_an_annotation_is_acknowledged_after_commit_and_leaves_the_head(library):
    run = record(library, facts())
    head = library.head(run)
    chain = library.annotations(run, "A1", "team")
    acks = [chain.append(mark) for mark in marks()]
    assert acks == [Ack(run=run, seq=seq) for seq in (1, 2, 3, 4)]
    assert library.head(run) == head
    assert tuple(one.annotation for one in chain.entries) == marks()
    assert library.annotations(run, "A1", "team").entries == chain.entries


def test_that_raters_and_forms_have_chains_of_their_own(library):
    run = record(library, facts())
    for rater, form in (("A1", "team"), ("A2", "team"), ("A1", "ants")):
        chain = library.annotations(run, rater, form)
        assert chain.entries == ()
        assert chain.append(marks()[0]).seq == 1


def test_that_a_form_open_in_two_windows_stays_one_chain(library):
    run = record(library, facts())
    one, two = (library.annotations(run, "A1", "team") for _ in range(2))
    assert one.append(marks()[0]).seq == 1
    assert two.append(marks()[1]).seq == 2
    assert tuple(entry.annotation for entry in two.entries) == marks()[:2]


def test_that_nothing_follows_a_locked_form(library):
    run = record(library, facts())
    chain = library.annotations(run, "A1", "team")
    chain.append(FormLocked(at_ms=700_000))
    with pytest.raises(RecordError, match="locked"):
        chain.append(marks()[0])
    assert len(library.annotations(run, "A1", "team").entries) == 1


def test_that_a_locked_score_is_amended_only_with_a_line_in_the_audit(library):
    run = record(library, facts())
    chain = library.annotations(run, "A1", "team")
    amended = ScoreAmended(at_ms=800_000, item="lead", score=4)
    who = By(who="P-7KQ2MX", wall=STARTED_WALL, reason=Reason.APPEAL)
    with pytest.raises(RecordError, match="not locked"):
        chain.amend(amended, who)
    chain.append(ItemRated(at_ms=1, item="lead", score=3))
    chain.append(FormLocked(at_ms=700_000))
    assert chain.amend(amended, who).seq == 3
    with pytest.raises(RecordError, match="is locked"):
        chain.append(marks()[0])
    with library._reading.connect() as connection:
        (line,) = read_audit(connection)
        scores = connection.exec_driver_sql("select item, score from rating").all()
    assert (line.by, line.deed, line.about) == (
        who, Deed.LOCKED_SCORE_CHANGED, f"{run} team lead",
    )  # fmt: skip
    assert scores == [("lead", 4)]
    assert library.annotations(run, "A1", "team").entries[-1].annotation == amended


def test_that_an_amended_score_cannot_be_appended_without_a_reason(library):
    chain = library.annotations(record(library, facts()), "A1", "team")
    chain.append(FormLocked(at_ms=700_000))
    with pytest.raises(RecordError, match="takes a reason"):
        chain.append(ScoreAmended(at_ms=1, item="lead", score=4))


def test_that_ended_runs_with_one_scenario_share_its_text(library):
    record(library, (started(), RunEnded(at_ms=10, outcome="x", reason="final")))
    record(library, (started(), RunEnded(at_ms=20, outcome="y", reason="final")))
    with library._reading.connect() as connection:
        assert connection.exec_driver_sql("select count(*) from scenario").scalar_one() == 1
    assert [one.outcome for one in library.runs()] == ["y", "x"]


def test_that_a_run_begins_a_session_in_its_room_and_a_branch_belongs_to_it(tmp_path):
    path = tmp_path / "runs.sqlite"
    with Library.open(path) as library:
        first = library.begin_run(replace(new_run(), centre="North", room="Theatre 2"))
        second = library.begin_run(replace(new_run(), centre="North", room="Theatre 2"))
        branch = library.begin_run(replace(new_run(), parent_run=first, parent_seq=1))
        leaf = library.begin_run(replace(new_run(), parent_run=branch, parent_seq=1))
    with closing(sqlite3.connect(path)) as connection:
        sessions = dict(connection.execute("select id, session_id from run"))
        rooms = connection.execute(
            "select room.name, centre.name, count(*) from session"
            " join room on room.id = room_id join centre on centre.id = centre_id"
            " group by room.id"
        ).fetchall()
    assert sessions == {first: first, second: second, branch: first, leaf: first}
    assert rooms == [("Theatre 2", "North", 2)]
