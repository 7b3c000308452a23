from array import array

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QPaintEvent
from support.frames import waves_at

from simrunner.ui.widgets.sweep import ERASE_GAP_PX, SweepPanel
from simrunner.ui.widgets.sweep_backdrop import SweepLook
from simrunner.ui.widgets.sweep_track import SweepChannel

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("does not support")]

GREEN = QColor("#37E07C")


class PaintedAreas(QObject):
    """Notes the area of every repaint."""

    def __init__(self) -> None:
        super().__init__()
        self.areas_px: list[int] = []

    def eventFilter(self, _watched, event):  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Paint and isinstance(event, QPaintEvent):
            self.areas_px.append(sum(r.width() * r.height() for r in event.region()))
        return False


@pytest.fixture
def panel(qtbot):
    made = SweepPanel(SweepLook())
    made.resize(800, 300)
    qtbot.addWidget(made)
    made.set_channels([
        SweepChannel(wave="II", label="II", colour=GREEN, px_per_second=92.0, low=-0.5, high=1.5),
        SweepChannel(wave="CO2", label="CO2", colour=GREEN, px_per_second=23.0, low=0, high=50),
    ])  # fmt: skip
    made.show()
    qtbot.waitExposed(made)
    return made


def run(panel, qtbot, steps, first=1):
    for step in range(first, first + steps):
        panel.append(step * 100, waves_at(step * 100))
        panel.advance(100.0)
        panel.repaint(0, 0, 0, 0)
        qtbot.wait(1)


def test_that_a_tick_repaints_only_a_strip(panel, qtbot):
    run(panel, qtbot, 5)
    seen = PaintedAreas()
    panel.installEventFilter(seen)
    run(panel, qtbot, 20, first=6)
    whole_px = panel.width() * panel.height()
    widest_px = (92 * 0.2 + ERASE_GAP_PX + 12) * 150 + (23 * 0.2 + ERASE_GAP_PX + 12) * 150
    assert seen.areas_px
    assert 0 < max(seen.areas_px) <= widest_px
    assert max(seen.areas_px) < whole_px * 0.08


def test_that_the_wrap_redraws_nothing_else(panel, qtbot):
    before = panel.full_repaints
    seen = PaintedAreas()
    run(panel, qtbot, 3)
    panel.installEventFilter(seen)
    run(panel, qtbot, 97, first=4)
    laps = panel.tracks[0].head_px / panel.tracks[0].plot.width()
    assert laps > 1.0
    assert panel.full_repaints == before
    assert max(seen.areas_px) < panel.width() * panel.height() * 0.08


def test_that_a_resize_draws_the_whole_trace_again_from_the_ring(panel, qtbot):
    run(panel, qtbot, 40)
    before = panel.full_repaints
    panel.resize(700, 260)
    assert panel.full_repaints == before + 1
    row = panel.tracks[0].row
    assert green_pixels(panel, row.left() + 60, row.left() + 300) > 200


def test_that_what_came_while_hidden_is_there_when_shown_again(panel, qtbot):
    panel.hide()
    run(panel, qtbot, 40)
    panel.show()
    assert green_pixels(panel, 60, 300) > 200


def green_pixels(panel, left, right):
    image = panel.grab().toImage()
    row = panel.tracks[0].row
    return sum(
        image.pixelColor(x, y).green() > 150
        for x in range(left, right)
        for y in range(row.top() + 30, row.bottom() - 2)
    )


def test_that_the_trace_stays_a_tenth_of_a_second_behind_and_never_starves(panel):
    backlogs = []
    for step in range(1, 60):
        panel.append(step * 100, waves_at(step * 100))
        for _ in range(6):
            panel.advance(100.0 / 6)
            backlogs.append(panel.tracks[0].backlog)
    settled = backlogs[-180:]
    mean_behind_ms = (sum(settled) / len(settled)) * 4.0
    assert min(settled) > 0
    assert 80.0 <= mean_behind_ms <= 120.0


def test_that_a_stalled_window_catches_up_at_once(panel, qtbot):
    for step in range(1, 31):
        panel.append(step * 100, waves_at(step * 100))
    panel.advance(16.0)
    assert panel.tracks[0].backlog == 25


def test_that_missing_steps_leave_a_gap_in_the_trace(panel, qtbot):
    level = {"II": memoryview(array("f", [0.5] * 25)), "CO2": memoryview(array("f", [10.0] * 25))}
    panel.append(100, level)
    panel.append(1_000, level)
    panel.advance(400.0)
    points = panel.tracks[0].points(0, 51)
    assert [p.y() != p.y() for p in points].count(True) == 1


def test_that_a_frozen_trace_stands_still_and_thaws_with_what_came(panel, qtbot):
    run(panel, qtbot, 10)
    panel.set_frozen(is_frozen=True)
    seen = PaintedAreas()
    panel.installEventFilter(seen)
    run(panel, qtbot, 5, first=11)
    assert sum(seen.areas_px) == 0
    panel.set_frozen(is_frozen=False)
    assert panel.tracks[0].head_px > 92 * 1.2


def test_that_nothing_is_ever_drawn_beside_the_plot(panel, qtbot):
    run(panel, qtbot, 220)
    image = panel.grab().toImage()
    for track in panel.tracks:
        plot, row = track.plot, track.row
        beside = [*range(plot.left() - 6, plot.left()), *range(plot.right() + 1, row.right())]
        lit = [x for x in beside for y in range(row.top() + 30, row.bottom() - 2)
               if image.pixelColor(x, y).green() > 60]  # fmt: skip
        assert lit == []
