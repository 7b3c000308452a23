"""The debrief window: one cursor for everything, three phases, two languages."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QMenu
from support.debrief_runs import DURATION_MS, FewWords, full_record, full_scenario

from simrunner.ui.charts.timeline_rows import rows_of
from simrunner.ui.look.theme import apply_theme
from simrunner.ui.look.tokens import Theme
from simrunner.ui.presenters.deed import Deed
from simrunner.ui.presenters.medium_point import MediumPoint
from simrunner.ui.presenters.notebook import Notebook
from simrunner.ui.presenters.wave_sweep import WaveStanding
from simrunner.ui.windows.debrief_discuss import ObjectiveButton
from simrunner.ui.windows.debrief_page import DebriefPage, DebriefTools, faster

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("does not support")]


class Waves:
    """Says the same waves at every moment."""

    def waves(self, at_ms, span_ms):
        return {"II": [0.0, 1.0, 0.0], "PLETH": [0.0, 0.5, 1.0]}

    def standing(self):
        return WaveStanding(told_ms=DURATION_MS, percent=100, is_telling=False)


def open_page(
    qtbot,
    art,
    *,
    tr=None,
    replay=None,
    size=(1848, 1080),
    phase="analysis",
    deeds=(),
    notebook=None,
):
    asked = []
    tools = DebriefTools(export_pdf=lambda: asked.append("pdf"), deeds=deeds, notebook=notebook)
    page = DebriefPage(
        art, tr or FewWords(), record=full_record(), scenario=full_scenario(), replay=replay,
        tools=tools,
    )  # fmt: skip
    page.asked = asked
    qtbot.addWidget(page)
    apply_theme(page, Theme.LIGHT)
    page.resize(*size)
    page.show_phase(phase)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    return page


@pytest.fixture
def page(qtbot, art):
    return open_page(qtbot, art)


def test_that_a_file_that_is_attached_now_is_on_the_time_line_at_once(page):
    page.show_media([MediumPoint(at_ms=5000, name="x-ray.png", media_type="image/png")])

    assert "00:05 x-ray.png" in [chip.tip for chip in page.analysis.chart._view.marks]


def test_that_the_menu_does_a_deed_for_the_moment_in_view_except_in_reactions(qtbot, art):
    done = []
    deed = Deed(name="copy", words=lambda tr: "Copy", act=done.append, key="Ctrl+Shift+K")
    page = open_page(qtbot, art, deeds=[deed])
    page.cursor_at.move_to(4000)
    page.header.more.click()
    (entry,) = page.header.more.findChild(QMenu, "debrief.more.menu").actions()
    entry.trigger()
    qtbot.keyClick(
        page, Qt.Key.Key_K,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )  # fmt: skip
    assert (entry.text(), done) == ("Copy\tCtrl+Shift+K", [4000, 4000])
    page.show_phase("reactions")
    assert not page.header.more.isVisible()


def test_that_there_is_no_menu_without_deeds(page):
    assert not page.header.more.isVisible()


def here(page):
    return [button.row.key for button in page.analysis.table.rows if button.is_here]


def current_objectives(page):
    chips = page.analysis.discuss.findChildren(ObjectiveButton)
    return [chip.chip.objective for chip in chips if chip.isVisible() and chip.chip.is_current]


def replay_clock(page):
    return page.findChild(QLabel, "debrief.replay.clock").text()


def point_at(page, at_ms):
    overlay = page.analysis.chart.overlay
    return QPoint(round(page.analysis.chart.scale.x_px(at_ms)), overlay.height() // 2)


def test_that_a_click_on_the_timeline_moves_the_cursor_everywhere(qtbot, page):
    chart = page.analysis.chart

    qtbot.mouseClick(chart.overlay, Qt.MouseButton.LeftButton, pos=point_at(page, 242_000))

    assert page.cursor_at.at_ms == pytest.approx(242_000, abs=500)
    assert here(page) == ["adrenaline-2"]
    assert replay_clock(page) in ("04:01", "04:02")
    nearest = [row.text for row in page.analysis.discuss.evidence_rows() if row.is_nearest]
    assert nearest == ["Adrenaline 0.5 mg IM"]
    assert chart.overlay.playhead_x_px == pytest.approx(chart.scale.x_px(242_000), abs=2)


def test_that_a_drag_takes_the_cursor_along(qtbot, page):
    overlay = page.analysis.chart.overlay

    qtbot.mousePress(overlay, Qt.MouseButton.LeftButton, pos=point_at(page, 100_000))
    qtbot.mouseMove(overlay, point_at(page, 300_000))
    qtbot.mouseRelease(overlay, Qt.MouseButton.LeftButton, pos=point_at(page, 300_000))

    assert page.cursor_at.at_ms == pytest.approx(300_000, abs=1500)


def test_that_a_click_on_a_row_jumps_there_and_opens_its_objective(qtbot, page):
    stop = page.findChild(QAbstractButton, "debrief.row.stop-trigger")

    qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)

    assert page.cursor_at.at_ms == 250_000
    assert here(page) == ["stop-trigger"]
    qtbot.waitUntil(lambda: current_objectives(page) == ["o2"])


def test_that_evidence_leads_to_its_moment(qtbot, page):
    page.jump(242_000)
    called = page.findChild(QAbstractButton, "debrief.evidence.211000")

    qtbot.mouseClick(called, Qt.MouseButton.LeftButton)

    assert page.cursor_at.at_ms == 211_000


@pytest.mark.parametrize(
    ("key", "at_ms"),
    [
        (Qt.Key.Key_Left, 299_000),
        (Qt.Key.Key_Right, 301_000),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_End, DURATION_MS),
    ],
)
def test_that_the_keyboard_moves_the_cursor(qtbot, page, key, at_ms):
    page.cursor_at.move_to(300_000)

    qtbot.keyClick(page.analysis.chart, key)

    assert page.cursor_at.at_ms == at_ms


def test_that_j_k_and_l_play_backward_stop_and_play_faster(qtbot, page):
    chart, cursor = page.analysis.chart, page.cursor_at
    cursor.move_to(300_000)

    qtbot.keyClick(chart, Qt.Key.Key_L)
    qtbot.keyClick(chart, Qt.Key.Key_L)
    assert cursor.speed == 2.0
    with qtbot.waitSignal(cursor.moved, timeout=2000):
        pass
    assert cursor.at_ms > 300_000
    qtbot.keyClick(chart, Qt.Key.Key_J)
    assert cursor.speed == -1.0
    qtbot.keyClick(chart, Qt.Key.Key_K)
    assert cursor.speed == 0.0


def test_that_playing_stops_at_the_end_of_the_run(page):
    cursor = page.cursor_at
    cursor.move_to(DURATION_MS - 60)
    cursor.play(2.0)

    cursor.tick()

    assert (cursor.at_ms, cursor.speed) == (DURATION_MS, 0.0)


def test_that_j_and_l_double_their_way_and_turn_at_once():
    presses = [(0.0, 1.0), (1.0, 1.0), (2.0, 1.0), (2.0, -1.0)]

    assert [faster(speed, way) for speed, way in presses] == [1, 2, 2, -1]


def test_that_a_letter_typed_into_the_note_moves_nothing(qtbot, page):
    note = page.analysis.discuss.note.edit
    note.setFocus()
    page.cursor_at.move_to(300_000)

    qtbot.keyClicks(note, "jkl m")
    qtbot.keyClick(note, Qt.Key.Key_Left)

    assert note.toPlainText() == "jkl m"
    assert (page.cursor_at.at_ms, page.cursor_at.speed) == (300_000, 0.0)


def test_that_coming_closer_shows_less_of_the_run_around_the_cursor(qtbot, page):
    page.jump(300_000)

    page.analysis.zoom_in.click()
    from_ms, to_ms = page.analysis.chart.in_view
    assert to_ms - from_ms < DURATION_MS
    assert from_ms < 300_000 < to_ms
    page.analysis.zoom_out.click()
    assert page.analysis.chart.in_view == (0, DURATION_MS)


def test_that_a_moment_out_of_view_is_brought_into_view(page):
    page.jump(60_000)
    for _ in range(5):
        page.analysis.zoom_in.click()

    page.jump(700_000)

    from_ms, to_ms = page.analysis.chart.in_view
    assert from_ms <= 700_000 <= to_ms


def test_that_the_debrief_opens_with_reactions_and_shows_no_figure_there(qtbot, art):
    page = open_page(qtbot, art, phase="reactions")

    assert not page.analysis.isVisible()
    assert not page.header.report.isVisible()
    shown = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    clock = page.findChild(QLabel, "debrief.clock").text()
    assert "12:41" not in " ".join(shown)
    facts = ("22 Nov 2026", "of about 5 min", clock)
    others = [text for text in shown if text not in facts]
    assert not any(sign.isdigit() for text in others for sign in text.replace("team 7", ""))


def test_that_keys_of_the_analysis_do_nothing_while_people_react(qtbot, art):
    page = open_page(qtbot, art, phase="reactions")
    before = page.cursor_at.at_ms

    qtbot.keyClick(page.reactions, Qt.Key.Key_Right)

    assert page.cursor_at.at_ms == before


def test_that_the_way_leads_from_reactions_over_analysis_to_the_summary(qtbot, art):
    page = open_page(qtbot, art, phase="reactions")

    page.reactions.onward.click()
    assert page.phase == "analysis"
    page.header.onward.click()
    assert page.phase == "summary"
    with pytest.raises(ValueError, match="no such phase"):
        page.show_phase("lunch")


def test_that_each_phase_counts_its_own_time(page):
    page.show_phase("reactions")
    for _ in range(65):
        page.header.count_second()
    assert page.header.clock_text == "01:05"

    page.show_phase("summary")

    assert page.header.clock_text == "00:00"


def test_that_another_question_can_be_asked(page):
    first = page.reactions.question

    page.reactions.another.click()

    assert page.reactions.question != first


def test_that_take_aways_are_typed_and_taken_back(qtbot, page):
    page.show_phase("summary")
    field = page.findChild(QLineEdit, "debrief.take-away")

    qtbot.keyClicks(field, "Say it aloud")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert page.take_aways == ("Say it aloud",)

    page.findChild(QAbstractButton, "debrief.remove.0").click()
    assert page.take_aways == ()


def test_that_what_is_written_is_there_when_the_debrief_is_opened_again(qtbot, art):
    kept = []
    book = Notebook(wall=lambda: "2026-11-23T08:00:00+00:00", keep=kept.append)
    page = open_page(qtbot, art, notebook=book)
    page.reactions.note.edit.setPlainText("Bo was shaken")
    page.analysis.discuss.note.edit.setPlainText("Nobody said it aloud")
    page.cursor_at.move_to(4000)
    page.analysis.replay.keep.click()
    page.summary.field.setText("Say it aloud")
    page.summary.add.click()
    page.close()

    again = open_page(qtbot, art, notebook=Notebook(kept[-1], wall=str, keep=kept.append))

    assert again.reactions.note.text == "Bo was shaken"
    assert again.analysis.discuss.note.text == "Nobody said it aloud"
    assert (again.take_aways, again.summary.kept) == (("Say it aloud",), (4000,))
    again.close()
    assert len(kept) == 1  # nothing was changed the second time


def test_that_a_kept_moment_waits_in_the_summary_and_leads_back(qtbot, page):
    page.jump(242_000)
    page.analysis.replay.keep.click()
    page.show_phase("summary")
    page.jump(0)
    page.show_phase("summary")

    page.findChild(QAbstractButton, "debrief.kept.242000").click()

    assert (page.phase, page.cursor_at.at_ms) == ("analysis", 242_000)


def test_that_the_summary_says_what_went_well_and_what_to_try(page):
    assert "Oxygen 15 L/min at 01:52, inside its limit of 3:00" in page.summary.well.texts
    assert "Lie flat with legs raised: not seen, expected by 4:00" in page.summary.to_try.texts


def test_that_the_language_can_change_while_the_page_is_open(qtbot, art):
    tr = FewWords()
    page = open_page(qtbot, art, tr=tr)
    page.jump(242_000)

    tr.language = "zh-CN"
    page.retranslate()

    assert page.title == "复盘：静脉用阿莫西林克拉维酸后严重过敏反应"
    assert page.header.report.text() == "PDF 报告"
    assert page.analysis.table.rows[1].row.title == "停止抗生素"
    assert page.cursor_at.at_ms == 242_000
    assert here(page) == ["adrenaline-2"]
    nearest = [row.text for row in page.analysis.discuss.evidence_rows() if row.is_nearest]
    assert nearest == ["肾上腺素 0.5 mg IM"]


def test_that_the_report_is_asked_for_by_its_button(page):
    page.header.report.click()

    assert page.asked == ["pdf"]


@pytest.mark.parametrize(("wide", "is_folded"), [(1848, False), (1368, True), (1224, True)])
def test_that_the_discussion_becomes_a_tab_in_a_narrow_window(qtbot, art, wide, is_folded):
    page = open_page(qtbot, art, size=(wide, 800))

    assert page.analysis.is_folded == is_folded
    assert page.analysis.discuss.isVisible() != is_folded
    if is_folded:
        page.findChild(QAbstractButton, "debrief.tabs.discuss").click()
        assert page.analysis.discuss.isVisible()
        page.resize(1848, 1000)
        assert page.analysis.discuss.isVisible()
        assert page.analysis.table.isVisible()


@pytest.mark.parametrize("high", [700, 768, 900, 1080])
def test_that_every_band_of_the_timeline_stays_inside_it(qtbot, art, high):
    page = open_page(qtbot, art, size=(1310, high))

    chart = page.analysis.chart
    bottom = chart.mapTo(page, QPoint(0, chart.height())).y()
    assert bottom <= page.height()
    assert rows_of(chart.height()).bottom_px <= chart.height()
    assert chart.overlay.height() == chart.height()


def test_that_waves_are_drawn_where_somebody_knows_them(qtbot, art):
    with_waves = open_page(qtbot, art, replay=Waves())
    without = open_page(qtbot, art)
    strips = (0, 0, 300, 60)

    drawn = with_waves.analysis.replay.monitor.grab().toImage().copy(*strips)
    bare = without.analysis.replay.monitor.grab().toImage().copy(*strips)

    assert drawn != bare


def test_that_every_control_can_be_named_and_found(page):
    for control in page.findChildren(QAbstractButton):
        assert control.objectName(), control
        assert control.accessibleName(), control.objectName()


def note_of(page):
    return [label.text() for label in page.analysis.replay.findChildren(QLabel)]


class Coming(Waves):
    """Waves that are told while one looks."""

    def __init__(self):
        self.now = WaveStanding(told_ms=-1, percent=43, is_telling=True)

    def waves(self, at_ms, span_ms):
        return super().waves(at_ms, span_ms) if at_ms <= self.now.told_ms else {}

    def standing(self):
        return self.now


def test_that_waves_on_their_way_are_announced_and_then_shown_by_themselves(qtbot, art):
    coming = Coming()
    page = open_page(qtbot, art, replay=coming)
    assert "preparing waves… 43 %" in note_of(page)
    strip = (0, 0, 300, 60)
    trend = page.analysis.replay.monitor.grab().toImage().copy(*strip)

    coming.now = WaveStanding(told_ms=DURATION_MS, percent=100, is_telling=False)

    qtbot.waitUntil(lambda: "as the learners saw it" in note_of(page), timeout=2000)
    assert page.analysis.replay.monitor.grab().toImage().copy(*strip) != trend


def test_that_a_run_that_cannot_be_told_again_says_so(qtbot, art):
    coming = Coming()
    coming.now = WaveStanding(told_ms=-1, percent=0, is_telling=False, differs_at_ms=0)
    assert "numbers alone: this run cannot be told again" in note_of(
        open_page(qtbot, art, replay=coming)
    )
    coming.now = WaveStanding(told_ms=65_000, percent=9, is_telling=False, differs_at_ms=68_000)
    assert "numbers alone from 01:05 on: told again, the run differs" in note_of(
        open_page(qtbot, art, replay=coming)
    )


def test_that_shift_and_an_arrow_leap_ten_seconds(qtbot, page):
    page.cursor_at.move_to(300_000)

    qtbot.keyClick(page.analysis.chart, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert page.cursor_at.at_ms == 290_000
    qtbot.keyClick(page.analysis.chart, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert page.cursor_at.at_ms == 300_000
