"""Stream frames to samples in the units that the device declared."""

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from devices.protocol.capability import Channel, layout_of
from devices.protocol.frame import Frame
from simrunner.hardware.device import StreamSamples

_SPACING_TOLERANCE = 0.25
_NUMBERS = 0x1_0000
_LATE = 64
"""A frame so many numbers behind, or fewer, is late or told twice; further behind, the device has
begun to count anew."""


@dataclass(slots=True, kw_only=True)
class _Stream:
    channels: tuple[Channel, ...]
    layout: struct.Struct
    period_us: int
    next_seq: int | None = None
    t0_us: int = 0
    rows: list[tuple[float, ...]] = field(default_factory=list)


class StreamReader:
    """Collects the samples of all streams; evenly spaced ones come out together."""

    def __init__(self) -> None:
        """Begin without any stream."""
        self._streams: dict[int, _Stream] = {}
        self._done: list[StreamSamples] = []
        self.lost = 0

    def rates_hz(self, wanted: tuple[str, ...] | None) -> Mapping[int, int]:
        """Return the declared rate of every stream that has a channel named in ``wanted``.

        None wants them all.
        """
        return {
            number: max(channel.rate_hz for channel in stream.channels)
            for number, stream in self._streams.items()
            if wanted is None or any(channel.name in wanted for channel in stream.channels)
        }

    def restart(self, streams: Mapping[int, tuple[Channel, ...]]) -> None:
        """Read the streams of another capability document from now on."""
        for stream in self._streams.values():
            self._finish(stream)
        self._streams = {
            number: _Stream(
                channels=channels,
                layout=struct.Struct(layout_of(channels)),
                period_us=1_000_000 // max(1, *(c.rate_hz for c in channels)),
            )
            for number, channels in streams.items()
            if channels
        }

    def feed(self, frame: Frame, t_us: int) -> None:
        """Add one stream frame stamped ``t_us`` on the device's unwrapped clock.

        Frames of undeclared streams or another size are ignored; a gap in the numbers is counted.
        A frame that came before, or comes after its successor, is left out: samples stay in order.
        """
        stream = self._streams.get(-1 if frame.stream is None else frame.stream)
        if stream is None or len(frame.payload) != stream.layout.size:
            return
        if stream.next_seq is not None:
            missed = (frame.seq - stream.next_seq) % _NUMBERS
            if missed >= _NUMBERS - _LATE:
                return
            if missed < _NUMBERS // 2:
                self.lost += missed
        stream.next_seq = (frame.seq + 1) % _NUMBERS
        due_us = stream.t0_us + len(stream.rows) * stream.period_us
        if stream.rows and abs(t_us - due_us) > stream.period_us * _SPACING_TOLERANCE:
            self._finish(stream)
        if not stream.rows:
            stream.t0_us = t_us
        stream.rows.append(stream.layout.unpack(frame.payload))

    def take(
        self, ours_s: Callable[[int], float | None] = lambda _t_us: None
    ) -> tuple[StreamSamples, ...]:
        """Return everything collected since the last call; ``ours_s`` tells the host's time."""
        for stream in self._streams.values():
            self._finish(stream)
        taken, self._done = self._done, []
        return tuple(replace(samples, t0_s=ours_s(samples.t0_us)) for samples in taken)

    def _finish(self, stream: _Stream) -> None:
        if not stream.rows:
            return
        for column, channel in enumerate(stream.channels):
            self._done.append(
                StreamSamples(
                    name=channel.name, t0_us=stream.t0_us, period_us=stream.period_us,
                    values=tuple(row[column] * channel.scale + channel.offset
                                 for row in stream.rows),
                )
            )  # fmt: skip
        stream.rows = []
