"""What is kept of one device while it is watched: its last seconds, events, round trips, losses."""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence

from simrunner.hardware.calibration import calibrated
from simrunner.hardware.checkup import (
    ROUND_TRIPS,
    TAIL_MS,
    Calibration,
    ChannelTail,
    FeltNote,
    RoundTrip,
)
from simrunner.hardware.device import (
    DeviceEvent,
    LinkChanged,
    LinkHealth,
    LinkState,
    Report,
    StreamSamples,
)

FELT = 20
"""How many felt events are kept."""

_BLOCKS = 1024
"""Blocks of one stream that are kept at most, whatever times a broken device writes on them."""

_LONGEST_WORDS = 240
_HEALTH_EVERY_MS = 250

Block = tuple[int, StreamSamples]
"""When samples arrived (link time, ms), and the samples as the device sent them."""


class Observation:
    """Keeps what one device reports; fed by the desk's thread, read from any.

    Samples are kept as they came and put together only when somebody asks.
    """

    def __init__(self) -> None:
        """Begin with nothing heard."""
        self._lock = threading.Lock()
        self._blocks: dict[str, deque[Block]] = {}
        self._felt: deque[FeltNote] = deque(maxlen=FELT)
        self._trips: deque[RoundTrip] = deque(maxlen=ROUND_TRIPS)
        self._trips_seen = self._health_due_ms = 0
        self._was_up = False
        self.times_lost = 0

    def take(self, reports: Iterable[Report], link_ms: int) -> None:
        """Keep what a poll at ``link_ms`` brought."""
        with self._lock:
            for report in reports:
                if isinstance(report, StreamSamples):
                    self._keep(report, link_ms)
                elif isinstance(report, DeviceEvent):
                    self._felt.append(_note(report, link_ms))
                elif isinstance(report, LinkChanged):
                    self._judge(report.link)

    def take_health(self, health: Callable[[], LinkHealth], link_ms: int) -> None:
        """Keep a new round trip; asked for four times a second, as one is measured a second."""
        if link_ms < self._health_due_ms:
            return
        self._health_due_ms = link_ms + _HEALTH_EVERY_MS
        told = health()
        if told.round_trips != self._trips_seen and told.last_round_trip_us is not None:
            self._trips_seen = told.round_trips
            with self._lock:
                self._trips.append(RoundTrip(at_ms=link_ms, took_us=told.last_round_trip_us))

    def tails(
        self, units: Mapping[str, str], calibrations: Mapping[str, Calibration]
    ) -> Mapping[str, ChannelTail]:
        """Return the last TAIL_MS of every channel, calibrated."""
        with self._lock:
            kept = {name: tuple(blocks) for name, blocks in self._blocks.items()}
        return {
            name: _tail(name, units.get(name, ""), blocks, calibrations.get(name))
            for name, blocks in kept.items()
        }

    def raw_tail(self, channel: str, unit: str) -> ChannelTail | None:
        """Return the last TAIL_MS of a channel as the device sent it; None without any."""
        with self._lock:
            blocks = tuple(self._blocks.get(channel, ()))
        return _tail(channel, unit, blocks, None) if blocks else None

    def felt(self) -> tuple[FeltNote, ...]:
        """Return the last FELT events, the oldest first."""
        with self._lock:
            return tuple(self._felt)

    def round_trips(self) -> tuple[RoundTrip, ...]:
        """Return the last ROUND_TRIPS round trips, the oldest first."""
        with self._lock:
            return tuple(self._trips)

    def _keep(self, samples: StreamSamples, link_ms: int) -> None:
        if not samples.values or samples.period_us <= 0:
            return  # a device that declares more than a million samples a second
        blocks = self._blocks.get(samples.name)
        if blocks is None:
            blocks = self._blocks[samples.name] = deque(maxlen=_BLOCKS)
        blocks.append((link_ms, samples))
        oldest_us = samples.t0_us - TAIL_MS * 1000
        while _end_us(blocks[0][1]) < oldest_us:
            blocks.popleft()

    def _judge(self, link: LinkState) -> None:
        if link in {LinkState.DOWN, LinkState.OPENING, LinkState.INCOMPATIBLE}:
            self.times_lost += self._was_up
            self._was_up = False
            self._blocks.clear()  # another start may count its time anew
        elif link is LinkState.UP:
            self._was_up = True


def _end_us(samples: StreamSamples) -> int:
    return samples.t0_us + len(samples.values) * samples.period_us


def _note(event: DeviceEvent, link_ms: int) -> FeltNote:
    words = ", ".join(f"{name} {event.fields[name]}" for name in sorted(event.fields))
    return FeltNote(at_ms=link_ms, name=event.name, words=words[:_LONGEST_WORDS])


def _tail(
    name: str, unit: str, blocks: Sequence[Block], calibration: Calibration | None
) -> ChannelTail:
    """Put the newest blocks together, evenly spaced: samples that were lost repeat the one before.

    It ends where the clock was put back, the spacing changed or more than the tail is missing.
    """
    ends_ms, newest = blocks[-1]
    period_us = newest.period_us
    most = max(1, TAIL_MS * 1000 // period_us)
    parts: list[Sequence[float]] = [newest.values]
    count, began_us = len(newest.values), newest.t0_us
    for _, samples in reversed(blocks[:-1]):
        missing = round((began_us - _end_us(samples)) / period_us)
        if count >= most or samples.period_us != period_us or not 0 <= missing <= most:
            break
        parts += [(samples.values[-1],) * missing, samples.values]
        count, began_us = count + missing + len(samples.values), samples.t0_us
    values = [value for part in reversed(parts) for value in part][-most:]
    return ChannelTail(
        name=name, unit=unit, period_us=period_us, values=calibrated(values, calibration),
        ends_ms=ends_ms,
    )  # fmt: skip
