"""Many virtual teams play one scenario; the order and the place of playing change nothing.

What a scripted patient does is decided by the engine alone: a body runs only where the patient is
modelled, a monitor never.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, TypeAlias

from simrunner.domain.action import Compress
from simrunner.domain.chance import draw_u64
from simrunner.domain.chart import Scenario
from simrunner.domain.event import (
    ActionRefused,
    ActionTaken,
    Event,
    ExpectationChanged,
    ExpectationStatus,
    RuleFired,
    RunEnded,
    StateEntered,
)
from simrunner.domain.sim_time import STEP_MS
from simrunner.domain.vital import Vital
from simrunner.engine.interpreter import Engine
from simrunner.rehearsal.findings import findings_of
from simrunner.rehearsal.life import Bodies, Life
from simrunner.rehearsal.preflight import (
    TIME_LIMIT,
    LevelResult,
    Rehearsal,
    RunResult,
    level_result,
)
from simrunner.rehearsal.team_model import Level, LevelModel, TeamModel
from simrunner.rehearsal.virtual_team import VirtualTeam

LARGEST_SEED = 10**18
"""Run seeds lie below this, so that one can be typed for another verb."""

BATCH_RUNS = 10
"""So many runs go to a worker at once: a second or so of work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Consecutive runs of one level."""

    level: Level
    first: int
    count: int


PlayedBatch: TypeAlias = tuple[Batch, Sequence[RunResult]]
Executor: TypeAlias = Callable[[Sequence[Batch]], Iterable[PlayedBatch]]
"""Plays every batch once and hands each out with its results, in any order."""


@dataclass(slots=True)
class _Notes:
    """What is kept of a run while it goes on."""

    states: dict[str, bool] = field(default_factory=dict)
    rules: dict[str, bool] = field(default_factory=dict)
    opened: dict[str, bool] = field(default_factory=dict)
    met: dict[str, bool] = field(default_factory=dict)
    outcome: str = TIME_LIMIT
    deeds: int = 0
    refused: int = 0

    def take(self, events: Sequence[Event]) -> None:
        """Note what came about."""
        for event in events:
            match event:
                case StateEntered():
                    self.states[f"{event.region}.{event.state}"] = True
                case RuleFired():
                    self.rules[event.rule] = True
                case ExpectationChanged(status=ExpectationStatus.OPEN):
                    self.opened[event.expectation] = True
                case ExpectationChanged(status=ExpectationStatus.MET):
                    self.met[event.expectation] = True
                case ActionTaken():
                    self.deeds += not isinstance(event.action, Compress)
                case ActionRefused():
                    self.refused += 1
                case RunEnded():
                    self.outcome = event.outcome
                case _:
                    pass


def run_seed(seed: int, level: Level, index: int) -> int:
    """Return the seed of one run; no two levels or runs of a rehearsal share their draws."""
    return draw_u64(seed, f"team.run.{level}", index) % LARGEST_SEED


def rehearse_one(
    scenario: Scenario, level: LevelModel, *, seed: int, index: int, bodies: Bodies | None = None
) -> RunResult:
    """Play run ``index`` of one level and return what it came to; it depends on nothing else."""
    own_seed = run_seed(seed, level.level, index)
    life = Life(scenario, seed=own_seed, bodies=bodies)
    engine = life.engine
    team = VirtualTeam(
        scenario, level, seed=own_seed, has_pulse=lambda: _sbp_mmhg(engine, now_ms) > 0
    )
    notes, now_ms = _Notes(), 0
    limit_ms = slot_ms(scenario, level)
    events = life.start()
    while True:
        if events:
            notes.take(events)
            team.hear(events, now_ms)
        if engine.is_ended or now_ms >= limit_ms:
            break
        wake_ms = limit_ms if team.next_ms is None else min(team.next_ms, limit_ms)
        now_ms = life.next_tick_ms(now_ms, wake_ms)
        actions = team.due(now_ms) if wake_ms <= now_ms else ()
        events = life.step(now_ms, actions)
    return RunResult(
        outcome=notes.outcome, duration_ms=now_ms, states=tuple(notes.states),
        rules=tuple(notes.rules), opened=tuple(notes.opened), met=tuple(notes.met),
        deeds=notes.deeds, refused=notes.refused,
    )  # fmt: skip


def slot_ms(scenario: Scenario, level: LevelModel) -> int:
    """Return when the clock stops a run: whole ticks."""
    return int(scenario.duration_ms * level.slot_pct / 100) // STEP_MS * STEP_MS


def _sbp_mmhg(engine: Engine, now_ms: int) -> float:
    return engine.tracks.read(Vital.SBP, now_ms)


def batches(levels: Sequence[Level], runs: int) -> tuple[Batch, ...]:
    """Return the runs of every level in batches."""
    return tuple(
        Batch(level=level, first=first, count=min(BATCH_RUNS, runs - first))
        for level in levels
        for first in range(0, runs, BATCH_RUNS)
    )


def play_batch(
    scenario: Scenario, model: TeamModel, seed: int, batch: Batch, bodies: Bodies | None = None
) -> tuple[RunResult, ...]:
    """Return the results of a batch in the order of its runs."""
    level = model.of(batch.level)
    return tuple(
        rehearse_one(scenario, level, seed=seed, index=batch.first + number, bodies=bodies)
        for number in range(batch.count)
    )


def alone(
    scenario: Scenario, model: TeamModel, seed: int, bodies: Bodies | None = None
) -> Executor:
    """Return the executor that plays one batch after another in this process."""
    return lambda wanted: (
        (each, play_batch(scenario, model, seed, each, bodies)) for each in wanted
    )


def rehearse(
    scenario: Scenario,
    *,
    runs: int,
    levels: Sequence[Level],
    seed: int,
    model: TeamModel,
    executor: Executor,
    variant: str | None = None,
) -> Rehearsal:
    """Return what ``runs`` teams of each level make of a scenario.

    The executor decides where runs are played, never what comes of them: results are put in the
    order of levels and runs before anything is counted. ValueError for no run or no level.
    """
    if runs < 1 or not levels:
        raise ValueError("a rehearsal needs at least one run and one level")
    played = dict(executor(batches(levels, runs)))
    results = tuple(
        level_result(
            scenario, level,
            [result for batch in batches((level,), runs) for result in played[batch]],
        )
        for level in levels
    )  # fmt: skip
    unused, unvisited = _unused_rules(scenario, results), _unvisited_states(scenario, results)
    return Rehearsal(
        scenario=scenario.id, sha256=scenario.sha256, difficulty=scenario.difficulty,
        variant=variant, seed=seed, model=model.name, levels=results, unused_rules=unused,
        unvisited_states=unvisited,
        findings=findings_of(scenario, model, results, unused, unvisited),
    )  # fmt: skip


def _unused_rules(scenario: Scenario, results: Sequence[LevelResult]) -> tuple[str, ...]:
    rules = [
        rule
        for region in scenario.regions
        for state in scenario.states_of(region.id).values()
        for rule in state.rules
    ]
    names = [rule.name for rule in (*rules, *scenario.anywhere)]
    return tuple(name for name in names if not any(name in each.rule_runs for each in results))


def _unvisited_states(scenario: Scenario, results: Sequence[LevelResult]) -> tuple[str, ...]:
    paths = [f"{region.id}.{path}" for region in scenario.regions
             for path in scenario.states_of(region.id)]  # fmt: skip
    return tuple(path for path in paths if not any(path in each.state_runs for each in results))


def batch_text(batch: Batch) -> str:
    """Return a batch as canonical JSON, for a worker elsewhere."""
    return json.dumps(asdict(batch), sort_keys=True, separators=(",", ":"))


def batch_from_text(text: str) -> Batch:
    """Return the batch that ``batch_text`` wrote."""
    return Batch(**json.loads(text))


def results_text(results: Sequence[RunResult]) -> str:
    """Return the results of a batch as canonical JSON."""
    return json.dumps([asdict(each) for each in results], sort_keys=True, separators=(",", ":"),
                      ensure_ascii=False)  # fmt: skip


def results_from_text(text: str) -> tuple[RunResult, ...]:
    """Return the results that ``results_text`` wrote."""
    return tuple(_result(row) for row in json.loads(text))


def _result(row: dict[str, Any]) -> RunResult:
    lists = ("states", "rules", "opened", "met")
    return RunResult(**{**row, **{name: tuple(row[name]) for name in lists}})
