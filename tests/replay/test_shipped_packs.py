"""Every shipped pack does what its expected.yaml says, and the same twice."""

from pathlib import Path

import pytest

from simrunner.app.assets_folder import pack_folders, scenarios_folder
from simrunner.app.compose import open_pack
from simrunner.app.headless import run_headless
from simrunner.app.rehearsed_body import rehearsed_body
from simrunner.rehearsal.text_test import judge_team

PACKS = [folder.name for folder in pack_folders(Path("nowhere"))]
TEAMS = ("good", "average", "poor")


@pytest.mark.parametrize("team", TEAMS)
@pytest.mark.parametrize("pack_id", PACKS)
def test_that_a_team_brings_about_what_the_pack_says(pack_id, team):
    pack = open_pack(scenarios_folder() / pack_id)

    assertions = judge_team(pack.scenario, pack.expected, team, rehearsed_body)

    assert len(assertions) > 8
    assert [each.sentence for each in assertions if not each.passed] == []


@pytest.mark.parametrize("pack_id", PACKS)
def test_that_the_three_teams_end_differently(pack_id):
    pack = open_pack(scenarios_folder() / pack_id)

    paths = {team: pack.expected.outcomes[team].path for team in TEAMS}

    assert len(set(paths.values())) == len(TEAMS)


def _run(pack_id, out, seed, team="good"):
    return run_headless(
        scenarios_folder() / pack_id,
        seed=seed,
        team=team,
        difficulty="normal",
        speed="max",
        out=out,
    )


def test_that_the_same_pack_seed_and_team_give_the_same_head_and_another_seed_does_not(tmp_path):
    once = _run("anaphylaxis-ed", tmp_path / "once", 7)
    again = _run("anaphylaxis-ed", tmp_path / "again", 7)
    other = _run("anaphylaxis-ed", tmp_path / "other", 8)

    assert once == again
    assert once["head"] != other["head"]
    assert once["states"] == other["states"]
