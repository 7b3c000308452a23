"""The command line and the manual's script ask many runs."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from support.command_line import refused, simrunner
from support.runs import new_run

from simrunner.domain.action import PerformAct, Source
from simrunner.domain.event import ActionTaken, StateEntered
from simrunner.record.library import Library

MANUAL = Path(__file__).parents[2] / "resources/docs/how-to"


def help_called(at_ms):
    action = PerformAct(source=Source.LEARNER, act="call-help")
    return ActionTaken(
        at_ms=at_ms, source=action.source, entry=1, performed_at_ms=at_ms, action=action
    )


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("asked") / "runs.sqlite"
    arrest = StateEntered(at_ms=60_000, region="patient", state="arrest", cause="rule")
    with Library.open(path) as library:
        for team, facts in (
            ("red", (arrest, help_called(70_000))),
            ("red", (arrest, help_called(90_000))),
            ("blue", (arrest,)),
        ):
            new = replace(new_run(), team=team, scenario="anaphylaxis-ed")
            recorder = library.recorder(library.begin_run(new), on_failure=pytest.fail)
            recorder.append(facts)
            assert recorder.close()
    return path


def test_that_a_question_is_answered_for_each_team(file):
    answer = simrunner(
        "record", "query", file, "--from", "state arrest", "--to", "act call-help", "--json"
    )
    assert json.loads(answer.out) == [
        {"name": "blue", "runs": 1, "found": 0, "median": None, "low": None, "high": None},
        {"name": "red", "runs": 2, "found": 2, "median": 20.0, "low": 10.0, "high": 30.0},
    ]


def test_that_the_table_says_how_often(file):
    answer = simrunner("record", "query", file, "--count", "act call-help", "--by", "scenario")
    row = next(line for line in answer.out.splitlines() if "anaphylaxis-ed" in line)
    assert re.findall(r"[0-9.]+", row) == ["3", "3", "1", "0", "1"]


@pytest.mark.parametrize(
    ("asked", "hint"),
    [(("--from", "state arrest"), "--from and --to"), ((), "--count"),
     (("--count", "adrenaline"), "drug NAME"),
     (("--count", "shock", "--by", "colour"), "difficulty"),
     (("--count", "shock", "--scenario", "none-such"), "record list")],
)  # fmt: skip
def test_that_what_cannot_be_answered_is_refused_with_what_to_do(file, asked, hint):
    assert hint in refused(2, "record", "query", file, *asked)


def test_that_the_script_of_the_manual_runs_as_printed_and_is_the_same_in_both_languages(file):
    english, chinese = (
        re.search(r"```python\n(.*?)```", (MANUAL / name).read_text(), re.DOTALL).group(1)
        for name in ("ask-many-runs.md", "ask-many-runs.zh-CN.md")
    )
    assert english == chinese
    script = english.replace("drug adrenaline", "act call-help")
    done = subprocess.run(
        [sys.executable, "-c", script, str(file)], capture_output=True, text=True, check=True
    )
    assert [line.split(",")[1:] for line in done.stdout.splitlines()[1:]] == [
        ["red", "60.0", "70.0", "10.0"], ["red", "60.0", "90.0", "30.0"], ["blue", "60.0", "", ""],
    ]  # fmt: skip
