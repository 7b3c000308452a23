import sqlite3
from contextlib import closing

import pytest
from support.runs import facts, marks, new_run, trend

from simrunner.record.errors import RecordError
from simrunner.record.integrity import verify
from simrunner.record.library import Library

RUN = "2026-11-22-01"
LAST = len(facts())


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "runs.sqlite"
    with Library.open(path) as library:
        for _ in range(2):
            run = library.begin_run(new_run())
            recorder = library.recorder(run, on_failure=pytest.fail)
            recorder.append(facts())
            recorder.append((), trend(1)[0])
            assert recorder.close()
            chain = library.annotations(run, "A1", "team")
            for mark in marks():
                chain.append(mark)
    return path


def tamper(path, *statements):
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def first_problem(path):
    report = verify(path)
    assert not report.is_intact
    problem = report.problems[0]
    return problem.run, problem.table, problem.seq


def test_that_an_untouched_record_is_intact_and_its_heads_are_told(path):
    report = verify(path)
    assert report.is_intact
    assert [(one.run, one.events) for one in report.runs] == [(RUN, LAST), ("2026-11-22-02", LAST)]
    with Library.open(path) as library:
        assert {one.head for one in report.runs} == {library.head(RUN)}


@pytest.mark.parametrize(
    "change",
    [
        "payload = replace(payload, '0.5 mg', '0.3 mg')",
        "at_ms = at_ms - 60000",
        "source = 'facilitator'",
        "kind = 3",
        "version = 0",
        "digest = zeroblob(32)",
        "payload = payload || ' '",
        "payload = 'not json'",
    ],
)
def test_that_an_edited_fact_is_named(path, change):
    seq = next(
        n
        for n, fact in enumerate(facts(), 1)
        if "0.5 mg" in str(getattr(fact, "action", "")) or fact.at_ms == 161_000
    )
    tamper(path, f"update event set {change} where run_id = '{RUN}' and seq = {seq}")
    assert first_problem(path) == (RUN, "event", seq)


def test_that_a_removed_fact_is_named(path):
    tamper(path, f"delete from event where run_id = '{RUN}' and seq = 9")
    assert first_problem(path) == (RUN, "event", 9)
    assert "Row 9 of run 2026-11-22-01 is missing" in str(verify(path).problems[0])


def test_that_a_removed_fact_is_named_even_when_the_others_are_renumbered(path):
    shift = [
        f"update event set seq = seq - 1 where run_id = '{RUN}' and seq = {seq}"
        for seq in range(10, LAST + 1)
    ]
    tamper(path, f"delete from event where run_id = '{RUN}' and seq = 9", *shift)
    assert first_problem(path) == (RUN, "event", 9)


def test_that_an_inserted_fact_is_named(path):
    shift = [
        f"update event set seq = seq + 1 where run_id = '{RUN}' and seq = {seq}"
        for seq in range(LAST, 8, -1)
    ]
    copied = (
        "insert into event (run_id, seq, at_ms, kind, version, source, payload, digest) "
        f"select run_id, 9, at_ms, kind, version, source, payload, digest from event "
        f"where run_id = '{RUN}' and seq = 7"
    )
    tamper(path, *shift, copied)
    assert first_problem(path) == (RUN, "event", 9)


def test_that_reordered_facts_are_named(path):
    tamper(
        path,
        f"update event set seq = -1 where run_id = '{RUN}' and seq = 10",
        f"update event set seq = 10 where run_id = '{RUN}' and seq = 11",
        f"update event set seq = 11 where run_id = '{RUN}' and seq = -1",
    )
    assert first_problem(path) == (RUN, "event", 10)


def test_that_a_cut_end_shows_against_the_printed_digest(path):
    head = verify(path, RUN).runs[0].head
    tamper(path, f"delete from event where run_id = '{RUN}' and seq = {LAST}")
    assert verify(path, RUN).is_intact, "a chain alone cannot tell that its end is missing"
    report = verify(path, RUN, expected_head=head)
    assert not report.is_intact
    assert report.runs[0].events == LAST - 1


def test_that_an_edited_annotation_is_named_with_its_rater(path):
    tamper(
        path,
        f"update annotation set payload = replace(payload, '\"+\"', '\"-\"') "
        f"where run_id = '{RUN}' and seq = 1",
    )
    assert first_problem(path) == (RUN, "annotation", 1)
    assert "A1" in str(verify(path).problems[0])


def test_that_a_changed_scenario_text_is_told(path):
    tamper(path, "update scenario set canonical = canonical || '#'")
    assert first_problem(path) == (RUN, "scenario", None)


def test_that_an_unreadable_trend_is_told(path):
    tamper(path, "update trend_block set body = x'00'")
    assert first_problem(path) == (RUN, "trend_block", None)


def test_that_a_row_without_its_run_is_told(path):
    tamper(path, f"update trend_block set run_id = 'gone' where run_id = '{RUN}'")
    assert "missing" in str(verify(path).problems[0])


def test_that_only_the_asked_run_is_checked(path):
    tamper(path, f"update event set at_ms = 7 where run_id = '{RUN}' and seq = 9")
    assert verify(path, "2026-11-22-02").is_intact
    with pytest.raises(RecordError, match="no run"):
        verify(path, "2026-01-01-01")


def test_that_a_damaged_page_is_told(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = connection.execute(
            "select rootpage from sqlite_master where name = 'ix_event_run_id_at_ms'"
        ).fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    content = bytearray(path.read_bytes())
    content[(page - 1) * size + 100 : (page - 1) * size + 400] = bytes(300)
    path.write_bytes(content)
    assert verify(path).problems[0].table == "file"


def test_that_verify_changes_no_byte(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = path.read_bytes()
    verify(path)
    assert path.read_bytes() == before
