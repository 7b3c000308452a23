"""Waves made of smooth bumps on a mean: added once, centred so that the mean stays the vital's."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from simrunner.domain.sim_time import SAMPLES_PER_STEP, STEP_MS
from simrunner.patient.trace.ahead import Ahead
from simrunner.patient.trace.grid import SAMPLE_MS, Floats

_MEAN_OVER_MS = 4000.0
_RAMP = np.arange(1, SAMPLES_PER_STEP + 1) / SAMPLES_PER_STEP


class Bump(NamedTuple):
    """A raised cosine: ``peak_ms`` after its event, with its own width on either side."""

    peak_ms: float
    before_ms: float
    after_ms: float
    height: float


def drawn(bumps: Sequence[Bump], at_ms: int) -> tuple[int, Floats]:
    """Return the first sample's time and the sum of ``bumps`` of an event at ``at_ms``."""
    begin_ms = at_ms + min(bump.peak_ms - bump.before_ms for bump in bumps)
    end_ms = at_ms + max(bump.peak_ms + bump.after_ms for bump in bumps)
    first_ms = math.ceil(begin_ms / SAMPLE_MS) * SAMPLE_MS
    since_ms = np.arange(first_ms, end_ms, SAMPLE_MS) - at_ms
    line = np.zeros(len(since_ms))
    for bump in bumps:
        x = since_ms - bump.peak_ms
        x = np.clip(np.where(x < 0.0, x / bump.before_ms, x / bump.after_ms), -1.0, 1.0)
        line += 0.5 * bump.height * (1.0 + np.cos(np.pi * x))
    return first_ms, line


def mean_area(bumps: Sequence[Bump]) -> float:
    """Return what ``bumps`` add to a mean, times milliseconds."""
    return sum(0.5 * bump.height * (bump.before_ms + bump.after_ms) for bump in bumps)


class BumpStrip:
    """The bumps that lie ahead, less their own running mean."""

    def __init__(self, first_step_ms: int, length_ms: int = 1600) -> None:
        """Begin, silent, with the step that ends at ``first_step_ms``."""
        self._ahead = Ahead(1, length_ms, end_ms=first_step_ms)
        self._mean = 0.0
        self._shown_mean = 0.0

    def add(self, at_ms: int, bumps: Sequence[Bump], *, is_centred: bool = True) -> None:
        """Add the bumps of an event in this step or later; none may begin before the step."""
        first_ms, line = drawn(bumps, at_ms)
        self._ahead.add(first_ms, line[None, :])
        if is_centred:
            self._mean += mean_area(bumps) / _MEAN_OVER_MS

    def take(self) -> Floats:
        """Return the next step's samples and move on."""
        before = self._shown_mean
        line: Floats = self._ahead.take()[0] - (before + (self._mean - before) * _RAMP)
        self._shown_mean = self._mean
        self._mean *= math.exp(-STEP_MS / _MEAN_OVER_MS)
        return line

    def saved(self) -> dict[str, Any]:
        """Return the state as plain JSON."""
        return {"ahead": self._ahead.saved(), "mean": self._mean, "shown": self._shown_mean}

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from a saved state."""
        self._ahead.resume(saved["ahead"])
        self._mean, self._shown_mean = saved["mean"], saved["shown"]
