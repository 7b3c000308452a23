"""The windows of live CPR feedback: what they say, to whom, and that they follow the run."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from support.frames import English, frame, scenario

from simrunner.app.cpr_measure import read_profiles
from simrunner.app.i18n import Translator
from simrunner.app.live_cpr import LiveCpr, profile_for
from simrunner.cpr.meter import CprMeter
from simrunner.domain.action import Compress, Source
from simrunner.domain.event import ActionTaken
from simrunner.ui.bridge import FrameBatch
from simrunner.ui.widgets.ink import colour
from simrunner.ui.windows.cpr_feedback import CprFeedbackWindow

CATALOGUES = Path(__file__).parents[2] / "resources" / "i18n"

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("does not support raise")]


def press(peak_ms, depth_mm=54, lean_mm=0):
    action = Compress(source=Source.DEVICE, depth_mm=depth_mm, lean_mm=lean_mm, peak_at_ms=peak_ms)
    return ActionTaken(
        at_ms=peak_ms, source=Source.DEVICE, entry=1, performed_at_ms=peak_ms, action=action
    )


def good(count=20, **changes):
    return [press(1000 + n * 545, **changes) for n in range(count)]


@pytest.fixture
def meter():
    return CprMeter(read_profiles()["adult"])


@pytest.fixture
def window(qtbot, meter, art):
    made = CprFeedbackWindow(meter, English(), art.icons)
    qtbot.addWidget(made)
    made.show()
    return made


def said(window, key):
    return window.gauges[key].accessibleName()


def test_that_an_empty_window_says_that_nobody_has_compressed(window):
    window.show_moment(5000)
    assert window.since.text() == "--"
    assert said(window, "depth") == "Depth: -- mm"
    assert not any(row.isVisible() for row in window.rows)


def test_that_good_compressions_are_in_range_with_nothing_taken_off(window, meter):
    meter.see(good())
    window.show_moment(1000 + 19 * 545 + 300)
    assert window.since.text() == "0.3"
    assert said(window, "depth") == "Depth: 54 mm in range"
    assert said(window, "rate") == "Rate: 110 /min in range"
    assert said(window, "recoil") == "Full recoil: 100 % chest comes up"
    assert said(window, "fraction") == "Fraction, by gaps: 100 % reached"
    assert window.score.text() == "100"
    assert [row.accessibleName() for row in window.rows] == [
        "Depth 100 %, nothing off", "Rate 100 %, nothing off", "Recoil 100 %, nothing off",
        "Fraction 100 %, nothing off",
    ]  # fmt: skip


def test_that_every_fault_is_said_and_every_deduction_shown(window, meter):
    meter.see([press(1000 + n * 1000 * 60 // 130, depth_mm=45, lean_mm=10) for n in range(20)])
    window.show_moment(1000 + 19 * 1000 * 60 // 130 + 100)
    assert said(window, "depth") == "Depth: 45 mm too shallow"
    assert said(window, "rate") == "Rate: 130 /min too fast"
    assert said(window, "recoil") == "Full recoil: 0 % leaning 10 mm"
    assert [row.accessibleName() for row in window.rows] == [
        "Depth 75 %, −25 %", "Rate 75 %, −25 %", "Recoil 50 %, −50 %",
        "Fraction 100 %, nothing off",
    ]  # fmt: skip
    assert window.score.text() == f"{100 * (0.75 * 0.75 * 0.5) ** 0.25:.0f}"


@pytest.mark.parametrize(
    ("since_ms", "words"),
    [
        (900, "✓ compressing"), (3000, "pause"), (6000, "▲ pause"),
        (10_000, "✕ pause, longer than 10 s"),
        (120_000, "counting has stopped: no pause is this long"),
    ],
)  # fmt: skip
def test_that_a_pause_is_told_by_how_long_it_lasts(window, meter, since_ms, words):
    meter.see(good())
    window.show_moment(1000 + 19 * 545 + since_ms)
    assert window.since.text() == f"{since_ms / 1000:.1f}"
    assert window.since_words.text() == words


def test_that_compressions_without_a_sensor_of_recoil_have_no_score(window, meter):
    meter.see(good(lean_mm=None))
    window.show_moment(12_000)
    assert said(window, "recoil") == "Full recoil: -- % not measured"
    assert window.score.text() == "--"
    assert "no device measures the recoil" in window.score_note.text()


def test_that_learners_see_neither_score_nor_switch(qtbot, meter, art):
    made = CprFeedbackWindow(meter, English(), art.icons, for_learners=True)
    qtbot.addWidget(made)
    meter.see(good())
    made.show()
    made.show_moment(12_000)
    assert not made.score.isVisible()
    assert not made.switch.isVisible()
    assert made.chart.isVisible()
    assert made.simulation.text() == "SIMULATION, not for clinical use"


def test_that_everything_is_said_again_in_chinese(qtbot, meter, art):
    tr = Translator(CATALOGUES, "en")
    made = CprFeedbackWindow(meter, tr, art.icons)
    qtbot.addWidget(made)
    meter.see(good())
    made.show_moment(12_000)
    tr.switch_to("zh-CN")
    made.retranslate()
    assert made.title.text() == "CPR 反馈"
    assert said(made, "depth") == "深度: 54 mm 在范围内"
    assert made.rows[2].accessibleName() == "回弹 100 %, 未扣分"


@pytest.mark.parametrize("size", [(960, 600), (1280, 800), (1920, 1080)])
def test_that_the_drawing_shows_a_bar_for_each_compression(qtbot, meter, art, size):
    made = CprFeedbackWindow(meter, English(), art.icons)
    qtbot.addWidget(made)
    made.resize(*size)
    meter.see([press(1000), press(2000, depth_mm=40), press(3000, lean_mm=12)])
    made.show()
    made.show_moment(3500)
    picture = made.chart.grab().toImage()
    chart = made.chart
    row = round(chart._y(30))
    blue = [x for x in range(chart.width()) if picture.pixelColor(x, row) == colour("ac")]
    starts = [x for x in blue if x - 1 not in blue]
    assert len(starts) == 3
    assert starts == sorted(starts)
    # the chest that was leaned on stands lower: nothing is drawn above it
    x = round(chart._x(0.05))
    assert picture.pixelColor(x, round(chart._y(2))) != colour("ac")
    assert picture.pixelColor(x, round(chart._y(14))) == colour("ac")
    assert made.minimumSizeHint().width() <= size[0]


@pytest.fixture
def live(qtbot, art):
    remarks: list[str] = []
    made = LiveCpr(scenario(), English(), art.icons, remark=remarks.append)
    for window in made.windows:
        qtbot.addWidget(window)
    yield made, remarks
    made.close()


def batch(at_ms, events):
    return FrameBatch(latest=frame(at_ms), events=tuple(events), waves=(), trends=(),
                      beeps_at_ms=())  # fmt: skip


def test_that_learners_see_it_only_while_it_is_switched_on(live):
    cpr, remarks = live
    cpr.open()
    assert cpr.window.isVisible()
    assert not cpr.learners.isVisible()
    cpr.window.switch.click()
    assert cpr.learners.isVisible()
    assert cpr.window.switch.text() == "Learners see it"
    cpr.window.switch.click()
    assert not cpr.learners.isVisible()
    assert remarks == ["CPR feedback shown to learners", "CPR feedback hidden from learners"]


def test_that_it_measures_while_no_window_is_open_and_shows_it_when_one_opens(live):
    cpr, _ = live
    cpr.show_batch(batch(12_000, good()))
    assert cpr.window.since.text() == "--"
    cpr.open()
    cpr.show_batch(batch(12_100, []))
    assert float(cpr.window.since.text()) == pytest.approx(12.1 - 1 - 19 * 0.545, abs=0.06)
    assert cpr.meter.view(12_100).number == 20


def test_that_the_profile_is_that_of_the_patients_age():
    assert profile_for(scenario()).name == "adult"


def test_that_the_window_is_no_page_that_a_learner_could_reach(window):
    assert isinstance(window, QWidget)
    assert window.isWindow()
