"""Home on a screen: search, filters, keyboard and what it asks of the application."""

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLabel
from support.library_tiles import ANAPHYLAXIS, BROKEN, PACKS, RECENTS, UNFINISHED, text
from support.screen_words import MarkingTranslate

from simrunner.ui.look.theme import apply_theme
from simrunner.ui.look.tokens import Theme
from simrunner.ui.presenters.home import HomePresenter
from simrunner.ui.presenters.pack_page import PackDetail, PatientLines, RoleLine
from simrunner.ui.widgets.choice_button import ChoiceButton
from simrunner.ui.widgets.controls import Button
from simrunner.ui.widgets.markdown import AuthorText
from simrunner.ui.widgets.pack_tile import PackCard, TileGrid
from simrunner.ui.windows.home_page import HomePage

pytestmark = pytest.mark.gui


@pytest.fixture
def home(qtbot, art):
    tr = MarkingTranslate()
    page = HomePage(art, HomePresenter(PACKS, RECENTS, UNFINISHED, tr), tr)
    apply_theme(page, Theme.LIGHT)
    qtbot.addWidget(page)
    page.setMinimumSize(600, 400)  # as the main window has; else each change is a warning here
    page.resize(1848, 1080)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    return page


def tiles(home: HomePage) -> list[str]:
    return [card.pack_id for card in home.findChild(TileGrid).cards()]


def words(page) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_that_typing_into_the_search_field_leaves_only_what_fits(qtbot, home) -> None:
    qtbot.keyClick(home, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    field = home.focusWidget()
    assert field.objectName() == "home.search"

    qtbot.keyClicks(field, "dantrolene")

    assert tiles(home) == ["mh-crisis-or"]
    assert "1 of 3 scenarios" in words(home)


def test_that_a_search_without_result_says_so(qtbot, home) -> None:
    qtbot.keyClicks(home.findChild(object, "home.search"), "xyzzy")

    assert tiles(home) == []
    assert "No scenario fits" in words(home)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_that_picking_a_filter_filters_and_its_cross_takes_it_away(qtbot, home) -> None:
    level = home.findChild(ChoiceButton, "home.filter.level")
    level.open_list()
    menu = level.findChild(object, "home.filter.level.menu")
    menu.actions()[1].trigger()
    menu.close()
    assert tiles(home) == ["broken"]

    cross = QPoint(level.width() - 10, level.height() // 2)
    qtbot.mouseClick(level, Qt.MouseButton.LeftButton, pos=cross)

    assert len(tiles(home)) == 3


def test_that_arrows_walk_the_tiles_enter_opens_and_control_enter_starts(qtbot, home) -> None:
    home.take_focus()
    first = home.focusWidget()
    assert isinstance(first, PackCard)

    qtbot.keyClick(first, Qt.Key.Key_Right)
    second = home.focusWidget()
    assert second.pack_id == "mh-crisis-or"

    with qtbot.waitSignal(home.open_requested) as opened:
        qtbot.keyClick(second, Qt.Key.Key_Return)
    with qtbot.waitSignal(home.start_requested) as started:
        qtbot.keyClick(second, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert opened.args == ["mh-crisis-or"]
    assert started.args == ["mh-crisis-or"]


def test_that_a_broken_pack_opens_instead_of_starting(qtbot, home) -> None:
    broken = home.findChild(PackCard, "home.tile.broken")

    with (
        qtbot.waitSignal(home.open_requested) as opened,
        qtbot.assertNotEmitted(home.start_requested),
    ):
        qtbot.keyClick(broken, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert opened.args == ["broken"]


def test_that_a_recent_run_starts_again_or_opens_its_debrief(qtbot, home) -> None:
    with qtbot.waitSignal(home.start_requested) as started:
        home.findChild(Button, "home.recent.0.start").click()
    with qtbot.waitSignal(home.debrief_requested) as debriefed:
        home.findChild(Button, "home.recent.0.debrief").click()

    assert started.args == ["anaphylaxis-ed"]
    assert debriefed.args == ["run-9"]


def test_that_the_banner_ends_the_unfinished_run_and_hides_when_there_is_none(
    qtbot, home, art
) -> None:
    with qtbot.waitSignal(home.debrief_requested) as asked:
        home.findChild(Button, "home.banner.debrief").click()
    assert asked.args == ["run-10"]

    tr = MarkingTranslate()
    calm = HomePage(art, HomePresenter(PACKS, RECENTS, None, tr), tr)
    qtbot.addWidget(calm)
    assert calm.findChild(object, "home.banner").isHidden()


def test_that_nothing_sticks_out_to_the_right_at_any_width(home, qtbot) -> None:
    for width in (1848, 1440, 1224, 1044, 860):
        home.resize(width, 800)
        qtbot.wait(20)
        for widget in home.findChildren(Button) + home.findChildren(PackCard):
            if widget.isVisible():
                right = widget.mapTo(home, QPoint(widget.width(), 0)).x()
                assert right <= width, (width, widget.objectName())


def detail(prebrief: str) -> PackDetail:
    return PackDetail(
        tile=ANAPHYLAXIS,
        prebrief={"en": prebrief},
        roles=(RoleLine(role="leader", brief=text("Names the problem."), plays="learner"),),
        patient=PatientLines(name="Alex Morgan", age="42 y", sex="female", weight_kg=70),
    )


def test_that_the_prebrief_shows_markdown_but_neither_html_nor_anything_remote(qtbot, home) -> None:
    home.show_pack(
        detail('Plain **bold**\n\n<h1>loud</h1><img src="http://a.example/x.png">\n\n'
               "![p](http://b.example/x.png) ![q](file:///etc/hostname)")
    )  # fmt: skip
    shown = home.findChild(AuthorText, "pack.prebrief")
    shown.grab()

    assert "Plain bold" in shown.toPlainText()
    assert "<h1>" in shown.toPlainText()
    assert "a.example/x.png" not in shown.refused
    assert shown.refused == ["http://b.example/x.png", "file:///etc/hostname"]
    assert not shown.openLinks()
    assert not shown.openExternalLinks()


def test_that_a_picture_on_this_computer_is_not_drawn_either(qtbot, home, tmp_path) -> None:
    picture = QImage(60, 60, QImage.Format.Format_RGB32)
    picture.fill(QColor("#FF0000"))
    file = tmp_path / "red.png"
    assert picture.save(str(file))

    home.show_pack(detail(f"![red]({QUrl.fromLocalFile(str(file)).toString()})"))
    shown = home.findChild(AuthorText, "pack.prebrief").grab().toImage()

    reds = sum(shown.pixelColor(x, y) == QColor("#FF0000") for x in range(100) for y in range(100))
    assert reds == 0


def test_that_a_recent_run_of_a_broken_pack_cannot_be_started(qtbot, art) -> None:
    tr = MarkingTranslate()
    gone = HomePage(art, HomePresenter((), RECENTS, None, tr), tr)
    qtbot.addWidget(gone)

    assert not gone.findChild(Button, "home.recent.0.start").isEnabled()
    assert gone.findChild(Button, "home.recent.0.debrief").isEnabled()


def test_that_start_on_the_pack_page_asks_to_start_with_the_keyboard(qtbot, home) -> None:
    home.show_pack(detail("Read me"))
    start = home.findChild(Button, "pack.start")
    assert start.height() == 52
    assert home.focusWidget() is start

    with qtbot.waitSignal(home.start_requested) as started:
        qtbot.keyClick(start, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert started.args == ["anaphylaxis-ed"]


def test_that_errors_are_listed_with_their_place_and_keep_start_off(qtbot, home) -> None:
    home.show_pack(PackDetail(tile=BROKEN))

    shown = words(home)
    assert "scenario.yaml · line 42, column 9" in shown
    assert "There is no drug adrenalin." in shown
    assert "Did you mean adrenaline?" in shown
    start = home.findChild(Button, "pack.start")
    assert not start.isEnabled()
    assert "errors" in start.toolTip()

    home.findChild(Button, "pack.back").click()
    assert not home.is_pack_open
