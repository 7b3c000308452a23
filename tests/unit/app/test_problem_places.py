"""Whichever verb finds it: a problem is told with the way to its file, folder included."""

import shutil

import pytest
from support.packs import PACKS

from simrunner.app import cli


@pytest.fixture
def broken(tmp_path):
    pack = tmp_path / "mine"
    shutil.copytree(PACKS[0], pack)
    file = pack / "scenario.yaml"
    file.write_bytes(file.read_bytes().replace(b"start: onset", b"start: nowhere"))
    return pack


@pytest.mark.parametrize(
    "words",
    [("check",), ("check", "--explore"), ("run",), ("run", "--test"), ("graph",),
     ("rehearse", "--runs", "1"), ("lock",)],
    ids=" ".join,
)  # fmt: skip
def test_that_every_verb_names_the_file_with_its_folder(broken, monkeypatch, capsys, words):
    monkeypatch.setattr("sys.argv", ["simrunner", *words, str(broken)])

    code = cli.run_command_line()

    said = capsys.readouterr().err
    assert code == 2
    assert f"{broken / 'scenario.yaml'}:" in said, said
    assert "nowhere" in said


def test_that_problems_of_a_file_of_teams_are_told_where_that_file_lies(
    broken, tmp_path, monkeypatch, capsys
):
    teams = tmp_path / "elsewhere" / "teams.yaml"
    teams.parent.mkdir()
    teams.write_text("format: clinscn-expected/1\nteams: [\n", encoding="utf-8")
    monkeypatch.setattr(
        "sys.argv", ["simrunner", "run", str(PACKS[0]), "--team", str(teams)]
    )  # fmt: skip

    assert cli.run_command_line() == 2
    assert f"{teams}:" in capsys.readouterr().err
