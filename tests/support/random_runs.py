"""Plays random runs of the shipped packs and prints their heads, one line each."""

import json
import sys

from simrunner.domain.chain import GENESIS
from simrunner.domain.chance import Stream
from simrunner.domain.sim_time import STEP_MS
from simrunner.engine.interpreter import Engine
from simrunner.record.codec import event_row
from simrunner.scenario.pack import load_pack
from support.packs import PACKS, shipped_catalogue
from support.random_acts import RandomActs

TICKS, LONG_TICKS, LONG_EVERY = 300, 1_500, 10
"""Half a minute each, and every tenth run two and a half, so that slow things happen too."""

LEVELS = ("easy", "normal", "hard")


def head(scenario, seed: int, *, stop_share: float) -> str:
    """Return the head of one run; it is kept as JSON and restored after a share of its ticks."""
    engine = Engine(scenario, seed=seed)
    acts, stops = RandomActs(scenario, seed), Stream(seed, "stops")
    digest, seq = GENESIS, 0
    events = engine.start().events
    for tick in range(1, (TICKS if seed % LONG_EVERY else LONG_TICKS) + 1):
        for event in events:
            seq += 1
            digest = event_row(digest, seq, event)["digest"]
        if engine.is_ended:
            break
        if stops.unit() < stop_share:
            engine.view((tick - 1) * STEP_MS)  # a screen that looks now and then changes nothing
            engine = Engine.restored(scenario, json.loads(json.dumps(engine.snapshot())))
        events = engine.step(tick * STEP_MS, acts.due(tick * STEP_MS)).events
    return digest.hex()


def heads(runs: int, *, stop_share: float) -> list[str]:
    """Return the heads of ``runs`` runs: both packs, every difficulty, seeds from 0 on."""
    catalogue = shipped_catalogue()
    scenarios = [
        load_pack(folder, catalogue, difficulty=level).scenario
        for folder in PACKS
        for level in LEVELS
    ]
    return [
        head(scenarios[seed % len(scenarios)], seed, stop_share=stop_share) for seed in range(runs)
    ]


if __name__ == "__main__":
    print("\n".join(heads(int(sys.argv[1]), stop_share=float(sys.argv[2]))))
