"""Slips on the authoring commands: the place is told, and what to do."""

import pytest
from support.command_line import refused, simrunner
from support.scenario_files import small


@pytest.fixture
def broken(tmp_path):
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "scenario.yaml").write_text(small(("rhythm: sinus", "rhythm: sinsu")))
    return folder


@pytest.mark.parametrize("asked", [["lock"], ["run", "--test"]])
def test_that_a_fault_is_told_with_the_folder_of_its_pack(broken, asked):
    told = refused(2, *asked, str(broken))
    assert f"{broken / 'scenario.yaml'}:" in told


def test_that_findings_that_cannot_be_written_are_no_bug_of_the_program(broken, tmp_path):
    nowhere = tmp_path / "missing" / "findings.sarif"
    done = simrunner("check", str(broken), "--sarif", str(nowhere))
    assert "cannot be written" in done.err
    assert "bug" not in done.err


def test_that_naming_the_claims_of_a_pack_checks_the_pack(broken):
    (broken / "expected.yaml").write_text("format: clinscn-expected/1\nteams: {idle: []}\n")
    told = refused(2, "check", str(broken / "expected.yaml"))
    assert "E502" in told
    assert "E202" not in told, "the claims were read as a scenario"


def test_that_a_text_test_refuses_a_variant_that_it_would_not_play(broken):
    told = refused(2, "run", "--test", str(broken), "--variant", "frail")
    assert "leave out --variant" in told
