"""Plays the teams of packs' expected.yaml and prints what came of every claim."""

from collections.abc import Callable, Sequence
from pathlib import Path

from simrunner.app import exit_code
from simrunner.app.compose import open_pack
from simrunner.app.exit_code import Refusal
from simrunner.app.pack_names import pack_folder
from simrunner.app.problem_text import print_problems
from simrunner.app.rehearsed_body import rehearsed_body
from simrunner.rehearsal.text_test import judge_team
from simrunner.scenario.pack import EXPECTED_FILE
from simrunner.scenario.source.problem import ScenarioError


def run_text_tests(
    names: Sequence[str], *, say: Callable[[str], None], tell: Callable[[Exception], int]
) -> int:
    """Judge every pack, a line for each claim, and return the exit code of the worst.

    ``tell`` says why a pack cannot be read and returns the code for it; the others go on.
    """
    worst = exit_code.OK
    for name in names:
        try:
            code = _judge_pack(pack_folder(name), say)
        except ScenarioError as error:
            print_problems(error.problems, error.folder)
            code = exit_code.BAD_INPUT
        except Refusal as error:
            code = tell(error)
        worst = max(worst, code)
    return worst


def _judge_pack(folder: Path, say: Callable[[str], None]) -> int:
    pack = open_pack(folder)
    if pack.expected is None:
        say(f"{folder} has no {EXPECTED_FILE}: nothing says what must come true.")
        return exit_code.OK
    if pack.expected.difficulty != pack.scenario.difficulty:
        pack = open_pack(folder, pack.expected.difficulty)
    expected = pack.expected
    if expected is None or not expected.outcomes:
        say(f"{folder / EXPECTED_FILE} claims nothing.")
        return exit_code.OK
    file = folder / EXPECTED_FILE
    held = told = 0
    for team in expected.teams:
        if team not in expected.outcomes:
            say(f"{file}: {team}: nothing is claimed")
            continue
        for claim in judge_team(pack.scenario, expected, team, rehearsed_body):
            told += 1
            held += claim.passed
            say(f"{file}:{claim.line}: {'ok' if claim.passed else 'not ok'} {team}: "
                f"{claim.sentence}")  # fmt: skip
    say(f"{pack.scenario.id}: {held} of {told} claims hold")
    return exit_code.OK if held == told else exit_code.CHECK_FAILED
