"""A real PostgreSQL server of our own in a temporary folder, for benchmarks and tests."""

import functools
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

PASSWORD = "s3cr3t-of-the-centre"  # noqa: S105 - of a server that lives for minutes, on loopback
USER = "simrunner"
WITHOUT = "there is no PostgreSQL here: apt-get install postgresql"
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
def binaries() -> Path | None:
    """Return the folder with initdb and pg_ctl, None when PostgreSQL is not installed."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((one for one in folders if (one / "pg_ctl").exists()), None)


def _unprivileged() -> dict[str, Any]:
    """Return who runs the server: PostgreSQL refuses root."""
    import pwd

    if os.geteuid() != 0:
        return {}
    names = {one.pw_name: one for one in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


class PostgresServer:
    """A server with its data in a temporary folder; stop and start it as you like.

    ``is_durable`` lets every COMMIT wait for the disk, as a centre's server does.
    """

    def __init__(self, *, is_durable: bool) -> None:
        """Make the data and start; binaries() must have found something."""
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
        self.is_up = False
        self.start()

    def _tool(self, name: str, *arguments: str) -> None:
        folder = binaries()
        assert folder is not None, WITHOUT
        # Into a file: a pipe would stay open for as long as the server lives.
        said = self.folder / "said"
        with said.open("wb") as out:
            done = subprocess.run(  # noqa: S603 - PostgreSQL's own tools, our own paths
                [folder / name, "-D", self._data, *arguments], check=False,
                stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=self.folder, **self._who,
            )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{name}: {said.read_text(errors='replace')}")

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._tool("pg_ctl", "-w", "-t", "30", "-l", str(self.folder / "server.log"), "start")
        self.is_up = True

    def stop(self, how: str = "immediate") -> None:
        """Stop it; ``immediate`` is as if the power had gone."""
        self._tool("pg_ctl", "-w", "-m", how, "stop")
        self.is_up = False

    def kill(self) -> None:
        """Kill -9 the server and all that belongs to it, and wait until they are gone."""
        lock = (self._data / "postmaster.pid").read_text().split()
        pids = [int(lock[0]), *(pid for (pid,) in self.run("SELECT pid FROM pg_stat_activity"))]
        for pid in pids:
            with suppress(ProcessLookupError):  # the one that was asked has left already
                os.kill(pid, signal.SIGKILL)
        while any(Path(f"/proc/{pid}").exists() for pid in pids):
            time.sleep(0.02)
        self.is_up = False

    def remove(self) -> None:
        """Stop it for good and leave nothing behind."""
        if self.is_up:
            self.stop()
        shutil.rmtree(self.folder)

    def address(self, database: str) -> str:
        """Return an address over the loopback network."""
        return f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run a statement as the server's superuser and return its rows, if it has any."""
        import psycopg

        with psycopg.connect(
            host=str(self.folder), port=self.port, user=USER, dbname=database, autocommit=True
        ) as link:
            cursor = link.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def empty_database(self) -> str:
        """Return the name of a new database without tables."""
        name = f"runs_{uuid4().hex[:12]}"
        self.run(f"CREATE DATABASE {name}")
        return name
