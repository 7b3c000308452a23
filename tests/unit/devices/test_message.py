"""OML/1 messages: golden payloads, round trips, malformed input."""

import struct

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.oml_vectors import VECTORS

from devices.protocol.capability import (
    ActuatorLimits,
    CapsDocument,
    Channel,
    decode_caps,
    encode_caps,
    layout_of,
)
from devices.protocol.message import (
    Acknowledgement,
    CapsPage,
    CapsRequest,
    Command,
    Event,
    EventAcknowledgement,
    Heartbeat,
    Hello,
    Ident,
    LinkReset,
    Log,
    MessageError,
    SimAdvance,
    SimDone,
    Subscribe,
    decode_message,
    encode_message,
    type_of,
)

MESSAGES = {"HELLO": Hello, "HEARTBEAT": Heartbeat, "CMD": Command, "ACK": Acknowledgement}
numbers = st.integers(0, 0xFFFFFFFF)
words = st.text(max_size=20)
scalars = st.one_of(st.integers(-(2**53), 2**53), st.floats(allow_nan=False), words, st.booleans())
fields = st.dictionaries(words, scalars, max_size=4)
messages = st.one_of(
    st.builds(Hello, protocols=st.lists(st.integers(0, 15), min_size=1, max_size=3).map(tuple),
              host=words),
    st.builds(Ident, protocol=numbers, vendor=words, model=words, serial=words, firmware=words,
              boot_id=numbers, caps_hash=numbers),
    st.builds(Heartbeat, boot_id=st.none() | numbers, uptime_ms=st.none() | numbers),
    st.builds(CapsRequest, page=numbers),
    st.builds(CapsPage, page=numbers, pages=numbers, part=st.binary(max_size=50)),
    st.builds(Subscribe, rate_hz=st.dictionaries(st.integers(0, 31), st.integers(0, 1000))),
    st.builds(Command, command=numbers, target=words, fields=fields, at_us=st.none() | numbers),
    st.builds(Acknowledgement, command=numbers, result=st.integers(0, 5),
              detail=st.none() | words),
    st.builds(Event, event=numbers, name=words, fields=fields, oldest=st.none() | numbers),
    st.builds(EventAcknowledgement, event=numbers),
    st.builds(Log, words=words),
    st.just(LinkReset()),
    st.builds(SimAdvance, to_ms=numbers),
    st.builds(SimDone, to_ms=numbers),
)  # fmt: skip


def golden_message(vector):
    content = dict(vector["message"])
    if "protocols" in content:
        content["protocols"] = tuple(content["protocols"])
    return MESSAGES[vector["name"]](**content)


@pytest.mark.parametrize("vector", VECTORS[:4], ids=lambda v: v["name"])
def test_that_a_golden_message_is_encoded_and_decoded(vector) -> None:
    message = golden_message(vector)
    assert encode_message(message).hex() == vector["payload"]
    assert decode_message(vector["frame_type"], bytes.fromhex(vector["payload"])) == message


def test_that_the_golden_stream_has_the_declared_layout() -> None:
    vector = VECTORS[4]
    types = ("i32", "i32", "i16", "i16", "u16", "u16")
    layout = layout_of(tuple(Channel(name="", unit="", wire_type=t) for t in types))
    assert layout == vector["layout"]
    assert struct.unpack(layout, bytes.fromhex(vector["payload"])) == tuple(vector["samples"])


@given(messages)
def test_that_every_message_survives_the_wire(message) -> None:
    assert decode_message(type_of(message), encode_message(message)) == message


@given(st.integers(0, 255), st.binary(max_size=60))
def test_that_a_malformed_payload_is_an_error_and_never_a_crash(frame_type, payload) -> None:
    try:
        message = decode_message(frame_type, payload)
    except MessageError:
        return
    assert type_of(message) == frame_type


@given(st.recursive(scalars | st.none() | st.binary(max_size=5),
                    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
                        st.integers(0, 8) | words, inner, max_size=5)))  # fmt: skip
def test_that_capabilities_of_any_shape_are_read_or_refused(document) -> None:
    try:
        caps = decode_caps(cbor2.dumps(document))
    except MessageError:
        return
    assert isinstance(caps, CapsDocument)


def test_that_keys_of_a_later_minor_version_are_ignored() -> None:
    payload = cbor2.dumps({0: 7, 1: 0, 9: "news", "x": [1]})
    assert decode_message(0x11, payload) == Acknowledgement(command=7, result=0)


@pytest.mark.parametrize(
    ("frame_type", "document"),
    [
        (0x11, {0: 7}),
        (0x11, {0: "seven", 1: 0}),
        (0x11, {0: True, 1: 0}),
        (0x10, {0: 1, 1: 5, 2: {}}),
        (0x12, {0: 1, 1: "drug", 2: {"drug": [1]}}),
        (0x08, {0: "fast"}),
        (0x05, {0: 0, 1: 1, 2: "text"}),
        (0x02, [1, 2]),
        (0x7E, 5),
    ],
)
def test_that_a_wrong_type_or_a_missing_field_is_refused(frame_type, document) -> None:
    with pytest.raises(MessageError):
        decode_message(frame_type, cbor2.dumps(document))


def test_that_capabilities_survive_the_wire() -> None:
    caps = CapsDocument(
        streams={
            0: (Channel(name="cpr.depth", unit="mm", wire_type="i32", scale=0.001, rate_hz=9),
                Channel(name="cpr.force", unit="N", wire_type="u16", rate_hz=9)),
            3: (Channel(name="head.tilt", unit="deg", wire_type="i8", offset=-90.0),),
        },
        actuators=(ActuatorLimits(name="pulse.rate", kind="per_min", low=0, high=300),),
        events=("drug",), sounds=("crackles",),
    )  # fmt: skip
    assert decode_caps(encode_caps(caps)) == caps
