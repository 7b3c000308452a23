"""Engines for a record file: one that writes, others that only read."""

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url

from simrunner.record.encrypted import Opener
from simrunner.record.errors import RecordError

BUSY_TIMEOUT_MS = 5000
"""How long a lock of another program (a backup, a second window) is waited for."""


def path_of(location: Path | str) -> Path:
    """Return the file that a path or an ``sqlite:///`` address names.

    RecordError for an address of another database or one without a file.
    """
    if isinstance(location, Path) or "://" not in location:
        return Path(location)
    address = make_url(location)
    if address.get_backend_name() != "sqlite" or not address.database:
        raise RecordError("A record is a file: {location} names none.", location=location)
    return Path(address.database)


def writing_engine(path: Path, opener: Opener | None = None) -> Engine:
    """Return the engine of the one writer: WAL, every COMMIT on the disk before it returns.

    ``opener`` is the key of an encrypted file.
    """
    address = URL.create("sqlite", database=str(path))
    engine = create_engine(address, **_opened_by(opener, path, read_only=False))

    @event.listens_for(engine, "connect")
    def _prepare(dbapi_connection: Any, _record: object) -> None:
        _set_pragmas(dbapi_connection, "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # Taking the write lock at the start: two writers queue up instead of one failing late.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def reading_engine(path: Path, opener: Opener | None = None) -> Engine:
    """Return an engine that cannot change the file; it is safe beside the writer."""
    address = URL.create(
        "sqlite", database=f"{path.absolute().as_uri()}", query={"mode": "ro", "uri": "true"}
    )
    engine = create_engine(address, **_opened_by(opener, path, read_only=True))

    @event.listens_for(engine, "connect")
    def _prepare(dbapi_connection: Any, _record: object) -> None:
        _set_pragmas(dbapi_connection, "query_only=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # One transaction is one moment of the file, whatever the writer adds meanwhile.
        connection.exec_driver_sql("BEGIN")

    return engine


def _opened_by(opener: Opener | None, path: Path, *, read_only: bool) -> dict[str, Any]:
    if opener is None:
        return {}
    return {
        "module": opener.dbapi,
        "creator": lambda: opener.connect(path, read_only=read_only),
    }


def _set_pragmas(dbapi_connection: Any, *pragmas: str) -> None:
    # The driver's own transactions leave DDL outside of them; the "begin" event opens ours.
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    for pragma in (f"busy_timeout={BUSY_TIMEOUT_MS}", "foreign_keys=ON", *pragmas):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
