"""Storage that fails, in a sentence for people. The run stops visibly; nothing is skipped."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from simrunner.record.server_words import (
    SENTENCES,
    ServerTrouble,
    said_by_server,
    server_trouble,
)


class Named(Protocol):
    """A file or a place of a record, by what people call it."""

    @property
    def name(self) -> str:
        """The name, without any secret."""


class RecordError(Exception):
    """The record cannot be read or written; ``str()`` is a sentence for people.

    ``message`` is the English sentence with ``{name}`` places and ``fields`` fill them, so that a
    screen can translate it.
    """

    def __init__(self, message: str, /, **fields: object) -> None:
        """Keep the sentence and what fills it."""
        super().__init__(message.format(**fields))
        self.message = message
        self.fields = fields


class NotARecordError(RecordError):
    """The file is something else."""


class BadRequestError(RecordError):
    """What was asked for is not in the record, or not possible: the asking was wrong."""


class DamagedRecordError(RecordError):
    """The file was a record, and its own structure is broken."""


class ServerError(RecordError):
    """A server takes nothing; ``kind`` says why, ``said`` is what it or the driver said itself."""

    def __init__(self, kind: ServerTrouble, /, *, file: str, said: str) -> None:
        """Make the English sentence of this kind."""
        super().__init__(SENTENCES[kind], file=file, problem=said)
        self.kind = kind
        self.said = said


class ServerAwayError(ServerError):
    """The server of a record cannot be reached now; it may be later."""


_SENTENCES = {
    sqlite3.SQLITE_FULL: "The disk is full: {file} takes nothing more. Free some space.",
    sqlite3.SQLITE_READONLY: "{file} may only be read: it cannot take a record.",
    sqlite3.SQLITE_BUSY: "Another program keeps {file} locked.",
    sqlite3.SQLITE_LOCKED: "Another program keeps {file} locked.",
    sqlite3.SQLITE_NOTADB: "{file} is not a record of simulation runs.",
    sqlite3.SQLITE_CORRUPT: "{file} is damaged. Restore it from a copy.",
    sqlite3.SQLITE_CANTOPEN: "{file} cannot be opened.",
    sqlite3.SQLITE_IOERR: "The disk failed while {file} was in use.",
    sqlite3.SQLITE_PERM: "{file} may not be opened by this user.",
}
"""Primary result codes of SQLite (sqlite.org/rescode.html, read as the low byte)."""

_KINDS = {sqlite3.SQLITE_NOTADB: NotARecordError, sqlite3.SQLITE_CORRUPT: DamagedRecordError}
"""Failures that a caller tells from the others."""

_ANY_OTHER = "The database refused {file}: {problem}"


@contextmanager
def storage_errors(path: Named) -> Iterator[None]:
    """Turn every failure of the database inside the block into a RecordError about ``path``."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as problem:
        raise record_error(problem, path) from problem
    except OSError as problem:
        raise RecordError(
            "{file} cannot be used: {problem}", file=path.name, problem=problem.strerror or problem
        ) from problem


def record_error(problem: Exception, path: Named) -> RecordError:
    """Return the sentence for a failure of the database at ``path``."""
    cause = getattr(problem, "orig", problem)
    code = getattr(cause, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else -1
    sentence = _SENTENCES.get(primary)
    if sentence is not None:
        return _KINDS.get(primary, RecordError)(sentence, file=path.name)
    if isinstance(problem, DBAPIError) and hasattr(cause, "sqlstate"):
        return _server_error(problem, cause, path)
    return RecordError(_ANY_OTHER, file=path.name, problem=cause)


def _server_error(problem: DBAPIError, cause: object, path: Named) -> RecordError:
    kind = server_trouble(problem)
    said = getattr(path, "without_secrets", str)(said_by_server(str(cause)))
    if kind is None:
        return RecordError(_ANY_OTHER, file=path.name, problem=said)
    error = ServerAwayError if kind is ServerTrouble.AWAY else ServerError
    return error(kind, file=path.name, said=said)
