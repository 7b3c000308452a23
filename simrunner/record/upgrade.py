"""Create a record, or bring an older one to this release's tables: a file after copying it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from simrunner.record.database import reading_engine, writing_engine
from simrunner.record.encrypted import Opener
from simrunner.record.errors import NotARecordError, RecordError, storage_errors
from simrunner.record.place import Place
from simrunner.record.readings import rebuild_readings
from simrunner.record.server import server_reading_engine

MIGRATIONS = Path(__file__).parent / "migrations"

WITHOUT_READINGS = ("0001",)
"""Revisions that kept no marks and scores beside the chains; a migration cannot read a chain."""


def prepare(
    engine: Engine, path: Path, migrations: Path = MIGRATIONS, opener: Opener | None = None
) -> None:
    """Make the file at ``path`` ready for the writer ``engine``; ``opener`` is its key, if any.

    A missing or empty file is created; an older one is copied beside itself, then upgraded.
    RecordError for a file that is not a record, is newer than this program or cannot be written.
    """
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    head = ScriptDirectory.from_config(config).get_current_head()
    is_there = path.exists() and path.stat().st_size
    # A file without a table is one that another program is making at this very moment.
    is_record = is_there and _tables_and_revision(path, opener)[0]
    found = check_is_known(path, migrations, opener) if is_record else None
    if found == head:
        return
    if found is not None:
        copy_of(path, path.with_name(f"{path.stem}.revision-{found}{path.suffix}"), opener)
    with storage_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            _fill_readings(connection, found)


def upgraded_copy(path: Path, folder: Path, opener: Opener | None = None) -> Path:
    """Return a copy of a record in ``folder`` that has this release's tables.

    The record itself stays as it is. RecordError when it cannot be read or copied.
    """
    copy = copy_of(path, folder / path.name, opener)
    writing = writing_engine(copy, opener)
    try:
        prepare(writing, copy, opener=opener)
    finally:
        writing.dispose()
    return copy


def newest_revision() -> str:
    """Return the revision of this release's tables."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return str(ScriptDirectory.from_config(config).get_current_head())


def check_is_known(path: Path, migrations: Path = MIGRATIONS, opener: Opener | None = None) -> str:
    """Return the revision of an existing file; RecordError when this program cannot read it."""
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if not path.is_file():
        raise RecordError("There is no file {file}.", file=path.name)
    names, found = _tables_and_revision(path, opener)
    if found is None or "event" not in names:
        raise NotARecordError("{file} is not a record of simulation runs.", file=path.name)
    if found not in known:
        raise RecordError(
            "{file} was written by a newer version of this program. Update the program to open it.",
            file=path.name,
        )
    return found


def _tables_and_revision(path: Path, opener: Opener | None) -> tuple[list[str], str | None]:
    engine = reading_engine(path, opener)
    try:
        with storage_errors(path), engine.begin() as connection:
            names = inspect(connection).get_table_names()
            return names, MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def prepare_server(engine: Engine, place: Place, migrations: Path = MIGRATIONS) -> None:
    """Make a server's database ready for the writer ``engine``: all in one transaction.

    The engine's own lock keeps two programs from doing it at once. RecordError for a database of
    something else, of a newer program, or that this user may not change; nothing is then changed.
    """
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    known = {script.revision for script in scripts.walk_revisions()}
    with storage_errors(place), engine.begin() as connection:
        found = _server_revision(connection, place)
        if found is not None and found not in known:
            raise RecordError(
                "{file} was written by a newer version of this program. "
                "Update the program to open it.",
                file=place.name,
            )
        if found != scripts.get_current_head():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            _fill_readings(connection, found)


def _fill_readings(connection: Connection, found: str | None) -> None:
    """Fill the marks and scores of a record that had none, in the transaction of its upgrade."""
    if found in WITHOUT_READINGS:
        rebuild_readings(connection)


def check_server_is_known(place: Place) -> None:
    """Look at a server's database without changing it.

    NotARecordError when there is no record in it, RecordError when it is of a newer program or
    cannot be read.
    """
    engine = server_reading_engine(place)
    try:
        with storage_errors(place), engine.begin() as connection:
            if _server_revision(connection, place) is None:
                raise NotARecordError(
                    "{file} is empty, not a record of simulation runs.", file=place.name
                )
    finally:
        engine.dispose()


def _server_revision(connection: Connection, place: Place) -> str | None:
    encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
    if encoding != "UTF8":
        raise RecordError(
            "{file} is encoded as {encoding}: a record needs a database made with ENCODING 'UTF8'.",
            file=place.name, encoding=encoding,
        )  # fmt: skip
    names = inspect(connection).get_table_names()
    found = MigrationContext.configure(connection).get_current_revision()
    if (found is None and names) or (found is not None and "event" not in names):
        raise NotARecordError(
            "{file} holds tables of something else: make a database for the record alone.",
            file=place.name,
        )
    return found


def copy_of(path: Path, copy: Path, opener: Opener | None = None) -> Path:
    """Write a consistent copy of a record, even one in use, to ``copy`` and return that path.

    An encrypted one stays encrypted, under the key of ``opener``.
    """
    engine = reading_engine(path, opener)
    try:
        with storage_errors(path), closing(engine.raw_connection()) as source:
            driver = source.driver_connection
            if opener is not None:
                opener.copy(driver, copy)
                return copy
            assert isinstance(driver, sqlite3.Connection)
            with closing(sqlite3.connect(copy)) as target:
                driver.backup(target)
    finally:
        engine.dispose()
    return copy
