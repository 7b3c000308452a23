"""Plays the teams of a pack's expected.yaml and says what came of each claim."""

from collections.abc import Callable, Sequence

from simrunner.domain.chart import Scenario
from simrunner.domain.event import Event
from simrunner.domain.sim_time import STEP_MS, SimTimeMs
from simrunner.engine.interpreter import Engine
from simrunner.rehearsal.cast import cast
from simrunner.rehearsal.found import found_text
from simrunner.rehearsal.life import Bodies, Life
from simrunner.rehearsal.verdict import Assertion, Awaited, AwaitedVital, judge, observe
from simrunner.scenario.expected import Expected, ExpectedOutcome, ExpectedVital

LONGEST = 2
"""Play without a `by` stops after this many planned lengths of the scenario."""


def judge_team(
    scenario: Scenario, expected: Expected, team: str, bodies: Bodies | None = None
) -> tuple[Assertion, ...]:
    """Return every claim about one team with whether it held; KeyError for an unknown team.

    Play stops at the end of the run, or at `by` (clinscn/1 section 11). A modelled patient's body
    comes from ``bodies``; ValueError without.
    """
    outcome = expected.outcomes[team]
    life = Life(scenario, seed=expected.seed, bodies=bodies)
    engine = life.engine
    players = cast(expected.teams[team], scenario, plays_compressions=True)
    until_ms = outcome.by_ms or LONGEST * scenario.duration_ms
    watch = _VitalWatch(engine, outcome.vitals)
    events: list[Event] = []
    for now_ms in range(0, until_ms + STEP_MS, STEP_MS):
        if engine.is_ended:
            break
        events += life.step(now_ms, players.due(now_ms)) if now_ms else life.start()
        watch.look(now_ms)
    first = scenario.regions[0].id
    leaves = [path for path, state in scenario.states_of(first).items() if not state.children]
    return judge(observe(events, first, leaves), _awaited(outcome, watch.judged))


class _VitalWatch:
    """Judges each claim about vitals at the end of the tick of its time, or just after it."""

    def __init__(self, engine: Engine, claims: Sequence[ExpectedVital]) -> None:
        self._engine = engine
        self._looks: list[tuple[ExpectedVital, Callable[[], bool]]] = [
            (claim, engine.watch(claim.that)) for claim in claims
        ]
        self._verdicts: list[tuple[bool, str] | None] = [None for _ in claims]

    def look(self, now_ms: SimTimeMs) -> None:
        """Judge what is due; the others are looked at too, so that a `for` counts its time."""
        for index, (claim, look) in enumerate(self._looks):
            is_true = look()
            if now_ms - STEP_MS < claim.at_ms <= now_ms:
                self._verdicts[index] = is_true, found_text(self._engine, claim.that)

    @property
    def judged(self) -> tuple[AwaitedVital, ...]:
        """What came of each claim, in the order of the file."""
        return tuple(
            AwaitedVital(
                at_ms=claim.at_ms, condition=claim.words, line=claim.line,
                is_true=None if verdict is None else verdict[0],
                shown="" if verdict is None else verdict[1],
            )
            for (claim, _), verdict in zip(self._looks, self._verdicts, strict=True)
        )  # fmt: skip


def _awaited(outcome: ExpectedOutcome, vitals: tuple[AwaitedVital, ...]) -> Awaited:
    return Awaited(
        line=outcome.line, path_line=outcome.path_line, status_lines=outcome.status_lines,
        outcome=outcome.outcome, by_ms=outcome.by_ms, path=outcome.path or None,
        statuses=outcome.statuses, vitals=vitals,
    )  # fmt: skip
