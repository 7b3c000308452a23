"""A simulated device under faults, by itself and as the shipped driver sees it."""

import hashlib
from itertools import pairwise

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from support.profiles import examples

from devices.protocol.frame import FrameDecoder, FrameWriter
from devices.protocol.message import Hello, Subscribe, encode_message, type_of
from devices.simulated.control import obey_order
from devices.simulated.device import SimulatedDevice
from devices.simulated.drill.bench_rig import BenchRig
from devices.simulated.drill.walk import FAULTS, Walk
from devices.simulated.faults.fault import LINE_KINDS, Fault, FaultKind
from devices.simulated.profile import CprPlan, Profile
from devices.simulated.rescuer import RescuerStyle
from devices.simulated.sensors import SensorStyle
from simrunner.cpr.detector import CompressionDetector
from simrunner.hardware.device import (
    CommandOutcome,
    CommandResult,
    DeviceCommand,
    DeviceEvent,
    LinkChanged,
    LinkState,
    StreamSamples,
)

S = 1_000_000
PRESSED = CprPlan(from_s=1.0, for_s=60.0, rate_per_min=110.0, depth_mm=54.0)
WIRE_OF_SEED_7 = "84dfc5b4fa257a95"
"""Pinned, so that every system of the checks holds itself against the same bytes."""


def up(*faults: Fault, profile: Profile | None = None) -> BenchRig:
    rig = BenchRig(seed=3, profile=profile, faults=faults)
    rig.connect()
    assert rig.device.link is LinkState.UP
    return rig


def links(reports) -> list[LinkState]:
    return [report.link for report in reports if isinstance(report, LinkChanged)]


def test_that_an_unplugged_device_comes_back_as_another_boot_of_the_same_one() -> None:
    rig = up()
    before = rig.device.identity
    rig.far.cause(Fault(kind=FaultKind.UNPLUG, for_us=S))
    assert LinkState.DOWN in links(rig.poll_for(0.5))
    rig.poll_for(3.0)
    assert rig.device.link is LinkState.UP
    assert rig.device.identity.serial == before.serial
    assert rig.device.identity.boot_id != before.boot_id


def test_that_a_hanging_device_misses_its_samples_and_goes_on() -> None:
    rig = up()
    before = rig.poll_for(0.5)
    rig.far.cause(Fault(kind=FaultKind.STALL, for_us=S // 2))
    reports = before + rig.poll_for(1.5)
    assert links(reports) == [LinkState.STALE, LinkState.UP]
    starts = [r.t0_us for r in reports if isinstance(r, StreamSamples)]
    assert any(late - early > S // 3 for early, late in pairwise(starts))


def test_that_a_watchdog_starts_a_hanging_firmware_again() -> None:
    rig = up(profile=Profile(watchdog_ms=300))
    before = rig.device.identity.boot_id
    rig.far.cause(Fault(kind=FaultKind.STALL, for_us=60 * S))
    rig.poll_for(2.0)
    assert rig.device.link is LinkState.UP
    assert rig.device.identity.boot_id != before


def test_that_a_booting_device_is_deaf_and_dumb() -> None:
    device = SimulatedDevice(seed=1, profile=Profile(boot_ms=800))
    device.run_until(790_000)
    assert device.take() == b""
    device.run_until(1_000_000)
    assert FrameDecoder().feed(device.take())


def test_that_refused_commands_are_refused_while_it_lasts() -> None:
    rig = up()
    rig.far.cause(Fault(kind=FaultKind.NAK, for_us=S, amount=3))
    outcomes = []
    for _ in range(2):
        rig.device.send(DeviceCommand(target="pulse.rate", fields={"value": 60}))
        outcomes += [r.outcome for r in rig.poll_for(1.1) if isinstance(r, CommandResult)]
    assert outcomes == [CommandOutcome.BUSY, CommandOutcome.OK]


def test_that_a_slow_answer_is_waited_for_and_the_command_carried_out_once() -> None:
    rig = up()
    rig.far.cause(Fault(kind=FaultKind.SLOW_ACK, amount=180))
    before = rig.far.manikin.answers.carried_out
    rig.device.send(DeviceCommand(target="pulse.rate", fields={"value": 60}))
    results = [r.outcome for r in rig.poll_for(1.0) if isinstance(r, CommandResult)]
    assert results == [CommandOutcome.OK]
    assert rig.far.manikin.answers.carried_out == before + 1


def test_that_a_drifting_clock_is_told_as_what_it_is() -> None:
    rig = up(Fault(kind=FaultKind.DRIFT, amount=200))
    rig.poll_for(40.0)
    assert rig.device.health.clock_drift_ppm == pytest.approx(200, abs=20)


def test_that_a_clock_that_jumps_moves_the_stamps() -> None:
    rig = up()
    rig.far.cause(Fault(kind=FaultKind.CLOCK_STEP, amount=5_000))
    samples = [r for r in rig.poll_for(1.0) if isinstance(r, StreamSamples)]
    assert max(each.t0_us for each in samples) > rig.now_s * 1e6 + 4 * S


def test_that_other_capabilities_are_learned_again() -> None:
    rig = up()
    assert "chest.rise.l" in rig.device.capabilities.actuators
    rig.far.cause(Fault(kind=FaultKind.OTHER_CAPABILITIES))
    rig.poll_for(2.0)
    assert rig.device.link is LinkState.UP
    assert "chest.rise.l" not in rig.device.capabilities.actuators


def test_that_a_modem_manager_and_garbage_are_survived() -> None:
    rig = up()
    rig.far.cause(Fault(kind=FaultKind.MODEM))
    rig.far.cause(Fault(kind=FaultKind.GARBAGE, amount=3000))
    rig.poll_for(1.0)
    assert rig.device.health.rx_bad > 0
    assert rig.device.link is LinkState.UP


def test_that_chance_unplugs_about_as_often_as_it_was_told() -> None:
    fault = Fault(kind=FaultKind.REBOOT, probability=0.2)
    device = SimulatedDevice(seed=5, faults=[fault])
    boots = set()
    for second in range(100):
        device.run_until(second * S)
        boots.add(device.manikin.pairing_code)
    assert 12 <= len(boots) <= 29


def test_that_a_lock_step_device_that_starts_again_wants_to_be_greeted() -> None:
    device = SimulatedDevice(seed=1, is_lock_step=True)
    device.take()
    device.cause(Fault(kind=FaultKind.REBOOT))
    assert 0x7F in [frame.frame_type for frame in FrameDecoder().feed(device.take())]


def test_that_a_slow_line_delivers_no_faster_than_its_baud_rate() -> None:
    device = SimulatedDevice(seed=1, profile=Profile(baud=9_600, buffer_bytes=2_000))
    device.cause(Fault(kind=FaultKind.GARBAGE, amount=100_000))
    device.run_until(10 * S)
    assert len(device.take()) <= 960 * 10


@pytest.mark.parametrize(
    "order",
    [
        b'{"feel": "touch", "fields": {"site": "radial.l"}}',
        b'{"drug": "adrenaline", "amount": "1 mg", "route": "IV"}',
        b'{"shock": 200}',
    ],
)
def test_that_an_order_is_felt_by_the_host(order) -> None:
    rig = up()
    assert obey_order(rig.far, order) == ""
    events = [r for r in rig.poll_for(0.5) if isinstance(r, DeviceEvent)]
    assert len(events) == 1


def test_that_a_single_press_is_one_compression_of_its_depth() -> None:
    rig = up()
    rig.poll_for(1.0)
    assert obey_order(rig.far, b'{"press": 48, "lasts_ms": 300}') == ""
    assert "already" in obey_order(rig.far, b'{"press": 48}')
    detector, found = CompressionDetector(), []
    for report in rig.poll_for(2.0):
        if isinstance(report, StreamSamples):
            found += detector.feed(report.t0_us, report.period_us, report.values)
    assert [each.depth_mm for each in found] == [pytest.approx(48, abs=1)]


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (b"no json", "one JSON object"),
        (b"[1]", "one JSON object"),
        (b'{"explode": 1}', "one of cause, feel"),
        (b'{"compress": {"duration_ms": 5}}', "lacks something"),
        (b'{"cause": {"kind": "unplugg"}}', "Did you mean unplug?"),
    ],
)
def test_that_a_wrong_order_is_told_in_a_sentence(order, words) -> None:
    assert words in obey_order(SimulatedDevice(seed=1), order)


def pressed(seconds: float, style: RescuerStyle, **sensor: bool):
    rig = up(profile=Profile(cpr=PRESSED, rescuer=style, sensor=SensorStyle(**sensor)))
    rig.device.listen_to_all()
    rig.far.cause(Fault(kind=FaultKind.REBOOT))
    reports = rig.poll_for(seconds)
    found, channels = [], {}
    detector = CompressionDetector()
    for report in reports:
        if isinstance(report, StreamSamples):
            channels.setdefault(report.name, []).extend(report.values)
            if report.name == "cpr.depth":
                found += detector.feed(report.t0_us, report.period_us, report.values)
    return found, channels


def test_that_thirty_compressions_are_followed_by_two_breaths() -> None:
    found, channels = pressed(45.0, RescuerStyle(cycle=30), has_breath=True)
    breaks = [n for n, (a, b) in enumerate(pairwise(found), 1) if b.peak_us - a.peak_us > 2 * S]
    assert breaks[:2] == [30, 60]
    assert 350 < max(channels["vent.volume"]) < 650


def test_that_a_pulse_is_felt_for_and_hands_are_where_they_are_said_to_be() -> None:
    style = RescuerStyle(pulse_check_every_s=10, pulse_check_s=4, hand_x_mm=25, hand_sd_mm=1)
    found, channels = pressed(32.0, style, has_hand=True)
    gaps_us = [b.peak_us - a.peak_us for a, b in pairwise(found)]
    assert sum(gap_us > 4 * S for gap_us in gaps_us) == 2
    held = channels["cpr.hand.x"][500:]
    assert sum(held) / len(held) == pytest.approx(25, abs=1)


def test_that_hands_are_off_before_and_after_a_shock() -> None:
    rig = up(profile=Profile(cpr=PRESSED, rescuer=RescuerStyle(shock_before_s=3, shock_after_s=2)))
    rig.poll_for(6.0)
    rig.far.manikin.feel_shock(200)
    reports = rig.poll_for(12.0)
    detector, found = CompressionDetector(), []
    for each in reports:
        if isinstance(each, StreamSamples):
            found += detector.feed(each.t0_us, each.period_us, each.values)
    (shock,) = [r for r in reports if isinstance(r, DeviceEvent)]
    before = max(c.peak_us for c in found if c.peak_us < shock.t_us)
    after = min(c.onset_us for c in found if c.onset_us > shock.t_us)
    assert shock.t_us - before == pytest.approx(3 * S, abs=S)
    assert after - shock.t_us == pytest.approx(2 * S, abs=0.5 * S)


def test_that_the_wire_of_a_seed_is_the_same_on_every_system() -> None:
    faults = [Fault(kind=kind, probability=0.01) for kind in LINE_KINDS]
    device = SimulatedDevice(seed=7, profile=Profile(cpr=PRESSED), faults=faults)
    writer, wire = FrameWriter(), hashlib.sha256()
    for message in (Hello(), Subscribe(rate_hz={0: 100})):
        device.receive(writer.write(type_of(message), encode_message(message), t_us=0))
    for tick in range(500):
        device.run_until(tick * 10_000)
        wire.update(device.take())
    assert wire.hexdigest()[:16] == WIRE_OF_SEED_7


class LinkUnderAnything(RuleBasedStateMachine):
    """Every operation checks the invariants of `Walk`; the end checks that the link came back."""

    def __init__(self) -> None:
        super().__init__()
        self.walk = Walk(1)

    @rule(tenths=st.integers(1, 12))
    def wait(self, tenths) -> None:
        self.walk.wait(tenths)

    @rule()
    def feel(self) -> None:
        self.walk.feel()

    @rule(permille=st.integers(0, 1000))
    def send(self, permille) -> None:
        self.walk.send(permille)

    @rule(fault=st.sampled_from(FAULTS))
    def cause(self, fault) -> None:
        self.walk.cause(fault)

    def teardown(self) -> None:
        self.walk.end()


@pytest.mark.nightly
def test_that_a_link_survives_anything_in_any_order() -> None:
    is_night = settings().max_examples >= 500
    count = settings(max_examples=2000 if is_night else examples(12), stateful_step_count=12)
    run_state_machine_as_test(LinkUnderAnything, settings=count)


def test_that_a_wrong_version_that_is_ended_is_understood_again() -> None:
    rig = up()
    rig.far.cause(Fault(kind=FaultKind.WRONG_VERSION, amount=2))
    rig.poll_for(1.0)
    assert rig.device.link is LinkState.INCOMPATIBLE
    ((number, fault, left_us),) = rig.far.running
    assert (fault.kind, left_us) == (FaultKind.WRONG_VERSION, None)
    assert rig.far.end(number)
    assert not rig.far.end(number)
    rig.poll_for(2.5)
    assert rig.device.link is LinkState.UP
    assert rig.far.running == ()
