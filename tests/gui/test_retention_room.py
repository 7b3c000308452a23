"""How long data are kept, in the window: clocks set, removals announced, kept, carried out."""

import json

import pytest
from PySide6.QtCore import Qt
from support.privacy_runs import recorded

from simrunner.app.assets_folder import resources_folder
from simrunner.app.i18n import Translator
from simrunner.app.retention_room import RetentionRoom
from simrunner.domain.person import Deed
from simrunner.domain.retention import RecordClass
from simrunner.record.audit import read_audit
from simrunner.record.library import Library
from simrunner.record.retention import clocks, removals
from simrunner.ui.look.artwork import load_artwork

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("does not support")]

RUNS = RecordClass.FORMATIVE_RUNS


@pytest.fixture(scope="module")
def art(qapp):
    return load_artwork(resources_folder())


class Desk:
    """A library with a run of long ago, and its room of retention."""

    def __init__(self, folder, art):
        self.is_run_on = False
        self.library = Library.open(folder / "library.sqlite")
        self.run = recorded(self.library, started_wall="2025-01-05T09:00:00+08:00")
        self.tr = Translator(resources_folder() / "i18n", "en")
        self.room = RetentionRoom(art, self.tr, is_run_on=lambda: self.is_run_on)
        self.room.open(self.library)

    @property
    def window(self):
        return self.room.shown

    @property
    def said(self):
        return self.window.said.text()

    def type_clock(self, qtbot, days, record_class=RUNS):
        field = self.window.clocks.lines[record_class].days
        field.selectAll()
        qtbot.keyClicks(field, days) if days else qtbot.keyClick(field, Qt.Key.Key_Delete)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        return field

    def announce(self, qtbot, days):
        field = self.window.removals.days
        field.selectAll()
        qtbot.keyClicks(field, days)
        self.window.removals.announce.click()

    def audited(self):
        return [line.deed for line in self.library.ask(read_audit)]


@pytest.fixture
def desk(tmp_path, art):
    opened = Desk(tmp_path, art)
    yield opened
    opened.room.shutdown()
    opened.library.shutdown()


def test_that_a_clock_is_set_changed_and_taken_off(qtbot, desk):
    removal = desk.window.removals
    assert "No clock is set" in removal.outlived.text()
    desk.type_clock(qtbot, "30")
    assert desk.library.ask(clocks) == {RUNS: 30}
    assert desk.said == "Formative runs: kept 30 days."
    assert removal.outlived.text().startswith("Formative runs: 1, the oldest of 2025-01-05")

    desk.type_clock(qtbot, "730")
    assert desk.said == "Formative runs: kept 2 years."
    desk.type_clock(qtbot, "")
    assert desk.library.ask(clocks) == {}
    assert desk.audited() == [Deed.CLOCK_SET] * 3


@pytest.mark.parametrize(
    ("typed", "said"), [("0", "1 to 36500 days"), ("soon", "a number of days"), ("-3", "a number")]
)
def test_that_an_odd_clock_is_told_and_the_old_one_stays(qtbot, desk, typed, said):
    desk.type_clock(qtbot, "30")
    field = desk.type_clock(qtbot, typed)

    assert said in desk.said
    assert field.text() == "30"
    assert desk.library.ask(clocks) == {RUNS: 30}


def test_that_what_is_announced_may_be_kept_and_is_not_announced_again(qtbot, desk):
    desk.type_clock(qtbot, "30")
    desk.announce(qtbot, "fortnight")
    assert "for how many days" in desk.said
    desk.announce(qtbot, "14")
    assert desk.said == "1 removal is announced."
    assert not desk.window.removals.remove.isEnabled()

    (one,) = desk.library.ask(removals)
    desk.window.removals.keeps[one.number].click()
    (one,) = desk.library.ask(removals)
    assert one.undone_wall
    assert desk.window.removals.past.text().endswith(f"Formative runs · {desk.run}: kept")
    assert "Nothing has outlived" in desk.window.removals.outlived.text()


def test_that_what_is_due_goes_with_a_certificate_when_no_run_is_on(qtbot, desk, tmp_path):
    desk.type_clock(qtbot, "30")
    desk.announce(qtbot, "0")
    shown = desk.window.removals
    shown.remove.click()
    assert shown.ask.isVisible()
    desk.is_run_on = True
    desk.room.remove(tmp_path)
    assert desk.said == "A run is going on: end it first."
    assert not desk.library.ask(removals)[0].done_wall

    desk.is_run_on = False
    with qtbot.waitSignal(desk.room.removed, timeout=15_000):
        desk.room.remove(tmp_path)
    (folder,) = tmp_path.glob("deletion-*")
    certificate = json.loads((folder / "certificate.json").read_text(encoding="utf-8"))
    assert [item["of"] for item in certificate["items"]] == [desk.run]
    assert desk.said == f"1 removal(s) carried out; the certificate is in {folder}."
    assert not shown.ask.isVisible()
    assert desk.audited()[-1] is Deed.REMOVAL_DONE


def test_that_a_folder_that_takes_no_certificate_keeps_everything(qtbot, desk, tmp_path):
    desk.type_clock(qtbot, "30")
    desk.announce(qtbot, "0")
    desk.room.remove(tmp_path / "nowhere")
    qtbot.waitUntil(lambda: "is not there" in desk.said, timeout=15_000)

    assert not desk.library.ask(removals)[0].done_wall
    assert desk.window.removals.remove.isEnabled()


def test_that_another_language_says_everything_again(qtbot, desk):
    desk.type_clock(qtbot, "730")
    desk.tr.switch_to("zh-CN")
    desk.room.retranslate()

    line = desk.window.clocks.lines[RUNS]
    assert desk.window.windowTitle().startswith("数据保存多久")
    assert line._kept.text() == "2 年"
    assert desk.window.removals.keeps == {}
    assert "形成性运行" in line.days.accessibleName()
