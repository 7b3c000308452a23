"""Small scenario files for tests of the reader and checker."""

from simrunner.domain.chart import Difficulty, Scenario
from simrunner.scenario.loader import load_scenario
from simrunner.scenario.source.problem import Problem, Problems
from support.packs import shipped_catalogue

SMALL = """\
format: clinscn/1
scenario: small
version: 1.0.0
title: A small one
audience: {professions: [nurse], level: novice, learners: 1 to 2}
setting: ward
duration: 10 min
objectives:
  o1: {en: Help in time, competency: nts.leadership}
patient: {name: Pat, age: 40 y, sex: F, weight: 70 kg}
params: {wait: {easy: 90 s, normal: 60 s, hard: 30 s}}
drugs: {adrenaline: {measure: "mass, mass/kg, count"}}
actions:
  help: {en: Call for help}
vitals: {HR: 80 /min, SBP: 120 mmHg, DBP: 75 mmHg}
rhythm: sinus
regions:
  patient:
    start: ill
    states:
      ill:
        when:
          - {if: done help and given adrenaline >= 0.5 mg IM, go: well}
          - {after: $wait, go: worse}
      worse:
        trend: {HR: 140 /min over 60 s}
        when:
          - {if: given adrenaline since entry, go: well}
      well: {final: true}
expect:
  helped: {detect: done help, within: 2 min, objective: o1}
"""


def check(
    text: str | bytes, *, difficulty: Difficulty = "normal"
) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """Return the scenario, if any, and all problems of a file's text."""
    problems = Problems("scenario.yaml")
    content = text.encode() if isinstance(text, str) else text
    loaded = load_scenario(
        content, shipped_catalogue(), problems, difficulty=difficulty, is_advised=True
    )
    return (loaded.scenario if loaded is not None else None), problems.all


def small(*changes: tuple[str, str]) -> str:
    """Return the small file with some of its words replaced; each must be there once."""
    text = SMALL
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def codes_at(problems: tuple[Problem, ...]) -> list[tuple[str, int, int]]:
    """Return code, line and column of each problem."""
    return [(problem.code, problem.line, problem.column) for problem in problems]


def only(problems: tuple[Problem, ...]) -> Problem:
    """Return the one problem there is."""
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]
