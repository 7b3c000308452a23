"""OML/1 messages: CBOR maps with small integer keys (PROTOCOL.md, "Messages").

Decoding accepts unknown keys, so a later minor version may add some.
"""

import io
import math
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from types import MappingProxyType
from typing import Any, TypeAlias

import cbor2

from devices.protocol.frame import FrameType

Scalar: TypeAlias = int | float | str | bool

PLAIN_FIELD = "value"
"""The field of a command or event that has only one; it travels under the key 0."""


class MessageError(Exception):
    """A payload is not what its frame type promises."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """A host asks who is there; ``protocols`` are the major versions it speaks."""

    protocols: tuple[int, ...] = (1,)
    host: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ident:
    """A device names itself; ``caps_hash`` is the CRC-32 of its capability document."""

    protocol: int
    vendor: str = ""
    model: str = ""
    serial: str = ""
    firmware: str = ""
    boot_id: int = 0
    caps_hash: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """A sign of life; the host's may be empty."""

    boot_id: int | None = None
    uptime_ms: int | None = None
    rx_ok: int | None = None
    rx_bad: int | None = None
    tx_drop: int | None = None
    battery_pct: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CapsRequest:
    """Ask for one page of the capability document."""

    page: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CapsPage:
    """One page of the capability document, cut at any byte."""

    page: int
    pages: int
    part: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRequest:
    """Ask what time it is; ``asked_us`` is the asker's clock and comes back as it is."""

    asked_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeResponse:
    """When the question arrived and when this answer left, on the answering clock.

    Both stand on the clock of ``t_us``; a sender may leave them wrapped at 32 bits like it.
    """

    asked_us: int
    received_us: int
    answered_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribe:
    """The rate wanted for each stream number in Hz; 0 stops it."""

    rate_hz: Mapping[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Set ``target`` to an absolute state; the same ``command`` number is the same command.

    With ``at_us`` it takes effect when the device's clock shows these low 32 bits.
    """

    command: int
    target: str
    fields: Mapping[str, Scalar]
    at_us: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """The answer to a command: 0 ok, 1 unknown, 2 range, 3 busy, 4 fault, 5 unsafe.

    Any other number is a fault that a later version has a word for.
    """

    command: int
    result: int
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something the device felt; sent until acknowledged.

    ``oldest`` is the oldest event still kept, so that a host sees a gap as what it is.
    """

    event: int
    name: str
    fields: Mapping[str, Scalar]
    oldest: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventAcknowledgement:
    """The host has this event; the device may forget it."""

    event: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """A line of text for a technician."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkReset:
    """Forget the subscriptions and start over with HELLO."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimAdvance:
    """Simulated devices only: send everything due up to ``to_ms``, then SimDone."""

    to_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SimDone:
    """Everything up to ``to_ms`` has been sent."""

    to_ms: int


Message: TypeAlias = (
    Hello | Ident | Heartbeat | CapsRequest | CapsPage | TimeRequest | TimeResponse | Subscribe
    | Command | Acknowledgement | Event | EventAcknowledgement | Log | LinkReset
    | SimAdvance | SimDone
)  # fmt: skip

_CLASS_OF: Mapping[int, type[Message]] = MappingProxyType(
    {
        FrameType.HELLO: Hello,
        FrameType.IDENT: Ident,
        FrameType.HEARTBEAT: Heartbeat,
        FrameType.CAPS_REQ: CapsRequest,
        FrameType.CAPS: CapsPage,
        FrameType.TIME_REQ: TimeRequest,
        FrameType.TIME_RSP: TimeResponse,
        FrameType.SUBSCRIBE: Subscribe,
        FrameType.CMD: Command,
        FrameType.ACK: Acknowledgement,
        FrameType.EVENT: Event,
        FrameType.EVENT_ACK: EventAcknowledgement,
        FrameType.LOG: Log,
        FrameType.LINK_RESET: LinkReset,
        FrameType.SIM_ADVANCE: SimAdvance,
        FrameType.SIM_DONE: SimDone,
    }
)
_TYPE_OF = MappingProxyType({cls: FrameType(number) for number, cls in _CLASS_OF.items()})


def class_of(frame_type: int) -> type[Message] | None:
    """Return the class of message that a frame type carries, None for streams and unknown ones."""
    return _CLASS_OF.get(frame_type)


def type_of(message: Message) -> FrameType:
    """Return the frame type that carries ``message``."""
    return _TYPE_OF[type(message)]


def encode_message(message: Message) -> bytes:
    """Return the payload of ``message``; absent fields are left out, an empty map is no bytes."""
    if isinstance(message, Log):
        return cbor2.dumps(message.words)
    if isinstance(message, Subscribe):
        return cbor2.dumps(dict(message.rate_hz))
    document = {
        key: _to_wire(getattr(message, place.name))
        for key, place in enumerate(fields(message))
        if getattr(message, place.name) is not None
    }
    return cbor2.dumps(document) if document else b""


def _to_wire(content: Any) -> Any:
    if isinstance(content, tuple):
        return content[0] if len(content) == 1 else list(content)
    if isinstance(content, Mapping):
        is_plain = content.keys() == {PLAIN_FIELD}
        return {0: content[PLAIN_FIELD]} if is_plain else dict(content)
    return content


def decode_message(frame_type: int, payload: bytes) -> Message:
    """Return the message in ``payload``; MessageError when it is not one."""
    cls = class_of(frame_type)
    if cls is None:
        raise MessageError(f"frame type {frame_type:#04x} carries no message")
    document = load_cbor(payload) if payload else {}
    if cls is Log:
        return Log(words=checked("words", document, (str,)))
    if not isinstance(document, Mapping):
        raise MessageError(f"{cls.__name__} is not a map")
    if cls is Subscribe:
        return Subscribe(rate_hz=_rates(document))
    found = {
        place.name: _from_wire(place.name, document[key])
        for key, place in enumerate(fields(cls))
        if key in document
    }
    required = {place.name for place in fields(cls) if place.default is MISSING}
    if missing := required - found.keys():
        raise MessageError(f"{cls.__name__} lacks {', '.join(sorted(missing))}")
    return cls(**found)


def load_cbor(payload: bytes) -> Any:
    """Return the one item that ``payload`` holds; MessageError when it is not CBOR."""
    stream = io.BytesIO(payload)
    try:
        content = cbor2.CBORDecoder(stream).decode()
    except (cbor2.CBORError, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise MessageError(f"not CBOR: {error}") from error
    if stream.tell() != len(payload):
        raise MessageError(f"{len(payload) - stream.tell()} bytes too many")
    return content


_TEXTS = frozenset({"host", "vendor", "model", "serial", "firmware", "target", "name", "detail"})


def _from_wire(name: str, content: Any) -> Any:
    if name == "fields":
        return _scalars(content)
    if name == "part":
        return checked(name, content, (bytes,))
    if name in _TEXTS:
        return checked(name, content, (str,))
    if name == "protocols":
        several = content if isinstance(content, list) else [content]
        if not several:
            raise MessageError("protocols are none")
        return tuple(whole(name, one) for one in several)
    return whole(name, content)


def checked(name: str, content: Any, types: tuple[type, ...]) -> Any:
    """Return ``content`` when it is of one of ``types``; MessageError otherwise."""
    if not isinstance(content, types) or (isinstance(content, bool) and bool not in types):
        raise MessageError(f"{name} is {type(content).__name__}")
    return content


def whole(name: str, content: Any) -> int:
    """Return ``content`` when it is a whole number of 0 or more that fits into 64 bits."""
    number: int = checked(name, content, (int,))
    if not 0 <= number < 1 << 64:
        raise MessageError(f"{name} is {number}")
    return number


def _rates(document: Mapping[Any, Any]) -> Mapping[int, int]:
    return {whole("stream", stream): whole("rate", rate) for stream, rate in document.items()}


def _scalars(content: Any) -> Mapping[str, Scalar]:
    if not isinstance(content, Mapping):
        raise MessageError("fields are not a map")
    return {
        PLAIN_FIELD if name == 0 else checked("field name", name, (str,)): scalar_of(name, scalar)
        for name, scalar in content.items()
    }


def scalar_of(name: Any, content: Any) -> Scalar:
    """Return ``content`` when it is a text, a boolean or a finite number within 64 bits."""
    scalar: Scalar = checked(f"field {name}", content, (int, float, str, bool))
    if isinstance(scalar, float) and not math.isfinite(scalar):
        raise MessageError(f"field {name} is no finite number")
    if isinstance(scalar, int) and not -(1 << 64) <= scalar < 1 << 64:
        raise MessageError(f"field {name} is beyond 64 bits")
    return scalar
