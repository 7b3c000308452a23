"""What the desk keeps of a device for a technician, and the self-test, with the real firmware."""

from dataclasses import replace

import pytest
from support.device_rig import OmlRig
from support.runs import PlainEnglish

from devices.simulated.manikin import Manikin
from devices.simulated.profile import Profile
from devices.simulated.sensors import SensorStyle
from simrunner.cpr.detector import CompressionDetector
from simrunner.domain.action import Compress
from simrunner.hardware.checkup import Calibration, CheckOutcome
from simrunner.hardware.desk import DeviceDesk
from simrunner.hardware.device import DeviceCommand, LinkState
from simrunner.hardware.dossier import Dossier
from simrunner.hardware.examiner import ExaminationRefused
from simrunner.hardware.pairing import PairedDevices

QUIET = SensorStyle(noise_mm=0.0)
CPR = DeviceCommand(
    target="sim.rescuer", fields={"duration_ms": 5_000, "rate_per_min": 110, "depth_mm": 54}
)


class Watched:
    """A rig at a desk that is watched, or runs, in steps of 100 ms."""

    def __init__(self, style: SensorStyle = QUIET, *, calibrations=None, paired=True) -> None:
        self.rig = OmlRig(Manikin(seed=1, profile=Profile(sensor=style)))
        self.desk = DeviceDesk(
            [self.rig.device], paired=PairedDevices(["SM-0001"] if paired else []),
            sense_for=CompressionDetector, monotonic_s=lambda: self.rig.now_s,
            wall_text=lambda: "2026-11-23T13:21:00", tr=PlainEnglish(),
            dossiers={"SM-0001": Dossier(serial="SM-0001", calibrations=calibrations or {})},
        )  # fmt: skip
        self.desk.connect()
        self.watch_s(1.0)
        assert self.checkup.link is LinkState.UP

    @property
    def checkup(self):
        return self.desk.checkups(round(self.rig.now_s * 1000))[0]

    def watch_s(self, seconds: float) -> None:
        for _ in range(round(seconds * 10)):
            for _ in range(10):
                self.rig._pass(0.01)
            self.desk.watch()

    def run_s(self, seconds: float) -> list:
        actions = []
        for step in range(round(seconds * 10)):
            for _ in range(10):
                self.rig._pass(0.01)
            actions.extend(self.desk.advance_to((step + 1) * 100))
        return actions


def test_that_ten_seconds_of_every_stream_are_kept_and_no_more() -> None:
    watched = Watched(replace(QUIET, has_breath=True))
    watched.rig.device.listen_to_all()
    watched.watch_s(14)
    tails = watched.checkup.tails
    assert set(tails) == {"cpr.depth", "vent.flow", "vent.volume"}
    assert [len(tail.values) for tail in tails.values()] == [1000] * 3
    assert (tails["vent.volume"].unit, tails["vent.volume"].period_us) == ("mL", 10_000)
    assert watched.checkup.newest_ms - tails["cpr.depth"].ends_ms <= 100


def test_that_a_tail_stays_evenly_spaced_where_samples_were_lost() -> None:
    watched = Watched()
    watched.watch_s(2)
    whole = len(watched.checkup.tails["cpr.depth"].values)
    watched.rig.fall_silent()
    watched.rig.now_s += 0.2
    watched.rig.speak_again()
    lost = iter(range(40))
    watched.rig.drop = lambda _wire: next(lost, None) is not None
    watched.watch_s(1)
    assert watched.checkup.health.samples_lost > 0
    assert len(watched.checkup.tails["cpr.depth"].values) == pytest.approx(whole + 120, abs=2)


def test_that_events_round_trips_losses_and_the_battery_are_told() -> None:
    watched = Watched()
    for number in range(25):
        watched.rig.cause_event(f"touch-{number}")
    watched.watch_s(5)
    told = watched.checkup
    assert [note.name for note in told.felt] == [f"touch-{number}" for number in range(5, 25)]
    assert told.felt[-1].words == "value 1"
    assert 5 <= len(told.round_trips) <= 7
    assert (told.battery_percent, told.times_lost) == (100, 0)
    assert told.heard_ms is not None
    assert told.newest_ms - told.heard_ms <= 100
    assert told.uptime_ms == pytest.approx(6000, abs=200)
    watched.rig.unplug()
    watched.watch_s(1)
    watched.rig.plug_in()
    watched.watch_s(2)
    assert watched.checkup.link is LinkState.UP
    assert watched.checkup.times_lost == 1
    assert len(watched.checkup.tails["cpr.depth"].values) < 250  # nothing of the former start


def test_that_compressions_are_found_in_calibrated_depth() -> None:
    def depths(calibrations=None) -> set[int]:
        watched = Watched(calibrations=calibrations)
        watched.desk.send(CPR)
        pressed = [act for act in watched.run_s(5) if isinstance(act, Compress)]
        assert len(pressed) >= 6
        highest = max(watched.checkup.tails["cpr.depth"].values)
        assert highest == pytest.approx(max(act.depth_mm for act in pressed), abs=1)
        return {act.depth_mm for act in pressed}

    plain = depths()
    scaled = depths({"cpr.depth": Calibration(channel="cpr.depth", zero=4.0, scale=0.5)})
    assert max(plain) > 50
    assert scaled <= {round((depth - 4) / 2) + slip for depth in plain for slip in (-1, 0, 1)}


def lines_of(watched: Watched, seconds: float = 12.0):
    watched.desk.examiner.begin_self_test("Manikin")
    watched.watch_s(seconds)
    return {line.key: line for line in watched.checkup.self_test}


def test_that_a_sound_device_passes_and_its_outputs_return() -> None:
    watched = Watched(replace(QUIET, has_breath=True))
    moved: dict[str, set[float]] = {}
    receive = watched.rig.manikin.receive

    def look(wire: bytes) -> None:
        receive(wire)
        for target, number in watched.rig.manikin.outputs.items():
            moved.setdefault(target, set()).add(number)

    watched.rig.manikin.receive = look
    lines = lines_of(watched)
    assert {line.outcome for line in lines.values()} == {CheckOutcome.PASSED}
    assert (lines["sensors"].done, lines["sensors"].asked) == (3, 3)
    assert lines["actuators"].done == lines["actuators"].asked == 12
    assert moved["chest.rise.l"] == {0.0, 50.0}
    assert moved["resp.rate"] == {0.0, 4.0}
    assert set(watched.rig.manikin.outputs.values()) == {0.0}
    assert lines["safe-state"].measured is not None
    assert (lines["supply"].measured, lines["supply"].unit) == (100.0, "%")
    assert watched.checkup.tested_on == "2026-11-23T13:21:00"


def test_that_refused_commands_fail_with_words() -> None:
    watched = Watched()
    watched.rig.manikin._execute = lambda _command: 4
    lines = lines_of(watched)
    assert lines["sensors"].outcome is CheckOutcome.PASSED
    assert lines["actuators"].outcome is CheckOutcome.FAILED
    assert lines["actuators"].done == 0
    assert lines["actuators"].words.startswith("pulse.carotid.l (fault), ")
    assert lines["actuators"].words.endswith(" +9")
    assert lines["safe-state"].outcome is CheckOutcome.FAILED
    assert "by hand" in lines["safe-state"].words


def test_that_a_silent_sensor_and_a_lost_link_fail() -> None:
    watched = Watched(replace(QUIET, has_breath=True))
    watched.rig.drop = lambda wire: b"" == wire or _is_breath(wire)
    lines = lines_of(watched)
    assert lines["sensors"].outcome is CheckOutcome.FAILED
    assert lines["sensors"].words == "silent: vent.flow, vent.volume"
    watched.desk.examiner.begin_self_test("Manikin")
    watched.rig.unplug()
    watched.watch_s(1)
    assert {line.words for line in watched.checkup.self_test} == {"the link was lost"}


def _is_breath(wire: bytes) -> bool:
    from devices.protocol.frame import FrameDecoder

    return any(
        frame.stream == 2 for frame in FrameDecoder().feed(b"\x00" + wire.strip(b"\x00") + b"\x00")
    )


def test_that_nothing_is_moved_in_a_run_or_before_it_is_paired() -> None:
    watched = Watched()
    watched.run_s(0.2)
    with pytest.raises(ExaminationRefused, match="run is going on"):
        watched.desk.examiner.begin_self_test("Manikin")
    stranger = Watched(paired=False)
    with pytest.raises(ExaminationRefused, match="pair it first"):
        stranger.desk.examiner.begin_self_test("Manikin")
    assert stranger.checkup.pairing_code == stranger.rig.manikin.pairing_code
