"""The command line's replay: a recorded run told again, with its patient and its monitor."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal, cast

from simrunner.app import exit_code
from simrunner.app.assets import read_alarm_set, read_catalogue
from simrunner.app.bodies import body_for
from simrunner.app.compose import ETCO2_UNIT, open_pack
from simrunner.app.exit_code import Refusal
from simrunner.app.records import read_run
from simrunner.domain.chart import Difficulty, Scenario
from simrunner.domain.person import Deed
from simrunner.domain.run_record import RunRecord
from simrunner.domain.sim_time import SimTimeMs, clock_text
from simrunner.engine.interpreter import Engine
from simrunner.monitor.monitor import Monitor
from simrunner.scenario.pack import Pack, load_stored
from simrunner.scenario.source.problem import ScenarioError
from simrunner.session.replay import Difference, Memory, Retelling, ViewOnlyError, header_of, retell
from simrunner.session.session import Session
from simrunner.ui.presenters.debrief_replay import etco2_unit

PROGRESS_MS = 600_000
"""How much of a long run is told between two words about it."""


def replay_record(
    file: Path | str,
    run: str | None,
    say: Callable[[str], None],
    progress: Callable[[str], None] = lambda _words: None,
) -> int:
    """Tell one run (the last without ``run``) again from its inputs and say where it differs.

    1 when it does; Refusal when the record can only be looked at. ``progress`` hears of every
    PROGRESS_MS of the run.
    """
    record = read_run(file, run, Deed.RUN_REPLAYED)

    def on_step(now_ms: SimTimeMs) -> None:
        if now_ms and now_ms % PROGRESS_MS == 0:
            whole = clock_text(record.events[-1].event.at_ms)
            progress(f"{record.summary.run}: told to {clock_text(now_ms)} of {whole}")

    try:
        telling = tell_again(record, on_step)
    except ViewOnlyError as problem:
        raise Refusal(str(problem)) from problem
    if telling.difference is None:
        say(f"{record.summary.run}: {telling.facts} facts came again, head {telling.head}")
        return exit_code.OK
    tell_difference(record, telling.difference, say)
    return exit_code.CHECK_FAILED


def tell_difference(record: RunRecord, difference: Difference, say: Callable[[str], None]) -> None:
    """Say where a run came otherwise than recorded, with both sides."""
    facts = difference.seq - 1
    say(f"{record.summary.run}: {facts} facts came again, then fact {difference.seq} not")
    say(f"  recorded: {difference.recorded or 'nothing more'}")
    say(f"  came:     {difference.came or 'nothing more'}")


def recorded_scenario(record: RunRecord) -> Scenario:
    """Return the scenario of a record; ViewOnlyError when it cannot be told again."""
    header = header_of(record)
    # The canonical text holds one version's values and does not say which one it was.
    return replace(
        load_stored(record.canonical_scenario, read_catalogue()),
        difficulty=cast("Difficulty", header.difficulty),
        variant=header.variant,
        lock_sha256=header.lock_sha256,
    )


def recorded_pack(record: RunRecord, folder: Path | None) -> Pack:
    """Return the pack of a run with the recorded scenario in place of today's.

    A pack that is gone (None) or no longer loads is missed for its briefs and teams alone, and
    has none. ViewOnlyError when the run can only be looked at.
    """
    scenario = recorded_scenario(record)
    try:
        if folder is not None:
            return replace(open_pack(folder), scenario=scenario)
    except ScenarioError:
        pass  # whoever writes it hears of it when it is opened; this run has its own scenario
    return Pack(
        folder=folder or Path(record.summary.scenario), scenario=scenario, variants={},
        warnings=(), prebrief={}, handover={}, expected=None,
    )  # fmt: skip


def recorded_etco2_unit(record: RunRecord) -> Literal["mmHg", "kPa"]:
    """Return the unit in which the run's monitor showed carbon dioxide.

    A remark of the run's start says it; of older records the trend tells it, once there is one.
    """
    said = any(each.kind == ETCO2_UNIT and each.words == "kPa" for each in record.remarks)
    return "kPa" if said or etco2_unit(record.trend) == "kPa" else "mmHg"


def tell_again(
    record: RunRecord, on_step: Callable[[SimTimeMs], None] = lambda _now_ms: None
) -> Retelling:
    """Tell a run again and compare; ViewOnlyError when it can only be looked at."""
    scenario, memory = recorded_scenario(record), Memory()
    session = session_again(record, scenario, memory, draws=False)
    return retell(record, scenario, session, memory, on_step)


def session_again(record: RunRecord, scenario: Scenario, memory: Memory, *, draws: bool) -> Session:
    """Return a session as the recorded one was before it began; its facts go to ``memory``."""
    header = header_of(record)
    return Session(
        engine=Engine(scenario, seed=header.seed),
        body=body_for(scenario, seed=header.seed, draws=draws),
        monitor=Monitor(
            scenario,
            alarm_set=read_alarm_set(),
            etco2_unit=recorded_etco2_unit(record),
        ),
        recorder=memory,
    )
