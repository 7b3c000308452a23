"""The window in which a person is the manikin's hands, with the shipped driver and a session."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPushButton
from support.frames import English
from support.manikin_desk import ManikinRoom

from simrunner.app.assets import read_catalogue
from simrunner.app.cpr_measure import read_profiles
from simrunner.app.i18n import Translator
from simrunner.app.live_manikin import LiveManikin
from simrunner.cpr.meter import CprMeter
from simrunner.domain.action import Compress, DeliverShock, GiveBreath, GiveDrug, ReadDevice, Source
from simrunner.domain.event import ActionTaken
from simrunner.hardware.device import LinkState
from simrunner.hardware.hands import Hands
from simrunner.ui.presenters.manikin_drugs import Syringes, drug_choices
from simrunner.ui.widgets.manikin_figure import ManikinFigure
from simrunner.ui.widgets.press_zone import MM_PER_PX, DepthPad
from simrunner.ui.windows.manikin_window import ManikinWindow

CATALOGUES = Path(__file__).parents[2] / "resources" / "i18n"
ADULT = read_profiles()["adult"]

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("does not support raise")]


def window_of(room, art, tr=None) -> ManikinWindow:
    tr = tr or English()
    choices = drug_choices(room.scenario.drugs, read_catalogue().drugs)
    return ManikinWindow(
        room.hands, room.hands.names[0], art, tr, syringes=Syringes(choices, tr),
        target=ADULT.target,
    )  # fmt: skip


@pytest.fixture
def opened(qtbot, art):
    def open_room(*changes):
        room = ManikinRoom(*changes)
        window = window_of(room, art)
        qtbot.addWidget(window)
        window.show()
        room.pass_s(0.3)
        window.refresh()
        return room, window

    return open_room


def taken(room, kind):
    actions = [event for event in room.kept.events if isinstance(event, ActionTaken)]
    return [event for event in actions if isinstance(event.action, kind)]


def mouse(zone, kind, down_px):
    at = QPointF(zone.width() / 2, 20 + down_px)
    is_move = kind == QEvent.Type.MouseMove
    button = Qt.MouseButton.NoButton if is_move else Qt.MouseButton.LeftButton
    event = QMouseEvent(
        kind, at, zone.mapToGlobal(at), button, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(zone, event)


def by_mouse(window, *, count, depth_mm, rate_per_min):
    """Return the moments of presses that are dragged down, held a little and let go."""
    zone, moments = window.parts.pad, []
    for number in range(count):
        begin_s = number * 60 / rate_per_min
        moments.append((begin_s, lambda: mouse(zone, QEvent.Type.MouseButtonPress, 0)))
        for part in range(1, 9):
            down_px = depth_mm / MM_PER_PX * part / 8
            moments.append(
                (begin_s + 0.025 * part,
                 lambda px=down_px: mouse(zone, QEvent.Type.MouseMove, px))
            )  # fmt: skip
        moments.append(
            (begin_s + 0.24, lambda: mouse(zone, QEvent.Type.MouseButtonRelease, depth_mm / 0.25))
        )
        moments += [(begin_s + 0.26 + 0.02 * n, window.press.follow) for n in range(10)]
    return moments


def test_that_thirty_presses_by_mouse_reach_the_meter_with_depth_and_rate(opened):
    room, window = opened()
    room.pass_s(18.0, by_mouse(window, count=30, depth_mm=54, rate_per_min=110))
    presses = taken(room, Compress)
    assert len(presses) == 30
    assert {event.source for event in presses} == {Source.DEVICE}
    assert all(abs(event.action.depth_mm - 54) <= 2 for event in presses)
    assert all(event.action.lean_mm <= 1 for event in presses)
    meter = CprMeter(ADULT)
    meter.see(room.kept.events)
    view = meter.view(presses[-1].action.peak_at_ms)
    assert view.number == 30
    assert view.rate_per_min == pytest.approx(110, abs=1)
    assert window.is_at_rest


def test_that_space_presses_once_to_the_middle_of_the_guideline(opened, qtbot):
    room, window = opened()
    assert window.focusWidget() is window
    window.parts.syringe.search.setFocus()
    mouse(window.parts.pad, QEvent.Type.MouseButtonPress, 0)
    mouse(window.parts.pad, QEvent.Type.MouseButtonRelease, 0)
    assert window.focusWidget() is window
    ticks = [(0.02 * n, window.press.follow) for n in range(1, 40)]
    room.pass_s(1.5, [(0.0, lambda: qtbot.keyClick(window, Qt.Key.Key_Space)), *ticks])
    assert [event.action.depth_mm for event in taken(room, Compress)] == [
        pytest.approx(55, abs=2)
    ]  # fmt: skip


def test_that_a_finger_finds_a_pulse_in_sinus_rhythm_and_none_in_pea(opened, qtbot):
    for changes, words, is_still in (
        ((), "✓ Radial, left: strong pulse, about 80 /min", False),
        ((("rhythm: sinus", "rhythm: pea"),), "✕ Radial, left: no pulse", True),
    ):
        room, window = opened(*changes)
        qtbot.keyPress(window, Qt.Key.Key_E)
        assert window.parts.finger.text() == words
        assert window.figure.is_still is is_still
        room.pass_s(0.3)
        assert [e.action.reading for e in taken(room, ReadDevice)] == ["site=radial.l"]
        qtbot.keyRelease(window, Qt.Key.Key_E)
        assert window.parts.finger.text() == "No finger on a pulse"
        assert window.figure.is_still
        window.hide()


def test_that_an_injected_drug_is_in_the_record_as_the_devices_event(opened, qtbot):
    room, window = opened()
    syringe = window.parts.syringe
    syringe.search.setText("肾上腺素")  # an input method types, not a key
    syringe.search.textEdited.emit("肾上腺素")
    qtbot.keyClick(syringe.search, Qt.Key.Key_Return)
    syringe.amount.setText("0,5")
    syringe.route.picked.emit("route", "IM")
    syringe.inject.click()
    assert window.parts.said.text() == "Injected: adrenaline 0.5 mg IM"
    room.pass_s(0.4)
    syringe.recent[0].click()
    room.pass_s(0.4)
    given = taken(room, GiveDrug)
    assert [(e.source, e.action.drug, str(e.action.amount), e.action.route) for e in given] == [
        (Source.DEVICE, "adrenaline", "0.5 mg", "IM")
    ] * 2  # fmt: skip
    syringe.amount.setText("much")
    syringe.inject.click()
    assert window.parts.said.text() == "Write the amount as a number, for example 0.5."


def test_that_a_shock_needs_pads_and_bag_tube_and_lines_are_felt(opened, qtbot):
    room, window = opened()
    qtbot.keyClick(window, Qt.Key.Key_S)
    assert window.parts.said.text() == "Put the pads on first"
    for key in (Qt.Key.Key_P, Qt.Key.Key_S, Qt.Key.Key_B):
        qtbot.keyClick(window, key)
    window.parts.airway.tube.findChild(QPushButton, "manikin-tube.oesophagus").click()
    room.pass_s(0.4)
    assert [event.action.energy_j for event in taken(room, DeliverShock)] == [150]
    assert [(e.action.name, e.action.reading) for e in taken(room, ReadDevice)] == [
        ("pads", "site=chest"), ("tube", "place=oesophagus"),
    ]  # fmt: skip
    assert [event.action.volume_ml for event in taken(room, GiveBreath)] == [500]


def test_that_a_pulled_plug_is_lost_comes_back_and_can_be_put_back_at_once(opened):
    room, window = opened()
    row = window.parts.faults.rows["unplug"]
    asked = []
    window.caused.connect(asked.append)
    row.button.click()
    room.pass_s(0.5)
    window.refresh()
    assert asked == ["Fault on demand: Pull the plug"]
    assert room.manikin.link is LinkState.DOWN
    assert window.parts.link.text() == "✕ unplugged"
    assert row.sentence.text() in {"▲ 1.6 s left", "▲ 1.5 s left"}
    room.pass_s(3.5)
    window.refresh()
    assert room.manikin.link is LinkState.UP
    assert (window.parts.link.text(), row.button.text()) == ("● plugged in", "Trigger")

    row.button.click()
    room.pass_s(0.3)
    window.refresh()
    row.button.click()
    room.pass_s(1.2)
    window.refresh()
    assert room.manikin.link is LinkState.UP
    assert room.manikin.look().faults == ()


class Paints(QObject):
    """Counts what is painted in a window."""

    def __init__(self):
        super().__init__()
        self.count = 0

    def eventFilter(self, _watched, event):  # noqa: N802  Qt's name
        self.count += event.type() == QEvent.Type.Paint
        return False


def test_that_a_window_at_rest_paints_nothing_and_a_closed_one_does_not_even_look(opened, qtbot):
    room, window = opened()
    paints = Paints()
    for kind in (QLabel, QAbstractButton, ManikinFigure, DepthPad):  # a scroll bar fades in
        for part in window.findChildren(kind):
            part.installEventFilter(paints)
    qtbot.wait(100)
    while paints.count:
        paints.count = 0
        qtbot.wait(100)
    for _ in range(5):
        room.pass_s(0.1)
        window.refresh()
        qtbot.wait(10)
    assert paints.count == 0
    assert window.is_at_rest
    window.close()
    looks = []
    room.manikin.look = lambda: looks.append(1)
    room.pass_s(0.5)
    assert not looks
    assert not window._look_timer.isActive()


def test_that_a_run_makes_the_window_when_it_is_asked_for_and_keeps_the_faults(qtbot, art):
    dosed = "dosed: {detect: given adrenaline >= 0.5 mg IM, within: 3 min, objective: o1}"
    room, remarks = ManikinRoom(("  helped:", f"  {dosed}\n  helped:")), []
    live = LiveManikin(room.scenario, room.hands, art, English(), remark=remarks.append)
    assert live.windows == ()
    live.open()
    (window,) = live.windows
    qtbot.addWidget(window)
    (adrenaline, *_) = window.parts.syringe.rows
    assert adrenaline.text() == "adrenaline  ·  0.5 mg IM"  # as this scenario expects it
    window.parts.faults.rows["nak"].button.click()
    assert remarks == ["Fault on demand: Refuse orders"]
    live.close()
    assert not window.isVisible()
    nobody = LiveManikin(room.scenario, Hands([], monotonic_s=lambda: 0.0), art, English(),
                         remark=remarks.append)  # fmt: skip
    nobody.open()
    assert nobody.windows == ()


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_that_it_fits_and_every_control_has_a_name_in_both_languages(qtbot, art, language):
    tr = Translator(CATALOGUES, "en")
    room = ManikinRoom()
    window = window_of(room, art, tr)
    qtbot.addWidget(window)
    window.show()
    tr.switch_to(language)
    window.retranslate()
    room.pass_s(0.3)
    window.refresh()
    assert window.minimumSizeHint().width() <= 1280
    assert window.minimumSizeHint().height() <= 800
    controls = [*window.findChildren(QPushButton), *window.findChildren(QLineEdit),
                *window.figure.points.values(), window.figure.chest, window.parts.pad]  # fmt: skip
    assert all(each.accessibleName() for each in controls if each.isVisible())
    if language == "zh-CN":
        assert window.parts.syringe.inject.text() == "注射"
        assert window.parts.faults.rows["unplug"].name.text() == "拔掉插头"
