"""What compressions and the heart do to the capnogram and chest impedance: teaching choices."""

from typing import Any

import numpy as np

from simrunner.patient.chest import Press
from simrunner.patient.trace.ahead import Ahead
from simrunner.patient.trace.grid import SAMPLE_MS, Floats

_WIDTH_MS = 480
_PUFF_MMHG = 2.5
_DIP = 0.10
_IMPEDANCE = 0.12
_HEART_WIDTH_MS = 420
_HEART_IMPEDANCE = 0.018


class Puffs:
    """Small breaths that compressions push out of the chest."""

    def __init__(self) -> None:
        """Begin without compressions."""
        self._pressed = Ahead(2, 2 * _WIDTH_MS)

    def beat(self, at_ms: int, fraction: float) -> None:
        """Take note of an ejecting beat: blood moves the chest's impedance, in apnoea too."""
        self._add(at_ms, 1, fraction, _HEART_WIDTH_MS)

    def press(self, presses: list[Press]) -> None:
        """Take note of compressions."""
        for press in presses:
            self._add(press.at_ms, 0, press.strength, _WIDTH_MS)

    def _add(self, at_ms: int, row: int, height: float, width_ms: int) -> None:
        first_ms = -(-at_ms // SAMPLE_MS) * SAMPLE_MS
        x = np.arange(first_ms - at_ms, width_ms, SAMPLE_MS) / width_ms
        shape = np.zeros((2, len(x)))
        shape[row] = height * np.sin(np.pi * x) ** 2
        self._pressed.add(first_ms, shape)

    def disturb(
        self, co2_mmhg: list[float], volume: list[float], end_tidal_mmhg: float
    ) -> tuple[Floats, Floats]:
        """Return both lines with this step's compressions on them.

        On an empty line a compression pushes out a little gas (never more than the lungs hold);
        on a plateau it only dents the line, so the end-tidal value stays the file's.
        """
        bumps, heart = self._pressed.take()
        co2 = np.array(co2_mmhg)
        filled = np.clip(co2 / max(end_tidal_mmhg, 1.0), 0.0, 1.0)
        puff = min(_PUFF_MMHG, 0.3 * end_tidal_mmhg) * (1.0 - filled) ** 2
        co2 = np.maximum(0.0, co2 + bumps * (puff - _DIP * co2))
        return co2, np.clip(
            np.array(volume) - _IMPEDANCE * bumps + _HEART_IMPEDANCE * heart, 0.0, 1.0
        )

    def saved(self) -> dict[str, Any]:
        """Return the state as plain JSON."""
        return self._pressed.saved()

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from a saved state."""
        self._pressed.resume(saved)
