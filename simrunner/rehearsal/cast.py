"""Turns the words of a scripted team into what it does and when."""

from collections.abc import Sequence

from simrunner.domain.chart import Scenario
from simrunner.rehearsal.scripted_team import Compressions, ScriptedTeam, TimedStep
from simrunner.scenario.expected import TeamStep
from simrunner.scenario.grammar.command import parse_command


def cast(
    steps: Sequence[TeamStep], scenario: Scenario, *, plays_compressions: bool
) -> ScriptedTeam:
    """Return the team that takes these steps of an expected.yaml.

    ``plays_compressions`` False leaves compressions to the rescuer of a simulated manikin.
    """
    return ScriptedTeam(
        [_timed(step, scenario) for step in steps], plays_compressions=plays_compressions
    )


def _timed(step: TeamStep, scenario: Scenario) -> TimedStep:
    command = parse_command(step.do, scenario, now_ms=step.at_ms)
    rescue = command.compressions
    compressions = (
        Compressions(rescue.duration_ms, rescue.rate_per_min, rescue.depth_mm) if rescue else None
    )
    return TimedStep(at_ms=step.at_ms, actions=command.actions, compressions=compressions)
