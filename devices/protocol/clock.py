"""One clock told by another: exchanges of four stamps, and the line through the best of them.

The exchange is that of NTP (RFC 5905, section 8); taking the quarter with the shortest round
trips throws away those that waited in a queue on one side only.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

KEPT = 64
"""Exchanges that are kept, one a second: a minute of history."""

FEWEST_FOR_A_LINE = 16
"""With fewer exchanges drift drowns in jitter; the best offset alone is taken."""

ASK_EVERY_US = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Asked and heard on our clock, received and answered on theirs, all in microseconds."""

    asked_us: int
    received_us: int
    answered_us: int
    heard_us: int

    @property
    def round_trip_us(self) -> int:
        """Time on the way, both ways together."""
        return (self.heard_us - self.asked_us) - (self.answered_us - self.received_us)

    @property
    def offset_us(self) -> float:
        """Their clock less ours, wrong by half the difference between the two ways."""
        return ((self.received_us - self.asked_us) + (self.answered_us - self.heard_us)) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockEstimate:
    """Their clock is ``offset_us`` ahead of ours at our ``at_us`` and gains ``drift`` per unit."""

    at_us: float
    offset_us: float
    drift: float
    round_trip_us: int

    def to_ours(self, theirs_us: float) -> float:
        """Return when, on our clock, theirs shows ``theirs_us``."""
        since_us = theirs_us - self.offset_us - self.at_us
        return self.at_us + since_us / (1.0 + self.drift)

    def to_theirs(self, ours_us: float) -> float:
        """Return what their clock shows at ``ours_us`` of ours."""
        return ours_us + self.offset_us + self.drift * (ours_us - self.at_us)


class ClockFit:
    """Remembers exchanges and estimates; a restarted device needs a new one."""

    def __init__(self) -> None:
        """Begin without any exchange."""
        self._kept: deque[Exchange] = deque(maxlen=KEPT)
        self.estimate: ClockEstimate | None = None

    def add(self, exchange: Exchange) -> None:
        """Take one more; one whose round trip is negative is no exchange and is left out."""
        if exchange.round_trip_us < 0:
            return
        self._kept.append(exchange)
        self.estimate = _estimate(self._kept)


def _estimate(exchanges: Sequence[Exchange]) -> ClockEstimate:
    ranked = sorted(exchanges, key=lambda each: each.round_trip_us)
    fastest = ranked[0].round_trip_us
    if len(ranked) < FEWEST_FOR_A_LINE:
        return ClockEstimate(
            at_us=float(ranked[0].heard_us), offset_us=ranked[0].offset_us, drift=0.0,
            round_trip_us=fastest,
        )  # fmt: skip
    best = ranked[: len(ranked) // 4]
    at_us = sum(each.heard_us for each in best) / len(best)
    offset_us = sum(each.offset_us for each in best) / len(best)
    spread = sum((each.heard_us - at_us) * (each.heard_us - at_us) for each in best)
    slope = sum((each.heard_us - at_us) * (each.offset_us - offset_us) for each in best)
    return ClockEstimate(
        at_us=at_us, offset_us=offset_us, drift=slope / spread if spread > 0 else 0.0,
        round_trip_us=fastest,
    )  # fmt: skip
