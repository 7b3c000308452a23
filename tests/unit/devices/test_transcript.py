"""Captures of the wire as lines and back, and the two commands that do it."""

import io
import json
import sys
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.oml_message_strategy import messages
from support.oml_vectors import GOLDEN, VECTORS, name_of

from devices.protocol.frame import (
    MAX_PAYLOAD,
    Frame,
    FrameDecoder,
    FrameFlag,
    FrameWriter,
    encode_frame,
)
from devices.protocol.message import (
    CapsRequest,
    Command,
    Hello,
    Subscribe,
    encode_message,
    type_of,
)
from devices.protocol.transcript import TranscriptError, message_of, plain_of, transcribe, wire_of
from devices.protocol.transcript_tool import decode, encode
from devices.simulated.manikin import Manikin

random_frames = st.builds(
    Frame,
    frame_type=st.integers(0, 255), seq=st.integers(0, 0xFFFF), t_us=st.integers(0, 0xFFFFFFFF),
    payload=st.binary(max_size=MAX_PAYLOAD), flags=st.integers(0, 15).map(FrameFlag),
    version=st.integers(0, 15),
)  # fmt: skip
message_frames = messages.map(
    lambda message: Frame(
        frame_type=type_of(message), seq=1, t_us=2, payload=encode_message(message)
    )
).filter(lambda frame: len(frame.payload) <= MAX_PAYLOAD)
wires = st.lists(
    st.builds(encode_frame, random_frames | message_frames, lead=st.booleans())
    | st.binary(max_size=300)
).map(b"".join)


def lines_of(wire: bytes, *, cut: int = 1 << 20) -> list[dict]:
    return list(transcribe(wire[i : i + cut] for i in range(0, len(wire), cut)))


def through_json(lines: list[dict]) -> list[dict]:
    return [json.loads(json.dumps(line, allow_nan=False)) for line in lines]


@pytest.fixture(scope="module")
def capture() -> bytes:
    """A second of the simulated manikin: greeting, capabilities, compressions, heartbeats."""
    manikin, writer = Manikin(seed=3), FrameWriter()
    rescue = {"duration_ms": 900, "rate_per_min": 110.5, "depth_mm": 54}
    said = [
        Hello(host="test"), *(CapsRequest(page=page) for page in range(3)),
        Subscribe(rate_hz={0: 100}), Command(command=1, target="sim.rescuer", fields=rescue),
    ]  # fmt: skip
    for message in said:
        manikin.receive(writer.write(type_of(message), encode_message(message), t_us=0))
    manikin.run_until(1_000_000)
    return manikin.take()


@given(wires, st.integers(1, 400))
def test_that_what_was_decoded_is_encoded_byte_for_byte(wire, cut) -> None:
    lines = through_json(lines_of(wire, cut=cut))
    restored = [wire_of(line) for line in lines]
    if None not in restored:
        assert b"".join(restored) == wire
    only_frames = [wire_of(line) for line in lines if line["kind"] == "frame"]
    assert FrameDecoder().feed(b"".join(only_frames)) == FrameDecoder().feed(wire)


@given(wires)
def test_that_counters_are_those_of_the_decoder(wire) -> None:
    decoder = FrameDecoder()
    decoder.feed(wire + b"\x00")
    *_, totals = lines_of(wire + b"\x00")
    assert totals["frames"] == decoder.counters.rx_ok
    assert totals["errors"] == {str(kind): n for kind, n in decoder.counters.damaged.items()}
    assert totals["unknown"] == decoder.counters.unknown
    assert totals["bytes"] == len(wire) + 1


@given(messages)
def test_that_a_message_survives_as_plain_values(message) -> None:
    plain = json.loads(json.dumps(plain_of(message), allow_nan=False))
    assert message_of(type_of(message), plain) == message


@pytest.mark.parametrize("vector", VECTORS, ids=name_of)
def test_that_a_golden_frame_is_told_and_can_be_written_by_hand(vector) -> None:
    line, totals = lines_of(bytes.fromhex(vector["wire"]))
    assert (line["kind"], line["seq"], line["t_us"]) == ("frame", vector["seq"], vector["t_us"])
    assert line.get("message") == vector.get("message")
    by_hand = {key: line[key] for key in ("type", "seq", "t_us", "flags")}
    content = "message" if "message" in vector else "payload"
    assert wire_of({**by_hand, content: line[content]}).hex() == vector["wire"]
    assert totals["frames"] == 1


def test_that_a_stream_is_told_in_units_once_its_capabilities_went_by(capture) -> None:
    samples = [line for line in lines_of(capture) if line.get("type") == "STREAM0"]
    depths = [line["values"]["cpr.depth"] for line in samples]
    assert len(depths) == 100
    assert max(depths) == pytest.approx(54, abs=2)
    assert "values" not in lines_of(encode_frame(Frame(frame_type=0x20, seq=0, t_us=0)))[0]


def test_that_lost_samples_are_counted(capture) -> None:
    stretches = capture.split(b"\x00")
    streams = [n for n, stretch in enumerate(stretches) if stretch[2:3] == b"\x20"]
    del stretches[streams[5]], stretches[streams[9] - 1]
    *_, totals = lines_of(b"\x00".join(stretches))
    assert totals["streams"]["0"] == {"frames": 98, "lost": 2}


def test_that_damage_has_its_place_its_reason_and_its_bytes() -> None:
    wires = [bytes.fromhex(broken["wire"]) for broken in GOLDEN["damaged"]]
    told = [line for line in lines_of(b"".join(wires)) if line["kind"] == "error"]
    assert [line["damage"] for line in told] == [b["damage"] for b in GOLDEN["damaged"]]
    assert [line["at_byte"] for line in told] == [sum(map(len, wires[:n])) for n in range(5)]
    assert [line["hex"] for line in told] == [wire[:-1].hex() for wire in wires]


def test_that_a_message_that_is_none_is_told_with_its_payload() -> None:
    wire = encode_frame(Frame(frame_type=0x11, seq=0, t_us=0, payload=b"\xa1\x00\x07"))
    line, totals = lines_of(wire)
    assert line["malformed"] == "Acknowledgement lacks result"
    assert totals["malformed"] == 1
    assert wire_of(line) == wire


def test_that_another_spelling_of_a_message_keeps_its_bytes() -> None:
    wire = encode_frame(Frame(frame_type=0x11, seq=0, t_us=0, payload=b"\xa2\x00\x18\x07\x01\x00"))
    line, _ = lines_of(wire)
    assert line["message"] == {"command": 7, "result": 0}
    assert wire_of(line) == wire


def test_that_a_flood_is_told_in_little_memory() -> None:
    piece = np.random.default_rng(3).bytes(65_536)
    long = b"\x55" * 65_536
    lines = transcribe(each for _ in range(30) for each in (piece, long))
    next(lines)
    tracemalloc.start()
    for _ in lines:
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 400_000


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (["frame"], "not a JSON object"),
        ({}, "type is None"),
        ({"kind": "picture"}, "kind is 'picture'"),
        ({"type": "CMDS"}, "type is 'CMDS'; write CMD"),
        ({"type": ["CMD"]}, "type is"),
        ({"type": "CMD"}, "message: Command lacks command, target, fields"),
        ({"type": "ACK", "message": {"command": 1, "answer": 0}}, "Acknowledgement has no answer"),
        ({"type": "ACK", "message": {"command": "one", "result": 0}}, "command is str"),
        ({"type": "ACK", "message": 5}, "message is not a mapping"),
        ({"type": "STREAM0", "message": {"depth": 5}}, "only a payload"),
        ({"type": "CAPS", "message": {"page": 0, "pages": 1, "part": "xyz"}}, "message: "),
        ({"type": "LINK_RESET", "seq": 65_536}, "seq is 65536"),
        ({"type": "LINK_RESET", "seq": True}, "seq is True"),
        ({"type": "LOG", "payload": "0g"}, "payload is not a text of hex digits"),
        ({"type": "LOG", "payload": "00" * 241}, "241 bytes"),
        ({"type": "LINK_RESET", "flags": ["SOON"]}, "flags are"),
        ({"type": "LINK_RESET", "flags": 1}, "flags are"),
        ({"type": "LINK_RESET", "lead": -1}, "lead is -1"),
        ({"kind": "error"}, "hex is not"),
    ],
)
def test_that_a_line_that_is_no_frame_says_why(line, says) -> None:
    with pytest.raises(TranscriptError) as caught:
        wire_of(line)
    assert says in str(caught.value)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=6),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
                        st.sampled_from(["kind", "type", "seq", "flags", "message", "payload",
                                         "command", "hex"]), inner, max_size=3), max_leaves=8),
       st.sampled_from(["CMD", "ACK", "CAPS", "SUBSCRIBE", "HELLO", "LOG"]))  # fmt: skip
def test_that_any_json_is_bytes_or_a_clear_refusal(line, name) -> None:
    for candidate in (line, {"type": name, "message": line}):
        try:
            wire = wire_of(candidate)
        except TranscriptError:
            continue
        assert wire is None or isinstance(wire, bytes)


# ---------------------------------------------------------------- the commands


def test_that_the_commands_restore_a_capture_with_noise(capture, tmp_path) -> None:
    noisy = b"AT\r\n\x00" + capture + b"\x07boot"
    (tmp_path / "wire.bin").write_bytes(noisy)
    told, again = tmp_path / "told.jsonl", tmp_path / "again.bin"
    assert decode([str(tmp_path / "wire.bin"), "--out", str(told)]) == 0
    assert encode([str(told), "--out", str(again)]) == 0
    assert again.read_bytes() == noisy
    kinds = [json.loads(line)["kind"] for line in told.read_text().splitlines()]
    assert (kinds[0], kinds[-2:]) == ("error", ["rest", "counters"])


def test_that_standard_input_and_output_work(capture, monkeypatch) -> None:
    def piped(tool, content: bytes) -> bytes:
        source, target = io.TextIOWrapper(io.BytesIO(content)), io.TextIOWrapper(io.BytesIO())
        monkeypatch.setattr(sys, "stdin", source)
        monkeypatch.setattr(sys, "stdout", target)
        assert tool(["-"]) == 0
        return target.buffer.getvalue()

    assert piped(encode, piped(decode, capture)) == capture


def test_that_a_stretch_too_long_to_keep_is_left_out_and_said(tmp_path, capsys) -> None:
    (tmp_path / "wire.bin").write_bytes(b"\x55" * 1000 + b"\x00")
    told, again = tmp_path / "told.jsonl", tmp_path / "again.bin"
    decode([str(tmp_path / "wire.bin"), "--out", str(told)])
    assert json.loads(told.read_text().splitlines()[0])["bytes"] == 1000
    assert encode([str(told), "--out", str(again)]) == 0
    assert again.read_bytes() == b""
    assert "1 stretches longer than a frame" in capsys.readouterr().err


def test_that_a_broken_line_is_named_with_its_number(tmp_path, capsys) -> None:
    lines = tmp_path / "lines.jsonl"
    lines.write_text('{"type": "LINK_RESET"}\n\n{"type": "LINK_RESET"\n')
    assert encode([str(lines), "--out", str(tmp_path / "out.bin")]) == 2
    assert "lines.jsonl: line 3: " in capsys.readouterr().err


def test_that_a_missing_file_and_a_closed_folder_are_sentences(tmp_path, capsys) -> None:
    assert decode([str(tmp_path / "none.bin")]) == 3
    (tmp_path / "wire.bin").write_bytes(b"")
    assert decode([str(tmp_path / "wire.bin"), "--out", str(tmp_path / "no" / "out")]) == 3
    said = capsys.readouterr().err
    assert "none.bin: No such file" in said
    assert "out: No such file" in said


def test_that_the_source_is_not_overwritten(tmp_path, capsys) -> None:
    source = tmp_path / "wire.bin"
    source.write_bytes(b"\x01\x00")
    assert decode([str(source), "--out", str(source)]) == 2
    assert source.read_bytes() == b"\x01\x00"
    assert "write to another file" in capsys.readouterr().err
