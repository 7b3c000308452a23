from support.frames import OFF, English, alarm, frame, monitor_view, scenario, without_sensor

from simrunner.domain.event import AlarmPriority
from simrunner.domain.frame import Numeric, Signal
from simrunner.ui.presenters.alarm_words import banner
from simrunner.ui.presenters.monitor import MonitorPresenter
from simrunner.ui.presenters.tone import Tone


def presenter(**kwargs):
    return MonitorPresenter(scenario(), English(), **kwargs)


def with_view(view):
    made = frame()
    return type(made)(
        at_ms=made.at_ms, monitor=view, vitals=made.vitals, rhythm=made.rhythm,
        chart=made.chart, waves={}, events=(),
    )  # fmt: skip


def test_that_a_lost_probe_shows_dashes_and_not_the_last_value():
    present = presenter()
    assert present.tile("SpO2", frame()).text == "84"
    lost = with_view(without_sensor(monitor_view(alarms=()), "spo2", "SpO2", "PR"))
    tile = present.tile("SpO2", lost)
    assert (tile.text, tile.second, tile.tone) == ("--", "--", Tone.TECHNICAL)
    assert tile.word == "Probe not attached"


def test_that_a_stale_number_under_an_invalid_signal_is_not_shown():
    view = monitor_view(alarms=())
    numerics = {**view.numerics, "HR": Numeric(number=142.0, signal=Signal.INVALID)}
    tile = presenter().tile("HR", with_view(monitor_view(alarms=(), numerics=numerics)))
    assert (tile.text, tile.word) == ("--", "No valid signal")


def test_that_alarm_prefixes_tell_the_priority_in_every_language():
    words = {
        priority: banner((alarm("HR", "high", priority, "142", "120"),), 0, English()).texts
        for priority in (AlarmPriority.HIGH, AlarmPriority.MEDIUM, AlarmPriority.LOW)
    }
    assert words == {
        AlarmPriority.HIGH: ("*** HR HIGH 142 > 120",),
        AlarmPriority.MEDIUM: ("** HR HIGH 142 > 120",),
        AlarmPriority.LOW: ("* HR HIGH 142 > 120",),
    }


def test_that_the_banner_shows_the_two_most_urgent_of_five_and_pages_on():
    shown = presenter().present(frame()).banner
    assert shown.texts == ("*** ART SYS LOW 66 < 90", "*** SpO₂ DESAT 84 < 85")
    assert (shown.position, shown.technical, shown.tone) == (
        "2 of 5", "* TEMP PROBE OFF", Tone.HIGH,
    )  # fmt: skip
    following = presenter().present(frame(), banner_page=1).banner
    assert (following.position, following.tone) == ("4 of 5", Tone.MEDIUM)


def test_that_the_crossed_limit_is_named_and_the_high_limit_comes_first():
    tile = presenter().tile("ART", frame())
    assert (tile.text, tile.second) == ("66/45", "(52)")
    assert (tile.high_limit, tile.low_limit, tile.crossed) == ("160", "90", "low")
    assert (tile.word, tile.tone) == ("*** LOW", Tone.HIGH)


def test_that_a_lethal_rhythm_without_a_limit_alarms_on_the_heart_rate():
    asystole = alarm("HR", "asystole", AlarmPriority.HIGH, "", "")
    tile = presenter().tile("HR", frame(alarms=(asystole,)))
    assert (tile.word, tile.tone, tile.crossed) == ("*** ASYSTOLE", Tone.HIGH, "")


def test_that_a_wave_without_its_sensor_gives_a_reason():
    strips = presenter().strips(without_sensor(monitor_view(), "art"))
    reasons = {strip.wave: strip.reason for strip in strips}
    assert reasons == {"II": "", "V5": "", "ART": "No arterial line", "PLETH": "", "CO2": ""}


def test_that_the_cuff_shows_its_last_reading_its_next_and_why_one_failed():
    screen = presenter(start_clock_s=14 * 3600 + 20 * 60).present(frame())
    tile = screen.tiles["NIBP"]
    assert (tile.text, tile.second) == ("68/41", "(50)")
    assert tile.word == "14:23:18 · Auto 2.5 min · next 1:36"
    assert [row.clock for row in screen.nibp_rows] == ["14:23", "14:20", "14:18", "14:15"]
    assert screen.nibp_rows[-1].failure == "unable to measure: motion"
    assert screen.nibp_rows[-1].pressures == ""


def test_that_the_paused_sound_counts_down():
    assert presenter().present(frame(audio_paused_until_ms=342_000)).audio_note == (
        "paused, 1:30 left"
    )


def test_that_end_tidal_co2_in_kpa_shows_one_decimal():
    view = monitor_view(alarms=(), etco2_unit="kPa")
    numerics = {**view.numerics, "EtCO2": Numeric(number=3.33, signal=Signal.OK)}
    made = frame(alarms=(), etco2_unit="kPa", numerics=numerics)
    tile = presenter().tile("EtCO2", made)
    assert (tile.text, tile.unit) == ("3.3", "kPa")
    assert presenter().tile("Temp", frame(numerics={**view.numerics, "Temp": OFF})).text == "--.-"
