"""P18 to P21: what a modelled body costs in time, in waves, in a snapshot and in memory."""

import gc
import json
import time
import tracemalloc
from collections.abc import Sequence

from simrunner.app.bench.figure import Figure, tell
from simrunner.app.bodies import read_body_tables
from simrunner.domain.sim_time import STEP_MS
from simrunner.patient.modelled_body import ModelledBody
from simrunner.patient.person import usual_person

SENSORS = frozenset({"ecg", "spo2", "art", "co2", "temp", "cvp", "pa", "icp", "bis"})
RUNS = 5
_RUN_S = 120
_HOURS = 8
_LEAST_SPEED = 1000.0
_MOST_CORE_PCT = 1.0
_MOST_SNAPSHOT_MS = 1.0
_MOST_GROWTH_KIB = 64.0


def measure_speed() -> Sequence[Figure]:
    """Return how many times real time a body without waves runs, in processor time."""
    tell(f"P18: {RUNS} x {_RUN_S} s of a body at rest")
    taken_s = min(_lived_s(_body(draws=False)) for _ in range(RUNS))
    speed = _RUN_S / taken_s
    return (
        Figure(
            metric="P18", what="modelled body without waves, processor time",
            goal=f">= {_LEAST_SPEED:g} x real time", unit="x real time", ours=speed,
            is_met=speed >= _LEAST_SPEED,
        ),
    )  # fmt: skip


def measure_waves() -> Sequence[Figure]:
    """Return what twelve leads and eight or more channels cost, in parts of a core."""
    tell(f"P19: {RUNS} x {_RUN_S} s of every wave")
    blind_s = min(_lived_s(_body(draws=False)) for _ in range(RUNS))
    drawn_s = min(_lived_s(_body(draws=True)) for _ in range(RUNS))
    share_pct = 100.0 * (drawn_s - blind_s) / _RUN_S
    return (
        Figure(
            metric="P19", what="12 leads and the channels of every sensor at 250 Hz",
            goal=f"<= {_MOST_CORE_PCT:g} % of a core", unit="% of a core", ours=share_pct,
            is_met=share_pct <= _MOST_CORE_PCT,
        ),
    )  # fmt: skip


def measure_snapshot() -> Sequence[Figure]:
    """Return how long it takes to save a body as JSON text: its physiology, and all that draws."""
    return tuple(
        _snapshot(what, draws=draws)
        for what, draws in (("a body's physiology", False), ("a body with all its waves", True))
    )


def _snapshot(what: str, *, draws: bool) -> Figure:
    body = _body(draws=draws)
    _lived_s(body)
    times_ms = []
    for _ in range(200):
        begun_ns = time.process_time_ns()
        json.dumps(body.saved(), allow_nan=False)
        times_ms.append((time.process_time_ns() - begun_ns) / 1e6)
    median_ms = sorted(times_ms)[len(times_ms) // 2]
    return Figure(
        metric="P20", what=f"snapshot of {what} as JSON, the median of 200",
        goal=f"< {_MOST_SNAPSHOT_MS:g} ms", unit="ms", ours=median_ms,
        is_met=median_ms < _MOST_SNAPSHOT_MS,
    )  # fmt: skip


def measure_memory() -> Sequence[Figure]:
    """Return by how much eight simulated hours make a body grow after its first half hour."""
    tell(f"P21: {_HOURS} simulated hours, counting memory; some minutes")
    grown_kib = memory_growth_kib(_body(draws=False), 1800, _HOURS * 3600)
    return (
        Figure(
            metric="P21", what=f"memory that {_HOURS} simulated hours of a body add",
            goal=f"<= {_MOST_GROWTH_KIB:g} KiB", unit="KiB", ours=grown_kib,
            is_met=grown_kib <= _MOST_GROWTH_KIB,
        ),
    )  # fmt: skip


def memory_growth_kib(body: ModelledBody, settled_s: int, until_s: int) -> float:
    """Return what Python holds more at ``until_s`` than at ``settled_s`` of a fresh body."""
    tracemalloc.start()
    try:
        _live(body, 0, settled_s * 1000)
        before = _held_bytes()
        _live(body, settled_s * 1000, until_s * 1000)
        after = _held_bytes()
    finally:
        tracemalloc.stop()
    return (after - before) / 1024.0


def _held_bytes() -> int:
    """Return what is held; a full collection also empties Python's store of spare tuples."""
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    return held


def _body(*, draws: bool) -> ModelledBody:
    return ModelledBody(
        usual_person("adult"), read_body_tables(), seed=1, attached=SENSORS, draws=draws
    )


def _lived_s(body: ModelledBody) -> float:
    begun_s = time.process_time()
    _live(body, 0, _RUN_S * 1000)
    return time.process_time() - begun_s


def _live(body: ModelledBody, from_ms: int, until_ms: int) -> None:
    for now_ms in range(from_ms, until_ms, STEP_MS):
        body.advance(now_ms, ())
