"""Packs as folders: briefs, media, scripted teams."""

import hashlib
import shutil

import pytest
from support.packs import PACKS, SCENARIOS, shipped_catalogue
from support.scenario_files import SMALL

from simrunner.scenario.pack import check_file, load_pack
from simrunner.scenario.source.problem import ScenarioError

CATALOGUE = shipped_catalogue()
EXPECTED = """\
format: clinscn-expected/1
seed: 7
difficulty: hard
teams:
  good:
    - {at: 10 s, do: act help}
    - {at: 20 s, do: give adrenaline 0.5 mg IM}
expect:
  good:
    outcome: well
    by: 1 min
    path: [ill, well]
    status: {helped: met}
    vitals: [{at: 5 s, that: HR = 80 /min}]
"""
MEDIA = "media: {film: {file: media/film.LANG.md, licence: CC0-1.0, en: A film}}\n"


def folder(path, scenario=SMALL, **files):
    path.joinpath("scenario.yaml").write_text(scenario, encoding="utf-8")
    for name, content in files.items():
        file = path / name.replace("__", "/").replace("_yaml", ".yaml").replace("_md", ".md")
        file.parent.mkdir(exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return path


def codes(path):
    return [(each.file, each.code, each.line) for each in check_file(path, CATALOGUE)]


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.name)
@pytest.mark.parametrize("difficulty", ["easy", "normal", "hard"])
def test_that_shipped_packs_are_clean_and_whole(path, difficulty):
    pack = load_pack(path, CATALOGUE, difficulty=difficulty, is_advised=True)
    assert {each.severity for each in pack.warnings} <= {"info"}
    assert ["en", "zh-CN"] == list(pack.prebrief) == list(pack.handover)
    assert {"good", "average", "poor"} == set(pack.expected.teams) == set(pack.expected.outcomes)
    outcomes = pack.expected.outcomes.values()
    assert len({each.path for each in outcomes}) == 3
    ids = {each.id for each in pack.scenario.expectations}
    assert all(ids == set(each.statuses) for each in outcomes)
    assert all(each.outcome == each.path[-1] and each.vitals for each in outcomes)


def test_that_both_shipped_packs_are_there():
    assert [path.name for path in PACKS] == ["anaphylaxis-ed", "haemorrhage-or", "mh-crisis-or"]


def test_that_scripted_teams_are_read(tmp_path):
    expected = load_pack(folder(tmp_path, expected_yaml=EXPECTED), CATALOGUE).expected
    assert (expected.seed, expected.difficulty) == (7, "hard")
    steps = expected.teams["good"]
    assert [(step.at_ms, step.do, step.line) for step in steps] == [
        (10_000, "act help", 6),
        (20_000, "give adrenaline 0.5 mg IM", 7),
    ]
    outcome = expected.outcomes["good"]
    assert (outcome.outcome, outcome.by_ms, outcome.path) == ("well", 60_000, ("ill", "well"))
    assert outcome.statuses == {"helped": "met"}
    assert [(each.at_ms, each.words) for each in outcome.vitals] == [(5_000, "HR = 80 /min")]


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("do: act help", "do: act hlp", "E702", 6),
        ("do: act help", "do: act help 1 min ago", "E702", 6),
        ("0.5 mg IM", "5 mL IM", "E702", 7),
        ("at: 20 s", "at: 20", "E305", 7),
        ("outcome: well", "outcome: wel", "E501", 10),
        ("[ill, well]", "[ill, wrong]", "E501", 12),
        ("helped: met", "helpd: met", "E502", 13),
        ("helped: met", "helped: fine", "E206", 13),
        ("HR = 80 /min", "HR = 80", "E303", 14),
        ("  good:\n    outcome", "  goood:\n    outcome", "E502", 9),
        ("expected/1", "expected/2", "E207", 1),
        ("difficulty: hard", "difficulty: hrad", "E206", 3),
        ("seed: 7", "seed: x", "E301", 2),
        ("by: 1 min", "buy: 1 min", "E201", 11),
    ],
)
def test_that_faults_in_scripted_teams_are_found(tmp_path, old, new, code, line):
    assert old in EXPECTED
    path = folder(tmp_path, expected_yaml=EXPECTED.replace(old, new))
    assert ("expected.yaml", code, line) in codes(path)
    with pytest.raises(ScenarioError):
        load_pack(path, CATALOGUE)


def test_that_a_missing_language_of_a_brief_is_a_warning(tmp_path):
    text = SMALL.replace("title:", "languages: [en, zh-CN]\ntitle:")
    path = folder(tmp_path, text, expected_yaml=EXPECTED, prebrief_en_md="Hello")
    path.joinpath("prebrief_en.md").rename(path / "prebrief.en.md")
    pack = load_pack(path, CATALOGUE)
    assert pack.prebrief == {"en": "Hello"}
    assert [each.message for each in pack.warnings if each.code == "W701"] == [
        "prebrief.zh-CN.md is missing"
    ]


def test_that_a_media_file_is_looked_for_in_every_language(tmp_path):
    text = SMALL.replace("trend: {HR", "show: film\n        trend: {HR") + MEDIA
    path = folder(tmp_path, text, expected_yaml=EXPECTED, media__film_md="x")
    missing = [each.message for each in check_file(path, CATALOGUE) if each.code == "E703"]
    assert len(missing) == 2
    for language in ("en", "zh-CN"):
        shutil.copy(path / "media" / "film.md", path / "media" / f"film.{language}.md")
    assert check_file(path, CATALOGUE) == ()


@pytest.mark.parametrize(
    "name", ["../secret.txt", "/etc/hostname", "media/../../x", "C:/x.txt", "a\\b.txt"]
)
def test_that_media_outside_the_pack_are_refused(tmp_path, name):
    inside = tmp_path / "pack"
    inside.mkdir()
    tmp_path.joinpath("secret.txt").write_text("x", encoding="utf-8")
    media = MEDIA.replace("media/film.LANG.md", f"'{name}'")
    path = folder(inside, SMALL.replace("trend: {HR", "show: film\n        trend: {HR") + media)
    found = [each for each in check_file(path, CATALOGUE) if each.code == "E703"]
    assert "not a relative path inside the pack" in found[0].message


def test_that_a_link_out_of_the_pack_is_refused(tmp_path):
    inside = tmp_path / "pack"
    inside.mkdir()
    tmp_path.joinpath("secret.txt").write_text("x", encoding="utf-8")
    inside.joinpath("film.md").symlink_to(tmp_path / "secret.txt")
    media = MEDIA.replace("media/film.LANG.md", "film.md")
    path = folder(inside, SMALL.replace("trend: {HR", "show: film\n        trend: {HR") + media)
    assert "E703" in {each.code for each in check_file(path, CATALOGUE)}


def test_that_a_hashed_media_file_must_be_the_one_that_was_hashed(tmp_path):
    right = hashlib.sha256(b"x").hexdigest()
    for digest, is_right in ((right, True), ("0" * 64, False)):
        media = MEDIA.replace("film.LANG.md,", f"film.md, sha256: '{digest}',")
        text = SMALL.replace("trend: {HR", "show: film\n        trend: {HR") + media
        path = folder(tmp_path, text, expected_yaml=EXPECTED, media__film_md="x")
        assert is_right is ("E703" not in {each.code for each in check_file(path, CATALOGUE)})


def test_that_a_folder_without_a_scenario_is_refused(tmp_path):
    assert codes(tmp_path) == [("scenario.yaml", "E701", 1)]
    with pytest.raises(ScenarioError, match="cannot be read"):
        load_pack(tmp_path, CATALOGUE)


def test_that_a_scenario_file_can_be_checked_alone():
    found = check_file(SCENARIOS / "mh-crisis-or" / "scenario.yaml", CATALOGUE)
    assert {(each.file, each.severity) for each in found} == {("scenario.yaml", "info")}


def test_that_the_error_lists_every_problem_with_its_place(tmp_path):
    path = folder(tmp_path, SMALL.replace("rhythm: sinus", "rhythm: sinuss"))
    with pytest.raises(ScenarioError) as caught:
        load_pack(path, CATALOGUE)
    assert "scenario.yaml:16:9 error E502" in str(caught.value)
    assert "did you mean 'sinus'?" in str(caught.value)
