"""A scripted pack whose patient is made modelled with one word, and nothing else changed."""

import shutil

import pytest

from simrunner.app.assets_folder import scenarios_folder
from simrunner.app.compose import open_pack
from simrunner.app.rehearsed_body import rehearsed_body
from simrunner.rehearsal.text_test import judge_team

NAME = "  name: Alex Morgan\n"


@pytest.mark.slow
def test_that_a_good_team_takes_anaphylaxis_along_the_same_path_on_a_modelled_patient(tmp_path):
    folder = tmp_path / "anaphylaxis-ed"
    shutil.copytree(scenarios_folder() / "anaphylaxis-ed", folder)
    file = folder / "scenario.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count(NAME) == 1
    file.write_text(text.replace(NAME, f"{NAME}  kind: modelled\n"), encoding="utf-8")
    pack = open_pack(folder)
    assert pack.scenario.patient.kind == "modelled"

    claims = judge_team(pack.scenario, pack.expected, "good", rehearsed_body)

    found = {claim.sentence: claim.passed for claim in claims}
    assert found["the path is onset, partial, shock, responding, recovered"]
    assert found["the run ends in recovered by 08:30"]
