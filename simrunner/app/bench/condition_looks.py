"""P14: a look at a condition of four vitals, and reading it, against Python and simpleeval."""

import ast
import time
from collections.abc import Callable, Mapping, Sequence

from simpleeval import SimpleEval

from simrunner.app.assets import read_catalogue
from simrunner.app.bench.bench_pack import ring
from simrunner.app.bench.figure import Figure, ratio_figure, take_turns, tell
from simrunner.domain.vital import Vital
from simrunner.engine.facts import Facts, Scope
from simrunner.engine.guard.condition import Guard
from simrunner.scenario.grammar.expression import Scope as Place
from simrunner.scenario.grammar.expression import parse_condition
from simrunner.scenario.grammar.names import Names

LOOKS = 40_000
READINGS = 400
OURS = "HR > 60 /min and SBP < 140 mmHg and SpO2 >= 90 % and Temp < 38.5 °C"
PYTHONS = "HR > 60 and SBP < 140 and SpO2 >= 90 and Temp < 38.5"


def measure() -> Sequence[Figure]:
    """Return the time of a look against both, and of reading the words against Python's."""
    tell(f"P14: {LOOKS} looks at {OURS}")
    names = Names(catalogue=read_catalogue())
    facts = Facts(ring(2))

    def compiled() -> Guard:
        condition = parse_condition(OURS, names, Place()).condition
        assert condition is not None
        return Guard(condition, facts, Scope())

    look = compiled().look
    values = {vital.value: facts.tracks.read(vital, 0) for vital in Vital}
    simple = SimpleEval(names=dict(values))
    parsed = simple.parse(PYTHONS)

    def other() -> object:
        return simple.eval(PYTHONS, previously_parsed=parsed)

    def native() -> bool:
        return _native(values)

    assert look() is native() is True
    assert other()
    return (
        _figure("P14.native", "a look against the same lambda written by hand",
                native, look, times=LOOKS, at_most=1 / 0.4, goal="≥ 0.4 × native"),
        _figure("P14.simpleeval", "a look against simpleeval, parsed once",
                other, look, times=LOOKS, at_most=1 / 10, goal="≥ 10 × simpleeval"),
        _figure("P14.compile", "words to a guard against ast.parse and compile",
                _compile, compiled, times=READINGS, at_most=4, goal="≤ 4 × ast.parse + compile"),
    )  # fmt: skip


_native: Callable[[Mapping[str, float]], bool] = lambda v: (  # noqa: E731 - the thing compared with
    v["HR"] > 60.0 and v["SBP"] < 140.0 and v["SpO2"] >= 90.0 and v["Temp"] < 38.5
)


def _compile() -> object:
    return compile(ast.parse(PYTHONS, mode="eval"), "bench", "eval")


def _figure(
    metric: str, what: str, baseline: Callable[[], object], ours: Callable[[], object],
    *, times: int, at_most: float, goal: str,
) -> Figure:  # fmt: skip
    pairs = take_turns(lambda: _each_us(baseline, times), lambda: _each_us(ours, times))
    return ratio_figure(metric, what, pairs, unit="µs", at_most=at_most, goal=goal)


def _each_us(work: Callable[[], object], times: int) -> float:
    before_s = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - before_s) / times * 1e6
