"""Eight rooms record at once, each into its own file, and copy to one PostgreSQL server.

`python -m simrunner.app.bench.eight_rooms FILE SECONDS` is one room, in a process of its own.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from simrunner.app.bench.figure import Figure, tell
from simrunner.app.bench.logging_cost import EVENTS_PER_TICK, TICK_S, fact, run_of
from simrunner.app.bench.postgres_server import WITHOUT, PostgresServer, binaries
from simrunner.app.exit_code import ENVIRONMENT, Refusal
from simrunner.app.server_address import VARIABLE
from simrunner.domain.run_record import Ack
from simrunner.record.errors import RecordError
from simrunner.record.library import Library
from simrunner.record.outbox import Outbox
from simrunner.record.place import place_of

ROOMS = 8
SECONDS = 60.0
SECONDS_IN_CI = 10.0
LOOK_S = 0.01
"""How often a room looks what has arrived: the way is measured as this much too long at most."""


def measure() -> Sequence[Figure]:
    """Return what was lost on the way, and how long a fact took to the disk and to the server."""
    if binaries() is None:
        raise Refusal(WITHOUT, ENVIRONMENT)
    seconds = SECONDS_IN_CI if os.environ.get("CI") else SECONDS
    rate = EVENTS_PER_TICK / TICK_S
    tell(f"P22: {ROOMS} rooms at {rate:.0f} facts a second for {seconds:g} s into PostgreSQL")
    server = PostgresServer(is_durable=True)
    try:
        address = server.address(server.empty_database())
        with tempfile.TemporaryDirectory() as folder:
            rooms = _run_rooms(Path(folder), address, seconds)
        lost = _lost(address, rooms)
    finally:
        server.remove()
    commits = [delay for room in rooms for delay in room["commit_ms"]]
    ways = [delay for room in rooms for delay in room["way_ms"]]
    handed = sum(room["facts"] for room in rooms)
    return (
        Figure(
            metric="P22.lost", what=f"of {handed} facts of {ROOMS} rooms, not on the server as "
            "they were written, or twice", goal="0", unit="facts", ours=lost, is_met=lost == 0,
        ),
        _tail("P22.commit", "from handing in to the local Ack, p99", commits),
        _tail("P22.way", "from handing in to the server's COMMIT, p99", ways),
    )  # fmt: skip


def _tail(metric: str, what: str, delays_ms: list[float]) -> Figure:
    p99_ms = statistics.quantiles(delays_ms, n=100)[-1]
    return Figure(metric=metric, what=what, goal="reported", unit="ms", ours=p99_ms)


def _run_rooms(folder: Path, address: str, seconds: float) -> list[dict[str, Any]]:
    variables = {**os.environ, VARIABLE: address}
    rooms = [
        subprocess.Popen(  # noqa: S603 - this program, with our own paths
            [sys.executable, "-m", __name__, str(folder / f"room-{number}.sqlite"), str(seconds)],
            stdout=subprocess.PIPE, env=variables, text=True,
        )
        for number in range(ROOMS)
    ]  # fmt: skip
    answers = [room.communicate()[0] for room in rooms]
    if any(room.returncode for room in rooms):
        raise Refusal("a room did not finish", ENVIRONMENT)
    return [json.loads(answer) for answer in answers]


def _lost(address: str, rooms: list[dict[str, Any]]) -> int:
    """Return by how many facts the server differs from what the rooms wrote."""
    lost = 0
    with Library.open(address) as centre:
        for room in rooms:
            is_same = centre.head(room["run"]) == room["head"]
            count = len(centre.read(room["run"]).events)
            lost += abs(room["facts"] - count) if count != room["facts"] or is_same else count
    return lost


class _Room:
    """One room: records, copies, and notes when each fact was where."""

    def __init__(self, file: Path, address: str) -> None:
        self._library = Library.open(file)
        self._outbox = Outbox(self._library, place_of(address), wall=str)
        self._recorder = self._library.recorder(
            run_of(self._library), on_failure=self._fail, on_ack=self._acknowledge
        )
        self._failure: RecordError | None = None
        self._given_s: list[float] = []
        self._acked: list[tuple[int, float]] = []
        self._arrived: list[tuple[int, float]] = []
        self._is_over = threading.Event()

    def _fail(self, failure: RecordError) -> None:
        self._failure = failure

    def _acknowledge(self, ack: Ack) -> None:
        self._acked.append((ack.seq, time.perf_counter()))

    def _watch(self) -> None:
        seen = 0
        while not (self._is_over.is_set() and seen == len(self._given_s)):
            now = self._outbox.arrived(self._recorder.run)
            if now != seen:
                self._arrived.append((now, time.perf_counter()))
                seen = now
            time.sleep(LOOK_S)
            if self._is_over.is_set() and not self._outbox.is_running:
                return

    def run(self, seconds: float) -> dict[str, Any]:
        """Record for so long, wait until all is copied, and return what was measured."""
        watch = threading.Thread(target=self._watch)
        self._outbox.start()
        watch.start()
        next_s = time.perf_counter()
        for _ in range(round(seconds / TICK_S)):
            next_s += TICK_S
            facts = tuple(fact(len(self._given_s) + index) for index in range(EVENTS_PER_TICK))
            time.sleep(max(0.0, next_s - time.perf_counter()))
            self._given_s += [time.perf_counter()] * EVENTS_PER_TICK
            self._recorder.append(facts)
        self._recorder.close()
        self._outbox.shutdown(60.0)
        self._is_over.set()
        watch.join()
        name = f"{self._recorder.run}@{self._library.id}"
        head = self._library.head(self._recorder.run)
        self._library.shutdown()
        if self._failure is not None:
            raise self._failure
        return {
            "run": name, "head": head, "facts": len(self._given_s),
            "commit_ms": self._delays_ms(self._acked), "way_ms": self._delays_ms(self._arrived),
        }  # fmt: skip

    def _delays_ms(self, steps: list[tuple[int, float]]) -> list[float]:
        found: list[float] = []
        for seq, at_s in steps:
            found += [round((at_s - s) * 1000, 2) for s in self._given_s[len(found) : seq]]
        return found


if __name__ == "__main__":
    room = _Room(Path(sys.argv[1]), os.environ[VARIABLE])
    print(json.dumps(room.run(float(sys.argv[2]))))
