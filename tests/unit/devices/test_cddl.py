"""The schema of OML/1 (RFC 8610), judged by pycddl: a CBOR reader and validator in Rust."""

import cbor2
import pycddl
import pytest
from hypothesis import given
from support.oml_message_strategy import messages
from support.oml_vectors import CDDL, GOLDEN, VECTORS, name_of

from devices.protocol.capability import decode_caps, encode_caps
from devices.protocol.frame import FrameType
from devices.protocol.message import MessageError, decode_message, encode_message, type_of
from devices.simulated.sensors import CAPABILITIES

EMPTY = b"\xa0"


def rule_of(frame_type: int) -> str:
    return FrameType(frame_type).name.lower().replace("_", "-")


def schema_of(rule: str) -> pycddl.Schema:
    """The first rule of a schema is the one that a document must follow."""
    return pycddl.Schema(f"root = {rule}\n{CDDL}")


SCHEMAS = {int(known): schema_of(rule_of(known)) for known in FrameType}
CAPS_DOCUMENT = schema_of("caps-document")


def is_valid(schema: pycddl.Schema, payload: bytes) -> bool:
    try:
        schema.validate_cbor(payload)
    except pycddl.ValidationError:
        return False
    return True


@pytest.mark.parametrize("vector", [v for v in VECTORS if "message" in v], ids=name_of)
def test_that_a_golden_payload_follows_its_rule_and_means_the_same_to_both(vector) -> None:
    payload = bytes.fromhex(vector["payload"]) or EMPTY
    read = SCHEMAS[vector["frame_type"]].validate_cbor(payload, True)
    assert read == cbor2.loads(payload)


@given(messages)
def test_that_whatever_is_sent_follows_the_schema(message) -> None:
    assert is_valid(SCHEMAS[type_of(message)], encode_message(message) or EMPTY)


REFUSED = [
    ("HELLO", {0: []}), ("HELLO", {0: "one"}), ("HELLO", {1: 5}),
    ("IDENT", {1: "Example"}), ("IDENT", {0: -1}), ("IDENT", {0: 1, 3: 7}),
    ("HEARTBEAT", {0: "boot"}), ("HEARTBEAT", {5: -1}),
    ("CAPS_REQ", {0: "first"}), ("CAPS", {0: 0, 1: 1}), ("CAPS", {0: 0, 1: 1, 2: "text"}),
    ("TIME_REQ", {}), ("TIME_RSP", {0: 1, 1: 2}), ("TIME_RSP", {0: 1, 1: 2, 2: 3.5}),
    ("SUBSCRIBE", {0: "fast"}), ("SUBSCRIBE", {0: -5}), ("SUBSCRIBE", {"zero": 5}),
    ("CMD", {0: 1, 1: "pulse.rate"}), ("CMD", {0: 1, 1: 5, 2: {}}), ("CMD", {0: 1, 1: "x", 2: 5}),
    ("CMD", {0: 1, 1: "x", 2: {"drug": None}}), ("CMD", {0: 1, 1: "x", 2: {}, 3: "now"}),
    ("ACK", {0: 7}), ("ACK", {0: 7, 1: "ok"}), ("ACK", {0: 7, 1: 0, 2: 9}),
    ("EVENT", {0: 1, 1: "drug"}), ("EVENT", {0: 1, 1: "drug", 2: {}, 3: -2}),
    ("EVENT_ACK", {}), ("LOG", 5), ("LOG", {0: "words"}), ("LINK_RESET", [1]),
    ("SIM_ADVANCE", {0: "soon"}), ("SIM_DONE", {}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "document"), REFUSED, ids=str)
def test_that_schema_and_program_refuse_the_same(name, document) -> None:
    frame_type, payload = FrameType[name], cbor2.dumps(document)
    assert not is_valid(SCHEMAS[frame_type], payload)
    with pytest.raises(MessageError):
        decode_message(frame_type, payload)


def test_that_every_rule_refuses_something() -> None:
    assert {name for name, _ in REFUSED} == {known.name for known in FrameType}


def test_that_the_capability_documents_follow_the_schema() -> None:
    assert is_valid(CAPS_DOCUMENT, bytes.fromhex(GOLDEN["capabilities"]["document"]))
    assert is_valid(CAPS_DOCUMENT, encode_caps(CAPABILITIES))


@pytest.mark.parametrize(
    "document",
    [
        {0: [[0, [["cpr.depth", "mm", "i64", 1, 0, 100]]]]},
        {0: [[-1, [["cpr.depth", "mm", "i32", 1, 0, 100]]]]},
        {0: [[0, [["cpr.depth", "mm", "i32", "1", 0, 100]]]]},
        {0: [[0, [["cpr.depth", "mm", "i32", 1, 0, -100]]]]},
        {1: [["pulse.rate", "per_min", "low", 300]]},
    ],
    ids=str,
)
def test_that_schema_and_program_refuse_the_same_capabilities(document) -> None:
    assert not is_valid(CAPS_DOCUMENT, cbor2.dumps(document))
    with pytest.raises(MessageError):
        decode_caps(cbor2.dumps(document))
