"""The switchboard: builds the stages of one run and connects them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from simrunner.app.assets import read_alarm_set, read_catalogue
from simrunner.app.pacing import wall_text
from simrunner.domain.chart import Difficulty
from simrunner.domain.run_record import Ack
from simrunner.engine.interpreter import Engine
from simrunner.monitor.monitor import Monitor
from simrunner.patient.body import ScriptedBody
from simrunner.record.library import Library, NewRun
from simrunner.record.writer import Recorder
from simrunner.scenario.pack import Pack, load_pack
from simrunner.session.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One run, ready to begin: its session and where its facts go."""

    pack: Pack
    seed: int
    library: Library
    run: str
    recorder: Recorder
    session: Session


def open_pack(folder: Path, difficulty: Difficulty = "normal") -> Pack:
    """Return the checked pack; ScenarioError carries every problem at once."""
    return load_pack(folder, read_catalogue(), difficulty=difficulty)


def set_stage(
    pack: Pack,
    library: Library,
    *,
    seed: int,
    team: str = "",
    etco2_unit: str = "mmHg",
    on_ack: Callable[[Ack], None] | None = None,
    on_failure: Callable[[Exception], None] | None = None,
) -> Stage:
    """Return the stages of a new run in ``library``; nothing happens before session.begin()."""
    scenario = pack.scenario
    run = library.begin_run(
        NewRun(scenario=scenario, seed=seed, team=team, started_wall=wall_text())
    )
    recorder = library.recorder(run, on_ack=on_ack, on_failure=on_failure)
    session = Session(
        engine=Engine(scenario, seed=seed),
        body=ScriptedBody(scenario, seed=seed),
        monitor=Monitor(scenario, alarm_set=read_alarm_set(), etco2_unit=etco2_unit),
        recorder=recorder,
    )
    return Stage(pack=pack, seed=seed, library=library, run=run, recorder=recorder, session=session)
