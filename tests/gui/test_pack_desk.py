"""The page of a pack in the running program: kept pre-flights, the chosen difficulty, export."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from support.preflights import PACK, made_up_rehearsal

from simrunner.app.desktop import Desktop
from simrunner.app.preflight_store import PreflightStore
from simrunner.ui.widgets.controls import Button
from simrunner.ui.windows.pack_bar import PackBar

pytestmark = pytest.mark.gui
SHARED_PARTS = Path(__file__).parents[1] / "data" / "packs" / "shared-parts"
AT = datetime(2026, 11, 22, 13, 58, tzinfo=UTC)


@pytest.fixture
def opened(qtbot, tmp_path):
    """The desktop on the page of a pack whose pre-flight was kept earlier."""
    folder = tmp_path / "data"
    PreflightStore(folder).keep(made_up_rehearsal(), AT)
    desktop = Desktop(folder)
    qtbot.addWidget(desktop.window)
    desktop.show()
    qtbot.waitUntil(lambda: desktop.window.page("home").isVisible() and bool(_tiles(desktop)))
    desktop.window.page("home").open_requested.emit(PACK.name)
    yield desktop
    desktop.window.close()


def _tiles(desktop):
    presenter = getattr(desktop.window.page("home"), "presenter", None)
    return presenter is not None and presenter.view().tiles


def _button(page, name):
    return page.findChild(Button, name)


def test_that_a_kept_pre_flight_is_there_at_once_for_its_own_difficulty_alone(
    qtbot, opened
) -> None:
    page = opened.window.page("home").pack_page
    figures = page.findChild(object, "pack.figures")
    assert figures.isVisible()
    assert "Recovered 80 %" in figures.accessibleName()

    qtbot.mouseClick(_button(page, "pack.difficulty.easy"), Qt.MouseButton.LeftButton)

    assert not figures.isVisible()
    assert not _button(page, "pack.export").isEnabled()


def test_that_the_run_is_started_at_the_chosen_difficulty(qtbot, opened) -> None:
    page = opened.window.page("home").pack_page
    qtbot.mouseClick(_button(page, "pack.difficulty.hard"), Qt.MouseButton.LeftButton)
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    live = opened.runs.live
    qtbot.addWidget(live.monitor)

    assert live.stage.pack.scenario.difficulty == "hard"


def test_that_a_variant_of_a_pack_with_parts_is_chosen_on_its_page_and_run(qtbot, tmp_path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(SHARED_PARTS, folder / "scenarios" / SHARED_PARTS.name)
    desktop = Desktop(folder)
    qtbot.addWidget(desktop.window)
    desktop.show()
    qtbot.waitUntil(lambda: desktop.window.page("home").isVisible() and bool(_tiles(desktop)))
    desktop.window.page("home").open_requested.emit(SHARED_PARTS.name)
    page = desktop.window.page("home").pack_page

    page.findChild(PackBar).variant_chosen.emit("frail")
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    live = desktop.runs.live
    qtbot.addWidget(live.monitor)
    assert live.stage.pack.scenario.variant == "frail"
    assert live.stage.pack.scenario.patient.weight_kg == 48
    desktop.window.close()


def test_that_export_writes_what_is_shown(opened, tmp_path) -> None:
    opened.runs.packs.export(tmp_path / "pre-flight.pdf")

    assert (tmp_path / "pre-flight.pdf").read_bytes().startswith(b"%PDF")


def test_that_an_export_that_cannot_be_written_is_told(opened, tmp_path) -> None:
    opened.runs.packs.export(tmp_path / "nowhere" / "pre-flight.pdf")

    assert "could not be written" in opened.window.notice.sentence
