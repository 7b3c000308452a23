"""A run gone back to and run again: live from a moment, then both attempts side by side."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from simrunner.app.desktop import Desktop
from simrunner.domain.action import PerformAct, Source
from simrunner.record.family import families
from simrunner.record.integrity import verify
from simrunner.record.library import Library
from simrunner.ui.windows.home_page import HomePage

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("does not support")]

PACK = "anaphylaxis-ed"
MOMENT_MS = 3000


@pytest.fixture
def desktop(qtbot, tmp_path):
    """A desktop whose library has one run of about six seconds."""
    desktop = Desktop(tmp_path / "data")
    qtbot.addWidget(desktop.window)
    desktop.show()
    qtbot.waitUntil(
        lambda: (
            isinstance(desktop.window.page("home"), HomePage)
            and bool(desktop.window.page("home").presenter.view().tiles)
        ),
        timeout=10_000,
    )
    desktop.window.page("home").start_requested.emit(PACK)
    play_out(qtbot, desktop, 6000)
    yield desktop
    desktop.window.close()


def play_out(qtbot, desktop, until_ms):
    """Let the live run reach a time and end it; its debrief opens."""
    live = desktop.runs.live
    qtbot.addWidget(live.monitor)
    live.pacing.resume()
    live.pacing.set_speed(20)
    qtbot.waitUntil(lambda: live.stage.session.now_ms >= until_ms, timeout=15_000)
    live.pacing.end()
    qtbot.waitUntil(lambda: desktop.window.current == "debrief", timeout=15_000)
    return live.stage.run


def go_again(qtbot, desktop, at_ms=MOMENT_MS):
    """Ask the debrief's menu for another run from a moment, and return that run."""
    page = desktop.window.page("debrief")
    page.jump(at_ms)
    choose(page, "again")
    qtbot.waitUntil(lambda: desktop.runs.live is not None, timeout=15_000)
    return desktop.runs.live


def choose(page, deed):
    page.header.more.click()
    menu = page.header.more.findChild(QMenu, "debrief.more.menu")
    next(each for each in menu.actions() if each.objectName().endswith(f".{deed}")).trigger()
    menu.hide()


def test_that_a_run_is_run_again_live_and_both_attempts_are_held_side_by_side(qtbot, desktop):
    live = go_again(qtbot, desktop)

    assert live.pacing.is_paused
    assert live.stage.session.now_ms == MOMENT_MS
    assert live.console.parts.header.clock.text() == "00:03"
    assert desktop.window.current == "run"
    live.stage.session.submit(PerformAct(source=Source.LEARNER, act="call-help"))
    second = play_out(qtbot, desktop, 9000)
    page = desktop.window.page("debrief")
    page.show_phase("analysis")
    choose(page, "attempts")
    choose(page, "people")
    assert second in desktop.runs.people.shown.roles.accessibleName()
    desktop.window.activateWindow()
    attempts = page.attempts
    first, own = attempts.tree.rows
    assert (own.view.run, own.view.is_open, own.view.start_ms) == (second, True, MOMENT_MS)
    view = page.comparison
    assert view.forked_ms == MOMENT_MS
    assert view.firsts[1][1].endswith("Call senior help")
    help_row = next(row for row in view.rows if row.title == "Call senior help")
    assert (help_row.gain, help_row.second.words[:4]) == ("now done", "00:0")
    attempts.chart.setFocus()
    qtbot.waitUntil(attempts.chart.hasFocus)
    qtbot.keyClick(attempts.chart, Qt.Key.Key_Right)
    assert attempts.chart.at_ms == MOMENT_MS + 1000
    qtbot.keyClick(attempts.chart, Qt.Key.Key_Escape)
    assert page.analysis.isVisible()

    page.analysis.compare.click()
    qtbot.keyClick(attempts.tree.rows[0], Qt.Key.Key_Space)

    opened = desktop.window.page("debrief")
    assert [row.view.is_open for row in opened.attempts.tree.rows] == [True, False]
    assert opened.attempts.other == second
    desktop.window.close()
    with Library.open(desktop.folder / "library.sqlite") as library:
        (tree,) = families(library)
        child = library.read(second)
    assert [branch.summary.run for branch in tree.branches] == [second]
    assert tree.summary.run == first.view.run
    assert child.remarks[0].words == f"again from 00:03 of run {tree.summary.run}"
    assert verify(desktop.folder / "library.sqlite").is_intact


def test_that_a_run_that_had_ended_by_then_is_refused_with_a_sentence(qtbot, desktop):
    page = desktop.window.page("debrief")
    assert page.attempts is None
    page.jump(page.cursor_at.duration_ms)

    page.analysis.replay.again.click()

    assert "rewind to before" in desktop.window.notice.sentence
    assert desktop.runs.live is None
