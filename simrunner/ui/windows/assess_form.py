"""The right of the Assess page: the form, its footer, and the lock with its question."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.tokens import Role
from simrunner.ui.presenters.assess import AssessPresenter, FooterView, FormView, HeadView, ItemView
from simrunner.ui.presenters.assess_desk import AssessDesk
from simrunner.ui.widgets.chips import Chip
from simrunner.ui.widgets.controls import Button, ElidedLabel, IconView, Label, describe
from simrunner.ui.widgets.panels import Panel, empty_layout, scrolled, surface, tight
from simrunner.ui.widgets.rating_rows import (
    ANCHORS_PX,
    TITLE_PX,
    AnchorRow,
    HeadRow,
    ItemRow,
)

ROW_PX = 52
_LOWEST_ROW = 30
_HEAD_PX = 32
_HEAD_LOW_PX = 26
_FOOTER_PX = 56
_FOOTER_LOW_PX = 44
_LOW_BELOW = 44
_NARROW_BELOW = 900
_TIGHT_BELOW = 690
_EVIDENCE_PX = 190
_ICONS = {"warn": "warning", "bad": "cross", "info": "diamond"}


class FormFooter(QStackedWidget):
    """Progress and what is open; the question before the lock takes its place, never a dialog."""

    comment_asked = Signal()
    locked = Signal()
    question_left = Signal()

    def __init__(self, art: Artwork) -> None:
        super().__init__()
        self._is_narrow = False
        self._progress = Label(art, Role.PANEL_TITLE)
        self._bar = QProgressBar()
        self._bar.setFixedSize(120, 6)
        self._bar.setTextVisible(False)
        self._icon = IconView(art, "warning", size=14, tone="warn")
        self.words = ElidedLabel(art, Role.CAPTION, "tx3")
        self.comment = Button(art, "assess.comment", icon="chat")
        self.lock = Button(art, "assess.lock", icon="lock")
        self._ask = ElidedLabel(art, Role.BODY_STRONG)
        self._yes = Button(art, "assess.lock.yes", kind="primary", icon="lock")
        self._no = Button(art, "assess.lock.no")
        self._page(
            self._progress, self._bar, self._icon, self.words, self.comment, self.lock,
            wide=self.words,
        )  # fmt: skip
        self._page(
            IconView(art, "warning", size=16, tone="warn"), self._ask, self._no, self._yes,
            wide=self._ask,
        )  # fmt: skip
        self.comment.clicked.connect(self.comment_asked)
        self.lock.clicked.connect(self.ask)
        self._yes.clicked.connect(self.locked)
        self._no.clicked.connect(self.question_left)

    def present(self, view: FooterView) -> None:
        """Show how far the form is."""
        self._progress.setText(view.progress)
        self._bar.setRange(0, view.total)
        self._bar.setValue(view.answered)
        describe(self._bar, view.progress)
        has_sign = view.tone in _ICONS
        self._icon.setVisible(has_sign)
        if has_sign:
            self._icon.show_icon(_ICONS[view.tone], view.tone)
        # A sentence to the rater is never cut: whatever else is here makes room.
        self._bar.setVisible(not has_sign)
        self._progress.setVisible(not (has_sign and self._is_narrow))
        self.comment.setVisible(not (has_sign and self._is_narrow))
        self.words.show_text(view.words, view.tone)
        self.words.setAccessibleName(view.words)
        self.comment.label(view.comment, shown_key="M")
        self.lock.label(view.lock, tip=view.lock_tip, key="Ctrl+L")
        self.lock.setEnabled(view.may_lock)
        self._ask.setText(view.ask)
        self._yes.label(view.ask_yes, tip=view.ask)
        self._no.label(view.ask_no, key="Esc")

    @property
    def is_asking(self) -> bool:
        """Whether the question before the lock is open."""
        return self.currentIndex() == 1

    def ask(self) -> None:
        """Ask before the lock; the keyboard stands on the answer that changes nothing."""
        self.setCurrentIndex(1)
        self._no.setFocus(Qt.FocusReason.TabFocusReason)

    def fit(self, *, is_narrow: bool) -> None:
        """Give the words more room in a narrow form."""
        self._is_narrow = is_narrow
        self._bar.setFixedWidth(64 if is_narrow else 120)

    def leave(self) -> None:
        """Take the question away."""
        self.setCurrentIndex(0)

    def _page(self, *parts: QWidget, wide: QWidget) -> None:
        page = surface("footer")
        row = QHBoxLayout(page)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(10)
        for part in parts:
            row.addWidget(part, 1 if part is wide else 0)
        self.addWidget(page)


class FormPanel(Panel):
    """The form. ``changed`` tells that something was written or refused, or another row taken."""

    changed = Signal()
    looked_at = Signal(str)
    supported = Signal(str)
    wrote = Signal()

    def __init__(self, art: Artwork, desk: AssessDesk, presenter: AssessPresenter) -> None:
        super().__init__(art, "assess")
        self.setObjectName("assess.form")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._art = art
        self._desk = desk
        self._presenter = presenter
        self._chips = QHBoxLayout()
        tight(self._chips, gap=8)
        self.bar.addLayout(self._chips)
        self._column = QVBoxLayout()
        tight(self._column)
        self._heads: dict[str, HeadRow] = {}
        self._rows: dict[str, ItemRow] = {}
        self.anchors = AnchorRow(art)
        self.footer = FormFooter(art)
        self._shown_chips: tuple[object, ...] = ()
        self._build(presenter.present())

    @property
    def rows(self) -> Mapping[str, ItemRow]:
        """The row of each item."""
        return self._rows

    def refresh(self) -> None:
        """Show the form as it stands."""
        view = self._presenter.present()
        self.show_title(view.title, view.note if self.width() >= _TIGHT_BELOW else "")
        self._show_chips(view)
        for row in view.rows:
            if isinstance(row, HeadView):
                self._heads[row.id].present(row)
            else:
                self._rows[row.id].present(row, is_listening=self.hasFocus())
        current = self._desk.item.id
        self.anchors.present(view.anchors, self._desk.state.items[current].comment)
        self._open_below(self._rows[current])
        self.footer.present(view.footer)

    def write_comment(self) -> None:
        """Open the field for a comment on the item in hand; a locked form says that it is."""
        if self._desk.state.is_locked:
            self._desk.comment("")
            self.changed.emit()
            return
        self.anchors.write(self._desk.state.items[self._desk.item.id].comment)
        self._fit()

    def leave_fields(self) -> None:
        """Close the field and the question, and take the keyboard back to the rows."""
        self.anchors.leave()
        self.footer.leave()
        self._fit()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_to_lock(self) -> None:
        """Ask before the lock, or say why it is not possible yet."""
        if self._desk.may_lock():
            self.footer.ask()
        else:
            self._desk.lock()
            self.changed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.refresh()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard is elsewhere."""
        super().focusOutEvent(event)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit every row onto the screen while that is possible."""
        super().resizeEvent(event)
        self._fit()

    def _build(self, view: FormView) -> None:
        for row in view.rows:
            if isinstance(row, HeadView):
                self._heads[row.id] = HeadRow(self._art)
                self._column.addWidget(self._heads[row.id])
            else:
                self._add(row)
        self._column.addWidget(self.anchors)
        self._column.addStretch(1)
        inside = QWidget()
        inside.setLayout(self._column)
        self._area = scrolled(inside)
        tight(self.body)
        self.body.addWidget(self._area, 1)
        self.body.addWidget(self.footer)
        self.anchors.kept.connect(self._keep_comment)
        self.footer.comment_asked.connect(self.write_comment)
        self.footer.locked.connect(self._lock)
        self.footer.question_left.connect(self.leave_fields)
        self.setTabOrder(self, self.footer.comment)
        self.setTabOrder(self.footer.comment, self.footer.lock)

    def _add(self, view: ItemView) -> None:
        row = ItemRow(self._art, view)
        row.taken.connect(self._take)
        row.rated.connect(self._rate)
        row.commented.connect(self._comment)
        row.supported.connect(self._support)
        row.looked_at.connect(self.looked_at)
        self._rows[view.id] = row
        self._column.addWidget(row)

    def _show_chips(self, view: FormView) -> None:
        if view.chips != self._shown_chips:
            self._shown_chips = view.chips
            empty_layout(self._chips)
            for chip in view.chips:
                self._chips.addWidget(Chip(self._art, chip))

    def _open_below(self, row: ItemRow) -> None:
        if self._column.indexOf(self.anchors) != self._column.indexOf(row) + 1:
            self._column.removeWidget(self.anchors)
            self._column.insertWidget(self._column.indexOf(row) + 1, self.anchors)
        self._area.ensureWidgetVisible(row, 0, ANCHORS_PX + 8)

    def _fit(self) -> None:
        low = self.height() < 800
        self.footer.setFixedHeight(_FOOTER_LOW_PX if low else _FOOTER_PX)
        room = self.height() - 42 - (_FOOTER_LOW_PX if low else _FOOTER_PX)
        head = _HEAD_LOW_PX if low else _HEAD_PX
        anchors = self.anchors.height_px(is_tall=not low)
        each = (room - head * len(self._heads) - anchors) // max(1, len(self._rows))
        each = max(_LOWEST_ROW, min(ROW_PX, each))
        is_narrow = self.width() < _NARROW_BELOW
        title = self._title_px(is_narrow=is_narrow)
        self.footer.fit(is_narrow=is_narrow)
        for heading in self._heads.values():
            heading.setFixedHeight(head)
        for row in self._rows.values():
            row.fit(each, title, is_tight=is_narrow)
        self.anchors.fit(is_tall=not low)

    def _title_px(self, *, is_narrow: bool) -> int:
        """Return the width of the names: all of the longest, where evidence keeps its room."""
        least = TITLE_PX - 28 if is_narrow else TITLE_PX
        if self.width() < _TIGHT_BELOW:
            least = TITLE_PX - 56
        first = next(iter(self._rows.values()))
        room = self.width() - first.fixed_px - _EVIDENCE_PX
        return max(least, min(room, max(row.title_px for row in self._rows.values())))

    def _take(self, item: str) -> None:
        self._desk.take(item)
        self.leave_fields()
        self.changed.emit()

    def _rate(self, item: str, score: object) -> None:
        self._desk.take(item)
        self._desk.rate(score if isinstance(score, int) else None)
        self.changed.emit()

    def _comment(self, item: str) -> None:
        self._desk.take(item)
        self.changed.emit()
        self.write_comment()

    def _support(self, item: str, key: str) -> None:
        self._desk.take(item)
        self.supported.emit(key)

    def _keep_comment(self, words: str) -> None:
        self._desk.comment(words)
        self.leave_fields()
        self.changed.emit()

    def _lock(self) -> None:
        self._desk.lock()
        self.leave_fields()
        self.changed.emit()
