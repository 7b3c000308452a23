"""The one thread that writes: batches of 100 ms, at once for what may not be lost."""

import threading
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection, Engine

from simrunner.domain.chain import GENESIS
from simrunner.domain.event import Event, RunEnded, is_urgent
from simrunner.domain.frame import TrendPoint
from simrunner.domain.run_record import Ack, Remark
from simrunner.record.codec import Row, event_row, trend_row
from simrunner.record.errors import Named, RecordError, storage_errors
from simrunner.record.insertion import insert_rows
from simrunner.record.seal import Head, Sealer
from simrunner.record.side_file import SideFile, side_rows
from simrunner.record.tables import Base, EventRow, RemarkRow, TrendRow, WordsRow
from simrunner.record.trend import END_OF_TIME_MS, MINUTE_MS, fold_trend
from simrunner.record.words import event_words_rows

BATCH_S = 0.1
"""The longest that a fact which is not urgent waits for its COMMIT."""

CAPACITY = 20_000
"""Appends that may wait for the disk before the session is made to wait too."""

PATIENCE_S = 5.0
"""How long the session waits for a full queue before the run is told that the disk fails."""

Kept: TypeAlias = tuple[type[Base], Row]
"""A row of a side table: some seconds of a wave, raw bytes of a device."""

Waiting: TypeAlias = tuple[tuple[Event, ...], TrendPoint | None, Remark | None, Kept | None]
T = TypeVar("T")


class Tail:
    """The end of a run's chain: how many facts and the digest of the last."""

    __slots__ = ("digest", "seq")

    def __init__(self, seq: int = 0, digest: bytes = GENESIS) -> None:
        """Start behind ``seq`` facts."""
        self.seq = seq
        self.digest = digest


class Recorder:
    """Where one run's facts are handed in; cheap enough for the thread that runs the session.

    Everything else (text, digest, SQL, disk) happens in the writer's thread, in the order of the
    calls. ``on_ack`` and ``on_failure`` are called there too and must return quickly.
    """

    def __init__(
        self,
        writer: "Writer",
        run: str,
        tail: Tail,
        on_ack: Callable[[Ack], None],
        on_failure: Callable[[RecordError], None],
    ) -> None:
        """Continue ``run`` behind ``tail``; made by Library.recorder."""
        self.run = run
        self.tail = tail
        self.on_ack = on_ack
        self.on_failure = on_failure
        self.waiting: deque[Waiting] = deque()
        self.failure: RecordError | None = None
        self.side: SideFile | None = None
        """Where to keep what the disk refuses; in memory only while it is None."""
        self.stored = 0  # appends and remarks on the disk
        self._writer = writer

    def append(self, events: Sequence[Event], trend: TrendPoint | None = None) -> None:
        """Hand in the facts of one step, in order, and perhaps a second's numbers.

        Returns before they are on the disk: that is what the Ack says. When the disk has failed
        they are kept in memory (see pending_events).
        """
        if events or trend is not None:
            self._writer.take(
                self, (tuple(events), trend, None, None), is_urgent=any(map(is_urgent, events))
            )

    def remark(self, remark: Remark) -> None:
        """Hand in something about the session that stays outside of the chain."""
        self._writer.take(self, ((), None, remark, None), is_urgent=False)

    def keep(self, table: type[Base], row: Row) -> None:
        """Hand in a row of a side table of this run; it is written with the next batch."""
        self._writer.take(self, ((), None, None, (table, row)), is_urgent=False)

    def pending_events(self) -> tuple[Event, ...]:
        """Return the facts handed in and not yet on the disk, oldest first."""
        return tuple(event for events, *_ in tuple(self.waiting) for event in events)

    def retry(self) -> None:
        """Try again after a failure, for example once there is space on the disk."""
        self._writer.retry(self)

    def flush(self, timeout_s: float) -> bool:
        """Wait until everything handed in is on the disk; False when it failed or took longer."""
        return self._writer.flush(self, timeout_s)

    def close(self, timeout_s: float = 10.0) -> bool:
        """Flush and take part no more; False when something is not on the disk."""
        is_stored = self.flush(timeout_s) and self._writer.seal_end(self)
        self._writer.release(self)
        return is_stored


class Writer:
    """The thread that owns all writing to one record file."""

    def __init__(self, engine: Engine, path: Named, sealer: Sealer) -> None:
        """Start the thread."""
        self.sealer = sealer
        self._engine = engine
        self._path = path
        lock = threading.Lock()
        self._wake = threading.Condition(lock)
        self._stored = threading.Condition(lock)
        self._recorders: list[Recorder] = []
        self._jobs: deque[tuple[Callable[[Connection], Any], Future[Any]]] = deque()
        self._is_due = False
        self._is_stopping = False
        self._thread = threading.Thread(target=self._work, name="record-writer", daemon=True)
        self._thread.start()

    def add(self, recorder: Recorder) -> Recorder:
        """Let a recorder take part and return it; RecordError when its run has one already."""
        with self._wake:
            if any(recorder.run == other.run for other in self._recorders):
                raise RecordError("The run {run} is being recorded already.", run=recorder.run)
            self._recorders.append(recorder)
            # Without a recorder the thread sleeps for good; from now on it looks every BATCH_S.
            self._is_due = True
            self._wake.notify()
        return recorder

    def release(self, recorder: Recorder) -> None:
        """Serve a recorder no more."""
        with self._wake:
            if recorder in self._recorders:
                self._recorders.remove(recorder)

    def take(self, recorder: Recorder, waiting: Waiting, *, is_urgent: bool) -> None:
        """Queue what a recorder was handed; waits only while the queue is full.

        The append needs no lock: a deque's is atomic. It comes before the look at the state, so
        whatever is not written is seen to be late here and stays among the pending.
        """
        recorder.waiting.append(waiting)
        is_full = len(recorder.waiting) > CAPACITY
        if is_urgent or is_full or self._is_stopping or recorder.failure is not None:
            self._attend(recorder, is_urgent=is_urgent)

    def _attend(self, recorder: Recorder, *, is_urgent: bool) -> None:
        late: RecordError | None = None
        with self._wake:
            if recorder.failure is None:
                late = self._refusal(recorder)
            if is_urgent:
                self._is_due = True
                self._wake.notify()
        if late is not None:
            recorder.on_failure(late)

    def retry(self, recorder: Recorder) -> None:
        """Forget a failure and write again."""
        with self._wake:
            recorder.failure = None
            self._is_due = True
            self._wake.notify()

    def flush(self, recorder: Recorder, timeout_s: float) -> bool:
        """Write now and wait; False when something of the recorder is not on the disk."""
        with self._wake:
            self._is_due = True
            self._wake.notify()
            self._stored.wait_for(lambda: not recorder.waiting or recorder.failure, timeout_s)
            return not recorder.waiting

    def seal_end(self, recorder: Recorder) -> bool:
        """Seal the head that a recorder leaves behind; False when the storage refuses."""
        if self._is_stopping or not self.sealer.is_on:
            return True
        tail = recorder.tail
        head = Head(run=recorder.run, chain="", seq=tail.seq, digest=tail.digest)
        try:
            self.do(lambda connection: self.sealer.seal(connection, head))
        except RecordError as failure:
            recorder.on_failure(failure)
            return False
        return True

    def do(self, job: Callable[[Connection], T]) -> T:
        """Run ``job`` in a transaction of the writer's thread; return its result after COMMIT.

        RecordError when the storage refuses; whatever else the job raises comes back as it is.
        """
        assert threading.current_thread() is not self._thread, "the writer cannot wait for itself"
        future: Future[T] = Future()
        with self._wake:
            if self._is_stopping:
                raise RecordError("{file} is closed.", file=self._path.name)
            self._jobs.append((job, future))
            self._is_due = True
            self._wake.notify()
        return future.result()

    def shutdown(self) -> None:
        """Write what is waiting, then end the thread; returns when both are done."""
        with self._wake:
            self._is_stopping = True
            self._is_due = True
            self._wake.notify()
        self._thread.join()

    def _work(self) -> None:
        try:
            while self._write_what_is_due():
                pass
        except BaseException as problem:
            # A bug, not a full disk: no recorder may go on believing that it is being written.
            self._abandon(problem)
            raise

    def _write_what_is_due(self) -> bool:
        with self._wake:
            self._wake.wait_for(lambda: self._is_due, BATCH_S if self._recorders else None)
            self._is_due = False
            is_last = self._is_stopping
            jobs = tuple(self._jobs)
            recorders = tuple(self._recorders)
            self._jobs.clear()
        for job, future in jobs:
            self._run_job(job, future)
        for recorder in recorders:
            self._store(recorder)
        return not is_last

    def _run_job(self, job: Callable[[Connection], Any], future: Future[Any]) -> None:
        try:
            self.sealer.forget()
            with storage_errors(self._path), self._engine.begin() as connection:
                outcome = self.sealer.done_and_sealed(connection, job)
            self.sealer.witness()
        except Exception as problem:  # noqa: BLE001 - raised again where the job came from
            future.set_exception(problem)
        else:
            future.set_result(outcome)

    def _store(self, recorder: Recorder) -> None:
        with self._wake:
            has_failed = recorder.failure is not None
            batch = tuple(recorder.waiting)
        if has_failed:
            _keep_aside(recorder, batch)
        if has_failed or not batch:
            return
        try:
            tail = self._commit(recorder, batch)
        except RecordError as failure:
            self._fail(recorder, failure)
            return
        if tail.seq > recorder.tail.seq:
            recorder.on_ack(Ack(run=recorder.run, seq=tail.seq))
        if recorder.side is not None:
            recorder.side.drop()
        with self._wake:
            recorder.tail = tail
            for _ in batch:
                recorder.waiting.popleft()
            recorder.stored += len(batch)
            self._stored.notify_all()

    def _commit(self, recorder: Recorder, batch: tuple[Waiting, ...]) -> Tail:
        tail, rows_of = _rows(recorder, batch)
        minute = _minute_to_fold(rows_of)
        with storage_errors(self._path), self._engine.begin() as connection:
            for table, rows in rows_of.items():
                insert_rows(connection, table, rows)
            if minute is not None:
                fold_trend(connection, recorder.run, minute)
            self._seal_batch(connection, recorder.run, tail, batch)
        self.sealer.witness()
        return tail

    def _seal_batch(
        self, connection: Connection, run: str, tail: Tail, batch: tuple[Waiting, ...]
    ) -> None:
        if not self.sealer.is_on:
            return
        self.sealer.forget()
        events = [event for each in batch for event in each[0]]
        trends = [each[1].at_ms for each in batch if each[1] is not None]
        if events or trends:
            at_ms = max((*trends, *(event.at_ms for event in events[-1:])))
            head = Head(run=run, chain="", seq=tail.seq, digest=tail.digest)
            self.sealer.seal_batch(connection, head, events, at_ms)

    def _fail(self, recorder: Recorder, failure: RecordError) -> None:
        _keep_aside(recorder, tuple(recorder.waiting))
        with self._wake:
            recorder.failure = failure
            self._stored.notify_all()
        recorder.on_failure(failure)

    def _refusal(self, recorder: Recorder) -> RecordError | None:
        if self._is_stopping:
            recorder.failure = RecordError("{file} is closed.", file=self._path.name)
        elif len(recorder.waiting) > CAPACITY:
            self._wait_for_room(recorder)
        return recorder.failure

    def _wait_for_room(self, recorder: Recorder) -> None:
        self._is_due = True
        self._wake.notify()
        self._stored.wait_for(
            lambda: len(recorder.waiting) <= CAPACITY or recorder.failure, PATIENCE_S
        )
        if len(recorder.waiting) > CAPACITY and recorder.failure is None:
            recorder.failure = RecordError(
                "The disk cannot keep up: {file} has taken nothing for {seconds} s.",
                file=self._path.name,
                seconds=f"{PATIENCE_S:g}",
            )

    def _abandon(self, problem: BaseException) -> None:
        failure = RecordError("The record stopped by a fault: {problem}", problem=problem)
        with self._wake:
            self._is_stopping = True
            jobs, recorders = tuple(self._jobs), tuple(self._recorders)
            self._jobs.clear()
        for _, future in jobs:
            future.set_exception(failure)
        for recorder in recorders:
            self._fail(recorder, failure)


def _keep_aside(recorder: Recorder, batch: tuple[Waiting, ...]) -> None:
    """Write what waits to the side file, unless it is there already."""
    side = recorder.side
    if side is None or len(batch) == side.kept:
        return
    try:
        _, rows_of = _rows(recorder, batch)
        side.keep(recorder.run, recorder.tail.seq, side_rows(rows_of), len(batch))
    except (RecordError, OSError) as problem:
        # It stays in memory, and whoever tells of the failure sees that there is no file.
        side.refusal = str(problem)


def _rows(
    recorder: Recorder, batch: tuple[Waiting, ...]
) -> tuple[Tail, dict[type[Base], list[Row]]]:
    """Return the new end of the chain and the rows of each table, facts first."""
    seq, digest = recorder.tail.seq, recorder.tail.digest
    rows: dict[type[Base], list[Row]] = defaultdict(list)
    run = {"run_id": recorder.run}
    try:
        for events, trend, remark, kept in batch:
            for event in events:
                seq += 1
                row = event_row(digest, seq, event)
                digest = row["digest"]
                rows[EventRow].append({**run, **row})
            if trend is not None:
                rows[TrendRow].append({**run, **trend_row(trend)})
            if remark is not None:
                rows[RemarkRow].append(_remark_row(recorder.run, remark))
            if kept is not None:
                rows[kept[0]].append({**run, **kept[1]})
        if words := event_words_rows(recorder.run, recorder.tail.seq, (each[0] for each in batch)):
            rows[WordsRow] = words
    except (TypeError, ValueError) as problem:
        raise RecordError("A fact cannot be stored: {problem}", problem=problem) from problem
    return Tail(seq, digest), rows


def _minute_to_fold(rows_of: dict[type[Base], list[Row]]) -> int | None:
    """Return the time before which trend rows go into blocks now; None when it is not due."""
    if any(row["kind"] == RunEnded.code for row in rows_of.get(EventRow, ())):
        return END_OF_TIME_MS
    begun = [row["at_ms"] for row in rows_of.get(TrendRow, ()) if row["at_ms"] % MINUTE_MS == 0]
    return begun[-1] if begun and begun[-1] else None


def _remark_row(run: str, remark: Remark) -> Row:
    names = ("at_ms", "wall", "kind", "words")
    return {"run_id": run, **{name: getattr(remark, name) for name in names}}
