"""The switchboard: builds the stages of one run and connects them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from simrunner.app.assets import library_folders, read_alarm_set, read_catalogue
from simrunner.app.bodies import body_for
from simrunner.app.pacing import wall_text
from simrunner.app.settings import data_folder
from simrunner.domain.chart import Difficulty
from simrunner.domain.run_record import Ack, Remark
from simrunner.engine.interpreter import Engine
from simrunner.monitor.monitor import Monitor
from simrunner.record.errors import RecordError
from simrunner.record.library import Library, NewRun
from simrunner.record.waves import WaveTape
from simrunner.record.writer import Recorder
from simrunner.scenario.pack import Pack, load_pack
from simrunner.session.branch import BranchPoint
from simrunner.session.session import Session

ETCO2_UNIT = "etco2_unit"
"""The kind of remark that tells the unit of the screens' carbon dioxide, where not mmHg."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One run, ready to begin: its session and where its facts go."""

    pack: Pack
    seed: int
    library: Library
    run: str
    recorder: Recorder
    session: Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Who runs, in which language, and when: nothing of it decides what happens.

    ``started_wall`` is ISO 8601 text; ``branch_of`` says where the run parts from another.
    ``keeps_waves`` has the waves kept beside the record, though they can be drawn again from it.
    """

    team: str = ""
    language: str = "en"
    started_wall: str = field(default_factory=wall_text)
    branch_of: BranchPoint | None = None
    keeps_waves: bool = False


def open_pack(
    folder: Path,
    difficulty: Difficulty = "normal",
    *,
    variant: str | None = None,
    is_advised: bool = False,
) -> Pack:
    """Return the checked pack, for its author with advice; ScenarioError has every error."""
    return load_pack(
        folder, read_catalogue(), difficulty=difficulty, variant=variant,
        library=library_folders(data_folder()), is_advised=is_advised,
    )  # fmt: skip


def set_stage(
    pack: Pack,
    library: Library,
    *,
    seed: int,
    occasion: Occasion | None = None,
    etco2_unit: Literal["mmHg", "kPa"] = "mmHg",
    draws: bool = True,
    on_failure: Callable[[RecordError], None],
    on_ack: Callable[[Ack], None] = lambda _ack: None,
) -> Stage:
    """Return the stages of a new run in ``library``; nothing happens before session.begin().

    ``draws`` False leaves out the waves, for a run that no screen shows; its record is the same.
    ``on_failure`` is called once, from the writer's thread, when the storage refuses: the caller
    stops the run visibly. ``on_ack`` is called after every COMMIT.
    """
    scenario, occasion = pack.scenario, occasion or Occasion()
    run = begin_run(pack, library, seed=seed, occasion=occasion)
    recorder = library.recorder(run, on_ack=on_ack, on_failure=on_failure)
    session = Session(
        engine=Engine(scenario, seed=seed),
        body=body_for(scenario, seed=seed, draws=draws or occasion.keeps_waves),
        monitor=Monitor(scenario, alarm_set=read_alarm_set(), etco2_unit=etco2_unit),
        recorder=recorder,
    )
    note_unit(recorder, occasion, etco2_unit)
    if occasion.keeps_waves:
        session.listen(WaveTape(recorder).take)
    return Stage(pack=pack, seed=seed, library=library, run=run, recorder=recorder, session=session)


def begin_run(pack: Pack, library: Library, *, seed: int, occasion: Occasion) -> str:
    """Store what is known of a run before it begins and return its id; RecordError."""
    scenario, parent = pack.scenario, occasion.branch_of
    return library.begin_run(
        NewRun(
            scenario=scenario.id,
            scenario_version=scenario.version,
            scenario_sha256=scenario.sha256,
            canonical_scenario=scenario.canonical,
            title=scenario.title.in_language(occasion.language),
            seed=seed,
            difficulty=scenario.difficulty,
            started_wall=occasion.started_wall,
            language=occasion.language,
            team=occasion.team,
            parent_run=parent.run if parent else None,
            parent_seq=parent.seq if parent else None,
        )
    )


def note_unit(recorder: Recorder, occasion: Occasion, etco2_unit: Literal["mmHg", "kPa"]) -> None:
    """Remark the unit of carbon dioxide where it is not mmHg: nothing else tells it at once."""
    if etco2_unit != "mmHg":
        recorder.remark(
            Remark(at_ms=0, wall=occasion.started_wall, kind=ETCO2_UNIT, words=etco2_unit)
        )
