"""A kept scenario is the scenario; anything else in the folder is as good as nothing."""

import hashlib
from dataclasses import replace

import pytest
from support.packs import PACKS, shipped_catalogue
from support.scenario_files import SMALL, small

from simrunner.scenario.cache import ScenarioCache
from simrunner.scenario.loader import load_scenario
from simrunner.scenario.pack import load_stored
from simrunner.scenario.source.problem import Problems, ScenarioError

CATALOGUE = shipped_catalogue()


@pytest.fixture
def cache(tmp_path):
    return ScenarioCache(tmp_path / "kept", CATALOGUE)


def kept_files(tmp_path):
    return sorted((tmp_path / "kept").glob("*"))


def load(cache, content, difficulty="normal"):
    problems = Problems("scenario.yaml")
    return cache.load(content, problems, difficulty=difficulty), problems.all


def read(content, difficulty="normal"):
    problems = Problems("scenario.yaml")
    loaded = load_scenario(content, CATALOGUE, problems, difficulty=difficulty)
    return loaded.scenario, problems.all


@pytest.mark.parametrize("difficulty", ["easy", "normal", "hard"])
@pytest.mark.parametrize(
    "content",
    [*((pack / "scenario.yaml").read_bytes() for pack in PACKS), SMALL.encode()],
    ids=[*(pack.name for pack in PACKS), "small"],
)
def test_that_a_kept_scenario_equals_the_one_that_was_read(cache, content, difficulty):
    fresh = load(cache, content, difficulty)
    assert load(cache, content, difficulty) == fresh == read(content, difficulty)


def test_that_a_kept_scenario_comes_from_the_folder(cache, tmp_path):
    load(cache, SMALL.encode())
    (file,) = kept_files(tmp_path)
    text = file.read_bytes().partition(b"\n")[2].replace(b"A small one", b"A kept one")
    file.write_bytes(_signed(text))
    scenario, _ = load(cache, SMALL.encode())
    assert scenario.title.plain == "A kept one"


def test_that_the_regions_of_a_kept_scenario_are_made_when_somebody_asks(cache, tmp_path):
    load(cache, SMALL.encode())
    (file,) = kept_files(tmp_path)
    text = file.read_bytes().partition(b"\n")[2]
    head, regions, canonical = text.split(b"\n", 2)
    changed = b"\n".join((head, regions.replace(b"worse", b"grave"), canonical))
    file.write_bytes(_signed(changed))
    scenario, _ = load(cache, SMALL.encode())
    file.unlink()
    assert [state.id for state in scenario.regions[0].states] == ["ill", "grave", "well"]


@pytest.mark.parametrize(
    "rows",
    [b"", b"[]", b"nonsense", b"[" * 100_000, b'{"plain": [], "groups": []}',
     b'{"plain": [], "groups": [["alone", 1, [1]]]}',
     b'{"plain": [], "groups": [["alone", 0, []]]}'],
)  # fmt: skip
def test_that_regions_that_cannot_be_made_are_read_from_the_file_again(cache, tmp_path, rows):
    load(cache, SMALL.encode())
    (file,) = kept_files(tmp_path)
    head, _, canonical = file.read_bytes().partition(b"\n")[2].split(b"\n", 2)
    file.write_bytes(_signed(b"\n".join((head, rows, canonical))))
    assert load(cache, SMALL.encode()) == read(SMALL.encode())


def test_that_warnings_are_kept_too(cache):
    content = small(("detect: done help", "detect: given adrenaline > 30 mg"))
    first = load(cache, content.encode())
    assert [problem.code for problem in first[1]] == ["W320"]
    assert load(cache, content.encode()) == first


def test_that_a_file_with_errors_is_not_kept(cache, tmp_path):
    assert load(cache, b"a: 1\n")[0] is None
    assert kept_files(tmp_path) == []
    with pytest.raises(ScenarioError):
        load_stored("{}", CATALOGUE, cache)


def test_that_other_bytes_levels_and_built_in_data_are_other_files(tmp_path, cache):
    load(cache, SMALL.encode())
    load(cache, SMALL.encode() + b"# x\n")
    load(cache, SMALL.encode(), "hard")
    fewer = replace(CATALOGUE, layouts=CATALOGUE.layouts - {"theatre"})
    load(ScenarioCache(tmp_path / "kept", fewer), SMALL.encode())
    assert len(kept_files(tmp_path)) == 4


def _signed(text):
    return hashlib.sha256(text).hexdigest().encode() + b"\n" + text


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[:-5],
        lambda content: content.replace(b"small", b"large"),
        lambda content: b"\x00" * 100,
        lambda content: _signed(b"{}"),
        lambda content: _signed(b"[]"),
        lambda content: _signed(b"nonsense"),
        lambda content: _signed(b"[" * 100_000),
        lambda content: _signed(b'{"plain": [], "groups": []}'),
        lambda content: _signed(b'{"plain": [], "groups": [["Popen args", 1, ["x"]]]}'),
        lambda content: _signed(b'{"plain": [], "groups": [["tuple 1", 1, {"at": [7]}]]}'),
        lambda content: _signed(b'{"plain": [], "groups": [["tuple 1", 1, {"on": [0]}]]}'),
        lambda content: _signed(b'{"plain": [], "groups": [["tuple 2", 1, [1], [2]]]}'),
        lambda content: _signed(b'{"plain": [], "groups": [["decimal", 1, ["x"]]]}'),
        lambda content: _signed(b'{"plain": [], "groups": [["decimal", 2, ["1"]]]}'),
        lambda content: _signed(b'{"plain": [], "groups": [["Text no_such", 1, ["x"]]]}'),
        lambda content: _signed(b'{"plain": [], "groups": [["Text plain", 1, ["x"]]]}'),
    ],
)
def test_that_a_damaged_or_foreign_file_is_ignored_and_written_anew(cache, tmp_path, damage):
    sound = load(cache, SMALL.encode())
    (file,) = kept_files(tmp_path)
    content = file.read_bytes()
    file.write_bytes(damage(content))
    assert load(cache, SMALL.encode()) == sound
    assert kept_files(tmp_path) == [file]
    assert file.read_bytes() == content


def test_that_without_a_folder_or_where_nothing_can_be_written_it_is_read_each_time(tmp_path):
    (tmp_path / "kept").write_bytes(b"a file where the folder should be")
    for folder in (None, tmp_path / "kept"):
        cache = ScenarioCache(folder, CATALOGUE)
        assert load(cache, SMALL.encode()) == load(cache, SMALL.encode()) == read(SMALL.encode())


def test_that_the_oldest_scenarios_go(cache, tmp_path, monkeypatch):
    monkeypatch.setattr("simrunner.scenario.cache.MAX_FILES", 3)
    for number in range(5):
        load(cache, SMALL.encode() + b"#" * number)
    assert len(kept_files(tmp_path)) == 3
