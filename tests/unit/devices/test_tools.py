"""What the package offers to the program by entry point, and the verbs that ask for it."""

import tomllib
from importlib import import_module
from pathlib import Path

import pytest

import simrunner.app.devices
from devices.protocol.codec import Codec
from devices.protocol.transcript_tool import decode, encode
from simrunner.app.cli import devices_decode, devices_encode

PYPROJECT = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text())
ENTRIES = PYPROJECT["project"]["entry-points"]["simrunner.device_tools"]


@pytest.mark.parametrize("name", ENTRIES)
def test_that_every_tool_is_where_the_project_says(name) -> None:
    module, _, attribute = ENTRIES[name].partition(":")
    assert callable(getattr(import_module(module), attribute))


def test_that_the_verbs_decode_and_encode_hand_over_their_files(tmp_path, monkeypatch) -> None:
    tools = {"decode": decode, "encode": encode}
    monkeypatch.setattr(simrunner.app.devices, "device_tool", tools.__getitem__)
    wire, told, again = tmp_path / "-wire", tmp_path / "told", tmp_path / "again"
    wire.write_bytes(b"AT\r\x00\x00" + Codec().encode(b"sample", t_us=5))
    assert devices_decode(file=str(wire), out=str(told)) == 0
    assert devices_encode(file=str(told), out=str(again)) == 0
    assert again.read_bytes() == wire.read_bytes()


def test_that_the_codec_of_the_benchmarks_counts_and_reads() -> None:
    codec = Codec()
    wire = codec.encode(b"one", t_us=0) + b"noise\x00" + codec.encode(b"two", t_us=1)
    assert codec.decode(wire) == [b"one", b"two"]
    assert (codec.good, codec.broken) == (2, 1)
