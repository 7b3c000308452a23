"""Broken scenario files through the real command line: everything said at once, in place."""

import re

import pytest
from support.command_line import refused, simrunner
from support.scenario_files import small

PLACE = re.compile(
    r"^(?P<file>\S+):(?P<line>\d+):(?P<column>\d+): error (?P<code>E\d+)$", re.MULTILINE
)


def written(tmp_path, text, name="scenario.yaml"):
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def places(err):
    return [
        (found["file"], int(found["line"]), int(found["column"]), found["code"])
        for found in PLACE.finditer(err)
    ]


def spot(text, words):
    """Return line and column of some words, both from 1."""
    line = next(number for number, row in enumerate(text.splitlines(), 1) if words in row)
    return line, text.splitlines()[line - 1].index(words) + 1


def test_that_every_fault_is_told_at_once_with_its_place_and_the_nearest_name(tmp_path):
    text = small(
        ("weight: 70 kg", "weight: 70 mmHg"),
        ("given adrenaline >= 0.5 mg IM", "given adrenalin >= 0.5 mg IM"),
        ("given adrenaline since entry, go: well", "given adrenaline since entry, go: wel"),
        ("competency: nts.leadership", "competency: 7"),
        ("rhythm: sinus", "rhythm: sinsu"),
    )
    file = written(tmp_path, text)

    err = refused(2, "check", file)

    found = places(err)
    for words in ("70 mmHg", "adrenalin >=", "wel}", "sinsu"):
        assert (str(file), *spot(text, words)) in [each[:3] for each in found], (words, err)
    for hint in ("did you mean 'adrenaline'?", "did you mean 'well'?", "did you mean 'sinus'?"):
        assert hint in err
    assert re.search(rf"^{len(found)} errors, ", err, re.MULTILINE)
    assert len(found) >= 4


def test_that_a_pack_names_the_folder_and_the_file_of_each_fault(tmp_path):
    folder = tmp_path / "broken-pack"
    folder.mkdir()
    written(folder, small(("rhythm: sinus", "rhythm: sinsu")))

    assert places(refused(2, "check", folder))[0][0] == str(folder / "scenario.yaml")


def test_that_one_error_is_counted_as_one(tmp_path):
    file = written(tmp_path, small(("rhythm: sinus", "rhythm: sinsu")))
    assert "\n1 error, 0 warnings or notes\n" in refused(2, "check", file)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a: [1, 2\nb: {", "E105"),
        (b"[" * 30_000, "E102"),
        (b"a: " + b"{a: " * 30_000, "E102"),
        (b"\xff\xfe\x00nonsense", "E101"),
        (b"", "E109"),
        (b"just words", "E109"),
        (b"a: &x 1\nb: *x\n", "E106"),
        (b"!!python/object/apply:os.system ['true']", "E106"),
        (b"# " + b"x" * 1_100_000, "E102"),
    ],
    ids=["half-yaml", "30000-lists", "30000-maps", "not-text", "empty", "words", "anchor", "tag",
         "too-long"],
)  # fmt: skip
def test_that_a_file_that_is_no_scenario_is_refused_in_a_few_words(tmp_path, content, code):
    file = written(tmp_path, content)

    err = refused(2, "check", file)

    assert code in [each[3] for each in places(err)], err
    assert len(err) < 6_000


@pytest.mark.parametrize("depth", [17, 300, 30_000])
def test_that_nested_parentheses_in_a_condition_are_refused_in_their_line(tmp_path, depth):
    deep = "(" * depth + "done help" + ")" * depth
    text = small(("{if: done help and given adrenaline >= 0.5 mg IM", f'{{if: "{deep}"'))
    file = written(tmp_path, text)

    ((_, line, _, code),) = places(refused(2, "check", file))

    assert (line, code) == (spot(text, deep)[0], "E402")


def test_that_several_files_are_all_checked_and_results_alone_are_on_stdout(tmp_path):
    bad = written(tmp_path, small(("rhythm: sinus", "rhythm: sinsu")), "bad.yaml")
    good = written(tmp_path, small(), "good.yaml")

    answer = simrunner("check", bad, tmp_path / "missing.yaml", good)

    assert answer.code == 2
    assert answer.out == f"{good}: fine\n"
    assert "sinsu" in answer.err
    assert "missing.yaml" in answer.err


def test_that_a_folder_without_a_scenario_says_what_is_missing(tmp_path):
    assert "scenario.yaml cannot be read" in refused(2, "check", tmp_path)


def test_that_a_shipped_pack_is_found_by_its_id_and_a_misspelt_one_gets_the_nearest():
    assert simrunner("check", "anaphylaxis-ed").out == "anaphylaxis-ed: fine\n"
    assert "Did you mean anaphylaxis-ed?" in refused(2, "check", "anaphylaxis-de")


def test_that_a_file_that_may_not_be_read_is_told_as_such(tmp_path):
    file = written(tmp_path, small())
    file.chmod(0)
    assert "is not readable" in refused(2, "check", file, confined=True)
