"""The Devices page with the room behind it: a simulated manikin comes, is tested, and goes."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from support.screen_words import MarkingTranslate

from simrunner.app.device_page import DevicePageFeed, adult_profile, room_now
from simrunner.app.device_room import DeviceRoom, RoomState
from simrunner.app.drill_job import DrillRow, DrillState
from simrunner.app.settings import Settings
from simrunner.hardware.dossier import Dossier
from simrunner.ui.look.theme import apply_theme
from simrunner.ui.look.tokens import Theme
from simrunner.ui.widgets.controls import Button
from simrunner.ui.windows.devices_page import DevicesPage
from simrunner.ui.windows.main_window import MainWindow

pytestmark = pytest.mark.gui


@pytest.fixture
def page(qtbot, art):
    tr = MarkingTranslate()
    kept = [Settings(paired_devices=("T-9",), device_places={"T-9": "Skills lab"})]

    def change(how):
        kept[0] = how(kept[0])

    room = DeviceRoom(settings=lambda: kept[0], change=change, tr=tr)
    window = MainWindow(art, tr, {"devices": DevicesPage(art, tr, adult_profile())}, {}, tr.switch)
    apply_theme(window, Theme.LIGHT)
    qtbot.addWidget(window)
    window.resize(1920, 1080)
    window.show_page("devices")
    window.show()
    qtbot.waitExposed(window)
    feed = DevicePageFeed(window, room, window)
    room.start()
    feed.start()
    yield window.page("devices")
    feed.shutdown()
    room.shutdown()


@pytest.mark.slow
def test_that_a_simulated_manikin_comes_is_tested_and_goes_by_three_buttons(qtbot, page):
    def press(name):
        button = page.findChild(Button, name)
        qtbot.waitUntil(button.isEnabled, timeout=8_000)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: bool(page.list.search.isEnabled()))
    press("devices.add")
    qtbot.waitUntil(lambda: page.chosen is not None and page.chosen.is_paired, timeout=8_000)
    qtbot.waitUntil(lambda: bool(page.chosen.tails.get("cpr.depth")), timeout=8_000)
    assert page.detail.live.tabs.isHidden()  # it has one kind of values alone

    press("devices.calibration.start")
    qtbot.waitUntil(lambda: len(page.chosen.tails["cpr.depth"].values) > 120, timeout=5_000)
    press("devices.guide.take")
    assert page.detail.guide.amount.isVisible()
    qtbot.waitUntil(lambda: "cpr.depth" in page.chosen.calibrations, timeout=5_000)
    press("devices.guide.take")  # nobody presses it down: refused in words, and nothing is lost
    assert (
        "that is no matter of scale"
        in page.detail.guide.findChild(QLabel, "devices.guide.trouble").text()
    )
    press("devices.guide.leave")

    press("devices.self-test.start")
    qtbot.waitUntil(lambda: bool(page.chosen.tested_on), timeout=12_000)
    assert {line.outcome.value for line in page.chosen.self_test} == {"passed"}

    press("devices.leave")
    qtbot.waitUntil(lambda: page.chosen is None, timeout=8_000)


def test_that_an_address_that_is_none_says_so_on_the_page(qtbot, page):
    qtbot.keyClicks(page.list.address, "com seven")
    qtbot.keyClick(page.list.address, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: "com seven" in page._trouble.text(), timeout=8_000)
    assert page.list.address.text() == ""


def test_that_the_state_of_a_room_reaches_the_page_whole():
    rows = {
        6: DrillRow(number=6, what="unplug", required="< 500 ms", measured="worst 6 ms",
                    figure=6.0, unit="ms", is_met=True),
    }  # fmt: skip
    drill = DrillState(rows=rows, asked=(6, 7), is_running=True)
    state = RoomState(
        name="Bay 2", rooms=("Bay 2", "Lab"), away=(Dossier(serial="T-9", room="Lab"),),
        drill=drill, trouble="the port is busy",
    )  # fmt: skip

    now = room_now(state)

    assert (now.name, now.rooms, now.trouble) == ("Bay 2", ("Bay 2", "Lab"), "the port is busy")
    assert [(each.serial, each.room) for each in now.away] == [("T-9", "Lab")]
    assert (now.drill.lines[6].figure, now.drill.lines[7].is_running) == (6.0, True)
    ended = room_now(replace(state, drill=replace(drill, is_running=False, made_on="2026-11-20")))
    assert 7 not in ended.drill.lines
    assert ended.drill.made_on == "2026-11-20"
