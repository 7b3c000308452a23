"""The same scenario, seed and acts give the same head: in any process, however it is paced."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.packs import PACKS, shipped_catalogue
from support.random_acts import RandomActs
from support.sessions import Kept, session_of

from simrunner.domain.chance import Stream
from simrunner.domain.sim_time import STEP_MS
from simrunner.scenario.pack import load_pack

ROOT = Path(__file__).parents[2]
RUNS = 600
WAYS = ((0, 0.0), (1, 0.005), (42, 0.02))
"""A seed of Python's hashes, and the share of ticks after which a run is kept and restored."""


def played(hash_seed: int, stop_share: float) -> subprocess.Popen[str]:
    """Begin to play all runs in a process of its own, which prints their heads."""
    return subprocess.Popen(
        [sys.executable, "-m", "support.random_runs", str(RUNS), str(stop_share)],
        stdout=subprocess.PIPE, text=True, cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]),
            "PYTHONHASHSEED": str(hash_seed),
        },
    )  # fmt: skip


@pytest.mark.slow
def test_that_six_hundred_random_runs_give_equal_heads_however_they_are_hashed_and_restored():
    processes = [played(*way) for way in WAYS]

    first, *others = [process.communicate(timeout=110)[0].split() for process in processes]

    assert [process.returncode for process in processes] == [0, 0, 0]
    assert len(set(first)) == RUNS
    assert [runs == first for runs in others] == [True, True]


def paced(scenario, seed, longest_ms):
    """Return what is recorded in one simulated minute that is advanced in uneven strides."""
    acts = RandomActs(scenario, seed, burst=0.02)
    script = {
        at_ms: found for at_ms in range(STEP_MS, 60_000, STEP_MS) if (found := acts.due(at_ms))
    }
    kept, strides = Kept(), Stream(seed, f"strides-{longest_ms}")
    session = session_of(scenario, kept, seed=seed, draws=False)
    session.begin()
    while session.now_ms < 60_000:
        next_act_ms = min((at_ms for at_ms in script if at_ms > session.now_ms), default=60_000)
        if next_act_ms == session.now_ms + STEP_MS:
            for action in script.get(next_act_ms, ()):
                session.submit(action)
            session.advance_to(next_act_ms)
            continue
        stride_ms = STEP_MS + int(strides.between(0, longest_ms))
        session.advance_to(min(session.now_ms + stride_ms, next_act_ms - STEP_MS))
    return kept.events, kept.trend


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
@pytest.mark.parametrize("seed", [3, 4])
def test_that_a_whole_session_records_the_same_in_short_and_in_long_strides(folder, seed):
    scenario = load_pack(folder, shipped_catalogue()).scenario

    by_step = paced(scenario, seed, 1)
    by_stride = paced(scenario, seed, 7_300)

    assert len(by_step[0]) > 20
    assert by_stride == by_step
