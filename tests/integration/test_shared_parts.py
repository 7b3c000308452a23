"""The small pack that takes everything from the shipped library, through the real command line."""

import json
import shutil
from pathlib import Path

import pytest
import yaml
from support.command_line import ROOT, simrunner

from simrunner.domain.text import LANGUAGES

PACK = ROOT / "tests" / "data" / "packs" / "shared-parts"
ITEMS = sorted((ROOT / "resources" / "library").glob("*.yaml"))


@pytest.fixture(autouse=True)
def _own_data(tmp_path, monkeypatch):
    monkeypatch.setenv("SIMRUNNER_DATA", str(tmp_path / "data"))


@pytest.fixture
def pack(tmp_path) -> Path:
    return Path(shutil.copytree(PACK, tmp_path / "shared-parts"))


def test_that_the_pack_is_fine_and_its_lock_is_that_of_the_shipped_parts(pack):
    assert simrunner("check", pack).code == 0
    answer = simrunner("lock", pack)
    assert (answer.code, "up to date" in answer.out) == (0, True)
    assert (pack / "scenario.lock").read_bytes() == (PACK / "scenario.lock").read_bytes()


def test_that_a_variant_is_run_and_named_in_the_summary(pack, tmp_path):
    heads = set()
    for variant, words in ((None, []), ("frail", ["--variant", "frail"])):
        out = tmp_path / str(variant)
        answer = simrunner("run", pack, "--team", "good", "--out", out, *words)
        assert answer.code == 0, answer.err
        summary = json.loads(answer.out)
        assert (summary["variant"], summary["outcome"]) == (variant, "slow")
        assert simrunner("record", "verify", out / "record.sqlite").code == 0
        heads.add(summary["head"])
    assert len(heads) == 2


def test_that_an_unknown_variant_is_refused_with_the_nearest_one(pack):
    answer = simrunner("run", pack, "--variant", "frial")
    assert answer.code == 2
    assert "did you mean 'frail'?" in answer.err


def test_that_a_part_of_ones_own_takes_the_place_of_a_shipped_one_and_must_be_accepted(
    pack, tmp_path
):
    own = tmp_path / "data" / "library"
    own.mkdir(parents=True)
    name = "help-coming@1.0.0.yaml"
    text = (ROOT / "resources" / "library" / name).read_text(encoding="utf-8")
    (own / name).write_text(text.replace("120 s", "130 s"), encoding="utf-8")
    answer = simrunner("run", pack)
    assert answer.code == 2
    assert "library/help-coming@1.0.0" in answer.err
    assert "simrunner lock PACK" in answer.err
    accepted = simrunner("lock", pack)
    assert "changed  library/help-coming@1.0.0" in accepted.out
    assert simrunner("check", pack).code == 0


def test_that_a_pack_that_takes_nothing_gets_no_lock(tmp_path):
    pack = Path(shutil.copytree(ROOT / "scenarios" / "anaphylaxis-ed", tmp_path / "plain"))
    answer = simrunner("lock", pack)
    assert (answer.code, "not needed" in answer.out) == (0, True)
    assert not (pack / "scenario.lock").exists()


@pytest.mark.parametrize("path", ITEMS, ids=lambda path: path.stem)
def test_that_a_shipped_part_is_used_by_the_pack_and_speaks_every_language(path):
    item = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert f"library/{path.stem}" in (PACK / "scenario.yaml").read_text(encoding="utf-8")
    for key in ("title", "summary"):
        assert set(item[key]) == set(LANGUAGES)
    assert item["licence"] == "CC-BY-4.0"
