"""OML/1 frames: COBS and CRC-32 around a fixed header (PROTOCOL.md, "Frame").

COBS is Cheshire and Baker, "Consistent overhead byte stuffing", IEEE/ACM Transactions on
Networking 7(2), 1999; the CRC is CRC-32/ISO-HDLC, the one of zlib.
"""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum, IntFlag, StrEnum

from cobs import cobs

VERSION = 1
"""Our major version, the high four bits of a frame's first byte."""

MAX_PAYLOAD = 240
"""Bytes of payload at most: a body of 252 bytes or less has one COBS encoding only."""

_HEADER = struct.Struct("<BBHI")
_CRC = struct.Struct("<I")
_MIN_BODY = _HEADER.size + _CRC.size
_PAYLOAD = slice(_HEADER.size, -_CRC.size)
MAX_CHUNK = _HEADER.size + MAX_PAYLOAD + _CRC.size + 1
"""Bytes between two delimiters at most; what is longer is no frame."""

DELIMITER = b"\x00"
_RESIDUE = 0x2144DF1C
"""CRC-32 of any body with its own CRC behind it, least significant byte first: one look at the
whole is enough (Williams, "A painless guide to CRC error detection algorithms", 1993)."""

IDLE_US = 50_000
"""After a silence this long a sender puts a delimiter in front: the line may have picked up
noise."""

_FIRST_STREAM = 0x20
_LAST_STREAM = 0x3F
_WRAP_US = 1 << 32
_VERSION_BITS = VERSION << 4


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


_KNOWN = frozenset({*map(int, FrameType), *range(_FIRST_STREAM, _LAST_STREAM + 1)})


class FrameFlag(IntFlag):
    """The low four bits of a frame's first byte."""

    NONE = 0
    ACK_REQ = 1
    RETX = 2
    AT_TIME = 4


_FLAGS = tuple(FrameFlag(bits) for bits in range(16))


class Damage(StrEnum):
    """Why what lies between two delimiters is no frame."""

    LONG = "long"
    STUFFING = "stuffing"
    SHORT = "short"
    CHECKSUM = "checksum"


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
    """What a receiver has counted since it was made: good frames and broken ones by damage."""

    rx_ok: int = 0
    unknown: int = 0
    damaged: dict[Damage, int] = field(default_factory=lambda: dict.fromkeys(Damage, 0))

    @property
    def rx_bad(self) -> int:
        """Broken frames of every kind."""
        return sum(self.damaged.values())


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
    first = frame.version << 4 | int(frame.flags)
    wire = _wire(first, frame.frame_type, frame.seq, frame.t_us, frame.payload)
    return DELIMITER + wire if lead else wire


def _wire(first: int, frame_type: int, seq: int, t_us: int, payload: bytes) -> bytes:
    if len(payload) > MAX_PAYLOAD:
        raise ValueError(f"payload of {len(payload)} bytes, at most {MAX_PAYLOAD} fit")
    body = _HEADER.pack(first, frame_type, seq, t_us % _WRAP_US) + payload
    stuffed: bytes = cobs.encode(body + _CRC.pack(zlib.crc32(body)))
    return stuffed + DELIMITER


def is_known(frame_type: int) -> bool:
    """Return whether version 1 gives this type a meaning."""
    return frame_type in _KNOWN


def read_chunk(chunk: bytes) -> Frame | Damage:
    """Return the frame between two delimiters, or what is wrong with it."""
    if len(chunk) > MAX_CHUNK:
        return Damage.LONG
    try:
        body: bytes = cobs.decode(chunk)
    except cobs.DecodeError:
        return Damage.STUFFING
    if len(body) < _MIN_BODY:
        return Damage.SHORT
    if zlib.crc32(body) != _RESIDUE:
        return Damage.CHECKSUM
    first, frame_type, seq, t_us = _HEADER.unpack_from(body)
    return Frame(
        frame_type=frame_type, seq=seq, t_us=t_us, payload=body[_PAYLOAD],
        flags=_FLAGS[first & 0x0F], version=first >> 4,
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

    def feed(self, received: bytes) -> Sequence[Frame]:
        """Return the frames that are complete with ``received``, which may be cut anywhere."""
        *chunks, rest = (self._buffer + received).split(DELIMITER)
        self._buffer = b""
        found: list[Frame] = []
        for chunk in chunks:
            if self._is_overlong:
                self._is_overlong = False
            elif chunk:
                outcome = read_chunk(chunk)
                if isinstance(outcome, Frame):
                    found.append(outcome)
                else:
                    self.counters.damaged[outcome] += 1
        if rest or self._is_overlong:
            self._keep(rest)
        if found:
            self._count(found)
        return found

    def _count(self, found: list[Frame]) -> None:
        self.counters.rx_ok += len(found)
        for frame in found:
            if frame.frame_type not in _KNOWN:
                self.counters.unknown += 1

    def _keep(self, rest: bytes) -> None:
        if self._is_overlong:
            return
        if len(rest) > MAX_CHUNK:
            self._is_overlong = True
            self.counters.damaged[Damage.LONG] += 1
            return
        self._buffer = rest

    @property
    def buffered(self) -> int:
        """Bytes held back for a frame that is not complete yet."""
        return len(self._buffer)


@dataclass(slots=True)
class FrameWriter:
    """Numbers and encodes the frames of one sender: streams count each for itself.

    A leading 0x00 cuts off whatever garbage came before. It goes before every control frame, so
    that none is ever lost to garbage, before the first frame, and after a silence of IDLE_US.
    """

    _next_seq: dict[int, int] = field(default_factory=dict)
    _last_us: int | None = None

    def write(
        self, frame_type: int, payload: bytes, *, t_us: int, flags: FrameFlag = FrameFlag.NONE
    ) -> bytes:
        """Return the next frame's wire bytes."""
        is_stream = _FIRST_STREAM <= frame_type <= _LAST_STREAM
        counter = frame_type if is_stream else -1
        seq = self._next_seq.get(counter, 0)
        self._next_seq[counter] = (seq + 1) & 0xFFFF
        is_idle = self._last_us is None or t_us - self._last_us >= IDLE_US
        self._last_us = t_us
        wire = _wire(_VERSION_BITS | int(flags), frame_type, seq, t_us, payload)
        return DELIMITER + wire if is_idle or not is_stream else wire


def nearest_us(t_us: int, now_us: int) -> int:
    """Return the moment nearest to ``now_us`` whose low 32 bits are those of ``t_us``."""
    return now_us + (t_us - now_us + _WRAP_US // 2) % _WRAP_US - _WRAP_US // 2


class ClockUnwrapper:
    """Continues a 32-bit microsecond clock to a growing one."""

    def __init__(self) -> None:
        """Begin with the first stamp seen."""
        self._last_us: int | None = None

    def expect(self, t_us: int) -> None:
        """Take the next stamp for one near ``t_us``, unless the last one was later."""
        self._last_us = t_us if self._last_us is None else max(self._last_us, t_us)

    def unwrap(self, t_us: int) -> int:
        """Return the stamp nearest to the last one that has these low 32 bits."""
        if self._last_us is None:
            self._last_us = t_us
            return t_us
        unwrapped = nearest_us(t_us, self._last_us)
        self._last_us = max(self._last_us, unwrapped)
        return unwrapped
