"""Rows 1 to 5: what a receiver makes of noise, broken bits, missing bytes, and an hour of both."""

import os
import tracemalloc
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from devices.drivers.oml.streams import StreamReader
from devices.protocol.capability import Channel
from devices.protocol.frame import Frame, FrameDecoder, FrameWriter, stream_type
from devices.simulated.drill.row import Row, Terms, noise
from devices.simulated.faults.fault import Fault, FaultKind
from devices.simulated.faults.line import FaultyLine

_PIECE = 65_536
_SAMPLE_BYTES = 32
_CHANNELS = tuple(
    Channel(name=f"field.{number}", unit="", wire_type="i32", scale=1.0, rate_hz=1000)
    for number in range(_SAMPLE_BYTES // 4)
)
_MOST_HEAP = 64 * 1024
_MOST_RSS = 1_000_000
_WARM = 3
_PARTS = 4
"""A leak grows in each quarter of the hour. Linux joins pages to one of 2 MiB when it likes, and
Python takes arenas of 1 MiB: such a step falls into one quarter and is no leak."""


def fuzz(terms: Terms) -> Row:
    """Return how ten million random bytes fare."""
    garbage = noise(terms.noise_bytes, "drill 1")
    decoder = FrameDecoder()
    began_s = terms.monotonic_s()
    for start in range(0, len(garbage), _PIECE):
        decoder.feed(garbage[start : start + _PIECE])
    taken_s = terms.monotonic_s() - began_s
    false = decoder.counters.rx_ok
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for start in range(0, len(garbage), _PIECE):
        decoder.feed(garbage[start : start + _PIECE])
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return Row(
        number=1, what=f"fuzz: {terms.noise_bytes:.0e} random bytes",
        required="0 exceptions, 0 false frames, < 5 s, heap < 64 kB",
        measured=f"0 exceptions, {false} false, {taken_s:.2f} s, heap {grown / 1000:+.1f} kB",
        figure=taken_s, unit="s", is_met=false == 0 and taken_s < 5.0 and grown < _MOST_HEAP,
    )  # fmt: skip


def resync(terms: Terms) -> Row:
    """Return how many frames garbage in front of them costs."""
    worst_plain = _worst_loss(terms.resyncs, lead=b"")
    worst_led = _worst_loss(terms.resyncs, lead=b"\x00")
    decoder, longest = FrameDecoder(), 0
    endless = noise(1_000_000, "drill 2").replace(b"\x00", b"\x01")
    for start in range(0, len(endless), 100):
        decoder.feed(endless[start : start + 100])
        longest = max(longest, decoder.buffered)
    return Row(
        number=2, what=f"resync: {terms.resyncs} stretches of garbage, 1 MB without a delimiter",
        required="<= 1 frame lost, 0 with a leading 0x00, buffer <= 256 B",
        measured=f"{worst_plain} lost, {worst_led} with a leading 0x00, buffer {longest} B",
        figure=float(worst_plain), unit="frames",
        is_met=worst_plain <= 1 and worst_led == 0 and longest <= 256,
    )  # fmt: skip


def _worst_loss(trials: int, *, lead: bytes) -> int:
    """Return the most frames lost behind one stretch of garbage; three follow each."""
    worst = 0
    for trial in range(trials):
        garbage = noise(1 + trial * 37 % 700, f"drill 2, {trial}")
        decoder, writer = FrameDecoder(), FrameWriter({}, 0)
        frames = [writer.write(stream_type(0), b"sample", t_us=n) for n in range(3)]
        found = decoder.feed(b"".join((garbage, lead, *frames)))
        worst = max(worst, 3 - len(found))
    return worst


def bit_errors(terms: Terms) -> Row:
    """Return the loss at two bit error rates."""
    few, undetected = _struck(terms, FaultKind.FLIP, 1e-4)[:2]
    many, more_undetected = _struck(terms, FaultKind.FLIP, 1e-3)[:2]
    wrong = undetected + more_undetected
    return Row(
        number=3, what=f"bit errors: {terms.frames} frames of 46 bytes",
        required="1e-4: 3.6 +/-0.5 % lost; 1e-3: 31 +/-2 %; undetected 0",
        measured=f"{few:.2%}, {many:.1%}, undetected {wrong}", figure=100 * few, unit="%",
        is_met=abs(few - 0.036) <= 0.005 and abs(many - 0.31) <= 0.02 and wrong == 0,
    )  # fmt: skip


def dropped_bytes(terms: Terms) -> Row:
    """Return the loss when one byte in a thousand goes missing, and whether it was counted."""
    loss, wrong, counted, missing = _struck(terms, FaultKind.DROP, 1e-3)
    return Row(
        number=4, what=f"dropped bytes 1e-3: {terms.frames} frames",
        required="loss <= 6 %, counters equal injected",
        measured=f"{loss:.2%}, counted {counted} of {missing} missing, undetected {wrong}",
        figure=100 * loss, unit="%", is_met=loss <= 0.06 and counted == missing and wrong == 0,
    )  # fmt: skip


def _struck(terms: Terms, kind: FaultKind, probability: float) -> tuple[float, int, int, int]:
    """Return share lost, undetected damage, gaps counted by the reader, frames really missing."""
    line = FaultyLine(seed=terms.seed, name="drill")
    line.begin(0, Fault(kind=kind, probability=probability))
    samples = noise(_SAMPLE_BYTES * 1000, "drill 3")
    decoder, reader = FrameDecoder(), StreamReader()
    reader.restart({0: _CHANNELS})
    got, wrong, last = 0, 0, -1
    for first, wire in _frames(samples, terms.frames):
        for frame in decoder.feed(line.carry(wire)):
            got += 1
            number = first + (frame.seq - first & 0xFFFF)
            last = max(last, number)
            wrong += frame.payload != _sample(samples, number)
            reader.feed(frame, frame.t_us)
        reader.take()
    return 1 - got / terms.frames, wrong, reader.lost, last + 1 - got


def _sample(samples: bytes, number: int) -> bytes:
    start = number % 1000 * _SAMPLE_BYTES
    return samples[start : start + _SAMPLE_BYTES]


def _frames(samples: bytes, count: int) -> Iterator[tuple[int, bytes]]:
    """Yield the wire of a thousand frames at a time with the first one's number."""
    writer = FrameWriter({}, 0)
    for first in range(0, count, 1000):
        yield (
            first,
            b"".join(
                writer.write(stream_type(0), _sample(samples, n), t_us=n * 1000)
                for n in range(first, min(first + 1000, count))
            ),
        )


def hour(terms: Terms) -> Row:
    """Return by how much a receiver's process grows in an hour at 1 kHz with faults."""
    line = FaultyLine(seed=terms.seed, name="hour")
    for number, kind in enumerate((FaultKind.FLIP, FaultKind.DROP, FaultKind.INSERT)):
        line.begin(number, Fault(kind=kind, probability=1e-4))
    minute = [
        line.carry(wire) for _, wire in _frames(noise(32_000, "drill 5"), terms.frames_per_minute)
    ]
    decoder, reader = FrameDecoder(), StreamReader()
    reader.restart({0: _CHANNELS})
    for _ in range(_WARM):
        _listen(minute, decoder, reader)
    readings, began_s = [_resident()], terms.monotonic_s()
    for _ in range(_PARTS):
        for _ in range(terms.minutes_at_1_khz // _PARTS):
            _listen(minute, decoder, reader)
        readings.append(_resident())
    taken_s = terms.monotonic_s() - began_s
    grown = _PARTS * min(late - early for early, late in pairwise(readings))
    minutes = terms.minutes_at_1_khz * terms.frames_per_minute / 60_000
    return Row(
        number=5, what=f"{minutes:g} min at 1 kHz with faults",
        required="resident memory grows < 1 MB",
        measured=f"{grown / 1000:+.0f} kB, {decoder.counters.rx_ok} good frames in {taken_s:.1f} s",
        figure=grown / 1000, unit="kB", is_met=grown < _MOST_RSS,
    )  # fmt: skip


def _listen(wires: Sequence[bytes], decoder: FrameDecoder, reader: StreamReader) -> None:
    for wire in wires:
        found: Sequence[Frame] = decoder.feed(wire)
        for frame in found:
            reader.feed(frame, frame.t_us)
        reader.take()


def _resident() -> int:
    """Return the bytes this process has in memory; where nobody tells, the most it ever had."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        import resource  # noqa: PLC0415  absent on Windows

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return pages * os.sysconf("SC_PAGE_SIZE")
