"""Coloured noise in fixed blocks of one step, so that no call pattern can change a sample."""

import functools
import math
from typing import Any, NamedTuple

import numpy as np

from simrunner.domain.chance import draw_u64
from simrunner.domain.sim_time import SAMPLE_RATE_HZ, SAMPLES_PER_STEP
from simrunner.patient.trace.grid import Floats

_SETTLE_SAMPLES = 4000


class Blocks(NamedTuple):
    """What a filter does to a whole step: output and new state, from the old state and the input.

    Nothing writes into these arrays: every filter of one kind shares them.
    """

    from_state: Floats
    from_input: Floats
    state_step: Floats
    state_input: Floats


def blocks_of(transition: Floats, drive: Floats, readout: Floats) -> Blocks:
    """Return the blocks of x' = transition x + drive u, y = readout x.

    The output is scaled so that white noise of deviation 1 comes out with deviation 1.
    """
    order = len(drive)
    steps = SAMPLES_PER_STEP
    powers = [np.eye(order)]
    for _ in range(steps):
        powers.append(transition @ powers[-1])
    gain = 1.0 / _deviation(transition, drive, readout)
    from_input = np.zeros((steps, steps))
    for n in range(steps):
        for m in range(n + 1):
            from_input[n, m] = gain * float(readout @ powers[n - m] @ drive)
    return Blocks(
        from_state=gain * np.array([readout @ powers[n + 1] for n in range(steps)]),
        from_input=from_input,
        state_step=powers[steps],
        state_input=np.array([powers[steps - 1 - m] @ drive for m in range(steps)]).T,
    )


def _deviation(transition: Floats, drive: Floats, readout: Floats) -> float:
    energy = 0.0
    state = drive
    for _ in range(_SETTLE_SAMPLES):
        energy += float(readout @ state) ** 2
        state = transition @ state
    return math.sqrt(energy)


class BlockFilter:
    """A small linear filter, run on a whole step at once by two matrix products."""

    def __init__(self, blocks: Blocks, channels: int) -> None:
        """Filter ``channels`` signals, from silence."""
        self._blocks = blocks
        self._state = np.zeros((len(blocks.state_step), channels))

    def samples(self, white: Floats) -> Floats:
        """Return one step of output, (samples, channels), for one step of white noise."""
        from_state, from_input, state_step, state_input = self._blocks
        out: Floats = from_state @ self._state + from_input @ white
        self._state = state_step @ self._state + state_input @ white
        return out

    def saved(self) -> list[list[float]]:
        """Return what the filter remembers as plain JSON."""
        rows: list[list[float]] = self._state.tolist()
        return rows

    def resume(self, saved: list[list[float]]) -> None:
        """Go on from what saved() gave."""
        self._state = np.array(saved)


class Noise:
    """White noise of one purpose, some of it through filters: what goes on when a run is resumed.

    Each filter has channels of its own; every step draws the same count of numbers.
    """

    def __init__(
        self, seed: int, purpose: str, filters: tuple[tuple[BlockFilter, int], ...]
    ) -> None:
        """Draw from the generator of ``purpose``; ``filters`` are with their channel counts."""
        self._generator = generator(seed, purpose)
        self._filters = filters
        self._count = sum(count for _, count in filters)

    def samples(self) -> list[Floats]:
        """Return one step of each filter's output, (channels, samples), of deviation 1."""
        white = self._generator.standard_normal((SAMPLES_PER_STEP, self._count))
        outputs, first = [], 0
        for each, count in self._filters:
            outputs.append(each.samples(white[:, first : first + count]).T)
            first += count
        return outputs

    def saved(self) -> dict[str, Any]:
        """Return the state as plain JSON."""
        return {
            "generator": self._generator.bit_generator.state,
            "filters": [each.saved() for each, _ in self._filters],
        }

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from a saved state."""
        self._generator.bit_generator.state = saved["generator"]
        for (each, _), state in zip(self._filters, saved["filters"], strict=True):
            each.resume(state)


def low_pass(cut_hz: float, channels: int) -> BlockFilter:
    """Return two equal first-order low-passes in a row."""
    return BlockFilter(_low_pass(cut_hz), channels)


def narrow_band(centre_hz: float, width_hz: float, channels: int) -> BlockFilter:
    """Return a resonance followed by itself: noise that waxes and wanes around ``centre_hz``."""
    return BlockFilter(_narrow_band(centre_hz, width_hz), channels)


# Solved once for each of the dozen kinds there are: all of a body's took a tenth of a second.
@functools.lru_cache(maxsize=64)
def _low_pass(cut_hz: float) -> Blocks:
    keep = math.exp(-math.tau * cut_hz / SAMPLE_RATE_HZ)
    transition = np.array([[keep, 0.0], [1.0 - keep, keep]])
    return blocks_of(transition, np.array([1.0, 0.0]), np.array([0.0, 1.0]))


@functools.lru_cache(maxsize=64)
def _narrow_band(centre_hz: float, width_hz: float) -> Blocks:
    keep = math.exp(-math.pi * width_hz / SAMPLE_RATE_HZ)
    angle = math.tau * centre_hz / SAMPLE_RATE_HZ
    turn = keep * np.array(
        [[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]]
    )
    transition = np.zeros((4, 4))
    transition[:2, :2] = turn
    transition[2:, 2:] = turn
    transition[2, 0] = 1.0 - keep
    drive = np.array([1.0, 0.0, 0.0, 0.0])
    return blocks_of(transition, drive, np.array([0.0, 0.0, 1.0, 0.0]))


def generator(seed: int, purpose: str) -> np.random.Generator:
    """Return numpy's PCG64 for samples (never for decisions), seeded by a named draw."""
    return np.random.Generator(np.random.PCG64(draw_u64(seed, f"wave.{purpose}", 0)))
