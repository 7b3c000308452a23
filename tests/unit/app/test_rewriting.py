"""`fmt`, `migrate` and `schema` on the command line: what they write, refuse and answer."""

import os
import shutil
from pathlib import Path
from urllib.parse import urlparse
from urllib.request import url2pathname

import pytest
from support.command_line import refused, simrunner
from support.packs import PACKS
from support.scenario_files import SMALL

from simrunner.app.rewriting import replace_file


@pytest.fixture
def untidy(tmp_path):
    pack = tmp_path / "mine"
    shutil.copytree(PACKS[0], pack)
    file = pack / "scenario.yaml"
    file.write_bytes(file.read_bytes().replace(b"{en", b"{   en").replace(b"\n", b"\r\n"))
    return pack


def test_that_fmt_checks_then_writes_then_has_nothing_to_do(untidy):
    before = (untidy / "scenario.yaml").read_bytes()
    answer = simrunner("fmt", "--check", untidy)
    assert (answer.code, answer.out) == (1, f"{untidy / 'scenario.yaml'}: would be formatted\n")
    assert (untidy / "scenario.yaml").read_bytes() == before
    assert simrunner("fmt", untidy).code == 0
    sound = (PACKS[0] / "scenario.yaml").read_bytes()
    assert (untidy / "scenario.yaml").read_bytes() == sound
    assert simrunner("fmt", "--check", untidy) == (0, "", "")
    assert sorted(path.name for path in untidy.iterdir()) == sorted(
        path.name for path in PACKS[0].iterdir()
    )


def test_that_migrate_checks_then_writes_then_has_nothing_to_do(tmp_path):
    file = tmp_path / "old.yaml"
    file.write_text(SMALL.replace("clinscn/1", "clinscn/0"), encoding="utf-8")
    answer = simrunner("migrate", "--check", file)
    assert (answer.code, answer.out) == (1, f"{file}: would be migrated\n")
    assert simrunner("migrate", file).code == 0
    assert file.read_text(encoding="utf-8") == SMALL
    assert simrunner("migrate", "--check", file) == (0, "", "")


def test_that_a_file_that_cannot_be_read_is_left_alone_and_the_others_are_done(untidy, tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_bytes(b"a: [1\n")
    answer = simrunner("fmt", broken, untidy)
    assert answer.code == 2
    assert "broken.yaml:2:1: error E105" in answer.err
    assert answer.out == f"{untidy / 'scenario.yaml'}: formatted\n"
    assert broken.read_bytes() == b"a: [1\n"


def test_that_a_missing_file_and_a_folder_that_is_no_pack_are_refused(tmp_path):
    assert "There is no file" in refused(2, "fmt", tmp_path / "none.yaml")
    assert "is not a scenario pack" in refused(2, "migrate", tmp_path)


def test_that_a_file_is_replaced_at_once_with_its_permissions_through_links(tmp_path):
    real, link = tmp_path / "real.yaml", tmp_path / "link.yaml"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    replace_file(link, b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    if os.name != "nt":
        assert real.stat().st_mode & 0o777 == 0o640
    assert sorted(tmp_path.iterdir()) == [link, real]


def test_that_schema_prints_lines_that_lead_to_the_files():
    answer = simrunner("schema")
    lines = answer.out.splitlines()
    assert len(lines) == 3
    for line in lines:
        head, _, place = line.partition("$schema=")
        assert head == "# yaml-language-server: "
        assert Path(url2pathname(urlparse(place).path)).is_file()
