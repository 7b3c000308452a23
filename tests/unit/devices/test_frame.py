"""OML/1 frames: round trips, noise."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.protocol.frame import (
    MAX_PAYLOAD,
    ClockUnwrapper,
    Damage,
    Frame,
    FrameDecoder,
    FrameFlag,
    FrameWriter,
    encode_frame,
)
from simrunner.domain.chance import draw_u64

frames = st.builds(
    Frame,
    frame_type=st.integers(0, 255),
    seq=st.integers(0, 0xFFFF),
    t_us=st.integers(0, 0xFFFFFFFF),
    payload=st.binary(max_size=MAX_PAYLOAD),
    flags=st.integers(0, 15).map(FrameFlag),
    version=st.integers(0, 15),
)


def noise(count: int, name: str = "noise") -> bytes:
    return b"".join(draw_u64(5, name, i).to_bytes(8, "big") for i in range(count // 8))


def decode(wire: bytes) -> list[Frame]:
    return list(FrameDecoder().feed(wire))


@given(st.lists(frames, max_size=5), st.integers(1, 40))
def test_that_frames_survive_any_cutting_of_the_byte_stream(sent, cut) -> None:
    wire = b"".join(encode_frame(frame) for frame in sent)
    decoder = FrameDecoder()
    got = [f for i in range(0, len(wire), cut) for f in decoder.feed(wire[i : i + cut])]
    assert got == sent
    assert decoder.counters.rx_bad == 0


@given(frames)
def test_that_no_zero_byte_is_inside_a_frame(frame) -> None:
    assert encode_frame(frame).index(0) == len(encode_frame(frame)) - 1


@given(frames)
def test_that_no_flipped_bit_makes_another_frame(frame) -> None:
    wire = encode_frame(frame)
    for bit in range(8 * len(wire) - 8):
        flipped = bytearray(wire)
        flipped[bit // 8] ^= 1 << bit % 8
        assert decode(bytes(flipped)) == []


@given(st.lists(frames, min_size=3, max_size=3), st.integers(0), st.integers(1, 255))
def test_that_a_corrupt_byte_costs_one_frame_and_no_other(sent, place, change) -> None:
    wires = [encode_frame(frame) for frame in sent]
    middle = bytearray(wires[1])
    middle[place % (len(middle) - 1)] ^= change
    decoder = FrameDecoder()
    assert decoder.feed(wires[0] + bytes(middle) + wires[2]) == [sent[0], sent[2]]
    assert decoder.counters.rx_bad in {1, 2}  # 2 when the byte became a delimiter


def test_that_ten_million_random_bytes_make_no_frame_and_no_exception() -> None:
    wire = np.random.default_rng(5).bytes(10_000_000)
    decoder = FrameDecoder()
    got = [f for i in range(0, len(wire), 4096) for f in decoder.feed(wire[i : i + 4096])]
    assert got == []
    assert decoder.counters.rx_ok == 0
    # a delimiter every 256 bytes, and as good as no empty stretch between two of them
    assert decoder.counters.rx_bad == len([part for part in wire.split(b"\0")[:-1] if part])


def test_that_every_damage_of_random_bytes_is_counted_once() -> None:
    wire = np.random.default_rng(6).bytes(1_000_000)
    decoder = FrameDecoder()
    decoder.feed(wire)
    damaged = decoder.counters.damaged
    assert sum(damaged.values()) == decoder.counters.rx_bad
    assert all(damaged[kind] > 0 for kind in Damage if kind is not Damage.CHECKSUM)


def test_that_a_frame_with_a_leading_zero_is_never_lost_after_garbage() -> None:
    frame = Frame(frame_type=0x10, seq=1, t_us=2, payload=b"abc")
    for trial in range(500):
        garbage = noise(8 * (1 + trial % 40), f"garbage {trial}")
        assert decode(garbage + encode_frame(frame, lead=True)) == [frame]


def test_that_garbage_without_a_leading_zero_costs_one_frame_at_most() -> None:
    sent = [Frame(frame_type=0x20, seq=n, t_us=n, payload=b"ab") for n in range(3)]
    wire = b"".join(encode_frame(frame) for frame in sent)
    for trial in range(500):
        got = decode(noise(8 * (1 + trial % 40), f"junk {trial}") + wire)
        assert got in (sent, sent[1:])


def test_that_a_megabyte_without_a_delimiter_is_not_kept() -> None:
    decoder = FrameDecoder()
    for _ in range(256):
        assert list(decoder.feed(b"\x55" * 4096)) == []
        assert decoder.buffered <= 256
    frame = Frame(frame_type=1, seq=0, t_us=0)
    assert list(decoder.feed(b"\x00" + encode_frame(frame))) == [frame]
    assert decoder.counters.rx_bad == 1


@pytest.mark.parametrize("flood", ["noise", "no delimiter", "only delimiters", "tiny frames"])
def test_that_the_decoder_does_not_grow_under_a_flood(flood) -> None:
    piece = {
        "noise": np.random.default_rng(7).bytes(16_384), "no delimiter": b"\x55" * 16_384,
        "only delimiters": bytes(16_384), "tiny frames": b"\x01\x00" * 8_192,
    }[flood]  # fmt: skip
    decoder = FrameDecoder()
    decoder.feed(piece)
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for _ in range(8):
        decoder.feed(piece)
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < 4096
    assert decoder.buffered <= 253


def test_that_a_line_that_was_idle_is_cut_off_before_the_next_sample() -> None:
    writer = FrameWriter()
    wires = [writer.write(0x20, b"ab", t_us=t) for t in (0, 10_000, 60_000, 110_000 - 1)]
    assert [wire[0] == 0 for wire in wires] == [True, False, True, False]


def test_that_an_unknown_type_is_counted_and_handed_on() -> None:
    decoder = FrameDecoder()
    strange = Frame(frame_type=0xC3, seq=0, t_us=0)
    assert list(decoder.feed(encode_frame(strange))) == [strange]
    assert (decoder.counters.rx_ok, decoder.counters.unknown) == (1, 1)


def test_that_a_payload_beyond_the_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="241"):
        encode_frame(Frame(frame_type=1, seq=0, t_us=0, payload=bytes(MAX_PAYLOAD + 1)))


def test_that_streams_and_control_frames_are_numbered_apart_and_wrap() -> None:
    writer = FrameWriter(_next_seq={0x20: 0xFFFF})
    wire = b"".join(writer.write(t, b"", t_us=0) for t in (0x20, 0x01, 0x20, 0x03, 0x21))
    assert [(f.frame_type, f.seq) for f in decode(wire)] == [
        (0x20, 0xFFFF), (0x01, 0), (0x20, 0), (0x03, 1), (0x21, 0)
    ]  # fmt: skip


@given(st.integers(0, 1 << 34), st.lists(st.integers(0, (1 << 31) - 1), max_size=20))
def test_that_a_wrapping_clock_goes_on_growing(start, steps) -> None:
    clock = ClockUnwrapper()
    now = start
    offset = now - clock.unwrap(now % (1 << 32))
    for step in steps:
        now += step
        assert clock.unwrap(now % (1 << 32)) + offset == now


def test_that_a_late_stamp_just_before_a_wrap_is_not_an_hour_ahead() -> None:
    clock = ClockUnwrapper()
    clock.unwrap((1 << 32) - 10)
    assert clock.unwrap(5) == (1 << 32) + 5
    assert clock.unwrap((1 << 32) - 3) == (1 << 32) - 3
