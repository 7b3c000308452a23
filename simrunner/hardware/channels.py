"""What the streams of one device come to besides compressions: readings, breaths, the load."""

import math
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from simrunner.domain.action import Action, GiveBreath, ReadDevice, Source
from simrunner.hardware.breath_sense import BreathSense, FeltBreath
from simrunner.hardware.device import Report, StreamSamples

FORCE_STREAM, VOLUME_STREAM, FLOW_STREAM = "cpr.force", "vent.volume", "vent.flow"
EVERY_MS = 1000
"""A channel is told at most this often, and only when its number is another one (ADR 0035)."""

AGAIN_MS = 30_000
"""So often a number that stays the same is kept, so that a record shows it was still measured."""

MOST_CHANNELS = 16
"""More numbers than any oximeter has; what a device says beyond them is not read."""

WAVE_BELOW_US = 200_000
"""Samples closer than this are a wave, of which no single number is shown."""

_KEPT = 4096
_LONGEST_NAME = 64
_OWN = ("cpr.", "vent.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorReading:
    """The newest number of a channel; ``at_ms`` is link time when it came."""

    channel: str
    value: float
    unit: str
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When something came: link time, and the run's time, None while the run stands still."""

    link_ms: int
    run_ms: int | None


class Channels:
    """Listens to the streams of one device.

    ``heard`` are the names that the scenario waits for: these become actions, no other does.
    """

    def __init__(self) -> None:
        """Begin with nothing heard and nobody waiting."""
        self.heard: frozenset[str] = frozenset()
        self.readings: tuple[SensorReading, ...] = ()
        self._latest: dict[str, SensorReading] = {}
        self._told: dict[str, tuple[int, str]] = {}
        self._kept: dict[str, tuple[int, str]] = {}
        self._samples: list[Mapping[str, str]] = []
        self._breath_sense = BreathSense()
        self._forces: deque[tuple[int, float]] = deque(maxlen=_KEPT)
        self._pressed_us: int | None = None

    def restart(self) -> None:
        """Begin anew: the device's clock did."""
        self._breath_sense = BreathSense()
        self._forces.clear()
        self._pressed_us = None

    def feel_load(self, reports: Iterable[Report]) -> None:
        """Take in what a load cell says; before the depths that came with it are looked at."""
        for report in reports:
            if isinstance(report, StreamSamples) and report.name == FORCE_STREAM:
                self._forces.extend(
                    (report.t0_us + place * report.period_us, force_n)
                    for place, force_n in enumerate(report.values)
                    if math.isfinite(force_n)
                )

    def lean_force_n(self, peak_us: int) -> float | None:
        """Return the least force between the compression before and this one; None if unknown."""
        since_us, self._pressed_us = self._pressed_us, peak_us
        least_n = min(
            (
                force_n
                for t_us, force_n in self._forces
                if t_us < peak_us and (since_us is None or t_us > since_us)
            ),
            default=None,
        )
        while self._forces and self._forces[0][0] <= peak_us:
            self._forces.popleft()
        return least_n

    def take(
        self, samples: StreamSamples, units: Mapping[str, str], now: Moment
    ) -> Iterator[Action]:
        """Yield what samples come to: a breath, or a reading that the scenario waits for."""
        name, run_ms = samples.name, now.run_ms
        if name in (VOLUME_STREAM, FLOW_STREAM):
            if run_ms is not None:
                yield from self._breaths(samples, units)
        elif name == FORCE_STREAM:
            pass  # read with the depths, by feel_load
        else:
            self._show(samples, units, now)
        if name in self.heard and run_ms is not None and samples.values:
            value = samples.values[-1]
            if math.isfinite(value) and self._is_news(self._told, name, _text(value), run_ms):
                yield ReadDevice(source=Source.DEVICE, name=name, reading=_text(value))

    def take_samples(self) -> list[Mapping[str, str]]:
        """Return what the record keeps of the sensors since the last call: channel, value, unit."""
        taken, self._samples = self._samples, []
        return taken

    def _breaths(self, samples: StreamSamples, units: Mapping[str, str]) -> Iterator[Action]:
        found: list[FeltBreath] = []
        if samples.name == VOLUME_STREAM:
            found = self._breath_sense.feed(samples.t0_us, samples.period_us, samples.values)
        elif VOLUME_STREAM not in units:
            found = self._breath_sense.feed_flow(samples.t0_us, samples.period_us, samples.values)
        for breath in found:
            yield GiveBreath(
                source=Source.DEVICE, volume_ml=int(breath.volume_ml + 0.5),
                inspiration_ms=breath.inspiration_ms,
            )  # fmt: skip

    def _show(self, samples: StreamSamples, units: Mapping[str, str], now: Moment) -> None:
        name = samples.name
        is_number = samples.period_us >= WAVE_BELOW_US and not name.startswith(_OWN)
        is_room = name in self._latest or len(self._latest) < MOST_CHANNELS
        if not (is_number and is_room and samples.values) or len(name) > _LONGEST_NAME:
            return
        value = samples.values[-1]
        if not math.isfinite(value):
            return
        self._latest[name] = SensorReading(
            channel=name, value=value, unit=units.get(name, ""), at_ms=now.link_ms
        )
        self.readings = tuple(self._latest.values())
        text = _text(value)
        if now.run_ms is not None and self._is_news(self._kept, name, text, now.run_ms, AGAIN_MS):
            self._samples.append({"channel": name, "value": text, "unit": units.get(name, "")})

    @staticmethod
    def _is_news(
        told: dict[str, tuple[int, str]], name: str, text: str, now_ms: int,
        again_ms: int | None = None,
    ) -> bool:  # fmt: skip
        before = told.get(name)
        if before is not None:
            since_ms, is_same = now_ms - before[0], before[1] == text
            is_again = again_ms is not None and since_ms >= again_ms
            if since_ms < EVERY_MS or (is_same and not is_again):
                return False
        told[name] = (now_ms, text)
        return True


def _text(value: float) -> str:
    """Return a number as short as it is exact, to a thousandth."""
    return f"{round(value, 3):g}"
