"""The raw bytes of a device's link, kept on wish: stretches of what either side sent, and when.

A body is one compressed block (see block.py) of entries one after the other: milliseconds since the
row's ``begin_ms`` (32 bits), 1 for what we sent and 0 for what the device sent (8 bits), the length
(32 bits), all little-endian, and the bytes.
"""

import struct
import threading
from collections.abc import Callable, Iterator
from typing import NamedTuple

from sqlalchemy import Connection, select

from simrunner.domain.event import RunEnded
from simrunner.domain.frame import Frame
from simrunner.domain.sim_time import SimTimeMs
from simrunner.record.block import compressed, opened
from simrunner.record.errors import DamagedRecordError
from simrunner.record.tables import DeviceLogRow
from simrunner.record.writer import Recorder

BLOCK_MS = 5000
"""No more of a link than this is lost with the program; longer blocks are hardly smaller."""

BLOCK_BYTES = 1 << 18
"""A block is closed at 256 KiB, also while the run's clock stands still."""

_HEAD = struct.Struct("<IBI")


class LinkBytes(NamedTuple):
    """Bytes that went over a link together, at a time of the run."""

    device: str
    at_ms: SimTimeMs
    is_ours: bool
    wire: bytes


class DeviceTape:
    """Takes the bytes of a run's links from whatever thread uses them, and keeps them."""

    def __init__(self, recorder: Recorder, now_ms: Callable[[], SimTimeMs]) -> None:
        """Keep nothing yet; ``now_ms`` tells the time of the run."""
        self._recorder = recorder
        self._now_ms = now_ms
        self._lock = threading.Lock()
        self._blocks: dict[str, _Block] = {}
        self._is_over = False

    def take(self, device: str, is_ours: bool, wire: bytes) -> None:
        """Add bytes of a device's link; after the end of the run they are let go."""
        if self._is_over or not wire:
            return
        at_ms = self._now_ms()
        with self._lock:
            block = self._blocks.setdefault(device, _Block(at_ms))
            block.add(at_ms, is_ours, wire)
            if at_ms - block.begin_ms >= BLOCK_MS or len(block.plain) >= BLOCK_BYTES:
                self._hand_over(device)

    def watch(self, frame: Frame) -> None:
        """Take a frame of the run: with its end, the tape ends."""
        if any(isinstance(event, RunEnded) for event in frame.events):
            self.finish()

    def finish(self) -> None:
        """Hand over what is there, and take no more."""
        with self._lock:
            self._is_over = True
            for device in tuple(self._blocks):
                self._hand_over(device)

    def _hand_over(self, device: str) -> None:
        block = self._blocks.pop(device)
        row = {"begin_ms": block.begin_ms, "end_ms": block.end_ms}
        body = compressed(bytes(block.plain))
        self._recorder.keep(DeviceLogRow, {"device": device, **row, "body": body})


class _Block:
    def __init__(self, begin_ms: SimTimeMs) -> None:
        self.begin_ms = self.end_ms = begin_ms
        self.plain = bytearray()

    def add(self, at_ms: SimTimeMs, is_ours: bool, wire: bytes) -> None:
        self.end_ms = at_ms
        self.plain += _HEAD.pack(at_ms - self.begin_ms, is_ours, len(wire)) + wire


def read_device_log(connection: Connection, run: str) -> Iterator[LinkBytes]:
    """Yield the kept bytes of a run's links, each link in its order.

    DamagedRecordError when a block cannot be opened or does not hold what it should.
    """
    query = select(DeviceLogRow.__table__).where(DeviceLogRow.run_id == run)
    for row in connection.execute(query.order_by(DeviceLogRow.id)):
        for after_ms, is_ours, wire in entries_of(row.body):
            yield LinkBytes(row.device, row.begin_ms + after_ms, is_ours, wire)


def entries_of(body: bytes) -> Iterator[tuple[int, bool, bytes]]:
    """Yield time since the block's begin in ms, whether we sent it, and the bytes.

    DamagedRecordError when the body is none.
    """
    plain = opened(body)
    at = 0
    while at < len(plain):
        head = plain[at : at + _HEAD.size]
        if len(head) < _HEAD.size:
            raise DamagedRecordError("A block of device bytes ends in the middle of an entry.")
        after_ms, way, length = _HEAD.unpack(head)
        wire = plain[at + _HEAD.size : at + _HEAD.size + length]
        if way > 1 or len(wire) < length:
            raise DamagedRecordError("A block of device bytes ends in the middle of an entry.")
        yield after_ms, way == 1, wire
        at += _HEAD.size + length
