"""What the desk keeps of each device: not too much, from one of a name, with its time."""

import json
from dataclasses import replace
from itertools import pairwise

import pytest
from support.device_frames import frame_with
from support.device_rig import OmlRig

from devices.protocol.frame import FrameDecoder, FrameFlag
from devices.protocol.message import LinkReset, decode_message, encode_message, type_of
from devices.simulated.manikin import Manikin
from devices.transport.link import TransportError
from simrunner.cpr.detector import CompressionDetector
from simrunner.domain.action import Compress, ReadDevice
from simrunner.hardware.allowance import ACTIONS_AT_ONCE, ACTIONS_PER_S, Allowance
from simrunner.hardware.desk import DeviceDesk
from simrunner.hardware.device import DeviceCommand, DeviceError, DeviceNote, LinkState
from simrunner.hardware.outputs import pulse_delay_ms
from simrunner.hardware.pairing import PairedDevices


def desk_of(*rigs: OmlRig, paired=("SM-0001",)) -> DeviceDesk:
    desk = DeviceDesk(
        [rig.device for rig in rigs], paired=PairedDevices(paired), sense_for=CompressionDetector,
        monotonic_s=lambda: rigs[0].now_s, wall_text=lambda: "2026-01-01T00:00:00+00:00",
        tr=lambda message, /, **fields: message.format(**fields),
    )  # fmt: skip
    desk.connect()
    for rig in rigs:
        rig.device.wait_until_up(3.0)
    desk.watch()
    return desk


def live(desk: DeviceDesk, *rigs: OmlRig, steps: int, from_ms: int = 0, each=lambda _step: None):
    """Take steps of 0.1 s in real time and return the actions."""
    actions = []
    for step in range(1, steps + 1):
        each(step)
        for rig in rigs:
            rig._pass(0.1)
        actions += desk.advance_to(from_ms + step * 100)
    return actions


def words(desk: DeviceDesk, kind: str = "link") -> list[str]:
    return [remark.words for remark in desk.take_remarks() if remark.kind == kind]


# ---------------------------------------------------------------- floods


def test_that_an_allowance_is_so_much_at_once_and_so_much_a_second() -> None:
    allowance = Allowance(at_once=3, per_s=2)
    assert [allowance.takes(0) for _ in range(5)] == [True, True, True, False, False]
    assert [allowance.takes(500), allowance.takes(500)] == [True, False]
    assert [allowance.takes(60_000) for _ in range(4)] == [True, True, True, False]
    assert allowance.refused == 4


def test_that_a_device_cannot_flood_the_record_and_what_is_left_out_is_counted() -> None:
    rig = OmlRig(is_lock_step=True)
    desk = desk_of(rig)
    desk.take_remarks()
    sent = 0

    def press(_step: int) -> None:
        nonlocal sent
        for _ in range(20):
            rig.manikin.feel("touch", {"value": 1})
            sent += 1

    felt = live(desk, rig, steps=200, each=press)
    most = ACTIONS_AT_ONCE + 20 * ACTIONS_PER_S
    assert most - 20 <= len(felt) <= most
    status = desk.status()[0]
    assert status.dropped == sent - len(felt)
    lines = words(desk)
    assert len(lines) == 2  # at once, and again ten seconds later
    assert all("Manikin: says too much" in line for line in lines)
    assert f"{status.dropped} left out" not in lines[0]


def test_that_what_a_device_kept_while_its_link_was_down_is_no_flood() -> None:
    rig = OmlRig()
    desk = desk_of(rig)
    rig.cable.unplug()
    for number in range(32):
        rig.manikin.feel("touch", {"value": number})
    rig.cable.plug_in()
    felt = live(desk, rig, steps=30)
    assert [action.reading for action in felt] == [str(number) for number in range(32)]
    assert desk.status()[0].dropped == 0


def test_that_a_device_that_nobody_paired_cannot_fill_the_record_with_remarks() -> None:
    rig = OmlRig(is_lock_step=True)
    desk = desk_of(rig, paired=())
    desk.take_remarks()
    felt = live(
        desk, rig, steps=600, each=lambda _step: [rig.manikin.feel("touch", {}) for _ in range(5)]
    )
    assert felt == []
    assert len(words(desk)) <= 30 + 60 + 7
    assert desk.status()[0].dropped > 2800


def test_that_a_link_that_comes_and_goes_for_ever_is_remarked_within_limits() -> None:
    rig = OmlRig()
    desk = desk_of(rig)
    desk.take_remarks()
    reset = LinkReset()

    def shake(_step: int) -> None:
        if rig.device.link is LinkState.UP:
            rig.manikin._send_bytes(type_of(reset), encode_message(reset))

    live(desk, rig, steps=600, each=shake)
    told, dropped = words(desk), desk.status()[0].dropped
    assert 80 <= len(told) <= 30 + 60 + 7
    assert dropped > 30
    assert any("left out" in line for line in told)


def test_that_a_long_text_is_a_short_remark_and_no_action() -> None:
    rig = OmlRig(is_lock_step=True)
    desk = desk_of(rig)
    desk.take_remarks()
    rig.manikin.feel("n" * 70, {"value": 1})
    assert desk.advance_to(100) == ()
    assert words(desk)[0].endswith("not understood: a name of 70 characters")


class Refused:
    """A transport that somebody else has."""

    is_open = False

    def open(self) -> None:
        raise TransportError("COM3 is in use: close the other program that has it open")

    def close(self) -> None:
        """There is nothing to close."""


def test_that_what_stands_against_a_device_is_in_the_record_once() -> None:
    rig = OmlRig()
    rig.device._talk.wire._transport = Refused()
    desk = DeviceDesk(
        [rig.device], paired=PairedDevices(), sense_for=CompressionDetector,
        monotonic_s=lambda: rig.now_s, wall_text=lambda: "", tr=lambda m, /, **f: m.format(**f),
    )  # fmt: skip
    desk.connect()
    live(desk, rig, steps=100)
    why = "COM3 is in use: close the other program that has it open"
    assert words(desk) == [f"Manikin: not connected ({why})"]
    assert desk.status()[0].reason == why


def test_that_a_drivers_note_is_in_the_record_within_its_allowance() -> None:
    rig = OmlRig(is_lock_step=True)
    desk = desk_of(rig)
    desk.take_remarks()
    rig.device._talk.reports.extend([DeviceNote(words="no such rhythm")] * 100)
    desk.advance_to(100)
    told = words(desk)
    assert told[0] == "Manikin: no such rhythm"
    assert len(told) <= 31


def test_that_a_device_that_cannot_start_keeps_no_other_from_being_looked_for() -> None:
    broken, whole = OmlRig(), OmlRig()

    def fails() -> None:
        raise DeviceError("the simulated manikin did not start")

    broken.device.connect = fails
    desk = DeviceDesk(
        [broken.device, whole.device], paired=PairedDevices(), sense_for=CompressionDetector,
        monotonic_s=lambda: whole.now_s, wall_text=lambda: "", tr=lambda m, /, **f: m.format(**f),
    )  # fmt: skip
    with pytest.raises(DeviceError, match="did not start"):
        desk.connect()
    live(desk, whole, steps=10)
    assert [status.link for status in desk.status()] == [LinkState.DOWN, LinkState.UP]


# ---------------------------------------------------------------- two of a name


def test_that_of_two_devices_with_one_serial_number_only_the_first_acts() -> None:
    first, second = OmlRig(), OmlRig(Manikin(seed=2))
    second.device._name = "Copy"
    desk = desk_of(first, second)
    assert words(desk)[-1] == (
        "Copy: has the serial number SM-0001, as Manikin has: it may not act; unplug one of them"
    )
    first.manikin.feel("touch", {"value": "first"})
    second.manikin.feel("touch", {"value": "second"})
    felt = live(desk, first, second, steps=3)
    assert [action.reading for action in felt] == ["first"]
    desk.show(frame_with(SBP=120, HR=80, RR=12))
    live(desk, first, second, steps=3, from_ms=300)
    assert first.manikin.outputs["resp.rate"] == 12
    assert set(second.manikin.outputs.values()) == {0.0}
    assert [status.twin for status in desk.status()] == ["", "Manikin"]


def test_that_the_first_stays_the_first_through_a_short_silence() -> None:
    first, second = OmlRig(), OmlRig(Manikin(seed=2))
    desk = desk_of(first, second)
    first.fall_silent()
    live(desk, first, second, steps=6)
    assert desk.status()[0].link is LinkState.STALE
    first.speak_again()
    live(desk, first, second, steps=3, from_ms=600)
    assert desk.status()[0].link is LinkState.UP
    assert [bool(status.twin) for status in desk.status()] == [False, True]


def test_that_the_second_acts_once_the_first_is_unplugged() -> None:
    first, second = OmlRig(), OmlRig(Manikin(seed=2))
    desk = desk_of(first, second)
    first.unplug()
    live(desk, first, second, steps=2)
    second.manikin.feel("touch", {"value": "second"})
    felt = live(desk, first, second, steps=2, from_ms=200)
    assert [action.reading for action in felt] == ["second"]
    first.plug_in()
    live(desk, first, second, steps=20, from_ms=400)
    assert [status.link for status in desk.status()] == [LinkState.UP, LinkState.UP]
    # the one that came back has become the second
    assert [bool(status.twin) for status in desk.status()] == [True, False]


# ---------------------------------------------------------------- times


def times(desk: DeviceDesk) -> list[dict]:
    return [json.loads(line) for line in words(desk, "device-time")]


def test_that_what_a_device_did_is_kept_with_its_time_in_the_run() -> None:
    rig = OmlRig()
    desk = desk_of(rig)
    live(desk, rig, steps=30)
    desk.take_remarks()
    for _ in range(3):
        rig._pass(0.01)
    felt_at_s = rig.now_s
    rig.manikin.feel("touch", {"value": 1})
    rig._pass(0.07)
    felt = desk.advance_to(3100)
    assert [type(action) for action in felt] == [ReadDevice]
    (told,) = times(desk)
    assert told["device"] == "Manikin"
    assert told["what"] == "touch"
    assert told["host_us"] == pytest.approx(felt_at_s * 1e6, abs=1000)
    assert told["run_ms"] == pytest.approx(3030, abs=1)
    assert told["heard_us"] >= told["host_us"]
    assert told["device_us"] == rig.manikin.now_us - 70_000


def test_that_each_compression_is_kept_with_the_time_of_its_peak() -> None:
    rig = OmlRig()
    desk = desk_of(rig)
    live(desk, rig, steps=30)
    desk.take_remarks()
    fields = {"duration_ms": 5000, "rate_per_min": 110, "depth_mm": 54}
    desk.send(DeviceCommand(target="sim.rescuer", fields=fields))
    felt = live(desk, rig, steps=60, from_ms=3000)
    told = times(desk)
    assert {type(action) for action in felt} == {Compress}
    assert len(told) == len(felt) >= 8
    gaps_ms = [b["run_ms"] - a["run_ms"] for a, b in pairwise(told)]
    assert all(gap_ms == pytest.approx(60_000 / 110, abs=30) for gap_ms in gaps_ms)


def test_that_what_was_refused_has_no_time_in_the_record() -> None:
    rig = OmlRig()
    desk = desk_of(rig, paired=())
    live(desk, rig, steps=30)
    rig.manikin.feel("touch", {})
    live(desk, rig, steps=3, from_ms=3000)
    assert times(desk) == []


# ---------------------------------------------------------------- pulses with the beat


def test_that_a_pulse_changes_at_a_moment_of_the_devices_clock_and_breathing_at_once() -> None:
    rig = OmlRig()
    desk = desk_of(rig)
    live(desk, rig, steps=20)
    rig.written.clear()
    at_us = rig.manikin.now_us
    desk.show(frame_with(SBP=120, HR=80, RR=12))
    frames = [frame for wire in rig.written for frame in FrameDecoder().feed(wire)]
    told = {(command := decode_message(f.frame_type, f.payload)).target: (command, f)
            for f in frames}  # fmt: skip
    for target in ("pulse.carotid.l", "pulse.carotid.r", "pulse.rate"):
        command, frame = told[target]
        assert frame.flags & FrameFlag.AT_TIME
        assert command.at_us == pytest.approx(at_us + 100_000, abs=12_000)
    assert told["resp.rate"][0].at_us is None
    rig._pass(0.05)
    assert rig.manikin.outputs["resp.rate"] == 12
    assert rig.manikin.outputs["pulse.carotid.l"] == 0
    rig._pass(0.08)
    assert rig.manikin.outputs["pulse.carotid.l"] == 1000


@pytest.mark.parametrize(
    ("beeps_at_ms", "rate", "delay_ms"),
    [
        ((), 80, 100),
        ((950,), 0, 100),
        ((950,), 60, 950),  # the next beat is at 1950
        ((920,), 120, 420),  # at 1420
        ((910,), 600, 110),  # of 1010, 1110 the first is too near
        ((1000,), 600, 100),
    ],
)
def test_that_a_pulse_waits_for_the_first_beat_that_can_be_reached(
    beeps_at_ms, rate, delay_ms
) -> None:
    frame = frame_with(SBP=120, HR=rate, at_ms=1000)
    frame = replace(frame, monitor=replace(frame.monitor, beeps_at_ms=beeps_at_ms))
    assert pulse_delay_ms(frame) == delay_ms


def test_that_a_stop_forgets_a_pulse_that_was_still_to_come() -> None:
    rig = OmlRig()
    desk = desk_of(rig)
    live(desk, rig, steps=20)
    desk.show(frame_with(SBP=120, HR=80, RR=12))
    (report,) = desk.make_safe()
    assert report.is_confirmed
    live(desk, rig, steps=5, from_ms=2000)
    assert set(rig.manikin.outputs.values()) == {0.0}
