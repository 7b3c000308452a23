"""The codec for microcontrollers, compiled here and held against the golden vectors."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from simrunner.domain.chance import draw_u64

ROOT = Path(__file__).resolve().parents[2]
CODEC = ROOT / "devices" / "firmware" / "oml_board" / "oml_codec.h"
GOLDEN = json.loads((ROOT / "devices/protocol/golden-vectors.json").read_text(encoding="utf-8"))
VECTORS = GOLDEN["vectors"]


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    compiler = shutil.which("g++") or shutil.which("clang++")
    assert compiler, "install g++ (bootstrap.py does where it may)"
    made = tmp_path_factory.mktemp("firmware") / "codec"
    source = ROOT / "tests" / "data" / "oml_codec_host.cpp"
    options = ["-std=c++11", "-Wall", "-Wextra", "-Werror", "-O1", f"-I{CODEC.parent}"]
    subprocess.run([compiler, *options, str(source), "-o", str(made)], check=True)
    return made


def _told(program, wires):
    """Return the frames that the program finds, and its counters."""
    text = "\n".join(wires) + "\n"
    done = subprocess.run([program], input=text, capture_output=True, text=True, check=True)
    *frames, counters = done.stdout.splitlines()
    return frames, counters


def _expected(vector):
    fields = [vector[key] for key in ("flags", "frame_type", "seq", "t_us", "payload", "wire")]
    return " ".join(map(str, fields))


def test_that_the_codec_reads_and_writes_every_golden_vector(program):
    frames, counters = _told(program, [vector["wire"] for vector in VECTORS])
    assert frames == [_expected(vector) for vector in VECTORS]
    assert counters == f"ok {len(VECTORS)} bad 0"


def test_that_one_flipped_bit_costs_one_frame_and_not_the_next(program):
    good = VECTORS[2]["wire"]
    wire = bytes.fromhex(good)
    places = range((len(wire) - 1) * 8)
    lines = []
    for place in places:
        damaged = bytearray(wire)
        damaged[place // 8] ^= 1 << place % 8
        lines += [damaged.hex(), "00", good]
    frames, _ = _told(program, lines)
    assert frames == [_expected(VECTORS[2])] * len(places)


def test_that_garbage_holds_no_frame(program):
    noise = b"".join(draw_u64(1, "firmware", place).to_bytes(8, "big") for place in range(4_000))
    frames, counters = _told(program, [noise.hex(), "00", VECTORS[0]["wire"]])
    assert frames == [_expected(VECTORS[0])]
    assert counters.startswith("ok 1 ")
