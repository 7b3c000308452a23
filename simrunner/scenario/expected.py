"""Scripted teams of a pack and what must come of each (``expected.yaml``, clinscn/1 §11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

from simrunner.domain.action import GiveDrug, InfuseDrug
from simrunner.domain.chart import Difficulty, Scenario
from simrunner.domain.condition import Condition
from simrunner.scenario.check.doses import check_condition_doses, check_given
from simrunner.scenario.grammar.command import CommandError, parse_command
from simrunner.scenario.grammar.expression import Scope
from simrunner.scenario.schema import ExpectedSection, OutcomeSection, StepSection
from simrunner.scenario.section.desk import LEVELS, Desk
from simrunner.scenario.shape import fit, one_of
from simrunner.scenario.source.problem import Problems, did_you_mean, told_in_part
from simrunner.scenario.source.reader import read_tree
from simrunner.scenario.source.tree import Word

FORMAT = "clinscn-expected/1"
Status = Literal["met", "early", "late", "missed", "open", "unopened"]
STATUSES: tuple[Status, ...] = get_args(Status)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamStep:
    """What a scripted team does at a time: the words of a typed command, already checked."""

    at_ms: int
    do: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedVital:
    """A condition that must hold at the end of the tick at ``at_ms``."""

    at_ms: int
    that: Condition
    words: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedOutcome:
    """What must come of one team; ``outcome`` and ``path`` are states of the first region.

    Play stops at ``by_ms``, or at the end of the run. ``statuses`` is by expectation. ``line`` is
    that of the outcome, or of the whole where none is named; the others have lines of their own.
    """

    outcome: str | None
    by_ms: int | None
    path: tuple[str, ...]
    statuses: Mapping[str, Status]
    vitals: tuple[ExpectedVital, ...]
    line: int
    path_line: int
    status_lines: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The scripted teams of a pack, and the outcome of each that the author named."""

    seed: int
    difficulty: Difficulty
    teams: Mapping[str, tuple[TeamStep, ...]]
    outcomes: Mapping[str, ExpectedOutcome]


@told_in_part
def read_expected(
    content: bytes, scenario: Scenario, desk: Desk, problems: Problems
) -> Expected | None:
    """Return the file checked against its scenario; None, with errors noted, when it has any.

    ``desk`` is the scenario's own, noting into ``problems``.
    """
    tree = read_tree(content, problems)
    section = fit(ExpectedSection, tree, problems) if tree is not None else None
    if section is None:
        return None
    if section.format != FORMAT:
        hint = f"this program reads '{FORMAT}'"
        problems.add("E207", section.format, f"the format '{section.format}' is not known", hint)
    teams = {
        str(name): tuple(_step(step, scenario, desk) for step in steps)
        for name, steps in section.teams.items()
    }
    for name in section.expect:
        if name not in teams:
            problems.add("E502", name, f"there is no team '{name}'", did_you_mean(name, teams))
    outcomes = {
        str(name): _outcome(outcome, scenario, desk) for name, outcome in section.expect.items()
    }
    expected = Expected(
        seed=_seed(section.seed, problems), difficulty=_difficulty(section.difficulty, problems),
        teams=teams, outcomes=outcomes,
    )  # fmt: skip
    return expected if not problems.has_errors else None


def _seed(word: Word | None, problems: Problems) -> int:
    if word is None:
        return 1
    if not (word.isascii() and word.isdecimal() and len(word) <= 18):
        problems.add("E301", word, f"'{word}' is not a whole number")
        return 1
    return int(word)


def _difficulty(word: Word | None, problems: Problems) -> Difficulty:
    if word is not None and one_of(word, get_args(Difficulty), problems, "level"):
        return next(level for level in LEVELS if level == word)
    return "normal"


def _step(step: StepSection, scenario: Scenario, desk: Desk) -> TeamStep:
    at_ms = desk.duration_ms(step.at) or 0
    try:
        command = parse_command(str(step.do), scenario, now_ms=at_ms)
    except CommandError as error:
        desk.problems.add("E702", step.do, error.sentence, error.hint)
    else:
        for action in command.actions:
            if isinstance(action, GiveDrug | InfuseDrug):
                check_given(action, step.do, scenario, desk)
    return TeamStep(at_ms=at_ms, do=str(step.do), line=step.place.line)


def _outcome(section: OutcomeSection, scenario: Scenario, desk: Desk) -> ExpectedOutcome:
    first = scenario.regions[0].id
    words = [*section.path] if section.outcome is None else [section.outcome, *section.path]
    paths = [(desk.state(word, first) or ("", str(word)))[1] for word in words]
    ids = {expectation.id for expectation in scenario.expectations}
    for word, status in section.status.items():
        desk.use("expectation", word, ids)
        one_of(status, STATUSES, desk.problems, "status")
    return ExpectedOutcome(
        outcome=paths[0] if section.outcome is not None else None,
        by_ms=desk.duration_ms(section.by),
        path=tuple(paths[1:] if section.outcome is not None else paths),
        statuses={str(word): cast(Status, str(status)) for word, status in section.status.items()},
        vitals=_vitals(section, scenario, desk),
        line=section.place.line if section.outcome is None else section.outcome.line,
        path_line=section.path[0].line if section.path else section.place.line,
        status_lines={str(word): word.line for word in section.status},
    )  # fmt: skip


def _vitals(section: OutcomeSection, scenario: Scenario, desk: Desk) -> tuple[ExpectedVital, ...]:
    found: list[ExpectedVital] = []
    for each in section.vitals:
        at_ms = desk.duration_ms(each.at)
        that = desk.condition(each.that, Scope())
        if that is not None:
            check_condition_doses(each.that, scenario, desk)
        if at_ms is not None and that is not None:
            line = each.place.line
            found.append(ExpectedVital(at_ms=at_ms, that=that, words=str(each.that), line=line))
    return tuple(found)
