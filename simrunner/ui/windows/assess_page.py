"""The Assess page: what happens at the left, the form at the right, one-key marks below."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QLineEdit, QVBoxLayout, QWidget

from simrunner.assessment.instrument import Instrument
from simrunner.domain.chart import Scenario
from simrunner.domain.run_record import RunRecord
from simrunner.domain.text import Translate
from simrunner.rating.rater import Rater
from simrunner.ui.bridge import FrameBatch
from simrunner.ui.look.artwork import Artwork
from simrunner.ui.look.theme import apply_theme
from simrunner.ui.look.tokens import Px, Theme
from simrunner.ui.presenters.assess import AssessPresenter
from simrunner.ui.presenters.assess_desk import AssessDesk
from simrunner.ui.presenters.assess_marks import MarksPresenter
from simrunner.ui.widgets.panels import tight
from simrunner.ui.windows.assess_form import FormPanel
from simrunner.ui.windows.assess_header import AssessHeader
from simrunner.ui.windows.assess_keys import KeyMeaning, key_meaning
from simrunner.ui.windows.assess_marks import MarksBar
from simrunner.ui.windows.assess_session import SessionPanel
from simrunner.ui.windows.assess_sight import Sight
from simrunner.ui.windows.page import Page

_LEFT_SHARE = (760, 1052)
_KEYS_BELOW = 1500
_NARROW_BELOW = 1330
_STEP_MS = 5_000
_LEAST_LEFT = 360
_LEAST_FORM = 672
_SMALLEST = QSize(1040, 640)


class AssessPage(Page):
    """One rater at one form, beside a live or a recorded run.

    ``clock`` gives the simulated time of the live run in ms; after ``load`` the playhead of the
    record takes its place. Everything written goes through ``rater``.
    """

    theme = Theme.DARK

    def __init__(
        self,
        art: Artwork,
        tr: Translate,
        *,
        scenario: Scenario,
        instrument: Instrument,
        rater: Rater,
        clock: Callable[[], int],
        rater_name: str,
        hidden_raters: int = 0,
    ) -> None:
        super().__init__()
        self.setObjectName("assess")
        self.setProperty("surface", "page")
        apply_theme(self, self.theme)
        self._tr = tr
        self._scenario = scenario
        self._letters = {mark.key: mark.id for mark in instrument.marks}
        self._session = SessionPanel(art)
        self._sight = Sight(self._session, scenario, tr, clock, self)
        self._desk = AssessDesk(rater, scenario, self._sight.now_ms)
        self._marks = MarksPresenter(self._desk, tr)
        presenter = AssessPresenter(self._desk, tr, hidden_raters=hidden_raters)
        self._header = AssessHeader(art, rater_name)
        self._form = FormPanel(art, self._desk, presenter)
        self._bar = MarksBar(art, self._marks)
        self._build()
        self.retranslate()

    @property
    def title(self) -> str:
        """The name of the page."""
        return self._tr("Assess")

    @property
    def desk(self) -> AssessDesk:
        """The form as it stands."""
        return self._desk

    def take_focus(self) -> None:
        """Put the keyboard on the rows of the form."""
        self._form.setFocus()

    def minimumSizeHint(self) -> QSize:
        """Never keep the window from getting narrow; everything folds down to this."""
        return _SMALLEST

    def set_mirror(self, mirror: QWidget) -> None:
        """Show the sweep of the learners' monitor beside the numbers."""
        self._session.set_mirror(mirror)

    def show_batch(self, batch: FrameBatch) -> None:
        """Take in frames of the live run: numbers, courses, states, facts of the clock."""
        if self._sight.take(batch):
            self._show_story()

    def load(self, record: RunRecord) -> None:
        """Show a recorded run from its beginning; marks are then set at the playhead."""
        self._sight.load(record)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again."""
        self.setAccessibleName(self.title)
        self._sight.retranslate()
        self._show_header()
        self.refresh()

    def refresh(self) -> None:
        """Show form, marks and lanes as they stand."""
        self._form.refresh()
        self._bar.refresh()
        self._show_story()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Rate, mark, move; while words are typed, Esc alone means something here."""
        meaning = key_meaning(event, self._letters)
        is_typing = isinstance(self.focusWidget(), QLineEdit)
        if meaning is None or (is_typing and meaning.act != "leave"):
            super().keyPressEvent(event)
            return
        self._act(meaning)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width, and fold words in a narrow window."""
        super().resizeEvent(event)
        is_narrow = self.width() < _NARROW_BELOW
        self._bar.fit(is_narrow=is_narrow)
        room = self.width() - 2 * Px.PAD_RUN - Px.GAP
        left = room * _LEFT_SHARE[0] // sum(_LEFT_SHARE)
        self._session.setFixedWidth(max(_LEAST_LEFT, min(left, room - _LEAST_FORM)))
        self._session.fit(is_narrow=is_narrow)
        self._form.refresh()
        self._show_header()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let a record stand while nobody looks at it."""
        self._sight.playhead.pause()
        super().hideEvent(event)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        tight(column)
        # Torn off as a window of its own the page folds too, instead of holding the window open.
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        column.addWidget(self._header)
        row = QHBoxLayout()
        tight(row, margin=Px.PAD_RUN, gap=Px.GAP)
        row.addWidget(self._session)
        row.addWidget(self._form, 1)
        column.addLayout(row, 1)
        column.addWidget(self._bar)
        self._form.changed.connect(self.refresh)
        self._form.supported.connect(self._link_key)
        self._form.looked_at.connect(self._look_at_mark)
        self._session.fact_picked.connect(self._link_key)
        self._session.lanes.mark_picked.connect(self._link_mark)
        self._sight.moved.connect(self._bar.show_stamp)
        self._bar.marked.connect(self._mark)
        self._bar.noted.connect(self._note)
        self._bar.named.connect(self._name)
        self._bar.undone.connect(self._undo)

    def _table(self) -> Mapping[str, Callable[[], object]]:
        desk, form = self._desk, self._form
        return {
            "up": partial(desk.move, -1),
            "down": partial(desk.move, 1),
            "clear": desk.clear,
            "not-observed": partial(desk.rate, None),
            "evidence": desk.link_last,
            "comment": form.write_comment,
            "leave": form.leave_fields,
            "lock": form.ask_to_lock,
            "undo": desk.withdraw,
            "note": self._write_note,
            "back": partial(self._sight.step, -_STEP_MS),
            "ahead": partial(self._sight.step, _STEP_MS),
            "play": self._sight.play,
        }

    def _act(self, meaning: KeyMeaning) -> None:
        if meaning.act == "rate":
            self._desk.digit(meaning.digit)
        elif meaning.act == "who":
            self._desk.who(meaning.digit, self._tr)
        elif meaning.act == "mark":
            self._desk.mark("+" if meaning.sign == "+" else "-", meaning.category)
        else:
            self._table()[meaning.act]()
        self.refresh()

    def _show_header(self) -> None:
        is_wide = self.width() >= _KEYS_BELOW
        view = self._marks.header(self._scenario, self._sight.summary, is_wide=is_wide)
        self._header.present(view, self._tr("Rater"))

    def _show_story(self) -> None:
        tr = self._tr
        lanes = self._marks.lanes(self._sight.story.bands(tr))
        self._session.show_lanes(lanes, tr("Marks: click one to support the item in hand"))
        self._session.show_facts(
            self._sight.story.facts(tr), tr("none so far"), tr("click to support the item in hand")
        )

    def _link_key(self, key: str) -> None:
        for fact in self._sight.story.facts(self._tr):
            if fact.key == key:
                self._desk.link_fact(fact)
        if key.isdigit():
            self._desk.link(int(key))
        self.refresh()

    def _link_mark(self, mark: int) -> None:
        self._desk.link(mark)
        self.refresh()

    def _look_at_mark(self, key: str) -> None:
        for mark in self._desk.state.marks:
            if str(mark.mark) == key:
                self._sight.look_at(mark.at_ms)

    def _mark(self, category: str, sign: str) -> None:
        self._desk.mark("+" if sign == "+" else "-", category)
        self.refresh()

    def _write_note(self) -> None:
        if self._desk.last_mark is not None:
            self._bar.note.line.setText(self._desk.last_mark.note)
            self._bar.note.line.setFocus()

    def _note(self, words: str) -> None:
        self._desk.note(words)
        self._form.setFocus()
        self.refresh()

    def _name(self, number: int) -> None:
        self._desk.who(number, self._tr)
        self.refresh()

    def _undo(self) -> None:
        self._desk.withdraw()
        self.refresh()
