"""The part of a rehearsal that runs in another process or on another machine.

Only text crosses: the stage (scenario, model, seed) and a batch as JSON in, results as JSON out.
"""

import json
import multiprocessing
import os
import signal
import threading
from functools import lru_cache
from multiprocessing.connection import wait

from simrunner.app.assets import read_catalogue
from simrunner.app.rehearsed_body import rehearsed_body
from simrunner.domain.chart import Scenario
from simrunner.rehearsal.rehearse import batch_from_text, play_batch, results_text
from simrunner.rehearsal.team_model import TeamModel, team_model_from_table, team_model_table
from simrunner.scenario.pack import load_stored


def stage_text(scenario: Scenario, model: TeamModel, seed: int) -> str:
    """Return everything that a worker must know, as JSON."""
    stage = {"canonical": scenario.canonical, "model": team_model_table(model), "seed": seed}
    return json.dumps(stage, ensure_ascii=False, separators=(",", ":"))


def play_text(stage: str, batch: str) -> str:
    """Play a batch on a stage and return its results; the same on every machine."""
    scenario, model, seed = _stage(stage)
    return results_text(play_batch(scenario, model, seed, batch_from_text(batch), rehearsed_body))


def follow_the_parent() -> None:
    """Ignore Ctrl-C in a worker, which the parent hears, too; end with a parent that was killed.

    Without the second, workers of a killed program wait for batches for ever: each holds open the
    pipe that the others listen to.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_parent, name="parent-watch", daemon=True).start()


def _end_with_the_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


@lru_cache(maxsize=1)
def _stage(text: str) -> tuple[Scenario, TeamModel, int]:
    stage = json.loads(text)
    scenario = load_stored(stage["canonical"], read_catalogue())
    return scenario, team_model_from_table(stage["model"]), stage["seed"]
