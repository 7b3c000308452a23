"""The screen of a real emergency."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QWidget
from support.screen_words import MarkingTranslate

from simrunner.ui.presenters.emergency import EmergencyPresenter, EmergencyState, RoomSafety
from simrunner.ui.widgets.controls import Button
from simrunner.ui.windows import emergency
from simrunner.ui.windows.emergency import EmergencyPanel

pytestmark = pytest.mark.gui

STATE = EmergencyState(
    stopped=datetime(2026, 11, 22, 14, 24, 12, tzinfo=UTC),
    now=datetime(2026, 11, 22, 14, 24, 59, tzinfo=UTC),
    frozen_at_ms=252_000,
    room=RoomSafety(phone="2222"),
    safe_devices=2,
    windows=4,
)


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    return made


def panel(art, window: QWidget, *, for_learners: bool = False) -> EmergencyPanel:
    made = EmergencyPanel(art, window, for_learners=for_learners)
    view = EmergencyPresenter(MarkingTranslate()).present(STATE, for_learners=for_learners)
    made.present(view)
    made.cover()
    return made


def test_that_the_panel_covers_the_window_and_no_button_has_the_focus(art, window) -> None:
    cover = panel(art, window)
    assert cover.geometry() == window.rect()
    assert cover.hasFocus()

    window.resize(1500, 900)
    assert cover.geometry() == window.rect()


def test_that_the_words_tell_the_time_the_phone_and_the_frozen_clock(art, window) -> None:
    cover = panel(art, window)
    shown = "\n".join(label.text() for label in cover.findChildren(QLabel))

    for words in ("The simulation is stopped.", "14:24:59", "00:47 ago", "2222", "04:12"):
        assert words in shown


def test_that_a_device_without_confirmation_is_named_and_never_ticked() -> None:
    state = replace(STATE, unsafe_devices=("Infusion pump",))
    fact = EmergencyPresenter(MarkingTranslate()).present(state).facts[0]

    assert (fact.icon, fact.tone) == ("warning", "warn")
    assert "Infusion pump" in fact.title
    assert "by hand" in fact.sentence


def test_that_learners_see_the_same_words_without_buttons(qtbot, art, window) -> None:
    cover = panel(art, window, for_learners=True)

    assert not any(button.isVisible() for button in cover.findChildren(Button))
    qtbot.keyPress(cover, Qt.Key.Key_F12)
    assert not cover._hold.isActive()


def test_that_only_holding_f12_starts_the_count(qtbot, art, window, monkeypatch) -> None:
    cover = panel(art, window)
    assert cover._hold.interval() == emergency.HOLD_MS == 1000
    cover._hold.setInterval(40)

    qtbot.keyPress(cover, Qt.Key.Key_F12)
    qtbot.keyRelease(cover, Qt.Key.Key_F12)
    qtbot.wait(80)
    assert not cover.is_counting

    qtbot.keyPress(cover, Qt.Key.Key_F12)
    qtbot.waitUntil(lambda: cover.is_counting)


def test_that_the_count_of_ten_ends_in_a_request_to_resume(qtbot, art, window) -> None:
    cover = panel(art, window)
    ticks: list[None] = []
    cover._count.timeout.connect(lambda: ticks.append(None))
    cover._count.setInterval(3)

    with qtbot.waitSignal(cover.resume_requested):
        cover.start_count()

    assert len(ticks) in (9, 10)
    assert not cover.is_counting
    assert emergency.COUNT_EVERY_MS == 1000


def test_that_learners_screens_count_along(qtbot, art, window) -> None:
    cover = panel(art, window)
    other = QWidget()
    qtbot.addWidget(other)
    other.resize(1280, 800)
    learners = panel(art, other, for_learners=True)
    cover.counted.connect(learners.show_count)

    cover.start_count()
    shown = [label.text() for label in learners.findChildren(QLabel)]
    assert "The simulation goes on in 10 s" in shown

    cover.start_count()
    shown = [label.text() for label in learners.findChildren(QLabel)]
    assert not any("goes on in" in text for text in shown)


def test_that_pressing_again_takes_the_count_back(art, window) -> None:
    cover = panel(art, window)
    cover.start_count()
    cover.start_count()

    assert not cover.is_counting


def test_that_shortcuts_of_the_covered_window_do_nothing(qtbot, art, window) -> None:
    fired: list[None] = []
    shortcut = QShortcut(QKeySequence("Ctrl+2"), window)
    shortcut.activated.connect(lambda: fired.append(None))
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert len(fired) == 1

    cover = panel(art, window)
    qtbot.keyClick(cover, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)

    assert len(fired) == 1


def test_that_tab_stays_on_the_panel(qtbot, art, window) -> None:
    cover = panel(art, window)
    seen = []
    for _ in range(3):
        qtbot.keyClick(cover.window().focusWidget(), Qt.Key.Key_Tab)
        seen.append(cover.window().focusWidget().objectName())

    assert seen == ["emergency.end", "emergency.resume", "emergency.end"]
