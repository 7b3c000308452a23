"""A record opened, in a file or on a server: begin runs, record them, read them back."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from sqlalchemy import Connection, Engine, insert, select

from simrunner.domain.run_record import Ack, RunRecord, RunSummary
from simrunner.record.annotations import AnnotationChain
from simrunner.record.database import path_of, reading_engine, writing_engine
from simrunner.record.encrypted import KeyGiver, no_keys, opener_for
from simrunner.record.errors import RecordError, storage_errors
from simrunner.record.place import Place, place_of
from simrunner.record.reader import has_run, read_record, read_summaries, read_tail
from simrunner.record.seal import Notary, Sealer
from simrunner.record.server import server_reading_engine, server_writing_engine
from simrunner.record.tables import CentreRow, RoomRow, RunRow, ScenarioRow, SessionRow, SettingRow
from simrunner.record.upgrade import MIGRATIONS, prepare, prepare_server
from simrunner.record.writer import Recorder, Tail, Writer

_LIBRARY_ID = "id"
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRun:
    """What is known of a run before it starts; none of it enters the chain.

    ``started_wall`` is ISO 8601 with its offset. A branch names its parent and the last fact it
    shares with it, and belongs to its session; any other run begins one, in ``room`` of ``centre``
    where they are named.
    """

    scenario: str
    scenario_version: str
    scenario_sha256: str
    canonical_scenario: str
    title: str
    seed: int
    difficulty: str
    started_wall: str
    language: str = "en"
    team: str = ""
    centre: str = ""
    room: str = ""
    parent_run: str | None = None
    parent_seq: int | None = None


def _ignore_ack(_ack: Ack) -> None:
    """Do nothing: the caller asks flush instead."""


class Library:
    """A record. One per program; close it with shutdown, or use it in a ``with`` block."""

    def __init__(
        self, place: Place, writing: Engine, reading: Engine, notary: Notary | None = None
    ) -> None:
        """Take over two engines of a prepared record; made by Library.open."""
        self.place = place
        self._writing = writing
        self._reading = reading
        self._writer = Writer(writing, place, Sealer(notary))
        try:
            self.id = self._writer.do(library_id)
        except RecordError:
            self.shutdown()
            raise

    @classmethod
    def open(
        cls,
        location: Path | str | Place,
        *,
        migrations: Path = MIGRATIONS,
        notary: Notary | None = None,
        keys: KeyGiver = no_keys,
    ) -> Self:
        """Open a record or create it; an older file is copied, then upgraded.

        ``location`` is a path, an ``sqlite:///`` or a ``postgresql://`` address. ``notary`` seals
        the heads of what is recorded; without one they stay unsigned. ``keys`` is asked for the
        key when a file turns out to be encrypted. RecordError with a sentence when it is not a
        record, is newer than this program, or cannot be written.
        """
        place = place_of(location)
        if place.path is None:
            return cls._open_server(place, migrations, notary)
        path = place.path
        opener = opener_for(path, keys)
        writing = writing_engine(path, opener)
        try:
            prepare(writing, path, migrations, opener)
            return cls(place, writing, reading_engine(path, opener), notary)
        except BaseException:
            writing.dispose()
            raise

    @classmethod
    def _open_server(cls, place: Place, migrations: Path, notary: Notary | None) -> Self:
        writing = server_writing_engine(place)
        try:
            prepare_server(writing, place, migrations)
            return cls(place, writing, server_reading_engine(place), notary)
        except BaseException:
            writing.dispose()
            raise

    @property
    def path(self) -> Path:
        """The file of the record; RecordError when it is on a server."""
        return path_of(self.place)

    def begin_run(self, new: NewRun) -> str:
        """Store what is known of a run and return its id: the date and a number of that day."""
        self._writer.sealer.prepare()
        return self._writer.do(lambda connection: _store_run(connection, new))

    def recorder(
        self,
        run: str,
        *,
        on_failure: Callable[[RecordError], None],
        on_ack: Callable[[Ack], None] = _ignore_ack,
    ) -> Recorder:
        """Return where the run's facts are handed in, behind those it has already.

        Both callbacks come from the writer's thread: ``on_ack`` after COMMIT, ``on_failure`` once
        when the storage refuses. RecordError for an unknown run or one being recorded.
        """
        tail = self.ask(lambda connection: _tail_of(connection, run))
        return self._writer.add(Recorder(self._writer, run, tail, on_ack, on_failure))

    def runs(self) -> tuple[RunSummary, ...]:
        """Return every run, newest first."""
        return self.ask(read_summaries)

    def read(self, run: str) -> RunRecord:
        """Return a whole run; RecordError when there is none of that id or a row is unreadable."""
        return self.ask(lambda connection: read_record(connection, run))

    def head(self, run: str) -> str:
        """Return the last digest of a run in hex, empty for a run without facts."""
        tail = self.ask(lambda connection: _tail_of(connection, run))
        return tail.digest.hex() if tail.seq else ""

    def annotations(self, run: str, rater: str, instrument: str) -> AnnotationChain:
        """Return the chain of one rater and form of a run; RecordError when there is no such run.

        Raters are blind to each other because each has a chain of their own.
        """
        self.ask(lambda connection: _tail_of(connection, run))
        return AnnotationChain(self._writer, self._reading, self.place, (run, rater, instrument))

    def ask(self, question: Callable[[Connection], T]) -> T:
        """Return the answer to a question about one moment of the file, for modules of record.

        RecordError when the storage refuses.
        """
        with storage_errors(self.place), self._reading.begin() as connection:
            return question(connection)

    def do(self, job: Callable[[Connection], T]) -> T:
        """Run a job in one transaction of the writer's thread and return its result after COMMIT.

        For modules of record. RecordError when the storage refuses; nothing is then written.
        """
        return self._writer.do(job)

    def shutdown(self) -> None:
        """Write what is waiting, end the writer's thread and close the file."""
        self._writer.shutdown()
        self._reading.dispose()
        self._writing.dispose()

    def __enter__(self) -> Self:
        """Return the library itself."""
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _problem: BaseException | None,
        _where: TracebackType | None,
    ) -> None:
        """Shut down."""
        self.shutdown()


def library_id(connection: Connection) -> str:
    """Return the id of the library behind a writing connection; a new one gets a random id."""
    found = connection.execute(
        select(SettingRow.words).where(SettingRow.name == _LIBRARY_ID)
    ).scalar_one_or_none()
    if found is not None:
        return found
    made = secrets.token_hex(8)
    connection.execute(insert(SettingRow).values(name=_LIBRARY_ID, words=made))
    return made


def _store_run(connection: Connection, new: NewRun) -> str:
    run = _next_id(connection, new.started_wall[:10])
    known = select(ScenarioRow.sha256).where(ScenarioRow.sha256 == new.scenario_sha256)
    if connection.execute(known).first() is None:
        connection.execute(
            insert(ScenarioRow).values(sha256=new.scenario_sha256, canonical=new.canonical_scenario)
        )
    session = _session_of(connection, run, new)
    connection.execute(
        insert(RunRow).values(
            id=run,
            session_id=session,
            scenario=new.scenario,
            scenario_version=new.scenario_version,
            scenario_sha256=new.scenario_sha256,
            title=new.title,
            seed=new.seed,
            difficulty=new.difficulty,
            language=new.language,
            team=new.team,
            started_wall=new.started_wall,
            parent_run=new.parent_run,
            parent_seq=new.parent_seq,
        )
    )
    return run


def _next_id(connection: Connection, day: str) -> str:
    """Return the number behind the highest of a day, so that no clock gives one out twice."""
    ids = select(RunRow.id).where(RunRow.id.startswith(f"{day}-"))
    numbers = [run[len(day) + 1 :] for run in connection.execute(ids).scalars()]
    highest = max((int(number) for number in numbers if number.isdecimal()), default=0)
    return f"{day}-{highest + 1:02}"


def _session_of(connection: Connection, run: str, new: NewRun) -> str:
    if new.parent_run is not None:
        known = select(RunRow.session_id).where(RunRow.id == new.parent_run)
        session = connection.execute(known).scalar_one_or_none()
        return new.parent_run if session is None else session
    room = _room_of(connection, new.centre, new.room) if new.room else None
    connection.execute(insert(SessionRow).values(id=run, room_id=room, begun_wall=new.started_wall))
    return run


def _room_of(connection: Connection, centre: str, room: str) -> str:
    """Return the id of a room by name, entering it and its centre where they are new."""
    centre_id = connection.execute(
        select(CentreRow.id).where(CentreRow.name == centre)
    ).scalar_one_or_none()
    if centre_id is None:
        centre_id = secrets.token_hex(8)
        connection.execute(insert(CentreRow).values(id=centre_id, name=centre))
    known = select(RoomRow.id).where(RoomRow.centre_id == centre_id, RoomRow.name == room)
    room_id = connection.execute(known).scalar_one_or_none()
    if room_id is None:
        room_id = secrets.token_hex(8)
        connection.execute(insert(RoomRow).values(id=room_id, centre_id=centre_id, name=room))
    return room_id


def _tail_of(connection: Connection, run: str) -> Tail:
    if not has_run(connection, run):
        raise RecordError("There is no run {run} in this record.", run=run)
    return read_tail(connection, run)
