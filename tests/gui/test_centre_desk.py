"""The copying to the centre's server, as the window shows it and as Settings changes it."""

import socket

import pytest
from PySide6.QtCore import Qt
from support.runs import PlainEnglish
from support.shipped_runs import recorded

from simrunner.app.centre_desk import CentreDesk
from simrunner.app.i18n import Translator
from simrunner.app.settings import Settings, with_change
from simrunner.record.library import Library
from simrunner.ui.presenters.centre import CentreNow, centre_cell
from simrunner.ui.presenters.home import HomePresenter
from simrunner.ui.presenters.shell import SettingsValues
from simrunner.ui.widgets.devices_strip import DeviceChip, DevicesStrip
from simrunner.ui.windows.home_page import HomePage
from simrunner.ui.windows.main_window import MainWindow
from simrunner.ui.windows.settings_page import SettingsPage

pytestmark = pytest.mark.gui


class Room:
    """A window over a real library, its settings, and whether a run is on."""

    def __init__(self, qtbot, art, tr, folder):
        self.settings = Settings()
        self.is_run_on = False
        self.library = Library.open(folder / "room.sqlite")
        home = HomePage(art, HomePresenter((), (), None, tr), tr)
        self.panel_page = SettingsPage(art, tr, SettingsValues())
        pages = {"home": home, "settings": self.panel_page}
        self.window = MainWindow(art, tr, pages, {}, lambda _language: None)
        self.window.fill()
        qtbot.addWidget(self.window)
        self.window.show()
        self.cell = home.findChild(type(self.panel_page.server.try_now), "home.centre")
        self.panel = self.panel_page.server
        self.panel_page.changed.connect(self._change)
        self.desk = CentreDesk(
            self.window, tr, settings=lambda: self.settings, tell=lambda _words: None,
            is_run_on=lambda: self.is_run_on,
        )  # fmt: skip
        self.desk.start(self.library)

    def _change(self, name, choice):
        self.settings = with_change(self.settings, name, choice)

    def name_server(self, address):
        self.panel.path.setText(address)
        self.panel.path.editingFinished.emit()

    def shutdown(self):
        self.desk.shutdown()
        self.library.shutdown()


@pytest.fixture
def room_in(qtbot, art, tmp_path, monkeypatch):
    """Return what opens a room in a language."""
    monkeypatch.delenv("SIMRUNNER_DATABASE_URL", raising=False)
    rooms = []

    def opened(tr, *, server=""):
        if server:
            monkeypatch.setenv("SIMRUNNER_DATABASE_URL", server)
        rooms.append(Room(qtbot, art, tr, tmp_path))
        return rooms[-1]

    yield opened
    for room in rooms:
        room.shutdown()


@pytest.fixture
def nobody():
    """Return the address of a server that refuses every connection."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    return f"postgresql://room@127.0.0.1:{port}/runs"


def test_that_a_changed_server_waits_for_the_run_and_is_then_shown_everywhere(
    qtbot, room_in, nobody
):
    room = room_in(PlainEnglish())
    recorded(room.library, acts=5)
    mark = room.window.rail.button("settings")
    assert room.cell.isHidden()
    assert not room.panel.standing.isVisibleTo(room.panel)
    room.is_run_on = True
    room.name_server(nobody)
    qtbot.waitUntil(lambda: "takes effect after the run" in room.panel.verdict.text())
    assert room.desk.copy.state is None
    room.is_run_on = False
    qtbot.waitUntil(lambda: "Server away since" in room.cell.text(), timeout=8000)
    assert "takes effect" not in room.panel.verdict.text()
    assert "“runs” on 127.0.0.1 cannot be reached" in mark.accessibleDescription()
    assert "next try in" in room.panel.standing.text()
    qtbot.waitUntil(lambda: "7 facts wait on" in room.panel.standing.text(), timeout=8000)
    qtbot.mouseClick(room.cell, Qt.MouseButton.LeftButton)
    assert room.window.current == "settings"
    room.name_server("")
    qtbot.waitUntil(room.cell.isHidden)
    assert mark.accessibleDescription() == ""


def test_that_a_chinese_window_tells_of_the_server_in_chinese(qtbot, room_in, nobody, request):
    tr = Translator(request.config.rootpath / "resources" / "i18n", "zh-CN")
    room = room_in(tr)
    room.name_server(nobody)
    qtbot.waitUntil(lambda: "无法连接" in room.panel.standing.text(), timeout=8000)
    assert "127.0.0.1上的数据库“runs”" in room.panel.standing.text()
    assert "reached" not in room.panel.standing.text()


def test_that_try_now_asks_a_server_that_came_back(qtbot, room_in, postgres):
    address = postgres.clean_record()
    postgres.stop()
    room = room_in(PlainEnglish())
    room.name_server(address)
    qtbot.waitUntil(lambda: "Server away since" in room.cell.text(), timeout=8000)
    postgres.start()
    room.panel.try_now.click()
    qtbot.waitUntil(lambda: room.cell.text() == "All copied", timeout=8000)
    assert "Everything is copied to “runs_" in room.panel.standing.text()
    assert "The server answered last at" in room.panel.standing.text()


def test_that_a_server_named_by_an_administrator_is_told_beside_the_empty_field(room_in, nobody):
    room = room_in(PlainEnglish(), server=nobody)
    assert room.panel.path.text() == ""
    assert "SIMRUNNER_DATABASE_URL names the server" in room.panel.standing.text()
    assert room.panel.verdict.text() == "Every run is recorded here first and then copied."


def test_that_the_server_stands_behind_the_devices_of_a_run_and_goes_when_none_is_named(qtbot, art):
    strip = DevicesStrip(art.icons, PlainEnglish())
    qtbot.addWidget(strip)
    wall = "2026-11-22T15:20:10+08:00"
    now = CentreNow(server="“runs” on host", wall=wall, is_connected=True)
    strip.show_centre(centre_cell(now, PlainEnglish()))
    strip.show_devices((DeviceChip(name="Manikin", link="up", fact="paired"),))
    chips = [row.widget() for row in map(strip.layout().itemAt, range(strip.layout().count()))]
    named = [chip.accessibleName() for chip in chips if chip is not None and chip.toolTip()]
    assert named == ["Manikin: up, paired", "Centre's server: up, all copied"]
    assert "Everything is copied to “runs” on host." in chips[-2].toolTip()
    strip.show_centre(None)
    left = [row.widget() for row in map(strip.layout().itemAt, range(strip.layout().count()))]
    assert not any(chip and "server" in chip.accessibleName() for chip in left)
