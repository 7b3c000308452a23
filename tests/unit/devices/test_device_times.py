"""A device's time on the host's clock: clocks that run wrong, wraps, cables, restarts."""

import pytest
from support.device_rig import OmlRig
from support.drifting_manikin import DriftingRig

from devices.drivers.oml.link import Arrival
from devices.drivers.oml.time_keeper import TimeKeeper
from devices.protocol.frame import Frame, FrameDecoder
from devices.protocol.message import TimeResponse
from simrunner.hardware.device import DeviceEvent, LinkState, StreamSamples

WRAP_US = 1 << 32


def of(reports, kind):
    return [report for report in reports if isinstance(report, kind)]


def up(rig: DriftingRig) -> DriftingRig:
    rig.device.connect()
    rig.device.wait_until_up(3.0)
    return rig


def felt_errors_us(rig: DriftingRig, seconds: int) -> tuple[list[float], list[DeviceEvent]]:
    """How far the mapped times of an event each half second are from the true ones."""
    found, events, true_s = [], [], []
    for _ in range(2 * seconds):
        # the firmware stamps an event with its own clock, which stood at the last tick
        true_s.append(rig.now_s + (rig.manikin.now_us - rig.device_us(rig.now_s)) / 1e6)
        rig.cause_event("touch")
        events += of(rig.advance_s(0.5), DeviceEvent)
    events += of(rig.advance_s(0.5), DeviceEvent)
    assert len(events) == len(true_s)
    found = [abs(e.felt_s - s) * 1e6 for e, s in zip(events, true_s, strict=True)]
    return sorted(found), events


@pytest.mark.parametrize("drift_ppm", [-200, 200])
def test_that_events_are_mapped_within_a_millisecond_on_a_clock_that_runs_wrong(drift_ppm) -> None:
    rig = up(DriftingRig(drift_ppm=drift_ppm))
    rig.advance_s(30.0)
    errors_us, events = felt_errors_us(rig, 90)
    assert errors_us[len(errors_us) * 99 // 100] < 1000
    assert rig.device.health.clock_drift_ppm == pytest.approx(drift_ppm, abs=40)
    # arrival is not the time of the event: one in twenty waits for up to 16 ms
    late_s = sorted(e.heard_s - e.felt_s for e in events)
    assert late_s[-1] > 0.003


def test_that_samples_are_mapped_as_events_are() -> None:
    rig = up(DriftingRig(drift_ppm=150))
    rig.advance_s(30.0)
    for samples in of(rig.advance_s(5.0), StreamSamples):
        true_s = rig.booted_at_s + (samples.t0_us - rig.began_us) / 1e6 / (1 + 150e-6)
        assert samples.t0_s == pytest.approx(true_s, abs=0.001)


def test_that_a_wrap_of_clock_and_numbers_is_no_loss_and_no_step_back() -> None:
    began_us = WRAP_US - 20_000_000 - WRAP_US % 10_000
    rig = DriftingRig(drift_ppm=100, began_us=began_us)
    rig.manikin._writer._next_seq[0x20] = 0xFFFF - 1000
    up(rig)
    reports = rig.advance_s(5.0)
    errors_us, events = felt_errors_us(rig, 30)
    reports += rig.advance_s(1.0)
    assert errors_us[-1] < 1500
    assert events[0].t_us < WRAP_US < events[-1].t_us
    assert [e.t_us for e in events] == sorted(e.t_us for e in events)
    assert [e.felt_s for e in events] == sorted(e.felt_s for e in events)
    assert rig.device.health.samples_lost == 0


def test_that_a_wrap_behind_a_pulled_cable_is_seen() -> None:
    """The device runs on; more than half a wrap later its clock is still told as one that grows."""
    rig = up(DriftingRig(drift_ppm=0, began_us=1_000_000))
    rig.advance_s(20.0)
    before_us = rig.device._talk.time.theirs_us()
    rig.cable.unplug()
    rig.advance_s(0.2)
    rig.now_s += 3000.0  # of the 4295 s of a wrap
    rig.manikin.now_us += 3_000_000_000
    rig.cable.plug_in()
    rig.advance_s(2.0)
    assert rig.device.link is LinkState.UP
    rig.cause_event("touch")
    (event,) = of(rig.advance_s(0.5), DeviceEvent)
    assert event.t_us == pytest.approx(before_us + 3_002_200_000, abs=20_000)
    assert event.felt_s == pytest.approx(rig.now_s - 0.5, abs=0.02)


def test_that_a_restart_begins_a_new_clock() -> None:
    rig = up(DriftingRig(drift_ppm=0, began_us=500_000_000))
    rig.advance_s(20.0)
    rig.reboot()
    rig.advance_s(4.0)
    rig.cause_event("touch")
    (event,) = of(rig.advance_s(0.5), DeviceEvent)
    assert event.t_us < 5_000_000
    assert event.felt_s == pytest.approx(rig.now_s - 0.5, abs=0.02)


def test_that_what_is_later_on_the_device_is_never_earlier_here() -> None:
    """A better answer moves the estimate back by 4 ms between two samples 1 ms apart."""
    clock_s = [1.0]
    keeper = TimeKeeper(lambda: clock_s[0])

    def answer(asked_us: int, device_us: int, heard_us: int) -> None:
        told = TimeResponse(asked_us=asked_us, received_us=device_us, answered_us=device_us)
        frame = Frame(frame_type=7, seq=0, t_us=device_us)
        keeper.take(
            told, Arrival(frame=frame, t_us=device_us, message=told, heard_s=heard_us / 1e6)
        )

    answer(1_000_000, 500_000, 1_010_000)  # ten milliseconds on the way, all of them there
    first_s = keeper.ours_s(600_000)
    answer(2_000_000, 1_501_000, 2_000_200)
    second_s = keeper.ours_s(601_000)
    assert second_s == first_s
    assert keeper.ours_s(700_000) > first_s
    # what was earlier on the device may still be told as earlier
    assert keeper.ours_s(500_000) < first_s


def test_that_nothing_is_mapped_before_the_clock_is_known() -> None:
    rig = OmlRig()
    rig.drop = lambda wire: any(f.frame_type == 6 for f in FrameDecoder().feed(wire))
    rig.device.connect()
    rig.device.wait_until_up(3.0)
    rig.cause_event("early")
    (event,) = of(rig.advance_s(0.2), DeviceEvent)
    assert event.heard_s is not None
    assert event.felt_s is None
    assert rig.device.device_us_in(0.1) is None


def test_that_in_lock_step_the_devices_time_is_run_time_and_nothing_is_mapped() -> None:
    rig = OmlRig(is_lock_step=True)
    rig.device.connect()
    rig.device.wait_until_up(3.0)
    rig.cause_event("touch")
    reports = rig.device.advance_to(100)
    assert [e.felt_s for e in of(reports, DeviceEvent)] == [None]
    assert [s.t0_s for s in of(reports, StreamSamples)] == [None]
    assert rig.device.device_us_in(0.1) is None
