"""Compares what a scripted team brought about with what its pack says must happen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from simrunner.domain.event import (
    Event,
    ExpectationChanged,
    ExpectationStatus,
    RunEnded,
    StateEntered,
)
from simrunner.domain.sim_time import clock_text

AwaitedStatus: TypeAlias = Literal["met", "early", "missed", "late", "open", "unopened"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What a run came to. ``path`` are the first region's leaves with the times of entry."""

    path: tuple[tuple[str, int], ...]
    outcome: str
    ended_at_ms: int
    statuses: Mapping[str, ExpectationStatus] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitedVital:
    """A condition on vitals at a time; ``is_true`` was judged at the end of that tick.

    None means that play had stopped before. ``shown`` is what the vitals were.
    """

    at_ms: int
    condition: str
    is_true: bool | None
    shown: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """What a pack says must happen. An absent part is not judged.

    Lines are those of expected.yaml: ``line`` that of the outcome, and of the path and of every
    status that has none of its own.
    """

    line: int
    path_line: int | None = None
    status_lines: Mapping[str, int] = field(default_factory=dict)
    outcome: str | None = None
    by_ms: int | None = None
    path: tuple[str, ...] | None = None
    statuses: Mapping[str, AwaitedStatus] = field(default_factory=dict)
    vitals: tuple[AwaitedVital, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """One thing that was checked, a sentence that says what was found, and its line."""

    passed: bool
    sentence: str
    line: int


def observe(events: Sequence[Event], region: str, leaves: Sequence[str]) -> Observed:
    """Return what the facts of a run say about ``region``, of which ``leaves`` are the leaf paths.

    The path begins with the start leaf (clinscn/1 section 11: the states of the first region).
    """
    path: list[tuple[str, int]] = []
    statuses: dict[str, ExpectationStatus] = {}
    outcome, ended_at_ms = "", 0
    for event in events:
        ended_at_ms = event.at_ms
        match event:
            case StateEntered() if event.region == region and event.state in leaves:
                path.append((event.state, event.at_ms))
                outcome = event.state
            case ExpectationChanged():
                statuses[event.expectation] = event.status
            case RunEnded():
                outcome = event.outcome
            case _:
                pass
    return Observed(path=tuple(path), outcome=outcome, ended_at_ms=ended_at_ms, statuses=statuses)


def judge(observed: Observed, awaited: Awaited) -> tuple[Assertion, ...]:
    """Return every assertion of ``awaited`` with whether it held."""
    assertions = [*_outcome(observed, awaited), *_path(observed, awaited)]
    for expectation, status in awaited.statuses.items():
        found = observed.statuses.get(expectation, ExpectationStatus.UNOPENED).value
        assertions.append(
            _assertion(
                f"expectation {expectation} is {status}", found == status, f"it is {found}",
                awaited.status_lines.get(expectation, awaited.line),
            )
        )  # fmt: skip
    assertions += [_vital(each) for each in awaited.vitals]
    return tuple(assertions)


def _outcome(observed: Observed, awaited: Awaited) -> list[Assertion]:
    if awaited.outcome is None:
        return []
    reached_at_ms = observed.path[-1][1] if observed.path else 0
    is_there = observed.outcome == awaited.outcome
    claim = f"the run ends in {awaited.outcome}"
    found = f"it was in {observed.outcome} from {clock_text(reached_at_ms)}"
    if awaited.by_ms is not None:
        claim += f" by {clock_text(awaited.by_ms)}"
        is_there = is_there and reached_at_ms <= awaited.by_ms
    return [_assertion(claim, is_there, found, awaited.line)]


def _path(observed: Observed, awaited: Awaited) -> list[Assertion]:
    if awaited.path is None:
        return []
    walked = tuple(leaf for leaf, _ in observed.path)
    found = ", ".join(f"{leaf} {clock_text(at_ms)}" for leaf, at_ms in observed.path) or "nowhere"
    claim = f"the path is {', '.join(awaited.path) or 'nowhere'}"
    line = awaited.line if awaited.path_line is None else awaited.path_line
    return [_assertion(claim, walked == awaited.path, f"it was {found}", line)]


def _vital(awaited: AwaitedVital) -> Assertion:
    claim = f"at {clock_text(awaited.at_ms)} {awaited.condition}"
    if awaited.is_true is None:
        return _assertion(claim, False, "play had stopped", awaited.line)
    return _assertion(claim, awaited.is_true, f"found {awaited.shown}", awaited.line)


def _assertion(claim: str, passed: bool, found: str, line: int) -> Assertion:
    sentence = claim if passed else f"{claim}: no, {found}"
    return Assertion(passed=passed, sentence=sentence, line=line)
