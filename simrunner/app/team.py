"""Which scripted team plays: one of the pack's, or a file of timed acts."""

from pathlib import Path

from simrunner.app.assets import library_folders, read_catalogue
from simrunner.app.exit_code import Refusal
from simrunner.app.settings import data_folder
from simrunner.rehearsal.cast import cast
from simrunner.rehearsal.scripted_team import ScriptedTeam
from simrunner.scenario.expected import TeamStep
from simrunner.scenario.pack import Pack, load_teams


def cast_team(pack: Pack, team: str, *, plays_compressions: bool) -> ScriptedTeam:
    """Return the team called ``team`` in the pack's expected.yaml, or the first one of a file.

    ``plays_compressions`` False leaves compressions to a manikin's rescuer.
    """
    return cast(_steps(pack, team), pack.scenario, plays_compressions=plays_compressions)


def _steps(pack: Pack, team: str) -> tuple[TeamStep, ...]:
    teams = pack.expected.teams if pack.expected else {}
    if team in teams:
        return teams[team]
    file = Path(team)
    if file.is_file():
        found = load_teams(
            file, pack.folder, read_catalogue(), variant=pack.scenario.variant,
            library=library_folders(data_folder()),
        ).teams  # fmt: skip
        if found:
            return next(iter(found.values()))
    raise Refusal(
        f"There is no team {team} in {pack.folder.name} (there are {', '.join(teams) or 'none'}), "
        "and no file of that name."
    )
