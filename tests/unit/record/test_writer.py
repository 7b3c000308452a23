import threading

import pytest
from support.runs import act, compress, facts, new_run, started, taken, trend

from simrunner.domain.event import NibpMeasured
from simrunner.domain.run_record import Ack, Remark
from simrunner.record import writer as writer_module
from simrunner.record.errors import RecordError
from simrunner.record.library import Library


class Watch:
    """Collects acks and failures and can be waited for."""

    def __init__(self):
        self.acks, self.failures = [], []
        self.ack_came, self.failure_came = threading.Event(), threading.Event()

    def ack(self, ack):
        self.acks.append(ack)
        self.ack_came.set()

    def fail(self, failure):
        self.failures.append(failure)
        self.failure_came.set()


@pytest.fixture
def library(location):
    with Library.open(location) as opened:
        yield opened


@pytest.fixture
def watch():
    return Watch()


def recorder_of(library, watch, run=None):
    run = run or library.begin_run(new_run())
    return library.recorder(run, on_ack=watch.ack, on_failure=watch.fail)


def test_that_facts_handed_in_are_read_back_in_their_order(library, watch):
    recorder = recorder_of(library, watch)
    for fact in facts():
        recorder.append((fact,))
    assert recorder.flush(5.0)
    found = library.read(recorder.run).events
    assert tuple(one.event for one in found) == facts()
    assert [one.seq for one in found] == list(range(1, len(facts()) + 1))


def test_that_an_ack_means_the_facts_can_be_read_from_another_connection(library):
    run = library.begin_run(new_run())
    seen = []

    def check(ack):
        seen.append((ack, len(library.read(run).events)))

    recorder = library.recorder(run, on_ack=check, on_failure=pytest.fail)
    recorder.append((started(), taken(100, act("oxygen"))))
    assert recorder.flush(5.0)
    assert seen == [(Ack(run=run, seq=2), 2)]


def test_that_an_urgent_fact_is_written_without_waiting_for_the_batch(library, watch, monkeypatch):
    monkeypatch.setattr(writer_module, "BATCH_S", 60.0)
    recorder = recorder_of(library, watch)
    threading.Event().wait(0.2)  # the thread has met its new recorder and sleeps again
    recorder.append((taken(100, compress()),))
    assert not watch.ack_came.wait(0.3), "a compression waits for its batch"
    recorder.append((taken(200, act("oxygen")),))
    assert watch.ack_came.wait(5.0)
    assert watch.acks == [Ack(run=recorder.run, seq=2)]


def test_that_a_fact_that_is_not_urgent_is_written_by_the_batch(library, watch):
    recorder = recorder_of(library, watch)
    recorder.append((taken(100, compress()),))
    assert watch.ack_came.wait(5.0)


def test_that_a_closed_program_has_written_everything(location, watch):
    with Library.open(location) as library:
        recorder = recorder_of(library, watch)
        recorder.append((NibpMeasured(at_ms=100),), trend(1)[0])
        recorder.remark(Remark(at_ms=100, wall="2026-11-22T14:20:00+08:00", kind="pause", words=""))
    with Library.open(location) as library:
        record = library.read(recorder.run)
    assert len(record.events) == len(record.trend) == len(record.remarks) == 1


def test_that_trends_and_remarks_leave_the_head_unchanged(library, watch):
    plain, rich = recorder_of(library, watch), recorder_of(library, watch)
    for fact in facts():
        plain.append((fact,))
        rich.append((fact,))
    for point in trend(20):
        rich.append((), point)
    rich.remark(Remark(at_ms=0, wall="2026-11-22T14:20:00+08:00", kind="speed", words="×2"))
    assert plain.flush(5.0)
    assert rich.flush(5.0)
    assert library.head(plain.run) == library.head(rich.run) != ""


def test_that_one_step_or_many_steps_at_once_give_one_chain(library, watch):
    one, many = recorder_of(library, watch), recorder_of(library, watch)
    one.append(facts())
    for fact in facts():
        many.append((fact,))
        many.flush(5.0)
    assert one.flush(5.0)
    assert library.head(one.run) == library.head(many.run)


def test_that_a_run_goes_on_behind_what_is_stored(library, watch):
    first = recorder_of(library, watch)
    first.append(facts()[:5])
    assert first.close()
    second = recorder_of(library, watch, first.run)
    second.append(facts()[5:])
    assert second.close()
    whole = recorder_of(library, watch)
    whole.append(facts())
    assert whole.close()
    assert library.head(first.run) == library.head(whole.run)


def test_that_two_recorders_of_one_run_are_refused(library, watch):
    recorder = recorder_of(library, watch)
    with pytest.raises(RecordError, match="being recorded already"):
        recorder_of(library, watch, recorder.run)


@pytest.mark.parametrize("location", ["file"], indirect=True)
def test_that_a_full_disk_is_told_and_the_facts_are_kept_for_another_try(library, watch):
    recorder = recorder_of(library, watch)
    recorder.append((started(),))
    assert recorder.flush(5.0)
    with library._writing.connect() as connection:
        # SQLite answers as on a full disk (SQLITE_FULL) when a file may not grow.
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    many = tuple(taken(step * 100, act("oxygen"), entry=step) for step in range(1, 2000))
    recorder.append(many)
    assert watch.failure_came.wait(10.0)
    assert "disk is full" in str(watch.failures[0])
    recorder.append((taken(300_000, act("oxygen")),))
    assert len(recorder.pending_events()) == 2000
    assert not recorder.flush(1.0)
    assert len(watch.failures) == 1

    with library._writing.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    recorder.retry()
    assert recorder.flush(10.0)
    assert recorder.pending_events() == ()
    assert len(library.read(recorder.run).events) == 2001


@pytest.mark.parametrize("location", ["file"], indirect=True)
def test_that_a_file_that_became_read_only_is_told(library, watch):
    recorder = recorder_of(library, watch)
    with library._writing.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")
    recorder.append((started(),))
    assert watch.failure_came.wait(5.0)
    assert "may only be read" in str(watch.failures[0])
    assert recorder.pending_events() == (started(),)


def test_that_a_fact_without_a_json_form_stops_the_run_visibly(library, watch):
    recorder = recorder_of(library, watch)
    recorder.append((NibpMeasured(at_ms=1, mean_mmhg=float("nan")),))
    assert watch.failure_came.wait(5.0)
    assert "cannot be stored" in str(watch.failures[0])


def test_that_facts_after_the_shutdown_are_refused_and_kept(location, watch):
    with Library.open(location) as library:
        recorder = recorder_of(library, watch)
    recorder.append((started(),))
    assert "is closed" in str(watch.failures[0])
    assert recorder.pending_events() == (started(),)


def test_that_a_session_waits_for_a_slow_disk_and_is_told_at_last(library, watch, monkeypatch):
    monkeypatch.setattr(writer_module, "CAPACITY", 3)
    monkeypatch.setattr(writer_module, "PATIENCE_S", 0.05)
    recorder = recorder_of(library, watch)
    stalled, go_on = threading.Event(), threading.Event()

    def stall(_connection):
        stalled.set()
        go_on.wait(10.0)

    holder = threading.Thread(target=library._writer.do, args=(stall,))
    holder.start()
    assert stalled.wait(5.0)
    for step in range(5):
        recorder.append((taken(step, compress()),))
    go_on.set()
    holder.join()
    assert "cannot keep up" in str(watch.failures[0])
    assert len(recorder.pending_events()) == 5
    recorder.retry()
    assert recorder.flush(5.0)
    assert len(library.read(recorder.run).events) == 5


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_that_a_bug_in_the_writers_thread_is_told_to_every_run(library, watch):
    other = Watch()
    bystander = recorder_of(library, other)

    def broken(_ack):
        raise ZeroDivisionError

    recorder = library.recorder(library.begin_run(new_run()), on_ack=broken, on_failure=watch.fail)
    recorder.append((started(),))
    assert watch.failure_came.wait(5.0)
    assert other.failure_came.wait(5.0)
    assert bystander.failure is not None
    with pytest.raises(RecordError):
        library.begin_run(new_run())
