"""The OML driver against the simulated firmware, in memory and under a clock by hand."""

import pytest
from support.device_rig import OmlRig

from devices.protocol.frame import Frame, FrameDecoder, FrameFlag, encode_frame
from devices.simulated.manikin import Manikin
from simrunner.domain.chance import draw_u64
from simrunner.hardware.device import (
    CommandOutcome,
    CommandResult,
    DeviceCommand,
    DeviceError,
    DeviceEvent,
    LinkChanged,
    LinkState,
    StreamSamples,
)

RESCUE = DeviceCommand(
    target="sim.rescuer", fields={"duration_ms": 60_000, "rate_per_min": 110, "depth_mm": 54}
)


def set_rise(number: int) -> DeviceCommand:
    return DeviceCommand(target="chest.rise.l", fields={"value": number})


def connected(rig: OmlRig) -> OmlRig:
    rig.device.connect()
    rig.device.wait_until_up(3.0)
    rig.device.poll(round(rig.now_s * 1000))
    return rig


def of(reports, kind):
    return [report for report in reports if isinstance(report, kind)]


def test_that_a_device_of_another_major_version_is_incompatible_and_left_alone() -> None:
    rig = OmlRig(Manikin(seed=1, protocol=2))
    rig.device.connect()
    rig.advance_s(0.5)
    assert rig.device.link is LinkState.INCOMPATIBLE
    said = len(rig.written)
    rig.advance_s(5.0)
    assert len(rig.written) == said
    assert rig.device.send(set_rise(1)) is None


def test_that_a_frame_of_another_major_version_is_incompatible() -> None:
    rig = connected(OmlRig())
    rig.cable.deliver(b"\x00" + encode_frame(Frame(frame_type=3, seq=0, t_us=0, version=2)))
    reports = rig.advance_s(0.1)
    assert [c.link for c in of(reports, LinkChanged)] == [LinkState.INCOMPATIBLE]


def test_that_an_unknown_type_is_ignored_and_counted() -> None:
    rig = connected(OmlRig())
    rig.cable.deliver(encode_frame(Frame(frame_type=0x55, seq=0, t_us=0, payload=b"??")))
    rig.advance_s(0.2)
    assert rig.device.link is LinkState.UP
    assert rig.device.health.unknown == 1


def test_that_a_restart_without_unplugging_is_noticed_and_streams_go_on() -> None:
    rig = connected(OmlRig())
    before = rig.device.identity.boot_id
    rig.reboot()
    reports = rig.advance_s(0.2)
    assert rig.device.link is LinkState.OPENING
    reports += rig.advance_s(0.8)
    assert [c.link for c in of(reports, LinkChanged)] == [LinkState.OPENING, LinkState.UP]
    assert rig.device.identity.boot_id != before
    assert of(rig.advance_s(1.0), StreamSamples)


def test_that_a_device_that_never_answers_is_reported_and_tried_again() -> None:
    rig = OmlRig()
    rig.fall_silent()
    rig.device.connect()
    reports = rig.advance_s(3.2)
    assert [c.link for c in of(reports, LinkChanged)] == [LinkState.OPENING, LinkState.DOWN]
    rig.speak_again()
    rig.advance_s(2.0)
    assert rig.device.link is LinkState.UP


def test_that_waiting_for_a_silent_device_ends_in_an_error() -> None:
    rig = OmlRig()
    rig.fall_silent()
    rig.device.connect()
    with pytest.raises(DeviceError, match="Manikin does not answer"):
        rig.device.wait_until_up(1.0)


def test_that_all_commands_arrive_once_at_five_percent_loss_each_way() -> None:
    rig = connected(OmlRig())
    draws = iter(range(10**9))
    rig.drop = lambda _wire: draw_u64(3, "loss", next(draws)) % 20 == 0
    executed = []
    execute = rig.manikin._execute
    rig.manikin._execute = lambda command: executed.append(command.command) or execute(command)
    sent, results = [], []
    for n in range(1, 1001):
        sent.append(rig.device.send(set_rise(n)))
        results += of(rig.advance_s(0.1), CommandResult)
    # a lost one holds up its target's queue, which the session empties at its polls
    results += of(rig.advance_s(30.0), CommandResult)
    assert [r.command for r in results if r.outcome is CommandOutcome.OK] == sent
    assert executed == sent
    assert rig.output("chest.rise.l") == 1000


def test_that_commands_to_one_target_wait_for_each_other() -> None:
    rig = connected(OmlRig())
    losing = [True]
    rig.drop = lambda wire: losing[0] and b"chest.rise" in wire
    rig.device.send(set_rise(400))
    rig.device.send(set_rise(0))
    losing[0] = False
    results = of(rig.advance_s(1.0), CommandResult)
    assert [r.outcome for r in results] == [CommandOutcome.OK] * 2
    assert rig.output("chest.rise.l") == 0


def test_that_an_output_beyond_its_limits_is_refused() -> None:
    rig = connected(OmlRig())
    rig.device.send(set_rise(1001))
    assert [r.outcome for r in of(rig.advance_s(0.2), CommandResult)] == [CommandOutcome.RANGE]
    assert rig.output("chest.rise.l") == 0


def test_that_events_of_half_a_minute_without_a_link_all_arrive_once_in_order() -> None:
    rig = connected(OmlRig())
    rig.cable.unplug()
    for n in range(32):
        rig.cause_event(f"event {n}")
        rig.advance_s(1.0)
    rig.cable.plug_in()
    reports = rig.advance_s(5.0)
    assert [e.name for e in of(reports, DeviceEvent)] == [f"event {n}" for n in range(32)]


def test_that_events_arrive_once_in_order_at_heavy_loss() -> None:
    rig = connected(OmlRig())
    draws = iter(range(10**9))
    rig.drop = lambda _wire: draw_u64(4, "loss", next(draws)) % 5 == 0
    reports = []
    for n in range(50):
        rig.cause_event(f"event {n}")
        reports += rig.advance_s(0.3)
    reports += rig.advance_s(3.0)
    assert [e.name for e in of(reports, DeviceEvent)] == [f"event {n}" for n in range(50)]


def test_that_a_full_event_buffer_forgets_the_oldest_and_goes_on() -> None:
    rig = connected(OmlRig())
    rig.cause_event("before")
    rig.advance_s(0.2)
    rig.cable.unplug()
    rig.advance_s(0.2)
    for n in range(40):
        rig.cause_event(f"event {n}")
    rig.cable.plug_in()
    reports = rig.advance_s(5.0)
    assert [e.name for e in of(reports, DeviceEvent)] == [f"event {n}" for n in range(8, 40)]


def test_that_the_dead_mans_switch_opens_within_two_seconds_and_a_tenth() -> None:
    rig = connected(OmlRig())
    rig.device.send(set_rise(500))
    rig.advance_s(3.0)
    assert rig.output("chest.rise.l") == 500
    rig.cable.unplug()
    # the last heartbeat was up to 0.5 s before the plug was pulled
    rig.advance_s(1.4)
    assert rig.output("chest.rise.l") == 500
    rig.advance_s(0.7)
    assert rig.output("chest.rise.l") == 0


def test_that_lost_samples_are_counted_and_not_bridged() -> None:
    rig = connected(OmlRig())
    rig.advance_s(0.5)
    rig.drop = lambda wire: (
        wire[1:3] == b"\x10\x20" and draw_u64(1, "x", rig.manikin.now_us) % 9 == 0
    )
    reports = rig.advance_s(2.0)
    rig.drop = lambda _wire: False
    reports += rig.advance_s(0.5)
    samples = of(reports, StreamSamples)
    got = sum(len(s.values) for s in samples)
    assert rig.device.health.samples_lost > 10
    assert got + rig.device.health.samples_lost == 250
    assert len(samples) > 25


def test_that_lock_step_brings_exactly_the_samples_of_the_step() -> None:
    rig = connected(OmlRig(is_lock_step=True))
    for to_ms in range(100, 1001, 100):
        (samples,) = of(rig.device.advance_to(to_ms), StreamSamples)
        assert samples.t0_us == (to_ms - 90) * 1000
        assert len(samples.values) == 10


def test_that_a_command_counts_from_the_step_it_was_sent_in() -> None:
    rig = connected(OmlRig(is_lock_step=True))
    rig.device.advance_to(1000)
    rig.device.send(RESCUE)
    (samples,) = of(rig.device.advance_to(1300), StreamSamples)
    assert max(samples.values) == pytest.approx(54, abs=2)


def test_that_time_waits_for_a_command_that_was_lost_on_the_way() -> None:
    rig = connected(OmlRig(is_lock_step=True))
    rig.device.advance_to(1000)
    lost = []
    rig.drop = lambda wire: b"rescuer" in wire and not lost and not lost.append(wire)
    rig.device.send(RESCUE)
    (samples,) = of(rig.device.advance_to(1300), StreamSamples)
    assert lost
    assert max(samples.values) == pytest.approx(54, abs=2)


def test_that_a_hanging_lock_step_device_costs_the_deadline_once() -> None:
    rig = connected(OmlRig(is_lock_step=True))
    rig.device.advance_to(100)
    rig.fall_silent()
    before_s = rig.now_s
    assert [c.link for c in of(rig.device.advance_to(200), LinkChanged)] == [LinkState.STALE]
    assert 2.0 <= rig.now_s - before_s < 2.1
    before_s = rig.now_s
    assert rig.device.advance_to(300) == ()
    assert rig.now_s == before_s


def test_that_a_hanging_lock_step_device_that_wakes_goes_on() -> None:
    rig = connected(OmlRig(is_lock_step=True))
    swallowed = []
    rig.drop = lambda wire: b"\x80" in wire[:4] and not swallowed.append(wire)
    rig.device.advance_to(100)
    rig.device.advance_to(200)
    rig.drop = lambda _wire: False
    rig.manikin.receive(swallowed[0])
    rig._flush()
    reports = rig.device.advance_to(300)
    assert [c.link for c in of(reports, LinkChanged)] == [LinkState.UP]
    (samples,) = of(rig.device.advance_to(400), StreamSamples)
    assert samples.t0_us == 110_000
    assert len(samples.values) == 30


def test_that_a_lock_step_device_that_stays_silent_is_lost() -> None:
    rig = connected(OmlRig(is_lock_step=True))
    rig.fall_silent()
    rig.device.advance_to(100)
    rig.advance_s(2.5)
    assert rig.device.link in {LinkState.DOWN, LinkState.OPENING}


def test_that_a_lock_step_device_that_comes_back_joins_the_run_where_it_is() -> None:
    rig = connected(OmlRig(is_lock_step=True))
    rig.device.advance_to(60_000)
    rig.unplug()
    rig.device.advance_to(60_100)
    assert rig.device.link is LinkState.DOWN
    rig.plug_in()
    rig.advance_s(2.0)
    assert rig.device.link is LinkState.UP
    (samples,) = of(rig.device.advance_to(60_200), StreamSamples)
    assert samples.t0_us == 60_110_000


def test_that_the_wire_is_equal_byte_for_byte_with_equal_seeds() -> None:
    def wire_log() -> bytes:
        rig = OmlRig(is_lock_step=True)
        log = []
        deliver = rig.cable.deliver
        rig.cable.deliver = lambda wire: log.append(wire) or deliver(wire)
        connected(rig)
        rig.device.send(RESCUE)
        for to_ms in range(100, 5001, 100):
            rig.device.advance_to(to_ms)
        return b"".join(log)

    first = wire_log()
    assert first == wire_log()
    assert len(list(FrameDecoder().feed(first))) > 500


def test_that_an_hour_passes_the_wrap_of_numbers_and_clock_without_a_false_loss() -> None:
    rig = OmlRig(is_lock_step=True)
    # 71.6 minutes is the wrap of the clock, 655 seconds that of a 100 Hz stream's numbers
    rig.manikin._writer._next_seq[0x20] = 0xFFF0
    rig.manikin.now_us = (1 << 32) - 1_000_000 - (1 << 32) % 10_000
    at_ms = rig.manikin.now_us // 1000
    connected(rig)
    stamps = []
    for to_ms in range(at_ms + 100, at_ms + 3000, 100):
        stamps += [s.t0_us for s in of(rig.device.advance_to(to_ms), StreamSamples)]
    assert stamps == sorted(stamps)
    assert stamps[-1] > 1 << 32
    assert rig.device.health.samples_lost == 0


# ---------------------------------------------------------------- the device's clock


def test_that_the_devices_clock_is_known_after_a_second() -> None:
    rig = OmlRig()
    rig.advance_s(5.0)
    rig.reboot()
    connected(rig)
    rig.advance_s(1.0)
    clock = rig.device.clock
    # what was sampled by the device's clock at 0.5 s was so half a second after its start
    assert clock.to_ours(500_000) / 1e6 == pytest.approx(rig.booted_at_s + 0.5, abs=0.011)
    assert rig.device.health.round_trip_us == 0


def test_that_a_late_poll_does_not_make_the_way_longer() -> None:
    """The bytes are stamped as they come in, a tenth of a second before anybody looks."""
    rig = connected(OmlRig())
    rig.advance_s(30.0)
    assert rig.device.health.round_trip_us == 0
    assert abs(rig.device.health.clock_drift_ppm) < 50


def test_that_a_restarted_device_has_another_clock() -> None:
    rig = connected(OmlRig())
    rig.advance_s(20.0)
    before = rig.device.clock
    rig.reboot()
    rig.advance_s(3.0)
    after = rig.device.clock
    assert after.offset_us - before.offset_us == pytest.approx(-rig.booted_at_s * 1e6, abs=11_000)


def test_that_the_time_is_asked_once_a_second_and_never_in_lock_step() -> None:
    for is_lock_step, low, high in ((False, 9, 11), (True, 0, 0)):
        rig = connected(OmlRig(is_lock_step=is_lock_step))
        rig.advance_s(10.0)
        asked = [f for wire in rig.written for f in FrameDecoder().feed(wire) if f.frame_type == 6]
        assert low <= len(asked) <= high


def test_that_a_command_for_a_moment_says_so_on_the_wire_and_waits_for_it() -> None:
    rig = connected(OmlRig())
    rig.advance_s(1.0)
    at_us = rig.manikin.now_us + 500_000
    command = DeviceCommand(target="chest.rise.l", fields={"value": 600}, at_us=at_us)
    rig.device.send(command)
    (frame,) = FrameDecoder().feed(rig.written[-1])
    assert frame.flags & FrameFlag.AT_TIME
    results = of(rig.advance_s(0.4), CommandResult)
    assert [r.outcome for r in results] == [CommandOutcome.OK]
    assert rig.output("chest.rise.l") == 0
    rig.advance_s(0.2)
    assert rig.output("chest.rise.l") == 600
