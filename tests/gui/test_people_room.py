"""People in the window: entered, looked up, agreed, in a run, exported, erased."""

import zipfile
from functools import partial

import pytest
from PySide6.QtCore import Qt
from support.privacy_runs import files_with, recorded, write_comments

from simrunner.app.assets_folder import resources_folder
from simrunner.app.i18n import Translator
from simrunner.app.people_room import PeopleRoom
from simrunner.domain.person import Deed, Purpose
from simrunner.record.audit import read_audit
from simrunner.record.consent import consents_of
from simrunner.record.library import Library
from simrunner.record.people import people, roles_in
from simrunner.ui.look.artwork import load_artwork

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("does not support")]


@pytest.fixture(scope="module")
def art(qapp):
    return load_artwork(resources_folder())


class Desk:
    """A library with one run, and its room of people."""

    def __init__(self, folder, art):
        self.is_run_on = False
        self.path = folder / "library.sqlite"
        self.library = Library.open(self.path)
        self.run = recorded(self.library)
        self.tr = Translator(resources_folder() / "i18n", "en")
        self.room = PeopleRoom(folder, art, self.tr, is_run_on=lambda: self.is_run_on)
        self.room.open(self.library, self.run)

    @property
    def window(self):
        return self.room.shown

    def enter(self, qtbot, name, contact=""):
        """Type somebody in and return the code."""
        qtbot.keyClicks(self.window.name, name)
        qtbot.keyClicks(self.window.contact, contact)
        qtbot.keyClick(self.window.contact, Qt.Key.Key_Return)
        return self.room._code

    def audited(self):
        return [line.deed for line in self.library.ask(read_audit)]

    def until_done(self, qtbot):
        qtbot.waitUntil(lambda: self.room._job is None, timeout=15_000)
        return self.window.said.text()


@pytest.fixture
def desk(tmp_path, art):
    opened = Desk(tmp_path, art)
    yield opened
    opened.room.shutdown()
    opened.library.shutdown()


def test_that_a_person_is_entered_agrees_and_withdraws(qtbot, desk):
    assert desk.window._empty.isVisible()
    desk.window.enter.click()
    assert "has a name" in desk.window.said.text()
    code = desk.enter(qtbot, "Wren Ashby")

    assert f"{code} stands for Wren Ashby" in desk.window.said.text()
    assert code in [one.code for one in people(desk.library)]
    button = desk.window.person.lines[Purpose.TEACH].button
    button.click()
    (given,) = desk.library.ask(partial(consents_of, code=code))
    assert (given.purpose, given.withdrawn_wall) == (Purpose.TEACH, None)
    assert button.text() == "Withdraw"
    button.click()
    (given,) = desk.library.ask(partial(consents_of, code=code))
    assert given.withdrawn_wall is not None


def test_that_names_stay_hidden_until_somebody_says_why(qtbot, desk):
    code = desk.enter(qtbot, "Wren Ashby")
    desk.room.open(desk.library)
    assert "Ashby" not in desk.window.row(code).accessibleName()
    assert Deed.NAMES_READ not in desk.audited()

    desk.window.names.click()
    qtbot.waitUntil(desk.window._menu.isVisible)
    desk.window._menu.actions()[0].trigger()
    desk.window._menu.close()

    assert "Wren Ashby" in desk.window.row(code).accessibleName()
    assert desk.audited()[-1] is Deed.NAMES_READ


def test_that_the_chosen_person_gets_a_role_in_the_run_and_loses_it(qtbot, desk):
    code = desk.enter(qtbot, "Wren Ashby")
    roles = desk.window.roles
    assert not roles.add.isEnabled()
    qtbot.keyClicks(roles.role, "Team Leader")
    roles.add.click()
    assert "small letters" in desk.window.said.text()
    assert desk.library.ask(roles_in) == ()

    qtbot.keyClicks(roles.role, "team-leader")
    qtbot.keyClick(roles.role, Qt.Key.Key_Return)
    assert desk.library.ask(roles_in) == ((desk.run, code, "team-leader"),)
    roles.findChild(type(roles.add), f"people.role.{code}.team-leader").click()
    assert desk.library.ask(roles_in) == ()


def test_that_erasing_shows_what_goes_waits_for_the_code_and_leaves_no_byte(qtbot, desk):
    code = desk.enter(qtbot, "Wren Ashby", "wren@example.org")
    write_comments(desk.library, desk.run, code, "Skylark-4711-Windhover")
    desk.room.choose(code)
    ask = desk.window.person.ask
    desk.window.person.erase.click()
    desk.until_done(qtbot)
    assert "texts (1)" in ask.preview.text()
    assert not ask.erase.isEnabled()
    qtbot.keyClicks(ask.typed, code.lower())
    assert ask.erase.isEnabled()

    desk.is_run_on = True
    ask.erase.click()
    assert "A run is going on" in desk.window.said.text()
    assert files_with(desk.path, "wren@example.org")
    desk.is_run_on = False
    ask.erase.click()
    said = desk.until_done(qtbot)

    assert f"{code} is erased" in said
    for words in ("Wren Ashby", "wren@example.org", "Skylark-4711-Windhover"):
        assert files_with(desk.path, words) == []
    assert not ask.isVisible()
    assert "erased" in desk.window.row(code).accessibleName()


def test_that_everything_on_a_person_is_written_and_a_taken_place_is_told(qtbot, desk, tmp_path):
    code = desk.enter(qtbot, "Wren Ashby")
    out = tmp_path / "theirs.zip"

    desk.room.export(out)
    assert "are in" in desk.until_done(qtbot)
    with zipfile.ZipFile(out) as archive:
        assert "Wren Ashby" in archive.read("person.json").decode()
    desk.room.export(out)
    assert "is there already" in desk.until_done(qtbot)
    assert desk.audited().count(Deed.PERSON_EXPORTED) == 1, code


def test_that_arrows_walk_the_list_and_another_language_says_it_again(qtbot, desk):
    codes = [desk.enter(qtbot, name) for name in ("Wren", "Finch")]
    rows = list(desk.window._rows)
    desk.room.choose(rows[0])
    qtbot.keyClick(desk.window.row(rows[0]), Qt.Key.Key_Down)
    assert desk.room._code == rows[1]

    desk.tr.switch_to("zh-CN")
    desk.room.retranslate()

    assert desk.window.title.text() == "人员与资料"
    assert "未参加运行" in desk.window.row(codes[0]).accessibleName()
    qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    assert not desk.window.isVisible()
