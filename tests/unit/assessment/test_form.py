import pytest
from support.annotation_chain import instrument_table, shipped_instrument

from simrunner.assessment.form import Answer, FormError, form_state
from simrunner.assessment.instrument import instrument_from_table
from simrunner.domain.annotation import (
    CommentWritten,
    EvidenceLinked,
    FormLocked,
    ItemCleared,
    ItemRated,
    MarkSet,
    MarkWithdrawn,
    ScoreAmended,
)

TEAM = shipped_instrument("team")
ANTS = shipped_instrument("ants")


def _rated(item, score):
    return ItemRated(at_ms=0, item=item, score=score)


def _unseen(item):
    return ItemRated(at_ms=0, item=item, score=None, is_observed=False)


def _mark(number, category="leadership", at_ms=0):
    return MarkSet(at_ms=at_ms, mark=number, sign="+", category=category, note="leader named")


# The form as it is drawn for the assessor: 8 of 12 answered, sum so far 20 of 28.
DRAWN = (
    _mark(1),
    _rated("expectations", 3), _rated("global-perspective", 2),
    _rated("communicated", 3), _rated("worked-together", 3), _rated("composure", 4),
    _rated("morale", 3), _rated("adapted", 2), _unseen("standards"),
    *(
        EvidenceLinked(at_ms=0, item=item, mark=1)
        for item in ("expectations", "global-perspective", "communicated", "worked-together",
                     "composure", "adapted")
    ),
)  # fmt: skip


def test_that_the_drawn_form_adds_up_as_drawn() -> None:
    state = form_state(TEAM, DRAWN)
    assert (state.answered, state.total_items) == (8, 12)
    assert (state.score_sum, state.possible_sum) == (20, 28)
    sums = {
        name: (one.answered, one.items, one.score_sum) for name, one in state.categories.items()
    }
    assert sums == {
        "leadership": (2, 2, 5),
        "teamwork": (5, 7, 15),
        "task-management": (1, 2, 0),
    }
    assert state.without_evidence == ("morale",)
    assert not state.is_complete


def test_that_not_observed_is_neither_blank_nor_zero() -> None:
    state = form_state(TEAM, [_unseen("standards"), _rated("prioritised", 0)])
    assert state.items["standards"].answer is Answer.NOT_OBSERVED
    assert state.items["prioritised"].answer is Answer.SCORED
    assert state.items["morale"].answer is Answer.BLANK
    tasks = state.categories["task-management"]
    assert (tasks.answered, tasks.scored, tasks.score_sum, tasks.possible_sum) == (2, 1, 0, 4)


def test_that_the_last_answer_counts_and_a_cleared_item_is_blank() -> None:
    again = form_state(TEAM, [_rated("morale", 1), _rated("morale", 4)])
    assert again.items["morale"].score == 4
    cleared = form_state(TEAM, [_rated("morale", 1), ItemCleared(at_ms=0, item="morale")])
    assert cleared.items["morale"].answer is Answer.BLANK
    assert cleared.answered == 0


def test_that_the_global_rating_opens_after_the_11_items_and_is_in_no_sum() -> None:
    answers = [_rated(item.id, 2) for item in TEAM.rated_items[:10]]
    assert not form_state(TEAM, answers).is_global_open
    answers.append(_unseen("standards"))
    assert form_state(TEAM, answers).is_global_open
    whole = form_state(TEAM, [*answers, _rated("overall", 9)])
    assert (whole.score_sum, whole.possible_sum) == (20, 40)
    assert whole.is_complete
    assert "overall" not in whole.without_evidence


def test_that_a_withdrawn_mark_no_longer_counts_nor_supports_anything() -> None:
    chain = [
        _mark(1, at_ms=98_000),
        _mark(2, at_ms=165_000),
        EvidenceLinked(at_ms=0, item="expectations", mark=1),
        EvidenceLinked(at_ms=0, item="expectations", mark=2),
        EvidenceLinked(at_ms=0, item="expectations", mark=2),
        MarkWithdrawn(at_ms=0, mark=1),
    ]
    state = form_state(TEAM, chain)
    assert [(mark.mark, mark.at_ms) for mark in state.marks] == [(2, 165_000)]
    assert state.items["expectations"].evidence == (2,)
    assert state.last_mark == 2


def test_that_comments_belong_to_an_item_or_to_the_form() -> None:
    state = form_state(
        TEAM,
        [
            CommentWritten(at_ms=0, item="morale", comment="tense"),
            CommentWritten(at_ms=0, item="", comment="good night shift"),
            CommentWritten(at_ms=0, item="morale", comment="tense at first"),
        ],
    )
    assert state.items["morale"].comment == "tense at first"
    assert state.comment == "good night shift"


def test_that_categories_judged_themselves_are_answered_beside_their_elements() -> None:
    state = form_state(ANTS, [_rated("planning", 4), _rated("task-management", 2)])
    assert (state.answered, state.total_items) == (2, 19)
    assert state.items["task-management"].score == 2
    assert state.categories["task-management"].answered == 1


def test_that_an_instrument_without_a_total_never_shows_a_sum() -> None:
    state = form_state(ANTS, [_rated("planning", 4)])
    assert (state.score_sum, state.possible_sum) == (None, None)
    assert state.categories["task-management"].score_sum is None


def test_that_a_score_may_demand_a_comment() -> None:
    table = instrument_table("team")
    table["comment_required_at"] = [0, 1]
    instrument = instrument_from_table(table)
    answers = [_rated(item.id, 1 if item.id == "morale" else 3) for item in instrument.rated_items]
    assert form_state(instrument, answers).without_comment == ("morale",)
    assert not form_state(instrument, answers).is_complete
    commented = [*answers, CommentWritten(at_ms=0, item="morale", comment="shouting")]
    assert form_state(instrument, commented).is_complete


@pytest.mark.parametrize(
    ("chain", "sentence"),
    [
        ([_rated("courage", 3)], "no item is called courage"),
        ([_rated("morale", 5)], "5 is not on the scale of morale"),
        ([_rated("overall", 0)], "0 is not on the scale of overall"),
        ([_rated("morale", None)], "None is not on the scale of morale"),
        ([_unseen("overall")], "overall takes no"),
        ([ItemRated(at_ms=0, item="morale", score=0, is_observed=False)], "morale takes no"),
        ([_mark(1), _mark(1)], "mark 1 is numbered twice"),
        ([_mark(1, "courage")], "no mark category is called courage"),
        ([MarkWithdrawn(at_ms=0, mark=1)], "mark 1 is not there"),
        ([EvidenceLinked(at_ms=0, item="morale", mark=1)], "mark 1 is not there"),
        ([CommentWritten(at_ms=0, item="courage", comment="x")], "no item is called courage"),
        ([ItemCleared(at_ms=0, item="courage")], "no item is called courage"),
        ([FormLocked(at_ms=0), _rated("morale", 1)], "follows the lock"),
    ],
)
def test_that_a_chain_that_contradicts_itself_is_refused(chain, sentence) -> None:
    with pytest.raises(FormError, match=sentence):
        form_state(TEAM, chain)


def test_that_an_amended_score_may_follow_the_lock_and_counts() -> None:
    amended = ScoreAmended(at_ms=2, item="morale", score=3)
    state = form_state(TEAM, [_rated("morale", 1), FormLocked(at_ms=1), amended])
    assert (state.items["morale"].score, state.is_locked) == (3, True)
