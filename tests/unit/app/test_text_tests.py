"""`simrunner run --test`: a line for each claim, where it stands, and what was found."""

import re

import pytest
from support.scenario_files import SMALL
from typer.testing import CliRunner

from simrunner.app.cli import app
from simrunner.app.exit_code import Refusal

EXPECTED = """\
format: clinscn-expected/1
difficulty: hard
teams:
  quick:
    - {at: 10 s, do: act help}
    - {at: 20 s, do: give adrenaline 0.5 mg IM}
  idle: []
  watcher: [{at: 1 s, do: act help}]
expect:
  quick:
    outcome: well
    by: 30 s
    path: [ill, well]
    status:
      helped: met
    vitals:
      - {at: 20 s, that: HR < 81 /min}
      - {at: 20 s, that: MAP > 91 mmHg and not rhythm = sinus or HR > 90 /min}
  idle:
    outcome: worse
    by: 31 s
"""


def pack(tmp_path, name="small", expected=EXPECTED, scenario=SMALL):
    folder = tmp_path / name
    folder.mkdir()
    (folder / "scenario.yaml").write_text(scenario, encoding="utf-8")
    if expected is not None:
        (folder / "expected.yaml").write_text(expected, encoding="utf-8")
    return folder


def judged(*folders):
    asked = ["run", "--test", *(str(folder) for folder in folders)]
    return CliRunner().invoke(app, asked, standalone_mode=False)


def test_that_each_claim_has_a_line_of_its_own_with_what_was_found(tmp_path):
    folder = pack(tmp_path)
    result = judged(folder)

    lines = [line.removeprefix(f"{folder / 'expected.yaml'}:") for line in
             result.stdout.splitlines()]  # fmt: skip
    assert lines == [
        "11: ok quick: the run ends in well by 00:30",
        "13: ok quick: the path is ill, well",
        "15: ok quick: expectation helped is met",
        "17: ok quick: at 00:20 HR < 81 /min",
        (
            "18: not ok quick: at 00:20 MAP > 91 mmHg and not rhythm = sinus or HR > 90 /min: no, "
            "found MAP 90 mmHg, rhythm sinus, HR 80 /min"
        ),
        "20: ok idle: the run ends in worse by 00:31",
        " watcher: nothing is claimed",
        "small: 5 of 6 claims hold",
    ]
    assert result.return_value == 1


def test_that_the_difficulty_of_the_file_is_played(tmp_path):
    easy = pack(tmp_path, expected=EXPECTED.replace("hard", "easy"))

    assert "not ok idle: the run ends in worse by 00:31: no, it was in ill" in judged(easy).stdout


def test_that_packs_that_hold_end_with_0_and_the_worst_of_several_counts(tmp_path):
    true = EXPECTED.replace("      - {at: 20 s, that: MAP > 91 mmHg and not rhythm = sinus or "
                            "HR > 90 /min}\n", "")  # fmt: skip
    good, wrong = pack(tmp_path, "good", true), pack(tmp_path, "wrong")
    broken = pack(tmp_path, "broken", scenario=SMALL.replace("go: well", "go: wel"))

    assert judged(good).return_value == 0
    assert judged(good, wrong).return_value == 1
    result = judged(broken, wrong, good)
    assert result.return_value == 2
    assert "did you mean 'well'?" in result.stderr
    assert "small: 5 of 5 claims hold" in result.stdout, "a broken pack does not stop the others"
    assert judged("nowhere", good).return_value == 2


@pytest.mark.parametrize(
    ("expected", "said"),
    [(None, "has no expected.yaml"), ("format: clinscn-expected/1\nteams: {idle: []}\n", "claims")],
)
def test_that_a_pack_that_claims_nothing_says_so(tmp_path, expected, said):
    result = judged(pack(tmp_path, expected=expected))

    assert re.search(said, result.stdout)
    assert result.return_value == 0


def test_that_one_pack_runs_at_a_time_without_a_test(tmp_path):
    asked = ["run", str(pack(tmp_path)), str(pack(tmp_path, "other"))]
    result = CliRunner().invoke(app, asked, standalone_mode=False)

    assert isinstance(result.exception, Refusal)
