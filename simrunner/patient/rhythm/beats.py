"""When the heart beats: whole milliseconds, decided ahead, the same on every machine.

Only + - * / and draws of simrunner.domain.chance decide a time, so no processor or numpy version
can move a beat.
"""

from collections.abc import Callable
from dataclasses import dataclass

from simrunner.domain.chance import Stream
from simrunner.patient.rhythm.rhythm import Rhythm, Shape

LOOKAHEAD_MS = 500
"""Beats are decided this long ahead, because a P wave comes before its R."""

MIN_LEAD_MS = 400
"""A beat is never decided later than this before its R: its P wave would begin in the past."""

_FIRST_PHASE = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledBeat:
    """A decided depolarisation with its R peak at ``at_ms``.

    ``interval_ms`` is the usual RR interval at that moment (it sets the QT interval),
    ``preceding_ms`` the real one before it (it sets how full the heart is), 0 for the first.
    """

    at_ms: int
    shape: Shape
    pulse_fraction: float
    interval_ms: float
    preceding_ms: int


def breath_sway(breath_phase: float) -> float:
    """Return -1 to 1 over one breath, smooth, mean 0: early in inspiration, late in expiration.

    Two parabolas stand for a sine, because libraries disagree about the last bit of a sine.
    """
    x = breath_phase % 1.0
    if x < 0.5:
        return -16.0 * x * (0.5 - x)
    return 16.0 * (x - 0.5) * (1.0 - x)


def filling_fraction(preceding_ms: int) -> float:
    """Return what a beat ejects, 0 to 1, after a pause of ``preceding_ms`` in an irregular rhythm.

    Shape of reference measurements on atrial fibrillation (no output below 0.28 s, full from
    about 0.65 s), as a parabola; teaching choice, unverified.
    """
    x = (preceding_ms - 280) / 370.0
    if preceding_ms == 0 or x >= 1.0:
        return 1.0
    if x <= 0.0:
        return 0.0
    return x * (2.0 - x)


class BeatClock:
    """Turns a changing rate into beats. The mean rate is exactly the rate that is asked for."""

    def __init__(self, seed: int, stream: str) -> None:
        """Draw variations from the stream ``stream`` under ``seed``."""
        self._chance = Stream(seed, stream)
        self._anchor_ms = 0.0
        self._phase = _FIRST_PHASE
        self._stretch = 1.0
        self._displacement = 0.0
        self._interval_ms = 0.0
        self.last_at_ms = 0

    def advance(
        self, now_ms: int, rate_per_min: float, rhythm: Rhythm, phase_at: Callable[[float], float]
    ) -> list[ScheduledBeat]:
        """Decide the beats that are due until LOOKAHEAD_MS after ``now_ms``.

        ``phase_at`` gives the breath's phase, 0 to 1, at a time. A new rhythm or rate acts on the
        beats that are not decided yet.
        """
        if rhythm.shape is None or rate_per_min <= 0.0:
            self._interval_ms = 0.0
            self._anchor_ms = max(self._anchor_ms, float(now_ms))
            return []
        usual_ms = 60_000.0 / rate_per_min
        beats: list[ScheduledBeat] = []
        while True:
            self._interval_ms = usual_ms * self._stretch
            due_ms = self._anchor_ms + (1.0 - self._phase) * self._interval_ms
            if due_ms > now_ms + LOOKAHEAD_MS:
                break
            due_ms = max(due_ms, float(now_ms + MIN_LEAD_MS))
            beats.append(self._decide(due_ms, usual_ms, rhythm, rhythm.shape))
            self._draw_stretch(rhythm, phase_at(due_ms))
        if self._anchor_ms < now_ms:
            self._phase += (now_ms - self._anchor_ms) / self._interval_ms
            self._anchor_ms = float(now_ms)
        return beats

    def expected_after(self, at_ms: float) -> float | None:
        """Return when, as far as can be told now, the next beat after ``at_ms`` comes."""
        if self._interval_ms <= 0.0:
            return None
        due_ms = self._anchor_ms + (1.0 - self._phase) * self._interval_ms
        return max(due_ms, at_ms)

    def _decide(
        self, due_ms: float, usual_ms: float, rhythm: Rhythm, shape: Shape
    ) -> ScheduledBeat:
        at_ms = round(due_ms)
        preceding_ms = at_ms - self.last_at_ms if self.last_at_ms else 0
        fraction = rhythm.pulse_fraction
        if rhythm.is_irregular:
            fraction *= filling_fraction(preceding_ms)
        self._anchor_ms = due_ms
        self._phase = 0.0
        self.last_at_ms = at_ms
        return ScheduledBeat(
            at_ms=at_ms, shape=shape, pulse_fraction=fraction, interval_ms=usual_ms,
            preceding_ms=preceding_ms,
        )  # fmt: skip

    def _draw_stretch(self, rhythm: Rhythm, breath_phase: float) -> None:
        """Move the next beat by the difference of two displacements: errors never add up."""
        if rhythm.is_irregular:
            # Two uniforms stand for the gamma spread of RR in atrial fibrillation: at least
            # 0.55 of the mean, mean 1 (reference measurements; teaching choice, unverified).
            self._stretch = 0.55 + 0.45 * (self._chance.unit() + self._chance.unit())
            return
        displacement = rhythm.sway_ratio * breath_sway(breath_phase)
        if rhythm.jitter_ratio:
            displacement += rhythm.jitter_ratio * self._chance.bell()
        self._stretch = 1.0 + displacement - self._displacement
        self._displacement = displacement
