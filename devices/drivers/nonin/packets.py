"""Packets of Nonin's OEM modules: 25 frames of 5 bytes, 75 frames per second, with a checksum.

Data format 2 (frames begin with 1, then status, 8-bit pleth) and format 7 (status, 16-bit pleth);
the fourth byte means something else in each frame of a packet. Line settings and the shape of the
frames: OpenICE; the places of the values are from memory of the maker's specification,
`unverified`.
"""

from collections.abc import Iterator
from typing import NamedTuple

FRAME = 5
FRAMES = 25
PERIOD_US = 1_000_000 // 75
_SYNC = 0x01
_SENSOR_OFF = 0x40
_ALWAYS = 0x80
_NO_RATE, _NO_SATURATION = 511, 127


class Packet(NamedTuple):
    """A third of a second; None where the oximeter has no value, sensor off included."""

    pleth: tuple[int, ...]
    pulse_rate_per_min: int | None
    spo2_pct: int | None
    is_sensor_on: bool


class _Beat(NamedTuple):
    status: int
    pleth: int
    number: int


class PacketReader:
    """Finds whole packets in bytes; a broken frame costs its packet and is counted."""

    def __init__(self) -> None:
        """Begin before any packet."""
        self._bytes = b""
        self._beats: list[_Beat] = []
        self.broken = 0

    def feed(self, wire: bytes) -> Iterator[Packet]:
        """Yield the packets that are complete."""
        self._bytes += wire
        while len(self._bytes) >= FRAME:
            beat = _beat(self._bytes[:FRAME])
            if beat is None:
                self.broken += 1
                self._beats.clear()
                self._bytes = self._bytes[1:]
                continue
            self._bytes = self._bytes[FRAME:]
            packet = self._add(beat)
            if packet is not None:
                yield packet

    def _add(self, beat: _Beat) -> Packet | None:
        if beat.status & _SYNC:
            self.broken += bool(self._beats)  # the packet before was not whole
            self._beats = [beat]
        elif self._beats:
            self._beats.append(beat)
        if len(self._beats) < FRAMES:
            return None
        beats, self._beats = self._beats, []
        return _packet(beats)


def _beat(frame: bytes) -> _Beat | None:
    if sum(frame[:4]) & 0xFF != frame[4]:
        return None
    if frame[0] == 1 and frame[1] & _ALWAYS:
        return _Beat(frame[1], frame[2], frame[3])
    if frame[0] & _ALWAYS:
        return _Beat(frame[0], frame[1] << 8 | frame[2], frame[3])
    return None


def _packet(beats: list[_Beat]) -> Packet:
    rate = (beats[0].number & 0x03) << 7 | beats[1].number & 0x7F
    saturation = beats[2].number & 0x7F
    is_on = not any(beat.status & _SENSOR_OFF for beat in beats)
    return Packet(
        pleth=tuple(beat.pleth for beat in beats),
        pulse_rate_per_min=rate if is_on and rate != _NO_RATE else None,
        spo2_pct=saturation if is_on and saturation != _NO_SATURATION else None,
        is_sensor_on=is_on,
    )
