"""Waves kept on wish: six-second blocks of what a run's monitor drew, and read back.

Waves can be drawn again from a run's seed and facts, so they are kept only where somebody asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor, log10

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, select

from simrunner.domain.event import RunEnded
from simrunner.domain.frame import Frame
from simrunner.domain.sim_time import SAMPLE_RATE_HZ, STEP_MS, SimTimeMs
from simrunner.record.block import opener, packed_samples, stepped, unpacked_samples
from simrunner.record.tables import WaveBlockRow
from simrunner.record.writer import Recorder

BLOCK_MS = 6000
"""Compresses well, and three rows fill a page of the file: of 3 to 20 s the smallest."""

FINEST_STEP = 0.001
"""1 µV of an ECG in mV: the step of SCP-ECG devices (EN 1064 allows up to 5 µV)."""

STEPS_PER_PEAK = 2047
"""Twelve bits for what swings furthest, the resolution of common monitors' digitised waves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveStretch:
    """Samples of one channel without a gap, float32 in the wave's own unit."""

    begin_ms: SimTimeMs
    rate_hz: float
    samples: npt.NDArray[np.float32]


class WaveTape:
    """Takes a run's frames and keeps their waves; the thread that advances calls it."""

    def __init__(self, recorder: Recorder) -> None:
        """Keep nothing yet."""
        self._recorder = recorder
        self._begin_ms: SimTimeMs = 0
        self._until_ms: SimTimeMs = 0
        self._parts: dict[str, list[bytes]] = {}

    def take(self, frame: Frame) -> None:
        """Add the waves of a frame; a wave that begins or ends closes the block."""
        is_whole = frame.at_ms - self._begin_ms >= BLOCK_MS
        if self._parts and (is_whole or set(frame.waves) != set(self._parts)):
            self.finish()
        if not self._parts:
            self._begin_ms = frame.at_ms - STEP_MS
        for channel, samples in frame.waves.items():
            self._parts.setdefault(channel, []).append(samples.tobytes())
        if any(isinstance(event, RunEnded) for event in frame.events):
            self.finish()

    def finish(self) -> None:
        """Hand over what is not yet a whole block."""
        for channel, parts in self._parts.items():
            samples = np.frombuffer(b"".join(parts), dtype=np.float32)
            if not samples.size:
                continue
            step = step_for(float(np.max(np.abs(samples))))
            self._recorder.keep(
                WaveBlockRow,
                {
                    "channel": channel,
                    "begin_ms": self._begin_ms,
                    "rate_hz": float(SAMPLE_RATE_HZ),
                    "samples": int(samples.size),
                    "step": step,
                    "body": packed_samples(stepped(samples, step)),
                },
            )
        self._parts = {}


def step_for(peak: float) -> float:
    """Return the step that a block with this largest deflection is kept in: 1, 2 or 5 times 10^n.

    At least FINEST_STEP; the peak then takes at most STEPS_PER_PEAK steps.
    """
    wanted = peak / STEPS_PER_PEAK
    if wanted <= FINEST_STEP:
        return FINEST_STEP
    decade = 10.0 ** floor(log10(wanted))
    return next(decade * nice for nice in (1, 2, 5, 10) if decade * nice >= wanted)


def read_waves(
    connection: Connection, run: str, from_ms: SimTimeMs, to_ms: SimTimeMs
) -> Mapping[str, tuple[WaveStretch, ...]]:
    """Return the kept waves of a run between two times by channel, in whole blocks; often none.

    DamagedRecordError when a block cannot be opened.
    """
    rows = connection.execute(
        select(WaveBlockRow.__table__)
        .where(
            WaveBlockRow.run_id == run,
            WaveBlockRow.begin_ms < to_ms,
            WaveBlockRow.begin_ms > from_ms - BLOCK_MS - STEP_MS,
        )
        .order_by(WaveBlockRow.channel, WaveBlockRow.begin_ms)
    )
    found: dict[str, tuple[WaveStretch, ...]] = {}
    by = opener()
    for row in rows:
        counts = unpacked_samples(row.body, row.samples, by)
        stretch = WaveStretch(
            begin_ms=row.begin_ms,
            rate_hz=row.rate_hz,
            samples=(counts * np.float64(row.step)).astype(np.float32),
        )
        found[row.channel] = (*found.get(row.channel, ()), stretch)
    return found
