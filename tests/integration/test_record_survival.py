import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from simrunner.app.soak import soak
from simrunner.record.integrity import verify
from simrunner.record.library import Library

KILLS = 20
ROOT = Path(__file__).parents[2]


def waiting_child(path: Path) -> subprocess.Popen[str]:
    """Start a child that records once a line comes in."""
    return subprocess.Popen(
        [sys.executable, "-m", "support.runs", str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=path.parent,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PATH": ""},
    )


def killed(child: subprocess.Popen[str], after_acks: int, after_s: float) -> tuple[str, int, int]:
    """Let a child record, kill -9 it, and return its run, its last ack and how many came."""
    child.stdin.write("go\n")
    child.stdin.flush()
    lines = []
    for line in child.stdout:
        lines.append(line)
        if len(lines) == after_acks:
            break
    threading.Event().wait(after_s)
    child.kill()
    # What it printed before it died counts; a line cut short by the kill does not.
    lines.extend(line for line in child.stdout.readlines() if line.endswith("\n"))
    child.stdin.close()
    child.stdout.close()
    assert child.wait() == -signal.SIGKILL
    run, seq = lines[-1].split()
    return run, int(seq), len(lines)


@pytest.mark.slow
def test_that_no_acknowledged_fact_is_lost_when_the_program_is_killed(tmp_path):
    chance = random.Random(20261122)
    path = tmp_path / "runs.sqlite"
    acknowledged = {}
    acks = 0
    ready = waiting_child(path)
    for number in range(KILLS):
        child = ready
        if number + 1 < KILLS:
            ready = waiting_child(path)
        run, seq, count = killed(child, chance.randint(8, 40), chance.uniform(0.0, 0.02))
        acknowledged[run] = seq
        acks += count
        report = verify(path)
        assert report.is_intact, report.problems
        stored = {one.run: one.events for one in report.runs}
        assert all(stored[run] >= seq for run, seq in acknowledged.items())
    assert len(acknowledged) == KILLS
    assert acks >= 200
    with Library.open(path) as library:
        assert {one.run for one in library.runs() if not one.is_ended} == set(acknowledged)


@pytest.mark.slow
def test_that_a_killed_run_is_resumed_behind_its_tail_and_ended(tmp_path):
    found = soak(2, tmp_path, seed=7)
    assert found.is_whole, found
    assert found.resumed == found.kills == 2
    assert found.acks >= 12
