"""P1, P2: what one frame of the sweep costs. P3: how much dearer its dearest frame is.

Ours is anti-aliased in all of them, as it is in the program; the baselines of P1 are not.

Process time is measured, not wall time: a busy neighbour moves wall medians by up to two times.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise

from simrunner.app.bench.figure import PAIRS, Figure, Pair, ratio_figure, tell
from simrunner.app.bench.offscreen import application
from simrunner.app.bench.room_waves import room_waves
from simrunner.app.bench.sweep_contenders import (
    CHANNELS,
    FRAMES_PER_S,
    HEIGHT_PX,
    SWEEP_S,
    WIDTH_PX,
    Contender,
    OurSweep,
    PlainPyqtgraph,
    Samples,
    StripFloor,
    TunedPyqtgraph,
)
from simrunner.domain.sim_time import SAMPLE_RATE_HZ

WARM_UP_FRAMES = 15
CHEAP_FRAMES, DEAR_FRAMES, DEAREST_FRAMES = 240, 60, 15
SWEEP_FRAMES = int(FRAMES_PER_S * SWEEP_S * 1.25)
"""More than one sweep, so that the wrap is always among them."""

AGAINST_PLAIN, AGAINST_TUNED, AGAINST_FLOOR, WORST_FRAME = 1 / 25, 1 / 8, 4.0, 25.0
AGAINST_SMOOTH_PLAIN, AGAINST_SMOOTH_TUNED = 1 / 60, 1 / 10
_SIZE = f"{CHANNELS} channels × {SAMPLE_RATE_HZ} Hz, {WIDTH_PX} × {HEIGHT_PX}, 2 px"


class Stage:
    """A shown contender, ticked frame by frame."""

    def __init__(self, make: Callable[[Samples], Contender], waves: Samples) -> None:
        """Show it and draw the first frames."""
        self._application = application()
        self._contender = make(waves)
        self._contender.widget.show()
        for _ in range(WARM_UP_FRAMES):
            self.frame()

    def frame(self) -> None:
        """Draw one frame to the end."""
        self._contender.tick()
        self._application.processEvents()

    def frame_ms(self, frames: int) -> float:
        """Return the process time of one frame, averaged over ``frames``."""
        before_s = time.process_time()
        for _ in range(frames):
            self.frame()
        return (time.process_time() - before_s) * 1000 / frames

    def close(self) -> None:
        """Take the window away."""
        self._contender.widget.close()
        self._contender.widget.deleteLater()
        self._application.processEvents()


def measure_cost() -> Sequence[Figure]:
    """Return our frame against plain and tuned pyqtgraph and against copying a bare strip."""
    tell(f"P1: frames of {_SIZE}, four contenders in turn, {PAIRS} rounds")
    ours, plain, tuned, floor = _rounds(
        (OurSweep, CHEAP_FRAMES), (PlainPyqtgraph, DEAR_FRAMES),
        (TunedPyqtgraph, DEAR_FRAMES), (StripFloor, CHEAP_FRAMES),
    )  # fmt: skip
    return (
        _against("P1.plain", plain, ours, AGAINST_PLAIN, "≤ 1/25 of plain pyqtgraph"),
        _against("P1.tuned", tuned, ours, AGAINST_TUNED, "≤ 1/8 of tuned pyqtgraph"),
        _against("P1.floor", floor, ours, AGAINST_FLOOR, "≤ 4 × copying a bare strip"),
    )


def measure_smooth_cost() -> Sequence[Figure]:
    """Return our frame against pyqtgraph when all are anti-aliased, the clinical look."""
    tell(f"P2: the same, all anti-aliased, {PAIRS} rounds")
    ours, plain, tuned = _rounds(
        (OurSweep, CHEAP_FRAMES),
        (partial(PlainPyqtgraph, antialias=True), DEAREST_FRAMES),
        (partial(TunedPyqtgraph, antialias=True), DEAREST_FRAMES),
    )
    return (
        _against("P2.plain", plain, ours, AGAINST_SMOOTH_PLAIN, "≤ 1/60 of plain pyqtgraph"),
        _against("P2.tuned", tuned, ours, AGAINST_SMOOTH_TUNED, "≤ 1/10 of tuned pyqtgraph"),
    )


def _rounds(*contenders: tuple[Callable[[Samples], Contender], int]) -> list[list[float]]:
    """Return the frame times of each contender, one per round; all take turns in a round."""
    waves = room_waves()
    stages = [(Stage(make, waves), frames) for make, frames in contenders]
    rounds = [[stage.frame_ms(frames) for stage, frames in stages] for _ in range(PAIRS)]
    for stage, _ in stages:
        stage.close()
    return [list(column) for column in zip(*rounds, strict=True)]


def _against(
    metric: str, baseline: Sequence[float], ours: Sequence[float], at_most: float, goal: str
) -> Figure:
    pairs: list[Pair] = list(zip(baseline, ours, strict=True))
    what = f"process time of a sweep frame: {_SIZE}"
    return ratio_figure(metric, what, pairs, unit="ms", at_most=at_most, goal=goal)


def measure_worst() -> Sequence[Figure]:
    """Return the dearest frame of whole sweeps against their median frame."""
    tell(f"P3: {PAIRS} times {SWEEP_FRAMES} frames, the wrap included")
    stage = Stage(OurSweep, room_waves())
    cost, wall = [], []
    for _ in range(PAIRS):
        of_cost, of_wall = _sweep(stage)
        cost.append((statistics.median(of_cost), max(of_cost)))
        wall.append(max(of_wall))
    stage.close()
    figure = ratio_figure(
        "P3", f"dearest against median frame, process time: {_SIZE}", cost, unit="ms",
        at_most=WORST_FRAME, goal="max ≤ 25 × median",
    )  # fmt: skip
    longest = Figure(
        metric="P3.wall", what="longest frame by the wall clock", goal="none", unit="ms",
        ours=statistics.median(wall),
    )  # fmt: skip
    return (figure, longest)


def _sweep(stage: Stage) -> tuple[list[float], list[float]]:
    """Return the process and the wall time of every frame of a sweep, in ms."""
    cost_ns, wall_ns = [time.process_time_ns()], [time.perf_counter_ns()]
    for _ in range(SWEEP_FRAMES):
        stage.frame()
        cost_ns.append(time.process_time_ns())
        wall_ns.append(time.perf_counter_ns())
    return _ms_between(cost_ns), _ms_between(wall_ns)


def _ms_between(stamps_ns: list[int]) -> list[float]:
    return [(later - earlier) / 1e6 for earlier, later in pairwise(stamps_ns)]
