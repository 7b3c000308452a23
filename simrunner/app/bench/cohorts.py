"""P12: a question over many sessions, against a columnar database that scans them all."""

import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from importlib import import_module
from itertools import cycle
from pathlib import Path
from typing import Any

from simrunner.app.bench.figure import PAIRS, Figure, ratio_figure, take_turns, tell
from simrunner.domain.chance import Stream
from simrunner.record.cohort import Cohort, grouped, intervals, sign
from simrunner.record.library import Library

EVENTS_PER_RUN = 2000
SCENARIOS = 40
TEAMS = 25
EVENTS = 1_000_000
ALL_EVENTS = "SIMRUNNER_BENCH_EVENTS"
"""Names another number of events, for the full measurement: 20000000."""

OF_A_SCAN = 0.1
_NAMES = [f"scenario-{number}" for number in range(SCENARIOS)]
_ARREST = '{"cause":"rule","region":"patient","state":"arrest"}'
_CALM = '{"cause":"rule","region":"patient","state":"stable"}'
_DRUG = (
    '{{"action":{{"amount":"1 mg","do":"GiveDrug","drug":"{drug}","on_behalf":false,'
    '"performed_at_ms":null,"route":"IV","source":"learner"}},"entry":{entry},'
    '"performed_at_ms":{at_ms}}}'
)
_PRESS = '{{"action":{{"depth_mm":54,"do":"Compress"}},"entry":{entry},"performed_at_ms":{at_ms}}}'

_SCAN = """
    select team, median(delay) from (
        select r.team, min(d.at_ms) - a.at_ms as delay from run r
        join (select run_id, min(at_ms) at_ms from event
              where kind = 4 and contains(payload, '"state":"arrest"') group by run_id) a
          on a.run_id = r.id
        join event d on d.run_id = r.id and d.kind = 2 and d.at_ms >= a.at_ms
          and contains(d.payload, '"drug":"adrenaline"')
        where r.scenario = ? group by r.id, r.team, a.at_ms)
    group by team order by team
"""


def measure() -> Sequence[Figure]:
    """Return the time from first arrest to first adrenaline by team, one scenario of forty."""
    events = int(os.environ.get(ALL_EVENTS, EVENTS))
    tell(f"P12: {events:,} events of {events // EVENTS_PER_RUN:,} runs, in turn with DuckDB")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cohort.sqlite"
        Library.open(file).shutdown()
        _fill(file, events // EVENTS_PER_RUN)
        scan = _Scan(file)
        with Library.open(file) as library:
            ours = _Ours(library)
            for scenario in _NAMES[:3]:
                assert scan.answer(scenario) == ours.answer(scenario), "the answers differ"
            names = cycle(_NAMES)
            pairs = take_turns(
                lambda: _median_ms(scan, names), lambda: _median_ms(ours, names), PAIRS
            )
        scan.close()
    return (
        ratio_figure(
            "P12", f"first arrest to first adrenaline by team, {events:,} events", pairs,
            unit="ms", at_most=OF_A_SCAN, goal="≤ 1/10 of a DuckDB scan",
        ),
    )  # fmt: skip


class _Ours:
    """The program's own question, through its index."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def answer(self, scenario: str) -> list[tuple[str, float]]:
        found = intervals(
            self._library, sign("state arrest"), sign("drug adrenaline"),
            Cohort(scenario=scenario),
        )  # fmt: skip
        groups = grouped([(each.run, each.length_ms) for each in found], by="team")
        return [(each.name, each.median) for each in groups if each.median is not None]


class _Scan:
    """The same question to DuckDB, over the same rows in its own file."""

    def __init__(self, file: Path) -> None:
        # Only the development environment has it.
        duckdb: Any = import_module("duckdb")
        self._link = duckdb.connect(str(file.with_suffix(".duckdb")))
        self._link.execute("create table run (id text, scenario text, team text)")
        self._link.execute("create table event (run_id text, at_ms bigint, kind int, payload text)")
        pa: Any = import_module("pyarrow")
        with closing(sqlite3.connect(file)) as source:
            for name, columns in (
                ("run", "id, scenario, team"), ("event", "run_id, at_ms, kind, payload"),
            ):  # fmt: skip
                rows = source.execute(f"select {columns} from {name}")  # noqa: S608 - own names
                while part := rows.fetchmany(200_000):
                    table = pa.table(
                        dict(zip(columns.split(", "), zip(*part, strict=True), strict=True))
                    )
                    self._link.register("part", table)
                    self._link.execute(f"insert into {name} select * from part")  # noqa: S608 - own names

    def answer(self, scenario: str) -> list[tuple[str, float]]:
        rows = self._link.execute(_SCAN, [scenario]).fetchall()
        return [(team, median) for team, median in rows]

    def close(self) -> None:
        self._link.close()


def _median_ms(side: _Ours | _Scan, names: Iterator[str]) -> float:
    """Return the median time of a question that was not asked just before."""
    times = []
    for _ in range(3):
        scenario = next(names)
        before_s = time.perf_counter()
        side.answer(scenario)
        times.append((time.perf_counter() - before_s) * 1000)
    return statistics.median(times)


def _fill(file: Path, runs: int) -> None:
    """Write runs straight into the tables: how they got there is not measured."""
    with closing(sqlite3.connect(file, isolation_level=None)) as link:
        link.execute("pragma synchronous=off")
        link.execute("begin")
        link.execute("insert into scenario values ('s', 'bench')")
        for number in range(runs):
            run = f"run-{number:06}"
            link.execute(
                "insert into run (id, scenario, scenario_version, scenario_sha256, title, seed,"
                " difficulty, language, team, started_wall, origin)"
                " values (?, ?, '1', 's', 't', 1, 'normal', 'en', ?, ?, '')",
                (run, f"scenario-{number % SCENARIOS}", f"team-{number // SCENARIOS % TEAMS:02}",
                 f"2026-01-01T{number:06}"),
            )  # fmt: skip
            link.executemany(
                "insert into event (run_id, seq, at_ms, kind, version, source, payload, digest)"
                " values (?, ?, ?, ?, 1, 'scenario', ?, x'00')",
                _events(run, number),
            )
        link.execute("commit")
        link.execute("analyze")


def _events(run: str, number: int) -> Iterator[tuple[str, int, int, int, str]]:
    """Yield a run of an hour: mostly compressions, some states, an arrest and its adrenaline."""
    chance = Stream(number, "bench.cohort")
    arrest = int(chance.between(400, 799))
    given = arrest + int(chance.between(5, 64))
    for seq in range(1, EVENTS_PER_RUN + 1):
        at_ms = seq * 1800
        if seq == arrest:
            yield run, seq, at_ms, 4, _ARREST
        elif seq % 100 == 0:
            yield run, seq, at_ms, 4, _CALM
        elif seq in {100 + arrest // 8, given, given + 100}:
            drug = "atropine" if seq < arrest else "adrenaline"
            yield run, seq, at_ms, 2, _DRUG.format(drug=drug, entry=seq, at_ms=at_ms)
        else:
            yield run, seq, at_ms, 2, _PRESS.format(entry=seq, at_ms=at_ms)
