"""A strip of samples that lie ahead of now, to which whole shapes are added once."""

import numpy as np

from simrunner.domain.sim_time import SAMPLES_PER_STEP, STEP_MS
from simrunner.patient.trace.grid import SAMPLE_MS, Floats


class Ahead:
    """Overlap-add: a shape added once goes on sounding through the steps that follow."""

    def __init__(self, channels: int, length_ms: int) -> None:
        """Hold ``channels`` rows of ``length_ms``, all silent."""
        self._strip = np.zeros((channels, length_ms // SAMPLE_MS))
        self._first_ms = SAMPLE_MS

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
