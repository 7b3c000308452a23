"""Team models as data: whole, sourced, and refused with every problem at once."""

import tomllib

import pytest

from simrunner.app.assets import table
from simrunner.app.exit_code import Refusal
from simrunner.app.team_models import read_team_model, team_model_text
from simrunner.rehearsal.team_model import (
    LEVELS,
    TeamModelError,
    team_model_from_table,
    team_model_table,
)


def test_that_every_built_in_number_says_in_both_languages_what_is_assumed_and_whence():
    model = read_team_model()

    for parameter in (*model.parameters.values(), *model.thresholds.values()):
        assert {"en", "zh-CN"} <= set(parameter.words.by_language), parameter.name
        assert len(parameter.source) > 10, parameter.name


def test_that_the_levels_are_ordered_as_their_names_say():
    good, average, poor = (read_team_model().of(level) for level in LEVELS)

    assert (good.delay_median_s, average.delay_median_s, poor.delay_median_s) == (25, 70, 150)
    assert (good.omission_pct, average.omission_pct, poor.omission_pct) == (2, 10, 30)
    assert good.wrong_dose_pct < average.wrong_dose_pct < poor.wrong_dose_pct
    assert good.recovery_pct > average.recovery_pct > poor.recovery_pct


def test_that_a_model_written_as_toml_or_as_a_table_reads_back_as_the_same(tmp_path):
    model = read_team_model()
    file = tmp_path / "team.toml"
    file.write_text(team_model_text(model), encoding="utf-8")

    assert read_team_model(file) == model
    assert team_model_from_table(team_model_table(model)) == model


def test_that_every_problem_of_a_model_is_told_at_once():
    rows = table("teams", "assumed.toml")
    rows["parameter"]["omission_pct"]["good"] = 120
    rows["parameter"]["hands"]["unit"] = "persons"
    del rows["parameter"]["cycle_s"]
    rows["parameter"]["haste"] = {}
    rows["parameter"]["delay_median_s"]["average"] = "fast"
    rows["wrong_dose"] = rows["wrong_dose"][:2]
    rows["wrong_route"]["XX"] = "IV"

    with pytest.raises(TeamModelError) as caught:
        team_model_from_table(rows)

    for words in (
        "'omission_pct' for 'good' is from 0 to 100, not 120", "'hands' is in 'people'",
        "'cycle_s' is missing", "no parameter 'haste'", "'delay_median_s' has no number",
        "add up to 100, not 90", "no route 'XX'",
    ):  # fmt: skip
        assert any(words in problem for problem in caught.value.problems), words


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"name = ", "is not a TOML file"),
        (b"\xff", "is not a TOML file"),
        (b"name = 'x'", "is not a team model"),
        (b"#" * 100_001, "too large"),
    ],
)
def test_that_a_file_that_is_no_model_is_refused_by_name(tmp_path, content, words):
    file = tmp_path / "team.toml"
    file.write_bytes(content)

    with pytest.raises(Refusal, match=words):
        read_team_model(file)


def test_that_a_missing_model_file_is_refused(tmp_path):
    with pytest.raises(Refusal, match="cannot be read"):
        read_team_model(tmp_path / "none.toml")


def test_that_strange_characters_in_words_survive_toml():
    rows = team_model_table(read_team_model())
    rows["en"] = 'quoted "words", a \\ and a \x7f'
    model = team_model_from_table(rows)

    assert team_model_from_table(tomllib.loads(team_model_text(model))) == model
