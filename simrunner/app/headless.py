"""A run without a window: a scripted team, as fast as it goes or at a chosen speed."""

import threading
from pathlib import Path
from typing import Any

from simrunner.app.compose import Occasion, Stage, open_pack, set_stage
from simrunner.app.exit_code import Refusal
from simrunner.app.pacing import Pacer
from simrunner.app.settings import data_folder
from simrunner.app.summary import write_summary
from simrunner.app.team import cast_team
from simrunner.domain.action import EndRun, Source
from simrunner.domain.chart import Difficulty
from simrunner.domain.sim_time import SimTimeMs
from simrunner.record.errors import RecordError
from simrunner.record.library import Library
from simrunner.rehearsal.play import Feed, play, take_step
from simrunner.scenario.pack import Pack

LONGEST = 2
"""A run that never ends by itself is ended by the facilitator after this many planned lengths."""


def curtain_ms(pack: Pack) -> SimTimeMs:
    """Return when a run is ended by hand if the scenario has not ended it."""
    return LONGEST * pack.scenario.duration_ms


def run_headless(
    folder: Path,
    *,
    seed: int,
    team: str,
    difficulty: Difficulty,
    speed: str,
    out: Path | None,
) -> dict[str, Any]:
    """Play a pack and return its summary; the record and the summary are in ``out``.

    Without ``out`` the run joins this computer's library.
    """
    pack = open_pack(folder, difficulty)
    steps = cast_team(pack, team, plays_compressions=True)
    place = out if out is not None else data_folder()
    place.mkdir(parents=True, exist_ok=True)
    with Library.open(place / ("record.sqlite" if out else "library.sqlite")) as library:
        failures: list[RecordError] = []
        stage = set_stage(
            pack, library, seed=seed, occasion=Occasion(team=team), on_failure=failures.append
        )
        _play(stage, [steps], speed)
        stage.recorder.close()
        if failures:
            raise failures[0]
        record = library.read(stage.run)
    return write_summary(record, place)


def _play(stage: Stage, feeds: list[Feed], speed: str) -> None:
    if speed == "max":
        stage.session.begin()
        play(stage.session, feeds, until_ms=curtain_ms(stage.pack))
    else:
        _play_at(stage, feeds, _speed(speed))
    finish(stage, feeds)


def finish(stage: Stage, feeds: list[Feed]) -> None:
    """End the run by hand if the scenario has not."""
    if not stage.session.is_ended:
        stage.session.submit(EndRun(source=Source.FACILITATOR))
        take_step(stage.session, feeds)


def _speed(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0.1 <= number <= 100:
        raise Refusal(f"A speed is max or a number from 0.1 to 100, not {text}.")
    return number


def _play_at(stage: Stage, feeds: list[Feed], speed: float) -> None:
    over = threading.Event()
    faults: list[Exception] = []

    def fail(fault: Exception) -> None:
        faults.append(fault)
        over.set()

    pacer = Pacer(
        stage.session, feeds, on_remark=stage.recorder.remark, on_ended=over.set, on_fault=fail
    )
    pacer.set_speed(speed)
    pacer.start()
    over.wait(curtain_ms(stage.pack) / 1000 / speed)
    pacer.shutdown()
    if faults:
        raise faults[0]
