"""One rater at one form: every key press becomes an annotation, or is refused with a sentence."""

from collections.abc import Sequence
from typing import Literal, Protocol

from simrunner.assessment.form import FormState, form_state
from simrunner.assessment.instrument import Instrument, Item
from simrunner.domain.annotation import (
    Annotation,
    CommentWritten,
    EvidenceLinked,
    FormLocked,
    ItemCleared,
    ItemRated,
    MarkSet,
    MarkWithdrawn,
)
from simrunner.domain.run_record import Ack, RecordedAnnotation
from simrunner.rating.refusal import RatingRefused, Refusal


class AnnotationChain(Protocol):
    """Where the annotations of one rater and form are kept."""

    @property
    def entries(self) -> Sequence[RecordedAnnotation]:
        """Everything noted so far, in order."""
        ...

    def append(self, annotation: Annotation) -> Ack:
        """Store one more and return after it is on the disk."""
        ...


class Rater:
    """Writes one chain. Every method raises RatingRefused, writing nothing, when not allowed.

    ``at_ms`` is always the simulated time of the run that the rater looks at.
    """

    def __init__(self, chain: AnnotationChain, instrument: Instrument) -> None:
        """Go on where the chain ends."""
        self._chain = chain
        self._instrument = instrument
        self._state = self._fold()

    @property
    def instrument(self) -> Instrument:
        """The form that is filled in."""
        return self._instrument

    @property
    def state(self) -> FormState:
        """What the form says now."""
        return self._state

    def mark(
        self, at_ms: int, sign: Literal["+", "-", "neutral"], category: str = "", note: str = ""
    ) -> int:
        """Note a behaviour seen and return the mark's number."""
        self._refuse_locked()
        if not self._instrument.has_mark_category(category):
            raise RatingRefused(Refusal.NO_CATEGORY, category=category)
        number = self._state.last_mark + 1
        self._write(MarkSet(at_ms=at_ms, mark=number, sign=sign, category=category, note=note))
        return number

    def withdraw_last(self, at_ms: int) -> int:
        """Take back the newest mark that still counts and return its number."""
        self._refuse_locked()
        if not self._state.marks:
            raise RatingRefused(Refusal.NO_MARK)
        number = self._state.marks[-1].mark
        self._write(MarkWithdrawn(at_ms=at_ms, mark=number))
        return number

    def note_last(self, at_ms: int, note: str) -> int:
        """Give the newest mark a note: it is withdrawn and set again at its own time.

        The new mark supports the same items; its number is returned.
        """
        self._refuse_locked()
        if not self._state.marks:
            raise RatingRefused(Refusal.NO_MARK)
        old = self._state.marks[-1]
        supported = [one.item for one in self._state.items.values() if old.mark in one.evidence]
        self._write(MarkWithdrawn(at_ms=at_ms, mark=old.mark))
        number = self.mark(old.at_ms, old.sign, old.category, note)
        for item in supported:
            self.link_evidence(at_ms, item, number)
        return number

    def rate(self, at_ms: int, item: str, score: int) -> None:
        """Give an item a score, replacing what it had."""
        found = self._answerable(item)
        if score not in found.scale.scores:
            raise RatingRefused(
                Refusal.OFF_SCALE,
                score=score,
                lowest=found.scale.lowest,
                highest=found.scale.highest,
            )
        self._write(ItemRated(at_ms=at_ms, item=item, score=score))

    def not_observed(self, at_ms: int, item: str) -> None:
        """Answer an item with *not observed*."""
        if not self._answerable(item).scale.allows_not_observed:
            raise RatingRefused(Refusal.ALWAYS_OBSERVED)
        self._write(ItemRated(at_ms=at_ms, item=item, score=None, is_observed=False))

    def clear(self, at_ms: int, item: str) -> None:
        """Make an item blank again."""
        self._item(item)
        self._write(ItemCleared(at_ms=at_ms, item=item))

    def link_evidence(self, at_ms: int, item: str, mark: int) -> None:
        """Let a mark support the rating of an item."""
        self._item(item)
        if mark not in {one.mark for one in self._state.marks}:
            raise RatingRefused(Refusal.NO_MARK)
        self._write(EvidenceLinked(at_ms=at_ms, item=item, mark=mark))

    def comment(self, at_ms: int, comment: str, item: str = "") -> None:
        """Write a comment on an item, or on the whole form; an empty one removes it."""
        self._refuse_locked()
        if item:
            self._item(item)
        self._write(CommentWritten(at_ms=at_ms, item=item, comment=comment))

    def lock(self, at_ms: int) -> None:
        """End the rating for good; refused until every item is answered."""
        self._refuse_locked()
        state = self._state
        if state.answered < state.total_items:
            raise RatingRefused(
                Refusal.INCOMPLETE, answered=state.answered, items=state.total_items
            )
        if state.without_comment:
            raise RatingRefused(Refusal.COMMENT_MISSING, count=len(state.without_comment))
        self._write(FormLocked(at_ms=at_ms))

    def _refuse_locked(self) -> None:
        if self._state.is_locked:
            raise RatingRefused(Refusal.LOCKED)

    def _item(self, item: str) -> Item:
        self._refuse_locked()
        try:
            return self._instrument.item(item)
        except KeyError as missing:
            raise RatingRefused(Refusal.NO_ITEM, item=item) from missing

    def _answerable(self, item: str) -> Item:
        found = self._item(item)
        if found == self._instrument.global_item and not self._state.is_global_open:
            raise RatingRefused(Refusal.GLOBAL_CLOSED, items=self._state.total_items - 1)
        return found

    def _write(self, annotation: Annotation) -> None:
        self._chain.append(annotation)
        self._state = self._fold()

    def _fold(self) -> FormState:
        return form_state(self._instrument, (entry.annotation for entry in self._chain.entries))
