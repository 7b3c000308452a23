"""`simrunner new` makes a pack that is whole: checked, tested, in the languages asked for."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from simrunner.app.assets import names_of, read_catalogue
from simrunner.app.cli import app
from simrunner.app.exit_code import Refusal
from simrunner.app.new_pack import make_pack, with_first_line
from simrunner.rehearsal.text_test import judge_team
from simrunner.scenario.pack import check_file, load_pack

EVERY_FILE = {
    "expected.yaml", "handover.en.md", "handover.zh-CN.md", "prebrief.en.md", "prebrief.zh-CN.md",
    "scenario.yaml",
}  # fmt: skip


def made(tmp_path, name="my-case", *, languages="both", setting="ward", title=None):
    return make_pack(tmp_path / name, languages=languages, setting=setting, title=title)


@pytest.mark.parametrize("languages", ["both", "en", "zh-CN"])
def test_that_a_new_pack_has_no_problem_and_passes_its_own_tests(tmp_path, languages):
    folder = made(tmp_path, languages=languages)

    assert [str(each) for each in check_file(folder, read_catalogue())] == []
    pack = load_pack(folder, read_catalogue())
    claims = [each for team in ("good", "average", "poor")
              for each in judge_team(pack.scenario, pack.expected, team)]  # fmt: skip
    assert [claim.sentence for claim in claims if not claim.passed] == []
    assert len(claims) > 25
    assert pack.scenario.id == "my-case"
    assert pack.scenario.languages == (("en", "zh-CN") if languages == "both" else (languages,))


def test_that_each_team_ends_differently(tmp_path):
    pack = load_pack(made(tmp_path), read_catalogue())

    assert len({outcome.path for outcome in pack.expected.outcomes.values()}) == 3


@pytest.mark.parametrize(("languages", "absent"), [("en", "zh-CN"), ("zh-CN", "en")])
def test_that_a_pack_in_one_language_has_no_word_of_the_other(tmp_path, languages, absent):
    folder = made(tmp_path, languages=languages)

    names = {file.name for file in folder.iterdir()}
    assert names == {name for name in EVERY_FILE if f".{absent}." not in name}
    for file in folder.iterdir():
        text = file.read_text(encoding="utf-8")
        assert not re.search(rf"\b{absent}: ", text)
        assert bool(re.search(r"[\u4e00-\u9fff]", text)) is (languages == "zh-CN")


def test_that_every_block_of_the_file_is_explained(tmp_path):
    text = (made(tmp_path) / "scenario.yaml").read_text(encoding="utf-8")

    assert {file.name for file in (tmp_path / "my-case").iterdir()} == EVERY_FILE
    blocks = [block for block in text.split("\n\n") if block]
    assert len(blocks) > 10
    assert [block for block in blocks if not block.lstrip().startswith("# ")] == []
    assert "NEW-" not in text
    assert not re.search(r"#(en|zh)\b", text)


@pytest.mark.parametrize("setting", sorted(names_of("settings")))
def test_that_any_setting_may_be_chosen(tmp_path, setting):
    folder = made(tmp_path, setting=setting)

    assert check_file(folder, read_catalogue()) == ()
    assert load_pack(folder, read_catalogue()).scenario.setting == setting


@pytest.mark.parametrize("title", ['Dr. Who: "it\'s" 5 % {x} # \\n', "低血糖"])
def test_that_a_title_of_ones_own_is_kept_to_the_letter(tmp_path, title):
    pack = load_pack(made(tmp_path, title=title), read_catalogue(), is_advised=True)

    assert pack.scenario.title.in_language("zh-CN") == title
    assert pack.warnings == ()


@pytest.mark.parametrize(
    "name", ["My-Case", "my case", "9lives", "given", "a" * 41, "my_case", ".x"]
)
def test_that_a_bad_name_is_refused_with_the_rule_and_makes_nothing(tmp_path, name):
    with pytest.raises(Refusal) as refused:
        made(tmp_path, name)

    assert name in str(refused.value)
    assert re.search("lower-case letter|word of the language", str(refused.value))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["con", "prn", "aux", "nul", "com1", "com9", "lpt1", "lpt9"])
def test_that_a_name_that_windows_keeps_for_itself_is_refused_everywhere(tmp_path, name):
    with pytest.raises(Refusal, match=f"'{name}' names a device on Windows.*such as {name}-case"):
        made(tmp_path, name)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["com", "lpt10", "con-1", "console"])
def test_that_a_name_that_only_begins_like_a_device_is_fine(tmp_path, name):
    made(tmp_path, name)

    assert (tmp_path / name / "scenario.yaml").is_file()


def test_that_nothing_is_ever_written_over(tmp_path):
    folder = made(tmp_path)
    (folder / "scenario.yaml").write_text("mine", encoding="utf-8")

    with pytest.raises(Refusal, match="there already"):
        made(tmp_path)
    assert (folder / "scenario.yaml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("option", "word", "offer"),
    [("--lang", "fr", "zh-CN"), ("--setting", "moon", "prehospital"), ("--title", " ", "visible")],
)
def test_that_an_unknown_choice_is_refused_with_those_that_exist(tmp_path, option, word, offer):
    asked = ["new", str(tmp_path / "my-case"), option, word]
    result = CliRunner().invoke(app, asked, standalone_mode=False)

    assert isinstance(result.exception, Refusal)
    assert offer in str(result.exception)
    assert list(tmp_path.iterdir()) == []


def test_that_the_command_says_what_to_do_next(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["new", "my-case"], standalone_mode=False)

    assert result.exception is None
    assert "simrunner run --test my-case" in result.output
    assert Path("my-case/scenario.yaml").is_file()


def test_that_the_first_line_names_the_schema_where_there_is_one(tmp_path):
    schema = tmp_path / "clinscn-1.schema.json"
    template = "#schema clinscn-1.schema.json\nformat: clinscn/1\n"

    without = with_first_line(template, tmp_path)
    schema.write_text("{}", encoding="utf-8")
    first, *rest = with_first_line(template, tmp_path).splitlines()

    assert without == "# simrunner\nformat: clinscn/1\n"
    assert first == f"# yaml-language-server: $schema={schema.as_uri()}"
    assert rest == ["format: clinscn/1"]


@pytest.mark.parametrize("file", ["scenario.yaml", "expected.yaml"])
def test_that_no_sign_of_the_template_is_left(tmp_path, file):
    first, *rest = (made(tmp_path) / file).read_text(encoding="utf-8").splitlines()

    assert re.match("# (simrunner|yaml-language-server: )", first)
    assert not any(line.lstrip().startswith(("#en", "#zh", "#schema")) for line in rest)
