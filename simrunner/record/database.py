"""Engines for a record file: one that writes, others that only read."""

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from simrunner.record.encrypted import Opener
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


def writing_engine(path: Path, opener: Opener | None = None) -> Engine:
    """Return the engine of the one writer: WAL, every COMMIT on the disk before it returns.

    ``opener`` is the key of an encrypted file.
    """
    address = URL.create("sqlite", database=str(path))
    engine = create_engine(address, **_opened_by(opener, path, read_only=False))
    presence = _Presence(path)

    @event.listens_for(engine, "connect")
    def _prepare(dbapi_connection: Any, _record: object) -> None:
        _set_pragmas(dbapi_connection, "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        presence.check()
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


class _Presence:
    """Whether the file that was opened is still the one of that name.

    Without a look, a program goes on writing into a file that was taken away or replaced, where
    nobody ever finds it again: the system keeps an open file alive.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened: tuple[int, int] | None = None

    def check(self) -> None:
        """Raise RecordError when the file is gone or another one is in its place."""
        try:
            found = self._path.stat()
        except FileNotFoundError:
            now = None
        else:
            now = (found.st_dev, found.st_ino)
        if self._opened is None:
            self._opened = now
        elif now != self._opened:
            raise RecordError(
                "{file} is no longer where it was: its drive went away, or it was moved or "
                "replaced. Bring it back to {folder}.",
                file=self._path.name, folder=self._path.parent,
            )  # fmt: skip


def _set_pragmas(dbapi_connection: Any, *pragmas: str) -> None:
    # The driver's own transactions leave DDL outside of them; the "begin" event opens ours.
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    for pragma in (f"busy_timeout={BUSY_TIMEOUT_MS}", "foreign_keys=ON", *pragmas):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
