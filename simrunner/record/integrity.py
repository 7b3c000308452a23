"""Prove that nobody changed a record, or name the rows that somebody did."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, Engine, func, inspect, select

from simrunner.domain.event import RunStarted
from simrunner.domain.payload import PayloadError
from simrunner.domain.text import marked
from simrunner.record.audit import check_audit
from simrunner.record.bad_row import BadRow
from simrunner.record.blob_check import check_blobs
from simrunner.record.chain_check import CheckedChain, check_chain
from simrunner.record.codec import (
    annotation_digest,
    annotation_of,
    event_digest,
    event_of,
    trend_of,
)
from simrunner.record.database import reading_engine
from simrunner.record.encrypted import KeyGiver, no_keys, opener_for
from simrunner.record.errors import RecordError, storage_errors
from simrunner.record.finding import (
    CheckedRun,
    IntegrityProblem,
    IntegrityReport,
    Progress,
    Trust,
)
from simrunner.record.finding import a_problem as _problem
from simrunner.record.parent_check import check_shared
from simrunner.record.place import Place, place_of
from simrunner.record.readings import check_readings
from simrunner.record.reference_check import LACKS, check_references
from simrunner.record.seal_check import OTHER_KEY, SealCheck, rows_of_runs
from simrunner.record.server import server_reading_engine
from simrunner.record.tables import AnnotationRow, Base, EventRow, RunRow, ScenarioRow, TrendRow
from simrunner.record.upgrade import (
    check_is_known,
    check_server_is_known,
    newest_revision,
    upgraded_copy,
)
from simrunner.record.words import check_words

SAID_TWICE = ("scenario", "scenario_version", "scenario_sha256", "seed", "difficulty")
"""What a run's own row repeats of its first fact."""

STREAMED = {"yield_per": 1000}
"""Rows of a chain are fetched as they are checked: eight hours are never in memory at once."""


def verify(
    location: Path | str | Place,
    run: str | None = None,
    *,
    expected_head: str | None = None,
    trust: Trust | None = None,
    progress: Progress = lambda _done, _of: None,
    keys: KeyGiver = no_keys,
) -> IntegrityReport:
    """Check a record, or one run of it, without changing it: a file or a server's database.

    A file of an older release is checked as it will be once it is upgraded, in a copy.
    Looks at a file's own structure, references between tables, gaps, every digest and payload,
    every compressed body and every seal. ``expected_head`` is a run's digest from elsewhere,
    ``trust`` says whose seals are believed, ``keys`` opens an encrypted file. RecordError
    when it is not a record at all, cannot be reached or has no such run.
    """
    place = place_of(location)
    with (
        _reading(place, keys) as engine, storage_errors(place), engine.begin() as connection
    ):  # fmt: skip
        report = check_record(connection, run, trust or Trust(), progress)
    return report if expected_head is None else _against(report, run or "", expected_head)


@contextmanager
def _reading(place: Place, keys: KeyGiver) -> Iterator[Engine]:
    with ExitStack() as stack:
        if place.path is None:
            check_server_is_known(place)
            engine = server_reading_engine(place)
        else:
            path, opener = place.path, opener_for(place.path, keys)
            if check_is_known(path, opener=opener) != newest_revision():
                folder = stack.enter_context(TemporaryDirectory(prefix="simrunner-"))
                path = upgraded_copy(path, Path(folder), opener)
            engine = reading_engine(path, opener)
        stack.callback(engine.dispose)
        yield engine


def check_record(
    connection: Connection, run: str | None, trust: Trust, progress: Progress
) -> IntegrityReport:
    """Check what a connection has open, in a file or on a server; see verify()."""
    _take_any_text(connection)
    if missing := sorted(set(Base.metadata.tables) - set(inspect(connection).get_table_names())):
        sentence = marked("The table {table} is missing, with everything in it.")
        gone = (_problem("", table, None, sentence, table=table) for table in missing)
        return IntegrityReport(runs=(), problems=tuple(gone))
    problems = [*_structure(connection)]
    return _Check(connection, run, trust, progress).report(problems)


def check_run(connection: Connection, run: str) -> tuple[IntegrityProblem, ...]:
    """Return what is wrong with one run of an open record, whoever's key it was sealed with."""
    found = _Check(connection, run, Trust(), lambda _done, _of: None).report([])
    return tuple(bad for bad in found.problems if bad.message != OTHER_KEY)


def _against(report: IntegrityReport, run: str, expected_head: str) -> IntegrityReport:
    if [one.head for one in report.runs] == [expected_head]:
        return report
    sentence = marked("The last digest of run {run} is not the expected one.")
    problem = _problem(run, "event", None, sentence, run=run)
    return IntegrityReport(
        runs=report.runs, problems=(*report.problems, problem), seals=report.seals
    )


class _Check:
    """One pass over a record."""

    def __init__(
        self, connection: Connection, run: str | None, trust: Trust, progress: Progress
    ) -> None:
        self._connection = connection
        self._runs = rows_of_runs(connection)
        self._chosen = _chosen(connection, run)
        self._is_whole = run is None
        rows = {name: self._runs[name] for name in self._chosen}
        self._seals = SealCheck(connection, rows, trust)
        self._progress = progress
        self._done = 0
        count = select(func.count()).select_from(EventRow)
        mine = count if run is None else count.where(EventRow.run_id == run)
        self._of = connection.execute(mine).scalar_one()

    def report(self, problems: list[IntegrityProblem]) -> IntegrityReport:
        """Check everything and add what is bad to what was found before."""
        checked = [self._run(name, problems) for name in self._chosen]
        # Last, so that a row which its own chain already shows is named first.
        problems.extend(self._seals.check(is_whole=self._is_whole))
        # Words and audit after that: a run whose chain is bad says so by itself.
        for name in sorted(set(self._chosen) - {problem.run for problem in problems}, key=str):
            problems.extend(_as_problem(name, bad) for bad in check_words(self._connection, name))
            problems.extend(
                _as_problem(name, bad) for bad in check_readings(self._connection, name)
            )
        if self._is_whole:
            problems.extend(_as_problem("", bad) for bad in check_audit(self._connection))
        runs = tuple(
            CheckedRun(
                run=name, events=last, head=head,
                sealed=self._seals.sealed(name), is_removed=self._seals.is_removed(name),
            )
            for name, last, head in checked
        )  # fmt: skip
        return IntegrityReport(runs=runs, problems=tuple(problems), seals=tuple(self._seals.chains))

    def _run(self, run: str, problems: list[IntegrityProblem]) -> tuple[str, int, str]:
        connection = self._connection
        problems.extend(_scenario_text(connection, run))
        problems.extend(_said_twice(connection, self._runs[run]))
        problems.extend(check_shared(connection, self._runs[run]))
        problems.extend(_trend(connection, run))
        problems.extend(check_blobs(connection, run))
        problems.extend(_annotations(connection, run))
        rows = connection.execute(
            select(EventRow.__table__).where(EventRow.run_id == run).order_by(EventRow.seq),
            execution_options=STREAMED,
        ).mappings()
        chain = check_chain(rows, event_digest, event_of, seen=self._seen)
        problems.extend(_of_chain(run, "event", run, chain))
        return run, chain.last_seq, chain.head.hex()

    def _seen(self, _row: Any) -> None:
        self._done += 1
        if self._done % 500 == 0 or self._done == self._of:
            self._progress(self._done, self._of)


def _as_problem(run: str, bad: BadRow) -> IntegrityProblem:
    return IntegrityProblem(
        run=run, table=bad.table, seq=bad.seq, message=bad.message, fields=bad.fields
    )


def _take_any_text(connection: Connection) -> None:
    """Let text that is no UTF-8 come through as a row to be named, not as a failing query."""
    driver = connection.connection.driver_connection
    if connection.dialect.name == "sqlite" and driver is not None:
        driver.text_factory = _any_text


def _any_text(raw: bytes) -> str:
    return raw.decode(errors="surrogateescape")


def _chosen(connection: Connection, run: str | None) -> tuple[str, ...]:
    known = tuple(connection.execute(select(RunRow.id).order_by(RunRow.id)).scalars())
    if run is None:
        return known
    if run not in known:
        raise RecordError("There is no run {run} in this record.", run=run)
    return (run,)


def _structure(connection: Connection) -> Iterable[IntegrityProblem]:
    if connection.dialect.name != "sqlite":
        yield from check_references(connection)
        return
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if line != "ok":
            yield _problem("", "file", None, marked("The file is damaged: {line}"), line=line)
    for table, row, other, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield _problem("", table, None, LACKS, row=row, table=table, other=other)


def _said_twice(connection: Connection, row: dict[str, Any]) -> Iterator[IntegrityProblem]:
    """Hold the run's own row against its first fact, which the chain protects."""
    first = connection.execute(
        select(EventRow.__table__).where(
            EventRow.run_id == row["id"], EventRow.seq == 1, EventRow.kind == RunStarted.code
        )
    ).mappings()
    for fact in first:
        try:
            started = event_of(dict(fact))
        except (PayloadError, TypeError, ValueError):
            return  # the chain names it
        for name in SAID_TWICE:
            told = getattr(started, name)
            if told != row[name]:
                yield _problem(
                    row["id"], "run", None,
                    marked("Run {run} says {name} {found}, its first fact says {told}."),
                    run=row["id"], name=name, found=row[name], told=told,
                )  # fmt: skip


def _annotations(connection: Connection, run: str) -> Iterable[IntegrityProblem]:
    keys = select(AnnotationRow.rater, AnnotationRow.instrument)
    for rater, form in connection.execute(
        keys.where(AnnotationRow.run_id == run).distinct().order_by(AnnotationRow.rater)
    ).all():
        rows = connection.execute(
            select(AnnotationRow.__table__)
            .where(
                AnnotationRow.run_id == run,
                AnnotationRow.rater == rater,
                AnnotationRow.instrument == form,
            )
            .order_by(AnnotationRow.seq)
        ).mappings()
        where = f"{run} ({rater}, {form})"
        chain = check_chain(rows, annotation_digest, annotation_of)
        yield from _of_chain(run, "annotation", where, chain)


def _of_chain(run: str, table: str, where: str, chain: CheckedChain) -> Iterator[IntegrityProblem]:
    for bad in chain.bad:
        said = {"seq": bad.first, "last": bad.last, "run": where, "why": bad.why}
        yield _problem(run, table, bad.first, bad.sentence, **said)


def _trend(connection: Connection, run: str) -> Iterable[IntegrityProblem]:
    query = select(TrendRow.__table__).where(TrendRow.run_id == run).order_by(TrendRow.at_ms)
    for row in connection.execute(query).mappings():
        try:
            trend_of(dict(row))
        except PayloadError as problem:
            sentence = marked("The trend of run {run} at {at_ms} ms cannot be read: {why}")
            yield _problem(
                run, "trend", None, sentence, run=run, at_ms=row["at_ms"], why=str(problem)
            )
            return


def _bytes_of(text: object) -> bytes:
    return str(text).encode(errors="surrogateescape")


def _scenario_text(connection: Connection, run: str) -> Iterable[IntegrityProblem]:
    query = (
        select(ScenarioRow.sha256, ScenarioRow.canonical)
        .join(RunRow, RunRow.scenario_sha256 == ScenarioRow.sha256)
        .where(RunRow.id == run)
    )
    for digest, canonical in connection.execute(query):
        if sha256(_bytes_of(canonical)).hexdigest() != digest:
            sentence = marked("The scenario of run {run} is not the text that was run.")
            yield _problem(run, "scenario", None, sentence, run=run)
