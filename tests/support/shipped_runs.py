"""Runs of rooms on their way to a server, and what of them is there."""

import os
import signal
import threading
from dataclasses import replace

from simrunner.domain.event import RunEnded
from simrunner.domain.run_record import Remark
from simrunner.record import outbox as outbox_module
from simrunner.record import shipping
from simrunner.record.library import Library
from simrunner.record.outbox import Outbox
from simrunner.record.place import place_of
from simrunner.record.tables import EventRow
from support.runs import STARTED_WALL, act, facts, marks, new_run, started, taken, trend

WALL = "2026-11-22T15:00:00+08:00"
TABLES = ("run", "event", "annotation", "trend", "remark", "scenario", "session", "room", "centre")


def recorded(library, *, room="", acts=0):
    """Record a run of every kind of row and return its id; ``acts`` adds that many facts."""
    run = library.begin_run(replace(new_run(), centre="North" if room else "", room=room))
    recorder = library.recorder(run, on_failure=_fail)
    for point in trend(5):  # before the end, whose batch puts them into a block
        recorder.append((), point)
    if acts:
        recorder.append((started(),))
        for step in range(acts):
            recorder.append((taken(step * 5, act("oxygen"), entry=step),))
        recorder.append((RunEnded(at_ms=acts * 5, outcome="responding", reason="final"),))
    else:
        recorder.append(facts())
    recorder.remark(Remark(at_ms=5, wall=STARTED_WALL, kind="pause", words="phone"))
    assert recorder.close(60.0)
    chain = library.annotations(run, "A1", "team")
    for mark in marks():
        chain.append(mark)
    return run


def _fail(failure):
    raise failure


class States:
    """Collects the states of an outbox and can be waited for."""

    def __init__(self):
        self.all = []
        self._came = threading.Condition()

    def __call__(self, state):
        with self._came:
            self.all.append(state)
            self._came.notify_all()

    def wait_for(self, is_wanted, timeout_s=30.0):
        """Wait until the newest state is wanted."""
        with self._came:
            found = self._came.wait_for(lambda: self.all and is_wanted(self.all[-1]), timeout_s)
        assert found, self.all[-1:]
        return self.all[-1]


def outbox_of(library, address, on_state=lambda _state: None):
    """Return the outbox of a library, not started."""
    return Outbox(library, place_of(address), wall=lambda: WALL, on_state=on_state)


def send_all(library, address):
    """Start an outbox, let it send everything, and return its last state."""
    outbox = outbox_of(library, address)
    outbox.start()
    outbox.shutdown(60.0)
    return outbox.state


def counts(server, address):
    """Return how many rows each table of a server's record has."""
    database = address.rpartition("/")[2]
    query = " union all ".join(f"select '{name}', count(*) from {name}" for name in TABLES)
    return dict(server.run(query, database))


def small_parcels():
    """Return the streams with so few facts in a parcel that a run takes many of them."""
    return tuple(
        replace(stream, limit=100) if stream.table is EventRow else stream
        for stream in shipping.STREAMS
    )


def before_commits(numbers, strike):
    """Return an unpack that calls ``strike`` in the middle of the transactions of these numbers."""
    count = 0

    def unpack(connection, parcel, names):
        nonlocal count
        count += 1
        now = shipping.unpack(connection, parcel, names)
        if count in numbers:
            strike()
        return now

    return unpack


def copy_until_killed(file, address):
    """Copy a library's runs and be killed before the third COMMIT."""
    shipping.STREAMS = small_parcels()
    outbox_module.unpack = before_commits([3], lambda: os.kill(os.getpid(), signal.SIGKILL))
    with Library.open(file) as library:
        send_all(library, address)
