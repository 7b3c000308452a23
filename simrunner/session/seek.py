"""Every moment of a recorded run again, with its waves as they were shown.

The run is told again once from its inputs, with its waves drawn, and what it showed is kept in
packed stretches. A moment is then unpacked, not told: how long that takes does not depend on how
far into the run it lies, and no part of a patient or a monitor can be left out of it.
"""

import math
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from types import MappingProxyType
from typing import Self, cast

from simrunner.domain.chart import Scenario
from simrunner.domain.event import RunEnded
from simrunner.domain.frame import Frame
from simrunner.domain.run_record import RunRecord
from simrunner.domain.sim_time import SAMPLES_PER_STEP, STEP_MS, SimTimeMs
from simrunner.session.packed_waves import packed_waves, unpacked_waves
from simrunner.session.replay import (
    Comparison,
    Difference,
    Memory,
    folded,
    header_of,
    recorded_inputs,
)
from simrunner.session.session import Session
from simrunner.session.value_bytes import packed, unpacked

STRETCH_MS = 5_000
"""How much lies in one stretch: a longer one packs better, a shorter one is opened sooner."""

OPEN_STRETCHES = 6
"""How many unpacked stretches are kept at hand: what one sweep shows, and where it plays on."""

_SAMPLE_MS = STEP_MS // SAMPLES_PER_STEP
_SAMPLES = STRETCH_MS // _SAMPLE_MS
_FLOAT_BYTES = 4
_MISSING = struct.pack("=f", math.nan)
_NO_WAVES: Mapping[str, memoryview] = MappingProxyType({})
_HEAD = struct.Struct("<qqII")
"""Of a stretch as bytes: its first and last time, the lengths of its frames and its waves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What fed the screens in the steps that end from ``first_ms`` to ``last_ms``."""

    first_ms: SimTimeMs
    last_ms: SimTimeMs
    attached: frozenset[str]
    lost_leads: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The frames from ``first_ms`` to ``last_ms`` and their samples, packed.

    The frames have no waves in them: the samples of a whole stretch are opened at once.
    """

    first_ms: SimTimeMs
    last_ms: SimTimeMs
    frames: bytes
    waves: bytes
    feeds: tuple[Feed, ...]

    def to_bytes(self) -> bytes:
        """Return the stretch as one body."""
        head = _HEAD.pack(self.first_ms, self.last_ms, len(self.frames), len(self.waves))
        return b"".join((head, self.frames, self.waves, packed(_FEEDS, self.feeds)))

    @classmethod
    def from_bytes(cls, body: bytes) -> Self:
        """Return the stretch of to_bytes()."""
        first_ms, last_ms, frames, waves = _HEAD.unpack_from(body)
        begin, end = _HEAD.size + frames, _HEAD.size + frames + waves
        return cls(
            first_ms=first_ms, last_ms=last_ms, frames=body[_HEAD.size : begin],
            waves=body[begin:end], feeds=unpacked(_FEEDS, body[end:]),
        )  # fmt: skip


_FRAMES = tuple[Frame, ...]
_FEEDS = tuple[Feed, ...]


def stretches(
    record: RunRecord, scenario: Scenario, session: Session, memory: Memory
) -> Iterator[Stretch | Difference]:
    """Tell a run again in a new ``session`` that draws and records into ``memory``.

    Stretches come in their order. When a fact comes otherwise than recorded, the stretch in which
    it lies is not given: its Difference comes instead, as the last thing. ViewOnlyError when the
    record cannot be told again. Whoever stops asking has cancelled the telling.
    """
    header_of(record)
    shown: list[Frame] = []
    session.listen(shown.append)
    beside = _Beside(record, memory)
    until_ms = record.events[-1].event.at_ms
    for now_ms in folded(session, recorded_inputs(record.events, scenario), until_ms):
        if now_ms % STRETCH_MS or not now_ms:
            continue
        difference = beside.look(now_ms)
        if difference is not None:
            yield difference
            return
        yield _stretch(shown)
        shown.clear()
    difference = beside.finish()
    if difference is not None:
        yield difference
    elif shown:
        yield _stretch(shown)


class Seek:
    """What a run showed, as far as it was told again. Another thread may add while one asks."""

    def __init__(self) -> None:
        """Begin with nothing told."""
        self._stretches: list[Stretch] = []
        self._watched: list[Frame] = []
        self._waves = lru_cache(maxsize=OPEN_STRETCHES)(self._open_waves)
        self._frames = lru_cache(maxsize=OPEN_STRETCHES)(self._open_frames)

    @property
    def told_ms(self) -> SimTimeMs:
        """The last moment that can be asked for; before the first stretch -1."""
        return self._stretches[-1].last_ms if self._stretches else -1

    @property
    def packed_bytes(self) -> int:
        """How much memory the packed stretches take."""
        return sum(len(each.frames) + len(each.waves) for each in self._stretches)

    def add(self, stretch: Stretch) -> None:
        """Take in the next stretch; ValueError when one before it is missing."""
        wanted_ms = self.told_ms + STEP_MS if self._stretches else 0
        if stretch.first_ms != wanted_ms:
            raise ValueError(f"the stretch from {wanted_ms} ms is due, not {stretch.first_ms} ms")
        self._stretches.append(stretch)

    def watch(self, frame: Frame) -> None:
        """Take in the next frame of a session that is going on; close() when it is over."""
        self._watched.append(frame)
        if frame.at_ms and frame.at_ms % STRETCH_MS == 0:
            self.close()

    def close(self) -> None:
        """Make the frames watched since the last whole stretch ready to be asked for."""
        if self._watched:
            self.add(_stretch(self._watched))
            self._watched.clear()

    def at(self, at_ms: SimTimeMs) -> Frame | None:
        """Return the frame that was on the screens at a moment; None where nothing is told yet."""
        frames = self.frames(at_ms, 0)
        return frames[-1] if frames else None

    def frames(self, at_ms: SimTimeMs, span_ms: int) -> tuple[Frame, ...]:
        """Return the frame of a moment and those of the ``span_ms`` before it, oldest first."""
        last_ms = at_ms - at_ms % STEP_MS
        if not 0 <= last_ms <= self.told_ms:
            return ()
        first_ms = max(0, last_ms - span_ms)
        return tuple(
            self._drawn(frame, place)
            for place in range(_place(first_ms), _place(last_ms) + 1)
            for frame in self._frames(place)
            if first_ms <= frame.at_ms <= last_ms
        )

    def waves(self, at_ms: SimTimeMs, span_ms: int) -> Mapping[str, memoryview]:
        """Return the samples of the last ``span_ms`` up to a moment, float32 by wave id.

        Where a step had no samples of a wave they are NaN, and before the run began there are
        none. Empty where nothing is told yet.
        """
        if not 0 < at_ms <= self.told_ms:
            return {}
        first_ms = max(0, at_ms - span_ms)
        opened = {
            place: self._waves(place)
            for place in range(_place(first_ms + _SAMPLE_MS), _place(at_ms) + 1)
        }
        begin = first_ms // _SAMPLE_MS - min(opened) * _SAMPLES
        end = at_ms // _SAMPLE_MS - min(opened) * _SAMPLES
        names = dict.fromkeys(wave for waves in opened.values() for wave in waves)
        missing = _MISSING * _SAMPLES
        return {
            wave: _as_floats(b"".join(each.get(wave, missing) for each in opened.values()))[
                begin:end
            ]
            for wave in names
        }

    def feeds(self, at_ms: SimTimeMs, span_ms: int) -> tuple[Feed, ...]:
        """Return what fed the screens in the last ``span_ms`` up to a moment, oldest first.

        The last one holds at the moment. Empty where nothing is told yet.
        """
        if not 0 <= at_ms <= self.told_ms:
            return ()
        first_ms = max(0, at_ms - span_ms)
        return tuple(
            feed
            for place in range(_place(first_ms), _place(at_ms) + 1)
            for feed in self._stretches[place].feeds
            if first_ms <= feed.last_ms and feed.first_ms <= at_ms
        )

    def _drawn(self, frame: Frame, place: int) -> Frame:
        """Return a frame with the waves that it came with."""
        if not frame.at_ms:
            return frame
        start = (frame.at_ms - STEP_MS - place * STRETCH_MS) // _SAMPLE_MS * _FLOAT_BYTES
        end = start + SAMPLES_PER_STEP * _FLOAT_BYTES
        found = {wave: stored[start:end] for wave, stored in self._waves(place).items()}
        waves = {
            wave: _as_floats(stored)
            for wave, stored in found.items()
            if stored != _MISSING * SAMPLES_PER_STEP
        }
        return replace(frame, waves=MappingProxyType(waves))

    def _open_frames(self, place: int) -> tuple[Frame, ...]:
        frames: tuple[Frame, ...] = unpacked(_FRAMES, self._stretches[place].frames)
        return frames

    def _open_waves(self, place: int) -> Mapping[str, bytes]:
        return unpacked_waves(self._stretches[place].waves)


def _as_floats(stored: bytes) -> memoryview:
    # The binding of memoryview knows one kind of item; frames carry their samples under it, too.
    return cast("memoryview", memoryview(stored).cast("f"))


def _place(at_ms: SimTimeMs) -> int:
    # Stretches end on multiples of STRETCH_MS; the first one has the frame of time 0, too.
    return max(0, at_ms - 1) // STRETCH_MS


class _Beside:
    """The record beside its telling, compared as far as both have come."""

    def __init__(self, record: RunRecord, memory: Memory) -> None:
        self._recorded = record.events
        self._memory = memory
        self._is_whole = isinstance(record.events[-1].event, RunEnded)
        self._comparison = Comparison()

    def look(self, now_ms: SimTimeMs) -> Difference | None:
        """Return the first difference of facts up to ``now_ms``, if any."""
        while True:
            place = self._comparison.facts
            told = self._recorded[place] if place < len(self._recorded) else None
            came = self._memory.events[place] if place < len(self._memory.events) else None
            if came is None and (told is None or told.event.at_ms > now_ms):
                return None
            if told is None and not self._is_whole:
                # A run cut short may lack the last facts of its last step: the record ends there.
                return None
            difference = self._comparison.meet(told, came)
            if difference is not None:
                return difference

    def finish(self) -> Difference | None:
        """Return the first difference of all facts, if any."""
        return self.look(self._recorded[-1].event.at_ms)


def _stretch(frames: list[Frame]) -> Stretch:
    steps = [frame for frame in frames if frame.at_ms]
    names = dict.fromkeys(wave for frame in steps for wave in frame.waves)
    missing = _MISSING * SAMPLES_PER_STEP
    waves = {wave: b"".join(frame.waves.get(wave, missing) for frame in steps) for wave in names}
    bare = tuple(replace(frame, waves=_NO_WAVES) for frame in frames)
    return Stretch(
        first_ms=frames[0].at_ms, last_ms=frames[-1].at_ms, frames=packed(_FRAMES, bare),
        waves=packed_waves(waves), feeds=tuple(_feeds(frames)),
    )  # fmt: skip


def _feeds(frames: list[Frame]) -> Iterator[Feed]:
    def sensors(frame: Frame) -> tuple[frozenset[str], tuple[str, ...]]:
        return frame.monitor.attached, frame.monitor.lost_leads

    for (attached, lost_leads), group in groupby(frames, sensors):
        times_ms = [frame.at_ms for frame in group]
        yield Feed(
            first_ms=times_ms[0], last_ms=times_ms[-1], attached=attached, lost_leads=lost_leads
        )
