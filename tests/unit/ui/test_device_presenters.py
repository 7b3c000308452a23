"""The Devices page in words: why a device is lost, what its link and its samples tell."""

from dataclasses import replace

import pytest

from simrunner.app.assets import table
from simrunner.app.assets_folder import resources_folder
from simrunner.app.device_example import example_room
from simrunner.app.i18n import Translator
from simrunner.cpr.profile import profile_of
from simrunner.hardware.checkup import Calibration, RoundTrip
from simrunner.hardware.device import LinkHealth, LinkState
from simrunner.ui.presenters.device_checks import DeviceChecksPresenter
from simrunner.ui.presenters.device_detail import DeviceDetailPresenter
from simrunner.ui.presenters.device_guide import Step, guide_for, present_guide
from simrunner.ui.presenters.device_list import DeviceListPresenter
from simrunner.ui.presenters.device_live import LiveTab, tabs_of
from simrunner.ui.presenters.device_lost import Cause, likely_cause
from simrunner.ui.presenters.device_room import DrillLine, DrillNow, Standing
from simrunner.ui.presenters.device_waves import DeviceLivePresenter
from simrunner.ui.presenters.device_words import DASH, output_chips, stream_words
from simrunner.ui.presenters.tone import Tone

ROOM = example_room()
TRAINER, ARM, MANIKIN, _PUMP, FEEDER, OXIMETER = ROOM.checkups


@pytest.fixture
def english():
    return Translator(resources_folder() / "i18n")


@pytest.fixture
def chinese():
    return Translator(resources_folder() / "i18n", "zh-CN")


def _profile(name="adult"):
    return profile_of(name, table("cpr", "profiles.toml")[name])


def test_that_what_asks_comes_first_then_what_works_then_what_is_away(english):
    view = DeviceListPresenter(english).present(ROOM)

    found = [(title, [row.name for row in rows]) for title, rows in view.parts]
    assert found == [
        ("Asks for you", ["Airway trainer", "IV arm 0042"]),
        ("Working", ["Manikin A", "Infusion pump", "Patient simulator", "Pulse oximeter"]),
        ("Not here", ["Foot pedal"]),
    ]
    assert [words for _, words in view.counts] == ["4 up", "1 lost", "1 new"]


def test_that_a_device_for_other_makers_monitors_says_that_it_feeds_a_real_one(english):
    rows = dict(DeviceListPresenter(english).present(ROOM).parts)["Working"]

    row = next(row for row in rows if row.name == FEEDER.name)
    assert row.facts.startswith("feeds a real monitor")
    assert row.state == "out"


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({}, Cause.BATTERY),
        ({"battery_percent": 80}, Cause.CABLE),
        ({"battery_percent": None, "times_lost": 4}, Cause.LOOSE),
        ({"battery_percent": None, "link": LinkState.STALE}, Cause.FROZEN),
        ({"battery_percent": None, "address": "remote-tcp:10.0.0.8:9000"}, Cause.NETWORK),
        ({"battery_percent": 5, "link": LinkState.INCOMPATIBLE}, Cause.VERSION),
        ({"battery_percent": None, "health": LinkHealth(rx_ok=900, rx_bad=60)}, Cause.NOISE),
    ],
)
def test_that_the_likely_cause_of_a_loss_follows_from_what_was_known(change, cause):
    assert likely_cause(replace(TRAINER, **change)) is cause


def test_that_a_lost_device_says_when_why_and_three_things_to_do(english, chinese):
    row = DeviceListPresenter(english).present(ROOM).parts[0][1][0]
    in_chinese = DeviceListPresenter(chinese).present(ROOM).parts[0][1][0]

    assert row.state == "lost 3:12"
    assert row.card.sentences.startswith(
        "It was last heard at 13:58:40 with battery 6 %. The battery is the likely cause."
    )
    assert len(row.card.steps) == len(in_chinese.card.steps) == 3
    assert [action.key for action in row.card.actions] == ["try", "simulated", "why"]
    assert "电池" in in_chinese.card.sentences
    assert "。 " not in in_chinese.card.sentences


def test_that_an_unpaired_device_shows_its_code_and_one_with_a_twin_none(english):
    alone = DeviceListPresenter(english).present(ROOM).parts[0][1][1].card
    twin = replace(ROOM, checkups=(replace(ARM, is_paired=True, twin="Manikin A"),))
    double = DeviceListPresenter(english).present(twin).parts[0][1][0].card

    assert alone.code == "48 21"
    assert "sends nothing and moves nothing" in alone.sentences
    assert (double.code, [action.key for action in double.actions]) == ("", ["ignore"])
    assert "Manikin A" in double.sentences


def test_that_one_that_was_never_heard_is_away_and_not_lost(english):
    never = replace(TRAINER, heard_ms=None, identity=None, battery_percent=None)
    view = DeviceListPresenter(english).present(replace(ROOM, checkups=(never,), away=()))

    assert [rows[0].standing for _, rows in view.parts] == [Standing.AWAY]


def test_that_half_of_the_round_trips_stay_below_the_large_number(english):
    trips = tuple(RoundTrip(at_ms=number, took_us=1000 * number) for number in range(1, 22))
    link = DeviceDetailPresenter(english).link(replace(MANIKIN, round_trips=trips), ROOM)
    rows = {row.name: row.strong for row in link.rows}

    assert link.big == "11.0"
    assert rows["99 of 100 below"] == "21.0 ms"
    assert link.chip.text == "slow"


def test_that_what_nobody_knows_is_a_dash(english):
    link = DeviceDetailPresenter(english).link(OXIMETER, ROOM)
    rows = {row.name: row.strong for row in link.rows}

    assert link.big == DASH
    unknown = ("99 of 100 below", "Clock drift", "Firmware", "Up since, battery")
    assert {rows[name] for name in unknown} == {DASH}


def test_that_lost_frames_are_counted_of_all_with_their_share(english):
    link = DeviceDetailPresenter(english).link(MANIKIN, ROOM)
    lost = next(row for row in link.rows if row.name == "Lost frames")

    assert (lost.strong, lost.quiet) == ("2 of 412,806", "0.0005 %")


def test_that_capabilities_are_words_and_unknown_names_stay(english):
    assert stream_words("cpr.depth", english) == "compression depth"
    assert stream_words("maker.torque", english) == "maker.torque"
    names = ("pulse.radial.l", "pulse.radial.r", "eyes.pupil.l", "eyes.pupil.r", "own.thing")
    assert output_chips(names, english) == ("2 pulses", "pupils", "own.thing")
    groups = dict(DeviceDetailPresenter(english).capabilities(MANIKIN).groups)
    assert groups["It reports"].count("hand position") == 1
    assert not any("off" in words for words in groups["It can do"])


def test_that_only_tabs_of_what_a_device_measures_are_offered():
    assert tabs_of(MANIKIN) == tuple(LiveTab)
    assert tabs_of(OXIMETER) == (LiveTab.VALUES,)
    assert tabs_of(FEEDER) == ()


def test_that_compressions_are_judged_by_the_profile_and_not_by_constants(english):
    adult = DeviceLivePresenter(_profile(), english).present(MANIKIN, None)
    infant = DeviceLivePresenter(_profile("infant"), english).present(MANIKIN, None)
    wrong = [mark.label for mark in adult.wave.marks if not mark.is_right and not mark.at_rest]

    assert adult.wave.band == (50, 60)
    assert infant.wave.band == (34, 46)
    assert wrong == ["62", "47", "49"]
    assert sum(mark.at_rest for mark in adult.wave.marks) == 3
    rate, recoil, depth = adult.gauges
    assert (rate.text, rate.tone) == ("112", Tone.OK)
    assert (recoil.words, recoil.tone) == ("3 of 18 not", Tone.WARN)
    assert depth.words == "16 of 19"
    assert infant.gauges[2].words == "0 of 19"


def test_that_a_tail_that_ended_long_ago_moves_out_of_the_picture(english):
    later = replace(MANIKIN, newest_ms=MANIKIN.newest_ms + 60_000)
    wave = DeviceLivePresenter(_profile(), english).present(later, None).wave

    assert wave.points == wave.marks == ()
    assert wave.empty == "Nothing came in the last 10 s"


def test_that_breaths_are_found_in_the_volume(english):
    view = DeviceLivePresenter(_profile(), english).present(MANIKIN, LiveTab.VENTILATION)

    assert [mark.label for mark in view.wave.marks] == ["500", "500"]
    assert (view.wave.band, view.gauges[0].text) == (None, "12")


def test_that_fingers_are_shown_at_the_places_of_their_bits(english):
    view = DeviceLivePresenter(_profile(), english).present(MANIKIN, LiveTab.TOUCH)
    touched = {lane.name: lane.is_touched for lane in view.lanes if lane.spans}

    assert touched == {"carotid, left": True, "radial, left": False}


def test_that_an_oximeter_shows_its_numbers_with_units(english):
    view = DeviceLivePresenter(_profile(), english).present(OXIMETER, None)

    assert [(row.number, row.unit) for row in view.rows][:2] == [("97", "%"), ("74", "/min")]


def test_that_a_calibration_warns_once_its_month_is_over(english, chinese):
    old = Calibration(channel="cpr.depth", zero=0, known=50, error=-0.3, made_on="2026-09-01")
    device = replace(MANIKIN, calibrations={"cpr.depth": old})
    view = DeviceChecksPresenter(english).calibration(device, ROOM)

    assert view.note == "ended 1 Oct"
    assert (view.rows[0].icon, view.rows[0].outcome) == ("warning", "error 0.3 mm")
    assert DeviceChecksPresenter(english).calibration(MANIKIN, ROOM).note == "valid until 19 Dec"
    assert "12 月 19 日" in DeviceChecksPresenter(chinese).calibration(MANIKIN, ROOM).note


def test_that_the_guide_stays_at_a_step_that_was_refused(english):
    guide = guide_for("cpr.depth").after("the values jump")
    assert (guide.step, guide.trouble) == (Step.ZERO, "the values jump")

    guide = guide.after("")
    assert (guide.step, guide.trouble, guide.known) == (Step.KNOWN, "", 50.0)
    assert "50 mm" in present_guide(guide, MANIKIN, english).sentence
    done = present_guide(guide.after(""), MANIKIN, english)
    assert (done.sentence, done.leave) == ("Done. At 50 mm an error of 0.3 mm remained.", "")


def test_that_a_fault_that_was_not_tried_is_open_and_never_a_pass(english):
    lines = {
        6: DrillLine(number=6, is_met=True, figure=6.2, unit="ms"),
        7: DrillLine(number=7, is_met=False, figure=2400, unit="ms"),
        8: DrillLine(number=8, is_running=True),
    }
    view = DeviceChecksPresenter(english).drill(DrillNow(lines=lines), is_run_on=False)

    results = [(row.measured, row.result) for row in view.rows]
    assert results[:3] == [("6 ms", "pass"), ("2400 ms", "fail"), (DASH, "trying…")]
    assert {result for _, result in results[3:]} == {"open"}
    assert (view.chip.text, view.chip.tone) == ("1 of 8 pass", "bad")
