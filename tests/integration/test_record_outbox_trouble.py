"""The outbox when the server fails in the middle, and what it says meanwhile."""

import shutil
import socket
import threading
from dataclasses import replace

import pytest
from support.runs import act, new_run, started, taken
from support.shipped_runs import (
    WALL,
    States,
    before_commits,
    counts,
    outbox_of,
    recorded,
    send_all,
    small_parcels,
)

from simrunner.record import outbox as outbox_module
from simrunner.record import shipping
from simrunner.record.integrity import verify
from simrunner.record.library import Library
from simrunner.record.server_words import ServerTrouble

FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
RAISE EXCEPTION USING ERRCODE = 'disk_full', MESSAGE = 'could not extend file: No space left';
END $$; CREATE TRIGGER full_disk BEFORE INSERT ON event EXECUTE FUNCTION full_disk()
"""


@pytest.fixture
def server(postgres):
    return postgres.clean_record()


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "room.sqlite") as opened:
        yield opened


@pytest.fixture
def soon(monkeypatch):
    """Let a server that is away be tried again at once."""
    monkeypatch.setattr(outbox_module, "FIRST_PAUSE_S", 0.05)
    monkeypatch.setattr(outbox_module, "LONGEST_PAUSE_S", 0.1)


def assert_all_is_there(server, library):
    with Library.open(server) as centre:
        for run in library.runs():
            copy = centre.read(f"{run.run}@{library.id}")
            assert replace(copy, summary=run) == library.read(run.run)
    assert verify(server).is_intact


def test_that_what_waits_for_an_absent_server_is_counted_and_a_wish_tries_at_once(
    postgres, server, library, monkeypatch
):
    monkeypatch.setattr(outbox_module, "COUNT_S", 0.05)
    monkeypatch.setattr(outbox_module, "FIRST_PAUSE_S", 60.0)
    recorded(library, acts=20)
    assert send_all(library, server).behind == 0
    postgres.stop()
    states = States()
    outbox = outbox_of(library, server, states)
    outbox.start()
    away = states.wait_for(lambda state: state.trouble is not None)
    assert (away.behind, away.trouble_wall, away.waiting_wall) == (0, WALL, "")
    assert away.retry_wall == WALL.replace("15:00:00", "15:01:00")
    recorded(library, acts=30)
    waiting = states.wait_for(lambda state: state.behind == 32)
    assert waiting.waiting_wall == WALL
    postgres.start()
    outbox.try_now()
    there = states.wait_for(lambda state: state.is_connected and not state.behind)
    assert (there.trouble, there.trouble_wall, there.retry_wall, there.of) == (None, "", "", 0)
    outbox.shutdown(30.0)
    assert_all_is_there(server, library)


def test_that_a_big_first_copy_tells_how_far_it_is(server, library, monkeypatch):
    monkeypatch.setattr(shipping, "STREAMS", small_parcels())
    recorded(library, acts=598)
    states = States()
    outbox = outbox_of(library, server, states)
    outbox.start()
    outbox.shutdown(30.0)
    left = [state.behind for state in states.all if state.of == 600]
    assert left == [600, 500, 400, 300, 200, 100]
    assert states.all[-1].behind == states.all[-1].of == 0


def test_that_a_full_disk_of_the_server_is_told_and_everything_follows_when_there_is_room(
    postgres, server, library, soon
):
    database = server.rpartition("/")[2]
    recorded(library, acts=20)
    postgres.run(FULL, database)
    states = States()
    outbox = outbox_of(library, server, states)
    outbox.start()
    try:
        told = states.wait_for(lambda state: state.trouble is not None)
    finally:
        postgres.run("DROP FUNCTION full_disk CASCADE", database)
    assert told.trouble.kind is ServerTrouble.DISK_FULL
    assert "Free some space there" in str(told.trouble)
    states.wait_for(lambda state: state.is_connected and not state.behind)
    outbox.shutdown(30.0)
    assert_all_is_there(server, library)


def test_that_a_connection_cut_at_the_commit_doubles_nothing(
    postgres, server, library, soon, monkeypatch
):
    monkeypatch.setattr(shipping, "STREAMS", small_parcels())
    recorded(library, acts=400)
    line = CuttingLine(postgres.port, cuts=3)
    try:
        states = States()
        address = server.replace(f":{postgres.port}/", f":{line.port}/") + "?sslmode=disable"
        outbox = outbox_of(library, address, states)
        outbox.start()
        states.wait_for(lambda state: line.cuts == 0 and state.is_connected and not state.behind)
        outbox.shutdown(30.0)
    finally:
        line.shutdown()
    assert any(state.trouble is not None for state in states.all)
    assert_all_is_there(server, library)
    assert counts(postgres, server)["remark"] == 1


@pytest.mark.slow
def test_that_a_killed_server_loses_and_doubles_nothing(
    postgres, server, library, soon, monkeypatch
):
    monkeypatch.setattr(shipping, "STREAMS", small_parcels())
    killed = threading.Event()

    def kill():
        postgres.kill()
        killed.set()

    monkeypatch.setattr(outbox_module, "unpack", before_commits([3], kill))
    recorded(library, acts=600)
    states = States()
    outbox = outbox_of(library, server, states)
    outbox.start()
    try:
        assert killed.wait(30.0)
        states.wait_for(lambda state: state.trouble is not None)
        postgres.start()
        states.wait_for(lambda state: state.is_connected and not state.behind)
    finally:
        outbox.shutdown(30.0)
    assert_all_is_there(server, library)
    assert counts(postgres, server)["remark"] == 1


def test_that_a_room_restored_from_an_old_copy_is_told_and_overwrites_nothing(
    postgres, server, tmp_path
):
    file, copy = tmp_path / "room.sqlite", tmp_path / "copy.sqlite"
    with Library.open(file) as library:
        recorded(library, acts=10)
    shutil.copy(file, copy)
    with Library.open(file) as library:
        lost = recorded(library, acts=10)
        send_all(library, server)
    with Library.open(copy) as library:  # as it was before the second run
        again = library.begin_run(new_run())
        assert again == lost
        recorder = library.recorder(again, on_failure=pytest.fail)
        recorder.append((started(), *(taken(7, act("fluids"), entry=n) for n in range(30))))
        assert recorder.close()
        before = counts(postgres, server)
        state = send_all(library, server)
        assert "restored from an older copy" in str(state.trouble)
        assert state.is_connected
        assert counts(postgres, server) == before
        later = recorded(library, acts=10)
        send_all(library, server)
        with Library.open(server) as centre:
            assert len(centre.read(f"{later}@{library.id}").events) == 12
    assert verify(server).is_intact


class CuttingLine:
    """A line to the server that lets a COMMIT through and is cut before its answer comes back."""

    def __init__(self, port, cuts):
        self.cuts = cuts
        self._server_port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client):
        facts = 0
        with client, socket.create_connection(("127.0.0.1", self._server_port)) as server:
            back = threading.Thread(target=self._back, args=(server, client), daemon=True)
            back.start()
            while sent := client.recv(65536):
                facts += b"INSERT INTO event" in sent
                if facts and self.cuts and b"COMMIT" in sent:
                    self.cuts -= 1
                    # The client hears no more, the server hears the COMMIT and answers nobody.
                    client.shutdown(socket.SHUT_RDWR)
                    server.sendall(sent)
                    server.shutdown(socket.SHUT_WR)
                    break
                server.sendall(sent)
            back.join(5.0)

    def _back(self, server, client):
        try:
            while said := server.recv(65536):
                client.sendall(said)
        except OSError:
            return

    def shutdown(self):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5.0)
