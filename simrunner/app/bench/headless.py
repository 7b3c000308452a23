"""H1: how fast a run goes without a window. L1: how long a pack takes to load. No goals."""

import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from simrunner.app.assets import read_alarm_set, read_catalogue, read_heart_tables
from simrunner.app.assets_folder import pack_folders
from simrunner.app.bench.figure import PAIRS, Figure, tell
from simrunner.domain.event import Event
from simrunner.domain.frame import TrendPoint
from simrunner.engine.interpreter import Engine
from simrunner.monitor.monitor import Monitor
from simrunner.patient.body import ScriptedBody
from simrunner.scenario.pack import Pack, load_pack
from simrunner.session.session import Session

PLAYED_MS = 3_600_000 // PAIRS
"""A fifth of an hour each time: an hour in all."""


class _Forgetful:
    """A recorder that keeps nothing, so that the stages alone are measured."""

    def append(self, events: Sequence[Event], trend: TrendPoint | None) -> None:
        """Forget the facts."""


def measure_speed() -> Sequence[Figure]:
    """Return how many simulated seconds pass in one second, with a scenario left to itself."""
    tell("H1: an hour of a shipped scenario without a window")
    pack = _pack()
    speeds = [PLAYED_MS / 1000 / _played_s(pack) for _ in range(PAIRS)]
    return (
        Figure(
            metric="H1", what=f"simulated seconds per second, {pack.scenario.id} without a window",
            goal="none", unit="s/s", ours=statistics.median(speeds),
        ),
    )  # fmt: skip


def _played_s(pack: Pack) -> float:
    before_s, played_ms, seed = time.perf_counter(), 0, 0
    while played_ms < PLAYED_MS:
        seed += 1
        session = _session(pack, seed)
        session.begin()
        session.advance_to(PLAYED_MS - played_ms)
        played_ms += max(session.now_ms, 1)
    return time.perf_counter() - before_s


def _session(pack: Pack, seed: int) -> Session:
    return Session(
        engine=Engine(pack.scenario, seed=seed),
        body=ScriptedBody(pack.scenario, heart=read_heart_tables(), seed=seed, draws=False),
        monitor=Monitor(pack.scenario, alarm_set=read_alarm_set()), recorder=_Forgetful(),
    )  # fmt: skip


def _pack() -> Pack:
    return load_pack(pack_folders(Path("nowhere"))[0], read_catalogue())


def measure_load() -> Sequence[Figure]:
    """Return how long it takes to read, check and freeze each shipped pack."""
    tell("L1: loading every shipped pack")
    catalogue = read_catalogue()
    figures = []
    for folder in pack_folders(Path("nowhere")):
        found = []
        for _ in range(PAIRS):
            before_s = time.perf_counter()
            load_pack(folder, catalogue)
            found.append((time.perf_counter() - before_s) * 1000)
        figures.append(
            Figure(
                metric=f"L1.{folder.name}", what="read, check and freeze a pack", goal="none",
                unit="ms", ours=statistics.median(found),
            )
        )  # fmt: skip
    return tuple(figures)
