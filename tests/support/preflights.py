"""A pre-flight of the anaphylaxis pack with numbers made up by hand, 20 runs of each level."""

from dataclasses import replace
from pathlib import Path

from simrunner.app.compose import open_pack
from simrunner.domain.chart import Scenario
from simrunner.rehearsal.preflight import TIME_LIMIT, Finding, LevelResult, Rehearsal
from simrunner.rehearsal.team_model import Level

PACK = Path(__file__).parents[2] / "scenarios" / "anaphylaxis-ed"


def made_up_scenario() -> Scenario:
    """Return the scenario that the numbers are about."""
    return open_pack(PACK).scenario


def made_up_level(level: Level, outcomes: dict[str, int], **more: object) -> LevelResult:
    """Return a level of 20 runs in which nobody reaches rosc or died."""
    visits = {"patient.onset": 20, "patient.shock": 20, "patient.responding": 12,
              "patient.arrest": 4, "patient.recovered": 16}  # fmt: skip
    result = LevelResult(
        level=level, runs=20, outcomes=outcomes, duration_p50_ms=8 * 60_000,
        duration_p90_ms=22 * 60_000 + 30_000, state_runs=visits, rule_runs={},
        objective_runs={"o1": 20, "o2": 13, "o3": 4, "o4": 10}, expectation_met={},
        expectation_opened={},
    )  # fmt: skip
    return replace(result, **more)


def made_up_rehearsal(**more: object) -> Rehearsal:
    """Return a rehearsal with one finding about the poor teams."""
    scenario = made_up_scenario()
    levels = (
        made_up_level("good", {"recovered": 20}),
        made_up_level("average", {"recovered": 16, TIME_LIMIT: 4}),
        made_up_level("poor", {"died": 9, "recovered": 8, TIME_LIMIT: 3}),
    )
    finding = Finding(kind="unfinished", fields={"share": 15, "level": "poor", "limit": "22:30"})
    rehearsal = Rehearsal(
        scenario=scenario.id, sha256=scenario.sha256, difficulty="normal", variant=None, seed=1,
        model="assumed", levels=levels, unused_rules=(), unvisited_states=(), findings=(finding,),
    )  # fmt: skip
    return replace(rehearsal, **more)
