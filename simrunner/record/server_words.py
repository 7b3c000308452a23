"""What a PostgreSQL server or the way to it can refuse: its kind, and a sentence for each."""

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError


class ServerTrouble(StrEnum):
    """Why a server takes nothing, as a screen tells it in any language."""

    AWAY = "away"
    """The server or the way to it is gone; it may come back."""

    REFUSED = "refused"
    NO_DATABASE = "no database"
    NO_RIGHTS = "no rights"
    DISK_FULL = "disk full"
    TOO_MANY = "too many"
    LOCKED = "locked"
    READ_ONLY = "read only"
    WRONG_SHAPE = "wrong shape"


SENTENCES: Mapping[ServerTrouble, str] = {
    ServerTrouble.AWAY: "{file} cannot be reached: {problem}",
    ServerTrouble.REFUSED: "{file} refuses this user or password. Check both in the address or "
    "~/.pgpass.",
    ServerTrouble.NO_DATABASE: "There is no such database: {problem}. Create it, or correct the "
    "address.",
    ServerTrouble.NO_RIGHTS: "This user may not write to {file}: {problem}. Ask who keeps the "
    "server.",
    ServerTrouble.DISK_FULL: "The server's disk is full: {file} takes nothing more. Free some "
    "space there.",
    ServerTrouble.TOO_MANY: "{file} has too many connections open. Close a program, or allow more "
    "on the server.",
    ServerTrouble.LOCKED: "Another program keeps {file} locked.",
    ServerTrouble.READ_ONLY: "{file} may only be read: it cannot take a record.",
    ServerTrouble.WRONG_SHAPE: "{file} holds other tables than this program writes: {problem}",
}
"""The sentences of the command line, with ``{name}`` places."""

_STATES = {
    "28": ServerTrouble.REFUSED,
    "3D": ServerTrouble.NO_DATABASE,
    "42501": ServerTrouble.NO_RIGHTS,
    "53100": ServerTrouble.DISK_FULL,
    "53300": ServerTrouble.TOO_MANY,
    "55P03": ServerTrouble.LOCKED,
    "25006": ServerTrouble.READ_ONLY,
    "42P01": ServerTrouble.WRONG_SHAPE,
    "42703": ServerTrouble.WRONG_SHAPE,
    "57P": ServerTrouble.AWAY,
    "08": ServerTrouble.AWAY,
}
"""SQLSTATE, whole or by its beginning (PostgreSQL 15, appendix A)."""

_CONNECTING = (
    ("the database system", ServerTrouble.AWAY),  # is starting up, is shutting down, is in recovery
    ("too many", ServerTrouble.TOO_MANY),
    ("connection slots", ServerTrouble.TOO_MANY),
    ("password", ServerTrouble.REFUSED),
    ("role ", ServerTrouble.REFUSED),
    ("pg_hba.conf", ServerTrouble.REFUSED),
    ("database ", ServerTrouble.NO_DATABASE),
)
"""While a connection is made libpq gives no SQLSTATE, only the server's words."""


def server_trouble(problem: DBAPIError) -> ServerTrouble | None:
    """Return what a failure of a server is, None for one that is none of these."""
    state = getattr(problem.orig, "sqlstate", None)
    if isinstance(state, str):
        return next((kind for code, kind in _STATES.items() if state.startswith(code)), None)
    words = str(problem.orig)
    if "FATAL:" in words or "fe_sendauth" in words:
        said = words.partition("FATAL:")[2] or words
        for part, kind in _CONNECTING:
            if part in said:
                return kind
    is_away = isinstance(problem, OperationalError | InterfaceError)
    return ServerTrouble.AWAY if problem.connection_invalidated or is_away else None


def said_by_server(words: str) -> str:
    """Return what libpq or the server said, without the statement, hints and address around it."""
    first = words.strip().partition("\n")[0]
    for mark in ("FATAL:", " failed: "):
        _, found, behind = first.rpartition(mark)
        if found:
            return behind.strip()
    return first
