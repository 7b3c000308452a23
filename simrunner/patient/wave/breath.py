"""Breaths, and what they do to the capnogram and the chest impedance."""

from dataclasses import dataclass

from simrunner.domain.chance import Stream

LOOKAHEAD_MS = 500
MMHG_PER_KPA = 7.50062
"""1 kPa in mmHg (clinscn/1 section 2)."""

_FIRST_PHASE = 0.55
_INSPIRED_PART = 1.0 / 3.0  # I:E of 1:2 at rest, textbook value, unverified
_LONGEST_INSPIRATION_MS = 1600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Breath:
    """One breath: inspiration begins at ``at_ms`` and lasts ``inspiration_ms``."""

    at_ms: int
    inspiration_ms: float
    period_ms: float


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

    def advance(self, now_ms: int, rate_per_min: float) -> list[Breath]:
        """Decide the breaths that begin until LOOKAHEAD_MS after ``now_ms``; none at rate 0."""
        if rate_per_min <= 0.0:
            self._interval_ms = 0.0
            self._anchor_ms = max(self._anchor_ms, float(now_ms))
            return []
        usual_ms = 60_000.0 / rate_per_min
        breaths: list[Breath] = []
        while True:
            self._interval_ms = usual_ms * self._stretch
            due_ms = max(self._due_ms(), self._earliest_ms)
            if due_ms > now_ms + LOOKAHEAD_MS:
                break
            due_ms = max(due_ms, float(now_ms))
            breaths.append(self._decide(due_ms, usual_ms))
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

    def _decide(self, due_ms: float, usual_ms: float) -> Breath:
        inspiration_ms = min(usual_ms * _INSPIRED_PART, _LONGEST_INSPIRATION_MS)
        displacement = 0.02 * self._chance.bell()
        self._stretch = 1.0 + displacement - self._displacement
        self._displacement = displacement
        self._anchor_ms = due_ms
        self._phase = 0.0
        self._earliest_ms = due_ms + 1.5 * inspiration_ms
        return Breath(at_ms=round(due_ms), inspiration_ms=inspiration_ms, period_ms=usual_ms)


class Capnogram:
    """Carbon dioxide at the airway, mmHg: phases 0 to III, ending at the EtCO2 of the file.

    Phase names and order as in every capnography textbook; the times are teaching choices. The
    line is not delayed by a sampling tube: that belongs to the monitor.
    """

    _FALL_MS = 140.0
    _SHOULDER = 0.92
    _WASHOUT_AFTER_MS = 2500.0
    _WASHOUT_PER_SAMPLE = 0.992
    _STEEPEST_PLATEAU = 0.3  # mmHg per sample: a jump in the file bends the line, never breaks it

    def __init__(self) -> None:
        """Begin in a quiet airway without carbon dioxide."""
        self._breath: Breath | None = None
        self._waiting: list[Breath] = []
        self._mmhg = 0.0
        self._held_mmhg = 0.0
        self._shoulder_mmhg = 0.0

    def expect(self, breaths: list[Breath]) -> None:
        """Take note of decided breaths."""
        self._waiting.extend(breaths)

    def samples(
        self, times_ms: range, end_tidal_mmhg: float, expected_ms: float | None
    ) -> list[float]:
        """Return one sample per time; ``expected_ms`` is the first undecided breath."""
        line: list[float] = []
        for at_ms in times_ms:
            if self._waiting and self._waiting[0].at_ms <= at_ms:
                self._breath = self._waiting.pop(0)
                self._held_mmhg = self._mmhg
            next_ms = self._waiting[0].at_ms if self._waiting else expected_ms
            self._mmhg = self._next(at_ms, end_tidal_mmhg, next_ms)
            line.append(self._mmhg)
        return line

    def _next(self, at_ms: int, end_tidal_mmhg: float, next_ms: float | None) -> float:
        breath = self._breath
        if breath is None:
            return 0.0
        since_ms = at_ms - breath.at_ms
        expiration_ms = breath.period_ms - breath.inspiration_ms
        rise_at_ms = breath.inspiration_ms + min(160.0, 0.12 * expiration_ms)
        if since_ms < rise_at_ms:
            x = min(1.0, since_ms / min(self._FALL_MS, breath.inspiration_ms))
            rest = 1.0 - x * x * (3.0 - 2.0 * x)
            self._shoulder_mmhg = self._SHOULDER * end_tidal_mmhg
            return self._held_mmhg * rest
        x = (since_ms - rise_at_ms) / min(340.0, 0.32 * expiration_ms)
        if x < 1.0:
            return self._shoulder_mmhg * x * x * (2.0 - x * x)
        return self._plateau(since_ms, at_ms, end_tidal_mmhg, next_ms)

    def _plateau(
        self, since_ms: float, at_ms: int, end_tidal_mmhg: float, next_ms: float | None
    ) -> float:
        if next_ms is None and since_ms > self._WASHOUT_AFTER_MS:
            return self._mmhg * self._WASHOUT_PER_SAMPLE
        steps = 250.0 if next_ms is None else max(1.0, (next_ms - at_ms) / 4.0)
        step = (end_tidal_mmhg - self._mmhg) / steps
        return self._mmhg + max(-self._STEEPEST_PLATEAU, min(self._STEEPEST_PLATEAU, step))


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

    def expect(self, breaths: list[Breath]) -> None:
        """Take note of decided breaths."""
        self._waiting.extend(breaths)

    def samples(self, times_ms: range) -> list[float]:
        """Return one sample per time."""
        line: list[float] = []
        for at_ms in times_ms:
            if self._waiting and self._waiting[0].at_ms <= at_ms:
                self._breath = self._waiting.pop(0)
                self._held = self._level
            self._level = self._next(at_ms)
            line.append(self._level)
        return line

    def _next(self, at_ms: int) -> float:
        breath = self._breath
        if breath is None:
            return self._level
        since_ms = at_ms - breath.at_ms
        if since_ms <= breath.inspiration_ms:
            x = since_ms / breath.inspiration_ms
            return self._held + (self._TOP - self._held) * x * x * (3.0 - 2.0 * x)
        # Passive expiration: first order, time constant a sixth of the breath (R times C of
        # healthy lungs is about 0.5 s; textbook value, unverified).
        step = 4.0 / (breath.period_ms / 6.0)
        # The first moments ease in, or the top of the curve would be a corner.
        ease = min(1.0, (since_ms - breath.inspiration_ms) / (0.1 * breath.period_ms))
        return self._level + (self._REST - self._level) * step * ease
