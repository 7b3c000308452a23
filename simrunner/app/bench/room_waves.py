"""Eight channels of waves as the program makes them: a shipped scenario left to itself."""

from pathlib import Path

import numpy as np

from simrunner.app.assets import pack_folders, read_catalogue, read_heart_tables
from simrunner.app.bench.sweep_contenders import CHANNELS, Samples
from simrunner.domain.sim_time import SAMPLES_PER_STEP, STEP_MS
from simrunner.engine.interpreter import Engine
from simrunner.patient.body import ScriptedBody
from simrunner.scenario.pack import load_pack

PLAYED_MS = 20_000


def room_waves() -> Samples:
    """Return twenty seconds of eight channels, each within 0 and 1; waves repeat to make eight."""
    scenario = load_pack(pack_folders(Path("nowhere"))[0], read_catalogue()).scenario
    engine, body = (
        Engine(scenario, seed=1),
        ScriptedBody(scenario, heart=read_heart_tables(), seed=1),
    )
    body.advance(0, engine.start().orders)
    steps = []
    for now_ms in range(STEP_MS, PLAYED_MS + STEP_MS, STEP_MS):
        waves = body.advance(now_ms, engine.step(now_ms, ()).orders).waves
        step = [np.frombuffer(each, dtype=np.float32) for each in waves.values()]
        steps.append(np.stack([each for each in step if each.size == SAMPLES_PER_STEP]))
    played = np.concatenate(steps, axis=1)
    low, high = played.min(axis=1, keepdims=True), played.max(axis=1, keepdims=True)
    within = (played - low) / np.where(high > low, high - low, 1.0)
    return np.resize(within, (CHANNELS, played.shape[1])).astype(np.float32)
