"""A finished run in a few numbers, for a file that other programs read."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simrunner.domain.action import Compress
from simrunner.domain.event import (
    ActionTaken,
    ExpectationChanged,
    RunEnded,
    RunStarted,
    StateEntered,
)
from simrunner.domain.run_record import RunRecord


def summary_of(record: RunRecord) -> dict[str, Any]:
    """Return the run's outcome, path, expectations, compressions and head.

    ``states`` is the first region's path as ``[state, entered_s]``; ``expectations`` maps each id
    to its last status and the time of that status in seconds.
    """
    facts = [recorded.event for recorded in record.events]
    started = next(fact for fact in facts if isinstance(fact, RunStarted))
    ended = next((fact for fact in facts if isinstance(fact, RunEnded)), None)
    entered = [fact for fact in facts if isinstance(fact, StateEntered)]
    first_region = entered[0].region if entered else ""
    path = [[fact.state, fact.at_ms / 1000] for fact in entered if fact.region == first_region]
    return {
        "scenario": started.scenario,
        "scenario_version": started.scenario_version,
        "difficulty": started.difficulty,
        "variant": started.variant,
        "seed": started.seed,
        "outcome": ended.outcome if ended else (path[-1][0] if path else ""),
        "ended": ended is not None,
        "duration_s": (facts[-1].at_ms if facts else 0) / 1000,
        "states": path,
        "events": len(facts),
        "expectations": _expectations(facts),
        "compressions": sum(
            isinstance(fact, ActionTaken) and isinstance(fact.action, Compress) for fact in facts
        ),
        "head": record.head,
    }


def _expectations(facts: list[Any]) -> Mapping[str, Mapping[str, Any]]:
    last: dict[str, dict[str, Any]] = {}
    for fact in facts:
        if isinstance(fact, ExpectationChanged):
            at_ms = fact.at_ms if fact.detected_at_ms is None else fact.detected_at_ms
            last[fact.expectation] = {"status": fact.status.value, "at_s": at_ms / 1000}
    return last


def write_summary(record: RunRecord, folder: Path) -> dict[str, Any]:
    """Write ``summary.json`` into ``folder`` and return what it says."""
    summary = summary_of(record)
    text = json.dumps(summary, ensure_ascii=False, indent=2) + "\n"
    (folder / "summary.json").write_text(text, encoding="utf-8")
    return summary
