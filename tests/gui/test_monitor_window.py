from array import array
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from support.frames import English, frame, monitor_view, scenario, waves_at, without_sensor

from simrunner.domain.action import PressMonitorKey, Source
from simrunner.domain.event import AlarmPriority
from simrunner.ui.charts.loop_chart import Breaths
from simrunner.ui.look.icons import Icons
from simrunner.ui.presenters.tone import Tone
from simrunner.ui.widgets.alarm_sound import AlarmSound
from simrunner.ui.windows.monitor_window import MonitorWindow

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("does not support")]

ICONS = Path(__file__).resolve().parents[2] / "resources" / "icons"


@pytest.fixture
def sent():
    return []


@pytest.fixture
def window(qtbot, sent):
    made = MonitorWindow(scenario(), English(), Icons(ICONS), submit=sent.append, px_per_mm=3.68)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.shutdown()


def test_that_soft_keys_submit_what_the_learner_pressed(window, qtbot, sent):
    for key in ("audio-pause", "alarm-acknowledge", "nibp-start", "nibp-stat", "zero"):
        qtbot.mouseClick(window.keys.buttons[key], Qt.MouseButton.LeftButton)
    assert sent == [
        PressMonitorKey(source=Source.LEARNER, key=key)
        for key in ("audio-pause", "alarm-acknowledge", "nibp-start", "nibp-stat", "zero")
    ]


def test_that_a_key_that_cannot_work_is_disabled_and_says_why(window, qtbot, sent):
    button = window.keys.buttons["print-strip"]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not button.isEnabled()
    assert "recorder" in button.toolTip()
    assert sent == []


def test_that_the_simulation_chip_is_visible_whatever_is_shown(window, qtbot):
    chip = window.top.simulation
    for key in ("twelve-lead", "trends", "freeze"):
        window.show_frame(frame(waves=waves_at(252_000)))
        qtbot.mouseClick(window.keys.buttons[key], Qt.MouseButton.LeftButton)
        assert chip.isVisible()
        assert chip.text() == "SIMULATION, not for clinical use"
        assert chip.width() >= chip.sizeHint().width()
    window.resize(1024, 640)
    assert chip.isVisible()
    assert window.rect().contains(chip.geometry())


def test_that_twelve_leads_take_the_place_of_the_waves(window, qtbot):
    window.show_frame(frame(waves=waves_at(252_000)))
    qtbot.mouseClick(window.keys.buttons["twelve-lead"], Qt.MouseButton.LeftButton)
    assert window.leads.isVisible()
    assert len(window.leads.tracks) == 12
    assert window.leads.full_repaints > 0
    qtbot.mouseClick(window.keys.buttons["twelve-lead"], Qt.MouseButton.LeftButton)
    assert window.waves.isVisible()


def test_that_a_sensor_that_comes_off_turns_its_wave_into_a_reason(window):
    window.show_frame(frame())
    assert window.waves.tracks[2].channel.reason == ""
    view = without_sensor(monitor_view(), "art", "ARTs", "ARTd", "ARTm")
    window.show_frame(frame(numerics=view.numerics, attached=view.attached, alarms=()))
    assert window.waves.tracks[2].channel.reason == "No arterial line"
    assert window.tiles["ART"].tile.text == "--/--"


def test_that_an_unchanged_number_is_not_drawn_again(window, qtbot):
    window.show_frame(frame(252_000, alarms=()))
    window.tiles["HR"].repaint()
    drawn = window.tiles["HR"].redraws
    for at_ms in range(252_100, 253_000, 100):
        window.show_frame(frame(at_ms, alarms=()))
        window.tiles["HR"].repaint()
    assert window.tiles["HR"].redraws == drawn


def test_that_only_the_alarm_of_the_flashing_priority_flashes(window):
    window.show_frame(frame())
    pressure, rate = window.tiles["ART"], window.tiles["HR"]
    window.flash.shutdown()
    before = (pressure.grab().toImage(), rate.grab().toImage())
    for tile in (pressure, rate):
        tile.flash(is_lit=not tile._is_lit, tone=Tone.HIGH)
    after = (pressure.grab().toImage(), rate.grab().toImage())
    assert before[0] != after[0]
    assert before[1] == after[1]


def test_that_calibrated_speed_and_gain_follow_the_screen(window):
    window.show_frame(frame())
    lead = window.waves.tracks[1].channel
    assert lead.px_per_second == pytest.approx(25 * 3.68)
    assert lead.px_per_unit == pytest.approx(10 * 3.68)


def test_that_dashes_are_calm_and_stay_inside_their_tile(window):
    window.resize(1920, 1080)
    view = without_sensor(monitor_view(), "art", "ARTs", "ARTd", "ARTm")
    window.show_frame(frame(numerics=view.numerics, attached=view.attached, alarms=()))
    image = window.tiles["ART"].grab().toImage()
    lit = [(x, y) for x in range(200, image.width()) for y in range(image.height())
           if image.pixelColor(x, y).red() > 120 > image.pixelColor(x, y).green()]  # fmt: skip
    rows = [y for _x, y in lit]
    assert min(rows) > 12
    assert max(x for x, _y in lit) - min(x for x, _y in lit) < 160


def test_that_the_trend_is_there_when_the_window_was_only_just_fed(window):
    for at_ms in range(1_000, 120_000, 1_000):
        window.show_frame(frame(at_ms))
    assert window.trend.tags()["HR"] != ""
    assert all(len(line.getData()[0]) > 1 for line in window.trend.lines)


class Tone10Ms:
    def tobytes(self):
        return b"\x00\x00" * 441


def test_that_without_a_sound_output_it_is_said_once_and_the_run_goes_on(qtbot, monkeypatch):
    sound = AlarmSound(lambda _priority: Tone10Ms(), lambda _spo2: Tone10Ms())
    monkeypatch.setattr(sound, "_open", lambda: False)
    said = []
    sound.unavailable.connect(lambda: said.append(1))
    for at_ms in range(252_000, 292_000, 1_000):
        sound.follow(frame(at_ms, beeps_at_ms=(at_ms,), sounding=AlarmPriority.HIGH))
    assert said == [1]
    sound.shutdown()


def test_that_an_alarm_sounds_at_once_and_again_after_its_interval():
    played = []
    sound = AlarmSound(
        lambda priority: played.append(priority) or Tone10Ms(), lambda _s: Tone10Ms()
    )
    sound._has_output = False
    for at_ms in range(0, 21_000, 100):
        sound.follow(frame(at_ms, sounding=AlarmPriority.HIGH))
    assert played == [AlarmPriority.HIGH] * 3
    sound.follow(frame(21_000, sounding=None))
    sound.follow(frame(21_100, sounding=AlarmPriority.MEDIUM))
    assert played[-1] is AlarmPriority.MEDIUM


def airway(pressures, flows, volumes):
    """Return one step of a ventilator's waves."""
    lines = {"PAW": pressures, "FLOW": flows, "VOLUME": volumes}
    return {wave: memoryview(array("f", line)) for wave, line in lines.items()}


def test_that_loops_take_the_place_of_the_waves_and_say_when_nothing_ventilates(window, qtbot):
    qtbot.mouseClick(window.keys.buttons["loops"], Qt.MouseButton.LeftButton)
    assert window.loops.isVisible()
    empty = window.loops.grab().toImage()
    waves = airway([5, 15, 20, 10], [30, 30, 30, -30], [0, 250, 500, 400])
    window.show_batch(frame(), waves=[(252_000, waves)], trends=())
    drawn = window.loops.grab().toImage()
    assert drawn != empty
    qtbot.mouseClick(window.keys.buttons["loops"], Qt.MouseButton.LeftButton)
    assert window.waves.isVisible()


def test_that_a_loop_ends_where_gas_flows_in_again_and_is_closed():
    breaths = Breaths()
    breaths.append(airway([20, 5], [30, -30], [500, 10]))
    breaths.append(airway([18, 6], [30, -30], [480, 20]))
    assert [point.volume for point in breaths.last] == [500, 10]
    assert [point.volume for point in breaths.now] == [10, 480, 20]
    breaths.append({})
    assert breaths.now == []


def test_that_frozen_loops_stand_still(window, qtbot):
    step = airway([20, 5], [30, -30], [500, 10])
    window.show_batch(frame(), waves=[(252_000, step)], trends=())
    qtbot.mouseClick(window.keys.buttons["freeze"], Qt.MouseButton.LeftButton)
    window.show_batch(frame(), waves=[(252_100, step)], trends=())
    assert len(window.loops.breaths.now) == 2
