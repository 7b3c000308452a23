"""The device port for a Masimo Radical-7: a line of numbers each second, without a checksum.

Names of the numbers: OpenICE, read. What a number looks like that is not there is taken to be
dashes (`unverified`).
"""

import re
from collections.abc import Callable, Iterable

from simrunner.hardware.device import Capabilities, DeviceIdentity, Report, StreamSamples
from simrunner.hardware.kit import Dialect, LineCutter, Patience, PlainDevice, SampleClock
from simrunner.hardware.pipe import Pipe

BAUD = 9_600
PATIENCE = Patience(stale_ms=2_500, lost_ms=6_000)

STREAMS = {
    "SPO2": ("oximeter.spo2", "%", 0, 100),
    "BPM": ("oximeter.pulse-rate", "/min", 0, 300),
    "PI": ("oximeter.perfusion", "%", 0, 20),
    "SPCO": ("oximeter.carboxyhaemoglobin", "%", 0, 100),
    "SPMET": ("oximeter.methaemoglobin", "%", 0, 100),
    "PVI": ("oximeter.pleth-variability", "%", 0, 100),
}
"""Name on the line, our stream, its unit and its possible range."""

_LINE = re.compile(r"\d\d/\d\d/\d\d \d\d:\d\d:\d\d(?: [A-Z0-9]+=\S*)+")
_PAIR = re.compile(r"([A-Z0-9]+)=(\S*)")
_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)%?")
_NONE = re.compile(r"-+(?:\.-+)?%?")
_NEEDED = ("SPO2", "BPM")


class MasimoDialect(Dialect):
    """Saturation, pulse rate, perfusion and what else the sensor measures, once a second."""

    def __init__(self, *, serial: str) -> None:
        """Begin before the first line."""
        super().__init__(
            DeviceIdentity(
                vendor="Masimo", model="Radical-7", serial=serial, firmware="", protocol=0,
                boot_id=0,
            ),
            Capabilities(streams={name: unit for name, unit, _, _ in STREAMS.values()}),
        )  # fmt: skip
        self._cutter = LineCutter()
        self._clock = SampleClock(1_000_000)

    def feed(self, wire: bytes, now_us: int) -> Iterable[Report]:
        """Return the numbers of each line."""
        before, reports = self._cutter.broken, list[Report]()
        for line in self._cutter.feed(wire):
            numbers = _numbers(line)
            if numbers is None:
                self.broken += 1
                continue
            self.heard += 1
            t0_us = self._clock.take(1, now_us)
            reports.extend(
                StreamSamples(name=name, t0_us=t0_us, period_us=1_000_000, values=(number,))
                for name, number in numbers
            )
        self.broken += self._cutter.broken - before
        return reports


def _numbers(line: str) -> list[tuple[str, float]] | None:
    """Return the numbers of a line, None when it is damaged: all of it is left out then."""
    if _LINE.fullmatch(line) is None:
        return None
    pairs = dict(_PAIR.findall(line))
    if not all(name in pairs for name in _NEEDED):
        return None
    found = []
    for name, (stream, _, low, high) in STREAMS.items():
        written = pairs.get(name, "-")
        if _NONE.fullmatch(written):
            continue
        number = _NUMBER.fullmatch(written)
        if number is None or not low <= float(number[1]) <= high:
            return None
        found.append((stream, float(number[1])))
    return found


def masimo(
    pipe: Pipe, *, serial: str, monotonic_s: Callable[[], float], name: str = "Masimo Radical-7"
) -> PlainDevice:
    """Return the driver of the oximeter behind a pipe."""
    return PlainDevice(
        pipe, MasimoDialect(serial=serial), name=name, monotonic_s=monotonic_s, patience=PATIENCE
    )
