"""The part of a rehearsal that runs in another process or on another machine.

Only text crosses: the stage (scenario, model, seed) and a batch as JSON in, results as JSON out.
"""

import json
import signal
from functools import lru_cache

from simrunner.app.assets import read_catalogue
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
    return results_text(play_batch(scenario, model, seed, batch_from_text(batch)))


def leave_interrupts_to_the_parent() -> None:
    """Ignore Ctrl-C in a worker: the parent hears it, too, and ends the workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@lru_cache(maxsize=1)
def _stage(text: str) -> tuple[Scenario, TeamModel, int]:
    stage = json.loads(text)
    scenario = load_stored(stage["canonical"], read_catalogue())
    return scenario, team_model_from_table(stage["model"]), stage["seed"]
