"""Engines for a record file: one that writes, others that only read."""

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from simrunner.record.errors import RecordError
from simrunner.record.place import Place, place_of

BUSY_TIMEOUT_MS = 5000
"""How long a lock of another program (a backup, a second window) is waited for."""


def path_of(location: Path | str | Place) -> Path:
    """Return the file that a path or an ``sqlite:///`` address names.

    RecordError for an address of a server or of another database.
    """
    place = place_of(location)
    if place.path is None:
        raise RecordError("This works on a record in a file: {file} is on a server.", file=place)
    return place.path


def writing_engine(path: Path) -> Engine:
    """Return the engine of the one writer: WAL, every COMMIT on the disk before it returns."""
    engine = create_engine(URL.create("sqlite", database=str(path)))

    @event.listens_for(engine, "connect")
    def _prepare(dbapi_connection: Any, _record: object) -> None:
        _set_pragmas(dbapi_connection, "journal_mode=WAL", "synchronous=FULL")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # Taking the write lock at the start: two writers queue up instead of one failing late.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def reading_engine(path: Path) -> Engine:
    """Return an engine that cannot change the file; it is safe beside the writer."""
    address = URL.create(
        "sqlite", database=f"{path.absolute().as_uri()}", query={"mode": "ro", "uri": "true"}
    )
    engine = create_engine(address)

    @event.listens_for(engine, "connect")
    def _prepare(dbapi_connection: Any, _record: object) -> None:
        _set_pragmas(dbapi_connection, "query_only=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # One transaction is one moment of the file, whatever the writer adds meanwhile.
        connection.exec_driver_sql("BEGIN")

    return engine


def _set_pragmas(dbapi_connection: Any, *pragmas: str) -> None:
    # The driver's own transactions leave DDL outside of them; the "begin" event opens ours.
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    for pragma in (f"busy_timeout={BUSY_TIMEOUT_MS}", "foreign_keys=ON", *pragmas):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
