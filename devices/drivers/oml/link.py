"""Messages over a transport: framing, numbering and counting for the host's end."""

from dataclasses import dataclass

from devices.protocol.frame import (
    VERSION,
    ClockUnwrapper,
    Frame,
    FrameDecoder,
    FrameFlag,
    FrameWriter,
    is_known,
)
from devices.protocol.message import (
    Message,
    MessageError,
    decode_message,
    encode_message,
    type_of,
)
from devices.transport.link import CountsDropped
from simrunner.hardware.pipe import Hear, Pipe, TappedPipe


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A frame that arrived, its device time unwrapped, and its message.

    A stream has none, and a frame of another major version is not read. ``heard_s`` is when its
    last bytes arrived, None where the transport keeps no stamps.
    """

    frame: Frame
    t_us: int
    message: Message | None
    heard_s: float | None = None


class MessageLink:
    """A Transport that carries frames; its methods raise TransportError as the transport does."""

    def __init__(self, transport: Pipe) -> None:
        """Put frames on a transport that is opened later."""
        self._transport = transport
        self._decoder = FrameDecoder()
        self._writer = FrameWriter()
        self._clock = ClockUnwrapper()
        self._malformed = 0

    def tap(self, hear: Hear) -> None:
        """Have ``hear`` get every byte of the link from now on."""
        self._transport = TappedPipe(self._transport, hear)

    @property
    def is_open(self) -> bool:
        """Whether the transport is open."""
        return self._transport.is_open

    @property
    def rx_ok(self) -> int:
        """Good frames so far."""
        return self._decoder.counters.rx_ok

    @property
    def rx_bad(self) -> int:
        """Broken frames and good frames with a broken message so far."""
        return self._decoder.counters.rx_bad + self._malformed

    @property
    def unknown(self) -> int:
        """Frames of unknown types so far."""
        return self._decoder.counters.unknown

    @property
    def dropped(self) -> int:
        """Bytes that arrived while nobody fetched any, beyond what is kept, so far."""
        return self._transport.dropped if isinstance(self._transport, CountsDropped) else 0

    def open(self) -> None:
        """Open the transport."""
        self._transport.open()

    def close(self) -> None:
        """Close the transport."""
        self._transport.close()

    def restart_clock(self) -> None:
        """Begin unwrapping anew: the far end may have booted."""
        self._clock = ClockUnwrapper()

    def expect_clock(self, t_us: int | None) -> None:
        """Go on unwrapping near ``t_us``: nothing was heard for a while, perhaps for a wrap.

        None, where nobody knows: near the last stamp.
        """
        if t_us is not None:
            self._clock.expect(t_us)

    def write(self, message: Message, *, t_us: int, flags: FrameFlag = FrameFlag.NONE) -> None:
        """Send a message."""
        self._transport.write(
            self._writer.write(type_of(message), encode_message(message), t_us=t_us, flags=flags)
        )

    def receive(self, timeout_s: float) -> tuple[Arrival, ...]:
        """Return what arrived, waiting at most ``timeout_s`` for the first byte."""
        arrivals = (
            self._arrival(frame, piece.at_s)
            for piece in self._transport.receive(timeout_s)
            for frame in self._decoder.feed(piece.wire)
        )
        return tuple(arrival for arrival in arrivals if arrival is not None)

    def _arrival(self, frame: Frame, heard_s: float | None) -> Arrival | None:
        t_us = self._clock.unwrap(frame.t_us)
        if frame.stream is not None or frame.version != VERSION:
            return Arrival(frame=frame, t_us=t_us, message=None, heard_s=heard_s)
        try:
            message = decode_message(frame.frame_type, frame.payload)
        except MessageError:
            self._malformed += is_known(frame.frame_type)  # an unknown one is counted as such
            return None
        return Arrival(frame=frame, t_us=t_us, message=message, heard_s=heard_s)
