"""A real PostgreSQL server of our own, started when a test first asks for one."""

import functools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from simrunner.record.library import Library
from simrunner.record.people_tables import Base

PASSWORD = "s3cr3t-of-the-centre"
USER = "simrunner"
WITHOUT = "there is no PostgreSQL here: apt-get install postgresql"
_TEMPLATE = "record_template"
_SETTINGS = """
fsync = {fsync}
unix_socket_directories = '{folder}'
listen_addresses = '127.0.0.1'
port = {port}
max_connections = 60
shared_buffers = 16MB
lc_messages = 'C'
log_min_messages = fatal
"""


@functools.cache
def binaries():
    """Return the folder with initdb and pg_ctl, None when PostgreSQL is not installed."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((one for one in folders if (one / "pg_ctl").exists()), None)


def _unprivileged():
    """Return who runs the server: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    names = {one.pw_name: one for one in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


class PostgresServer:
    """A server with its data in a temporary folder; stop and start it as a test likes."""

    def __init__(self, *, is_durable=False):
        self.folder = Path(tempfile.mkdtemp(prefix="simrunner-pg-"))
        self._who = _unprivileged()
        if self._who:
            os.chown(self.folder, self._who["user"], self._who["group"])
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        secret = self.folder / "secret"
        secret.write_text(PASSWORD)
        self._data = self.folder / "data"
        self._tool(
            "initdb", "--no-sync", "--encoding=UTF8", "--locale=C", f"--username={USER}",
            "--auth-local=trust", "--auth-host=scram-sha-256", f"--pwfile={secret}",
        )  # fmt: skip
        fsync = "on" if is_durable else "off"
        with (self._data / "postgresql.conf").open("a") as settings:
            settings.write(_SETTINGS.format(folder=self.folder, port=self.port, fsync=fsync))
        self.start()
        self._has_template = False
        self._shared = None

    def _tool(self, name, *arguments):
        done = subprocess.run(
            [binaries() / name, "-D", self._data, *arguments],
            check=False, capture_output=True, text=True, cwd=self.folder, **self._who,
        )  # fmt: skip
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"

    def start(self):
        """Start it and wait until it answers."""
        log = self.folder / "server.log"
        done = subprocess.run(
            [binaries() / "pg_ctl", "-D", self._data, "-w", "-t", "30", "-l", log, "start"],
            check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, cwd=self.folder, **self._who,
        )  # fmt: skip
        assert done.returncode == 0, log.read_text() if log.exists() else "pg_ctl start failed"
        self._is_up = True

    def stop(self, how="immediate"):
        """Stop it; ``immediate`` is as if the power had gone."""
        self._tool("pg_ctl", "-w", "-m", how, "stop")
        self._is_up = False

    def remove(self):
        """Stop it for good and leave nothing behind."""
        if self._is_up:
            self.stop()
        shutil.rmtree(self.folder)

    def address(self, database, *, user=USER, password=PASSWORD):
        """Return an address over the loopback network."""
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def run(self, statement, database="postgres"):
        """Run a statement as the server's superuser and return its rows, if it has any."""
        with psycopg.connect(
            host=str(self.folder), port=self.port, user=USER, dbname=database, autocommit=True
        ) as link:
            cursor = link.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def empty_database(self):
        """Return the name of a new database without tables."""
        name = f"runs_{uuid4().hex[:12]}"
        self.run(f"CREATE DATABASE {name}")
        return name

    def record(self):
        """Return the address of a new database with the tables of an empty record."""
        if not self._has_template:
            self.run(f"CREATE DATABASE {_TEMPLATE}")
            Library.open(self.address(_TEMPLATE)).shutdown()
            self.run("DELETE FROM setting", _TEMPLATE)
            self._has_template = True
        name = f"runs_{uuid4().hex[:12]}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
        return self.address(name)

    def clean_record(self):
        """Return the address of one and the same record, emptied: cheaper than a new database."""
        if not self._is_up:  # a test that stopped it has failed
            self.start()
        if self._shared is None:
            self._shared = self.record()
        tables = ["setting", *(table.name for table in reversed(Base.metadata.sorted_tables))]
        self.run(
            "; ".join(f"DELETE FROM {table}" for table in tables), self._shared.rpartition("/")[2]
        )
        return self._shared


@pytest.fixture(scope="session")
def postgres():
    """One server for all tests of this process; a test that stops it starts it again."""
    if binaries() is None:
        if os.environ.get("CI"):
            pytest.fail(WITHOUT)
        pytest.skip(WITHOUT)
    server = PostgresServer()
    yield server
    server.remove()


@pytest.fixture(params=["file", "server"])
def location(request, tmp_path):
    """Return where a record can be opened: a file, and a database of a real server."""
    if request.param == "file":
        return tmp_path / "runs.sqlite"
    return request.getfixturevalue("postgres").clean_record()
