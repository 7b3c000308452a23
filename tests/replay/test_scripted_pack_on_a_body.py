"""A scripted pack whose patient is made modelled with one word, and nothing else changed."""

import shutil

import pytest

from simrunner.app.assets_folder import scenarios_folder
from simrunner.app.compose import open_pack
from simrunner.app.rehearsed_body import rehearsed_body
from simrunner.rehearsal.text_test import judge_team

NAME = "  name: Alex Morgan\n"

# Numbers to the unit at the end of a long wait, or after a dose: a body that is treated, or left
# alone for minutes, moves on (0016, 0025).
EXACT = {
    "good": {"at 05:09 SBP = 102 mmHg and DBP = 60 mmHg"},
    "average": {"at 10:10 SBP = 66 mmHg and DBP = 36 mmHg"},
    "poor": {"at 10:00 rhythm = pea and HR = 60 /min and SBP = 0 mmHg"},
}


@pytest.fixture(scope="module")
def packs(tmp_path_factory):
    """Return the pack as it is shipped, and with a modelled patient."""
    folder = tmp_path_factory.mktemp("packs") / "anaphylaxis-ed"
    shutil.copytree(scenarios_folder() / "anaphylaxis-ed", folder)
    file = folder / "scenario.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count(NAME) == 1
    file.write_text(text.replace(NAME, f"{NAME}  kind: modelled\n"), encoding="utf-8")
    return {
        "scripted": open_pack(scenarios_folder() / "anaphylaxis-ed"),
        "modelled": open_pack(folder),
    }


@pytest.mark.slow
@pytest.mark.parametrize("team", EXACT)
@pytest.mark.parametrize("kind", ["scripted", "modelled"])
def test_that_every_team_takes_anaphylaxis_along_one_path_on_either_kind_of_patient(
    packs, kind, team
):
    pack = packs[kind]
    assert pack.scenario.patient.kind == kind

    claims = judge_team(pack.scenario, pack.expected, team, rehearsed_body)

    missed = {claim.sentence.partition(": ")[0] for claim in claims if not claim.passed}
    assert missed <= (EXACT[team] if kind == "modelled" else set())
    held = [claim.sentence for claim in claims if claim.passed]
    assert any(sentence.startswith("the path is onset, ") for sentence in held)
    assert any(sentence.startswith("the run ends in ") for sentence in held)
