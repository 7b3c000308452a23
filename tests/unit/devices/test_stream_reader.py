"""Stream frames to samples, whatever order they come in."""

import struct

from devices.drivers.oml.streams import StreamReader
from devices.protocol.capability import Channel
from devices.protocol.frame import Frame
from simrunner.hardware.kit import SampleClock

STREAM_0 = 0x20
PERIOD_US = 10_000


def reader() -> StreamReader:
    made = StreamReader()
    channel = Channel(name="cpr.depth", unit="mm", wire_type="i16", scale=0.1, rate_hz=100)
    made.restart({0: (channel,)})
    return made


def feed(streams: StreamReader, *numbers: int) -> list[float]:
    for number in numbers:
        frame = Frame(
            frame_type=STREAM_0, seq=number & 0xFFFF, t_us=0, payload=struct.pack("<h", number * 10)
        )
        streams.feed(frame, number * PERIOD_US)
    return [value for samples in streams.take() for value in samples.values]


def test_that_a_frame_told_twice_counts_once_and_loses_none() -> None:
    streams = reader()
    assert feed(streams, 1, 2, 2, 3) == [1, 2, 3]
    assert streams.lost == 0


def test_that_a_late_frame_stays_lost_and_time_goes_on() -> None:
    streams = reader()
    assert feed(streams, 1, 3, 2, 4) == [1, 3, 4]
    assert streams.lost == 1


def test_that_a_device_may_begin_to_count_anew() -> None:
    streams = reader()
    assert feed(streams, *range(500, 600), 0, 1, 2)[-3:] == [0, 1, 2]
    assert streams.lost == 0


def test_that_numbers_wrap_without_a_loss() -> None:
    streams = reader()
    for first in range(0, 70_000, 1_000):
        for number in range(first, first + 1_000):
            frame = Frame(
                frame_type=STREAM_0, seq=number & 0xFFFF, t_us=0, payload=struct.pack("<h", 1)
            )
            streams.feed(frame, number * PERIOD_US)
    assert streams.lost == 0
    assert sum(len(samples.values) for samples in streams.take()) == 70_000


def test_that_an_oximeter_with_a_fast_clock_is_never_in_the_future() -> None:
    clock = SampleClock(13_333)
    newest = []
    for piece in range(10_800):  # an hour; 25 samples come in 330 instead of 333.3 ms
        now_us = (piece + 1) * 330_000
        newest.append(clock.take(25, now_us) - now_us)
    assert max(newest) <= 0
