"""A real PostgreSQL server, started when a test first asks for one, with a record in it."""

import os

import pytest

from simrunner.app.bench.postgres_server import PASSWORD, WITHOUT, PostgresServer, binaries
from simrunner.record.library import Library
from simrunner.record.people_tables import Base

__all__ = ["PASSWORD", "location", "postgres"]


class RecordServer(PostgresServer):
    """A server with one record that every test finds empty."""

    def __init__(self):
        super().__init__(is_durable=False)
        self._record = None

    def clean_record(self):
        """Return the address of the record, emptied: cheaper than a new database."""
        if not self.is_up:  # a test that stopped it has failed
            self.start()
        if self._record is None:
            self._record = self.empty_database()
            Library.open(self.address(self._record)).shutdown()
        tables = reversed(Base.metadata.sorted_tables)
        self.run("; ".join(f"DELETE FROM {table.name}" for table in tables), self._record)
        return self.address(self._record)


@pytest.fixture(scope="session")
def postgres():
    """One server for all tests of this process; a test that stops it starts it again."""
    if binaries() is None:
        if os.environ.get("CI"):
            pytest.fail(WITHOUT)
        pytest.skip(WITHOUT)
    server = RecordServer()
    yield server
    server.remove()


@pytest.fixture(params=["file", "server"])
def location(request, tmp_path):
    """Return where a record can be opened: a file, and a database of a real server."""
    if request.param == "file":
        return tmp_path / "runs.sqlite"
    return request.getfixturevalue("postgres").clean_record()
