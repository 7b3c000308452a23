"""The assessor's desk: what each key does to the form. The Rater alone writes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from simrunner.assessment.form import FormState, MarkState
from simrunner.assessment.instrument import Instrument, Item
from simrunner.domain.chart import Scenario
from simrunner.domain.sim_time import clock_text
from simrunner.domain.text import Translate
from simrunner.rating.rater import Rater
from simrunner.rating.refusal import RatingRefused
from simrunner.record.errors import RecordError
from simrunner.ui.presenters.assess_session import FactView
from simrunner.ui.presenters.terms import word

Sign = Literal["+", "-", "neutral"]
TEN_KEY = 0
"""The digit that means ten where the scale goes to ten and has no zero."""
MOST_LEARNERS = 5
_LONGEST_WHO = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A sentence for the rater; ``tone`` is warn, bad or info. Asked anew in another language."""

    tone: str
    words: Callable[[Translate], str]


class AssessDesk:
    """One rater, one form, one row in hand. Nothing raises: a refusal becomes the ``notice``.

    ``now`` gives the simulated time that the rater looks at. ``saved_at_ms`` is when the last
    annotation was acknowledged, ``is_unsaved`` that the last one could not be stored.
    """

    def __init__(self, rater: Rater, scenario: Scenario, now: Callable[[], int]) -> None:
        self._rater = rater
        self._now = now
        self._learners = [role for role in scenario.roles.values() if role.plays == "learner"]
        self._items = rater.instrument.rated_items
        self._at = 0
        self.notice: Notice | None = None
        self.saved_at_ms: int | None = None
        self.is_unsaved = False

    @property
    def instrument(self) -> Instrument:
        """The form."""
        return self._rater.instrument

    @property
    def state(self) -> FormState:
        """What the form says."""
        return self._rater.state

    @property
    def item(self) -> Item:
        """The item in hand."""
        return self._items[self._at]

    @property
    def last_mark(self) -> MarkState | None:
        """The newest mark that counts."""
        return self.state.marks[-1] if self.state.marks else None

    @property
    def now_ms(self) -> int:
        """The simulated time that the rater looks at."""
        return self._now()

    def move(self, rows: int) -> None:
        """Take the item ``rows`` below in hand; stops at both ends."""
        self._at = max(0, min(len(self._items) - 1, self._at + rows))
        self.notice = None

    def take(self, item: str) -> None:
        """Take an item in hand; an unknown one changes nothing."""
        for at, known in enumerate(self._items):
            if known.id == item:
                self.move(at - self._at)

    def digit(self, digit: int) -> bool:
        """Rate the item in hand with a digit key; 0 is ten on a scale from 1 to 10."""
        scores = self.item.scale.scores
        is_ten = digit == TEN_KEY and TEN_KEY not in scores and 10 in scores
        return self.rate(10 if is_ten else digit)

    def rate(self, score: int | None) -> bool:
        """Rate the item in hand; None is *not observed*."""
        item = self.item.id
        if score is None:
            return self._do(lambda now: self._rater.not_observed(now, item))
        return self._do(lambda now: self._rater.rate(now, item, score))

    def clear(self) -> bool:
        """Make the item in hand blank again; a blank one is left alone."""
        item = self.item.id
        if self.state.items[item].answer.value == "blank" and not self.state.is_locked:
            self.notice = None
            return False
        return self._do(lambda now: self._rater.clear(now, item))

    def mark(self, sign: Sign, category: str = "") -> bool:
        """Set a mark at the time looked at."""
        return self._do(lambda now: self._rater.mark(now, sign, category))

    def withdraw(self) -> bool:
        """Take back the newest mark."""
        return self._do(self._rater.withdraw_last)

    def note(self, words: str) -> bool:
        """Give the newest mark a note."""
        return self._do(lambda now: self._rater.note_last(now, words.strip()))

    def who(self, number: int, tr: Translate) -> bool:
        """Write a learner (1 to 5) before the note of the newest mark."""
        last = self.last_mark
        name, rest = self.learner(number, tr), "" if last is None else last.note
        for other in range(1, MOST_LEARNERS + 1):
            rest = rest.removeprefix(self.learner(other, tr)).removeprefix(": ")
        return self.note(f"{name}: {rest}" if rest else name)

    def learner(self, number: int, tr: Translate) -> str:
        """Return what learner ``number`` (from 1) is called: the role, else the number."""
        if number <= len(self._learners):
            role = self._learners[number - 1]
            brief = role.brief.in_language(tr.language)
            return brief if 0 < len(brief) <= _LONGEST_WHO else word({}, role.id)
        return tr("learner {number}", number=number)

    def link_last(self) -> bool:
        """Let the newest mark support the item in hand."""
        last = self.last_mark
        return self.link(0 if last is None else last.mark)

    def link(self, mark: int) -> bool:
        """Let a mark support the item in hand."""
        item = self.item.id
        if mark in self.state.items[item].evidence and not self.state.is_locked:
            self.notice = Notice(
                tone="info", words=lambda tr: tr("That mark supports this item already.")
            )
            return False
        return self._do(lambda now: self._rater.link_evidence(now, item, mark))

    def link_fact(self, fact: FactView) -> bool:
        """Keep a fact of the clock as a neutral mark at its time and let it support the item."""
        for mark in self.state.marks:
            if (mark.sign, mark.at_ms, mark.note) == ("neutral", fact.at_ms, fact.words):
                return self.link(mark.mark)
        category, item = self._mark_category(), self.item.id

        def keep(now_ms: int) -> None:
            number = self._rater.mark(fact.at_ms, "neutral", category, fact.words)
            self._rater.link_evidence(now_ms, item, number)

        return self._do(keep)

    def comment(self, words: str) -> bool:
        """Write a comment on the item in hand; unchanged words write nothing."""
        item, words = self.item.id, words.strip()
        if words == self.state.items[item].comment and not self.state.is_locked:
            self.notice = None
            return False
        return self._do(lambda now: self._rater.comment(now, words, item))

    def lock(self) -> bool:
        """End the rating for good."""
        return self._do(self._rater.lock)

    def may_lock(self) -> bool:
        """Return whether the form is complete and still open; otherwise say why not."""
        state = self.state
        return state.is_complete and not state.is_locked

    def sign_words(self, tr: Translate) -> Mapping[str, str]:
        """Return what each sign means."""
        return {"+": tr("good"), "-": tr("to discuss"), "neutral": tr("fact of the clock")}

    def _mark_category(self) -> str:
        """Return the category of marks that belongs to the item in hand, empty if none does.

        It has the same id, else the same place where the form has as many of each.
        """
        marks, categories = self.instrument.marks, self.instrument.categories
        for place, category in enumerate(categories):
            rated = (*category.items, category.own_item)
            if self.item not in rated:
                continue
            if self.instrument.has_mark_category(category.id):
                return category.id
            return marks[place].id if len(marks) == len(categories) else ""
        return ""

    def _do(self, act: Callable[[int], object]) -> bool:
        self.notice = None
        now_ms = self._now()
        try:
            act(now_ms)
        except RatingRefused as refusal:
            self.notice = Notice(tone="warn", words=refusal.sentence)
            return False
        except RecordError as failure:
            self.is_unsaved = True
            self.notice = Notice(tone="bad", words=_Unsaved(failure))
            return False
        self.is_unsaved = False
        self.saved_at_ms = now_ms
        return True


class _Unsaved:
    """Why an annotation could not be stored."""

    def __init__(self, failure: RecordError) -> None:
        self._failure = failure

    def __call__(self, tr: Translate) -> str:
        reason = tr(self._failure.message, **self._failure.fields)
        return tr("Not saved. {reason}", reason=reason)


def mark_words(mark: MarkState, instrument: Instrument, tr: Translate) -> str:
    """Return a mark's note, else its category, else nothing."""
    if mark.note:
        return mark.note
    for known in (*instrument.marks, *instrument.console_marks):
        if known.id == mark.category:
            return known.title.in_language(tr.language)
    return ""


def mark_clock(mark: MarkState) -> str:
    """Return when a mark was set."""
    return clock_text(mark.at_ms)
