"""The simulated firmware by itself: time, commands for later, streams at another rate."""

import pytest

from devices.protocol.frame import Frame, FrameDecoder, FrameWriter
from devices.protocol.message import (
    Acknowledgement,
    Command,
    Hello,
    Message,
    Subscribe,
    TimeRequest,
    TimeResponse,
    decode_message,
    encode_message,
    type_of,
)
from devices.simulated.agenda import CAPACITY
from devices.simulated.manikin import Manikin

OK, RANGE, BUSY = 0, 2, 3


class Bench:
    """The firmware on a bench: said to, listened to, under a clock kept by hand."""

    def __init__(self) -> None:
        self.manikin = Manikin(seed=1)
        self._writer = FrameWriter()
        self._decoder = FrameDecoder()
        self.say(Hello())

    def say(self, message: Message) -> list[Frame]:
        wire = self._writer.write(
            type_of(message), encode_message(message), t_us=self.manikin.now_us
        )
        self.manikin.receive(wire)
        return self.hear()

    def hear(self) -> list[Frame]:
        return list(self._decoder.feed(self.manikin.take()))

    def answer(self, message: Message) -> Message:
        *_, frame = self.say(message)
        return decode_message(frame.frame_type, frame.payload)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def rise(number: int, at_us: int | None = None, permille: int = 700) -> Command:
    return Command(command=number, target="chest.rise.l", fields={"value": permille}, at_us=at_us)


def test_that_the_time_is_told_on_the_clock_of_its_frames(bench) -> None:
    bench.manikin.now_us = (1 << 32) + 250_000
    (frame,) = bench.say(TimeRequest(asked_us=77_000_000_000))
    assert decode_message(frame.frame_type, frame.payload) == TimeResponse(
        asked_us=77_000_000_000, received_us=250_000, answered_us=frame.t_us
    )


def test_that_a_command_for_later_takes_effect_at_its_moment(bench) -> None:
    assert bench.answer(rise(1, at_us=500_000)) == Acknowledgement(command=1, result=OK)
    bench.manikin.run_until(490_000)
    assert bench.manikin.outputs["chest.rise.l"] == 0
    bench.manikin.run_until(500_000)
    assert bench.manikin.outputs["chest.rise.l"] == 700


def test_that_commands_for_later_take_effect_in_order_of_time(bench) -> None:
    for number, (at_us, permille) in enumerate(((300_000, 3), (100_000, 1), (200_000, 2)), start=1):
        bench.say(rise(number, at_us=at_us, permille=permille))
    seen = []
    for t_us in (100_000, 200_000, 300_000):
        bench.manikin.run_until(t_us)
        seen.append(bench.manikin.outputs["chest.rise.l"])
    assert seen == [1, 2, 3]


def test_that_a_command_for_the_past_takes_effect_at_once(bench) -> None:
    bench.manikin.run_until(1_000_000)
    bench.say(rise(1, at_us=900_000))
    assert bench.manikin.outputs["chest.rise.l"] == 700


def test_that_a_command_for_just_after_the_wrap_waits_for_it(bench) -> None:
    bench.manikin.now_us = (1 << 32) - 100_000
    bench.say(rise(1, at_us=50_000))
    assert bench.manikin.outputs["chest.rise.l"] == 0
    bench.manikin.run_until((1 << 32) + 50_000)
    assert bench.manikin.outputs["chest.rise.l"] == 700


def test_that_a_wrong_number_for_later_is_refused_at_once(bench) -> None:
    assert bench.answer(rise(1, at_us=500_000, permille=1001)).result == RANGE


def test_that_a_full_list_is_busy_and_has_room_again_later(bench) -> None:
    results = [
        bench.answer(rise(n, at_us=100_000 + n)).result for n in range(1, CAPACITY + 2)
    ]  # fmt: skip
    assert results == [OK] * CAPACITY + [BUSY]
    bench.manikin.run_until(200_000)
    assert bench.answer(rise(99, at_us=300_000)).result == OK


def test_that_switching_off_forgets_what_was_planned(bench) -> None:
    bench.say(rise(1, at_us=500_000))
    bench.say(Command(command=2, target="device.safe", fields={"value": 1}))
    bench.manikin.run_until(600_000)
    assert bench.manikin.outputs["chest.rise.l"] == 0


def test_that_a_repeated_command_for_later_is_planned_once(bench) -> None:
    for _ in range(2 * CAPACITY):
        assert bench.answer(rise(1, at_us=500_000)).result == OK
    assert bench.answer(rise(2, at_us=500_000)).result == OK


@pytest.mark.parametrize(
    ("asked_hz", "sent"), [(100, 100), (50, 50), (40, 50), (1, 1), (5000, 100)]
)
def test_that_a_stream_comes_at_the_rate_that_was_asked_for(bench, asked_hz, sent) -> None:
    bench.say(Subscribe(rate_hz={0: asked_hz}))
    bench.manikin.run_until(1_000_000)
    assert len([frame for frame in bench.hear() if frame.stream == 0]) == sent


def test_that_another_host_may_begin_its_numbers_anew(bench) -> None:
    assert bench.answer(rise(1, permille=100)).result == OK
    bench.say(Hello())
    bench.say(rise(1, permille=300))
    assert bench.manikin.outputs["chest.rise.l"] == 300


def test_that_other_subscriptions_leave_a_stream_as_it_is(bench) -> None:
    bench.say(Subscribe(rate_hz={0: 100}))
    bench.say(Subscribe(rate_hz={7: 10}))
    bench.manikin.run_until(100_000)
    assert len([frame for frame in bench.hear() if frame.stream == 0]) == 10
    bench.say(Subscribe(rate_hz={0: 0}))
    bench.manikin.run_until(200_000)
    assert [frame for frame in bench.hear() if frame.stream == 0] == []
