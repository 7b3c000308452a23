"""`check --explore` says what was found, proves it, and answers the shell."""

import json

import pytest
import yaml
from support.scenario_files import SMALL
from typer.testing import CliRunner

from simrunner.app import exit_code
from simrunner.app.cli import app
from simrunner.app.exit_code import Refusal
from simrunner.rehearsal.explored import Exploration

LOOP = """\
  patient:
    start: calm
    states:
      calm: {title: Calm, when: [{if: done help, go: ping}, {after: 1 min, go: over}]}
      ping: {title: Ping, when: [{if: done help, go: pong}]}
      pong: {title: Pong, when: [{if: done help, go: ping}]}
      lost: {title: Lost, when: [{after: 1 min, go: over}]}
      over: {title: Over, final: true}
"""


def explored(folder, *words):
    asked = ["check", str(folder), "--explore", "--explore-nodes", "30", *words]
    return CliRunner().invoke(app, asked, standalone_mode=False)


@pytest.fixture
def small_pack(tmp_path):
    (tmp_path / "scenario.yaml").write_text(SMALL, encoding="utf-8")
    return tmp_path


@pytest.fixture
def looping_pack(tmp_path):
    head = SMALL[: SMALL.index("regions:")]
    text = f"{head}regions:\n{LOOP}"
    (tmp_path / "scenario.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_that_a_sound_pack_ends_well_and_its_scripts_are_yaml(small_pack):
    result = explored(small_pack)

    assert result.return_value == exit_code.OK
    assert "states reached: " in result.output
    lines = [line.strip() for line in result.output.splitlines()]
    scripts = [yaml.safe_load(line)[0] for line in lines if line.startswith("- {")]
    assert all(set(script) == {"at", "do"} for script in scripts)


def test_that_a_loop_without_end_ends_with_2_and_shows_the_line_that_starts_it(looping_pack):
    result = explored(looping_pack)

    assert result.return_value == exit_code.BAD_INPUT
    assert "more than 64 microsteps" in result.output
    assert "[proved]" in result.output
    assert "do: act help}" in result.output


def test_that_a_state_nobody_reaches_is_told_with_the_line_of_the_file(looping_pack):
    text = (looping_pack / "scenario.yaml").read_text(encoding="utf-8")
    number = 1 + next(i for i, line in enumerate(text.splitlines()) if "lost:" in line)

    result = explored(looping_pack)

    assert f"scenario.yaml:{number}: no run reached the state patient.lost" in result.output
    assert "[not found within " in result.output


def test_that_json_is_the_exploration_alone(small_pack):
    result = explored(small_pack, "--json")

    assert Exploration.from_json(result.output).has_faults is False
    assert json.loads(result.output)["most_situations"] == 30


def test_that_json_without_an_exploration_is_refused(small_pack):
    result = CliRunner().invoke(app, ["check", str(small_pack), "--json"], standalone_mode=False)

    assert isinstance(result.exception, Refusal)
