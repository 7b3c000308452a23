"""The Assess page: everything by keyboard, everything through the rater's own chain."""

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit
from support.annotation_chain import MemoryChain, shipped_instrument
from support.bodies import Bedside, Body
from support.runs import facts, run_record, scenario
from support.screen_words import MarkingTranslate

from simrunner.assessment.form import Answer
from simrunner.domain.annotation import (
    CommentWritten,
    EvidenceLinked,
    FormLocked,
    ItemCleared,
    ItemRated,
    MarkSet,
    MarkWithdrawn,
)
from simrunner.domain.frame import ChartView, Frame
from simrunner.rating.rater import Rater
from simrunner.ui.bridge import FrameBatch
from simrunner.ui.look.theme import theme_of
from simrunner.ui.look.tokens import Theme
from simrunner.ui.widgets.controls import Button
from simrunner.ui.widgets.rating_chips import MIME
from simrunner.ui.windows.assess_page import AssessPage

pytestmark = pytest.mark.gui

KEY = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
TEAM = shipped_instrument("team")
CHART = ChartView(
    regions=(), pending=(), expectations=(), ledger=(), flags=(), is_manual=False, is_ended=False
)


class Room:
    """A page with what it was given."""

    def __init__(self, qtbot, art, form=TEAM) -> None:
        self.qtbot = qtbot
        self.tr = MarkingTranslate()
        self.chain = MemoryChain()
        self.now_ms = 312_000
        self.page = AssessPage(
            art,
            self.tr,
            scenario=scenario(),
            instrument=form,
            rater=Rater(self.chain, form),
            clock=lambda: self.now_ms,
            rater_name="H. Lindqvist",
            hidden_raters=2,
        )
        qtbot.addWidget(self.page)
        self.page.resize(1848, 1080)
        self.page.show()
        qtbot.waitExposed(self.page)
        self.page.activateWindow()
        self.page.take_focus()

    def press(self, *keys, held=Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            target = self.page.focusWidget() or self.page
            if isinstance(key, str):
                self.qtbot.keyClicks(target, key, held)
            else:
                self.qtbot.keyClick(target, key, held)

    def button(self, name) -> QAbstractButton:
        found = self.page.findChild(QAbstractButton, name)
        assert found is not None, name
        return found

    def field(self, name) -> QLineEdit:
        return self.page.findChild(QLineEdit, name)

    @property
    def sentence(self) -> str:
        return self.page._form.footer.words.text()


@pytest.fixture
def room(qtbot, art):
    return Room(qtbot, art)


def complete(room) -> None:
    for digit in "32334321034":
        room.press(digit, KEY.Key_Down)
    room.press("0")


def batch(at_ms=312_000) -> FrameBatch:
    seen = Bedside(Body(heart_rate_per_min=121)).run_until(20_000)
    frame = Frame(
        at_ms=at_ms, monitor=seen.view, vitals={}, rhythm="sinus", chart=CHART, waves={}, events=()
    )
    events = tuple(event for event in facts() if event.at_ms <= at_ms)
    return FrameBatch(latest=frame, events=events, waves=(), trends=(), beeps_at_ms=())


def test_that_the_whole_form_is_filled_and_locked_with_the_keyboard_alone(room) -> None:
    complete(room)

    scores = [3, 2, 3, 3, 4, 3, 2, 1, 0, 3, 4, 10]
    assert room.chain.annotations == [
        ItemRated(at_ms=312_000, item=item.id, score=score)
        for item, score in zip(TEAM.rated_items, scores, strict=True)
    ]
    room.press(KEY.Key_L, held=CONTROL)
    assert room.page.focusWidget() is room.button("assess.lock.no")
    room.press(KEY.Key_Tab)
    assert room.page.focusWidget() is room.button("assess.lock.yes")
    room.press(KEY.Key_Space)
    assert room.chain.annotations[-1] == FormLocked(at_ms=312_000)


def test_that_the_question_before_the_lock_can_be_left_without_locking(room) -> None:
    complete(room)
    assert room.button("assess.lock").isEnabled()
    for leave in (KEY.Key_Escape, KEY.Key_Space):
        room.button("assess.lock").click()
        assert room.page._form.footer.is_asking
        room.press(leave)
        assert not room.page._form.footer.is_asking
    assert not room.page.desk.state.is_locked
    assert room.page._form.hasFocus()


def test_that_the_lock_is_closed_until_the_last_item_and_says_why(room) -> None:
    lock = room.button("assess.lock")
    room.press("3")
    assert not lock.isEnabled()
    assert "1 of 12 items are answered" in lock.toolTip()
    room.press(KEY.Key_L, held=CONTROL)
    assert room.sentence == "1 of 12 items are answered; answer all before you lock."
    assert len(room.chain.entries) == 1


def test_that_after_the_lock_nothing_changes_and_a_sentence_says_so(room) -> None:
    complete(room)
    room.page.desk.lock()
    room.page.refresh()
    before = room.chain.entries

    room.press(KEY.Key_Up, "1", KEY.Key_N, KEY.Key_Delete, KEY.Key_E, KEY.Key_L, "+", KEY.Key_M)
    room.press(KEY.Key_Z, held=CONTROL)
    room.button("assess.item.morale.4").click()

    assert room.chain.entries == before
    assert room.sentence == "This rating is locked and cannot be changed."
    assert not room.button("assess.lock").isEnabled()
    assert not room.field("assess.comment.field").isVisible()


def test_that_not_observed_differs_from_blank_and_from_zero(room) -> None:
    state = room.page.desk
    room.press("0")
    assert state.state.items["expectations"].score == 0
    room.press(KEY.Key_N)
    mine = state.state.items["expectations"]
    assert (mine.answer, mine.score) == (Answer.NOT_OBSERVED, None)
    assert room.button("assess.item.expectations.N").isChecked()
    assert not room.button("assess.item.expectations.0").isChecked()
    room.press(KEY.Key_Delete)
    assert state.state.items["expectations"].answer is Answer.BLANK
    assert not room.button("assess.item.expectations.N").isChecked()
    assert room.chain.annotations[1:] == [
        ItemRated(at_ms=312_000, item="expectations", score=None, is_observed=False),
        ItemCleared(at_ms=312_000, item="expectations"),
    ]


def test_that_digits_one_to_nine_and_zero_as_ten_rate_the_global_only_after_the_items(room) -> None:
    room.page.desk.take("overall")
    room.press("7")
    assert room.sentence == "The global rating opens after the 11 items."
    assert room.chain.annotations == []
    for item in TEAM.rated_items[:-1]:
        room.page.desk.take(item.id)
        room.press("2")
    room.page.desk.take("overall")
    for digit in "1234567890":
        room.press(digit)
    given = [each.score for each in room.chain.annotations if each.item == "overall"]
    assert given == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]


def test_that_marks_take_one_key_each_and_the_time_of_the_session(room) -> None:
    presses = [
        ("+", False, "+", ""),
        ("-", False, "-", ""),
        (KEY.Key_L, False, "+", "leadership"),
        (KEY.Key_T, False, "+", "teamwork"),
        (KEY.Key_K, False, "+", "tasks"),
        (KEY.Key_T, True, "-", "teamwork"),
    ]
    for second, (key, shifted, _, _) in enumerate(presses):
        room.now_ms = 60_000 + 1_000 * second
        room.press(key, held=SHIFT if shifted else Qt.KeyboardModifier.NoModifier)
    assert room.chain.annotations == [
        MarkSet(at_ms=60_000 + 1_000 * n, mark=n + 1, sign=sign, category=category)
        for n, (_, _, sign, category) in enumerate(presses)
    ]
    room.press(KEY.Key_Z, held=CONTROL)
    assert room.chain.annotations[-1] == MarkWithdrawn(at_ms=65_000, mark=6)


def test_that_the_mouse_sets_the_same_marks(room, qtbot) -> None:
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(room.button("assess.mark.leadership"), left)
    qtbot.mouseClick(room.button("assess.mark.tasks"), left, SHIFT)
    qtbot.mouseClick(room.button("assess.mark.discuss"), left)
    assert [(mark.sign, mark.category) for mark in room.page.desk.state.marks] == [
        ("+", "leadership"),
        ("-", "tasks"),
        ("-", ""),
    ]


def test_that_e_lets_the_last_mark_support_the_item_and_shows_it_as_a_chip(room) -> None:
    room.press(KEY.Key_E)
    assert room.sentence == "There is no such mark, or it was withdrawn."
    room.press(KEY.Key_Down, KEY.Key_L, KEY.Key_T, KEY.Key_E)
    assert room.chain.annotations[-1] == EvidenceLinked(
        at_ms=312_000, item="global-perspective", mark=2
    )
    chips = room.page._form.rows["global-perspective"].chips.chips
    assert [chip.toolTip() for chip in chips] == ["05:12 · good · teamwork"]


def test_that_a_note_goes_to_the_last_mark_and_typing_it_never_rates(room) -> None:
    room.press(KEY.Key_L, KEY.Key_Return)
    note = room.field("assess.note")
    assert room.page.focusWidget() is note
    room.press("3 NEMLT +- 0")
    room.press(KEY.Key_Down)
    assert (len(room.chain.entries), room.page.desk.item.number) == (1, 1)
    room.press(KEY.Key_Return)
    mark = room.page.desk.state.marks[-1]
    assert (mark.note, mark.at_ms, mark.category) == ("3 NEMLT +- 0", 312_000, "leadership")
    assert room.page._form.hasFocus()
    assert not any(isinstance(each, ItemRated) for each in room.chain.annotations)


def test_that_m_writes_a_comment_and_escape_leaves_it_unwritten(room) -> None:
    field = room.field("assess.comment.field")
    room.press(KEY.Key_M)
    assert room.page.focusWidget() is field
    room.press("half 3")
    room.press(KEY.Key_Escape)
    assert (field.isVisible(), room.chain.annotations) == (False, [])
    room.press(KEY.Key_M)
    room.press("clear voice 4")
    room.press(KEY.Key_Return)
    assert room.chain.annotations == [
        CommentWritten(at_ms=312_000, item="expectations", comment="clear voice 4")
    ]
    assert not field.isVisible()


def test_that_alt_and_a_digit_say_whom_the_last_mark_is_about(room) -> None:
    room.press(KEY.Key_T)
    room.press(KEY.Key_3, held=ALT)
    assert room.page.desk.state.marks[-1].note == "learner 3"
    assert not any(isinstance(each, ItemRated) for each in room.chain.annotations)


def test_that_a_held_key_sets_one_mark_and_the_rows_still_move(room, qapp) -> None:
    none = Qt.KeyboardModifier.NoModifier
    for key, text in ((KEY.Key_T, "t"), (KEY.Key_3, "3"), (KEY.Key_Down, "")):
        held = QKeyEvent(QEvent.Type.KeyPress, key, none, text, True)
        qapp.sendEvent(room.page._form, held)
    assert room.chain.annotations == []
    assert room.page.desk.item.number == 2


def test_that_a_live_run_feeds_numbers_bands_and_facts(room) -> None:
    room.page.show_batch(batch())
    numbers = room.page._session.monitor.numbers.views
    assert [view.text for view in numbers][:1] == ["121"]
    assert room.page.findChild(QLabel, "assess.clock").text() == "05:12"
    room.page.desk.take("prioritised")
    room.button("assess.fact.expected.adrenaline-1").click()
    kept, linked = room.chain.annotations
    assert (kept.at_ms, kept.sign, kept.category) == (161_000, "neutral", "tasks")
    assert (linked.item, linked.mark) == ("prioritised", kept.mark)


def test_that_a_mark_on_its_lane_supports_the_item_when_clicked(room, qtbot) -> None:
    room.press(KEY.Key_L, KEY.Key_Down)
    lanes = room.page._session.lanes
    where = lanes.centre_of(1).toPoint()
    qtbot.mouseClick(lanes, Qt.MouseButton.LeftButton, pos=where)
    assert room.page.desk.state.items["global-perspective"].evidence == (1,)
    qtbot.mouseClick(lanes, Qt.MouseButton.LeftButton, pos=where + QPoint(60, 0))
    assert len(room.chain.entries) == 2


def test_that_a_recorded_run_is_marked_at_its_playhead(room, qtbot) -> None:
    room.page.load(run_record())
    assert room.page.desk.now_ms == 0
    room.press(KEY.Key_Right, KEY.Key_Right, KEY.Key_L)
    assert room.page.desk.state.marks[-1].at_ms == 10_000
    lanes = room.page._session.lanes
    where = QPoint(round(lanes.x_of(242_000)), 40)
    qtbot.mouseClick(lanes, Qt.MouseButton.LeftButton, pos=where)
    assert abs(room.page.desk.now_ms - 242_000) < 2_000
    assert room.page._session.monitor.numbers.views[2].text == "95"
    assert room.button("assess.fact.expected.stop-trigger").isVisible()


def test_that_a_recorded_run_plays_on_and_stands_when_the_page_is_left(room, qtbot) -> None:
    room.page.load(run_record())
    room.press(KEY.Key_Space)
    qtbot.waitUntil(lambda: room.page.desk.now_ms >= 200, timeout=3_000)
    room.page.hide()
    assert not room.page._sight.playhead.is_playing


def test_that_every_word_follows_the_language(room) -> None:
    room.page.show_batch(batch())
    room.press(KEY.Key_T, KEY.Key_E, "9")
    room.tr.switch("zh-CN")
    room.page.retranslate()
    own = {"assess.clock"}
    shown = [
        label.text()
        for label in room.page.findChildren(QLabel)
        if label.isVisible() and label.objectName() not in own
    ]
    from_the_program = [text for text in shown if any("a" <= letter <= "z" for letter in text)]
    assert from_the_program
    for text in from_the_program:
        assert "⟦" in text or text == "H. Lindqvist", text
    assert "领导力" in shown
    assert room.sentence.startswith("⟦9 is not on the scale")
    for button in room.page.findChildren(Button):
        if any("a" <= letter <= "z" for letter in button.text()):
            assert "⟦" in button.text(), button.objectName()


def test_that_everything_one_can_use_has_a_name_a_spoken_name_and_a_tool_tip(room) -> None:
    room.page.show_batch(batch())
    room.press(KEY.Key_T, KEY.Key_E)
    controls = room.page.findChildren(QAbstractButton) + room.page.findChildren(QLineEdit)
    assert len(controls) > 100
    for control in controls:
        assert control.objectName(), control
        assert control.accessibleName(), control.objectName()
        assert control.toolTip(), control.objectName()
    names = [control.objectName() for control in controls]
    assert sorted(names) == sorted(set(names))


def test_that_tab_goes_from_the_form_to_the_note_and_back_in_few_steps(room) -> None:
    seen = []
    for _ in range(20):
        room.press(KEY.Key_Tab)
        seen.append(room.page.focusWidget().objectName())
    assert "assess.comment" in seen[:3]
    assert "assess.mark.good" in seen
    assert "assess.form" in seen
    assert not any(name.startswith("assess.item.") for name in seen)


@pytest.mark.parametrize("size", [(1848, 1080), (1368, 900), (1310, 768), (1224, 800)])
def test_that_team_stands_on_one_screen_with_nothing_cut_that_matters(room, qtbot, size) -> None:
    room.page.resize(*size)
    qtbot.wait(20)
    last = room.page._form.rows["overall"]
    area = room.page._form._area
    bottom = last.mapTo(area, last.rect().bottomLeft()).y()
    assert bottom <= area.viewport().height()
    for row in room.page._form.rows.values():
        title = row._title
        wide = QFontMetrics(title.font()).horizontalAdvance(title.text())
        assert wide <= title.width(), title.text()
        assert row.cells[-1].geometry().right() < row.comment.geometry().left()


def test_that_the_page_is_dark_and_lets_the_window_get_narrow(room) -> None:
    assert theme_of(room.page) is Theme.DARK
    assert room.page.minimumSizeHint().width() <= 1100 - 56


def test_that_evidence_let_go_on_an_item_supports_that_item(room) -> None:
    room.page.show_batch(batch())
    data = QMimeData()
    data.setData(MIME, b"expected.stop-trigger")
    none = Qt.KeyboardModifier.NoModifier
    drop = QDropEvent(
        QPointF(20, 20), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none
    )
    room.page._form.rows["standards"].dropEvent(drop)
    state = room.page.desk.state
    assert state.marks[-1].at_ms == 250_000
    assert state.items["standards"].evidence == (state.marks[-1].mark,)


def test_that_a_mirror_takes_the_place_of_the_courses_and_the_numbers_stay(room, art) -> None:
    assert room.page._session.monitor.courses.isVisible()
    mirror = QLabel("sweep")
    room.page.set_mirror(mirror)
    assert mirror.isVisible()
    assert not room.page._session.monitor.courses.isVisible()
    assert room.page._session.monitor.numbers.isVisible()
