"""What a device can feel and do: the capability document and the layout of streams."""

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import cbor2

from devices.protocol.message import MessageError, checked, load_cbor, whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One field of a stream: wire integer times ``scale`` plus ``offset`` is in ``unit``."""

    name: str
    unit: str
    wire_type: str
    scale: float = 1.0
    offset: float = 0.0
    rate_hz: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ActuatorLimits:
    """An output of the device and the numbers it takes."""

    name: str
    kind: str
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CapsDocument:
    """Everything a device can feel and do."""

    streams: Mapping[int, tuple[Channel, ...]] = field(default_factory=dict)
    actuators: tuple[ActuatorLimits, ...] = ()
    events: tuple[str, ...] = ()
    sounds: tuple[str, ...] = ()


def encode_caps(caps: CapsDocument) -> bytes:
    """Return the capability document, to be cut into pages."""
    return cbor2.dumps(
        {
            0: [
                [
                    number,
                    [[c.name, c.unit, c.wire_type, c.scale, c.offset, c.rate_hz] for c in channels],
                ]
                for number, channels in caps.streams.items()
            ],
            1: [[a.name, a.kind, a.low, a.high] for a in caps.actuators],
            2: list(caps.events),
            3: list(caps.sounds),
        }
    )


def decode_caps(document: bytes) -> CapsDocument:
    """Return the capabilities in ``document``; MessageError when it is not such a document."""
    content = load_cbor(document)
    try:
        return CapsDocument(
            streams={
                whole("stream", number): tuple(_channel(c) for c in channels)
                for number, channels in content.get(0, ())
            },
            actuators=tuple(
                ActuatorLimits(
                    name=str(n), kind=str(k), low=_finite(n, low), high=_finite(n, high)
                )
                for n, k, low, high, *_ in content.get(1, ())
            ),
            events=tuple(str(name) for name in content.get(2, ())),
            sounds=tuple(str(name) for name in content.get(3, ())),
        )  # fmt: skip
    except (TypeError, ValueError, AttributeError) as error:
        raise MessageError(f"capabilities: {error}") from error


WIRE_TYPES: Mapping[str, str] = MappingProxyType(
    {"i8": "b", "u8": "B", "i16": "h", "u16": "H", "i32": "i", "u32": "I", "f32": "f"}
)
"""Types of stream fields and their `struct` codes, all little-endian."""


def _channel(entry: Any) -> Channel:
    name, unit, wire_type, scale, offset, rate_hz, *_ = entry
    if wire_type not in WIRE_TYPES:
        raise MessageError(f"channel {name} has the unknown type {wire_type}")
    return Channel(
        name=str(name), unit=str(unit), wire_type=wire_type, scale=_finite(name, scale),
        offset=_finite(name, offset), rate_hz=whole("rate", rate_hz),
    )  # fmt: skip


def _finite(name: Any, number: Any) -> float:
    found = float(checked(f"{name}", number, (int, float)))
    if not math.isfinite(found):
        raise MessageError(f"{name} has no finite number")
    return found


def layout_of(channels: tuple[Channel, ...]) -> str:
    """Return the `struct` format of one sample of a stream."""
    return "<" + "".join(WIRE_TYPES[c.wire_type] for c in channels)


def unpack_sample(channels: tuple[Channel, ...], payload: bytes) -> Mapping[str, float]:
    """Return a stream frame's sample in units; MessageError when its size is another."""
    layout = struct.Struct(layout_of(channels))
    if layout.size != len(payload):
        raise MessageError(f"sample of {len(payload)} bytes, {layout.size} were declared")
    return {
        channel.name: number * channel.scale + channel.offset
        for channel, number in zip(channels, layout.unpack(payload), strict=True)
    }
