"""The device port for a board that prints lines of text."""

import math
from collections.abc import Callable, Iterable

from devices.drivers.ascii_line.mapping import LineMapping, LineRule
from simrunner.hardware.device import (
    Capabilities,
    DeviceEvent,
    DeviceIdentity,
    Report,
    StreamSamples,
)
from simrunner.hardware.kit import Dialect, LineCutter, Patience, PlainDevice, SampleClock
from simrunner.hardware.pipe import Pipe


class AsciiLineDialect(Dialect):
    """Reads each line by the first rule that matches all of it; other lines are counted.

    There is no checksum: a pattern that leaves little room is the only protection.
    """

    def __init__(self, mapping: LineMapping, *, serial: str = "") -> None:
        """Begin before the first line; ``serial`` stands in for one that the file lacks."""
        streams = {rule.stream: rule.unit for rule in mapping.rules if rule.stream}
        super().__init__(
            DeviceIdentity(
                vendor=mapping.vendor, model=mapping.model, serial=serial or mapping.serial,
                firmware="", protocol=0, boot_id=0,
            ),
            Capabilities(
                streams=streams, events=tuple(rule.event for rule in mapping.rules if rule.event)
            ),
        )  # fmt: skip
        self._rules = mapping.rules
        self._cutter = LineCutter()
        self._clocks = {
            rule.stream: SampleClock(round(1e6 / rule.rate_hz))
            for rule in mapping.rules
            if rule.stream
        }

    def begin(self) -> bytes:
        """Listen only: half a line from before is forgotten."""
        self._cutter = LineCutter()
        return b""

    def feed(self, wire: bytes, now_us: int) -> Iterable[Report]:
        """Return what the lines tell."""
        before, reports = self._cutter.broken, list[Report]()
        for line in self._cutter.feed(wire):
            report = self._report(line, now_us)
            if report is None:
                self.broken += 1
            else:
                self.heard += 1
                reports.append(report)
        self.broken += self._cutter.broken - before
        return reports

    def _report(self, line: str, now_us: int) -> Report | None:
        for rule in self._rules:
            found = rule.pattern.fullmatch(line)
            if found is None:
                continue
            if rule.event:
                fields = {key: value for key, value in found.groupdict().items() if value}
                return DeviceEvent(name=rule.event, fields=fields, t_us=now_us)
            return self._sample(rule, found["value"], now_us)
        return None

    def _sample(self, rule: LineRule, written: str | None, now_us: int) -> Report | None:
        try:
            number = float(written or "") * rule.scale + rule.offset
        except ValueError:
            return None
        if not math.isfinite(number):
            return None
        clock = self._clocks[rule.stream]
        return StreamSamples(
            name=rule.stream, t0_us=clock.take(1, now_us), period_us=clock.period_us,
            values=(number,),
        )  # fmt: skip


def ascii_line(
    pipe: Pipe,
    mapping: LineMapping,
    *,
    monotonic_s: Callable[[], float],
    serial: str = "",
    name: str = "",
) -> PlainDevice:
    """Return the driver of the board behind a pipe."""
    silence_ms = round(mapping.silence_s * 1_000)
    patience = Patience(
        stale_ms=silence_ms, lost_ms=3 * silence_ms, is_quiet=silence_ms == 0
    )  # fmt: skip
    return PlainDevice(
        pipe, AsciiLineDialect(mapping, serial=serial), name=name or mapping.model,
        monotonic_s=monotonic_s, patience=patience,
    )  # fmt: skip
