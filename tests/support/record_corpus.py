"""Records a corpus of sessions with this release, once: ``python -m support.record_corpus FILE``.

Compress it with ``xz -9e`` into tests/data/records. A file of the corpus is never recorded again:
later releases must still read it, and tell its runs again while they mean the same by a scenario.
"""

import sys
from pathlib import Path

from simrunner.app.assets_folder import pack_folders
from simrunner.app.compose import Occasion, open_pack, set_stage
from simrunner.app.headless import curtain_ms, finish
from simrunner.app.team import cast_team
from simrunner.record.library import Library
from simrunner.rehearsal.play import play
from simrunner.rehearsal.scripted_team import ScriptedTeam
from support.random_acts import RandomActs

SHARED_PARTS = Path(__file__).parents[1] / "data" / "packs" / "shared-parts"
STARTED = "2026-11-22T09:00:00+00:00"
RANDOM_MS = 180_000


def record_run(library, folder, *, seed, team, difficulty, variant=None):
    """Record one run: a team of the pack, or seeded random acts of everybody in the room."""
    pack = open_pack(folder, difficulty, variant=variant)
    stage = set_stage(
        pack, library, seed=seed, occasion=Occasion(team=team, started_wall=STARTED),
        on_failure=lambda problem: sys.exit(str(problem)),
    )  # fmt: skip
    is_random = team == "random"
    feed = RandomActs(pack.scenario, seed) if is_random else cast_team(
        pack, team, plays_compressions=True
    )  # fmt: skip
    stage.session.begin()
    play(stage.session, [feed], until_ms=RANDOM_MS if is_random else curtain_ms(pack))
    finish(stage, [ScriptedTeam([])])
    stage.recorder.close()


def record_corpus(file: Path) -> None:
    """Record every kind of session into one new file."""
    with Library.open(file) as library:
        for folder in pack_folders(Path("nowhere")):
            for seed, (team, difficulty) in enumerate(
                [("good", "normal"), ("average", "hard"), ("poor", "easy"), ("random", "normal")]
            ):
                record_run(library, folder, seed=seed, team=team, difficulty=difficulty)
        record_run(library, SHARED_PARTS, seed=9, team="random", difficulty="hard", variant="frail")


if __name__ == "__main__":
    record_corpus(Path(sys.argv[1]))
