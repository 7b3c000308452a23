"""The shipped packs explored: every state reached, every rule fired, every arrest avoidable."""

import pytest

from simrunner.app.assets_folder import scenarios_folder
from simrunner.app.compose import open_pack
from simrunner.app.exploration_verb import exploration_lines, script_line
from simrunner.engine.interpreter import Engine
from simrunner.rehearsal.cast import cast
from simrunner.rehearsal.explore import explore
from simrunner.rehearsal.explored import Exploration
from simrunner.rehearsal.replay import Sign, signs_of
from simrunner.scenario.expected import TeamStep

PACKS = ("anaphylaxis-ed", "mh-crisis-or")
SITUATIONS = 1_000

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=PACKS)
def explored(request):
    scenario = open_pack(scenarios_folder() / request.param).scenario
    return scenario, explore(scenario, most=SITUATIONS)


def test_that_everything_a_shipped_pack_holds_is_reached_and_proved(explored):
    _, found = explored

    unproved = [(goal.kind, goal.name) for goal in found.goals if goal.witness is None]

    assert unproved == []
    assert found.findings == ()
    assert len(found.of_kind("state")) >= 12
    assert len(found.of_kind("rule")) >= 16
    assert found.witness("avoids", "patient.arrest") is not None


def test_that_the_lines_of_a_script_do_it_as_a_team_of_expected_yaml(explored):
    """The words alone, cast like a pack's team, bring the outcome about."""
    scenario, found = explored
    for goal in (*found.of_kind("outcome"), *found.of_kind("rule")):
        witness = goal.witness
        steps = [TeamStep(at_ms=line.at_ms, do=line.do, line=1) for line in witness.lines]
        team = cast(steps, scenario, plays_compressions=True)
        engine = Engine(scenario, seed=found.seed)
        events = [*engine.start().events]
        for now_ms in range(100, witness.at_ms + 100, 100):
            events += engine.step(now_ms, team.due(now_ms)).events

        shown = dict(signs_of(events))

        assert shown.get(Sign(kind=goal.kind, name=goal.name)) is not None, goal


def test_that_the_words_name_what_was_proved(explored):
    scenario, found = explored

    text = "\n".join(exploration_lines(found, scenarios_folder() / scenario.id))

    assert f"states reached: {len(found.of_kind('state'))} of" in text
    assert "nothing to report" in text
    for line in found.witness("avoids", "patient.arrest").lines:
        assert script_line(line) in text
    assert Exploration.from_json(found.to_json()) == found
