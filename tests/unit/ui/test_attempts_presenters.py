"""The attempts of a session as a tree, and two of them side by side, without Qt."""

import pytest
from support.attempt_runs import (
    FIRST,
    SECOND,
    SECOND_FORK_MS,
    THIRD,
    THIRD_FORK_MS,
    attempts,
)
from support.debrief_runs import DURATION_MS, FewWords, full_scenario

from simrunner.ui.presenters.attempts import Stem, present_attempts, tell_attempts
from simrunner.ui.presenters.attempts_compare import present_comparison
from simrunner.ui.presenters.debrief_words import Status


@pytest.fixture(scope="module")
def told():
    return tell_attempts(attempts(), full_scenario(), FewWords())


def tree(told):
    return present_attempts(told, full_scenario(), SECOND, FewWords())


def pair(told, one, other):
    return present_comparison(told, one, other, full_scenario(), FewWords())


def test_that_a_branch_stands_below_its_parent_on_the_same_axis_from_its_fork_on(told):
    view = tree(told)

    assert [row.run for row in view.rows] == [FIRST, SECOND, THIRD]
    assert [row.title for row in view.rows] == ["Attempt 1", "Attempt 2", "Attempt 3"]
    assert [row.start_ms for row in view.rows] == [0, SECOND_FORK_MS, THIRD_FORK_MS]
    assert [row.bands[0].start_ms for row in view.rows] == [0, SECOND_FORK_MS, THIRD_FORK_MS]
    assert view.longest_ms == DURATION_MS
    assert [row.is_open for row in view.rows] == [False, True, False]


def test_that_a_row_says_how_it_ended_and_what_became_of_the_plan(told):
    first, second, third = tree(told).rows

    assert (second.outcome, second.duration) == ("Responding", "07:00")
    assert (third.outcome, third.is_ended) == ("did not end", False)
    assert dict(second.counts)[Status.LATE] == 1
    assert dict(first.counts)[Status.MISSED] == 1
    assert "from 03:30 of Attempt 2" in third.sentence


def test_that_lines_go_from_the_parent_down_to_each_branch(told):
    first, second, third = tree(told).rows

    out, into = (Stem(at_ms=SECOND_FORK_MS, comes_from_above=up, goes_below=not up)
                 for up in (False, True))  # fmt: skip
    assert first.stems == (out,)
    assert into in second.stems
    assert third.stems == (Stem(at_ms=THIRD_FORK_MS, comes_from_above=True, goes_below=False),)


def test_that_two_attempts_part_at_the_moment_that_was_chosen_and_say_what_came_first(told):
    view = pair(told, SECOND, FIRST)

    assert view.names == ("Attempt 1", "Attempt 2")
    assert view.forked_ms == SECOND_FORK_MS
    assert view.same_until == "The same until 02:50. Then first:"
    assert [deed for _, deed in view.firsts] == [
        "03:20 Pin SBP 70 mmHg", "02:55 Stop the antibiotic",
    ]  # fmt: skip
    assert view.longest_ms == DURATION_MS


def test_that_each_expectation_says_what_the_later_attempt_changed(told):
    rows = {row.title: row for row in pair(told, FIRST, SECOND).rows}

    gains = {title: row.gain for title, row in rows.items()}
    assert gains["Stop the antibiotic"] == "1:15 sooner"
    assert gains["Lie flat with legs raised"] == "now done"
    assert gains["Oxygen 15 L/min"] == "same"
    assert gains["Adrenaline ×2 IM"] == "0:18 later"
    assert rows["Lie flat with legs raised"].first.status is Status.MISSED


def test_that_attempts_of_different_lengths_share_one_axis_per_vital(told):
    view = pair(told, THIRD, FIRST)

    for lane in view.lanes:
        assert lane.low <= min(*lane.first.numbers, *lane.second.numbers)
        assert lane.high >= max(*lane.first.numbers, *lane.second.numbers)
    assert view.forked_ms == SECOND_FORK_MS
    assert [choice for choice, _ in view.choice.choices] == [FIRST, SECOND]
