"""P-check: what the static checker takes for a file of 100 lines, after start-up."""

import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from simrunner.app.assets import read_catalogue
from simrunner.app.assets_folder import pack_folders
from simrunner.app.bench.figure import Figure, tell
from simrunner.domain.catalogue import Catalogue
from simrunner.scenario.pack import check_file

TIMES = 15
GOAL_MS = 150.0
GOAL_LINES = 100


def measure() -> Sequence[Figure]:
    """Return how long each shipped scenario file takes, scaled to a file of 100 lines."""
    tell(f"P-check: every shipped scenario file, {TIMES} times")
    catalogue = read_catalogue()
    return tuple(_figure(folder, catalogue) for folder in pack_folders(Path("nowhere")))


def _figure(folder: Path, catalogue: Catalogue) -> Figure:
    file = folder / "scenario.yaml"
    lines = len(file.read_text(encoding="utf-8").splitlines())
    check_file(file, catalogue)  # modules are loaded, patterns compiled
    found = []
    for _ in range(TIMES):
        before_s = time.perf_counter()
        check_file(file, catalogue)
        found.append((time.perf_counter() - before_s) * 1000 * GOAL_LINES / lines)
    ours = statistics.median(found)
    return Figure(
        metric=f"P-check.{folder.name}", what=f"static check per {GOAL_LINES} lines", unit="ms",
        goal=f"< {GOAL_MS:g} ms", ours=ours, is_met=ours < GOAL_MS,
    )  # fmt: skip
