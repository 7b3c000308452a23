"""What chest compressions do to the capnogram and the chest impedance: teaching choices."""

import numpy as np

from simrunner.patient.chest import Press
from simrunner.patient.trace.ahead import Ahead
from simrunner.patient.trace.grid import SAMPLE_MS, Floats

_WIDTH_MS = 480
_PUFF_MMHG = 2.5
_DIP = 0.10
_IMPEDANCE = 0.12


class Puffs:
    """Small breaths that compressions push out of the chest."""

    def __init__(self) -> None:
        """Begin without compressions."""
        self._pressed = Ahead(1, 2 * _WIDTH_MS)

    def press(self, presses: list[Press]) -> None:
        """Take note of compressions."""
        for press in presses:
            first_ms = -(-press.at_ms // SAMPLE_MS) * SAMPLE_MS
            x = np.arange(first_ms - press.at_ms, _WIDTH_MS, SAMPLE_MS) / _WIDTH_MS
            self._pressed.add(first_ms, (press.strength * np.sin(np.pi * x) ** 2)[None, :])

    def disturb(
        self, co2_mmhg: list[float], volume: list[float], end_tidal_mmhg: float
    ) -> tuple[Floats, Floats]:
        """Return both lines with this step's compressions on them.

        On an empty line a compression pushes out a little gas (never more than the lungs hold);
        on a plateau it only dents the line, so the end-tidal value stays the file's.
        """
        bumps = self._pressed.take()[0]
        co2 = np.array(co2_mmhg)
        filled = np.clip(co2 / max(end_tidal_mmhg, 1.0), 0.0, 1.0)
        puff = min(_PUFF_MMHG, 0.3 * end_tidal_mmhg) * (1.0 - filled) ** 2
        co2 = np.maximum(0.0, co2 + bumps * (puff - _DIP * co2))
        return co2, np.clip(np.array(volume) - _IMPEDANCE * bumps, 0.0, 1.0)
