"""What a rehearsal came to, in counts that fit one page, as values and as canonical JSON."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from simrunner.domain.chart import Scenario
from simrunner.rehearsal.team_model import Level

TIME_LIMIT = "time limit"
"""The outcome of a run that the clock stopped before a final state."""

FORMAT = "simrunner-rehearsal/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """One run: its outcome (a leaf path or TIME_LIMIT), and what came up in it.

    ``states`` are ``region.path``, ``rules`` names, ``opened`` and ``met`` expectations, each in
    the order of their first time. ``deeds`` were accepted, ``refused`` were not.
    """

    outcome: str
    duration_ms: int
    states: tuple[str, ...]
    rules: tuple[str, ...]
    opened: tuple[str, ...]
    met: tuple[str, ...]
    deeds: int
    refused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelResult:
    """All runs of one level: numbers of runs, and durations by nearest rank.

    ``outcomes`` are most frequent first. An objective is exercised by a run in which some
    expectation of it was opened. Counts of 0 are left out, but for objectives and expectations.
    """

    level: Level
    runs: int
    outcomes: Mapping[str, int]
    duration_p50_ms: int
    duration_p90_ms: int
    state_runs: Mapping[str, int]
    rule_runs: Mapping[str, int]
    objective_runs: Mapping[str, int]
    expectation_met: Mapping[str, int]
    expectation_opened: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something an author should know before class: a kind, and what its sentence is filled with.

    ``finding_text`` says it; the kinds and their fields are listed there.
    """

    kind: str
    fields: Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """The whole pre-flight of one scenario at one difficulty."""

    scenario: str
    sha256: str
    difficulty: str
    variant: str | None
    seed: int
    model: str
    levels: tuple[LevelResult, ...]
    unused_rules: tuple[str, ...]
    unvisited_states: tuple[str, ...]
    findings: tuple[Finding, ...]

    def level(self, level: str) -> LevelResult | None:
        """Return the results of a level; None when it was not played."""
        return next((each for each in self.levels if each.level == level), None)

    def to_json(self) -> str:
        """Return canonical JSON: equal rehearsals give equal text."""
        return json.dumps(
            {"format": FORMAT, **asdict(self)}, ensure_ascii=False, separators=(",", ":")
        )

    @classmethod
    def from_json(cls, text: str) -> "Rehearsal":
        """Return the rehearsal that ``to_json`` wrote; ValueError for any other text."""
        try:
            row = json.loads(text)
            if row.pop("format") != FORMAT:
                raise ValueError(f"not a {FORMAT}")
            return _rehearsal(row)
        except (KeyError, TypeError, AttributeError) as problem:
            raise ValueError(f"not a {FORMAT}: {problem}") from problem


def _rehearsal(row: dict[str, Any]) -> Rehearsal:
    lists = ("unused_rules", "unvisited_states")
    return Rehearsal(
        **{
            **row,
            **{name: tuple(row[name]) for name in lists},
            "levels": tuple(LevelResult(**each) for each in row["levels"]),
            "findings": tuple(Finding(**each) for each in row["findings"]),
        }
    )


def level_result(scenario: Scenario, level: Level, runs: Sequence[RunResult]) -> LevelResult:
    """Count the runs of a level."""
    outcomes = _counted(run.outcome for run in runs)
    opened = _counted(each for run in runs for each in run.opened)
    met = _counted(each for run in runs for each in run.met)
    durations_ms = sorted(run.duration_ms for run in runs)
    expected = [each.id for each in scenario.expectations]
    return LevelResult(
        level=level,
        runs=len(runs),
        outcomes=dict(sorted(outcomes.items(), key=lambda each: (-each[1], each[0]))),
        duration_p50_ms=nearest_rank(durations_ms, 50),
        duration_p90_ms=nearest_rank(durations_ms, 90),
        state_runs=dict(sorted(_counted(each for run in runs for each in run.states).items())),
        rule_runs=dict(sorted(_counted(each for run in runs for each in run.rules).items())),
        objective_runs={
            objective: _runs_exercising(scenario, objective, runs)
            for objective in scenario.objectives
        },
        expectation_met={each: met.get(each, 0) for each in expected},
        expectation_opened={each: opened.get(each, 0) for each in expected},
    )


def nearest_rank(ordered: Sequence[int], percent: int) -> int:
    """Return the smallest entry that at least ``percent`` of all do not exceed."""
    return ordered[max(0, -(-percent * len(ordered) // 100) - 1)]


def _runs_exercising(scenario: Scenario, objective: str, runs: Sequence[RunResult]) -> int:
    ids = [each.id for each in scenario.expectations if each.objective == objective]
    return sum(any(each in run.opened for each in ids) for run in runs)


def _counted(names: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name in names:
        found[name] = found.get(name, 0) + 1
    return found
