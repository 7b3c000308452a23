"""Nothing that numpy computes decides anything: a modelled body lives where there is no numpy."""

import subprocess
import sys
from pathlib import Path

import pytest
from support.living_bodies import busy_orders, living_body

ROOT = Path(__file__).parents[3]
BLIND = """
import sys
from types import SimpleNamespace
sys.modules["numpy"] = None
# The table of what complexes look like is numpy's, and only drawn: nothing may look at it.
sys.modules["simrunner.patient.ecg.shape"] = SimpleNamespace(
    Shapes=None, shapes_from_table=lambda rows: None
)
sys.path.insert(0, "tests")
from support.living_bodies import busy_orders, living_body
body = living_body(draws=False)
for now_ms in range(0, 70_000, 100):
    state = body.advance(now_ms, busy_orders(now_ms))
    print(now_ms, [number.hex() for number in map(float, state.vitals.values())],
          state.rhythm, state.beats, state.breaths_at_ms)
"""


@pytest.fixture(scope="module")
def without_numpy():
    """Lines that a process without numpy printed."""
    done = subprocess.run(
        [sys.executable, "-c", BLIND], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_that_a_body_that_draws_decides_what_one_without_numpy_decides(without_numpy):
    body = living_body()
    told = []
    for now_ms in range(0, 70_000, 100):
        state = body.advance(now_ms, busy_orders(now_ms))
        numbers = [number.hex() for number in map(float, state.vitals.values())]
        told.append(f"{now_ms} {numbers} {state.rhythm} {state.beats} {state.breaths_at_ms}")
    assert without_numpy == told
