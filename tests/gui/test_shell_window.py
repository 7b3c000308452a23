"""The main window: pages, keyboard, language, names for everyone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QAbstractButton, QLineEdit
from support.library_tiles import PACKS, RECENTS, UNFINISHED
from support.screen_words import MarkingTranslate

from simrunner.app.assets import table
from simrunner.cpr.profile import profile_of
from simrunner.ui.look.fonts import register_fonts
from simrunner.ui.look.theme import FocusRing, theme_of
from simrunner.ui.look.tokens import Role, Theme
from simrunner.ui.presenters.device_room import AwayDevice, RoomNow
from simrunner.ui.presenters.home import HomePresenter
from simrunner.ui.presenters.shell import SettingsValues
from simrunner.ui.widgets.rail import RailButton
from simrunner.ui.windows.devices_page import DevicesPage
from simrunner.ui.windows.home_page import HomePage
from simrunner.ui.windows.main_window import MainWindow
from simrunner.ui.windows.page import Page
from simrunner.ui.windows.settings_page import SettingsPage

pytestmark = pytest.mark.gui

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def tr() -> MarkingTranslate:
    return MarkingTranslate()


@pytest.fixture
def window(qtbot, art, tr):
    home = HomePage(art, HomePresenter(PACKS, RECENTS, UNFINISHED, tr), tr)
    profile = profile_of("adult", table("cpr", "profiles.toml")["adult"])
    devices = DevicesPage(art, tr, profile)
    devices.show_room(RoomNow(away=(AwayDevice(serial="A-1", name="Manikin A"),)))
    settings = SettingsPage(art, tr, SettingsValues(data_folder="/data"))
    pages = {"home": home, "devices": devices, "settings": settings}
    made = MainWindow(art, tr, pages, {}, tr.switch)
    made.fill()
    qtbot.addWidget(made)
    made.resize(1920, 1080)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    return made


def test_that_control_and_a_digit_go_to_the_first_five_pages(qtbot, window) -> None:
    for digit, page in enumerate(("home", "run", "assess", "debrief", "programme"), start=1):
        qtbot.keyClick(window, Qt.Key(Qt.Key.Key_0 + digit), CONTROL)
        assert window.current == page


def test_that_every_page_is_reached_from_the_rail_by_keyboard(qtbot, window) -> None:
    for page in ("run", "assess", "debrief", "programme", "devices", "settings", "home"):
        button = window.findChild(RailButton, f"rail.{page}")
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        qtbot.keyClick(button, Qt.Key.Key_Space)
        assert window.current == page


def test_that_the_room_is_dark_and_the_desk_is_light(window) -> None:
    for page, theme in (
        ("run", "dark"),
        ("assess", "dark"),
        ("home", "light"),
        ("debrief", "light"),
    ):
        window.show_page(page)
        assert theme_of(window.page(page)) is Theme(theme), page


def test_that_switching_the_language_says_everything_again(qtbot, window) -> None:
    rail = window.findChild(RailButton, "rail.run")
    search = window.findChild(QLineEdit, "home.search")
    assert rail.text() == "Run"

    window.choose_language("zh-CN")

    assert rail.text() == "⟦Run⟧"
    assert rail.accessibleName() == "⟦Run⟧"
    assert search.placeholderText().startswith("⟦")
    assert window.page("settings").title == "⟦Settings⟧"
    window.choose_language("en")
    assert rail.text() == "Run"


def test_that_no_english_is_left_on_any_button_after_switching(qtbot, window) -> None:
    own_names = {"English", "中文", "mmHg", "kPa", "严重过敏反应", "恶性高热", "脓毒性休克"}
    window.choose_language("zh-CN")

    for button in window.findChildren(QAbstractButton):
        if button.text() and button.text() not in own_names:
            assert "⟦" in button.text(), button.objectName()


def test_that_everything_one_can_use_has_a_name_a_spoken_name_and_a_tool_tip(window) -> None:
    for page in ("home", "run", "settings", "devices"):
        window.show_page(page)
    controls = window.findChildren(QAbstractButton) + window.findChildren(QLineEdit)
    usable = [each for each in controls if each.objectName() != "home.tile.unused"]
    unused_pack_page = [
        each
        for each in usable
        if not each.objectName().startswith("pack.")
        # The Devices page names the controls of a device once there is one: test_devices_page.
        and (not each.objectName().startswith("devices.") or each.isVisible())
    ]
    unused_cards = [
        each
        for each in unused_pack_page
        if not each.objectName().startswith("home.recent.") or "recent.0" in each.objectName()
    ]
    assert len(unused_cards) > 25

    for control in unused_cards:
        assert control.objectName(), control
        assert control.accessibleName(), control.objectName()
        assert control.toolTip(), control.objectName()


def test_that_object_names_are_not_given_twice(window) -> None:
    controls = window.findChildren(QAbstractButton) + window.findChildren(QLineEdit)
    names = [control.objectName() for control in controls]

    assert sorted(names) == sorted(set(names))


def test_that_the_rail_folds_in_a_narrow_window(qtbot, window) -> None:
    assert window.rail.width() == 72
    window.resize(1366, 768)
    qtbot.wait(20)
    assert window.rail.width() == 56


def test_that_the_window_comes_back_where_it_was(qtbot, art, tr) -> None:
    kept: dict[str, str] = {}
    first = MainWindow(art, tr, {}, kept, tr.switch)
    qtbot.addWidget(first)
    first.resize(1234, 765)
    first.show()
    first.close()

    second = MainWindow(art, tr, {}, kept, tr.switch)
    qtbot.addWidget(second)

    # The width is cut to the small screen of the tests; a new window would be 940 high.
    assert second.height() == first.height() == 765


def test_that_a_page_can_be_replaced_while_it_is_shown(qtbot, window) -> None:
    class Console(Page):
        theme = Theme.DARK

        @property
        def title(self) -> str:
            return "Console"

    window.show_page("run")
    console = Console()
    window.set_page("run", console)

    assert window.current == "run"
    assert window.page("run") is console
    assert console.isVisible()
    assert window.windowTitle().startswith("Console")


def test_that_settings_tell_what_changed(qtbot, window) -> None:
    settings = window.page("settings")
    window.show_page("settings")
    with qtbot.waitSignal(settings.changed) as told:
        window.findChild(QAbstractButton, "settings.traces.safe").click()
    assert told.args == ["has_safe_traces", True]

    phone = window.findChild(QLineEdit, "settings.emergency_phone")
    phone.setText(" 2222 ")
    with qtbot.waitSignal(settings.changed) as told:
        phone.editingFinished.emit()
    assert told.args == ["emergency_phone", "2222"]
    assert settings.values.emergency_phone == "2222"


def test_that_the_focus_ring_stands_outside_the_control(qtbot, qapp, window) -> None:
    ring = FocusRing(qapp)
    window.show_page("settings")
    field = window.findChild(QLineEdit, "settings.emergency_phone")

    field.setFocus(Qt.FocusReason.TabFocusReason)
    assert ring.target is field

    window.findChild(RailButton, "rail.run").setFocus(Qt.FocusReason.TabFocusReason)
    assert ring.target is None
    qapp.focusChanged.disconnect(ring._follow)
    ring.drop()


def test_that_the_bundled_fonts_are_used_with_figures_of_one_width(art) -> None:
    assert art.fonts.missing == ()
    font = art.fonts.font(Role.WINDOW_TITLE)

    assert QFontInfo(font).family() == "Inter"
    assert font.weight() == 600
    assert font.featureTags()[0].toString() == b"tnum"


def test_that_missing_fonts_are_told_once_and_do_not_stop_the_program(tmp_path, caplog) -> None:
    fonts = register_fonts(tmp_path)

    assert "Inter" in fonts.missing
    assert len(caplog.records) == 1
    assert "Inter" in caplog.records[0].getMessage()
