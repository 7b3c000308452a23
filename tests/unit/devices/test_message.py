"""OML/1 messages: round trips, malformed input."""

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.oml_message_strategy import messages, scalars, words

from devices.protocol.capability import (
    ActuatorLimits,
    CapsDocument,
    Channel,
    decode_caps,
    encode_caps,
)
from devices.protocol.message import (
    Acknowledgement,
    Command,
    MessageError,
    decode_message,
    encode_message,
    type_of,
)


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
        (0x10, {0: 1, 1: "x", 2: {0: float("nan")}}),
        (0x10, {0: 1, 1: "x", 2: {0: float("inf")}}),
        (0x13, {0: 1 << 64}),
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


def test_that_bytes_behind_a_message_are_refused() -> None:
    payload = cbor2.dumps({0: 7, 1: 0})
    with pytest.raises(MessageError, match="1 bytes too many"):
        decode_message(0x11, payload + b"\x00")


def test_that_the_key_0_stands_for_a_field_that_is_alone() -> None:
    alone = Command(command=1, target="x", fields={"value": 5})
    among = Command(command=1, target="x", fields={"value": 5, "unit": "mm"})
    assert cbor2.loads(encode_message(alone))[2] == {0: 5}
    assert cbor2.loads(encode_message(among))[2] == {"value": 5, "unit": "mm"}
