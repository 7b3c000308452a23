"""The golden vectors of OML/1, judged by a second COBS, CRC and CBOR and by the program's own.

The first five are the published ones; a change of their bytes is a change of the protocol.
"""

import struct

import cbor2
import pytest
from support.oml_judges import cbor_of, cobs_unstuffed, crc32_of, wire_of_vector
from support.oml_vectors import GOLDEN, VECTORS, name_of

from devices.protocol.capability import Channel, decode_caps, encode_caps, layout_of
from devices.protocol.frame import Damage, Frame, FrameDecoder, FrameFlag, FrameType, encode_frame
from devices.protocol.message import class_of, decode_message, encode_message
from devices.protocol.transcript import message_of, plain_of

PUBLISHED = {
    "HELLO": "041101010101010102a21101016973696d72756e6e6572038be99000",
    "HEARTBEAT": "041003020440420f0588482b0a00",
    "CMD": "041110030480841e02a31507016f70756c73652e6361726f7469642e6c02a1081901f43475cdb700",
    "ACK": "041011040408981e02a203070105b433f8fa00",
    "STREAM0": "0b1020ffffffffffff79cc0104989306010101010101020305a3c8decf00",
}
MESSAGES = [vector for vector in VECTORS if "message" in vector]

each_vector = pytest.mark.parametrize("vector", VECTORS, ids=name_of)
each_message = pytest.mark.parametrize("vector", MESSAGES, ids=name_of)


def frame_of(vector: dict) -> Frame:
    return Frame(
        frame_type=vector["frame_type"], seq=vector["seq"], t_us=vector["t_us"],
        payload=bytes.fromhex(vector["payload"]), flags=FrameFlag(vector["flags"]),
    )  # fmt: skip


def test_that_the_published_vectors_are_as_they_were_published() -> None:
    assert {vector["name"]: vector["wire"] for vector in VECTORS[:5]} == PUBLISHED


def test_that_every_control_frame_has_a_vector() -> None:
    assert {vector["frame_type"] for vector in MESSAGES} == set(FrameType)


@each_vector
def test_that_a_second_implementation_writes_the_same_wire(vector) -> None:
    assert wire_of_vector(vector).hex() == vector["wire"]


@each_vector
def test_that_a_second_implementation_reads_the_wire(vector) -> None:
    body = cobs_unstuffed(bytes.fromhex(vector["wire"])[:-1])
    assert body[8:-4].hex() == vector["payload"]
    assert body[-4:] == crc32_of(body[:-4]).to_bytes(4, "little")


@each_vector
def test_that_a_vector_is_encoded_byte_for_byte(vector) -> None:
    assert encode_frame(frame_of(vector)).hex() == vector["wire"]


@each_vector
def test_that_a_vector_is_decoded(vector) -> None:
    assert FrameDecoder().feed(bytes.fromhex(vector["wire"])) == [frame_of(vector)]


@each_message
def test_that_a_message_has_the_payload_of_its_vector_and_back(vector) -> None:
    message = message_of(vector["frame_type"], vector["message"])
    assert type(message) is class_of(vector["frame_type"])
    assert encode_message(message).hex() == vector["payload"]
    assert decode_message(vector["frame_type"], bytes.fromhex(vector["payload"])) == message
    assert plain_of(message) == vector["message"]


@each_message
def test_that_a_second_cbor_writes_the_same_payload(vector) -> None:
    payload = bytes.fromhex(vector["payload"])
    assert cbor_of(cbor2.loads(payload) if payload else {}) in {payload, b"\xa0"}


def test_that_the_stream_vector_has_the_declared_layout() -> None:
    vector = VECTORS[4]
    types = ("i32", "i32", "i16", "i16", "u16", "u16")
    layout = layout_of(tuple(Channel(name="", unit="", wire_type=t) for t in types))
    assert layout == vector["layout"]
    assert struct.unpack(layout, bytes.fromhex(vector["payload"])) == tuple(vector["samples"])


def test_that_the_capability_document_is_the_one_in_the_pages_and_in_the_hash() -> None:
    document = bytes.fromhex(GOLDEN["capabilities"]["document"])
    told = [vector["message"] for vector in MESSAGES]
    pages = sorted((m for m in told if "part" in m), key=lambda m: m["page"])
    assert bytes.fromhex("".join(m["part"] for m in pages)) == document
    assert all(m["pages"] == len(pages) for m in pages)
    assert crc32_of(document) == GOLDEN["capabilities"]["crc32"]
    assert GOLDEN["capabilities"]["crc32"] in [m.get("caps_hash") for m in told]
    assert decode_caps(encode_caps(decode_caps(document))) == decode_caps(document)
    assert cbor_of(cbor2.loads(document)) == document


@pytest.mark.parametrize("broken", GOLDEN["damaged"], ids=lambda b: b["about"])
def test_that_a_damaged_vector_is_refused_for_its_reason(broken) -> None:
    decoder = FrameDecoder()
    assert decoder.feed(bytes.fromhex(broken["wire"])) == []
    found = {damage.value: n for damage, n in decoder.counters.damaged.items() if n}
    assert found == {broken["damage"]: 1}


def test_that_the_damaged_vectors_know_every_damage() -> None:
    assert {broken["damage"] for broken in GOLDEN["damaged"]} == {d.value for d in Damage}


@pytest.mark.parametrize("capture", GOLDEN["captures"], ids=lambda c: c["about"])
def test_that_a_capture_gives_its_frames_however_it_is_cut(capture) -> None:
    wire = bytes.fromhex(capture["wire"])
    for cut in range(1, len(wire)):
        decoder = FrameDecoder()
        got = [f for i in range(0, len(wire), cut) for f in decoder.feed(wire[i : i + cut])]
        assert [FrameType(frame.frame_type).name for frame in got] == capture["frames"]
        assert decoder.counters.rx_bad == capture["damaged"]
