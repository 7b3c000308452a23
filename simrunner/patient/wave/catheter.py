"""The pressure line between artery and transducer: how it rings, how it damps, its fast flush."""

import functools
import math
from collections.abc import Sequence
from typing import Any

from simrunner.patient.trace.grid import SAMPLE_MS
from simrunner.patient.wave.conditions import FLUSH_MS, Catheter

FLUSH_MMHG = 300.0
"""The pressure bag."""

_NEARLY_CRITICAL = 1e-6


@functools.lru_cache(maxsize=64)
def _free_step(catheter: Catheter) -> tuple[float, float, float, float]:
    """Return how a free swing (deviation, its rate per s) moves on in one sample: exact."""
    h = SAMPLE_MS / 1000.0
    omega = math.tau * catheter.natural_frequency_hz
    decay = catheter.damping * omega
    square = 1.0 - catheter.damping * catheter.damping
    if square > _NEARLY_CRITICAL:
        swing = omega * math.sqrt(square)
        even, odd = math.cos(swing * h), math.sin(swing * h) / swing
    elif square < -_NEARLY_CRITICAL:
        swing = omega * math.sqrt(-square)
        even, odd = math.cosh(swing * h), math.sinh(swing * h) / swing
    else:
        even, odd = 1.0, h
    keep = math.exp(-decay * h)
    return (
        keep * (even + decay * odd), keep * odd,
        -omega * omega * keep * odd, keep * (even - decay * odd),
    )  # fmt: skip


class PressureLine:
    """Turns the pressure in the artery into the pressure that the transducer sees.

    y'' + 2 damping omega y' + omega^2 y = omega^2 u, solved exactly for a pressure u that runs
    straight from sample to sample. Its mean is the artery's: only swings change.
    """

    def __init__(self) -> None:
        """Begin with the first sample, at rest."""
        self._in_mmhg: float | None = None
        self._out_mmhg = 0.0
        self._rate = 0.0

    def samples(
        self,
        times_ms: range,
        artery_mmhg: Sequence[float],
        catheter: Catheter | None,
        flush_at_ms: int | None,
    ) -> list[float]:
        """Return what the transducer sees; without ``catheter`` that is the artery, or the bag."""
        line: list[float] = []
        for at_ms, artery in zip(times_ms, artery_mmhg, strict=True):
            is_flushed = flush_at_ms is not None and 0 <= at_ms - flush_at_ms < FLUSH_MS
            line.append(self._next(FLUSH_MMHG if is_flushed else artery, catheter))
        return line

    def let_go(self) -> None:
        """Forget what was seen: the next sample begins at rest."""
        self._in_mmhg = None
        self._out_mmhg = self._rate = 0.0

    def _next(self, into: float, catheter: Catheter | None) -> float:
        before = into if self._in_mmhg is None else self._in_mmhg
        if self._in_mmhg is None:
            self._out_mmhg = into
        self._in_mmhg = into
        slope = (into - before) * (1000.0 / SAMPLE_MS)
        if catheter is None:
            self._out_mmhg, self._rate = into, slope
            return into
        a, b, c, d = _free_step(catheter)
        omega = math.tau * catheter.natural_frequency_hz
        behind = 2.0 * catheter.damping / omega * slope
        deviation = self._out_mmhg - (before - behind)
        rate = self._rate - slope
        self._out_mmhg = into - behind + a * deviation + b * rate
        self._rate = slope + c * deviation + d * rate
        return self._out_mmhg

    def saved(self) -> dict[str, Any]:
        """Return the state as plain JSON."""
        return {"in": self._in_mmhg, "out": self._out_mmhg, "rate": self._rate}

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from a saved state."""
        self._in_mmhg, self._out_mmhg = saved["in"], saved["out"]
        self._rate = saved["rate"]
