"""What a PostgreSQL server or the way to it can refuse, in sentences with ``{name}`` places."""

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

UNREACHABLE = "{file} cannot be reached: {problem}"
"""The server or the way to it is gone; it may come back."""

_REFUSED = "{file} refuses this user or password. Check both in the address or ~/.pgpass."
_NO_DATABASE = "There is no such database: {problem}. Create it, or correct the address."
_NO_RIGHTS = "This user may not write to {file}: {problem}. Ask who keeps the server."
_DISK_FULL = "The server's disk is full: {file} takes nothing more. Free some space there."
_TOO_MANY = "{file} has too many connections open. Close a program, or allow more on the server."
_LOCKED = "Another program keeps {file} locked."
_READ_ONLY = "{file} may only be read: it cannot take a record."
_WRONG_SHAPE = "{file} holds other tables than this program writes: {problem}"

_STATES = {
    "28": _REFUSED,
    "3D": _NO_DATABASE,
    "42501": _NO_RIGHTS,
    "53100": _DISK_FULL,
    "53300": _TOO_MANY,
    "55P03": _LOCKED,
    "25006": _READ_ONLY,
    "42P01": _WRONG_SHAPE,
    "42703": _WRONG_SHAPE,
    "57P": UNREACHABLE,
    "08": UNREACHABLE,
}
"""SQLSTATE, whole or by its beginning (PostgreSQL 15, appendix A)."""

_CONNECTING = (
    ("the database system", UNREACHABLE),  # is starting up, is shutting down, is in recovery
    ("too many", _TOO_MANY),
    ("connection slots", _TOO_MANY),
    ("password", _REFUSED),
    ("role ", _REFUSED),
    ("pg_hba.conf", _REFUSED),
    ("database ", _NO_DATABASE),
)
"""While a connection is made libpq gives no SQLSTATE, only the server's words."""


def server_sentence(problem: DBAPIError) -> str | None:
    """Return the sentence for a failure of a server, None for one that has none of its own."""
    state = getattr(problem.orig, "sqlstate", None)
    if isinstance(state, str):
        return next((words for code, words in _STATES.items() if state.startswith(code)), None)
    words = str(problem.orig)
    if "FATAL:" in words or "fe_sendauth" in words:
        said = words.partition("FATAL:")[2] or words
        for part, sentence in _CONNECTING:
            if part in said:
                return sentence
    is_away = isinstance(problem, OperationalError | InterfaceError)
    return UNREACHABLE if problem.connection_invalidated or is_away else None


def said_by_server(words: str) -> str:
    """Return what libpq or the server said, without the statement, hints and address around it."""
    first = words.strip().partition("\n")[0]
    for mark in ("FATAL:", " failed: "):
        _, found, behind = first.rpartition(mark)
        if found:
            return behind.strip()
    return first
