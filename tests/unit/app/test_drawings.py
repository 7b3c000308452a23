"""`simrunner graph` writes a pack's chart in the form, region and language asked for."""

from xml.etree import ElementTree as ET

import pytest
from support.scenario_files import SMALL
from typer.testing import CliRunner

from simrunner.app.cli import app
from simrunner.app.exit_code import ENVIRONMENT, Refusal
from simrunner.scenario.source.problem import ScenarioError


def drawn(*words):
    return CliRunner().invoke(app, ["graph", *map(str, words)], standalone_mode=False)


@pytest.mark.parametrize(
    ("form", "begins"),
    [("dot", 'digraph "mh-crisis-or" {'), ("mermaid", "stateDiagram-v2\n"), ("scxml", "<?xml ")],
)
def test_that_each_form_goes_to_standard_output_and_to_a_file_alike(tmp_path, form, begins):
    shown = drawn("mh-crisis-or", "--format", form)
    written = drawn("mh-crisis-or", "--format", form, "--out", tmp_path / "chart")

    assert shown.exception is None
    assert shown.stdout.startswith(begins)
    assert shown.stdout == (tmp_path / "chart").read_text(encoding="utf-8")
    assert written.stdout == ""


def test_that_titles_follow_the_language_and_one_region_stands_alone():
    chinese = drawn("mh-crisis-or", "--lang", "zh-CN", "--region", "theatre").stdout

    assert '"theatre.operating" [label="手术中"]' in chinese
    assert "patient." not in chinese
    root = ET.fromstring(drawn("mh-crisis-or", "--format", "scxml", "--region", "lab").stdout)
    assert [each.get("id") for each in root] == ["lab"], "one region needs no parallel state"


@pytest.mark.parametrize(
    ("words", "offer"),
    [
        (["mh-crisis-or", "--format", "png"], "dot, mermaid, scxml"),
        (["mh-crisis-or", "--region", "patients"], "patient, theatre, lab"),
        (["mh-crisis-or", "--lang", "fr"], "zh-CN"),
        (["nowhere"], "anaphylaxis-ed"),
    ],
)
def test_that_an_unknown_name_is_refused_with_those_that_exist(words, offer):
    error = drawn(*words).exception

    assert isinstance(error, Refusal)
    assert offer in str(error)


def test_that_a_file_that_cannot_be_written_is_told_as_such(tmp_path):
    error = drawn("mh-crisis-or", "--out", tmp_path / "none" / "chart.dot").exception

    assert isinstance(error, Refusal)
    assert error.code == ENVIRONMENT


def test_that_a_broken_pack_tells_its_problems(tmp_path):
    (tmp_path / "scenario.yaml").write_text(SMALL.replace("go: well", "go: wel"), encoding="utf-8")

    assert isinstance(drawn(tmp_path).exception, ScenarioError)
