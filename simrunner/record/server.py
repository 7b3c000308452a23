"""Engines for a record on a PostgreSQL server, with the promises that a file's engines give."""

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text

from simrunner.record.database import BUSY_TIMEOUT_MS
from simrunner.record.place import Place

CONNECT_TIMEOUT_S = 5
"""How long a server that does not answer is waited for."""

WRITERS_LOCK = 0x73696D72
"""The advisory lock of writers and migrations ("simr" in ASCII); any other number would do."""

_LINE = {
    "connect_timeout": CONNECT_TIMEOUT_S,
    "application_name": "simrunner",
    # A cable that was pulled is noticed within half a minute, not after the two hours of TCP.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
_WRITES = (
    "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED",
    # What is acknowledged is on the server's disk, whatever its configuration says.
    "SET synchronous_commit = on",
    f"SET lock_timeout = {BUSY_TIMEOUT_MS}",
)
_READS = (
    # One transaction is one moment of the database, and cannot change it.
    "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
)


def server_writing_engine(place: Place) -> Engine:
    """Return the engine of the one writer: writers of a server queue up, as those of a file do.

    Every COMMIT is on the server's disk before it returns.
    """
    engine = server_engine(place)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # Isolation by one lock instead of by SERIALIZABLE: nothing has to be tried again, and
        # two windows never count the same number for a new run.
        connection.execute(text(f"SELECT pg_advisory_xact_lock({WRITERS_LOCK})"))

    return engine


def server_engine(place: Place) -> Engine:
    """Return an engine that writes without queueing up: the caller's rows collide with nobody's."""
    return _engine(place, _WRITES)


def server_reading_engine(place: Place) -> Engine:
    """Return an engine that cannot change the database."""
    return _engine(place, _READS)


def _engine(place: Place, prepare: tuple[str, ...]) -> Engine:
    assert place.url is not None
    engine = create_engine(
        place.url,
        connect_args={name: each for name, each in _LINE.items() if name not in place.url.query},
        # Values are never part of an error's words: they may be about people.
        hide_parameters=True,
        # A server that was restarted in between is a reason to connect again, not to fail.
        pool_pre_ping=True,
        pool_size=2,
        max_overflow=2,
    )

    @event.listens_for(engine, "connect")
    def _prepare(dbapi_connection: Any, _record: object) -> None:
        with dbapi_connection.cursor() as cursor:
            for statement in prepare:
                cursor.execute(statement)
        dbapi_connection.commit()

    return engine
