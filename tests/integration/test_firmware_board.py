"""The whole reference firmware, compiled here, run as a process and met by the real driver."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pycddl
import pytest

from devices.drivers.oml.driver import OmlDriver
from devices.protocol.frame import FrameDecoder, FrameType, FrameWriter
from devices.transport.serial_link import SerialLink
from simrunner.hardware.device import (
    CommandResult,
    DeviceCommand,
    DeviceEvent,
    LinkState,
    StreamSamples,
)

ROOT = Path(__file__).resolve().parents[2]
FIRMWARE = ROOT / "devices" / "firmware" / "oml_board"
DEPTH, CYANOSIS, PULSE_LEFT, TOUCH_LEFT = 14, 9, 5, 2
RULES = {
    FrameType.IDENT: "ident", FrameType.HEARTBEAT: "heartbeat", FrameType.CAPS: "caps",
    FrameType.TIME_RSP: "time-rsp", FrameType.ACK: "ack", FrameType.EVENT: "event",
}  # fmt: skip

pytestmark = pytest.mark.skipif(os.name != "posix", reason="no pseudo-terminals")


class Board:
    """The firmware as a process: its port, its pins."""

    def __init__(self, program: Path) -> None:
        self._process = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        self.port = self._process.stdout.readline().split()[1].decode()
        os.set_blocking(self._process.stdout.fileno(), False)
        self._told = b""
        self.changes: list[tuple[float, int, int]] = []

    def put(self, pin: int, level: int) -> None:
        self._process.stdin.write(b"%d %d\n" % (pin, level))

    def level(self, pin: int) -> int:
        """Return what an output shows; every change since the start is in ``changes``."""
        self._told += self._process.stdout.read() or b""
        *lines, self._told = self._told.split(b"\n")
        for line in lines:
            self.changes.append((time.monotonic(), *map(int, line.split())))
        return next((level for _, each, level in reversed(self.changes) if each == pin), 0)

    def touch(self) -> None:
        for level in (0, 1):
            self.put(TOUCH_LEFT, level)
            time.sleep(0.025)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._process.stdin.close()
        self._process.stdout.close()


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    compiler = shutil.which("g++") or shutil.which("clang++")
    assert compiler, "install g++ (bootstrap.py does where it may)"
    made = tmp_path_factory.mktemp("board") / "board"
    options = ["-std=c++11", "-Wall", "-Wextra", "-Werror", "-O1", f"-I{FIRMWARE}"]
    source = ROOT / "tests" / "data" / "oml_board_host.cpp"
    subprocess.run([compiler, *options, str(source), "-o", str(made)], check=True)
    return made


@pytest.fixture
def board(program):
    running = Board(program)
    yield running
    running.kill()


@pytest.fixture
def driver(board):
    link = SerialLink(lambda: board.port, monotonic_s=time.monotonic)
    made = OmlDriver(link, name="board", monotonic_s=time.monotonic, serial="B-0001")
    yield made
    made.close()


def heard(driver, seconds, until=lambda reports: False):
    """Poll for a while, or until the reports are enough; return them."""
    reports, end_s = [], time.monotonic() + seconds
    while time.monotonic() < end_s and not until(reports):
        reports += driver.poll(int(time.monotonic() * 1000))
        time.sleep(0.005)
    return reports


def up(driver):
    driver.connect()
    heard(driver, 5.0, lambda _: driver.link is LinkState.UP)
    assert driver.link is LinkState.UP


def outcome(driver, target, number, at_us=None):
    sent = driver.send(DeviceCommand(target=target, fields={"value": number}, at_us=at_us))
    reports = heard(
        driver, 2.0, lambda found: any(isinstance(each, CommandResult) for each in found)
    )
    (result,) = [each for each in reports if isinstance(each, CommandResult)]
    assert result.command == sent
    return result.outcome


def frames_of(port, sent: bytes, seconds: float):
    """Write bytes to the board as they are, and return the frames that come."""
    found, decoder = [], FrameDecoder()
    end_s = time.monotonic() + seconds
    link = SerialLink(lambda: port)
    link.open()
    try:
        link.write(sent)
        while time.monotonic() < end_s:
            for piece in link.receive(0.05):
                found += decoder.feed(piece.wire)
    finally:
        link.close()
    assert decoder.counters.rx_bad == 0
    return found


def test_that_the_firmware_is_short_enough_to_be_read() -> None:
    lines = [
        line
        for file in FIRMWARE.iterdir()
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    assert len(lines) < 500
    assert max(map(len, lines)) <= 100


def test_that_the_driver_reads_the_board_at_100_hz_through_the_wrap_of_its_clock(board, driver):
    board.put(DEPTH, 590)
    up(driver)
    assert driver.capabilities.streams == {"cpr.depth": "mm"}
    assert set(driver.capabilities.actuators) == {
        "pulse.carotid.l", "pulse.carotid.r", "pulse.rate", "led.cyanosis", "device.safe",
    }  # fmt: skip
    assert driver.capabilities.events == ("touch",)

    samples = [each for each in heard(driver, 1.2) if isinstance(each, StreamSamples)]

    values = [value for each in samples for value in each.values]
    assert set(values[5:]) == {55.0}
    assert 105 <= len(values) <= 130
    assert driver.health.samples_lost == driver.health.rx_bad == 0
    begins = [each.t0_us for each in samples]
    assert begins == sorted(begins)
    assert begins[-1] > 2**32 > begins[0]


def test_that_outputs_obey_beat_wait_for_their_time_and_refuse_what_is_none(board, driver):
    up(driver)
    assert outcome(driver, "led.cyanosis", 1000) == "ok"
    assert outcome(driver, "led.cyanosis", 1001) == "range"
    assert outcome(driver, "pulse.radial.l", 500) == "unknown"
    assert board.level(CYANOSIS) == 255

    heard(driver, 1.5, lambda _: driver.device_us_in(0.0) is not None)
    asked_s = time.monotonic()
    assert outcome(driver, "led.cyanosis", 0, driver.device_us_in(0.4)) == "ok"
    assert board.level(CYANOSIS) == 255
    heard(driver, 1.0, lambda _: board.level(CYANOSIS) == 0)
    assert time.monotonic() - asked_s == pytest.approx(0.4, abs=0.1)

    outcome(driver, "pulse.carotid.l", 1000)
    outcome(driver, "pulse.rate", 300)
    heard(driver, 1.1, lambda _: board.level(PULSE_LEFT) < 0)
    beats = [at_s for at_s, pin, level in board.changes if pin == PULSE_LEFT and level == 255]
    assert 4 <= len(beats) <= 7


def test_that_a_dead_host_leaves_no_output_on(board, driver):
    up(driver)
    outcome(driver, "led.cyanosis", 500)
    assert board.level(CYANOSIS) == 127
    driver.close()
    closed_s = time.monotonic()
    while board.level(CYANOSIS) and time.monotonic() < closed_s + 3.0:
        time.sleep(0.01)
    assert time.monotonic() - closed_s <= 2.1


def test_that_32_events_of_a_lost_link_come_once_each_and_in_order(board, driver):
    up(driver)
    board.touch()
    touched = heard(driver, 2.0, lambda found: any(isinstance(each, DeviceEvent) for each in found))
    driver.close()
    for _ in range(32):
        board.touch()
    up(driver)
    touched += heard(driver, 1.0)

    events = [each for each in touched if isinstance(each, DeviceEvent)]

    assert [(each.name, each.fields) for each in events] == [("touch", {"site": "carotid.l"})] * 33
    assert driver.health.device_dropped == 0


def test_that_a_restart_is_another_boot(program, board, driver):
    up(driver)
    first = driver.identity
    board.kill()
    again = Board(program)
    board.port = again.port
    try:
        heard(driver, 5.0, lambda _: driver.identity != first)
        heard(driver, 2.0, lambda _: driver.link is LinkState.UP)
    finally:
        again.kill()
    assert (driver.identity.serial, driver.identity.boot_id != first.boot_id) == ("B-0001", True)


def test_that_every_word_of_the_board_is_what_the_schema_says(board):
    schema = (ROOT / "devices/protocol/oml-1.cddl").read_text(encoding="utf-8")
    writer = FrameWriter()
    board.touch()
    asked = b"AT+CGMI\r" + b"".join(
        writer.write(frame_type, bytes.fromhex(payload), t_us=number)
        for number, (frame_type, payload) in enumerate(
            [
                (FrameType.HELLO, ""),
                (FrameType.CAPS_REQ, "a10000"),
                (FrameType.CAPS_REQ, "bf001801ff"),
                (FrameType.TIME_REQ, "a1001b0001020304050607"),
                # Number 7 twice, the second time with another state: it is not carried out again.
                (FrameType.CMD, "bf02a100f963d001c16c6c65642e6379616e6f7369730007ff"),
                (FrameType.CMD, "a30007016c6c65642e6379616e6f73697302a10000"),
                (FrameType.CMD, "a20008016c6c65642e6379616e6f736973"),
            ]
        )
    )  # fmt: skip

    frames = frames_of(board.port, asked, 0.6)

    assert {frame.frame_type for frame in frames} == set(RULES)
    for frame in frames:
        rule = RULES[frame.frame_type]
        pycddl.Schema(f"start = {rule}\n{schema}").validate_cbor(frame.payload)
    acks = [frame.payload.hex() for frame in frames if frame.frame_type == FrameType.ACK]
    assert acks == ["a200070100"] * 2
    assert board.level(CYANOSIS) == 255
    (time_answer,) = [f.payload.hex() for f in frames if f.frame_type == FrameType.TIME_RSP]
    assert time_answer.startswith("a3001b000102030405060701")
    ident = next(frame for frame in frames if frame.frame_type == FrameType.IDENT)
    assert ident.seq == next(f.seq for f in frames if f.frame_type == FrameType.CAPS) - 1
