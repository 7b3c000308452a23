"""P17: an hour without a room, 2,000 changes of trend, recorded in memory with its hash chain.

One thread computes and waits for nothing, so its processor time is measured: what else the machine
does is no part of the figure.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from simrunner.app.bench.bench_pack import see_saw
from simrunner.app.bench.figure import PAIRS, Figure, Pair, ratio_figure, take_turns, tell
from simrunner.domain.chain import GENESIS, link
from simrunner.domain.chart import Scenario
from simrunner.domain.event import Event
from simrunner.domain.payload import event_payload
from simrunner.domain.sim_time import STEP_MS
from simrunner.engine.interpreter import Engine

HOUR_MS = 3_600_000
SECOND_MS = 1000
STEPPED, SKIPPED = 10_000, 50_000
AGAINST_EULER = 30
EULER_S = 0.02


class Kept(NamedTuple):
    """What an hour left: facts, the chain's last link, and a row of vitals each second."""

    facts: list[Event]
    head: bytes
    rows: list[tuple[float, ...]]


def measure() -> Sequence[Figure]:
    """Return how many times faster than real time the hour passes, stepped and skipped."""
    tell("P17: an hour with 2,000 changes of trend, stepped and with its quiet ticks skipped")
    scenario = see_saw("1.8 s")
    first, second = play(scenario, stepped), play(scenario, skipped)
    assert first == second, "skipping changed the record"
    tell(f"P17: {len(first.facts)} facts, the same head either way")
    euler: list[Pair] = take_turns(_euler_hour_s, lambda: _hour_s(scenario, skipped), 3)
    return (
        _speed("P17.stepped", scenario, stepped, STEPPED),
        _speed("P17.skipped", scenario, skipped, SKIPPED),
        ratio_figure(
            "P17.euler", "the hour, skipped, against a 50 Hz loop of ten vitals and twenty rules",
            euler, unit="s", at_most=1 / AGAINST_EULER, goal=f"≥ {AGAINST_EULER} × the loop",
        ),
    )  # fmt: skip


def _speed(
    metric: str, scenario: Scenario, pace: Callable[[Engine, int, int], list[Event]], least: int
) -> Figure:
    speed = statistics.median(HOUR_MS / 1000 / _hour_s(scenario, pace) for _ in range(PAIRS))
    return Figure(
        metric=metric, what="simulated seconds per second: engine, hash chain, vitals at 1 Hz",
        goal=f"≥ {least:,} × real time", unit="s/s", ours=speed, is_met=speed >= least,
    )  # fmt: skip


def _hour_s(scenario: Scenario, pace: Callable[[Engine, int, int], list[Event]]) -> float:
    before_s = time.process_time()
    play(scenario, pace)
    return time.process_time() - before_s


def play(scenario: Scenario, pace: Callable[[Engine, int, int], list[Event]]) -> Kept:
    """Return what an hour leaves that passes a second at a time by ``pace``."""
    engine = Engine(scenario, seed=1)
    facts, head, rows = [], GENESIS, []
    waiting: list[Event] = list(engine.start().events)
    for now_ms in range(0, HOUR_MS, SECOND_MS):
        waiting += pace(engine, now_ms, now_ms + SECOND_MS)
        for fact in waiting:
            facts.append(fact)
            head = _linked(head, len(facts), fact)
        waiting.clear()
        rows.append(tuple(engine.tracks.read_all(now_ms + SECOND_MS).values()))
    return Kept(facts, head, rows)


def _linked(head: bytes, seq: int, fact: Event) -> bytes:
    row = {
        "seq": seq, "at_ms": fact.at_ms, "kind": fact.code, "version": fact.version,
        "source": fact.source.value, "payload": event_payload(fact),
    }  # fmt: skip
    return link(head, row)


def stepped(engine: Engine, from_ms: int, until_ms: int) -> list[Event]:
    """Take every tick and return the facts."""
    found: list[Event] = []
    for now_ms in range(from_ms + STEP_MS, until_ms + STEP_MS, STEP_MS):
        found += engine.step(now_ms, ()).events
    return found


def skipped(engine: Engine, from_ms: int, until_ms: int) -> list[Event]:
    """Take only the ticks that may bring something and return the facts."""
    found: list[Event] = []
    now_ms = from_ms
    while now_ms < until_ms:
        now_ms += STEP_MS
        events = engine.step(now_ms, ()).events
        found += events
        # Where something happened more often follows: looking ahead pays after a tick without.
        quiet_ms = now_ms if events else min(engine.quiet_until_ms() - STEP_MS, until_ms)
        if quiet_ms > now_ms:
            engine.skip_to(quiet_ms)
            now_ms = quiet_ms
    return found


def _euler_hour_s() -> float:
    """Return the time of the loop that a simulator without closed forms would run."""
    vitals, targets = [80.0] * 10, [120.0 + number for number in range(10)]
    rules = [_above(number % 10) for number in range(20)]
    before_s = time.process_time()
    for _ in range(round(HOUR_MS / 1000 / EULER_S)):
        for at in range(10):
            vitals[at] += (targets[at] - vitals[at]) * EULER_S / 60.0
        for rule in rules:
            rule(vitals)
    return time.process_time() - before_s


def _above(at: int) -> Callable[[list[float]], bool]:
    return lambda row: row[at] > 500.0
