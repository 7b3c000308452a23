"""A strip of samples that lie ahead of now, to which whole shapes are added once."""

from base64 import b64decode, b64encode
from typing import Any

import numpy as np

from simrunner.domain.sim_time import SAMPLES_PER_STEP, STEP_MS
from simrunner.patient.trace.grid import SAMPLE_MS, Floats

_DOUBLE = np.dtype("<f8")


class Ahead:
    """Overlap-add: a shape added once goes on sounding through the steps that follow."""

    def __init__(self, channels: int, length_ms: int, *, end_ms: int = STEP_MS) -> None:
        """Hold ``channels`` silent rows of ``length_ms``; the first step ends at ``end_ms``."""
        self._strip = np.zeros((channels, length_ms // SAMPLE_MS))
        self._first_ms = end_ms - STEP_MS + SAMPLE_MS

    def add(self, first_ms: int, shape: Floats) -> None:
        """Add ``shape`` from ``first_ms`` on; what lies before the next sample is lost."""
        start = (first_ms - self._first_ms) // SAMPLE_MS
        skipped = max(0, -start)
        start = max(0, start)
        length = min(shape.shape[1] - skipped, self._strip.shape[1] - start)
        if length > 0:
            self._strip[:, start : start + length] += shape[:, skipped : skipped + length]

    def take(self) -> Floats:
        """Return the next step's samples and move on."""
        step = self._strip[:, :SAMPLES_PER_STEP].copy()
        self._strip[:, :-SAMPLES_PER_STEP] = self._strip[:, SAMPLES_PER_STEP:]
        self._strip[:, -SAMPLES_PER_STEP:] = 0.0
        self._first_ms += STEP_MS
        return step

    def saved(self) -> dict[str, Any]:
        """Return the state as plain JSON; silence at the end of each row is left out.

        A row is one text: written out as numbers, its thousand cost as much as all other state.
        """
        return {"first_ms": self._first_ms, "strip": [_heard(row) for row in self._strip]}

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from a saved state."""
        self._first_ms = saved["first_ms"]
        self._strip[:] = 0.0
        for row, samples in zip(self._strip, saved["strip"], strict=True):
            heard = np.frombuffer(b64decode(samples), dtype=_DOUBLE)
            row[: len(heard)] = heard


def _heard(row: Floats) -> str:
    """Return a row up to its last sample that is not silent, exactly: doubles in base 64."""
    heard = np.flatnonzero(row)
    end = int(heard[-1]) + 1 if heard.size else 0
    return b64encode(row[:end].astype(_DOUBLE).tobytes()).decode("ascii")
