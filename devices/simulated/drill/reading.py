"""Reading a serial line as the driver does, against reading it byte after byte.

Found by entry point (`simrunner.device_tools`, name `reader`), for the benchmarks.
"""

import os
import time
from typing import Self

import serial

from devices.protocol.frame import FrameDecoder, FrameWriter, stream_type
from devices.transport.serial_link import SerialLink

_SAMPLE = bytes(range(32))
_BURST = 64
"""Frames that are written at once: less than a terminal's buffer."""


def compare(frames: int) -> tuple[float, float]:
    """Return processor microseconds per 46-byte frame: one byte a read, and our reader.

    Both decode what they read with the same decoder, from a pseudo-terminal through pyserial.
    """
    return _byte_by_byte_us(frames), _ours_us(frames)


def _byte_by_byte_us(frames: int) -> float:
    with _Terminal() as terminal:
        port = serial.Serial(terminal.name, 921_600, timeout=1.0)
        try:
            decoder, got = FrameDecoder(), 0
            began_s = time.thread_time()
            for _ in range(frames // _BURST):
                terminal.write_burst()
                for _ in range(terminal.burst_bytes):
                    got += len(decoder.feed(port.read(1)))
            spent_s = time.thread_time() - began_s - terminal.written_s
        finally:
            port.close()
    assert got == frames // _BURST * _BURST
    return spent_s * 1e6 / got


def _ours_us(frames: int) -> float:
    with _Terminal() as terminal:
        link = SerialLink(lambda: terminal.name, baud=921_600)
        link.open()
        try:
            decoder, got = FrameDecoder(), 0
            began_s = time.process_time()
            for burst in range(1, frames // _BURST + 1):
                terminal.write_burst()
                while got < burst * _BURST:
                    for piece in link.receive(1.0):
                        got += len(decoder.feed(piece.wire))
            spent_s = time.process_time() - began_s - terminal.written_s
        finally:
            link.close()
    return spent_s * 1e6 / got


class _Terminal:
    """A pseudo-terminal that a burst of frames is written to."""

    def __enter__(self) -> Self:
        import pty  # noqa: PLC0415  absent on Windows
        import tty  # noqa: PLC0415

        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        self.name = os.ttyname(self._slave)
        self._writer = FrameWriter()
        self._us = 0
        self.burst_bytes = 0
        self.written_s = 0.0
        return self

    def __exit__(self, *_error: object) -> None:
        os.close(self._master)
        os.close(self._slave)

    def write_burst(self) -> None:
        """Write a burst; the time that takes is kept, as it is not the reader's."""
        before_s = time.thread_time()
        self._us += 1000
        wire = b"".join(
            self._writer.write(stream_type(0), _SAMPLE, t_us=self._us) for _ in range(_BURST)
        )
        self.burst_bytes = len(wire)
        os.write(self._master, wire)
        self.written_s += time.thread_time() - before_s
