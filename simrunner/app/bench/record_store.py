"""P9, P10, P11: how fast facts go in, what a session takes on the disk, how soon a page is back."""

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, insert, select

from simrunner.app.bench.figure import PAIRS, Figure, Pair, ratio_figure, take_turns, tell
from simrunner.app.bench.room_waves import drawn_waves
from simrunner.domain.action import Compress, Source
from simrunner.domain.chain import GENESIS
from simrunner.domain.event import ActionTaken, Event
from simrunner.domain.frame import NUMERICS, TrendPoint
from simrunner.domain.sim_time import SAMPLE_RATE_HZ
from simrunner.record.block import packed_samples, stepped
from simrunner.record.codec import Row, event_row
from simrunner.record.database import writing_engine
from simrunner.record.insertion import insert_rows
from simrunner.record.library import Library, NewRun
from simrunner.record.tables import EventRow, WaveBlockRow
from simrunner.record.waves import BLOCK_MS, read_waves, step_for

BATCH = 20
"""Facts of 100 ms at 200 a second."""

BATCHES = 150
CHANNELS = ("I", "II", "III", "V5", "ART", "PLETH", "CO2", "RESP")
HOUR_MS = 3_600_000
FACTS_PER_HOUR = 2000
PAGE_MS = 10_000
SEEKS = 200
SAMPLE_MINUTES = 10
"""How much of the row-per-sample file is made: a seek in it costs the same as in an hour."""

_INSERT = "insert into event ({}) values ({})"


def measure_inserts() -> Sequence[Figure]:
    """Return the time of batches against the same rows by sqlite3 alone, both to the disk."""
    tell(f"P9: {BATCHES} commits of {BATCH} facts, in turn with sqlite3 alone")
    facts = [_fact(number) for number in range(BATCH * BATCHES)]
    with _library() as (library, path):
        run = _run_of(library)
        rows = list(_rows(run, facts))
        pairs = take_turns(lambda: _raw_s(path, rows), lambda: _core_s(path, rows))
        made = take_turns(lambda: _raw_s(path, rows), lambda: _core_s(path, _rows(run, facts)))
    whole = ratio_figure(
        "P9.chain", "the same with text and digest made", _per_fact_us(made), unit="µs",
        at_most=1.0, goal="none",
    )  # fmt: skip
    return (
        ratio_figure(
            "P9", "time of a fact in batches of 20", _per_fact_us(pairs), unit="µs",
            at_most=1 / 0.6, goal="≤ 1.67 of sqlite3 alone (≥ 0.6 of its rate)",
        ),
        replace(whole, is_met=None),
    )  # fmt: skip


def measure_size() -> Sequence[Figure]:
    """Return the bytes of an hour with eight waves against 16-bit samples as they are."""
    tell("P10: an hour of eight waves with ±2 steps of noise, in the file and left out")
    packed, without = _size_of(packed_samples), _size_of(None)
    plain = without + len(CHANNELS) * HOUR_MS / 1000 * SAMPLE_RATE_HZ * 2 / 1e6
    return (
        ratio_figure(
            "P10", "an hour with its waves", [(plain, packed)], unit="MB",
            at_most=0.45, goal="≤ 0.45 of raw 16-bit samples",
        ),
        ratio_figure(
            "P10.drawn", "an hour whose waves are drawn again", [(plain, without)], unit="MB",
            at_most=0.1, goal="≤ 0.1 of raw 16-bit samples",
        ),
    )  # fmt: skip


def measure_pages() -> Sequence[Figure]:
    """Return what opening eight hours and turning to ten seconds of them cost."""
    tell("P11: files of one and of eight hours; ten seconds at 200 random places")
    with tempfile.TemporaryDirectory() as folder:
        files = {hours: Path(folder) / f"{hours}.sqlite" for hours in (1, 8)}
        for hours, file in files.items():
            _store_hours(file, hours, packed_samples)
        samples = Path(folder) / "samples.sqlite"
        _store_samples(samples)
        opening = take_turns(lambda: _open_ms(files[1]), lambda: _open_ms(files[8]))
        paging = take_turns(lambda: _rows_page_ms(samples), lambda: _page_ms(files[8]))
    return (
        ratio_figure(
            "P11.open", "opening eight hours, against one", opening, unit="ms",
            at_most=1.5, goal="≤ 1.5 of a one-hour file",
        ),
        ratio_figure(
            "P11.page", "ten seconds of eight waves somewhere in eight hours", paging, unit="ms",
            at_most=0.2, goal="≤ 1/5 of a row per sample",
        ),
    )  # fmt: skip


def _fact(number: int) -> Event:
    at_ms = number * 5
    action = Compress(source=Source.DEVICE, depth_mm=54)
    return ActionTaken(
        at_ms=at_ms, source=action.source, entry=number, performed_at_ms=at_ms, action=action
    )


def _rows(run: str, facts: Sequence[Event]) -> Iterator[Row]:
    digest = GENESIS
    for seq, fact in enumerate(facts, start=1):
        row = event_row(digest, seq, fact)
        digest = row["digest"]
        yield {"run_id": run, **row}


@contextmanager
def _library() -> Iterator[tuple[Library, Path]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.sqlite"
        with Library.open(path) as library:
            yield library, path


def _run_of(library: Library) -> str:
    return library.begin_run(
        NewRun(
            scenario="bench", scenario_version="1.0.0", scenario_sha256="0" * 64,
            canonical_scenario="bench", title="bench", seed=1, difficulty="normal",
            started_wall="2026-01-01T00:00:00.000+00:00",
        )
    )  # fmt: skip


def _core_s(path: Path, rows: Iterable[Row]) -> float:
    _clear(path)
    engine = writing_engine(path)
    engine.connect().close()
    before_s = time.perf_counter()
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        with engine.begin() as connection:
            insert_rows(connection, EventRow, batch)
    took_s = time.perf_counter() - before_s
    engine.dispose()
    return took_s


def _raw_s(path: Path, rows: Sequence[Row]) -> float:
    statement = _INSERT.format(", ".join(rows[0]), ", ".join("?" * len(rows[0])))
    given = [tuple(row.values()) for row in rows]
    _clear(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("pragma synchronous=full")
        before_s = time.perf_counter()
        for first in range(0, len(given), BATCH):
            connection.execute("begin immediate")
            connection.executemany(statement, given[first : first + BATCH])
            connection.execute("commit")
        return time.perf_counter() - before_s


def _clear(path: Path) -> None:
    """Take the facts of the turn before away, with the pages that tell of it: nobody's cost."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("delete from event")
        connection.execute("pragma wal_checkpoint(truncate)")


def _per_fact_us(pairs: Sequence[Pair]) -> list[Pair]:
    scale = 1e6 / (BATCH * BATCHES)
    return [(baseline * scale, ours * scale) for baseline, ours in pairs]


Pack = Callable[[npt.NDArray[np.int16]], bytes]


def _size_of(pack: Pack | None) -> float:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "hour.sqlite"
        _store_hours(file, 1, pack)
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("pragma wal_checkpoint(truncate)")
        return file.stat().st_size / 1e6


def _store_hours(file: Path, hours: int, pack: Pack | None) -> None:
    """Make a file with a run of facts, numbers and, with ``pack``, eight waves."""
    facts = [_fact(number) for number in range(FACTS_PER_HOUR * hours)]
    with Library.open(file) as library:
        run = _run_of(library)
        recorder = library.recorder(run, on_failure=_raise)
        recorder.append(facts)
        for second in range(3600 * hours):
            recorder.append((), _numbers(second))
            if second % 60 == 0:
                recorder.flush(60.0)  # as it is paced in a run: a minute is folded when it ends
        recorder.close(60.0)
        if pack is None:
            return
        for quarter in range(4 * hours):
            places = range(quarter * HOUR_MS // 4, (quarter + 1) * HOUR_MS // 4, BLOCK_MS)
            rows = [
                {"run_id": run, **_wave_row(channel, begin_ms, pack)}
                for begin_ms in places
                for channel in CHANNELS
            ]
            library.do(partial(_store_waves, rows=rows))


def _store_waves(connection: Connection, rows: list[dict[str, Any]]) -> None:
    connection.execute(insert(WaveBlockRow), rows)


def _raise(problem: Exception) -> None:
    raise problem


def _numbers(second: int) -> TrendPoint:
    chance = np.random.default_rng(second)
    numbers = {name: round(float(number), 1) for name, number in zip(
        NUMERICS[:10], 80 + chance.normal(0, 2, 10), strict=True
    )}  # fmt: skip
    return TrendPoint(at_ms=second * 1000, shown=numbers, truth=numbers)


@cache
def _drawn(channel: str) -> npt.NDArray[np.int16]:
    wave = drawn_waves()[channel]
    return stepped(wave, step_for(float(np.max(np.abs(wave)))))


def _samples(channel: str, begin_ms: int, count: int) -> npt.NDArray[np.int16]:
    """Return what the program draws, again and again, under fresh noise of ±2 steps."""
    chance = np.random.default_rng((CHANNELS.index(channel), begin_ms))
    first = begin_ms * SAMPLE_RATE_HZ // 1000
    wave = np.take(_drawn(channel), np.arange(first, first + count), mode="wrap")
    return np.asarray(wave + chance.integers(-2, 3, count), dtype=np.int16)


def _wave_row(channel: str, begin_ms: int, pack: Pack) -> dict[str, Any]:
    samples = _samples(channel, begin_ms, BLOCK_MS * SAMPLE_RATE_HZ // 1000)
    return {
        "channel": channel, "begin_ms": begin_ms, "rate_hz": SAMPLE_RATE_HZ,
        "samples": samples.size, "step": 0.001, "body": pack(samples),
    }  # fmt: skip


def _store_samples(file: Path) -> None:
    """Make the obvious file: a row for every sample of every wave."""
    count = SAMPLE_MINUTES * 60 * SAMPLE_RATE_HZ
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("create table sample (channel text, at_ms integer, level integer)")
        for channel in CHANNELS:
            levels = _samples(channel, 0, count).tolist()
            rows = ((channel, number * 4, level) for number, level in enumerate(levels))
            connection.executemany("insert into sample values (?, ?, ?)", rows)
        connection.execute("create index ix on sample (channel, at_ms)")


def _open_ms(file: Path) -> float:
    """Return the time until the list of runs and the first 200 facts are there."""
    before_s = time.perf_counter()
    with Library.open(file) as library:
        first = select(EventRow.payload).where(EventRow.run_id == library.runs()[0].run)
        rows = library.ask(
            lambda connection: connection.execute(first.order_by(EventRow.seq).limit(200)).all()
        )
        took_s = time.perf_counter() - before_s
    assert len(rows) == BATCH * 10
    return took_s * 1000


def _page_ms(file: Path) -> float:
    places = np.random.default_rng(3).integers(0, 8 * HOUR_MS - PAGE_MS, SEEKS).tolist()
    with Library.open(file) as library:
        run = library.runs()[0].run
        before_s = time.perf_counter()
        for at_ms in places:
            page = partial(read_waves, run=run, from_ms=at_ms, to_ms=at_ms + PAGE_MS)
            found = library.ask(page)
            assert len(found) == len(CHANNELS)
        return (time.perf_counter() - before_s) * 1000 / SEEKS


def _rows_page_ms(file: Path) -> float:
    last_ms = SAMPLE_MINUTES * 60_000 - PAGE_MS
    places = np.random.default_rng(3).integers(0, last_ms, SEEKS // PAIRS).tolist()
    query = "select level from sample where channel = ? and at_ms >= ? and at_ms < ?"
    with closing(sqlite3.connect(file)) as connection:
        before_s = time.perf_counter()
        for at_ms in places:
            for channel in CHANNELS:
                rows = connection.execute(query, (channel, at_ms, at_ms + PAGE_MS)).fetchall()
                np.array(rows, dtype=np.int16)
        return (time.perf_counter() - before_s) * 1000 / len(places)
