"""Plays the teams of a pack's expected.yaml and says what came of each claim."""

from simrunner.domain.chart import Scenario
from simrunner.domain.event import Event
from simrunner.domain.sim_time import STEP_MS
from simrunner.engine.interpreter import Engine
from simrunner.rehearsal.cast import cast
from simrunner.rehearsal.verdict import Assertion, Awaited, AwaitedVital, judge, observe
from simrunner.scenario.expected import Expected, ExpectedOutcome, ExpectedVital

LONGEST = 2
"""Play without a `by` stops after this many planned lengths of the scenario."""


def judge_team(scenario: Scenario, expected: Expected, team: str) -> tuple[Assertion, ...]:
    """Return every claim about one team with whether it held; KeyError for an unknown team.

    Play stops at the end of the run, or at `by` (clinscn/1 section 11). What a scripted patient
    does is decided by the engine alone, so nothing else is needed here.
    """
    outcome = expected.outcomes[team]
    engine = Engine(scenario, seed=expected.seed)
    players = cast(expected.teams[team], scenario, plays_compressions=True)
    until_ms = outcome.by_ms or LONGEST * scenario.duration_ms
    judged: dict[tuple[int, str], bool] = {}
    events: list[Event] = []
    for now_ms in range(0, until_ms + STEP_MS, STEP_MS):
        if engine.is_ended:
            break
        taken = engine.step(now_ms, players.due(now_ms)) if now_ms else engine.start()
        events += taken.events
        for claim in outcome.vitals:
            if now_ms - STEP_MS < claim.at_ms <= now_ms:
                judged[claim.line, claim.words] = engine.holds_now(claim.that)
    first = scenario.regions[0].id
    leaves = [path for path, state in scenario.states_of(first).items() if not state.children]
    return judge(observe(events, first, leaves), _awaited(outcome, judged))


def _awaited(outcome: ExpectedOutcome, judged: dict[tuple[int, str], bool]) -> Awaited:
    def vital(claim: ExpectedVital) -> AwaitedVital:
        return AwaitedVital(
            at_ms=claim.at_ms, condition=claim.words, is_true=judged.get((claim.line, claim.words)),
            shown="another value", line=claim.line,
        )  # fmt: skip

    return Awaited(
        line=outcome.line, outcome=outcome.outcome, by_ms=outcome.by_ms, path=outcome.path or None,
        statuses=outcome.statuses, vitals=tuple(vital(claim) for claim in outcome.vitals),
    )  # fmt: skip
