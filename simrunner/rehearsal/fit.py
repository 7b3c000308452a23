"""Real teams as a model: how late they were and what they left out, from recorded sessions."""

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from simrunner.domain.chart import Expectation, Scenario
from simrunner.domain.event import ExpectationChanged, ExpectationStatus
from simrunner.domain.run_record import RunRecord
from simrunner.domain.text import Text
from simrunner.rehearsal.deeds import CPR
from simrunner.rehearsal.lognormal import natural_log
from simrunner.rehearsal.need import needs_of
from simrunner.rehearsal.team_model import LEVELS, PARAMETERS, Level, Parameter, TeamModel

FEWEST = 20
"""Fewer observations of a level leave its assumption in place: a median of 20 log-normal delays
with a log deviation of 0.5 is uncertain by 1.25 * 0.5 / sqrt(20), a seventh."""

_MS_PER_MIN = 60_000
_SHORTEST_S, _LONGEST_S = 0.1, 20_000.0
_DETECTED = (ExpectationStatus.MET, ExpectationStatus.LATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One expectation of one run: when it was due and how long it took; None when left out."""

    level: Level
    due_at_ms: int
    delay_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """What was estimated for one level, and from how many observations.

    None where there were too few; the assumption then stays.
    """

    level: Level
    delays: int
    expectations: int
    delay_median_s: float | None
    delay_log_sd: float | None
    omission_pct: float | None


def observations(scenario: Scenario, record: RunRecord, base: TeamModel) -> tuple[Observation, ...]:
    """Return what a recorded run shows about its team.

    Only expectations that ask for one kind of deed count; compressions and what ``base`` calls
    immediate do not, whose delays are of another kind. The level is the record's team where that
    is a level's name, else ``average``. A delay runs from the cue (or its ``not_before``) to the
    deed; what was done before is left out. Expectations that were missed and never done are
    omissions; those still open at the end say nothing.
    """
    level: Level = "average"
    for each in LEVELS:
        level = each if each == record.summary.team else level
    at_once_ms = base.of(level).immediate_within_s * 1000
    last: dict[str, ExpectationChanged] = {}
    for recorded in record.events:
        if isinstance(recorded.event, ExpectationChanged):
            last[recorded.event.expectation] = recorded.event
    found = []
    for expectation in scenario.expectations:
        change = last.get(expectation.id)
        if change is None or change.cue_at_ms is None or not _is_one_deed(expectation):
            continue
        if expectation.within_ms is not None and expectation.within_ms <= at_once_ms:
            continue
        due_at_ms = change.cue_at_ms + (expectation.not_before_ms or 0)
        if change.status is ExpectationStatus.MISSED:
            found.append(Observation(level=level, due_at_ms=due_at_ms, delay_ms=None))
        elif change.status in _DETECTED and change.detected_at_ms is not None:
            delay_ms = change.detected_at_ms - due_at_ms
            if delay_ms > 0:
                found.append(Observation(level=level, due_at_ms=due_at_ms, delay_ms=delay_ms))
    return tuple(found)


def _is_one_deed(expectation: Expectation) -> bool:
    needs = needs_of(expectation.detect)
    return len({need.subject for need in needs}) == 1 and needs[0].what != CPR


def fit_levels(observed: Iterable[Observation], base: TeamModel) -> tuple[Fitted, ...]:
    """Return the estimates of every level; fatigue, as ``base`` has it, is taken out of delays.

    The median is the sample's, so that a few forgotten entries do not move it; the deviation is
    that of the natural logarithms.
    """
    kept = tuple(observed)
    return tuple(_fit(level, [o for o in kept if o.level == level], base) for level in LEVELS)


def _fit(level: Level, observed: Sequence[Observation], base: TeamModel) -> Fitted:
    tiring_pct = base.of(level).fatigue_pct_per_min
    delays_s = [
        each.delay_ms / 1000 / (1 + tiring_pct * each.due_at_ms / _MS_PER_MIN / 100)
        for each in observed
        if each.delay_ms is not None
    ]
    median_s = log_sd = omission_pct = None
    if len(delays_s) >= FEWEST:
        logs = [natural_log(min(max(each, _SHORTEST_S), _LONGEST_S)) for each in delays_s]
        median_s, log_sd = statistics.median(delays_s), _deviation(logs)
    if len(observed) >= FEWEST:
        omission_pct = 100 * (len(observed) - len(delays_s)) / len(observed)
    return Fitted(
        level=level, delays=len(delays_s), expectations=len(observed), delay_median_s=median_s,
        delay_log_sd=log_sd, omission_pct=omission_pct,
    )  # fmt: skip


def _deviation(numbers: Sequence[float]) -> float:
    mean = math.fsum(numbers) / len(numbers)
    squares = math.fsum((each - mean) * (each - mean) for each in numbers)
    return math.sqrt(squares / (len(numbers) - 1))


def fitted_model(base: TeamModel, fitted: Sequence[Fitted], *, name: str) -> TeamModel:
    """Return ``base`` with the estimates in place of its assumptions, each named as fitted."""
    parameters = dict(base.parameters)
    for parameter in ("delay_median_s", "delay_log_sd", "omission_pct"):
        estimates = {each.level: getattr(each, parameter) for each in fitted}
        parameters[parameter] = _estimated(base.parameters[parameter], estimates, fitted)
    title = Text(
        by_language={
            "en": f"Teams fitted to recorded sessions (from the model {base.name})",
            "zh-CN": f"由已记录场次拟合的团队（基于模型 {base.name}）",
        }
    )
    return replace(base, name=name, title=title, parameters=parameters)


def _estimated(
    assumed: Parameter, estimates: Mapping[Level, float | None], fitted: Sequence[Fitted]
) -> Parameter:
    _, low, high = PARAMETERS[assumed.name]
    by_level = dict(assumed.by_level)
    origins = []
    for each in fitted:
        estimate = estimates[each.level]
        if estimate is None:
            origins.append(f"{each.level}: assumed")
            continue
        by_level[each.level] = round(min(max(estimate, low), high), 3)
        number = each.expectations if assumed.name == "omission_pct" else each.delays
        origins.append(f"{each.level}: fitted, n = {number}")
    source = f"{'; '.join(origins)}; assumptions: {assumed.source}"
    return replace(assumed, by_level=by_level, source=source)
