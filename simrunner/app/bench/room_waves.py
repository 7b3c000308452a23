"""Eight channels of waves as the program makes them: a shipped scenario left to itself."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from simrunner.app.assets import read_catalogue, read_heart_tables
from simrunner.app.assets_folder import pack_folders
from simrunner.app.bench.sweep_contenders import CHANNELS, Samples
from simrunner.domain.sim_time import SAMPLES_PER_STEP, STEP_MS
from simrunner.engine.interpreter import Engine
from simrunner.patient.body import ScriptedBody
from simrunner.scenario.pack import load_pack

PLAYED_MS = 20_000


def drawn_waves() -> dict[str, npt.NDArray[np.float32]]:
    """Return twenty seconds of every wave that the scenario's sensors show, in its own unit."""
    scenario = load_pack(pack_folders(Path("nowhere"))[0], read_catalogue()).scenario
    engine, body = (
        Engine(scenario, seed=1),
        ScriptedBody(scenario, heart=read_heart_tables(), seed=1),
    )
    body.advance(0, engine.start().orders)
    parts: dict[str, list[npt.NDArray[np.float32]]] = {}
    for now_ms in range(STEP_MS, PLAYED_MS + STEP_MS, STEP_MS):
        waves = body.advance(now_ms, engine.step(now_ms, ()).orders).waves
        for name, samples in waves.items():
            if len(samples) == SAMPLES_PER_STEP:
                parts.setdefault(name, []).append(np.frombuffer(samples, dtype=np.float32))
    return {name: np.concatenate(steps) for name, steps in parts.items()}


def room_waves() -> Samples:
    """Return twenty seconds of eight channels, each within 0 and 1; waves repeat to make eight."""
    played = np.stack(list(drawn_waves().values()))
    low, high = played.min(axis=1, keepdims=True), played.max(axis=1, keepdims=True)
    within = (played - low) / np.where(high > low, high - low, 1.0)
    return np.resize(within, (CHANNELS, played.shape[1])).astype(np.float32)
