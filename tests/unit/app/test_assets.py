"""Where the built-in data is: beside the source, or inside an installed package."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.packs import shipped_catalogue

from simrunner.app import assets
from simrunner.app.assets import (
    names_of,
    read_alarm_set,
    read_catalogue,
    read_instrument,
    read_rhythms,
)
from simrunner.app.assets_folder import pack_folders, resources_folder, scenarios_folder

ROOT = Path(__file__).resolve().parents[3]
SHOW = "from simrunner.app.assets_folder import *; print(resources_folder(), scenarios_folder())"


def packed(folder, *, is_installed):
    """Lay out a copy of the package: as a wheel unpacks it, or as the source tree has it."""
    inside = folder / "simrunner" if is_installed else folder
    mark = "_" if is_installed else ""
    shutil.copytree(
        ROOT / "simrunner", folder / "simrunner",
        ignore=shutil.ignore_patterns("ui", "__pycache__"),
    )  # fmt: skip
    for name in ("resources", "scenarios"):
        (inside / f"{mark}{name}").mkdir()
    return [str(inside / f"{mark}{name}") for name in ("resources", "scenarios")]


@pytest.mark.parametrize("is_installed", [True, False])
def test_that_the_data_is_found_in_both_places(tmp_path, is_installed):
    folder = tmp_path.resolve() / "site"
    wanted = packed(folder, is_installed=is_installed)

    found = subprocess.run(
        [sys.executable, "-c", SHOW], cwd=tmp_path, env={"PYTHONPATH": str(folder)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert found.stdout.split() == wanted


def test_that_this_tree_has_its_data_beside_it():
    assert resources_folder() == ROOT / "resources"
    assert scenarios_folder() == ROOT / "scenarios"


def test_that_packs_are_listed_by_name_and_the_users_own_wins(tmp_path):
    shipped = pack_folders(tmp_path)
    assert [folder.name for folder in shipped] == sorted(folder.name for folder in shipped)
    assert len(shipped) >= 2
    for name in ("my-own", shipped[0].name, "no-pack"):
        (tmp_path / "scenarios" / name).mkdir(parents=True)
    for name in ("my-own", shipped[0].name):
        (tmp_path / "scenarios" / name / "scenario.yaml").touch()

    both = {folder.name: folder for folder in pack_folders(tmp_path)}

    assert set(both) == {folder.name for folder in shipped} | {"my-own"}
    assert both["my-own"].parent == both[shipped[0].name].parent == tmp_path / "scenarios"


def test_that_every_drug_and_rhythm_has_both_names_and_a_source():
    catalogue = read_catalogue()

    assert len(catalogue.drugs) > 20
    assert len(catalogue.rhythms) > 40
    for row in (*catalogue.drugs.values(), *catalogue.rhythms.values()):
        assert {"en", "zh-CN"} <= set(row.name.by_language), row.id
    assert all(row.source for row in catalogue.drugs.values())


def test_that_a_drug_in_two_files_is_refused(tmp_path, monkeypatch):
    folder = tmp_path / "resources"
    shutil.copytree(resources_folder(), folder)
    (folder / "drugs" / "zz.toml").write_bytes((folder / "drugs" / "opioids.toml").read_bytes())
    monkeypatch.setattr(assets, "resources_folder", lambda: folder)

    with pytest.raises(ValueError, match=r"zz\.toml has the drug 'fentanyl' again"):
        read_catalogue()


def test_that_the_tests_read_the_tables_as_the_program_does():
    program, tests = read_catalogue(), shipped_catalogue()

    assert program.drugs == tests.drugs
    assert program.templates == tests.templates


def test_that_every_rhythm_that_a_file_may_name_is_made_of_something():
    assert set(read_catalogue().rhythms) == set(read_rhythms())


def test_that_every_instrument_the_catalogue_names_can_be_read():
    names = read_catalogue().instruments
    assert names
    assert {read_instrument(name).id for name in names} == names


def test_that_the_alarm_set_and_the_closed_lists_are_there():
    assert read_alarm_set()
    assert {"en", "zh-CN"} <= set(names_of("professions")["nurse"].by_language)
