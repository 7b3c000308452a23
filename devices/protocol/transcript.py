"""A capture of the wire as lines that people and programs read, and back.

Each line is a mapping of plain JSON values; PROTOCOL.md, "Transcript", tells its keys.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, TypeAlias

from devices.protocol.capability import CapsDocument, decode_caps, unpack_sample
from devices.protocol.frame import (
    DELIMITER,
    MAX_CHUNK,
    MAX_PAYLOAD,
    VERSION,
    Frame,
    FrameFlag,
    FrameType,
    LinkCounters,
    encode_frame,
    is_known,
    read_chunk,
)
from devices.protocol.message import (
    CapsPage,
    Message,
    MessageError,
    class_of,
    decode_message,
    encode_message,
)

Line: TypeAlias = dict[str, Any]


class TranscriptError(Exception):
    """A line says nothing that could stand on the wire."""


@dataclass(slots=True)
class _Stretch:
    """What lies before a delimiter; bytes beyond the longest frame are counted, not kept."""

    at_byte: int = 0
    lead: int = 0
    size: int = 0
    kept: bytearray = field(default_factory=bytearray)

    def add(self, part: bytes) -> None:
        self.size += len(part)
        self.kept += part[: max(0, MAX_CHUNK + 1 - len(self.kept))]


def _stretches(pieces: Iterable[bytes]) -> Iterator[tuple[_Stretch, bool]]:
    """Yield every stretch and whether a delimiter ended it; the last one may be open or empty."""
    stretch, position = _Stretch(), 0
    for piece in pieces:
        for index, part in enumerate(piece.split(DELIMITER)):
            if index > 0:
                position += 1
                if stretch.size > 0:
                    yield stretch, True
                    stretch = _Stretch(at_byte=position)
                else:
                    stretch.lead += 1
            stretch.add(part)
            position += len(part)
    yield stretch, False


class _Reader:
    """Follows one direction of a link: counters, sequence numbers and announced streams."""

    def __init__(self) -> None:
        self.counters = LinkCounters()
        self.malformed = 0
        self._streams: dict[int, dict[str, int]] = {}
        self._expected: dict[int, int] = {}
        self._pages: list[bytes] = []
        self._caps = CapsDocument()

    def line_of(self, stretch: _Stretch) -> Line:
        place = {"at_byte": stretch.at_byte, "lead": stretch.lead}
        outcome = read_chunk(bytes(stretch.kept))
        if isinstance(outcome, Frame):
            self.counters.rx_ok += 1
            return {"kind": "frame", **place, **self._frame(outcome)}
        self.counters.damaged[outcome] += 1
        return {
            "kind": "error", **place, "damage": outcome.value, "bytes": stretch.size,
            "hex": stretch.kept.hex(),
        }  # fmt: skip

    def totals(self, size: int) -> Line:
        return {
            "kind": "counters", "bytes": size, "frames": self.counters.rx_ok,
            "errors": {kind.value: n for kind, n in self.counters.damaged.items()},
            "unknown": self.counters.unknown, "malformed": self.malformed,
            "streams": {str(n): dict(self._streams[n]) for n in sorted(self._streams)},
        }  # fmt: skip

    def _frame(self, frame: Frame) -> Line:
        header: Line = {
            "type": _type_name(frame.frame_type), "seq": frame.seq, "t_us": frame.t_us,
            "flags": [flag.name for flag in FrameFlag if flag & frame.flags],
        }  # fmt: skip
        if rest := int(frame.flags) & ~7:
            header["flags"].append(f"BIT{rest.bit_length() - 1}")
        if not is_known(frame.frame_type):
            self.counters.unknown += 1
        if frame.version != VERSION:
            return {**header, "version": frame.version, "payload": frame.payload.hex()}
        if frame.stream is not None:
            return {**header, **self._sample(frame.stream, frame)}
        if class_of(frame.frame_type) is None:
            return {**header, "payload": frame.payload.hex()}
        return {**header, **self._message(frame)}

    def _message(self, frame: Frame) -> Line:
        try:
            message = decode_message(frame.frame_type, frame.payload)
        except MessageError as error:
            self.malformed += 1
            return {"malformed": str(error), "payload": frame.payload.hex()}
        if isinstance(message, CapsPage):
            self._learn(message)
        plain: Line = {"message": plain_of(message)}
        if encode_message(message) != frame.payload:
            plain["payload"] = frame.payload.hex()  # another spelling of the same, or more keys
        return plain

    def _sample(self, number: int, frame: Frame) -> Line:
        count = self._streams.setdefault(number, {"frames": 0, "lost": 0})
        count["frames"] += 1
        count["lost"] += (frame.seq - self._expected.get(number, frame.seq)) & 0xFFFF
        self._expected[number] = (frame.seq + 1) & 0xFFFF
        plain: Line = {"payload": frame.payload.hex()}
        if channels := self._caps.streams.get(number):
            try:
                plain["values"] = dict(unpack_sample(channels, frame.payload))
            except MessageError as error:
                self.malformed += 1
                plain["malformed"] = str(error)
        return plain

    def _learn(self, page: CapsPage) -> None:
        if page.page == 0:
            self._pages = []
        if page.page != len(self._pages):
            return  # a repeated page, or one behind a lost one
        self._pages.append(page.part)
        if len(self._pages) == page.pages:
            try:
                self._caps = decode_caps(b"".join(self._pages))
            except MessageError:
                self.malformed += 1


def transcribe(pieces: Iterable[bytes]) -> Iterator[Line]:
    """Yield a line for every frame and every damage in ``pieces``, then the counters.

    Memory stays bounded whatever the pieces hold, as long as each piece is.
    """
    reader, size = _Reader(), 0
    for stretch, is_ended in _stretches(pieces):
        size = stretch.at_byte + stretch.lead + stretch.size
        if is_ended:
            size += 1
            yield reader.line_of(stretch)
        elif stretch.size or stretch.lead:
            yield {
                "kind": "rest", "at_byte": stretch.at_byte, "lead": stretch.lead,
                "bytes": stretch.size, "hex": stretch.kept.hex(),
            }  # fmt: skip
    yield reader.totals(size)


def wire_of(line: Any) -> bytes | None:
    """Return the bytes that ``line`` stands for; None for damage too long to be kept whole.

    Only a frame's type must be given. ``payload`` counts where it and ``message`` are both there.
    TranscriptError says what is wrong with a line.
    """
    if not isinstance(line, Mapping):
        raise TranscriptError("not a JSON object")
    kind = line.get("kind", "frame")
    lead = DELIMITER * _number(line, "lead", 0, 1 << 24)
    if kind == "frame":
        return lead + encode_frame(_frame_of(line))
    if kind == "counters":
        return b""
    if kind not in ("error", "rest"):  # a tuple, as anything may stand here, also a list
        raise TranscriptError(f"kind is {kind!r}, not frame, error, rest or counters")
    kept = _hex(line, "hex")
    if line.get("bytes", len(kept)) != len(kept):
        return None
    return lead + kept + (DELIMITER if kind == "error" else b"")


def plain_of(message: Message) -> Line:
    """Return a message's fields as plain JSON values; absent ones are left out."""
    found = {place.name: getattr(message, place.name) for place in fields(message)}
    return {name: _plain(content) for name, content in found.items() if content is not None}


def _plain(content: Any) -> Any:
    if isinstance(content, bytes):
        return content.hex()
    if isinstance(content, tuple):
        return list(content)
    if isinstance(content, Mapping):
        return {str(name): inner for name, inner in content.items()}
    return content


def message_of(frame_type: int, plain: Mapping[str, Any]) -> Message:
    """Return the message of these plain values, the opposite of `plain_of`.

    MessageError when they are none.
    """
    cls = class_of(frame_type)
    if cls is None:
        raise MessageError(f"{_type_name(frame_type)} carries no message, only a payload")
    places = {place.name: place for place in fields(cls)}
    if strange := [name for name in plain if name not in places]:
        raise MessageError(f"{cls.__name__} has no {strange[0]}")
    required = [name for name, place in places.items() if place.default is MISSING]
    if missing := [name for name in required if name not in plain]:
        raise MessageError(f"{cls.__name__} lacks {', '.join(missing)}")
    try:
        message = cls(**{name: _unplain(name, content) for name, content in plain.items()})
        return decode_message(frame_type, encode_message(message))
    except (TypeError, ValueError, AttributeError) as error:
        raise MessageError(str(error)) from error


def _unplain(name: str, content: Any) -> Any:
    if name == "part":
        return bytes.fromhex(content)
    if name == "protocols":
        return tuple(content)
    if name == "rate_hz":
        return {int(stream): rate for stream, rate in content.items()}
    return content


def _frame_of(line: Mapping[str, Any]) -> Frame:
    frame_type = _type_number(line.get("type"))
    payload = _hex(line, "payload") if "payload" in line else _payload_of(frame_type, line)
    if len(payload) > MAX_PAYLOAD:
        raise TranscriptError(f"payload of {len(payload)} bytes, at most {MAX_PAYLOAD} fit")
    return Frame(
        frame_type=frame_type, payload=payload, flags=_flags(line.get("flags", [])),
        seq=_number(line, "seq", 0, 0xFFFF), t_us=_number(line, "t_us", 0, 0xFFFFFFFF),
        version=_number(line, "version", VERSION, 15),
    )  # fmt: skip


def _payload_of(frame_type: int, line: Mapping[str, Any]) -> bytes:
    plain = line.get("message", {})
    if not isinstance(plain, Mapping):
        raise TranscriptError("message is not a mapping")
    if class_of(frame_type) is None and not plain:
        return b""
    try:
        return encode_message(message_of(frame_type, plain))
    except MessageError as error:
        raise TranscriptError(f"message: {error}") from error


_NAMES = {int(known): known.name for known in FrameType}


def _type_name(frame_type: int) -> str:
    if name := _NAMES.get(frame_type):
        return name
    if 0x20 <= frame_type <= 0x3F:
        return f"STREAM{frame_type - 0x20}"
    return f"{frame_type:#04x}"


_TYPES = {_type_name(number): number for number in range(256)}


def _type_number(name: Any) -> int:
    if not isinstance(name, str) or name not in _TYPES:
        raise TranscriptError(f"type is {name!r}; write CMD, STREAM0, 0x55 and the like")
    return _TYPES[name]


def _flags(names: Any) -> FrameFlag:
    known = {**FrameFlag.__members__, "BIT3": FrameFlag(8)}
    if not isinstance(names, list) or any(str(name) not in known for name in names):
        raise TranscriptError(f"flags are {names!r}, not a list of ACK_REQ, RETX, AT_TIME, BIT3")
    return FrameFlag(sum(known[name] for name in dict.fromkeys(map(str, names))))


def _number(line: Mapping[str, Any], name: str, usual: int, high: int) -> int:
    number = line.get(name, usual)
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= high:
        raise TranscriptError(f"{name} is {number!r}, not a whole number up to {high}")
    return number


def _hex(line: Mapping[str, Any], name: str) -> bytes:
    try:
        return bytes.fromhex(line[name])
    except (KeyError, TypeError, ValueError) as error:
        raise TranscriptError(f"{name} is not a text of hex digits") from error
