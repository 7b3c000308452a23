from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QLineEdit
from support.frames import NOW_MS, English, frame, history, quantity, scenario

from simrunner.domain import event as ev
from simrunner.domain.action import (
    AnnulEntry,
    FireRule,
    GiveDrug,
    HoldOffRule,
    PerformAct,
    PinVital,
    ReleaseVital,
    SetBookmark,
    SetVital,
    Source,
)
from simrunner.domain.vital import Vital
from simrunner.ui.look.icons import Icons
from simrunner.ui.presenters.tone import Ink
from simrunner.ui.widgets.ink import trace
from simrunner.ui.windows.run_page import RunLinks, RunPage

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("does not support")]

ICONS = Path(__file__).resolve().parents[2] / "resources" / "icons"
LEFT = Qt.MouseButton.LeftButton


class Buttons:
    """Notes what the header asked of the run."""

    def __init__(self):
        self.asked = []

    def pause(self):
        self.asked.append("pause")

    def resume(self):
        self.asked.append("resume")

    def set_speed(self, factor):
        self.asked.append(factor)

    def end(self):
        self.asked.append("end")


class Room:
    """Everything that the page sends."""

    def __init__(self):
        self.actions, self.commands, self.marks, self.emergencies = [], [], [], []
        self.answer = None
        self.control = Buttons()

    def run_command(self, words):
        self.commands.append(words)
        return self.answer

    def links(self):
        return RunLinks(submit=self.actions.append, run_command=self.run_command,
                        control=self.control, emergency=lambda: self.emergencies.append(1),
                        mark=self.marks.append, open_monitor=lambda: None)  # fmt: skip


@pytest.fixture
def room():
    return Room()


@pytest.fixture
def page(qtbot, room):
    made = RunPage(scenario(), English(), Icons(ICONS), room.links())
    qtbot.addWidget(made)
    made.resize(1848, 1024)
    made.show()
    qtbot.waitExposed(made)
    made.show_frame(frame(events=history()))
    yield made
    made.shutdown()


def test_that_h_asks_for_the_window_of_the_hands(page, qtbot):
    with qtbot.waitSignal(page.parts.manikin_button.clicked):
        qtbot.keyClick(page, Qt.Key.Key_H)


def test_that_one_key_logs_what_the_team_did(page, qtbot, room):
    qtbot.keyClick(page, Qt.Key.Key_5)
    assert room.actions == [PerformAct(source=Source.LEARNER, act="lie-flat", on_behalf=True)]


def test_that_backdated_logging_sets_the_time_it_was_done(page, qtbot, room):
    qtbot.keyClick(page, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    row = next(r for r in page.parts.events.rows if r.row.event.key == "1")
    menu = row.ask_when(None)
    choice = next(a for a in menu.actions() if a.text() == "30 s ago")
    choice.trigger()
    (action,) = room.actions
    assert isinstance(action, GiveDrug)
    assert action.performed_at_ms == NOW_MS - 30_000


def test_that_a_drag_stages_a_ramp_and_apply_sends_it(page, qtbot, room):
    tile = page.parts.tiles["HR"]
    qtbot.mousePress(tile, LEFT, pos=QPoint(100, 100))
    qtbot.mouseMove(tile, QPoint(220, 144))
    qtbot.mouseRelease(tile, LEFT, pos=QPoint(220, 144))
    assert room.actions == []
    qtbot.mouseClick(page.parts.staged.apply_button, LEFT)
    assert room.actions == [
        SetVital(source=Source.FACILITATOR, vital=Vital.HR, quantity=quantity("120", "/min"),
                 over_ms=60_000)
    ]  # fmt: skip
    assert not page.parts.staged.apply_button.isEnabled()


def test_that_a_number_can_be_changed_with_the_keyboard_and_the_wheel(page, qtbot, room):
    tile = page.parts.tiles["RR"]
    tile.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right):
        qtbot.keyClick(tile, key)
    centre = QPointF(tile.rect().center())
    wheel = QWheelEvent(centre, tile.mapToGlobal(centre), QPoint(), QPoint(0, 120),
                        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
                        Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    tile.wheelEvent(wheel)
    qtbot.keyClick(tile, Qt.Key.Key_Return)
    assert room.actions == [
        SetVital(source=Source.FACILITATOR, vital=Vital.RR, quantity=quantity("35", "/min"),
                 over_ms=5_000)
    ]  # fmt: skip


def test_that_p_pins_a_number_and_releases_a_pinned_one(page, qtbot, room):
    qtbot.keyClick(page.parts.tiles["HR"], Qt.Key.Key_P)
    qtbot.keyClick(page.parts.tiles["BP"], Qt.Key.Key_P)
    assert room.actions == [
        PinVital(source=Source.FACILITATOR, vital=Vital.HR, quantity=quantity("142", "/min")),
        ReleaseVital(source=Source.FACILITATOR, vital=Vital.SBP),
        ReleaseVital(source=Source.FACILITATOR, vital=Vital.DBP),
    ]


def test_that_undo_annuls_the_newest_entry_and_both_lines_stay(page, qtbot, room):
    qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    annul = AnnulEntry(source=Source.FACILITATOR, entry=6)
    assert room.actions == [annul]
    lines = page.parts.log.model().rowCount()
    fact = ev.ActionTaken(at_ms=NOW_MS, source=Source.FACILITATOR, entry=21,
                          performed_at_ms=NOW_MS, action=annul)  # fmt: skip
    page.show_frame(frame(NOW_MS + 100, events=(fact,)))
    shown = [page.parts.log.model().index(i).data(Qt.ItemDataRole.UserRole)
             for i in range(page.parts.log.model().rowCount())]  # fmt: skip
    assert len(shown) == lines + 1
    assert [line.text for line in shown if line.is_struck] == ["Stop the antibiotic"]


def test_that_delete_annuls_the_chosen_line(page, qtbot, room):
    page.parts.log.select_entry(3)
    qtbot.keyClick(page.parts.log, Qt.Key.Key_Delete)
    assert room.actions == [AnnulEntry(source=Source.FACILITATOR, entry=3)]


def test_that_letters_mark_behaviour_and_shift_marks_it_bad(page, qtbot, room):
    qtbot.keyClick(page, Qt.Key.Key_L)
    qtbot.keyClick(page, Qt.Key.Key_C, Qt.KeyboardModifier.ShiftModifier)
    assert [(m.category, m.sign, m.at_ms) for m in room.marks] == [
        ("leadership", "+", NOW_MS), ("communication", "-", NOW_MS),
    ]  # fmt: skip
    assert page.parts.marks.buttons[0].count.plus == "+1"


def test_that_space_pauses_and_b_bookmarks(page, qtbot, room):
    qtbot.keyClick(page, Qt.Key.Key_Space)
    qtbot.keyClick(page, Qt.Key.Key_Space)
    qtbot.keyClick(page, Qt.Key.Key_B)
    assert room.control.asked == ["pause", "resume"]
    assert room.actions == [SetBookmark(source=Source.FACILITATOR, label="04:12")]


def test_that_speed_end_and_emergency_reach_the_run(page, qtbot, room):
    qtbot.mouseClick(page.parts.header.speeds[2.0], LEFT)
    qtbot.mouseClick(page.parts.header.fast, LEFT)
    qtbot.mouseClick(page.parts.header.fast, LEFT)
    qtbot.mouseClick(page.parts.header.end, LEFT)
    page.parts.header.emergency_wanted.emit()
    assert room.control.asked == [2.0, 8.0, 2.0, "end"]
    assert room.emergencies == [1]


def test_that_a_rule_can_be_fired_or_held_off(page, qtbot, room):
    card = page.parts.next.cards[0]
    qtbot.mouseClick(card.fire, LEFT)
    qtbot.mouseClick(card.hold, LEFT)
    assert room.actions == [
        FireRule(source=Source.FACILITATOR, rule="shock.responding"),
        HoldOffRule(source=Source.FACILITATOR, rule="shock.responding", is_held=True),
    ]


def test_that_a_wrong_command_stays_with_its_sentence_and_a_right_one_goes(page, qtbot, room):
    line: QLineEdit = page.parts.command.line
    room.answer = "No vital is called hx; did you mean hr?"
    qtbot.keyClicks(line, "hx 120")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert page.parts.command.message.text() == room.answer
    assert line.text() == "hx 120"
    room.answer = None
    line.setText("hr 120 60")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert line.text() == ""
    qtbot.keyClick(line, Qt.Key.Key_Up)
    assert line.text() == "hr 120 60"
    assert room.commands == ["hx 120", "hr 120 60"]


def test_that_digits_typed_into_the_command_line_log_nothing(page, qtbot, room):
    qtbot.keyClicks(page.parts.command.line, "hr 120")
    assert room.actions == []


def test_that_the_filter_narrows_the_events_and_return_logs_the_first(page, qtbot, room):
    box = page.parts.events.filter_box
    qtbot.keyClick(page, Qt.Key.Key_Slash)
    qtbot.keyClicks(box, "oxy")
    assert [r.row.event.key for r in page.parts.events.rows if r.isVisible()] == ["2"]
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert room.actions == [PerformAct(source=Source.LEARNER, act="oxygen", on_behalf=True)]


@pytest.mark.parametrize("width_px", [1848, 1310])
def test_that_every_panel_is_there_in_the_wide_and_in_the_folded_layout(page, qtbot, width_px):
    page.resize(width_px, 768 if width_px < 1400 else 1024)
    qtbot.wait(20)
    parts = page.parts
    assert parts.traces.isVisible()
    assert parts.next.isVisible()
    assert parts.events.isVisible()
    assert parts.header.emergency.isVisible()
    assert (parts.header.emergency.text(), parts.header.emergency.cap) == ("Real emergency", "F12")
    assert parts.map.isVisible() is (width_px > 1400)
    assert parts.state_strip.isVisible() is (width_px < 1400)
    for tile in ("HR", "BP", "SpO2", "EtCO2", "RR"):
        assert parts.tiles[tile].height() >= 90


def test_that_every_button_has_a_name_a_tip_and_an_accessible_name(page):
    shown = [b for b in page.findChildren(QAbstractButton) if b.isVisible()]
    nameless = [b for b in shown if not b.objectName() or not b.accessibleName()]
    tipless = [b.objectName() for b in shown if not b.toolTip()]
    assert len(shown) > 25
    assert [(b, b.parent()) for b in nameless] == []
    assert tipless == []


def test_that_trends_take_the_place_of_the_waves_live(page, qtbot):
    qtbot.mouseClick(page.parts.trends_button, LEFT)
    page.show_frame(frame(253_000))
    chart = page.parts.charts[0]
    assert chart.isVisible()
    assert chart.tags()["HR"] == f"{frame(253_000).trend.shown['HR']:.0f}"
    image = chart.grab().toImage()
    seen = {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }
    assert trace(Ink.ECG).name() in seen
