"""The six teams of the worked packs take the paths that an interpreter by the letter gave."""

import pytest
from support.chart_packs import anaphylaxis, hyperthermia
from support.chart_runs import Run, act, give, order, shock

from simrunner.domain.action import Action, Source
from simrunner.domain.event import ExpectationStatus, RunEnded
from simrunner.rehearsal.scripted_team import Compressions, ScriptedTeam, TimedStep

ANAPHYLAXIS = {
    "good": (
        [
            (30, act("name-leader")), (40, act("call-help")), (50, act("stop-antibiotic")),
            (55, act("lie-flat")), (60, act("oxygen")), (70, give("adrenaline", "0.5 mg", "IM")),
            (315, give("adrenaline", "0.5 mg", "IM")), (350, give("crystalloid", "500 mL")),
        ],
        [("partial", 70), ("shock", 310), ("responding", 350), ("recovered", 477.9)],
    ),
    "average": (
        [
            (50, act("name-leader")), (90, act("oxygen")), (100, act("call-help")),
            (120, give("adrenaline", "0.5 mg", "IM")), (170, act("stop-antibiotic")),
            (200, act("lie-flat")), (540, give("crystalloid", "250 mL")),
            (626, Compressions(130_000, 110, 54)), (670, give("adrenaline", "1 mg", "IV")),
        ],
        [("partial", 120), ("shock", 360), ("arrest", 615.3), ("rosc", 735.3),
         ("recovered", 855.3)],
    ),
    "poor": (
        [
            (120, act("oxygen")), (240, act("call-help")), (300, give("hydrocortisone", "200 mg")),
            (360, give("chlorphenamine", "10 mg")),
        ],
        [("shock", 150), ("arrest", 405.9), ("died", 1305.9)],
    ),
}  # fmt: skip

HYPERTHERMIA = {
    "good": (
        [
            (310, act("declare")), (320, act("volatile-off")), (340, act("hyperventilate")),
            (360, act("mixing-team")), (380, act("stop-surgery")), (390, order("gas-1")),
            (510, give("dantrolene", "200 mg")), (540, act("cool")),
            (660, give("calcium-chloride", "10 mL")), (780, give("dantrolene", "80 mg")),
        ],
        [("early", 120), ("crisis", 353.5), ("improving", 510), ("controlled", 780),
         ("transfer", 1013.9)],
    ),
    "average": (
        [
            (360, act("declare")), (450, act("volatile-off")), (480, act("stop-surgery")),
            (540, act("mixing-team")), (625, act("cpr")),
            (660, give("calcium-chloride", "10 mL")), (700, give("dantrolene", "200 mg")),
            (740, shock()), (900, act("cool")), (1020, give("dantrolene", "80 mg")),
        ],
        [("early", 120), ("crisis", 353.5), ("arrest", 614.3), ("improving", 740),
         ("controlled", 1020), ("transfer", 1269.7)],
    ),
    "poor": (
        [(480, act("hyperventilate")), (720, act("declare"))],
        [("early", 120), ("crisis", 353.5), ("arrest", 614.3), ("died", 1214.3)],
    ),
}  # fmt: skip


def played(scenario, script) -> Run:
    steps = []
    for at_s, what in script:
        if isinstance(what, Action):
            steps.append(TimedStep(at_ms=at_s * 1000, actions=(what,)))
        else:
            steps.append(TimedStep(at_ms=at_s * 1000, compressions=what))
    team = ScriptedTeam(steps)
    run = Run(scenario)
    while not run.engine.is_ended and run.now_ms < 1_800_000:
        run.step(*team.due(run.now_ms + 100))
    return run


@pytest.mark.parametrize("team", ANAPHYLAXIS)
def test_that_each_anaphylaxis_team_takes_its_published_path(team) -> None:
    script, expected = ANAPHYLAXIS[team]
    walked = played(anaphylaxis(), script).path("patient")
    assert [name for name, _ in walked] == [name for name, _ in expected]
    assert [at for _, at in walked] == pytest.approx([at for _, at in expected], abs=0.1001)


@pytest.mark.parametrize("team", HYPERTHERMIA)
def test_that_each_hyperthermia_team_takes_its_published_path(team) -> None:
    script, expected = HYPERTHERMIA[team]
    walked = played(hyperthermia(), script).path("patient")
    assert [name for name, _ in walked] == [name for name, _ in expected]
    assert [at for _, at in walked] == pytest.approx([at for _, at in expected], abs=0.1001)


def test_that_the_good_anaphylaxis_team_meets_what_was_expected() -> None:
    run = played(anaphylaxis(), ANAPHYLAXIS["good"][0])
    views = {each.expectation: each.status for each in run.engine.view(run.now_ms).expectations}
    assert [name for name, status in views.items() if status is ExpectationStatus.MET] == [
        "adrenaline-1", "stop-trigger", "oxygen", "flat", "help", "adrenaline-2", "fluid",
        "leader",
    ]  # fmt: skip
    assert views["compressions"] is ExpectationStatus.UNOPENED
    assert run.of(RunEnded)[-1].outcome == "recovered"
    assert run.of(RunEnded)[-1].source is Source.SCENARIO
