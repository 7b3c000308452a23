"""The codec under its plainest names, for what may not import this package: the benchmarks.

They find it by entry point (`simrunner.device_tools`, name `codec`).
"""

from dataclasses import dataclass, field

from devices.protocol.frame import FrameDecoder, FrameWriter, stream_type


@dataclass(slots=True)
class Codec:
    """One sender of stream 0 and one receiver, with what the receiver has counted."""

    _writer: FrameWriter = field(default_factory=FrameWriter)
    _decoder: FrameDecoder = field(default_factory=FrameDecoder)

    def encode(self, sample: bytes, t_us: int) -> bytes:
        """Return the wire bytes of one sample."""
        return self._writer.write(stream_type(0), sample, t_us=t_us)

    def decode(self, received: bytes) -> list[bytes]:
        """Return the payloads of the frames that are complete with ``received``."""
        return [frame.payload for frame in self._decoder.feed(received)]

    @property
    def good(self) -> int:
        """Frames received well."""
        return self._decoder.counters.rx_ok

    @property
    def broken(self) -> int:
        """Stretches that were no frame."""
        return self._decoder.counters.rx_bad
