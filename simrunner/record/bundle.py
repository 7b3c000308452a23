"""A bundle: whole runs in one zip of open formats, which opens in another installation.

``manifest.json`` names the format, the library that it came from, its runs with their heads, and
the SHA-256 of every other file. Each run has a folder of JSON lines, one file for each table;
``wave.jsonl`` has 16-bit samples, little-endian, as base64, ``device_log.jsonl`` raw bytes; media
are files of their own. Names and contacts of people are never in it, only their codes.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import Connection, and_, select

from simrunner.domain.note import REACTIONS
from simrunner.record.block import opened, unpacked_samples
from simrunner.record.erase import erasures_of
from simrunner.record.errors import RecordError, storage_errors
from simrunner.record.library import Library
from simrunner.record.people_tables import PersonRow, RoleRow
from simrunner.record.tables import (
    AnnotationRow,
    Base,
    CentreRow,
    DeviceLogRow,
    EventRow,
    MarkRow,
    MediaRow,
    NoteRow,
    RatingRow,
    RemarkRow,
    RoomRow,
    RunRow,
    ScenarioRow,
    SealRow,
    SessionRow,
    TeamRow,
    WaveBlockRow,
    WordsRow,
)
from simrunner.record.trend import trend_rows

FORMAT = "simrunner-bundle/1"
MANIFEST = "manifest.json"
ERASURES = "erasure.jsonl"
"""What was erased of its runs, by code and id."""

Row = dict[str, Any]
Say = Callable[[str], None]

PLAIN_TABLES: tuple[type[Base], ...] = (
    EventRow, AnnotationRow, RemarkRow, WordsRow, NoteRow, MarkRow, RatingRow, SealRow, RoleRow,
)  # fmt: skip
"""Tables of a run that are written row by row as they are, bytes as hex."""

NUMBERED: tuple[type[Base], ...] = (
    EventRow, AnnotationRow, RemarkRow, NoteRow, DeviceLogRow,
)  # fmt: skip
"""Tables whose ``id`` only counts the rows of one file: left out, and counted anew."""


def with_parents(library: Library, runs: Sequence[str]) -> tuple[str, ...]:
    """Return runs and what they branch from, parents first: a branch is proved with its parent."""
    parents = library.ask(_parents)
    ordered: dict[str, None] = {}
    for run in runs:
        line = [run]
        while (parent := parents.get(line[-1])) is not None and parent not in line:
            line.append(parent)
        ordered.update(dict.fromkeys(reversed(line)))
    return tuple(ordered)


def _parents(connection: Connection) -> dict[str, str]:
    query = select(RunRow.id, RunRow.parent_run).where(RunRow.parent_run.is_not(None))
    return {run: parent for run, parent in connection.execute(query) if parent is not None}


def write_bundle(library: Library, runs: Sequence[str], target: Path, say: Say) -> None:
    """Write whole runs into a new zip; ``say`` is told each run before it is written.

    RecordError when a run is unknown, the file exists or cannot be written. A file that could not
    be finished is taken away.
    """
    if target.exists():
        raise RecordError("{file} is there already: choose another name.", file=target.name)
    part = target.with_name(f"{target.name}.part")
    try:
        with storage_errors(part), ZipFile(part, "w", ZIP_DEFLATED, compresslevel=6) as archive:
            _Writing(library, archive, say).write(runs)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


class _Writing:
    """One bundle being written: every file's digest goes into the manifest, which comes last."""

    def __init__(self, library: Library, archive: ZipFile, say: Say) -> None:
        self._library = library
        self._archive = archive
        self._say = say
        self._digests: dict[str, str] = {}

    def write(self, runs: Sequence[str]) -> None:
        heads = []
        for run in runs:
            self._say(run)
            head = self._library.head(run)
            heads.append({"run": run, "head": head})
            self._library.ask(partial(self._run, run=run))
        self._library.ask(lambda connection: self._shared(connection, runs))
        manifest = {
            "format": FORMAT, "library": self._library.id, "runs": heads, "files": self._digests,
        }  # fmt: skip
        text = json.dumps(manifest, ensure_ascii=False, indent=2)
        self._archive.writestr(MANIFEST, text)

    def _run(self, connection: Connection, run: str) -> None:
        for table in PLAIN_TABLES:
            self._lines(f"{run}/{table.__tablename__}.jsonl", plain_rows(connection, table, run))
        self._lines(f"{run}/trend.jsonl", trend_rows(connection, run))
        self._lines(f"{run}/wave.jsonl", _waves(connection, run))
        self._lines(f"{run}/device_log.jsonl", _device_log(connection, run))
        self._lines(f"{run}/media.jsonl", self._media(connection, run))

    def _shared(self, connection: Connection, runs: Sequence[str]) -> None:
        rows = list(_rows(connection, RunRow, RunRow.id.in_(runs)))
        wanted = {row["session_id"] for row in rows}
        sessions = list(_rows(connection, SessionRow, SessionRow.id.in_(wanted)))
        rooms = list(
            _rows(connection, RoomRow, RoomRow.id.in_([each["room_id"] for each in sessions]))
        )
        self._lines("run.jsonl", rows)
        self._lines("session.jsonl", sessions)
        self._lines("room.jsonl", rooms)
        centres = [each["centre_id"] for each in rooms]
        self._lines("centre.jsonl", _rows(connection, CentreRow, CentreRow.id.in_(centres)))
        teams = [each["team_id"] for each in sessions]
        self._lines("team.jsonl", _rows(connection, TeamRow, TeamRow.id.in_(teams)))
        codes = [*(_codes(connection, runs))]
        self._lines("person.jsonl", _rows(connection, PersonRow, PersonRow.code.in_(codes)))
        self._lines(ERASURES, map(asdict, erasures_of(connection, runs)))
        texts = {row["scenario_sha256"] for row in rows}
        for row in _rows(connection, ScenarioRow, ScenarioRow.sha256.in_(texts)):
            self._file(f"scenario/{row['sha256']}.txt", [row["canonical"].encode()])

    def _media(self, connection: Connection, run: str) -> Iterator[Row]:
        for row in _rows(connection, MediaRow, MediaRow.run_id == run):
            self._file(f"{run}/media/{row['id']}", [row["body"]])
            yield {name: each for name, each in row.items() if name not in {"body", "run_id"}}

    def _lines(self, name: str, rows: Iterable[Row]) -> None:
        self._file(name, (f"{json.dumps(row, ensure_ascii=False)}\n".encode() for row in rows))

    def _file(self, name: str, parts: Iterable[bytes]) -> None:
        """Write a file unless it would be empty, and keep its digest."""
        waiting = list(parts)
        if not waiting:
            return
        digest = sha256()
        target: BinaryIO
        with self._archive.open(name, "w") as target:  # type: ignore[assignment]
            for part in waiting:
                digest.update(part)
                target.write(part)
        self._digests[name] = digest.hexdigest()


def plain_rows(connection: Connection, table: type[Base], run: str) -> Iterator[Row]:
    """Yield the rows of a run in a table, in their order, bytes as hex; no private notes."""
    chosen = table.__table__.c.run_id == run
    if table is NoteRow:
        chosen = and_(chosen, NoteRow.phase != REACTIONS)
    for row in _rows(connection, table, chosen):
        del row["run_id"]
        if table in NUMBERED:
            del row["id"]
        yield {name: each.hex() if isinstance(each, bytes) else each for name, each in row.items()}


def _rows(connection: Connection, table: type[Base], condition: Any) -> Iterator[Row]:
    query = select(table.__table__).where(condition)
    for row in connection.execute(query.order_by(*table.__table__.primary_key)).mappings():
        yield dict(row)


def _waves(connection: Connection, run: str) -> Iterator[Row]:
    for row in _rows(connection, WaveBlockRow, WaveBlockRow.run_id == run):
        samples = unpacked_samples(row["body"], row["samples"])
        yield {
            "channel": row["channel"], "begin_ms": row["begin_ms"], "rate_hz": row["rate_hz"],
            "step": row["step"], "int16": b64encode(samples.astype("<i2").tobytes()).decode(),
        }  # fmt: skip


def _device_log(connection: Connection, run: str) -> Iterator[Row]:
    for row in _rows(connection, DeviceLogRow, DeviceLogRow.run_id == run):
        yield {
            "device": row["device"], "begin_ms": row["begin_ms"], "end_ms": row["end_ms"],
            "bytes": b64encode(opened(row["body"])).decode(),
        }  # fmt: skip


def _codes(connection: Connection, runs: Sequence[str]) -> set[str]:
    """Return the codes of everybody whom a run speaks of."""
    found: set[str] = set()
    for table in (RoleRow, WordsRow, NoteRow):
        person = table.__table__.c.person
        query = select(person).where(table.__table__.c.run_id.in_(runs), person.is_not(None))
        found |= set(connection.execute(query.distinct()).scalars())
    return found
