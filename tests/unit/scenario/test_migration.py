"""Older files become files of today, with their comments; nothing happens to them twice."""

from pathlib import Path

import pytest
from support.packs import PACKS
from support.scenario_files import SMALL, check

from simrunner.scenario.migration.steps import migrated

OLD = sorted((Path(__file__).parent / "clinscn-0").glob("*.yaml"))


def migrate(content):
    content = content.encode() if isinstance(content, str) else content
    found = migrated(content, "scenario.yaml")
    return found.text, found.problems


def codes(problems):
    return [problem.code for problem in problems]


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.stem)
def test_that_a_file_of_the_first_drafts_becomes_one_that_checks(path):
    text, _ = migrate(path.read_bytes())
    scenario, problems = check(text)
    assert scenario is not None, [str(problem) for problem in problems]
    assert [problem for problem in problems if problem.severity == "error"] == []


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.stem)
def test_that_migrating_twice_changes_nothing_more(path):
    once, _ = migrate(path.read_bytes())
    assert migrate(once) == (once, ())


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.stem)
def test_that_every_comment_stays(path):
    source = path.read_text(encoding="utf-8")
    text, _ = migrate(source)
    comments = [line[line.index("#") :] for line in source.splitlines() if "#" in line]
    assert [line[line.index("#") :] for line in text.splitlines() if "#" in line] == comments


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_that_files_of_today_are_left_alone(pack):
    for name in ("scenario.yaml", "expected.yaml"):
        text = (pack / name).read_text(encoding="utf-8")
        assert migrate(text) == (text, ())


def test_that_a_mean_pressure_becomes_the_diastolic_one_that_gives_it():
    text, _ = migrate((OLD[1]).read_bytes())
    # MAP = DBP + (SBP - DBP) / 3: 60 = 46 + (88 - 46) / 3 and 80 = 65 + (110 - 65) / 3
    assert "{SBP: 88 mmHg over 4 min, DBP: 46 mmHg over 4 min, HR" in text
    assert "{DBP: 65 mmHg, SBP: 110 mmHg}" in text
    assert "MAP: 86" not in text
    assert "SBP: 0 mmHg, DBP: 0 mmHg}" in text
    text, _ = migrate((OLD[0]).read_bytes())
    assert "DBP: 45 mmHg over 3 min curve exp   # mean falls too" in text
    assert "vitals: {HR: 80 /min, SBP: 120" in text


def test_that_a_mean_pressure_alone_is_left_to_a_person():
    old = old_small(("SBP: 120 mmHg, DBP: 75 mmHg", "MAP: 90 mmHg"))
    text, problems = migrate(old)
    assert "W801" in codes(problems)
    assert "MAP: 90 mmHg" in text
    written = next(each for each in problems if each.code == "W801")
    assert old.splitlines()[written.line - 1][written.column - 1 :].startswith("MAP")


def test_that_words_of_the_language_no_longer_name_states():
    text, problems = migrate((OLD[1]).read_bytes())
    assert codes(problems).count("I801") == 2
    for part in ("start: running-state", "in help.running-state,", "go: running-state,"):
        assert part in text, part
    assert "enter help.here" in text
    assert "# blood is running\n" in text


def test_that_what_a_person_must_judge_is_said_with_its_place():
    _, problems = migrate((OLD[1]).read_bytes())
    assert sorted(set(codes(problems))) == ["I801", "W802", "W803", "W804"]
    roles = [problem for problem in problems if problem.code == "W802"]
    assert ["nurse" in roles[0].message, "registrar" in roles[1].message] == [True, True]
    assert all(problem.line > 1 for problem in problems)


def test_that_professions_are_brought_to_the_closed_list():
    text, _ = migrate((OLD[0]).read_bytes())
    assert "professions: [anaesthetist, anaesthetic-assistant, theatre-nurse]" in text
    assert "\nsetting: operating-room\n" in text


def test_that_an_old_file_written_as_json_becomes_lines():
    text, problems = migrate(
        '{"format": "clinscn/0", "duration": "5 min", "vitals": {"HR": "1 /min"}}'
    )
    assert text == (
        'format: clinscn/1\n"duration": "5 min"\nsetting: emergency\n"vitals": {"HR": "1 /min"}\n'
        "rhythm: sinus\n"
    ).replace("format:", '"format":')
    assert codes(problems) == ["W804", "W803"]


@pytest.mark.parametrize(
    ("format_", "words"),
    [
        ("clinscn/2", "newer than this program"), ("clinscn/12", "newer than this program"),
        ("clinscn/-1", "is not known"), ("clinscn", "is not known"), ("yaml", "is not known"),
    ],
)  # fmt: skip
def test_that_a_format_without_a_way_to_today_is_refused_in_a_sentence(format_, words):
    text, problems = migrate(SMALL.replace("clinscn/1", format_))
    assert text is None
    assert codes(problems) == ["E207"]
    assert words in problems[0].message


def test_that_a_file_with_faults_of_form_is_refused():
    assert migrate("format: clinscn/0\na: [1\n")[0] is None
    assert migrate("a: 1\n")[0] is None


def old_small(*changes):
    text = SMALL.replace("clinscn/1", "clinscn/0").replace("rhythm: sinus\n", "")
    for before, after in changes:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return text
