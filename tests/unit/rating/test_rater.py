import pytest
from support.annotation_chain import MemoryChain, instrument_table, shipped_instrument

from simrunner.assessment.form import Answer
from simrunner.assessment.instrument import instrument_from_table
from simrunner.domain.annotation import (
    CommentWritten,
    EvidenceLinked,
    FormLocked,
    ItemCleared,
    ItemRated,
    MarkSet,
    MarkWithdrawn,
)
from simrunner.rating.rater import Rater
from simrunner.rating.refusal import RatingRefused, Refusal

TEAM = shipped_instrument("team")


def _rater(*annotations):
    chain = MemoryChain(*annotations)
    return Rater(chain, TEAM), chain


def _complete(rater):
    for item in TEAM.rated_items:
        rater.rate(1_000, item.id, 3)


def _refused(act):
    with pytest.raises(RatingRefused) as refusal:
        act()
    return refusal.value


def test_that_every_act_becomes_one_annotation() -> None:
    rater, chain = _rater()
    first = rater.mark(98_000, "+", "leadership", "leader named")
    rater.rate(99_000, "expectations", 3)
    rater.not_observed(99_500, "standards")
    rater.link_evidence(100_000, "expectations", first)
    rater.comment(101_000, "clear voice", "expectations")
    rater.clear(102_000, "standards")
    assert rater.withdraw_last(103_000) == first
    assert chain.annotations == [
        MarkSet(at_ms=98_000, mark=1, sign="+", category="leadership", note="leader named"),
        ItemRated(at_ms=99_000, item="expectations", score=3),
        ItemRated(at_ms=99_500, item="standards", score=None, is_observed=False),
        EvidenceLinked(at_ms=100_000, item="expectations", mark=1),
        CommentWritten(at_ms=101_000, item="expectations", comment="clear voice"),
        ItemCleared(at_ms=102_000, item="standards"),
        MarkWithdrawn(at_ms=103_000, mark=1),
    ]
    assert rater.state.items["expectations"].score == 3
    assert rater.state.items["standards"].answer is Answer.BLANK


def test_that_undo_takes_back_mark_after_mark_and_never_reuses_a_number() -> None:
    rater, _ = _rater()
    assert [rater.mark(at_ms, "-", "teamwork") for at_ms in (1_000, 2_000, 3_000)] == [1, 2, 3]
    assert rater.withdraw_last(4_000) == 3
    assert rater.withdraw_last(4_100) == 2
    assert rater.mark(5_000, "neutral") == 4
    assert [mark.mark for mark in rater.state.marks] == [1, 4]


def test_that_a_rater_goes_on_where_the_chain_ends() -> None:
    rater, chain = _rater()
    rater.mark(1_000, "+")
    rater.rate(2_000, "morale", 2)
    again = Rater(chain, TEAM)
    assert again.state.items["morale"].score == 2
    assert again.mark(3_000, "+") == 2


def test_that_a_note_to_the_last_mark_keeps_its_time_and_what_it_supports() -> None:
    rater, _ = _rater()
    old = rater.mark(130_000, "-", "teamwork")
    rater.link_evidence(131_000, "communicated", old)
    new = rater.note_last(140_000, "order unheard")
    mark = rater.state.marks[-1]
    assert (mark.mark, mark.at_ms, mark.sign, mark.note) == (new, 130_000, "-", "order unheard")
    assert len(rater.state.marks) == 1
    assert rater.state.items["communicated"].evidence == (new,)


def test_that_a_complete_form_locks() -> None:
    rater, chain = _rater()
    _complete(rater)
    rater.lock(500_000)
    assert rater.state.is_locked
    assert chain.annotations[-1] == FormLocked(at_ms=500_000)


@pytest.mark.parametrize(
    "act",
    [
        lambda rater: rater.mark(0, "+"),
        lambda rater: rater.withdraw_last(0),
        lambda rater: rater.note_last(0, "late thought"),
        lambda rater: rater.rate(0, "morale", 1),
        lambda rater: rater.not_observed(0, "morale"),
        lambda rater: rater.clear(0, "morale"),
        lambda rater: rater.link_evidence(0, "morale", 1),
        lambda rater: rater.comment(0, "late thought"),
        lambda rater: rater.lock(0),
    ],
)
def test_that_after_the_lock_nothing_is_written_and_the_rater_is_told(act) -> None:
    rater, chain = _rater()
    rater.mark(0, "+")
    _complete(rater)
    rater.lock(0)
    before = chain.entries
    refusal = _refused(lambda: act(rater))
    assert str(refusal) == "This rating is locked and cannot be changed."
    assert chain.entries == before


@pytest.mark.parametrize(
    ("act", "reason", "sentence"),
    [
        (lambda r: r.rate(0, "courage", 3), Refusal.NO_ITEM, "The form has no item courage."),
        (lambda r: r.rate(0, "morale", 5), Refusal.OFF_SCALE, "5 is not on the scale from 0 to 4."),
        (lambda r: r.rate(0, "overall", 5), Refusal.GLOBAL_CLOSED,
         "The global rating opens after the 11 items."),
        (lambda r: r.withdraw_last(0), Refusal.NO_MARK,
         "There is no such mark, or it was withdrawn."),
        (lambda r: r.note_last(0, "x"), Refusal.NO_MARK,
         "There is no such mark, or it was withdrawn."),
        (lambda r: r.link_evidence(0, "morale", 7), Refusal.NO_MARK,
         "There is no such mark, or it was withdrawn."),
        (lambda r: r.mark(0, "+", "courage"), Refusal.NO_CATEGORY,
         "The form has no mark category courage."),
        (lambda r: r.comment(0, "x", "courage"), Refusal.NO_ITEM, "The form has no item courage."),
        (lambda r: r.lock(0), Refusal.INCOMPLETE,
         "0 of 12 items are answered; answer all before you lock."),
    ],
)  # fmt: skip
def test_that_what_the_form_does_not_allow_is_refused_and_not_written(
    act, reason, sentence
) -> None:
    rater, chain = _rater()
    refusal = _refused(lambda: act(rater))
    assert (refusal.reason, str(refusal)) == (reason, sentence)
    assert chain.entries == ()


def test_that_the_global_rating_always_needs_a_score() -> None:
    rater, _ = _rater()
    for item in TEAM.rated_items[:-1]:
        rater.not_observed(0, item.id)
    assert _refused(lambda: rater.not_observed(0, "overall")).reason is Refusal.ALWAYS_OBSERVED
    rater.rate(0, "overall", 7)
    rater.lock(0)
    assert rater.state.score_sum == 0
    assert rater.state.possible_sum == 0


def test_that_a_demanded_comment_keeps_the_form_open() -> None:
    table = instrument_table("team")
    table["comment_required_at"] = [0]
    rater = Rater(MemoryChain(), instrument_from_table(table))
    _complete(rater)
    rater.rate(0, "morale", 0)
    assert (
        str(_refused(lambda: rater.lock(0)))
        == "Scores that still need a comment before you lock: 1."
    )
    rater.comment(0, "shouting", "morale")
    rater.lock(0)
    assert rater.state.is_locked


class _Chinese:
    language = "zh-CN"

    def __call__(self, message, /, **fields):
        known = {"The form has no item {item}.": "表中没有条目 {item}。"}
        return known[message].format(**fields)


def test_that_a_refusal_can_be_told_in_the_raters_language() -> None:
    rater, _ = _rater()
    refusal = _refused(lambda: rater.rate(0, "courage", 3))
    assert refusal.sentence(_Chinese()) == "表中没有条目 courage。"
