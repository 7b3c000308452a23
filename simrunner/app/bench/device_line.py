"""D1 to D3: what a sample on a manikin's line costs, and what noise on it does."""

import time
import tracemalloc
import zlib
from collections.abc import Callable, Sequence
from struct import Struct
from typing import Protocol

import numpy as np

from simrunner.app.bench.figure import Figure, take_turns, tell
from simrunner.app.devices import device_tool

SAMPLES = 50_000
SAMPLE = bytes(range(32))
NOISE_BYTES = 10_000_000
FLOOD_BYTES = 1_000_000_000
_PIECE = 65_536
_MOST_US = 5.0
_MOST_NOISE_S = 5.0
_MOST_GROWTH_KIB = 64.0
_MOST_KEPT_KIB = 2048.0
"""A link keeps a mebibyte of what nobody has fetched yet."""

_HEADER = Struct("<BBHI")


class LineCodec(Protocol):
    """What a package of devices offers under the tool name `codec`."""

    good: int
    broken: int

    def encode(self, sample: bytes, t_us: int) -> bytes:
        """Return the wire bytes of one sample."""
        ...

    def decode(self, received: bytes) -> list[bytes]:
        """Return the payloads that are complete with these bytes."""
        ...


def measure_sample() -> Sequence[Figure]:
    """Return the time to encode and decode a sample of 32 bytes, beside a byte-wise reader."""
    tell(f"D1: {SAMPLES} samples, each encoded and decoded")
    pairs = take_turns(lambda: _each_us(_by_byte), lambda: _each_us(_ours()))
    ratios = sorted(ours / baseline for baseline, ours in pairs)
    best_us = min(ours for _, ours in pairs)
    return (
        Figure(
            metric="D1", what="a 32-byte sample encoded and decoded, against byte by byte",
            goal=f"<= {_MOST_US:g} us", unit="us", ours=best_us,
            baseline=min(baseline for baseline, _ in pairs),
            ratio=(ratios[0], ratios[len(ratios) // 2], ratios[-1]), is_met=best_us <= _MOST_US,
        ),
    )  # fmt: skip


def measure_noise() -> Sequence[Figure]:
    """Return how long ten million random bytes take; a frame among them is a miss."""
    tell(f"D2: {NOISE_BYTES} random bytes")
    codec, noise = _codec(), np.random.default_rng(5).bytes(NOISE_BYTES)
    begun_s = time.perf_counter()
    for start in range(0, NOISE_BYTES, _PIECE):
        codec.decode(noise[start : start + _PIECE])
    taken_s = time.perf_counter() - begun_s
    return (
        Figure(
            metric="D2", what=f"1e7 random bytes: {codec.good} false frames, {codec.broken} broken",
            goal=f"< {_MOST_NOISE_S:g} s, 0 false frames", unit="s", ours=taken_s,
            is_met=taken_s < _MOST_NOISE_S and codec.good == 0,
        ),
    )  # fmt: skip


def measure_flood() -> Sequence[Figure]:
    """Return by how much a gigabyte of garbage makes the receiver grow, and what nobody fetches."""
    tell("D3: 1 GB of garbage, counting memory")
    return (
        _growth("memory that 1 GB of garbage adds to a receiver", _codec().decode,
                _MOST_GROWTH_KIB),
        _growth("memory that 1 GB adds to a link that nobody reads", _inbox().put,
                _MOST_KEPT_KIB),
    )  # fmt: skip


def _growth(what: str, receive: Callable[[bytes], object], most_kib: float) -> Figure:
    noise = np.random.default_rng(6).bytes(_PIECE)
    pieces = (noise, b"\x55" * _PIECE)
    for piece in pieces:
        receive(piece)
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for number in range(FLOOD_BYTES // _PIECE):
        receive(pieces[number % 2])
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    grown_kib = (after - before) / 1024.0
    return Figure(
        metric="D3", what=what, goal=f"< {most_kib:g} KiB", unit="KiB", ours=grown_kib,
        is_met=grown_kib < most_kib,
    )  # fmt: skip


class Receiver(Protocol):
    """What a package of devices offers under the tool name `inbox`."""

    def put(self, received: bytes) -> None:
        """Keep bytes for whoever asks, within limits."""
        ...


def _inbox() -> Receiver:
    make: Callable[[], Receiver] = device_tool("inbox")  # type: ignore[assignment]  # a maker
    return make()


def _codec() -> LineCodec:
    make: Callable[[], LineCodec] = device_tool("codec")  # type: ignore[assignment]  # a maker
    return make()


def _ours() -> Callable[[int], None]:
    codec = _codec()

    def once(t_us: int) -> None:
        (payload,) = codec.decode(codec.encode(SAMPLE, t_us))
        assert len(payload) == len(SAMPLE)

    return once


def _each_us(once: Callable[[int], None]) -> float:
    begun_ns = time.process_time_ns()
    for number in range(SAMPLES):
        once(number)
    return (time.process_time_ns() - begun_ns) / 1000.0 / SAMPLES


def _by_byte(t_us: int) -> None:
    """The same frame as most boards' examples do it: stuffed and unstuffed byte after byte."""
    body = _HEADER.pack(0x10, 0x20, t_us & 0xFFFF, t_us) + SAMPLE
    wire = _stuffed(body + zlib.crc32(body).to_bytes(4, "little"))
    back = _unstuffed(wire[:-1])
    assert zlib.crc32(back[:-4]) == int.from_bytes(back[-4:], "little")
    _HEADER.unpack_from(back)


def _stuffed(body: bytes) -> bytes:
    wire, mark = bytearray(1), 0
    for byte in body:
        if byte:
            wire.append(byte)
        else:
            wire[mark] = len(wire) - mark
            mark = len(wire)
            wire.append(0)
    wire[mark] = len(wire) - mark
    wire.append(0)
    return bytes(wire)


def _unstuffed(wire: bytes) -> bytes:
    body, left = bytearray(), 0
    for byte in wire:
        if left == 0:
            body.append(0)
            left = byte - 1
        else:
            body.append(byte)
            left -= 1
    return bytes(body[1:])
