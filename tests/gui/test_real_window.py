"""The program in a real window on a real X server."""

import os
import shutil
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
START_S = 30.0
WHITE = 0xFFFFFF
"""The rail and the header of Home (bg1 of the light theme)."""


@pytest.fixture
def screen(tmp_path):
    """An X server of 1280x800 whose picture can be read as a file."""
    assert shutil.which("Xvfb"), "Xvfb is missing: python3 bootstrap.py test installs it"
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-fbdir",
         str(tmp_path), "-nolisten", "tcp"],
        pass_fds=(writing,), stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writing)
    with os.fdopen(reading) as answer:
        display = f":{answer.readline().strip()}"
    yield display, tmp_path / "Xvfb_screen0"
    server.terminate()
    server.wait(timeout=10)


def _pixels(file):
    """Return the screen's pixels as 32-bit numbers (X window dump, version 7)."""
    dump = file.read_bytes()
    header = struct.unpack(">25I", dump[:100])
    start = header[0] + header[19] * 12
    count = header[4] * header[5]
    pixels = memoryview(dump[start : start + 4 * count]).cast("I")
    return [pixel & WHITE for pixel in pixels[::977]]


def _start(display, tmp_path, **more):
    variables = {
        **os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT),
        "SIMRUNNER_DATA": str(tmp_path / "data"), **more,
    }  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-m", "simrunner"], env=variables, cwd=tmp_path,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_that_the_window_appears_on_the_screen_and_stays(screen, tmp_path):
    display, file = screen
    program = _start(display, tmp_path)
    try:
        deadline_s = time.monotonic() + START_S
        while time.monotonic() < deadline_s and program.poll() is None:
            white = sum(pixel == WHITE for pixel in _pixels(file))
            if white > 100:
                break
            time.sleep(0.2)
        assert program.poll() is None, program.communicate()[1]
        assert white > 100
        time.sleep(6.0)  # PySide6 6.12 on Python 3.11 died of painting within five seconds
        assert program.poll() is None, program.communicate()[1]
    finally:
        program.terminate()
        program.communicate(timeout=20)


def test_that_the_program_leaves_by_itself_after_the_first_picture_when_measured(screen, tmp_path):
    display, _ = screen
    program = _start(display, tmp_path, SIMRUNNER_LEAVE_AFTER_FIRST_PAINT="1")

    _, said = program.communicate(timeout=START_S)

    assert program.returncode == 0, said
    assert said == ""
