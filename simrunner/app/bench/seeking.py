"""S1, S2: any moment of a recorded hour again, with its waves, of a scripted and a modelled body.

The baseline is the other way to a moment: to tell the run from its start with the waves drawn. It
is taken from the same telling that fills the seek, so both saw the same machine.
"""

import random
import statistics
import time
from collections.abc import Sequence

from simrunner.app.assets import read_alarm_set
from simrunner.app.bench.bench_pack import watched
from simrunner.app.bench.figure import Figure, tell
from simrunner.app.bodies import body_for
from simrunner.app.wave_telling import KeptWaves
from simrunner.domain.chart import Scenario
from simrunner.domain.event import Event
from simrunner.domain.frame import TrendPoint
from simrunner.engine.interpreter import Engine
from simrunner.monitor.monitor import Monitor
from simrunner.session.seek import STRETCH_MS, Seek
from simrunner.session.session import Session
from simrunner.ui.presenters.wave_sweep import WAVE_MS

HOUR_MS = 3_600_000
MOMENTS = 200
MOST_MS = 50.0
SEED = 1


class _Forgetful:
    """A recorder that keeps nothing."""

    def append(self, events: Sequence[Event], trend: TrendPoint | None) -> None:
        """Forget the facts."""


def measure_scripted() -> Sequence[Figure]:
    """Return how long a moment takes in an hour of a scripted body that never comes to rest."""
    return _measure("S1", "scripted", watched("scripted"))


def measure_modelled() -> Sequence[Figure]:
    """Return the same of a modelled body under the same file's events."""
    return _measure("S2", "modelled", watched("modelled"))


def _measure(metric: str, kind: str, scenario: Scenario) -> Sequence[Figure]:
    tell(f"{metric}: an hour of a {kind} body told once, then {MOMENTS} moments of it")
    seek, told_s = Seek(), [0.0]
    _tell_hour(scenario, seek, told_s)
    chance = random.Random(SEED)  # noqa: S311 - which moments are asked for decides nothing
    moments_ms = [chance.randrange(WAVE_MS, HOUR_MS) for _ in range(MOMENTS)]
    taken_ms = [_seek_ms(seek, at_ms) for at_ms in moments_ms]
    from_start_ms = [told_s[-(-at_ms // STRETCH_MS)] * 1000 for at_ms in moments_ms]
    first_ms, ranked = taken_ms[0], sorted(taken_ms)
    baseline_ms = statistics.median(from_start_ms)
    p99_ms = ranked[MOMENTS * 99 // 100 - 1]
    middle_ms = statistics.median(ranked)
    what = f"a random moment of an hour, {kind} body"
    goal = f"< {MOST_MS:g} ms"
    return (
        Figure(
            metric=f"{metric}.median", what=f"{what}; baseline: told from the start", goal=goal,
            unit="ms", ours=middle_ms, baseline=baseline_ms, is_met=middle_ms < MOST_MS,
            ratio=_ratios(taken_ms, from_start_ms),
        ),
        Figure(
            metric=f"{metric}.p99", what=what, goal=goal, unit="ms", ours=p99_ms,
            is_met=p99_ms < MOST_MS,
        ),
        Figure(
            metric=f"{metric}.first", what="the first moment of a fresh opening", goal=goal,
            unit="ms", ours=first_ms, is_met=first_ms < MOST_MS,
        ),
        Figure(
            metric=f"{metric}.told", what="the hour told once with its waves, in one process",
            goal="none", unit="s", ours=told_s[-1],
        ),
        Figure(
            metric=f"{metric}.memory", what="what the hour takes packed", goal="none", unit="MiB",
            ours=seek.packed_bytes / 2**20,
        ),
    )  # fmt: skip


def _tell_hour(scenario: Scenario, seek: Seek, told_s: list[float]) -> None:
    """Tell an hour into ``seek``; note the seconds gone at the end of every stretch."""
    session = Session(
        engine=Engine(scenario, seed=SEED), body=body_for(scenario, seed=SEED),
        monitor=Monitor(scenario, alarm_set=read_alarm_set()), recorder=_Forgetful(),
    )  # fmt: skip
    session.listen(seek.watch)
    begun_s = time.perf_counter()
    session.begin()
    while session.now_ms < HOUR_MS:
        session.advance_to(session.now_ms + STRETCH_MS)
        told_s.append(time.perf_counter() - begun_s)


def _seek_ms(seek: Seek, at_ms: int) -> float:
    begun_s = time.perf_counter()
    frame, waves = seek.at(at_ms), KeptWaves(seek).waves(at_ms, WAVE_MS)
    taken_ms = (time.perf_counter() - begun_s) * 1000
    if frame is None or not waves:
        raise ValueError(f"nothing was kept of {at_ms} ms")
    return taken_ms


def _ratios(ours: Sequence[float], baseline: Sequence[float]) -> tuple[float, float, float]:
    ratios = sorted(each / other for each, other in zip(ours, baseline, strict=True))
    return ratios[0], statistics.median(ratios), ratios[-1]
