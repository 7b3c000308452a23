"""What a form says now: a pure fold of one rater's annotations over the instrument."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

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
    ScoreAmended,
)


class FormError(ValueError):
    """A chain of annotations contradicts its instrument or itself."""


class Answer(StrEnum):
    """How an item stands. *Not observed* is an answer, and never a zero."""

    BLANK = "blank"
    SCORED = "scored"
    NOT_OBSERVED = "not-observed"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkState:
    """A mark that still counts."""

    mark: int
    at_ms: int
    sign: Literal["+", "-", "neutral"]
    category: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemState:
    """One item: its answer, the numbers of the marks that support it, its comment."""

    item: str
    answer: Answer
    score: int | None
    evidence: tuple[int, ...]
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryState:
    """One category's elements: ``answered`` of ``items``, ``scored`` of them with a number.

    ``score_sum`` is over scored items only, out of ``possible_sum``; both are None where the
    instrument forbids sums.
    """

    category: str
    answered: int
    items: int
    scored: int
    score_sum: int | None
    possible_sum: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormState:
    """The whole form. Sums leave out items not observed and the global item.

    ``without_evidence`` are scored items (not the global one) that no mark supports;
    ``without_comment`` those whose score demands a comment. ``is_complete`` when all items are
    answered and no demanded comment is missing.
    """

    items: Mapping[str, ItemState]
    categories: Mapping[str, CategoryState]
    marks: tuple[MarkState, ...]
    comment: str
    answered: int
    total_items: int
    score_sum: int | None
    possible_sum: int | None
    without_evidence: tuple[str, ...]
    without_comment: tuple[str, ...]
    is_global_open: bool
    is_complete: bool
    is_locked: bool
    last_mark: int


def form_state(instrument: Instrument, annotations: Iterable[Annotation]) -> FormState:
    """Return what the annotations, in the order of their chain, add up to.

    Raises:
        FormError: an annotation names what the instrument or the chain lacks, gives a score off
            the scale, or follows the lock without being an amended score.
    """
    fold = _Fold(instrument)
    for annotation in annotations:
        fold.take(annotation)
    return fold.state()


class _Fold:
    """Collects annotations one by one."""

    def __init__(self, instrument: Instrument) -> None:
        self._instrument = instrument
        self._known = {item.id: item for item in instrument.rated_items}
        self._ratings: dict[str, ItemRated] = {}
        self._marks: dict[int, MarkState] = {}
        self._last_mark = 0
        self._evidence: dict[str, list[int]] = {}
        self._comments: dict[str, str] = {}
        self._is_locked = False

    def take(self, annotation: Annotation) -> None:
        if self._is_locked and not isinstance(annotation, ScoreAmended):
            raise FormError("an annotation follows the lock")
        match annotation:
            case MarkSet():
                self._set_mark(annotation)
            case MarkWithdrawn(mark=mark):
                self._need_mark(mark)
                del self._marks[mark]
            case ItemRated():
                self._rate(annotation)
            case ItemCleared(item=item):
                self._need_item(item)
                self._ratings.pop(item, None)
            case EvidenceLinked():
                self._link(annotation)
            case CommentWritten():
                self._comment(annotation)
            case FormLocked():
                self._is_locked = True
            case _:
                raise FormError(f"a form knows no {type(annotation).__name__}")

    def state(self) -> FormState:
        items = {item.id: self._item_state(item) for item in self._instrument.rated_items}
        categories = {
            category.id: self._category_state(category.id, category.items)
            for category in self._instrument.categories
        }
        global_item = self._instrument.global_item
        plain = [one for one in items.values() if global_item is None or one.item != global_item.id]
        answered = sum(1 for one in items.values() if one.answer is not Answer.BLANK)
        without_comment = tuple(
            one.item
            for one in plain
            if one.score in self._instrument.comment_required_at and not one.comment
        )
        is_summed = self._instrument.total == "sum"
        return FormState(
            items=items,
            categories=categories,
            marks=tuple(self._marks.values()),
            comment=self._comments.get("", ""),
            answered=answered,
            total_items=len(items),
            score_sum=sum(one.score_sum or 0 for one in categories.values()) if is_summed else None,
            possible_sum=sum(one.possible_sum or 0 for one in categories.values())
            if is_summed
            else None,
            without_evidence=tuple(
                one.item for one in plain if one.answer is Answer.SCORED and not one.evidence
            ),
            without_comment=without_comment,
            is_global_open=all(one.answer is not Answer.BLANK for one in plain),
            is_complete=answered == len(items) and not without_comment,
            is_locked=self._is_locked,
            last_mark=self._last_mark,
        )

    def _set_mark(self, annotation: MarkSet) -> None:
        if annotation.mark <= self._last_mark:
            raise FormError(f"mark {annotation.mark} is numbered twice")
        if not self._instrument.has_mark_category(annotation.category):
            raise FormError(f"no mark category is called {annotation.category}")
        self._last_mark = annotation.mark
        self._marks[annotation.mark] = MarkState(
            mark=annotation.mark,
            at_ms=annotation.at_ms,
            sign=annotation.sign,
            category=annotation.category,
            note=annotation.note,
        )

    def _rate(self, annotation: ItemRated) -> None:
        scale = self._need_item(annotation.item).scale
        if annotation.is_observed:
            if annotation.score is None or annotation.score not in scale.scores:
                raise FormError(f"{annotation.score} is not on the scale of {annotation.item}")
        elif annotation.score is not None or not scale.allows_not_observed:
            raise FormError(f"{annotation.item} takes no *not observed*, or not beside a score")
        self._ratings[annotation.item] = annotation

    def _link(self, annotation: EvidenceLinked) -> None:
        self._need_item(annotation.item)
        self._need_mark(annotation.mark)
        linked = self._evidence.setdefault(annotation.item, [])
        if annotation.mark not in linked:
            linked.append(annotation.mark)

    def _comment(self, annotation: CommentWritten) -> None:
        if annotation.item:
            self._need_item(annotation.item)
        self._comments[annotation.item] = annotation.comment

    def _need_item(self, item: str) -> Item:
        if item not in self._known:
            raise FormError(f"no item is called {item}")
        return self._known[item]

    def _need_mark(self, mark: int) -> None:
        if mark not in self._marks:
            raise FormError(f"mark {mark} is not there or was withdrawn")

    def _item_state(self, item: Item) -> ItemState:
        rating = self._ratings.get(item.id)
        answer = Answer.BLANK
        if rating is not None:
            answer = Answer.SCORED if rating.is_observed else Answer.NOT_OBSERVED
        return ItemState(
            item=item.id,
            answer=answer,
            score=None if rating is None else rating.score,
            evidence=tuple(m for m in self._evidence.get(item.id, ()) if m in self._marks),
            comment=self._comments.get(item.id, ""),
        )

    def _category_state(self, category: str, items: tuple[Item, ...]) -> CategoryState:
        states = [self._item_state(item) for item in items]
        scores = [one.score for one in states if one.score is not None]
        is_summed = self._instrument.total == "sum"
        return CategoryState(
            category=category,
            answered=sum(1 for one in states if one.answer is not Answer.BLANK),
            items=len(items),
            scored=len(scores),
            score_sum=sum(scores) if is_summed else None,
            possible_sum=self._instrument.scale.highest * len(scores) if is_summed else None,
        )
