"""Intracranial pressure: three peaks to a beat, and plateau waves."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from simrunner.domain.sim_time import SAMPLES_PER_STEP
from simrunner.domain.vital import Vital
from simrunner.patient.trace.grid import Floats
from simrunner.patient.wave.bump import Bump, BumpStrip
from simrunner.patient.wave.moment import Moment
from simrunner.patient.wave.venous import pace

_BREATHING_SHARE = 0.5  # of the swing in the chest
_PULSE_SHARE = 0.20  # the pulse grows with the pressure (Cardoso 1983, Czosnyka; slope unverified)
_COMPLIANT_MMHG = 15.0
_STIFF_MMHG = 25.0
_FOLLOWS = 0.3  # of what is missing, each step: a new mean is reached over a beat, without an edge
_RAMP = np.arange(1, SAMPLES_PER_STEP + 1) / SAMPLES_PER_STEP


def tidal_ratio(icp_mmhg: float) -> float:
    """Return P2 / P1: 0.7 up to 15 mmHg, 1.3 from 25 mmHg on, 1 between them.

    That P2 rises above P1 as compliance is lost: Cardoso, Neurosurgery 1983;13:548. The ends of
    the scale are a teaching choice.
    """
    x = (icp_mmhg - _COMPLIANT_MMHG) / (_STIFF_MMHG - _COMPLIANT_MMHG)
    return 0.7 + 0.6 * min(1.0, max(0.0, x))


class Intracranial:
    """The pressure inside the skull; its mean glides to a new number, so the trace never tears."""

    def __init__(self, now_ms: int) -> None:
        """Begin with the step that ends at ``now_ms``."""
        self._strip = BumpStrip(now_ms)
        self._level_mmhg: float | None = None

    def samples(self, moment: Moment) -> Floats:
        """Return one step in mmHg around the vital ICP."""
        icp_mmhg = moment.vitals[Vital.ICP]
        for throb in moment.throbs:
            if throb.fraction > 0.0:
                height = _PULSE_SHARE * max(5.0, icp_mmhg) * min(1.0, throb.fraction)
                self._strip.add(
                    throb.at_ms, _peaks(height, tidal_ratio(icp_mmhg), throb.interval_ms)
                )
        before = icp_mmhg if self._level_mmhg is None else self._level_mmhg
        self._level_mmhg = before + _FOLLOWS * (icp_mmhg - before)
        level = before + (self._level_mmhg - before) * _RAMP
        line: Floats = self._strip.take() + level + _BREATHING_SHARE * moment.chest_mmhg
        return line

    def saved(self) -> dict[str, Any]:
        """Return the state as plain JSON."""
        return {**self._strip.saved(), "level": self._level_mmhg}

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from a saved state."""
        self._strip.resume(saved)
        self._level_mmhg = saved["level"]


def _peaks(height_mmhg: float, ratio: float, interval_ms: float) -> tuple[Bump, ...]:
    """Return P1 (percussion), P2 (tidal), P3 (dicrotic) over a run-off through the whole beat."""
    s = pace(interval_ms)
    last = min(1.0, 0.6 + 0.3 * (ratio - 0.7))
    return (
        Bump(170.0 * s, 100.0 * s, 110.0 * s, 0.75 * height_mmhg),
        Bump(295.0 * s, 115.0 * s, 125.0 * s, 0.75 * height_mmhg * ratio),
        Bump(440.0 * s, 100.0 * s, 160.0 * s, 0.75 * height_mmhg * ratio * last),
        Bump(235.0 * s, 165.0 * s, 540.0 * s, 0.25 * height_mmhg),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlateauWaves:
    """Lundberg's A waves: the pressure stands high for 5 to 20 min (Lundberg 1960), then falls."""

    first_at_ms: int
    every_ms: int = 1_800_000
    lasts_ms: int = 600_000
    height_mmhg: float = 40.0
    rise_ms: int = 90_000

    def added_mmhg(self, now_ms: int) -> float:
        """Return what the plateau waves add to the vital ICP at ``now_ms``."""
        if now_ms < self.first_at_ms:
            return 0.0
        since_ms = (now_ms - self.first_at_ms) % self.every_ms
        edge_ms = min(since_ms, self.lasts_ms - since_ms)
        if edge_ms <= 0:
            return 0.0
        return self.height_mmhg * 0.5 * (1.0 - math.cos(math.pi * min(1.0, edge_ms / self.rise_ms)))
