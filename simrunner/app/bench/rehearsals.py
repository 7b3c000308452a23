"""R1: two hundred virtual teams play a shipped pack, on two processors."""

import time
from collections.abc import Sequence
from pathlib import Path

from simrunner.app.assets import read_catalogue
from simrunner.app.assets_folder import pack_folders
from simrunner.app.bench.figure import Figure, tell
from simrunner.app.rehearse import Casting, rehearse_scenario
from simrunner.app.team_models import read_team_model
from simrunner.scenario.pack import load_pack

RUNS, JOBS, MOST_S = 200, 2, 10.0


def measure() -> Sequence[Figure]:
    """Return how long 200 teams take for each shipped pack; the processes' start counts, too."""
    tell(f"R1: {RUNS} virtual teams on {JOBS} processes")
    model, catalogue = read_team_model(), read_catalogue()
    figures = []
    for folder in pack_folders(Path("nowhere")):
        scenario = load_pack(folder, catalogue).scenario
        casting = Casting(runs=RUNS, levels=("average",), jobs=JOBS)
        before_s = time.perf_counter()
        rehearse_scenario(scenario, casting, model)
        took_s = time.perf_counter() - before_s
        figures.append(
            Figure(
                metric=f"R1.{folder.name}", what=f"{RUNS} virtual teams, average level",
                goal=f"< {MOST_S:g} s", unit="s", ours=took_s, is_met=took_s < MOST_S,
            )
        )  # fmt: skip
    return tuple(figures)
