"""The rating form in words: categories, items, cells, evidence, progress."""

from dataclasses import dataclass

from simrunner.assessment.form import Answer, FormState, ItemState, MarkState
from simrunner.assessment.instrument import Category, Instrument, Item
from simrunner.domain.sim_time import clock_text
from simrunner.domain.text import Translate
from simrunner.ui.presenters.assess_desk import AssessDesk, mark_clock, mark_words
from simrunner.ui.presenters.chip import ChipView


@dataclass(frozen=True, slots=True, kw_only=True)
class CellView:
    """One cell of a scale; ``score`` None is *not observed*."""

    label: str
    score: int | None
    is_chosen: bool
    is_open: bool
    tip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceView:
    """A chip: its sign (+, -, neutral), its time, its words; ``key`` names it for the page."""

    key: str
    sign: str
    clock: str
    words: str
    tip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadView:
    """A category's row: how many are rated and their sum, empty where sums are forbidden."""

    id: str
    title: str
    rated: str
    total: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """An item's row. ``quiet`` stands where there is no evidence; ``is_strong`` demands an act."""

    id: str
    number: str
    title: str
    cells: tuple[CellView, ...]
    evidence: tuple[EvidenceView, ...]
    quiet: str
    is_strong: bool
    comment: str
    comment_tip: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorView:
    """What opens below the item in hand."""

    scale: str
    pack: str
    words: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FooterView:
    """Progress, what is open, and the lock; ``tone`` is that of ``words``."""

    progress: str
    answered: int
    total: int
    words: str
    tone: str
    comment: str
    lock: str
    lock_tip: str
    may_lock: bool
    ask: str
    ask_yes: str
    ask_no: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormView:
    """The whole form."""

    title: str
    note: str
    chips: tuple[ChipView, ...]
    rows: tuple[HeadView | ItemView, ...]
    anchors: AnchorView
    footer: FooterView


class AssessPresenter:
    """Presents the desk of one rater."""

    def __init__(self, desk: AssessDesk, tr: Translate, *, hidden_raters: int = 0) -> None:
        self._desk = desk
        self._tr = tr
        self._hidden_raters = hidden_raters

    def present(self) -> FormView:
        """Return the form in the language in force."""
        tr, form, state = self._tr, self._desk.instrument, self._desk.state
        rows: list[HeadView | ItemView] = []
        for category in form.categories:
            rows.append(self._head(category, state))
            rows.extend(self._item(item, state) for item in category.items)
            if category.own_item is not None:
                rows.append(self._item(category.own_item, state))
        if form.global_item is not None:
            rows.append(
                HeadView(
                    id="global", title=tr("Global"), rated=tr("separate from the sum"), total=""
                )
            )
            rows.append(self._item(form.global_item, state))
        return FormView(
            title=form.name.in_language(tr.language),
            note=self._note(form),
            chips=self._chips(state),
            rows=tuple(rows),
            anchors=self._anchors(),
            footer=self._footer(state),
        )

    def _note(self, form: Instrument) -> str:
        tr, scale = self._tr, form.scale
        plain = len(form.rated_items) - (form.global_item is not None)
        note = tr(
            "{items} items {lowest} to {highest}",
            items=plain, lowest=scale.lowest, highest=scale.highest,
        )  # fmt: skip
        if form.global_item is None:
            return note
        whole = form.global_item.scale
        return tr(
            "{note}, one global {lowest} to {highest}",
            note=note, lowest=whole.lowest, highest=whole.highest,
        )  # fmt: skip

    def _chips(self, state: FormState) -> tuple[ChipView, ...]:
        tr, desk = self._tr, self._desk
        chips: list[ChipView] = []
        if self._hidden_raters and not state.is_locked:
            words = (
                tr("1 other rater hidden until you lock")
                if self._hidden_raters == 1
                else tr("{count} other raters hidden until you lock", count=self._hidden_raters)
            )
            chips.append(ChipView(text=words, icon="lock"))
        if state.is_locked:
            chips.append(ChipView(text=tr("locked"), tone="ok", icon="lock"))
        if desk.is_unsaved:
            chips.append(ChipView(text=tr("not saved"), tone="bad"))
        elif desk.saved_at_ms is not None:
            saved = tr("saved {clock}", clock=clock_text(desk.saved_at_ms))
            chips.append(ChipView(text=saved, tone="ok"))
        return tuple(chips)

    def _head(self, category: Category, state: FormState) -> HeadView:
        tr, counted = self._tr, state.categories[category.id]
        total = "" if counted.score_sum is None else tr("sum {sum}", sum=counted.score_sum)
        return HeadView(
            id=category.id,
            title=category.title.in_language(tr.language),
            rated=tr("{rated} of {items} rated", rated=counted.answered, items=counted.items),
            total=total,
        )

    def _item(self, item: Item, state: FormState) -> ItemView:
        tr, mine = self._tr, state.items[item.id]
        is_global = item == self._desk.instrument.global_item
        is_open = state.is_global_open or not is_global
        by_number = {mark.mark: mark for mark in state.marks}
        quiet, is_strong = self._quiet(mine, state, is_global=is_global)
        title = item.title.in_language(tr.language)
        return ItemView(
            id=item.id,
            number=str(item.number),
            title=tr("{category}, as a whole", category=title) if item.is_category else title,
            cells=self._cells(item, mine, is_open=is_open),
            evidence=tuple(self.evidence(by_number[mark]) for mark in mine.evidence),
            quiet=quiet,
            is_strong=is_strong,
            comment=mine.comment,
            comment_tip=mine.comment or tr("Comment on this item"),
            is_current=item == self._desk.item,
        )

    def evidence(self, mark: MarkState) -> EvidenceView:
        """Return a mark as a chip."""
        tr, desk = self._tr, self._desk
        words = mark_words(mark, desk.instrument, tr)
        meaning = desk.sign_words(tr)[mark.sign]
        tip = " · ".join(part for part in (mark_clock(mark), meaning, words) if part)
        return EvidenceView(
            key=str(mark.mark),
            sign=mark.sign,
            clock=mark_clock(mark),
            words=words or meaning,
            tip=tip,
        )

    def _cells(self, item: Item, mine: ItemState, *, is_open: bool) -> tuple[CellView, ...]:
        tr, scale = self._tr, item.scale
        closed = tr(
            "The global rating opens after the {items} items.",
            items=self._desk.state.total_items - 1,
        )
        cells = [
            CellView(
                label=str(score),
                score=score,
                is_chosen=mine.score == score,
                is_open=is_open,
                tip=self._score_words(item, score) if is_open else closed,
            )
            for score in scale.scores
        ]
        if scale.allows_not_observed:
            cells.append(
                CellView(
                    label="N",
                    score=None,
                    is_chosen=mine.answer is Answer.NOT_OBSERVED,
                    is_open=is_open,
                    tip=tr("not observed (N)"),
                )
            )
        return tuple(cells)

    def _score_words(self, item: Item, score: int) -> str:
        label = item.scale.labels.get(score)
        return f"{score} {label.in_language(self._tr.language)}" if label else str(score)

    def _quiet(self, mine: ItemState, state: FormState, *, is_global: bool) -> tuple[str, bool]:
        tr = self._tr
        if mine.item in state.without_comment:
            return tr("this score needs a comment (M)"), True
        if is_global and not state.is_global_open:
            return tr("opens after the {items} items", items=state.total_items - 1), False
        if mine.answer is Answer.NOT_OBSERVED:
            return tr("not observed, left out of the sum"), False
        if mine.item in state.without_evidence:
            return tr("no evidence yet"), False
        return "", False

    def _anchors(self) -> AnchorView:
        tr, item = self._tr, self._desk.item
        labels = item.scale.labels
        gap = " … " if len(labels) == 2 else "   "
        scale = gap.join(self._score_words(item, score) for score in sorted(labels))
        if not labels:
            scale = tr(
                "{lowest} lowest … {highest} highest",
                lowest=item.scale.lowest, highest=item.scale.highest,
            )  # fmt: skip
            if item.scale.highest == 10:
                scale = tr("{scale}, key 0 is 10", scale=scale)
        words = "" if item.descriptor is None else item.descriptor.in_language(tr.language)
        return AnchorView(
            scale=scale,
            pack=tr("descriptor pack: centre") if words else tr("no descriptor pack"),
            words=words or tr("Names and scale only; a centre adds its own descriptor texts."),
            hint=tr("Comment on this item, Enter keeps it"),
        )

    def _footer(self, state: FormState) -> FooterView:
        tr, desk = self._tr, self._desk
        words, tone = self._standing(state), "info" if state.is_locked else "tx3"
        if desk.notice is not None:
            words, tone = desk.notice.words(tr), desk.notice.tone
        return FooterView(
            progress=tr("{answered} of {items}", answered=state.answered, items=state.total_items),
            answered=state.answered,
            total=state.total_items,
            words=words,
            tone=tone,
            comment=tr("Comment"),
            lock=tr("Locked") if state.is_locked else tr("Lock my rating"),
            lock_tip=self._lock_tip(state),
            may_lock=desk.may_lock(),
            ask=tr("Lock for good? Nothing in this rating can be changed afterwards."),
            ask_yes=tr("Lock now"),
            ask_no=tr("Go on rating"),
        )

    def _standing(self, state: FormState) -> str:
        tr = self._tr
        if state.is_locked:
            return tr("This rating is locked and cannot be changed.")
        parts = []
        bare = len(state.without_evidence)
        if bare:
            parts.append(
                tr("1 rating without evidence")
                if bare == 1
                else tr("{count} ratings without evidence", count=bare)
            )
        if state.score_sum is not None and state.possible_sum:
            parts.append(
                tr("sum so far {sum} of {most}", sum=state.score_sum, most=state.possible_sum)
            )
        return " · ".join(parts)

    def _lock_tip(self, state: FormState) -> str:
        tr = self._tr
        if state.is_locked:
            return tr("This rating is locked and cannot be changed.")
        if state.answered < state.total_items:
            return tr(
                "{answered} of {items} items are answered; answer all before you lock.",
                answered=state.answered, items=state.total_items,
            )  # fmt: skip
        if state.without_comment:
            return tr(
                "Scores that still need a comment before you lock: {count}.",
                count=len(state.without_comment),
            )
        return tr("End this rating for good")
