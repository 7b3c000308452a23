"""The sample grid that every wave shares, and the arrays that hold samples."""

import numpy as np
import numpy.typing as npt

from simrunner.domain.sim_time import SAMPLE_RATE_HZ

Floats = npt.NDArray[np.float64]

SAMPLE_MS = 1000 // SAMPLE_RATE_HZ
"""Samples lie on multiples of this many milliseconds of simulated time."""
