"""The page of a pack on a screen: choices, the rehearsal, the diagram, the line at fault."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QLabel
from support.library_tiles import BROKEN
from support.preflights import PACK, made_up_rehearsal, made_up_scenario
from support.screen_words import MarkingTranslate

from simrunner.app.preflight_job import PreflightJob
from simrunner.app.preflight_store import PreflightStore
from simrunner.app.shelf import Shelf
from simrunner.app.team_models import read_team_model
from simrunner.ui.charts.preflight_map import ShareMapView
from simrunner.ui.look.theme import apply_theme
from simrunner.ui.look.tokens import Theme
from simrunner.ui.presenters.home import ProblemLine
from simrunner.ui.presenters.pack_page import PackDetail
from simrunner.ui.presenters.preflight_standing import Standing
from simrunner.ui.widgets.controls import Button
from simrunner.ui.widgets.source_line import SourceLine
from simrunner.ui.windows.pack_page import PackPage

pytestmark = pytest.mark.gui
AT = datetime(2026, 11, 22, 13, 58, tzinfo=UTC)


@pytest.fixture
def page(qtbot, art, tmp_path):
    shelf = Shelf(tmp_path)
    shelf.read()
    page = PackPage(art, MarkingTranslate())
    apply_theme(page, Theme.LIGHT)
    qtbot.addWidget(page)
    page.setMinimumSize(600, 400)  # as the main window has; else each change is a warning here
    page.resize(1848, 1080)
    page.present(shelf.detail(PACK.name))
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    return page


def button(page, name):
    return page.findChild(Button, name)


def words(page):
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def rehearsed(**more):
    return Standing(scenario=made_up_scenario(), rehearsal=made_up_rehearsal(), at=AT, **more)


def test_that_before_any_rehearsal_the_page_offers_one_and_exports_nothing(qtbot, page) -> None:
    page.show_standing(Standing(scenario=made_up_scenario()))

    assert "No virtual team has played this scenario yet." in words(page)
    assert not button(page, "pack.export").isEnabled()
    with qtbot.waitSignal(page.rehearse_requested):
        qtbot.mouseClick(button(page, "pack.rehearse"), Qt.MouseButton.LeftButton)


def test_that_a_rehearsal_shows_figures_findings_and_can_be_exported(qtbot, page) -> None:
    page.show_standing(rehearsed())

    figures = page.findChild(object, "pack.figures")
    assert figures.isVisible()
    assert "Recovered 80 %" in figures.accessibleName()
    assert "15 % of the poor teams' runs were not finished" in words(page)
    with qtbot.waitSignal(page.export_requested):
        qtbot.mouseClick(button(page, "pack.export"), Qt.MouseButton.LeftButton)


def test_that_a_stale_pre_flight_says_so(page) -> None:
    page.show_standing(rehearsed(is_stale=True))

    assert "The file was changed after this pre-flight: rehearse again." in words(page)


def test_that_progress_is_seen_and_can_be_cancelled(qtbot, page) -> None:
    page.show_standing(rehearsed())
    page.show_progress(120, 600)

    assert "120 of 600 runs" in words(page)
    assert not button(page, "pack.rehearse").isVisible()
    with qtbot.waitSignal(page.cancel_requested):
        qtbot.mouseClick(button(page, "pack.cancel"), Qt.MouseButton.LeftButton)


def test_that_the_diagram_follows_the_level_and_tells_whole_words_under_the_mouse(
    qtbot, page
) -> None:
    page.show_standing(rehearsed())
    diagram = page.findChild(ShareMapView)
    box = diagram.drawing().boxes["arrest"]
    assert diagram.words_at(box.center()) == "Cardiac arrest (PEA) in 20 %"
    assert diagram.words_at(QPointF(1, 1)) == ""

    qtbot.mouseClick(button(page, "pack.level.good"), Qt.MouseButton.LeftButton)

    assert diagram.words_at(diagram.drawing().boxes["died"].center()) == "Died never"
    assert "in 100 %" in diagram.accessibleName()


def test_that_every_state_title_is_drawn_inside_the_panel_on_a_small_screen(page) -> None:
    page.resize(1208, 750)
    page.show_standing(rehearsed())
    diagram = page.findChild(ShareMapView)
    drawing = diagram.drawing()

    area = diagram.rect().adjusted(0, 0, 1, 1).toRectF()
    assert all(area.contains(box) for box in drawing.boxes.values())
    boxes = list(drawing.boxes.values())
    assert not any(a.intersects(b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_that_the_chosen_difficulty_is_the_choice_and_says_what_it_changes(qtbot, page) -> None:
    assert page.choice.difficulty == "normal"

    with qtbot.waitSignal(page.choice_changed):
        qtbot.mouseClick(button(page, "pack.difficulty.hard"), Qt.MouseButton.LeftButton)

    assert page.choice.difficulty == "hard"
    assert "onset 90 s" in words(page)


def test_that_control_enter_starts_and_escape_goes_back(qtbot, page) -> None:
    page.show_standing(rehearsed())
    page.take_focus()

    with qtbot.waitSignal(page.start_requested) as started:
        qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(page.back_requested):
        qtbot.keyClick(page, Qt.Key.Key_Escape)

    assert started.args == [PACK.name]


def test_that_tab_walks_from_the_way_back_over_the_panels_to_start(page) -> None:
    page.show_standing(rehearsed())
    wanted = ["pack.back", "pack.export", "pack.level.good", "pack.rehearse", "pack.edit",
              "pack.difficulty.easy", "pack.start"]  # fmt: skip
    names, widget = [page.back.objectName()], page.back.nextInFocusChain()
    while widget is not page.back:
        names.append(widget.objectName())
        widget = widget.nextInFocusChain()

    assert [name for name in names if name in wanted] == wanted


def test_that_a_broken_pack_shows_its_problems_alone(page) -> None:
    fault = ProblemLine(
        file="scenario.yaml", line=4, column=7, is_error=True, sentence="no state 'shok'",
        hint="did you mean 'shock'?", code="E501", source="  go: shok",
    )  # fmt: skip
    page.present(PackDetail(tile=BROKEN.__class__(
        pack_id="broken", title=BROKEN.title, problems=(fault,)
    )))  # fmt: skip
    page.show_standing(Standing())

    assert not page.teams.isVisible()
    assert not page.diagram.isVisible()
    assert not page.start.isEnabled()
    assert "E501" in words(page)
    assert "no state" in words(page).casefold()
    *_, line = page.findChildren(SourceLine)  # those of the pack before go when Qt gets to it
    text, start, end = line.shown()
    assert text[start:end] == "shok"


def test_that_a_long_line_keeps_its_fault_in_sight(qtbot, art, page) -> None:
    source = "- {" + "a: 1, " * 60 + "go: shok}"
    fault = ProblemLine(
        file="scenario.yaml", line=4, column=source.index("shok") + 1, is_error=True,
        sentence="no state", code="E501", source=source,
    )  # fmt: skip
    page.present(PackDetail(tile=BROKEN.__class__(
        pack_id="broken", title=BROKEN.title, problems=(fault,)
    )))  # fmt: skip
    page.show_standing(Standing())
    qtbot.wait(1)

    text, start, end = page.findChild(SourceLine).shown()

    assert text.startswith("…")
    assert text[start:end] == "shok"


def test_that_switching_the_language_leaves_no_english_word(page) -> None:
    page.show_standing(rehearsed())
    page._tr.switch("zh-CN")
    page.retranslate()

    for name in ("pack.rehearse", "pack.export", "pack.difficulty.easy", "pack.level.poor"):
        assert button(page, name).text().startswith("⟦"), name
    assert page.findChild(object, "pack.figures").accessibleName().startswith("⟦")


def test_that_a_rehearsal_in_the_background_is_kept_and_found_again(qtbot, tmp_path) -> None:
    scenario, model = made_up_scenario(), read_team_model()
    job = PreflightJob(scenario, model, runs=1)
    steps = []
    job.played.connect(lambda done, count: steps.append((done, count)))
    try:
        with qtbot.waitSignal(job.finished, timeout=60_000) as finished:
            job.start()
    finally:
        job.shutdown()
    store = PreflightStore(tmp_path)
    store.keep(finished.args[0], AT)

    kept = store.find(scenario, model.name)

    assert steps[-1] == (3, 3)
    assert kept is not None
    assert not kept.is_stale
    assert (kept.rehearsal, kept.at) == (finished.args[0], AT)


def test_that_a_cancelled_rehearsal_tells_nothing_and_leaves_no_thread(qtbot) -> None:
    job = PreflightJob(made_up_scenario(), read_team_model(), runs=40)

    with qtbot.assertNotEmitted(job.finished):
        job.start()
        job.shutdown()

    assert not job.is_going
