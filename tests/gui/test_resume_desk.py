"""A run that was cut short, and a record that fails, as a person meets them in the window."""

import sqlite3

import pytest
from PySide6.QtWidgets import QPushButton

from simrunner.app.desktop import Desktop
from simrunner.domain.event import RunEnded
from simrunner.record.library import Library
from simrunner.record.notes import notes_of
from simrunner.record.rescue import Folded, fold_in
from simrunner.ui.windows.home_page import HomePage

PACK = "anaphylaxis-ed"


@pytest.fixture
def opened(qtbot, tmp_path):
    """A desktop with a run of three seconds; what opens another one on the same data."""
    desktops = []

    def open_desktop():
        desktop = Desktop(tmp_path / "data")
        qtbot.addWidget(desktop.window)
        desktop.show()
        desktops.append(desktop)
        qtbot.waitUntil(
            lambda: (
                isinstance(desktop.window.page("home"), HomePage)
                and bool(desktop.window.page("home").presenter.view().tiles)
            ),
            timeout=10_000,
        )
        return desktop

    yield open_desktop
    for desktop in desktops:
        desktop.window.close()


def cut_short(qtbot, desktop, until_ms=3000):
    """Start a run and leave it as a program that dies leaves it; return its id."""
    desktop.window.page("home").start_requested.emit(PACK)
    live = desktop.runs.live
    qtbot.addWidget(live.monitor)
    qtbot.waitUntil(lambda: live.stage.session.now_ms >= until_ms, timeout=15_000)
    live.pacing.shutdown()
    desktop.window.close()
    return live.stage.run


def record_of(desktop, run):
    with Library.open(desktop.folder / "library.sqlite") as library:
        return library.read(run)


def banner_button(desktop, name):
    return desktop.window.page("home").findChild(QPushButton, f"home.banner.{name}")


def test_that_a_run_cut_short_is_resumed_from_home_paused_and_ends_in_its_debrief(qtbot, opened):
    run = cut_short(qtbot, opened())
    desktop = opened()
    before = record_of(desktop, run)

    banner_button(desktop, "resume").click()
    desktop.runs.start(PACK)
    assert desktop.runs.live is None, "nothing else begins while a run is brought back"
    qtbot.waitUntil(lambda: desktop.runs.live is not None, timeout=15_000)
    live = desktop.runs.live
    qtbot.addWidget(live.monitor)

    assert live.stage.run == run
    assert live.pacing.is_paused
    assert live.stage.session.now_ms >= 3000
    assert live.console.parts.header.clock.text() == "00:03"
    live.pacing.end()
    qtbot.waitUntil(lambda: desktop.window.current == "debrief", timeout=15_000)
    desktop.window.page("debrief").reactions.note.edit.setPlainText("cut in the middle")
    desktop.window.close()
    after = record_of(desktop, run)
    with Library.open(desktop.folder / "library.sqlite") as library:
        (note,) = library.ask(lambda connection: notes_of(connection, run))
    assert (note.phase, note.words) == ("reactions", "cut in the middle")
    assert after.events[: len(before.events)] == before.events
    assert isinstance(after.events[-1].event, RunEnded)
    assert "gap" in [remark.kind for remark in after.remarks]


def test_that_bringing_a_run_back_can_be_cancelled_and_tried_again(qtbot, opened):
    run = cut_short(qtbot, opened())
    desktop = opened()
    before = record_of(desktop, run)
    notice = desktop.window.notice

    banner_button(desktop, "resume").click()
    assert notice.stop.isVisible()
    notice.stop.click()
    qtbot.waitUntil(lambda: desktop.runs.is_resting, timeout=15_000)

    assert notice.sentence == "Cancelled: the record is as it was."
    assert not notice.stop.isVisible()
    assert desktop.runs.live is None
    assert record_of(desktop, run) == before
    banner_button(desktop, "resume").click()
    qtbot.waitUntil(lambda: desktop.runs.live is not None, timeout=15_000)
    qtbot.addWidget(desktop.runs.live.monitor)
    assert desktop.runs.live.stage.run == run


def test_that_a_run_closed_on_home_is_offered_no_more_and_stays_in_the_record(qtbot, opened):
    run = cut_short(qtbot, opened())
    desktop = opened()

    banner_button(desktop, "close").click()

    assert desktop.window.page("home").presenter.view().banner is None
    desktop.window.close()
    assert opened().window.page("home").presenter.view().banner is None
    assert [each.kind for each in record_of(desktop, run).remarks][-1] == "abandoned"


def test_that_a_record_that_fails_pauses_the_run_and_a_second_try_goes_on(
    qtbot, opened, monkeypatch
):
    monkeypatch.setattr("simrunner.record.database.BUSY_TIMEOUT_MS", 50)
    desktop = opened()
    desktop.window.page("home").start_requested.emit(PACK)
    live = desktop.runs.live
    qtbot.addWidget(live.monitor)
    bar = desktop.window.failure
    lock = sqlite3.connect(desktop.folder / "library.sqlite", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")

    qtbot.waitUntil(bar.isVisible, timeout=10_000)

    assert live.pacing.is_paused
    assert str(desktop.folder / "rescue") in bar.sentence
    lock.close()
    bar.retry.click()
    qtbot.waitUntil(lambda: not live.stage.recorder.waiting, timeout=5_000)
    assert not bar.isVisible()
    assert not list((desktop.folder / "rescue").iterdir())


def test_that_a_run_goes_on_in_another_folder_with_everything_that_waited(
    qtbot, opened, monkeypatch, tmp_path
):
    monkeypatch.setattr("simrunner.record.database.BUSY_TIMEOUT_MS", 50)
    desktop = opened()
    desktop.window.page("home").start_requested.emit(PACK)
    live = desktop.runs.live
    qtbot.waitUntil(lambda: live.stage.session.now_ms >= 1000, timeout=15_000)
    lock = sqlite3.connect(desktop.folder / "library.sqlite", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    qtbot.waitUntil(desktop.window.failure.isVisible, timeout=10_000)
    reached_ms = live.stage.session.now_ms
    (tmp_path / "stick").mkdir()

    desktop.runs.move_to(tmp_path / "stick")

    qtbot.waitUntil(lambda: desktop.runs.live not in (None, live), timeout=15_000)
    moved = desktop.runs.live
    qtbot.addWidget(moved.monitor)
    assert moved.stage.run == live.stage.run
    assert moved.stage.session.now_ms in range(reached_ms - 1000, reached_ms + 1)
    assert moved.stage.library.path == tmp_path / "stick" / "library.sqlite"
    lock.close()


def test_that_a_second_window_on_the_same_library_says_so_and_starts_nothing(qtbot, opened):
    first, second = opened(), opened()

    assert "another window" in second.window.notice.sentence
    second.window.page("home").start_requested.emit(PACK)
    assert second.runs.live is None
    first.window.close()
    second.window.close()
    assert "another window" not in opened().window.notice.sentence


def test_that_a_side_file_left_behind_is_in_the_record_after_the_next_start(
    qtbot, opened, monkeypatch
):
    monkeypatch.setattr("simrunner.record.database.BUSY_TIMEOUT_MS", 50)
    desktop = opened()
    desktop.window.page("home").start_requested.emit(PACK)
    live = desktop.runs.live
    lock = sqlite3.connect(desktop.folder / "library.sqlite", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    qtbot.waitUntil(desktop.window.failure.isVisible, timeout=10_000)
    desktop.window.failure.end.click()
    side = live.stage.recorder.side.file
    copy = side.with_name("copy")
    copy.write_bytes(side.read_bytes())
    assert len(copy.read_text().splitlines()) > 1
    lock.close()
    desktop.window.close()

    again = opened()

    assert live.stage.run in again.window.notice.sentence
    assert not side.exists()
    again.window.close()
    with Library.open(again.folder / "library.sqlite") as library:
        assert fold_in(library, copy) == Folded(run=live.stage.run, facts=0, trends=0, remarks=0), (
            "everything in it had come home"
        )
