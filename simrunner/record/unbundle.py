"""A bundle read into a library: nothing of it is taken unless all of it fits."""

import json
import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812 - a class, whatever its name

import numpy as np
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import SQLAlchemyError

from simrunner.domain.chain import GENESIS
from simrunner.domain.payload import PayloadError
from simrunner.record.block import compressed, packed_samples, packed_trend
from simrunner.record.bundle import ERASURES, FORMAT, MANIFEST, PLAIN_TABLES, Row
from simrunner.record.codec import event_digest
from simrunner.record.erase import Erasure, take_erasures
from simrunner.record.errors import RecordError, storage_errors
from simrunner.record.integrity import check_run
from simrunner.record.library import Library
from simrunner.record.people_tables import PersonRow
from simrunner.record.scrub import scrub
from simrunner.record.tables import (
    Base,
    CentreRow,
    DeviceLogRow,
    EventRow,
    MediaRow,
    RoomRow,
    RunRow,
    ScenarioRow,
    SealRow,
    SessionRow,
    TeamRow,
    TrendBlockRow,
    WaveBlockRow,
)

LARGEST_FILE = 1 << 30
LARGEST_BUNDLE = 4 << 30
"""Bytes when opened: a day of waves and video is far below, a zip bomb far above."""

_NAME = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9@._-]*/){0,2}[A-Za-z0-9][A-Za-z0-9@._-]*")
_SHARED: tuple[type[Base], ...] = (CentreRow, RoomRow, TeamRow, PersonRow)
"""Rows that several runs speak of: taken where they are new."""

MISFITS = (KeyError, TypeError, ValueError, AttributeError, OverflowError, SQLAlchemyError)
"""What rows do that are not of the form of the tables: somebody else wrote the bundle."""


class BundleError(RecordError):
    """The file is no bundle, or not the one that was written; nothing of it was taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What came of a bundle: runs that are new here, and those that were here already.

    ``erased`` rows went because they are erased where the bundle comes from or were erased here;
    ``named`` are codes that were erased there and have a name here, which are left as they are.
    """

    added: tuple[str, ...]
    known: tuple[str, ...]
    erased: int = 0
    named: tuple[str, ...] = ()


def read_bundle(library: Library, source: Path) -> Taken:
    """Take the runs of a bundle into a library, all or none.

    A run of another library is called ``RUN@LIBRARY`` here; one that comes home has its own name
    again. BundleError when a file is missing, added, too large or changed, when a chain or
    seal does not hold, when the run that one branches from is neither in the bundle nor here, or
    when a run of that name is here with another head. What the bundle says was erased is erased
    here too, from the bytes of the file as well.
    """
    try:
        with storage_errors(source), ZipFile(source) as archive:
            bundle = _Bundle(archive, source.name)
            taken = library.do(lambda connection: _take(connection, bundle, library.id))
    except (BadZipFile, ZlibError, EOFError, RuntimeError) as problem:
        raise BundleError(
            "{file} is not a whole zip file: {problem}.", file=source.name, problem=problem
        ) from problem
    if taken.erased:
        scrub(library)
    return taken


class _Bundle:
    """The files of a bundle, each checked against the manifest when it is read."""

    def __init__(self, archive: ZipFile, file: str) -> None:
        self._archive = archive
        self._file = file
        self._sizes = {each.filename: each.file_size for each in archive.infolist()}
        self._check_names(len(archive.infolist()))
        manifest = self._manifest()
        self.library: str = manifest["library"]
        self.heads: Mapping[str, str] = {each["run"]: each["head"] for each in manifest["runs"]}
        self._digests: Mapping[str, str] = manifest["files"]
        listed, found = set(self._digests), set(self._sizes) - {MANIFEST}
        for name in sorted(listed ^ found):
            where = "missing" if name in listed else "not in its manifest"
            raise self.refusal("{name} is {where}", name=name, where=where)

    def refusal(self, why: str, **fields: object) -> BundleError:
        """Return why the bundle is not taken."""
        return BundleError(f"{{file}} is not taken: {why}.", file=self._file, **fields)

    def rows(self, name: str) -> list[Row]:
        """Return the rows of a file of JSON lines; none when there is no such file."""
        if name not in self._digests:
            return []
        try:
            rows = [json.loads(line) for line in self.content(name).decode().splitlines()]
        except (ValueError, RecursionError) as problem:
            raise self.refusal("{name} is not JSON lines", name=name) from problem
        if not all(isinstance(row, dict) for row in rows):
            raise self.refusal("{name} holds something else than rows", name=name)
        return rows

    def content(self, name: str) -> bytes:
        """Return the bytes of a file, which are those that were written."""
        if name not in self._digests:
            raise self.refusal("{name} is missing", name=name)
        with self._archive.open(name) as opened:
            content = opened.read(LARGEST_FILE + 1)
        if len(content) != self._sizes[name] or sha256(content).hexdigest() != self._digests[name]:
            raise self.refusal("{name} is not what was written", name=name)
        return content

    def _check_names(self, entries: int) -> None:
        for name, size in self._sizes.items():
            if not _NAME.fullmatch(name) or ".." in name:
                raise self.refusal("{name} is no name for a file of a bundle", name=name)
            if size > LARGEST_FILE:
                raise self.refusal("{name} says that it is {size} bytes long", name=name, size=size)
        if sum(self._sizes.values()) > LARGEST_BUNDLE or entries != len(self._sizes):
            raise self.refusal("its files are too large, or one is there twice")

    def _manifest(self) -> Mapping[str, Any]:
        if MANIFEST not in self._sizes:
            raise self.refusal("it has no {name}", name=MANIFEST)
        try:
            with self._archive.open(MANIFEST) as opened:
                found = json.loads(opened.read(LARGEST_FILE))
            written = found["format"]
            is_whole = (
                isinstance(found["library"], str)
                and all(set(each) == {"run", "head"} for each in found["runs"])
                and isinstance(found["files"], dict)
            )
        except (ValueError, KeyError, TypeError, RecursionError) as problem:
            raise self.refusal("its {name} cannot be read", name=MANIFEST) from problem
        if written != FORMAT or not is_whole:
            raise self.refusal(
                "it has the format {found}, this program reads {wanted}", found=written,
                wanted=FORMAT,
            )  # fmt: skip
        return dict(found)


def _take(connection: Connection, bundle: _Bundle, home: str) -> Taken:
    try:
        return _taken(connection, bundle, home)
    except MISFITS as problem:
        raise bundle.refusal("a row does not fit: {problem}", problem=problem) from problem


def _taken(connection: Connection, bundle: _Bundle, home: str) -> Taken:
    runs = bundle.rows("run.jsonl")
    if {row.get("id") for row in runs} != set(bundle.heads):
        raise bundle.refusal("its list of runs is not that of its manifest")
    names = {row["id"]: _name_here(row["id"], bundle.library, home) for row in runs}
    new: list[Row] = []
    for row in sorted(runs, key=lambda row: (str(row.get("started_wall")), row["id"])):
        if _head_here(connection, names[row["id"]]) is None:
            new.append(row)
        elif _head_here(connection, names[row["id"]]) != bundle.heads[row["id"]]:
            raise bundle.refusal("another run {run} is here already", run=names[row["id"]])
    _take_shared(connection, bundle)
    for row in _parents_first(new):
        _take_run(connection, bundle, row, names, home)
    told = _erasures(bundle, home)
    erased, named = take_erasures(connection, told, set(names.values()))
    added = tuple(names[row["id"]] for row in new)
    _check_taken(connection, bundle, [names[row["id"]] for row in new if bundle.heads[row["id"]]])
    known = tuple(sorted(set(names.values()) - set(added)))
    return Taken(added=added, known=known, erased=erased, named=named)


def _check_taken(connection: Connection, bundle: _Bundle, runs: Iterable[str]) -> None:
    """Refuse what a check of the record would name afterwards; a removed run has no facts."""
    for run in runs:
        for bad in check_run(connection, run):
            raise bundle.refusal("run {run} does not verify: {bad}", run=run, bad=bad)


def _erasures(bundle: _Bundle, home: str) -> list[Erasure]:
    return [
        Erasure(**{**row, "run": row["run"] and _name_here(row["run"], bundle.library, home)})
        for row in bundle.rows(ERASURES)
    ]


def _name_here(run: str, library: str, home: str) -> str:
    name, _, origin = run.partition("@")
    origin = origin or library
    return name if origin == home else f"{name}@{origin}"


def _head_here(connection: Connection, run: str) -> str | None:
    """Return the head of a run in hex, None when it is not here."""
    if connection.execute(select(RunRow.id).where(RunRow.id == run)).first() is None:
        return None
    last = select(EventRow.digest).where(EventRow.run_id == run).order_by(EventRow.seq.desc())
    digest = connection.execute(last.limit(1)).scalar_one_or_none()
    return digest.hex() if digest is not None else ""


def _parents_first(rows: Iterable[Row]) -> list[Row]:
    waiting, placed, ordered = list(rows), set[str](), []
    names = {row["id"] for row in waiting}
    while waiting:
        ready = [
            row for row in waiting
            if row["parent_run"] not in names or row["parent_run"] in placed
        ]  # fmt: skip
        if not ready:
            raise ValueError("runs branch from each other in a circle")
        ordered += ready
        placed |= {row["id"] for row in ready}
        waiting = [row for row in waiting if row["id"] not in placed]
    return ordered


def _take_shared(connection: Connection, bundle: _Bundle) -> None:
    for table in _SHARED:
        key = next(iter(table.__table__.primary_key))
        for row in bundle.rows(f"{table.__tablename__}.jsonl"):
            known = select(key).where(key == row[key.name])
            if connection.execute(known).first() is None:
                connection.execute(insert(table).values(**row))


def _take_run(
    connection: Connection, bundle: _Bundle, row: Row, names: Mapping[str, str], home: str
) -> None:
    run, name = row["id"], names[row["id"]]
    canonical = bundle.content(f"scenario/{row['scenario_sha256']}.txt")
    if sha256(canonical).hexdigest() != row["scenario_sha256"]:
        raise bundle.refusal("the scenario of run {run} is not the text that was run", run=run)
    known = select(ScenarioRow.sha256).where(ScenarioRow.sha256 == row["scenario_sha256"])
    if connection.execute(known).first() is None:
        text = {"sha256": row["scenario_sha256"], "canonical": canonical.decode()}
        connection.execute(insert(ScenarioRow).values(**text))
    parent = row["parent_run"]
    origin = name.partition("@")[2]
    placed = {
        **row, "id": name, "origin": origin,
        "session_id": _session_here(connection, bundle, row, home),
        "parent_run": parent and _parent_here(connection, bundle, run, parent, home),
    }  # fmt: skip
    connection.execute(insert(RunRow).values(**placed))
    _take_rows(connection, bundle, run, name, origin)
    _take_blocks(connection, bundle, run, name)


def _session_here(connection: Connection, bundle: _Bundle, row: Row, home: str) -> str | None:
    wanted = row["session_id"]
    if wanted is None:
        return None
    name = _name_here(wanted, bundle.library, home)
    if connection.execute(select(SessionRow.id).where(SessionRow.id == name)).first() is None:
        sessions = {each["id"]: each for each in bundle.rows("session.jsonl")}
        found = sessions[wanted]
        connection.execute(insert(SessionRow).values(**{**found, "id": name}))
    return name


def _parent_here(connection: Connection, bundle: _Bundle, run: str, parent: str, home: str) -> str:
    """Return what the parent is called here; the seals of a run are over its parent's name."""
    name = _name_here(parent, bundle.library, home)
    if connection.execute(select(RunRow.id).where(RunRow.id == name)).first() is None:
        raise bundle.refusal(
            "run {run} branches from {parent}, which is neither in it nor here: export both",
            run=run, parent=parent,
        )  # fmt: skip
    return name


def _take_rows(connection: Connection, bundle: _Bundle, run: str, name: str, origin: str) -> None:
    for table in PLAIN_TABLES:
        columns = table.__table__.columns
        binary = {each.name for each in columns if each.type.python_type is bytes}
        rows = [
            {field: bytes.fromhex(each) if field in binary else each for field, each in row.items()}
            for row in bundle.rows(f"{run}/{table.__tablename__}.jsonl")
        ]
        if table is EventRow:
            _check_chain(bundle, run, rows)
        if table is SealRow:
            rows = [{**row, "origin": row["origin"] or origin} for row in rows if origin]
        if rows:
            connection.execute(insert(table), [{**row, "run_id": name} for row in rows])


def _check_chain(bundle: _Bundle, run: str, rows: list[Row]) -> None:
    digest = GENESIS
    for seq, row in enumerate(rows, start=1):
        try:
            wanted = event_digest(digest, row)
        except PayloadError as problem:
            raise bundle.refusal("fact {seq} of run {run} cannot be read", seq=seq, run=run) from (
                problem
            )
        if row["seq"] != seq or row["digest"] != wanted:
            raise bundle.refusal("fact {seq} of run {run} breaks its chain", seq=seq, run=run)
        digest = wanted
    if (digest.hex() if rows else "") != bundle.heads[run]:
        raise bundle.refusal("run {run} does not end with the head of its manifest", run=run)


def _take_blocks(connection: Connection, bundle: _Bundle, run: str, name: str) -> None:
    points = [(row["at_ms"], row["numbers"]) for row in bundle.rows(f"{run}/trend.jsonl")]
    minutes: dict[int, list[tuple[int, str]]] = {}
    for at_ms, numbers in points:
        minutes.setdefault(at_ms // 60_000, []).append((at_ms, numbers))
    blocks: dict[type[Base], list[Row]] = {
        TrendBlockRow: [
            {"begin_ms": minute[0][0], "end_ms": minute[-1][0], "points": len(minute),
             "body": packed_trend(minute)}
            for minute in minutes.values()
        ],
        WaveBlockRow: [_wave(row) for row in bundle.rows(f"{run}/wave.jsonl")],
        DeviceLogRow: [_log(row) for row in bundle.rows(f"{run}/device_log.jsonl")],
        MediaRow: [_media(bundle, run, row) for row in bundle.rows(f"{run}/media.jsonl")],
    }  # fmt: skip
    for table, rows in blocks.items():
        if rows:
            connection.execute(insert(table), [{**row, "run_id": name} for row in rows])


def _wave(row: Row) -> Row:
    try:
        samples = np.frombuffer(b64decode(row.pop("int16"), validate=True), dtype="<i2")
    except Base64Error as problem:
        raise ValueError(f"a wave is not base64: {problem}") from problem
    return {**row, "samples": samples.size, "body": packed_samples(samples.astype(np.int16))}


def _log(row: Row) -> Row:
    return {**row, "body": compressed(b64decode(row.pop("bytes"), validate=True))}


def _media(bundle: _Bundle, run: str, row: Row) -> Row:
    body = bundle.content(f"{run}/media/{row['id']}")
    if sha256(body).hexdigest() != row["sha256"]:
        raise bundle.refusal("{name} is not what was recorded", name=row["name"])
    return {**row, "body": body}
