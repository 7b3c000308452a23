"""Whoever runs a body as the tutorial says gets the numbers that the tutorial tells."""

import csv
import sys
from pathlib import Path

import pytest
from support.tutorial_steps import Edit, apply, difference, steps_of

from simrunner.app.cli import run_command_line

PAGE = Path(__file__).parents[2] / "resources" / "docs" / "tutorials" / "run-a-body.md"


def _rows(file):
    with file.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream)
        return {row["time_s"]: {name: float(n) for name, n in row.items()} for row in rows}


@pytest.mark.slow
def test_that_every_step_does_what_the_page_shows(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for step in steps_of(PAGE):
        if isinstance(step, Edit):
            apply(step, tmp_path)
            continue
        monkeypatch.setattr(sys, "argv", ["simrunner", *step.words])
        run_command_line()
        answer = capsys.readouterr()
        assert difference(step.answer, [*answer.out.splitlines(), *answer.err.splitlines()]) == ""
    air, oxygen = _rows(tmp_path / "body.csv"), _rows(tmp_path / "oxygen.csv")
    assert round(air["60"]["SpO2"]) == 98
    assert air["120"]["SpO2"] < 90
    assert air["180"]["SpO2"] < 70
    assert air["180"]["HR"] > air["60"]["HR"] + 10
    assert air["180"]["SBP"] > air["60"]["SBP"] + 10
    assert 8 <= air["120"]["PaCO2"] - air["60"]["PaCO2"] <= 10
    assert oxygen["180"]["SpO2"] >= 99
    assert (tmp_path / "asthma.png").stat().st_size > 10_000


def test_that_both_languages_do_and_show_the_same():
    assert steps_of(PAGE.with_name("run-a-body.zh-CN.md")) == steps_of(PAGE)
