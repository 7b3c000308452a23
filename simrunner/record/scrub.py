"""What was deleted goes from the bytes of the file too, and of the two beside it."""

from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from simrunner.record.database import BUSY_TIMEOUT_MS
from simrunner.record.errors import RecordError, storage_errors
from simrunner.record.library import Library
from simrunner.record.tables import Base

ATTEMPTS = 2

PATIENCE_MS = 1000
"""How long a reader of the log is waited for; it may well read until somebody closes it."""


def scrub(library: Library) -> None:
    """Rewrite the record without what was deleted; call it between sessions, it takes a while.

    SQLite leaves deleted bytes in free pages, at the end of used ones and in its log. The writer
    overwrites what it deletes (secure_delete); VACUUM then writes the file anew, and the log, which
    held older pages, is emptied (SQLite manual: pragma.html, lang_vacuum.html; wal.html, 2.2).
    RecordError when another program keeps the log in use.
    """
    engine: Engine = library.do(lambda connection: connection.engine)
    if engine.dialect.name != "sqlite":
        _scrub_server(engine)
        return
    with storage_errors(library.path), closing(engine.raw_connection()) as link:
        # What this program records meanwhile comes between the two: then both are done again.
        if any(_is_rewritten(link.cursor(), library.path) for _ in range(ATTEMPTS)):
            return
    raise RecordError(
        "It is deleted, and bytes of it may still be in {file}-wal: another program has the "
        "file open. Close it and erase once more.",
        file=library.path.name,
    )


def _is_rewritten(cursor: Any, path: Path) -> bool:
    """Write the file anew and return whether nothing older is left: no free page, log or tail."""
    with closing(cursor):
        cursor.execute("VACUUM")
        cursor.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
        (is_busy, *_) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        free, pages, size = (
            cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("freelist_count", "page_count", "page_size")
        )
    return not is_busy and not free and _is_all_there_is(path, pages * size)


def _is_all_there_is(path: Path, size_bytes: int) -> bool:
    """Return whether the file ends with its last page, and its log is empty."""
    log = path.with_name(f"{path.name}-wal")
    return path.stat().st_size == size_bytes and not (log.exists() and log.stat().st_size)


def _scrub_server(engine: Engine) -> None:
    """Write the tables of a server's record anew; its own log and backups are its keeper's."""
    free = engine.execution_options(isolation_level="AUTOCOMMIT")
    with storage_errors(Path(engine.url.database or "")), free.connect() as connection:
        for table in Base.metadata.sorted_tables:
            connection.exec_driver_sql(f"VACUUM FULL {table.name}")


def copies_beside(library: Library) -> tuple[Path, ...]:
    """Return the copies of a record that upgrades left beside it: they hold what they held.

    A record on a server has none.
    """
    if library.do(lambda connection: connection.dialect.name) != "sqlite":
        return ()
    path = library.path
    beginning = f"{path.stem}.revision-"
    return tuple(sorted(one for one in path.parent.iterdir() if one.name.startswith(beginning)))
