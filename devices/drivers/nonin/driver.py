"""The device port for Nonin oximeters, packets or lines."""

import re
from collections.abc import Callable, Iterable

from devices.drivers.nonin.packets import FRAMES, PERIOD_US, PacketReader
from simrunner.hardware.device import Capabilities, DeviceIdentity, Report, StreamSamples
from simrunner.hardware.kit import (
    Dialect,
    LineCutter,
    Patience,
    PlainDevice,
    SampleClock,
)
from simrunner.hardware.pipe import Pipe

BAUD = 9_600
SPO2, PULSE, PLETH = "oximeter.spo2", "oximeter.pulse-rate", "oximeter.pleth"
PACKET_PATIENCE = Patience(stale_ms=1_000, lost_ms=4_000)
LINE_PATIENCE = Patience(stale_ms=2_500, lost_ms=6_000)
_FORMAT_7 = bytes((0x02, 0x70, 0x02, 0x02, 0x07, 0x7B, 0x03))
"""Asks an OEM module for format 7 by opcode 0x70: start, opcode, length, data, checksum, end
(`unverified`; a module that does not know it goes on with the format it has)."""

_LINE = re.compile(r"SPO2=(\d{3}|-{2,3})\s+HR=(\d{3}|-{2,3})(?:\s+(\*))?(?:\s.*)?")


def _identity(model: str, serial: str) -> DeviceIdentity:
    return DeviceIdentity(
        vendor="Nonin", model=model, serial=serial, firmware="", protocol=0, boot_id=0
    )


class NoninPackets(Dialect):
    """Pleth at 75 Hz, saturation and pulse rate three times a second."""

    def __init__(self, *, serial: str) -> None:
        """Begin before the first packet."""
        streams = {SPO2: "%", PULSE: "/min", PLETH: "1"}
        super().__init__(_identity("OEM module", serial), Capabilities(streams=streams))
        self._reader = PacketReader()
        self._pleth = SampleClock(PERIOD_US)
        self._numbers = SampleClock(PERIOD_US * FRAMES)

    def begin(self) -> bytes:
        """Ask for the format with the finer pleth."""
        self._reader = PacketReader()
        return _FORMAT_7

    def feed(self, wire: bytes, now_us: int) -> Iterable[Report]:
        """Return the samples of each whole packet."""
        before, reports = self._reader.broken, list[Report]()
        for packet in self._reader.feed(wire):
            self.heard += 1
            t0_us = self._numbers.take(1, now_us)
            for name, number in (
                (SPO2, packet.spo2_pct), (PULSE, packet.pulse_rate_per_min),
            ):  # fmt: skip
                if number is not None:
                    reports.append(_sample(name, t0_us, self._numbers.period_us, number))
            reports.append(
                StreamSamples(
                    name=PLETH, t0_us=self._pleth.take(FRAMES, now_us), period_us=PERIOD_US,
                    values=tuple(map(float, packet.pleth)),
                )
            )  # fmt: skip
        self.broken += self._reader.broken - before
        return reports


class NoninLines(Dialect):
    """Saturation and pulse rate once a second, as text: ``SPO2=097 HR=072``.

    There is no checksum: only a line of exactly this shape with possible numbers is taken.
    """

    def __init__(self, *, serial: str) -> None:
        """Begin before the first line."""
        streams = {SPO2: "%", PULSE: "/min"}
        super().__init__(_identity("hand-held", serial), Capabilities(streams=streams))
        self._cutter = LineCutter()
        self._clock = SampleClock(1_000_000)

    def feed(self, wire: bytes, now_us: int) -> Iterable[Report]:
        """Return the numbers of each line."""
        before, reports = self._cutter.broken, list[Report]()
        for line in self._cutter.feed(wire):
            found = _LINE.fullmatch(line)
            if found is None or (found[1].isdigit() and int(found[1]) > 100):
                self.broken += 1
                continue
            self.heard += 1
            t0_us = self._clock.take(1, now_us)
            for name, digits in ((SPO2, found[1]), (PULSE, found[2])):
                if digits.isdigit():
                    reports.append(_sample(name, t0_us, self._clock.period_us, int(digits)))
        self.broken += self._cutter.broken - before
        return reports


def _sample(name: str, t0_us: int, period_us: int, number: int) -> StreamSamples:
    return StreamSamples(name=name, t0_us=t0_us, period_us=period_us, values=(float(number),))


def nonin(
    pipe: Pipe,
    *,
    serial: str,
    monotonic_s: Callable[[], float],
    name: str = "Nonin",
    is_hand_held: bool = False,
) -> PlainDevice:
    """Return the driver of an OEM module, or of a hand-held oximeter that prints lines."""
    dialect: Dialect = NoninLines(serial=serial) if is_hand_held else NoninPackets(serial=serial)
    patience = LINE_PATIENCE if is_hand_held else PACKET_PATIENCE
    return PlainDevice(pipe, dialect, name=name, monotonic_s=monotonic_s, patience=patience)
