"""``simrunner devices decode`` and ``encode``: captures of the wire to JSON lines and back."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from devices.protocol.transcript import TranscriptError, transcribe, wire_of

_OK, _BAD_INPUT, _ENVIRONMENT = 0, 2, 3
_PIECE = 65_536
_DASH = Path("-")


def decode(arguments: Sequence[str]) -> int:
    """Write the frames, damage and counters of a capture as JSON lines; return the exit code."""
    return _convert("decode", arguments, _decoded)


def encode(arguments: Sequence[str]) -> int:
    """Write the bytes that JSON lines of `decode` stand for; return the exit code."""
    return _convert("encode", arguments, _encoded)


def _convert(
    name: str, arguments: Sequence[str], convert: Callable[[BinaryIO], Iterator[bytes]]
) -> int:
    parser = argparse.ArgumentParser(prog=f"simrunner devices {name}")
    parser.add_argument("file", type=Path, help="what to read; - is standard input")
    parser.add_argument("--out", type=Path, default=_DASH, help="the file to write; else stdout")
    chosen = parser.parse_args(arguments)
    if chosen.out.exists() and chosen.file.exists() and chosen.out.samefile(chosen.file):
        return _refuse(f"{chosen.out} is what is to be read: write to another file", _BAD_INPUT)
    try:
        with ExitStack() as opened:
            source = _opened(chosen.file, "rb", sys.stdin.buffer, opened)
            target = _opened(chosen.out, "wb", sys.stdout.buffer, opened)
            target.writelines(convert(source))
            target.flush()
    except TranscriptError as error:
        return _refuse(f"{chosen.file}: {error}", _BAD_INPUT)
    except BrokenPipeError:
        # The reader has seen enough (`| head`): what is left must not be flushed at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        return _refuse(f"{error.filename or chosen.file}: {error.strerror}", _ENVIRONMENT)
    return _OK


def _opened(path: Path, mode: str, standard: BinaryIO, opened: ExitStack) -> BinaryIO:
    if path == _DASH:
        return standard
    file: BinaryIO = opened.enter_context(path.open(mode))  # type: ignore[assignment]  # binary
    return file


def _decoded(source: BinaryIO) -> Iterator[bytes]:
    pieces: Iterable[bytes] = iter(lambda: source.read(_PIECE), b"")
    for line in transcribe(pieces):
        yield json.dumps(line, ensure_ascii=False).encode() + b"\n"


def _encoded(source: BinaryIO) -> Iterator[bytes]:
    left_out = 0
    for number, text in enumerate(source, start=1):
        if not text.strip():
            continue
        try:
            wire = wire_of(json.loads(text))
        except (ValueError, RecursionError, TranscriptError) as error:
            raise TranscriptError(f"line {number}: {error}") from error
        left_out += wire is None
        yield wire or b""
    if left_out:
        _refuse(f"{left_out} stretches longer than a frame were left out", _OK)


def _refuse(sentence: str, code: int) -> int:
    print(f"simrunner: {sentence}", file=sys.stderr)
    return code
