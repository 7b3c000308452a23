"""A run without a window: a scripted team, as fast as it goes or at a chosen speed."""

import sys
import threading
from pathlib import Path
from typing import Any

from simrunner.app.assets_folder import resources_folder
from simrunner.app.clock_watch import clock_behind
from simrunner.app.compose import Occasion, Stage, open_pack, set_stage
from simrunner.app.exit_code import Refusal
from simrunner.app.i18n import Translator
from simrunner.app.keys import own_notary
from simrunner.app.pacing import Pacer, wall_text
from simrunner.app.record_keys import keys_for
from simrunner.app.results import results_folder, writing
from simrunner.app.settings import data_folder
from simrunner.app.summary import write_summary
from simrunner.app.team import cast_team
from simrunner.domain.action import EndRun, Source
from simrunner.domain.chart import Difficulty
from simrunner.domain.sim_time import SimTimeMs
from simrunner.record.library import Library
from simrunner.rehearsal.play import Feed, play, take_step
from simrunner.scenario.pack import Pack

LONGEST = 2
"""A run that never ends by itself is ended by the facilitator after this many planned lengths."""

WATCH_S = 0.2
"""How often a paced run is looked at."""


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
    variant: str | None = None,
    keeps_waves: bool = False,
) -> dict[str, Any]:
    """Play a pack and return its summary; the record and the summary are in ``out``.

    Without ``out`` the run joins this computer's library. ``keeps_waves`` has the waves drawn and
    kept in the record.
    """
    chosen = _speed(speed)
    pack = open_pack(folder, difficulty, variant=variant)
    steps = cast_team(pack, team, plays_compressions=True)
    place = results_folder(out if out is not None else data_folder())
    file = place / ("record.sqlite" if out else "library.sqlite")
    with Library.open(file, notary=own_notary(data_folder()), keys=keys_for()) as library:
        behind = clock_behind(library.runs(), wall_text(), Translator(resources_folder() / "i18n"))
        if behind:
            print(f"simrunner: {behind}", file=sys.stderr)
        failures: list[Exception] = []
        stage = set_stage(
            pack, library, seed=seed, draws=False, on_failure=failures.append,
            occasion=Occasion(team=team, keeps_waves=keeps_waves),
        )  # fmt: skip
        if chosen is None:
            _play(stage, [steps], failures)
        else:
            _play_at(stage, [steps], chosen, failures)
        finish(stage, [steps])
        stage.recorder.close()
        _raise_first(failures)
        record = library.read(stage.run)
    with writing(place):
        return write_summary(record, place)


def _play(stage: Stage, feeds: list[Feed], failures: list[Exception]) -> None:
    def stop_on_failure(_now_ms: SimTimeMs) -> None:
        _raise_first(failures)

    stage.session.begin()
    play(stage.session, feeds, until_ms=curtain_ms(stage.pack), on_step=stop_on_failure)


def _raise_first(failures: list[Exception]) -> None:
    if failures:
        raise failures[0]


def finish(stage: Stage, feeds: list[Feed]) -> None:
    """End the run by hand if the scenario has not."""
    if not stage.session.is_ended:
        stage.session.submit(EndRun(source=Source.FACILITATOR))
        take_step(stage.session, feeds)


def _speed(text: str) -> float | None:
    """Return simulated seconds per second, None for as fast as it goes."""
    if text == "max":
        return None
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0.1 <= number <= 100:
        raise Refusal(f"A speed is max or a number from 0.1 to 100, not {text}.")
    return number


def _play_at(stage: Stage, feeds: list[Feed], speed: float, failures: list[Exception]) -> None:
    over = threading.Event()
    pacer = Pacer(
        stage.session, feeds, on_remark=stage.recorder.remark, on_ended=over.set,
        on_fault=failures.append,
    )  # fmt: skip
    pacer.set_speed(speed)
    pacer.start()
    while not (over.wait(WATCH_S) or failures):
        if stage.session.now_ms >= curtain_ms(stage.pack):
            break
        pacer.resume()  # a computer that slept paused the run, and nobody is here to go on
    pacer.shutdown()
    _raise_first(failures)
