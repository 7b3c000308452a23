"""Whoever does what the tutorial says sees what the tutorial shows."""

import sys
from pathlib import Path

import pytest
from support.tutorial_steps import Edit, apply, difference, steps_of

from simrunner.app.cli import run_command_line

TUTORIALS = Path(__file__).parents[2] / "resources" / "docs" / "tutorials"
PAGE = TUTORIALS / "first-scenario.md"


def test_that_every_step_of_the_first_scenario_does_what_the_page_shows(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    steps = steps_of(PAGE)
    assert len(steps) > 12
    for step in steps:
        if isinstance(step, Edit):
            apply(step, tmp_path)
            continue
        monkeypatch.setattr(sys, "argv", ["simrunner", *step.words])
        run_command_line()
        answer = capsys.readouterr()
        assert difference(step.answer, [*answer.out.splitlines(), *answer.err.splitlines()]) == ""


def test_that_both_languages_do_and_show_the_same():
    assert steps_of(PAGE.with_name("first-scenario.zh-CN.md")) == steps_of(PAGE)


@pytest.mark.parametrize(
    ("shown", "answer"),
    [
        (("a", "b"), ["a", "c"]),
        (("a",), ["a", "b"]),
        (("a", "…", "c"), ["a", "b"]),
        (("a", "b"), ["a"]),
        (("…", "b"), ["a", "b", "c"]),
    ],
)
def test_that_an_answer_that_is_not_as_shown_is_noticed(shown, answer):
    assert difference(shown, answer) != ""
