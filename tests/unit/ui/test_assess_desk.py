"""The assessor's desk: keys become annotations, refusals become sentences."""

from dataclasses import replace

import pytest
from support.annotation_chain import MemoryChain, shipped_instrument
from support.runs import scenario
from support.screen_words import MarkingTranslate

from simrunner.assessment.form import Answer
from simrunner.domain.annotation import EvidenceLinked, FormLocked, ItemRated, MarkSet
from simrunner.domain.chart import Role
from simrunner.domain.text import Text
from simrunner.rating.rater import Rater
from simrunner.record.errors import RecordError
from simrunner.ui.presenters.assess_desk import AssessDesk
from simrunner.ui.presenters.assess_session import FactView

TEAM = shipped_instrument("team")
TR = MarkingTranslate()
FACT = FactView(key="dose.2", at_ms=161_000, words="Adrenaline 0.5 mg IM, limit 03:00")


class FullDisk(MemoryChain):
    def append(self, annotation):
        raise RecordError("The disk is full: {file} takes nothing more.", file="runs.db")


class Clock:
    now_ms = 312_000

    def __call__(self):
        return self.now_ms


def desk_of(chain=None, instrument=TEAM, story=None):
    chain = MemoryChain() if chain is None else chain
    clock = Clock()
    return AssessDesk(Rater(chain, instrument), story or scenario(), clock), chain, clock


def answer_all(desk):
    for item in desk.instrument.rated_items:
        desk.take(item.id)
        desk.digit(3)


def test_that_a_digit_rates_the_item_in_hand_at_the_time_looked_at() -> None:
    desk, chain, clock = desk_of()
    desk.move(3)
    clock.now_ms = 400_500
    assert desk.digit(4)
    assert chain.annotations == [ItemRated(at_ms=400_500, item="worked-together", score=4)]
    assert desk.saved_at_ms == 400_500


def test_that_the_rows_end_at_the_first_and_the_last() -> None:
    desk, _, _ = desk_of()
    desk.move(-1)
    assert desk.item.number == 1
    desk.move(50)
    assert desk.item.id == "overall"


def test_that_zero_is_a_score_where_the_scale_has_it_and_ten_on_the_global() -> None:
    desk, _, _ = desk_of()
    desk.digit(0)
    assert desk.state.items["expectations"].score == 0
    answer_all(desk)
    desk.take("overall")
    desk.digit(0)
    assert desk.state.items["overall"].score == 10


def test_that_a_score_off_the_scale_is_refused_with_a_sentence_and_nothing_is_written() -> None:
    desk, chain, _ = desk_of()
    assert not desk.digit(7)
    assert desk.notice is not None
    assert desk.notice.words(TR) == "7 is not on the scale from 0 to 4."
    assert chain.annotations == []
    assert desk.saved_at_ms is None


def test_that_the_sentence_of_a_refusal_follows_the_language() -> None:
    desk, _, _ = desk_of()
    desk.link_last()
    assert desk.notice is not None
    assert desk.notice.words(MarkingTranslate("zh-CN")).startswith("⟦There is no such mark")


def test_that_not_observed_blank_and_zero_are_three_things() -> None:
    desk, chain, _ = desk_of()
    answers = []
    for act in (lambda: desk.digit(0), lambda: desk.rate(None), desk.clear):
        act()
        mine = desk.state.items["expectations"]
        answers.append((mine.answer, mine.score))
    assert answers == [
        (Answer.SCORED, 0),
        (Answer.NOT_OBSERVED, None),
        (Answer.BLANK, None),
    ]
    written = len(chain.entries)
    assert not desk.clear()
    assert len(chain.entries) == written == 3


def test_that_the_last_mark_supports_the_item_once() -> None:
    desk, chain, _ = desk_of()
    desk.mark("+", "leadership")
    assert desk.link_last()
    assert chain.annotations[-1] == EvidenceLinked(at_ms=312_000, item="expectations", mark=1)
    assert not desk.link_last()
    assert len(chain.entries) == 2
    assert desk.notice is not None
    assert desk.notice.tone == "info"


def test_that_a_fact_of_the_clock_becomes_one_neutral_mark_at_its_own_time() -> None:
    desk, chain, _ = desk_of()
    desk.take("prioritised")
    assert desk.link_fact(FACT)
    mark = MarkSet(at_ms=161_000, mark=1, sign="neutral", category="tasks", note=FACT.words)
    assert chain.annotations[0] == mark
    desk.take("standards")
    assert desk.link_fact(FACT)
    marks = [each for each in chain.annotations if isinstance(each, MarkSet)]
    assert len(marks) == 1
    assert desk.state.items["prioritised"].evidence == desk.state.items["standards"].evidence
    assert desk.state.items["prioritised"].score is None


def test_that_who_stands_before_the_note_and_is_replaced_not_piled_up() -> None:
    desk, _, _ = desk_of()
    desk.mark("-", "teamwork")
    desk.note("order unheard")
    desk.who(2, TR)
    desk.who(3, TR)
    assert desk.state.marks[-1].note == "learner 3: order unheard"


def test_that_learners_are_called_by_their_role_when_the_scenario_names_it() -> None:
    leader = Role(
        id="leader",
        plays="learner",
        brief=Text(by_language={"en": "Team leader", "zh-CN": "组长"}),
    )
    story = replace(scenario(), roles={"leader": leader})
    desk, _, _ = desk_of(story=story)
    assert desk.learner(1, TR) == "Team leader"
    assert desk.learner(1, MarkingTranslate("zh-CN")) == "组长"
    assert desk.learner(2, TR) == "learner 2"


def test_that_the_lock_waits_for_the_last_answer_and_then_ends_everything() -> None:
    desk, chain, _ = desk_of()
    assert not desk.may_lock()
    assert not desk.lock()
    assert desk.notice is not None
    assert "0 of 12 items are answered" in desk.notice.words(TR)
    answer_all(desk)
    assert desk.may_lock()
    assert desk.lock()
    assert isinstance(chain.annotations[-1], FormLocked)
    for act in (
        lambda: desk.digit(1),
        lambda: desk.rate(None),
        desk.clear,
        lambda: desk.mark("+"),
        desk.withdraw,
        lambda: desk.comment("late"),
        lambda: desk.link_fact(FACT),
        desk.lock,
    ):
        assert not act()
        assert desk.notice is not None
        assert desk.notice.words(TR) == "This rating is locked and cannot be changed."
    assert isinstance(chain.annotations[-1], FormLocked)


def test_that_a_full_disk_is_told_and_never_looks_saved() -> None:
    desk, _, _ = desk_of(chain=FullDisk())
    assert not desk.digit(3)
    assert desk.is_unsaved
    assert desk.saved_at_ms is None
    assert desk.notice is not None
    assert (desk.notice.tone, desk.notice.words(TR)) == (
        "bad",
        "Not saved. The disk is full: runs.db takes nothing more.",
    )


@pytest.mark.parametrize(
    ("item", "category"),
    [("gathering", "situation"), ("supporting", "team-working"), ("decision-making", "decisions")],
)
def test_that_a_fact_lies_on_the_lane_of_the_items_category(item, category) -> None:
    desk, _, _ = desk_of(instrument=shipped_instrument("ants"))
    desk.take(item)
    desk.link_fact(FACT)
    assert desk.state.marks[-1].category == category
