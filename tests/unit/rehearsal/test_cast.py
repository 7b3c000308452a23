"""The words of a team become what it does, at its times."""

from decimal import Decimal

import pytest
from support.sessions import small_scenario

from simrunner.domain.action import Compress, GiveDrug, PerformAct, Source
from simrunner.domain.quantity import Quantity
from simrunner.rehearsal.cast import cast
from simrunner.scenario.expected import TeamStep
from simrunner.scenario.grammar.command import CommandError


def team(*lines, plays_compressions=True):
    steps = [TeamStep(at_ms=at_ms, do=do, line=1) for at_ms, do in lines]
    return cast(steps, small_scenario(), plays_compressions=plays_compressions)


def test_that_words_become_the_learners_actions_at_their_times():
    players = team((2_000, "give adrenaline 0.5 mg IM"), (1_000, "act help"))

    first, second = players.due(1_000), players.due(2_000)

    assert first == (PerformAct(source=Source.LEARNER, act="help"),)
    assert second == (
        GiveDrug(source=Source.LEARNER, drug="adrenaline", route="IM",
                 amount=Quantity(number=Decimal("0.5"), unit="mg")),
    )  # fmt: skip
    assert players.is_done


def test_that_what_was_done_before_it_was_said_keeps_its_time():
    (action,) = team((60_000, "act help 30 s ago")).due(60_000)

    assert action.performed_at_ms == 30_000


def test_that_compressions_are_played_one_by_one_at_their_rate():
    players = team((1_000, "cpr for 3 s rate 120 depth 55 mm"))

    taken = [(at_ms, players.due(at_ms)) for at_ms in range(0, 10_000, 100)]

    times = [at_ms for at_ms, actions in taken for _ in actions]
    assert times == [1_000, 1_500, 2_000, 2_500, 3_000, 3_500]
    kinds = {action for _, actions in taken for action in actions}
    assert kinds == {Compress(source=Source.LEARNER, depth_mm=55)}


def test_that_compressions_are_left_to_a_manikins_rescuer_when_there_is_one():
    players = team((1_000, "cpr for 3 s rate 120 depth 55 mm"), plays_compressions=False)

    assert players.due(10_000) == ()
    ((at_ms, spell),) = players.rescues_due(10_000)
    assert at_ms == 1_000
    assert (spell.duration_ms, spell.rate_per_min, spell.depth_mm) == (3_000, 120, 55)


def test_that_words_the_scenario_does_not_know_are_refused():
    with pytest.raises(CommandError, match="adrenalin'"):
        team((1_000, "give adrenalin 0.5 mg IM"))
