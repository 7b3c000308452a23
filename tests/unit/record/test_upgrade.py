import ast
import importlib
import shutil
import sqlite3
import threading
from contextlib import closing

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, MetaData
from support.runs import facts, new_run

from simrunner.domain.annotation import ItemRated
from simrunner.domain.chain import GENESIS
from simrunner.record.codec import annotation_row
from simrunner.record.database import reading_engine, writing_engine
from simrunner.record.errors import RecordError
from simrunner.record.library import Library
from simrunner.record.place import place_of
from simrunner.record.server import server_engine
from simrunner.record.tables import TOLD, Base
from simrunner.record.upgrade import MIGRATIONS

SECOND = """
import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade():
    with op.batch_alter_table("run") as table:
        table.add_column(sa.Column("shelf", sa.Text(), nullable=True))
    {more}
"""


def migrations_with(tmp_path, more=""):
    folder = tmp_path / "100% newer"
    folder.parent.mkdir(exist_ok=True)
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "0003_shelf.py").write_text(SECOND.format(more=more))
    return folder


def filled(path):
    with Library.open(path) as library:
        recorder = library.recorder(library.begin_run(new_run()), on_failure=pytest.fail)
        recorder.append(facts())
        assert recorder.close()


def columns(path):
    with closing(sqlite3.connect(path)) as connection:
        return {row[1] for row in connection.execute("PRAGMA table_info(run)")}


def differences_of(migrated: Engine, empty: Engine) -> list[object]:
    """Return what migrations made otherwise than the classes make it in an empty database."""
    importlib.import_module("simrunner.record.people_tables")
    meant = MetaData()
    try:
        Base.metadata.create_all(empty)
        meant.reflect(empty)
        meant.reflect(migrated, only=["alembic_version"])
        assert meant.tables.keys() == {*Base.metadata.tables, "alembic_version"}
        with migrated.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            return compare_metadata(context, meant)
    finally:
        migrated.dispose()
        empty.dispose()


def test_that_the_migrations_make_exactly_the_tables_of_the_program(tmp_path):
    Library.open(tmp_path / "runs.sqlite").shutdown()
    migrated, empty = (
        reading_engine(tmp_path / "runs.sqlite"), writing_engine(tmp_path / "empty.sqlite"),
    )  # fmt: skip
    assert differences_of(migrated, empty) == []


def test_that_questions_about_what_was_told_need_no_table(tmp_path):
    Library.open(tmp_path / "runs.sqlite").shutdown()
    with closing(sqlite3.connect(tmp_path / "runs.sqlite")) as connection:
        plan = connection.execute(
            "explain query plan select run_id, at_ms, payload from event"
            f" where kind = 4 and {TOLD} and run_id in ('x', 'y')"
        ).fetchall()
    assert "USING COVERING INDEX ix_event_told" in str(plan)


def test_that_an_index_serves_the_cohort_question(tmp_path):
    Library.open(tmp_path / "runs.sqlite").shutdown()
    with closing(sqlite3.connect(tmp_path / "runs.sqlite")) as connection:
        plan = connection.execute(
            "explain query plan select min(at_ms) from event where kind = 4 and run_id = 'x'"
        ).fetchall()
    assert "ix_event_kind_run_id_at_ms" in str(plan)


def test_that_migrations_import_nothing_of_the_application():
    scripts = [*MIGRATIONS.glob("*.py"), *MIGRATIONS.glob("versions/*.py")]
    assert len(scripts) >= 2
    for script in scripts:
        names = {
            name
            for node in ast.walk(ast.parse(script.read_text()))
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
        assert {name.partition(".")[0] for name in names} <= {"alembic", "sqlalchemy"}, script


def test_that_an_older_file_is_copied_then_upgraded(tmp_path):
    path = tmp_path / "runs.sqlite"
    filled(path)
    with Library.open(path, migrations=migrations_with(tmp_path)) as library:
        assert len(library.read("2026-11-22-01").events) == len(facts())
    assert "shelf" in columns(path)
    copy = tmp_path / "runs.revision-0002.sqlite"
    assert "shelf" not in columns(copy)
    with Library.open(copy) as library:
        assert len(library.read("2026-11-22-01").events) == len(facts())


def test_that_a_failed_upgrade_leaves_the_file_as_it_was(tmp_path):
    path = tmp_path / "runs.sqlite"
    filled(path)
    broken = migrations_with(tmp_path, more='op.execute("insert into nowhere values (1)")')
    with pytest.raises(RecordError, match="nowhere"):
        Library.open(path, migrations=broken)
    assert "shelf" not in columns(path)
    with Library.open(path) as library:
        assert len(library.read("2026-11-22-01").events) == len(facts())


def test_that_a_newer_file_is_refused_and_not_touched(tmp_path):
    path = tmp_path / "runs.sqlite"
    Library.open(path, migrations=migrations_with(tmp_path)).shutdown()
    before = path.read_bytes()
    with pytest.raises(RecordError, match="newer version"):
        Library.open(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"not a database at all, only words" * 40, b"{}"])
def test_that_a_file_of_something_else_is_refused_and_not_touched(tmp_path, content):
    path = tmp_path / "runs.sqlite"
    path.write_bytes(content)
    with pytest.raises(RecordError, match=r"runs\.sqlite is not a record"):
        Library.open(path)
    assert path.read_bytes() == content


def test_that_another_programs_database_is_refused_and_not_touched(tmp_path):
    path = tmp_path / "runs.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("create table recipe (name text)")
    before = path.read_bytes()
    with pytest.raises(RecordError, match="not a record"):
        Library.open(path)
    assert path.read_bytes() == before


def test_that_a_folder_in_the_place_of_the_file_is_told(tmp_path):
    with pytest.raises(RecordError):
        Library.open(tmp_path)


def test_that_a_file_that_may_only_be_read_is_told(tmp_path, monkeypatch):
    path = tmp_path / "runs.sqlite"
    filled(path)
    # A superuser ignores the mode bits of a file, so the test opens it read-only instead.
    monkeypatch.setattr("simrunner.record.library.writing_engine", reading_engine)
    with (
        pytest.raises(RecordError, match="may only be read"),
        Library.open(path) as library,
    ):
        library.begin_run(new_run())


def test_that_a_locked_file_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("simrunner.record.database.BUSY_TIMEOUT_MS", 50)
    path = tmp_path / "runs.sqlite"
    filled(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RecordError, match="Another program"):
            Library.open(path)
    assert "record-writer" not in {thread.name for thread in threading.enumerate()}


def test_that_the_writer_asks_for_every_promise_of_the_disk(tmp_path):
    with (
        Library.open(tmp_path / "runs.sqlite") as library,
        library._writing.connect() as connection,
    ):
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert asked == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
    }


def test_that_runs_of_the_first_form_become_sessions_with_their_branches(tmp_path):
    path = tmp_path / "runs.sqlite"
    engine = writing_engine(path)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql("insert into scenario values ('s', 'text')")
        for run, parent in (("b", None), ("c", "b"), ("a", "c"), ("z", None)):
            connection.exec_driver_sql(
                "insert into run values (?, 'x', '1', 's', 't', 1, 'd', 'en', '', ?, ?, 2)",
                (run, f"2026-01-0{'bcaz'.index(run) + 1}T09:00:00", parent),
            )
            if run == "b":
                _rate(connection, run)
            connection.exec_driver_sql(
                "insert into event (run_id, seq, at_ms, kind, version, source, payload, digest)"
                " values (?, 1, 0, 1, 1, 'scenario', '{}', x'00')",
                (run,),
            )
    engine.dispose()
    Library.open(path).shutdown()
    with closing(sqlite3.connect(path)) as connection:
        found = dict(connection.execute("select id, session_id from run"))
        assert connection.execute("select count(*) from event").fetchone() == (4,)
        assert connection.execute("pragma foreign_key_check").fetchall() == []
        assert connection.execute("select run_id, item, score from rating").fetchall() == [
            ("b", "lead", 3)
        ]
    assert found == {"b": "b", "c": "b", "a": "b", "z": "z"}


def _rate(connection, run):
    """Rate a run, and let one chain of another rater be unreadable."""
    row = annotation_row(GENESIS, 1, ItemRated(at_ms=4, item="lead", score=3))
    columns = ", ".join(row)
    for rater, payload in (("A1", row["payload"]), ("A2", "{")):
        cells = {**row, "payload": payload}
        connection.exec_driver_sql(
            f"insert into annotation (run_id, rater, instrument, {columns})"
            f" values (?, ?, 'team', {', '.join('?' for _ in cells)})",
            (run, rater, *cells.values()),
        )


def test_that_the_migrations_make_the_same_tables_on_a_server(postgres):
    address, empty = (postgres.address(postgres.empty_database()) for _ in range(2))
    Library.open(address).shutdown()
    migrated, other = (server_engine(place_of(one)) for one in (address, empty))
    assert differences_of(migrated, other) == []


def test_that_a_server_is_upgraded_whole_or_not_at_all(postgres, tmp_path):
    database = postgres.empty_database()
    address = postgres.address(database)
    with Library.open(address) as library:
        run = library.begin_run(new_run())
    shelves = "select count(*) from information_schema.columns where column_name = 'shelf'"
    broken = migrations_with(tmp_path / "a", more='op.execute("insert into nowhere values (1)")')
    with pytest.raises(RecordError, match="nowhere"):
        Library.open(address, migrations=broken)
    assert postgres.run(shelves, database) == [(0,)]
    newer = migrations_with(tmp_path / "b")
    with Library.open(address, migrations=newer) as library:
        assert [one.run for one in library.runs()] == [run]
    assert postgres.run(shelves, database) == [(1,)]
    with pytest.raises(RecordError, match="newer version"):
        Library.open(address)
    assert postgres.run("select version_num from alembic_version", database) == [("0003",)]


def test_that_two_programs_may_open_an_empty_server_at_once(postgres):
    address = postgres.address(postgres.empty_database())
    found = []

    def open_it():
        with Library.open(address) as library:
            found.append(library.id)

    both = [threading.Thread(target=open_it) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(found) == 2
    assert len(set(found)) == 1


def test_that_programs_that_start_together_share_one_new_record(tmp_path):
    path, problems = tmp_path / "runs.sqlite", []
    together = threading.Barrier(6)

    def start():
        together.wait()
        try:
            with Library.open(path) as library:
                library.begin_run(new_run())
        except RecordError as problem:
            problems.append(problem)

    starting = [threading.Thread(target=start) for _ in range(6)]
    for each in starting:
        each.start()
    for each in starting:
        each.join()
    assert problems == []
    with Library.open(path) as library:
        assert len(library.runs()) == 6
