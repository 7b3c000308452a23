"""The command line's rewinding: a new run that shares the beginning of a recorded one."""

import re
from pathlib import Path
from typing import Any

from simrunner.app.again import branch_stage, moment_of, rewound
from simrunner.app.compose import Occasion
from simrunner.app.exit_code import Refusal
from simrunner.app.headless import curtain_ms, finish
from simrunner.app.pack_names import pack_folder
from simrunner.app.records import open_existing, read_run
from simrunner.app.summary import summary_of
from simrunner.app.team import cast_team
from simrunner.domain.sim_time import SimTimeMs
from simrunner.record.errors import RecordError
from simrunner.rehearsal.play import play
from simrunner.scenario.grammar.quantity_text import parse_duration_ms
from simrunner.scenario.source.problem import Fault
from simrunner.session.branch import BranchPoint
from simrunner.session.replay import ViewOnlyError


def branch_record(
    file: Path, run: str | None, *, at: str, team: str, pack: str | None
) -> dict[str, Any]:
    """Add a run that branches from another at a time, played on by a team; return its summary.

    Refusal when the record cannot be told again, or ended before that time.
    """
    record = read_run(file, run)
    try:
        point = moment_of(record, time_ms(at, "--at"))
        back = rewound(pack_folder(pack or record.summary.scenario), record, point, draws=False)
    except ViewOnlyError as problem:
        raise Refusal(str(problem)) from problem
    players = cast_team(back.pack, team, plays_compressions=True)
    players.due(point.at_ms)  # what it would have done by then was done by those of the record
    failures: list[RecordError] = []
    with open_existing(file) as library:
        stage = branch_stage(back, library, Occasion(team=team), on_failure=failures.append)
        play(stage.session, [players], until_ms=curtain_ms(back.pack))
        finish(stage, [players])
        stage.recorder.close()
        if failures:
            raise failures[0]
        return _summary(summary_of(library.read(stage.run)), stage.run, point)


def _summary(summary: dict[str, Any], run: str, point: BranchPoint) -> dict[str, Any]:
    return {
        "run": run,
        "branch_of": {"run": point.run, "facts": point.seq, "at_s": point.at_ms / 1000},
        **summary,
    }


_CLOCK = re.compile(r"(?:([0-9]{1,2}):)?([0-9]{1,3}):([0-5][0-9])")
_TIMES = "a time is 3 min 20 s, 200 s, or 03:20 as the clock of the run shows it"


def time_ms(text: str, option: str) -> SimTimeMs:
    """Return a time of a run as a person types it; Refusal, naming every form, for anything else.

    Taken are durations as in a scenario file, and ``mm:ss`` or ``h:mm:ss`` as clocks show them.
    """
    clock = _CLOCK.fullmatch(text.strip())
    if clock is not None:
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return ((hours * 60 + minutes) * 60 + seconds) * 1000
    try:
        return parse_duration_ms(text)
    except Fault as fault:
        hint = f"{fault.hint}; {_TIMES}" if fault.hint.startswith("write '") else _TIMES
        raise Refusal(f"{option}: {fault.message}; {hint}.") from fault
