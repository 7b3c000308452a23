"""P8: what recording costs the thread that must not wait, and how soon it is on the disk."""

import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from simrunner.app.bench.figure import PAIRS, Figure, Pair, ratio_figure, tell
from simrunner.domain.action import Compress, PerformAct, Source
from simrunner.domain.chain import GENESIS
from simrunner.domain.event import ActionTaken, Event
from simrunner.domain.run_record import Ack
from simrunner.record.codec import event_row
from simrunner.record.database import writing_engine
from simrunner.record.errors import RecordError
from simrunner.record.library import Library, NewRun
from simrunner.record.tables import EventRow

EVENTS_PER_TICK = 4
TICK_S = 0.02
SECONDS = 6.0
URGENT_EVERY = 20
"""One fact in twenty is an act that may not be lost, the others are compressions."""

AGAINST_ORM = 1 / 80
SOONEST_MS = 250.0


def measure() -> Sequence[Figure]:
    """Return the cost of handing in a fact against an ORM commit of it, and its way to the disk."""
    tell(f"P8: {EVENTS_PER_TICK / TICK_S:.0f} facts a second for {SECONDS:g} s, in turn with ORM")
    with tempfile.TemporaryDirectory() as folder:
        ours = _Ours(Path(folder) / "ours.sqlite")
        orm = _Orm(Path(folder) / "orm.sqlite")
        try:
            pairs: list[Pair] = [
                (_cost_us(orm, SECONDS / PAIRS), _cost_us(ours, SECONDS / PAIRS))
                for _ in range(PAIRS)
            ]
            delays_ms = ours.delays_ms()
        finally:
            ours.close()
            orm.close()
    cost = ratio_figure(
        "P8.cost", "time of the handing thread per fact, median tick", pairs, unit="µs",
        at_most=AGAINST_ORM, goal="≤ 1/80 of an ORM commit per event",
    )  # fmt: skip
    p95_ms = statistics.quantiles(delays_ms, n=20)[-1]
    delay = Figure(
        metric="P8.ack", what=f"from handing in to the Ack, p95 of {len(delays_ms)} facts",
        goal="≤ 250 ms", unit="ms", ours=p95_ms, is_met=p95_ms <= SOONEST_MS,
    )  # fmt: skip
    return (cost, delay)


def _cost_us(side: "_Ours | _Orm", duration_s: float) -> float:
    """Return the median time of a tick per fact while ticks come at their pace."""
    found = []
    number = 0
    next_s = time.perf_counter()
    for _ in range(round(duration_s / TICK_S)):
        next_s += TICK_S
        # The facts are the engine's work; what recording them costs is measured.
        facts = tuple(fact(number + index) for index in range(EVENTS_PER_TICK))
        number += EVENTS_PER_TICK
        time.sleep(max(0.0, next_s - time.perf_counter()))
        before_ns = time.perf_counter_ns()
        side.tick(facts)
        found.append((time.perf_counter_ns() - before_ns) / 1000 / EVENTS_PER_TICK)
    return statistics.median(found)


def fact(number: int) -> Event:
    """Return the fact of a number: a compression, or now and then an act that may not be lost."""
    at_ms = number * 5
    if number % URGENT_EVERY:
        action: Compress | PerformAct = Compress(source=Source.DEVICE, depth_mm=54)
    else:
        action = PerformAct(source=Source.LEARNER, act="oxygen")
    return ActionTaken(
        at_ms=at_ms, source=action.source, entry=number, performed_at_ms=at_ms, action=action
    )


def run_of(library: Library) -> str:
    """Begin a run of the benchmark's scenario and return its id."""
    return library.begin_run(
        NewRun(
            scenario="bench", scenario_version="1.0.0", scenario_sha256="0" * 64,
            canonical_scenario="bench", title="bench", seed=1, difficulty="normal",
            started_wall="2026-01-01T00:00:00.000+00:00",
        )
    )  # fmt: skip


class _Ours:
    """The program's recorder; every tick hands in its facts in one call, as a session step does."""

    def __init__(self, file: Path) -> None:
        self._library = Library.open(file)
        self._recorder = self._library.recorder(
            run_of(self._library), on_failure=self._fail, on_ack=self._acknowledge
        )
        self._given_s: list[float] = []
        self._acked: list[tuple[int, float]] = []
        self._failure: RecordError | None = None

    def _fail(self, failure: RecordError) -> None:
        self._failure = failure

    def _acknowledge(self, ack: Ack) -> None:
        self._acked.append((ack.seq, time.perf_counter()))

    def tick(self, facts: tuple[Event, ...]) -> None:
        self._given_s += [time.perf_counter()] * len(facts)
        self._recorder.append(facts)

    def delays_ms(self) -> list[float]:
        """Return how long every fact waited for its Ack; RecordError when the disk failed."""
        self._recorder.flush(10.0)
        if self._failure is not None:
            raise self._failure
        found, done = [], 0
        for seq, at_s in self._acked:
            found += [(at_s - given_s) * 1000 for given_s in self._given_s[done:seq]]
            done = seq
        assert done == len(self._given_s), "a fact was never acknowledged"
        return found

    def close(self) -> None:
        self._recorder.close()
        self._library.shutdown()


class _Orm:
    """The obvious way: an ORM object and a COMMIT per fact, in the thread that has it."""

    def __init__(self, file: Path) -> None:
        with Library.open(file) as library:
            self._run = run_of(library)
        self._engine: Engine = writing_engine(file)
        self._session = Session(self._engine)
        self._seq, self._digest = 0, GENESIS

    def tick(self, facts: tuple[Event, ...]) -> None:
        for fact in facts:
            self._seq += 1
            row = event_row(self._digest, self._seq, fact)
            self._digest = row["digest"]
            self._session.add(EventRow(run_id=self._run, **row))
            self._session.commit()

    def close(self) -> None:
        self._session.close()
        self._engine.dispose()
