"""The Devices page on a screen: choosing, pairing, calibrating, keyboard, both languages."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget
from support.screen_words import MarkingTranslate

from simrunner.app.assets import table
from simrunner.app.device_example import example_room
from simrunner.cpr.profile import profile_of
from simrunner.hardware.checkup import Calibration
from simrunner.hardware.device import LinkState
from simrunner.ui.look.theme import apply_theme
from simrunner.ui.look.tokens import Theme
from simrunner.ui.presenters.device_room import RoomNow, key_of
from simrunner.ui.widgets.controls import Button
from simrunner.ui.widgets.device_row import DeviceRowButton
from simrunner.ui.windows.devices_page import DevicesPage

pytestmark = pytest.mark.gui
ROOM = example_room()
TRAINER, ARM, MANIKIN, PUMP, FEEDER, OXIMETER = ROOM.checkups


class Deeds:
    """A DeviceControl that writes down what it was asked for; steps end in ``answer``."""

    def __init__(self):
        self.done = []
        self.answer = ""

    def __getattr__(self, name):
        def do(*what):
            device, rest = (what[0].name, what[1:]) if what and hasattr(what[0], "serial") else (
                "", what
            )  # fmt: skip
            self.done.append((name, device, *rest))
            return self.answer

        return do


@pytest.fixture
def deeds():
    return Deeds()


@pytest.fixture
def tr():
    return MarkingTranslate()


@pytest.fixture
def page(qtbot, art, tr, deeds):
    made = DevicesPage(art, tr, profile_of("adult", table("cpr", "profiles.toml")["adult"]), deeds)
    apply_theme(made, Theme.LIGHT)
    qtbot.addWidget(made)
    made.setMinimumSize(600, 400)  # as the main window has; else each change is a warning here
    made.resize(1848, 1080)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.show_room(ROOM)
    made.refresh()
    return made


def button(page, name):
    return page.findChild(Button, name)


def words(page):
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_that_the_working_device_is_chosen_and_every_row_can_be(qtbot, page):
    assert page.chosen is not None
    assert page.chosen.name == "Manikin A"

    qtbot.mouseClick(page.list.row(key_of(OXIMETER)), Qt.MouseButton.LeftButton)

    assert page.chosen.name == "Pulse oximeter"
    assert "Oxygen saturation, SpO₂" in words(page)


def test_that_the_arrow_keys_go_through_the_list_and_the_choice_survives_new_values(qtbot, page):
    page.take_focus()
    row = page.list.row(key_of(MANIKIN))
    assert row.hasFocus()
    qtbot.keyClick(row, Qt.Key.Key_Down)
    assert page.chosen.name == "Infusion pump"
    focused = page.list.row(key_of(PUMP))
    assert focused.hasFocus()

    page.show_room(replace(ROOM, checkups=(*ROOM.checkups[:3], replace(PUMP, dropped=2), FEEDER)))
    page.refresh()

    assert page.chosen.dropped == 2
    assert page.list.row(key_of(PUMP)).hasFocus()


def test_that_pairing_asks_the_program_once_for_the_device_of_the_card(qtbot, page, deeds):
    qtbot.mouseClick(button(page, f"devices.pair.{key_of(ARM)}"), Qt.MouseButton.LeftButton)

    assert deeds.done == [("pair", "IV arm 0042")]


def test_that_the_buttons_of_a_lost_device_do_what_they_say(qtbot, page, deeds):
    for name in ("try", "simulated"):
        qtbot.keyClick(button(page, f"devices.{name}.{key_of(TRAINER)}"), Qt.Key.Key_Space)
    assert deeds.done == [("try_now", "Airway trainer"), ("stand_in", "Airway trainer")]

    assert "nothing came for 1.5 s" not in words(page)
    qtbot.keyClick(button(page, f"devices.why.{key_of(TRAINER)}"), Qt.Key.Key_Space)
    assert "nothing came for 1.5 s" in words(page)


def test_that_an_ignored_device_asks_no_more_and_can_still_be_paired(qtbot, page, deeds):
    qtbot.mouseClick(button(page, f"devices.ignore.{key_of(ARM)}"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.list.row(key_of(ARM)), Qt.MouseButton.LeftButton)

    assert (
        button(page, f"devices.pair.{key_of(ARM)}") is None
        or not button(page, f"devices.pair.{key_of(ARM)}").isVisible()
    )
    qtbot.mouseClick(button(page, "devices.header.pair"), Qt.MouseButton.LeftButton)
    assert deeds.done == [("pair", "IV arm 0042")]


def test_that_a_device_that_gets_lost_says_so_in_words_and_keeps_its_place(qtbot, page):
    lost = replace(
        MANIKIN, link=LinkState.DOWN, reason="the port is gone", newest_ms=MANIKIN.newest_ms + 9000
    )
    page.show_room(replace(ROOM, checkups=(lost,), is_run_on=True))
    page.retranslate()

    assert page.chosen.name == "Manikin A"
    qtbot.waitUntil(lambda: "Its plug was probably pulled" in words(page))
    assert "the session goes on without it" in words(page)
    assert page.list.row(key_of(lost)).accessibleName().startswith("Manikin A, lost")
    assert not button(page, "devices.safe").isEnabled()


def test_that_a_calibration_goes_step_by_step_in_the_page_and_says_what_refuses_it(
    qtbot, page, deeds
):
    qtbot.keyClick(button(page, "devices.calibration.start"), Qt.Key.Key_Space)
    take = button(page, "devices.guide.take")
    deeds.answer = "the values jump by 12 mm: hold still"
    qtbot.keyClick(take, Qt.Key.Key_Space)
    assert "the values jump" in words(page)

    deeds.answer = ""
    qtbot.keyClick(take, Qt.Key.Key_Space)
    amount = page.findChild(QLineEdit, "devices.guide.amount")
    amount.setText("40")
    qtbot.keyClick(amount, Qt.Key.Key_Return)

    made = Calibration(channel="cpr.depth", zero=1, known=40, error=0.4, made_on="2026-11-20")
    page.show_room(
        replace(ROOM, checkups=(replace(MANIKIN, calibrations={"cpr.depth": made}),))
    )  # fmt: skip
    page.refresh()
    assert "Done. At 40 mm an error of 0.4 mm remained." in words(page)
    qtbot.keyClick(take, Qt.Key.Key_Space)
    assert not page.detail.guide.isVisible()
    assert deeds.done == [
        ("take_zero", "Manikin A", "cpr.depth"), ("take_zero", "Manikin A", "cpr.depth"),
        ("take_known", "Manikin A", "cpr.depth", 40.0),
    ]  # fmt: skip


def test_that_escape_leaves_a_calibration_and_nothing_was_taken(qtbot, page, deeds):
    qtbot.keyClick(button(page, "devices.calibration.start"), Qt.Key.Key_Space)
    qtbot.keyClick(button(page, "devices.guide.take"), Qt.Key.Key_Escape)

    assert not page.detail.guide.isVisible()
    assert deeds.done == []


def test_that_everything_is_said_again_in_the_other_language(page, tr):
    own = {each.name for each in ROOM.checkups} | {"Foot pedal"}
    tr.switch("zh-CN")
    page.retranslate()

    for each in page.findChildren(QAbstractButton):
        if each.isVisible() and each.text() and each.text() not in {*own, *ROOM.rooms}:
            assert "⟦" in each.text(), each.objectName()
    assert page.detail.link.accessibleName() == "⟦Link⟧"


def test_that_everything_one_can_use_has_a_name_and_is_reached_by_keyboard(page):
    usable = [each for each in page.findChildren(QAbstractButton) if each.isVisible()]
    assert len(usable) > 20
    for each in usable:
        assert each.accessibleName(), each.objectName()
        assert each.toolTip(), each.objectName()
        assert each.focusPolicy() & Qt.FocusPolicy.TabFocus, each.objectName()


@pytest.mark.parametrize("size", [(1848, 1080), (1224, 800), (1310, 768)])
def test_that_no_panel_leaves_the_page_and_none_covers_another(qtbot, page, size):
    page.resize(*size)
    qtbot.waitUntil(lambda: page.detail.height() > 0)
    panels = [
        each
        for each in (page.detail.header, page.detail.live, page.detail.link,
                     page.detail.capabilities, page.detail.calibration, page.detail.self_test,
                     page.detail.drill)
        if each.isVisible()
    ]  # fmt: skip

    for each in panels:
        assert page.detail.rect().contains(each.geometry()), each.objectName()
        assert each.minimumSizeHint().width() <= each.width(), each.objectName()
    for number, one in enumerate(panels):
        for other in panels[number + 1 :]:
            assert not one.geometry().intersects(other.geometry())
    inner = page.list.findChild(DeviceRowButton).parentWidget().parentWidget()
    assert inner.minimumSizeHint().width() <= inner.parentWidget().width()


def test_that_the_arrow_keys_bring_a_row_into_view(qtbot, page):
    page.resize(1224, 700)
    for above, below in ((MANIKIN, PUMP), (PUMP, FEEDER), (FEEDER, OXIMETER)):
        qtbot.keyClick(page.list.row(key_of(above)), Qt.Key.Key_Down)
        assert not page.list.row(key_of(below)).visibleRegion().isEmpty()


def test_that_in_a_narrow_window_the_lower_panels_are_tabs(qtbot, page):
    page.resize(1224, 800)
    qtbot.mouseClick(button(page, "devices.panel.drill"), Qt.MouseButton.LeftButton)

    assert page.detail.drill.isVisible()
    assert not page.detail.link.isVisible()


def test_that_without_any_device_the_page_offers_a_simulated_one_and_a_search(qtbot, page, deeds):
    page.show_room(RoomNow())
    page.refresh()

    assert "No device is known yet" in words(page)
    for name in ("devices.empty.add", "devices.empty.search"):
        qtbot.keyClick(button(page, name), Qt.Key.Key_Space)
    assert deeds.done == [("add_simulated", ""), ("search", "")]


def test_that_a_page_out_of_view_draws_nothing_and_at_most_ten_times_a_second_in_view(
    qtbot, page, monkeypatch
):
    drawn = []
    monkeypatch.setattr(page, "retranslate", lambda: drawn.append(1))
    qtbot.waitUntil(lambda: not page._timer.isActive())
    for number in range(50):
        page.show_room(replace(ROOM, checkups=(replace(MANIKIN, dropped=number),)))
    assert len(drawn) == 1

    page.hide()
    drawn.clear()
    page.show_room(ROOM)
    qtbot.wait(150)
    assert drawn == []


def test_that_rooms_parts_and_safety_go_to_the_chosen_device(qtbot, page, deeds):
    page.detail.header.picked.emit("room", "Skills lab")
    page.detail.header.picked.emit("plays", "part")
    for name in ("devices.safe", "devices.leave", "devices.self-test.start"):
        qtbot.keyClick(button(page, name), Qt.Key.Key_Space)
    qtbot.keyClick(button(page, "devices.drill.start"), Qt.Key.Key_Space)

    assert deeds.done == [
        ("place", "Manikin A", "Skills lab"), ("cast", "Manikin A", "part"),
        ("make_safe", "Manikin A"), ("disconnect", "Manikin A"), ("test", "Manikin A"),
        ("drill", ""),
    ]  # fmt: skip


def test_that_nothing_on_the_page_is_a_dialog(page):
    assert not [each for each in page.findChildren(QWidget) if each.isModal()]
