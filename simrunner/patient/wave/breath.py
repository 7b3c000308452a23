"""Breaths, and what they do to the chest impedance."""

from dataclasses import dataclass
from typing import Any

from simrunner.domain.chance import Stream
from simrunner.domain.sim_time import SAMPLE_RATE_HZ

LOOKAHEAD_MS = 500
MMHG_PER_KPA = 7.50062
"""1 kPa in mmHg (clinscn/1 section 2)."""

_FIRST_PHASE = 0.55
_INSPIRED_PART = 1.0 / 3.0  # I:E of 1:2 at rest, textbook value, unverified
_LONGEST_INSPIRATION_MS = 1600.0
_LONGEST_MACHINE_SHARE = 0.8
_DEPTH_EASES = 0.1
"""What of a new size of breath a step of 100 ms takes over: in a second, so that no line tears."""

_GRID_MS = 1000 // SAMPLE_RATE_HZ  # of the samples: what a machine does is read back exactly


@dataclass(frozen=True, slots=True, kw_only=True)
class Breath:
    """One breath: inspiration begins at ``at_ms`` and lasts ``inspiration_ms``."""

    at_ms: int
    inspiration_ms: float
    period_ms: float

    def saved(self) -> list[float]:
        """Return the fields in their order, as plain JSON."""
        return [self.at_ms, self.inspiration_ms, self.period_ms]

    @staticmethod
    def resumed(saved: list[float]) -> "Breath":
        """Return the breath that was saved."""
        at_ms, inspiration_ms, period_ms = saved
        return Breath(at_ms=int(at_ms), inspiration_ms=inspiration_ms, period_ms=period_ms)


class BreathClock:
    """Turns a changing respiratory rate into breaths, decided in plain arithmetic."""

    def __init__(self, seed: int) -> None:
        """Draw small variations from the stream ``patient.breaths`` under ``seed``."""
        self._chance = Stream(seed, "patient.breaths")
        self._anchor_ms = 0.0
        self._phase = _FIRST_PHASE
        self._stretch = 1.0
        self._displacement = 0.0
        self._interval_ms = 0.0
        self._earliest_ms = 0.0

    def advance(
        self, now_ms: int, rate_per_min: float, machine_inspiration_ms: float | None = None
    ) -> list[Breath]:
        """Decide the breaths that begin until LOOKAHEAD_MS after ``now_ms``; none at rate 0.

        A machine's inspiration has its own length, and its breaths come like clockwork.
        """
        if rate_per_min <= 0.0:
            self._interval_ms = 0.0
            self._anchor_ms = max(self._anchor_ms, float(now_ms))
            return []
        usual_ms = 60_000.0 / rate_per_min
        breaths: list[Breath] = []
        while True:
            self._interval_ms = usual_ms * self._stretch
            due_ms = self._due_ms()
            if due_ms < self._earliest_ms:
                due_ms = self._earliest_ms
            if due_ms > now_ms + LOOKAHEAD_MS:
                break
            due_ms = max(due_ms, float(now_ms))
            breaths.append(self._decide(due_ms, usual_ms, machine_inspiration_ms))
        if self._anchor_ms < now_ms:
            self._phase += (now_ms - self._anchor_ms) / self._interval_ms
            self._anchor_ms = float(now_ms)
        return breaths

    def expected_ms(self) -> float | None:
        """Return when the next undecided breath would begin; None in apnoea."""
        if self._interval_ms <= 0.0:
            return None
        return max(self._due_ms(), self._earliest_ms)

    def phase_at(self, at_ms: float) -> float:
        """Return the part of the breath cycle at ``at_ms``, 0 to 1; it stands still in apnoea."""
        if self._interval_ms <= 0.0:
            return 0.0
        return (self._phase + (at_ms - self._anchor_ms) / self._interval_ms) % 1.0

    def _due_ms(self) -> float:
        return self._anchor_ms + (1.0 - self._phase) * self._interval_ms

    def _decide(self, due_ms: float, usual_ms: float, machine_ms: float | None) -> Breath:
        self._anchor_ms = due_ms
        self._phase = 0.0
        if machine_ms is not None:
            inspiration_ms = min(machine_ms, _LONGEST_MACHINE_SHARE * usual_ms)
            self._stretch, self._displacement = 1.0, 0.0
            self._earliest_ms = due_ms + inspiration_ms
            at_ms = round(due_ms / _GRID_MS) * _GRID_MS
            return Breath(at_ms=at_ms, inspiration_ms=inspiration_ms, period_ms=usual_ms)
        inspiration_ms = min(usual_ms * _INSPIRED_PART, _LONGEST_INSPIRATION_MS)
        displacement = 0.02 * self._chance.bell()
        self._stretch = 1.0 + displacement - self._displacement
        self._displacement = displacement
        self._earliest_ms = due_ms + 1.5 * inspiration_ms
        return Breath(at_ms=round(due_ms), inspiration_ms=inspiration_ms, period_ms=usual_ms)

    def saved(self) -> dict[str, Any]:
        """Return the state as plain JSON."""
        return {
            "drawn": self._chance.index, "anchor": self._anchor_ms, "phase": self._phase,
            "stretch": self._stretch, "displacement": self._displacement,
            "interval": self._interval_ms, "earliest": self._earliest_ms,
        }  # fmt: skip

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from a saved state."""
        self._chance.index = saved["drawn"]
        self._anchor_ms, self._phase = saved["anchor"], saved["phase"]
        self._stretch, self._displacement = saved["stretch"], saved["displacement"]
        self._interval_ms, self._earliest_ms = saved["interval"], saved["earliest"]


class ChestVolume:
    """Chest impedance, 0 to 1: up with inspiration, back with a passive expiration."""

    _REST = 0.15
    _TOP = 0.85

    def __init__(self) -> None:
        """Begin at rest."""
        self._breath: Breath | None = None
        self._waiting: list[Breath] = []
        self._level = self._REST
        self._held = self._REST
        self._top = self._TOP
        self._depth = 1.0

    def expect(self, breaths: list[Breath]) -> None:
        """Take note of decided breaths."""
        self._waiting.extend(breaths)

    def samples(self, times_ms: range, depth: float = 1.0) -> list[float]:
        """Return one sample per time; ``depth`` is the size of the breaths that begin now."""
        line: list[float] = []
        for at_ms in times_ms:
            if self._waiting and self._waiting[0].at_ms <= at_ms:
                self._breath = self._waiting.pop(0)
                self._held = self._level
                self._top = self._REST + (self._TOP - self._REST) * depth
            self._level = self._next(at_ms)
            line.append(self._level)
        return line

    def filling(self, levels: list[float]) -> list[float]:
        """Return samples as 0 at rest to 1 at the top of a usual breath."""
        return [(level - self._REST) / (self._TOP - self._REST) for level in levels]

    def shown(self, levels: list[float], depth: float) -> list[float]:
        """Return samples as electrodes see breaths of a size (1: a usual one), which eases in."""
        if depth == self._depth == 1.0:
            return levels
        before = self._depth
        self._depth += (depth - before) * _DEPTH_EASES
        rise = (self._depth - before) / len(levels)
        return [
            self._REST + (level - self._REST) * (before + rise * place)
            for place, level in enumerate(levels, start=1)
        ]

    def saved(self) -> dict[str, Any]:
        """Return the state as plain JSON."""
        return {
            "breath": self._breath and self._breath.saved(),
            "waiting": [breath.saved() for breath in self._waiting],
            "level": self._level, "held": self._held, "top": self._top, "depth": self._depth,
        }  # fmt: skip

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from a saved state."""
        self._breath = saved["breath"] and Breath.resumed(saved["breath"])
        self._waiting = [Breath.resumed(breath) for breath in saved["waiting"]]
        self._level, self._held, self._top = saved["level"], saved["held"], saved["top"]
        self._depth = saved["depth"]

    def _next(self, at_ms: int) -> float:
        breath = self._breath
        if breath is None:
            return self._level
        since_ms = at_ms - breath.at_ms
        if since_ms <= breath.inspiration_ms:
            x = since_ms / breath.inspiration_ms
            return self._held + (self._top - self._held) * x * x * (3.0 - 2.0 * x)
        # Passive expiration: first order, time constant a sixth of the breath (R times C of
        # healthy lungs is about 0.5 s; textbook value, unverified).
        step = 4.0 / (breath.period_ms / 6.0)
        # The first moments ease in, or the top of the curve would be a corner.
        ease = min(1.0, (since_ms - breath.inspiration_ms) / (0.1 * breath.period_ms))
        return self._level + (self._REST - self._level) * step * ease
