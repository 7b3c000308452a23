"""Which scripted team plays: one of the pack's, or a file of timed acts."""

from pathlib import Path

from simrunner.app.assets import read_catalogue
from simrunner.app.exit_code import Refusal
from simrunner.rehearsal.scripted_team import Compressions, ScriptedTeam, TimedStep
from simrunner.scenario.command import parse_command
from simrunner.scenario.expected import TeamStep
from simrunner.scenario.pack import Pack, load_teams


def cast_team(pack: Pack, team: str, *, plays_compressions: bool) -> ScriptedTeam:
    """Return the team called ``team`` in the pack's expected.yaml, or that of a file.

    ``plays_compressions`` False leaves compressions to a manikin's rescuer.
    """
    steps = _steps(pack, team)
    timed = []
    for step in steps:
        command = parse_command(step.do, pack.scenario, now_ms=step.at_ms)
        rescue = command.compressions
        timed.append(
            TimedStep(
                at_ms=step.at_ms,
                actions=command.actions,
                compressions=Compressions(rescue.duration_ms, rescue.rate_per_min, rescue.depth_mm)
                if rescue
                else None,
            )
        )
    return ScriptedTeam(timed, plays_compressions=plays_compressions)


def _steps(pack: Pack, team: str) -> tuple[TeamStep, ...]:
    teams = pack.expected.teams if pack.expected else {}
    if team in teams:
        return teams[team]
    file = Path(team)
    if file.is_file():
        found = load_teams(file, pack.folder, read_catalogue()).teams
        if found:
            return next(iter(found.values()))
    raise Refusal(
        f"There is no team {team} in {pack.folder.name} (there are {', '.join(teams) or 'none'}), "
        "and no file of that name."
    )
