"""The program as a person uses it: Home, a run, a real emergency, the end, the debrief."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from simrunner.app.desktop import Desktop
from simrunner.app.settings import read_settings
from simrunner.domain.action import GiveDrug, PerformAct, SetVital, Source
from simrunner.domain.event import ActionTaken, RunEnded
from simrunner.record.library import Library
from simrunner.ui.windows.debrief_page import DebriefPage
from simrunner.ui.windows.emergency import EmergencyPanel
from simrunner.ui.windows.home_page import HomePage

PACK = "anaphylaxis-ed"


def _wait_for_tiles(qtbot, desktop, count):
    """Home is filled after the first picture."""

    def has_tiles():
        home = desktop.window.page("home")
        return isinstance(home, HomePage) and len(home.presenter.view().tiles) == count

    qtbot.waitUntil(has_tiles, timeout=10_000)


@pytest.fixture
def desktop(qtbot, tmp_path):
    desktop = Desktop(tmp_path / "data")
    qtbot.addWidget(desktop.window)
    desktop.show()
    _wait_for_tiles(qtbot, desktop, 3)
    yield desktop
    desktop.window.close()


@pytest.fixture
def running(qtbot, desktop):
    """The desktop with a run that has shown its first second."""
    desktop.window.page("home").start_requested.emit(PACK)
    live = desktop.runs.live
    qtbot.addWidget(live.monitor)
    qtbot.waitUntil(lambda: live.stage.session.now_ms >= 1000, timeout=15_000)
    return desktop, live


def _facts(desktop, kind):
    with Library.open(desktop.folder / "library.sqlite") as library:
        record = library.read(library.runs()[0].run)
    return [each.event for each in record.events if isinstance(each.event, kind)]


def _end(qtbot, desktop, live):
    live.pacing.end()
    qtbot.waitUntil(lambda: desktop.window.current == "debrief", timeout=15_000)
    desktop.window.close()


def test_that_a_run_started_on_home_ends_in_its_debrief_by_itself(qtbot, running):
    desktop, live = running

    _end(qtbot, desktop, live)

    assert isinstance(desktop.window.page("debrief"), DebriefPage)
    assert [fact.reason for fact in _facts(desktop, RunEnded)] == ["facilitator"]


def test_that_one_key_logs_an_act_and_a_typed_line_changes_a_vital(qtbot, running):
    desktop, live = running

    qtbot.keyClick(live.console, Qt.Key.Key_2)
    line = live.console.findChild(QLineEdit, "run-command-line")
    qtbot.keyClicks(line, "hr 120 60")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    at_ms = live.stage.session.now_ms
    qtbot.waitUntil(lambda: live.stage.session.now_ms > at_ms + 300, timeout=5_000)
    _end(qtbot, desktop, live)

    actions = [fact.action for fact in _facts(desktop, ActionTaken)]
    assert any(isinstance(action, PerformAct) and action.act == "oxygen" for action in actions)
    assert any(
        isinstance(action, SetVital) and action.over_ms == 60_000
        and action.source is Source.FACILITATOR
        for action in actions
    )  # fmt: skip


def test_that_a_drug_typed_as_given_30_s_ago_keeps_both_times(qtbot, running):
    desktop, live = running
    live.pacing.skip(40_000)
    qtbot.waitUntil(lambda: live.stage.session.now_ms > 40_000, timeout=20_000)

    reply = live.bridge.command("give adrenaline 0.5 mg IM 30 s ago")
    at_ms = live.stage.session.now_ms
    qtbot.waitUntil(lambda: live.stage.session.now_ms > at_ms + 300, timeout=5_000)
    _end(qtbot, desktop, live)

    given = [f for f in _facts(desktop, ActionTaken) if isinstance(f.action, GiveDrug)]
    assert reply.is_accepted
    assert len(given) == 1
    assert given[0].at_ms - given[0].performed_at_ms in range(29_900, 30_400)


def test_that_a_mistyped_command_gets_a_sentence_and_changes_nothing(running):
    _, live = running

    reply = live.bridge.command("give adrenalin 0.5 mg IM")

    assert not reply.is_accepted
    assert "adrenaline" in f"{reply.sentence} {reply.hint}"


@pytest.mark.parametrize("place", ["run", "assess", "monitor"])
def test_that_one_key_stops_everything_from_any_window_and_page(qtbot, running, place):
    desktop, live = running
    window = live.monitor if place == "monitor" else desktop.window
    if place != "monitor":
        desktop.window.show_page(place)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)

    qtbot.keyClick(window, Qt.Key.Key_F12)
    qtbot.waitUntil(lambda: live.pacing.is_paused, timeout=5_000)
    frozen_ms = live.stage.session.now_ms
    qtbot.wait(500)

    covered = [
        each.findChild(EmergencyPanel).isVisible() for each in (desktop.window, live.monitor)
    ]
    live.stage.recorder.flush(5)
    remarks = live.stage.library.read(live.stage.run).remarks
    assert live.stage.session.now_ms == frozen_ms
    assert covered == [True, True]
    assert any(remark.kind == "real-emergency" for remark in remarks)
    assert any("confirmed" in remark.words for remark in remarks)


def test_that_a_session_ended_in_a_real_emergency_opens_no_debrief(qtbot, running):
    desktop, live = running
    live.declare_emergency()

    desktop.window.findChild(EmergencyPanel).end_requested.emit()
    qtbot.waitUntil(lambda: desktop.runs.live is None, timeout=15_000)

    assert desktop.window.current == "home"


def test_that_the_language_changes_while_a_run_goes_on_and_is_remembered(qtbot, running):
    desktop, live = running
    english = live.console.title

    desktop.window.choose_language("zh-CN")

    assert live.console.title != english
    assert desktop.window.page("home").title != "Home"
    desktop.window.close()
    assert read_settings(desktop.folder)[0].language == "zh-CN"


def test_that_a_record_that_cannot_be_opened_is_told_and_the_program_goes_on(qtbot, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "library.sqlite").write_bytes(b"this is no database" * 100)
    desktop = Desktop(folder)
    qtbot.addWidget(desktop.window)
    desktop.show()

    qtbot.waitUntil(desktop.window.notice.isVisible)
    desktop.window.page("home").start_requested.emit(PACK)

    assert "recorded" in desktop.window.notice.sentence
    assert desktop.runs.live is None
    desktop.window.close()


def test_that_a_broken_pack_of_the_user_shows_its_problems_and_nothing_stops(qtbot, tmp_path):
    own = tmp_path / "data" / "scenarios" / "my-case"
    own.mkdir(parents=True)
    (own / "scenario.yaml").write_text("format: clinscn/1\nscenario: my-case\n", encoding="utf-8")
    desktop = Desktop(tmp_path / "data")
    qtbot.addWidget(desktop.window)
    desktop.show()
    _wait_for_tiles(qtbot, desktop, 4)
    home = desktop.window.page("home")

    home.start_requested.emit("my-case")

    assert home.presenter.pack("my-case").error_count > 3
    assert desktop.window.current == "home"
    desktop.window.close()
