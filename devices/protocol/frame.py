"""OML/1 frames: COBS and CRC-32 around a fixed header (PROTOCOL.md, "Frame").

COBS is Cheshire and Baker, "Consistent overhead byte stuffing", IEEE/ACM Transactions on
Networking 7(2), 1999; the CRC is CRC-32/ISO-HDLC, the one of zlib.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum, IntFlag

from cobs import cobs

VERSION = 1
"""Our major version, the high four bits of a frame's first byte."""

MAX_PAYLOAD = 240
"""Bytes of payload at most: a body of 252 bytes or less has one COBS encoding only."""

_HEADER = struct.Struct("<BBHI")
_CRC = struct.Struct("<I")
_MIN_BODY = _HEADER.size + _CRC.size
_MAX_CHUNK = _HEADER.size + MAX_PAYLOAD + _CRC.size + 1
_DELIMITER = b"\x00"
_FIRST_STREAM = 0x20
_LAST_STREAM = 0x3F
_WRAP_US = 1 << 32


class FrameType(IntEnum):
    """What a frame carries; streams are FIRST_STREAM + n."""

    HELLO = 0x01
    IDENT = 0x02
    HEARTBEAT = 0x03
    CAPS_REQ = 0x04
    CAPS = 0x05
    TIME_REQ = 0x06
    TIME_RSP = 0x07
    SUBSCRIBE = 0x08
    CMD = 0x10
    ACK = 0x11
    EVENT = 0x12
    EVENT_ACK = 0x13
    LOG = 0x7E
    LINK_RESET = 0x7F
    SIM_ADVANCE = 0x80
    SIM_DONE = 0x81


_KNOWN = frozenset({*FrameType, *range(_FIRST_STREAM, _LAST_STREAM + 1)})


class FrameFlag(IntFlag):
    """The low four bits of a frame's first byte."""

    NONE = 0
    ACK_REQ = 1
    RETX = 2
    AT_TIME = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One frame. ``t_us`` is the sender's monotonic clock, which wraps after 71.6 minutes."""

    frame_type: int
    seq: int
    t_us: int
    payload: bytes = b""
    flags: FrameFlag = FrameFlag.NONE
    version: int = VERSION

    @property
    def stream(self) -> int | None:
        """The stream's number, None for a control frame."""
        return stream_number(self.frame_type)


@dataclass(slots=True, kw_only=True)
class LinkCounters:
    """What a receiver has counted since it was made."""

    rx_ok: int = 0
    rx_bad: int = 0
    unknown: int = 0


def stream_number(frame_type: int) -> int | None:
    """Return n for the type of STREAM n, None for any other type."""
    if _FIRST_STREAM <= frame_type <= _LAST_STREAM:
        return frame_type - _FIRST_STREAM
    return None


def stream_type(number: int) -> int:
    """Return the frame type of STREAM ``number``, 0 to 31; ValueError outside."""
    if not 0 <= number <= _LAST_STREAM - _FIRST_STREAM:
        raise ValueError(f"there is no stream {number}")
    return _FIRST_STREAM + number


def encode_frame(frame: Frame, *, lead: bool = False) -> bytes:
    """Return the bytes on the wire, ending with 0x00; ``lead`` puts another 0x00 in front.

    ValueError when the payload is longer than MAX_PAYLOAD.
    """
    if len(frame.payload) > MAX_PAYLOAD:
        raise ValueError(f"payload of {len(frame.payload)} bytes, at most {MAX_PAYLOAD} fit")
    first = frame.version << 4 | frame.flags
    header = _HEADER.pack(first, frame.frame_type, frame.seq, frame.t_us % _WRAP_US)
    body = header + frame.payload
    stuffed: bytes = cobs.encode(body + _CRC.pack(zlib.crc32(body)))
    return (_DELIMITER if lead else b"") + stuffed + _DELIMITER


def _decode_chunk(chunk: bytes) -> Frame | None:
    try:
        body: bytes = cobs.decode(chunk)
    except cobs.DecodeError:
        return None
    if len(body) < _MIN_BODY:
        return None
    content = memoryview(body)[: -_CRC.size]
    if _CRC.unpack_from(body, len(content))[0] != zlib.crc32(content):
        return None
    first, frame_type, seq, t_us = _HEADER.unpack_from(content)
    return Frame(
        frame_type=frame_type, seq=seq, t_us=t_us, payload=bytes(content[_HEADER.size :]),
        flags=FrameFlag(first & 0x0F), version=first >> 4,
    )  # fmt: skip


class FrameDecoder:
    """Turns a byte stream into frames; whatever is broken is counted and skipped.

    It holds at most one frame's worth of bytes and is back in step at the next 0x00. Frames of
    other major versions and unknown types come out too: their receiver decides.
    """

    def __init__(self) -> None:
        """Begin in step, with an empty buffer."""
        self.counters = LinkCounters()
        self._buffer = b""
        self._is_overlong = False

    def feed(self, received: bytes) -> Iterator[Frame]:
        """Yield the frames that are complete with ``received``; consume it wholly to feed on."""
        *chunks, rest = (self._buffer + received).split(_DELIMITER)
        self._buffer = b""
        for chunk in chunks:
            is_tail, self._is_overlong = self._is_overlong, False
            if is_tail or not chunk:
                continue
            frame = _decode_chunk(chunk) if len(chunk) <= _MAX_CHUNK else None
            if frame is None:
                self.counters.rx_bad += 1
                continue
            self.counters.rx_ok += 1
            if frame.frame_type not in _KNOWN:
                self.counters.unknown += 1
            yield frame
        self._keep(rest)

    def _keep(self, rest: bytes) -> None:
        if self._is_overlong:
            return
        if len(rest) > _MAX_CHUNK:
            self._is_overlong = True
            self.counters.rx_bad += 1
            return
        self._buffer = rest

    @property
    def buffered(self) -> int:
        """Bytes held back for a frame that is not complete yet."""
        return len(self._buffer)


@dataclass(slots=True)
class FrameWriter:
    """Numbers and encodes the frames of one sender: streams count each for itself."""

    _next_seq: dict[int, int] = field(default_factory=dict)

    def write(
        self, frame_type: int, payload: bytes, *, t_us: int, flags: FrameFlag = FrameFlag.NONE
    ) -> bytes:
        """Return the next frame's wire bytes; control frames get a leading 0x00.

        The leading 0x00 cuts off whatever garbage came before, so a control frame is never lost
        to it.
        """
        is_stream = stream_number(frame_type) is not None
        counter = frame_type if is_stream else -1
        seq = self._next_seq.get(counter, 0)
        self._next_seq[counter] = (seq + 1) & 0xFFFF
        frame = Frame(frame_type=frame_type, seq=seq, t_us=t_us, payload=payload, flags=flags)
        return encode_frame(frame, lead=not is_stream)


class ClockUnwrapper:
    """Continues a 32-bit microsecond clock to a growing one."""

    def __init__(self) -> None:
        """Begin with the first stamp seen."""
        self._last_us: int | None = None

    def unwrap(self, t_us: int) -> int:
        """Return the stamp nearest to the last one that has these low 32 bits."""
        if self._last_us is None:
            self._last_us = t_us
            return t_us
        step = (t_us - self._last_us + _WRAP_US // 2) % _WRAP_US - _WRAP_US // 2
        unwrapped = self._last_us + step
        self._last_us = max(self._last_us, unwrapped)
        return unwrapped
