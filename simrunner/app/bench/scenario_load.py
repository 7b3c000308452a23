"""P15: reading a scenario of 500 states, every error with its place, against YAML's own C loader.

A first reading is what a run, a rehearsal or the debrief needs: the whole file read and validated,
every error found: it ends with every value of the chart made. The baseline ends with plain maps
and lists of the same bytes and judges nothing.

P15.kept is the same scenario from the cache, keyed by the bytes: found, proved whole by its digest,
its head made, its regions there as text. P15.whole makes the regions too, 6,000 frozen values, as
a run does; it has no goal. P15.advice is what an author's reading takes besides, with 1,500
warnings.
"""

import gc
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import yaml

from simrunner.app.assets import read_catalogue
from simrunner.app.bench.figure import Figure, ratio_figure, take_turns, tell
from simrunner.app.bench.large_scenario import STATES, large_scenario
from simrunner.domain.chart import Scenario
from simrunner.scenario.cache import ScenarioCache
from simrunner.scenario.grammar.quantity_text import (
    parse_duration_ms,
    parse_quantity,
    split_quantity,
    split_ramp,
)
from simrunner.scenario.loader import load_scenario
from simrunner.scenario.source.problem import Problem, Problems

AGAINST_C_LOADER = 1.6
KEPT_AGAINST_C_LOADER = 1 / 40
REMEMBERING = (parse_duration_ms, parse_quantity, split_quantity, split_ramp)
MOST_ADVICE_MS = 1000.0
PAIRS = 15

FAULTS: tuple[tuple[bytes, bytes], ...] = (
    (b"version: 1.0.0", b"version: one"), (b"level: novice", b"level: expert"),
    (b"setting: ward", b"setting: moon"), (b"duration: 10 h", b"duration: long"),
    (b"sex: F", b"sex: female"), (b"weight: 70 kg", b"weight: 70 lb"),
    (b"rhythm: sinus", b"rhythm: sinusoidal"), (b"start: state-0\n", b"start: state-x\n"),
    (b"HR: 80 /min", b"HR: 80 mmHg"), (b"normal: 60 s", b"normal: soon"),
    (b"critical: true", b"critical: perhaps"), (b"state-7:\n", b"State-7:\n"),
    (b"go: state-9\n", b"go: nowhere\n"), (b"37.3 \xc2\xb0C", b"97.3 \xc2\xb0C"),
    (b"curve exp", b"curve steep"), (b"given adrenaline", b"given adrenalin"),
    (b"not done help", b"not done helped"), (b"0.5 mg", b"0.50 mg"),
    (b"after: 31 s", b"after: 0:31"), (b"within: 2 min", b"within: 2 minutes"),
)  # fmt: skip
"""Twenty faults, each seeded once."""


def measure() -> Sequence[Figure]:
    """Return what a first reading and one from the cache cost, and how many faults are placed."""
    content = large_scenario()
    catalogue = read_catalogue()
    size = f"{STATES} states, {len(content) // 1000} kB"
    tell(f"P15: {size}, {PAIRS} pairs in turn with yaml.CSafeLoader, processor time")

    def ours(*, is_advised: bool = False) -> None:
        for remembering in REMEMBERING:  # as in a fresh process
            remembering.cache_clear()
        problems = Problems("scenario.yaml")
        if load_scenario(content, catalogue, problems, is_advised=is_advised) is None:
            raise AssertionError(problems.all)

    ours()  # pydantic and the patterns are ready, as after the first pack of Home
    pairs = take_turns(
        lambda: _baseline_ms(content), lambda: _cost_ms(ours), PAIRS
    )  # fmt: skip
    first = ratio_figure(
        "P15.first", f"a first reading with every error, {size}", pairs, unit="ms",
        at_most=AGAINST_C_LOADER, goal="≤ 1.6 × yaml.CSafeLoader",
    )  # fmt: skip
    placed = sum(_is_placed(content, *fault) for fault in FAULTS)
    faults = Figure(
        metric="P15.places", what=f"seeded faults told with line and column, of {len(FAULTS)}",
        goal=f"all {len(FAULTS)}", unit="faults", ours=placed, is_met=placed == len(FAULTS),
    )  # fmt: skip
    return (first, *_from_cache(content, size), faults, _advice(ours, size))


def _from_cache(content: bytes, size: str) -> tuple[Figure, Figure]:
    """Return what a kept scenario costs, without its regions and with them."""
    with tempfile.TemporaryDirectory() as folder:
        cache = ScenarioCache(Path(folder), read_catalogue())
        cache.load(content, Problems("scenario.yaml"))
        kept_pairs = take_turns(
            lambda: _baseline_ms(content), lambda: _cost_ms(lambda: _kept(cache, content)), PAIRS
        )
        whole_pairs = take_turns(
            lambda: _baseline_ms(content),
            lambda: _cost_ms(lambda: len(_kept(cache, content).regions)), PAIRS,
        )  # fmt: skip
    kept = ratio_figure(
        "P15.kept", f"the same from the cache, {size}", kept_pairs, unit="ms",
        at_most=KEPT_AGAINST_C_LOADER, goal="≤ 1/40 of yaml.CSafeLoader",
    )  # fmt: skip
    whole = ratio_figure(
        "P15.whole", f"from the cache with its regions, {size}", whole_pairs, unit="ms",
        at_most=1, goal="none",
    )  # fmt: skip
    return kept, replace(whole, is_met=None)


def _kept(cache: ScenarioCache, content: bytes) -> Scenario:
    scenario = cache.load(content, Problems("scenario.yaml"))
    assert scenario is not None
    return scenario


def _advice(load: Callable[..., None], size: str) -> Figure:
    both_ms = take_turns(lambda: _cost_ms(load), lambda: _cost_ms(lambda: load(is_advised=True)), 3)
    advice_ms = statistics.median(advised - plain for plain, advised in both_ms)
    return Figure(
        metric="P15.advice", what=f"an author's advice besides, {size}", goal="< 1000 ms",
        unit="ms", ours=advice_ms, is_met=advice_ms < MOST_ADVICE_MS,
    )  # fmt: skip


def _baseline_ms(content: bytes) -> float:
    return _cost_ms(lambda: yaml.load(content, yaml.CSafeLoader))


def _cost_ms(work: Callable[[], object]) -> float:
    gc.collect()
    before = time.process_time()
    work()
    return (time.process_time() - before) * 1000


def _is_placed(content: bytes, sound: bytes, broken: bytes) -> bool:
    """Return whether an error stands in the line of the one fault."""
    start = content.find(sound)
    if start < 0:
        raise AssertionError(f"nothing to break: {sound!r}")
    damaged = content[:start] + broken + content[start + len(sound) :]
    line = content.count(b"\n", 0, start) + 1
    return any(each.line == line and each.column > 1 for each in _errors(damaged))


def _errors(content: bytes) -> list[Problem]:
    problems = Problems("scenario.yaml")
    load_scenario(content, read_catalogue(), problems)
    return [problem for problem in problems.all if problem.severity == "error"]
