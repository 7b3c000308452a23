import sqlite3
from contextlib import closing
from datetime import datetime, timedelta

import pytest
from support.privacy_runs import WALL, by, person_in, recorded, write_comments

from simrunner.domain.annotation import FormLocked
from simrunner.domain.person import Deed, Reason
from simrunner.domain.retention import RecordClass
from simrunner.record.audit import check_audit, read_audit
from simrunner.record.errors import BadRequestError
from simrunner.record.library import Library
from simrunner.record.people import add_person, give_role, people_with_names
from simrunner.record.retention import (
    announce,
    apply,
    clocks,
    preview,
    removals,
    set_clock,
    undo,
)

START = datetime.fromisoformat("2026-01-05T09:00:00+08:00")
MARKER = "Skylark-4711-Windhover " * 500


def day(number):
    """Return the wall time so many days after the first run."""
    return (START + timedelta(days=number)).isoformat()


def clerk(number):
    return by(wall=day(number), reason=Reason.CLOCK)


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "runs.sqlite") as opened:
        yield opened


def run_of(library, number, **known):
    return recorded(library, started_wall=day(number), **known)


def due(library, number):
    found = library.ask(lambda connection: preview(connection, day(number)))
    return [(one.record_class.value, one.about) for one in found]


def count(library, table, run):
    query = f"select count(*) from {table} where run_id = ?"
    return library.ask(lambda connection: connection.exec_driver_sql(query, (run,)).scalar())


def with_recordings(library, run):
    """Give a run a wave, a device log and a video."""
    insert = "insert into {} (run_id, {}) values (?, {})"
    for table, columns, values in (
        (
            "wave_block",
            "channel, begin_ms, rate_hz, samples, step, body",
            "'ecg', 0, 250.0, 1, 1.0, x'0102'",
        ),
        ("device_log", "device, begin_ms, end_ms, body", "'d', 0, 1, x'0304'"),
        (
            "media",
            "id, at_ms, name, media_type, sha256, body",
            "'v', 0, 'v.mp4', 'video/mp4', '', x'0506'",
        ),
    ):
        statement = insert.format(table, columns, values)
        library.do(lambda connection, one=statement: connection.exec_driver_sql(one, (run,)))


def test_that_without_a_clock_everything_is_kept_for_ever(library):
    run_of(library, 0)
    assert library.ask(clocks) == {}
    assert due(library, 30_000) == []


def test_that_a_class_is_due_after_its_days_and_not_before(library):
    run = run_of(library, 0)
    with_recordings(library, run)
    set_clock(library, RecordClass.MEDIA, 30, clerk(0))
    set_clock(library, RecordClass.WAVES, 60, clerk(0))
    assert due(library, 30) == []
    assert due(library, 31) == [("media", run)]
    assert due(library, 61) == [("media", run), ("waves", run)]
    set_clock(library, RecordClass.MEDIA, None, clerk(0))
    assert due(library, 61) == [("waves", run)]
    assert library.ask(clocks) == {RecordClass.WAVES: 60}


def test_that_a_preview_changes_nothing(library, tmp_path):
    run_of(library, 0)
    set_clock(library, RecordClass.FORMATIVE_RUNS, 1, clerk(0))
    before = library.ask(lambda connection: connection.exec_driver_sql("select * from event").all())
    assert due(library, 9) != []
    after = library.ask(lambda connection: connection.exec_driver_sql("select * from event").all())
    assert before == after
    assert library.ask(removals) == ()


def test_that_a_removal_waits_for_its_window_and_then_takes_its_class_alone(library):
    run = run_of(library, 0)
    with_recordings(library, run)
    set_clock(library, RecordClass.MEDIA, 30, clerk(0))
    (announced,) = announce(library, 14, clerk(40))
    assert announced.due_wall == day(54)
    assert announce(library, 14, clerk(41)) == ()
    assert apply(library, clerk(53)) == ()
    (gone,) = apply(library, clerk(54))
    assert (gone.rows, gone.size_bytes) == (1, 2)
    # SHA-256 of the two bytes 05 06, by another program (sha256sum).
    assert gone.digest == "c42522128b49193de8cd45d8f7589cd7e085e65f138640d57d4482e5f7189623"
    assert [count(library, table, run) for table in ("media", "wave_block", "device_log")] == [
        0, 1, 1,
    ]  # fmt: skip
    assert count(library, "event", run) > 0
    assert apply(library, clerk(99)) == ()


def test_that_what_is_undone_stays_and_is_not_announced_again(library):
    run = run_of(library, 0)
    set_clock(library, RecordClass.FORMATIVE_RUNS, 30, clerk(0))
    (announced,) = announce(library, 14, clerk(40))
    undo(library, announced.number, clerk(41))
    assert apply(library, clerk(90)) == ()
    assert due(library, 90) == []
    assert count(library, "event", run) > 0
    with pytest.raises(BadRequestError, match="undone already"):
        undo(library, announced.number, clerk(42))
    with pytest.raises(BadRequestError, match="has the number 99"):
        undo(library, 99, clerk(42))


def test_that_a_removed_run_leaves_nothing_but_its_row_in_the_bytes_of_the_file(library):
    run, later = run_of(library, 0), run_of(library, 50)
    with_recordings(library, run)
    write_comments(library, run, "A1", MARKER)
    head = library.head(run)
    set_clock(library, RecordClass.FORMATIVE_RUNS, 30, clerk(0))
    announce(library, 0, clerk(55))

    (gone,) = apply(library, clerk(55))

    assert (gone.removal.about, gone.digest) == (run, head)
    assert b"Skylark-4711" not in b"".join(
        file.read_bytes() for file in library.path.parent.iterdir()
    )
    assert [row.run for row in library.runs()] == [later]
    assert library.read(run).events == ()
    assert recorded(library, started_wall=day(0)) != run, "a number is never given twice"
    with closing(sqlite3.connect(library.path)) as connection:
        assert connection.execute("pragma foreign_key_check").fetchall() == []


def test_that_a_run_with_a_locked_form_follows_the_clock_of_summative_runs(library):
    run = run_of(library, 0)
    with_recordings(library, run)
    library.annotations(run, "A1", "team").append(FormLocked(at_ms=1))
    for one in (RecordClass.FORMATIVE_RUNS, RecordClass.MEDIA, RecordClass.WAVES):
        set_clock(library, one, 1, clerk(0))
    assert due(library, 300) == []
    set_clock(library, RecordClass.SUMMATIVE_RUNS, 300, clerk(0))
    assert due(library, 300) == []
    assert due(library, 301) == [("summative-runs", run)]


def test_that_a_run_stays_while_one_that_was_rewound_from_it_does(library):
    run = run_of(library, 0)
    run_of(library, 20, parent_run=run, parent_seq=1)
    set_clock(library, RecordClass.FORMATIVE_RUNS, 10, clerk(0))
    assert due(library, 25) == []
    assert len(due(library, 31)) == 2


def test_that_names_go_when_nobody_saw_their_owner_for_long_enough(library):
    run = run_of(library, 100)
    still_here = add_person(library, "Wren", "", clerk(0))
    gone = add_person(library, "Kite", "", clerk(0))
    give_role(library, run, still_here, "leader")
    set_clock(library, RecordClass.NAMES, 30, clerk(0))
    assert due(library, 105) == [("names", gone)]
    announce(library, 0, clerk(105))
    (removed,) = apply(library, clerk(105))
    assert removed.digest == "", "a digest of a name could be guessed"
    names = {one.code: one.name for one in people_with_names(library, clerk(106))}
    assert names == {still_here: "Wren", gone: None}


def test_that_every_step_is_in_the_audit(library):
    run = run_of(library, 0)
    set_clock(library, RecordClass.FORMATIVE_RUNS, 30, clerk(0))
    first, *_ = announce(library, 1, clerk(40))
    undo(library, first.number, clerk(40))
    person_in(library, run)
    set_clock(library, RecordClass.NAMES, 1, clerk(0))
    announce(library, 0, by(wall="2028-01-01T00:00:00+00:00"))
    apply(library, by(wall="2028-01-01T00:00:00+00:00"))
    deeds = [line.deed for line in library.ask(read_audit)]
    assert {
        Deed.CLOCK_SET, Deed.REMOVAL_ANNOUNCED, Deed.REMOVAL_UNDONE, Deed.REMOVAL_DONE,
    } <= set(deeds)  # fmt: skip
    assert library.ask(lambda connection: list(check_audit(connection))) == []


@pytest.mark.parametrize("days", [0, -1, 36_501])
def test_that_an_odd_clock_is_refused(library, days):
    with pytest.raises(BadRequestError, match="1 to 36500 days"):
        set_clock(library, RecordClass.MEDIA, days, by(wall=WALL))
    with pytest.raises(BadRequestError, match="0 to 36500 days"):
        announce(library, -1, by())
