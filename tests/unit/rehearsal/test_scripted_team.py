"""A scripted team hands out its actions when they are due."""

from support.chart_runs import act

from simrunner.domain.action import Compress
from simrunner.rehearsal.scripted_team import Compressions, ScriptedTeam, TimedRescue, TimedStep

SPELL = Compressions(duration_ms=130_000, rate_per_min=110, depth_mm=54)


def test_that_actions_come_once_at_the_first_asking_from_their_time_on() -> None:
    late, early = act("late"), act("early")
    team = ScriptedTeam(
        [TimedStep(at_ms=2000, actions=(late,)), TimedStep(at_ms=1050, actions=(early,))]
    )
    assert [team.due(at_ms) for at_ms in (1000, 1100, 1200)] == [(), (early,), ()]
    assert not team.is_done
    assert team.due(9000) == (late,)
    assert team.is_done


def test_that_one_step_keeps_the_order_of_its_actions() -> None:
    both = (act("a"), act("b"))
    assert ScriptedTeam([TimedStep(at_ms=0, actions=both)]).due(0) == both


def test_that_compressions_become_single_actions_at_an_even_rate() -> None:
    team = ScriptedTeam([TimedStep(at_ms=1000, compressions=SPELL)])
    felt = [(at_ms, len(team.due(at_ms))) for at_ms in range(100, 140_000, 100)]
    assert sum(number for _, number in felt) == 238  # 130 s at 110 /min, whole compressions
    assert next(at_ms for at_ms, number in felt if number) == 1000
    assert max(at_ms for at_ms, number in felt if number) < 131_000
    assert max(number for _, number in felt) == 1


def test_that_a_compression_has_the_depth_of_its_spell() -> None:
    (first,) = ScriptedTeam([TimedStep(at_ms=0, compressions=SPELL)]).due(0)
    assert isinstance(first, Compress)
    assert first.depth_mm == 54


def test_that_a_manikins_rescuer_gets_the_spell_whole() -> None:
    team = ScriptedTeam(
        [TimedStep(at_ms=1000, actions=(act("call"),), compressions=SPELL)],
        plays_compressions=False,
    )
    assert team.rescues_due(900) == ()
    assert team.rescues_due(1000) == (TimedRescue(1000, SPELL),)
    assert team.rescues_due(2000) == ()
    assert team.due(200_000) == (act("call"),)
    assert team.is_done
