"""Section 11 of clinscn/1: the files of a pack, and the words of scripted teams."""

import pytest
from support.packs import shipped_catalogue
from support.scenario_files import SMALL

from simrunner.scenario.pack import check_file

CATALOGUE = shipped_catalogue()
HEAD = "format: clinscn-expected/1\n"
DRIP = SMALL.replace('"mass, mass/kg, count"', '"mass, mass/kg, count, mass/time"')
ROOM = (
    DRIP + "events: {family: Family arrives}\nmedia: {xray: {file: %s, licence: CC0-1.0, en: X}}\n"
)


def pack(tmp_path, expected=f"{HEAD}teams: {{good: []}}\n", file="media/x.png"):
    (tmp_path / "media").mkdir(exist_ok=True)
    (tmp_path / "media" / "x.png").write_bytes(b"x")
    (tmp_path / "media" / "x.en.png").write_bytes(b"x")
    (tmp_path / "scenario.yaml").write_text(ROOM % file, encoding="utf-8")
    (tmp_path / "expected.yaml").write_text(expected, encoding="utf-8")
    return tmp_path


def errors(folder):
    return [(each.file, each.code) for each in check_file(folder, CATALOGUE) if each.code[0] == "E"]


@pytest.mark.parametrize(
    ("file", "is_right"),
    [
        ("media/x.png", True), ("./media/x.png", True), ("/media/x.png", False),
        ("../media/x.png", False), ("media/../../x.png", False), ("media/gone.png", False),
        ("C:/x.png", False), ("media\\x.png", False), ("media", False),
    ],
)  # fmt: skip
def test_that_a_file_reference_is_relative_and_inside_the_pack(tmp_path, file, is_right):
    assert errors(pack(tmp_path, file=file)) == ([] if is_right else [("scenario.yaml", "E703")])


def test_that_lang_in_a_file_stands_for_each_language(tmp_path):
    folder = pack(tmp_path, file="media/x.LANG.png")
    text = (folder / "scenario.yaml").read_text().replace("title: A", "languages: [en]\ntitle: A")
    (folder / "scenario.yaml").write_text(text)
    assert errors(folder) == []
    both = text.replace("languages: [en]", "languages: [en, zh-CN]")
    (folder / "scenario.yaml").write_text(both)
    assert errors(folder) == [("scenario.yaml", "E703")]


@pytest.mark.parametrize(
    "words",
    [
        "give adrenaline 0.5 mg IM", "give adrenaline 0.5 mg IM 10 s ago", "act help",
        "infuse adrenaline 5 mcg/min", "infuse adrenaline 0", "act help 5 s ago", "order xray",
        "shock 150 J", "shock 150 J sync", "cpr for 2 min", "cpr for 2 min rate 110 depth 54 mm",
        "event family", "goto worse", "goto patient.worse", "pin HR 80 /min", "release HR",
        "release HR over 10 s", "manual on", "manual off",
    ],
)  # fmt: skip
def test_that_a_team_may_do(tmp_path, words):
    expected = f"{HEAD}teams: {{good: [{{at: 40 s, do: '{words}'}}]}}\n"
    assert errors(pack(tmp_path, expected)) == []


@pytest.mark.parametrize(
    "words",
    [
        "give adrenaline 1.0 mg IM", "give adrenaline 0.5 mg", "give atropine 0.5 mg IV",
        "act dance", "order blood", "shock J", "shock 150 J later", "cpr", "event rain",
        "goto heaven", "pin HR 80 mmHg", "pin CVP 7 cmH2O", "release XY", "manual maybe", "fly",
        "act help 50 s ago",
    ],
)  # fmt: skip
def test_that_a_team_may_not_do(tmp_path, words):
    expected = f"{HEAD}teams: {{good: [{{at: 40 s, do: '{words}'}}]}}\n"
    assert errors(pack(tmp_path, expected)) == [("expected.yaml", "E702")]


GOOD = (
    "expect: {good: {outcome: well, by: 5 min, path: [ill, well], status: {helped: met}, "
    "vitals: [{at: 10 s, that: HR > 70 /min}]}}\n"
)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("", "", None), ("outcome: well", "outcome: wel", "E501"),
        ("path: [ill, well]", "path: [il]", "E501"), ("by: 5 min", "by: 5", "E305"),
        ("helped: met", "helped: meet", "E206"), ("helped: met", "help: met", "E502"),
        ("70 /min}", "70 mmHg}", "E303"), ("expect: {good", "expect: {god", "E502"),
        ("HR > 70 /min", "done help since cue", "E403"),
    ],
)  # fmt: skip
def test_that_what_must_come_of_a_team_is_judged(tmp_path, old, new, code):
    expected = f"{HEAD}seed: 3\ndifficulty: hard\nteams: {{good: []}}\n{GOOD.replace(old, new)}"
    found = errors(pack(tmp_path, expected))
    assert found == ([] if code is None else [("expected.yaml", code)])


@pytest.mark.parametrize(
    ("line", "code"), [("seed: -3\n", "E301"), ("difficulty: har\n", "E206"), ("sed: 3\n", "E201")]
)
def test_that_seed_and_difficulty_are_judged(tmp_path, line, code):
    assert errors(pack(tmp_path, f"{HEAD}{line}teams: {{good: []}}\n")) == [("expected.yaml", code)]
