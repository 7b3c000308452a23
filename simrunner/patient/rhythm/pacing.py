"""A pacemaker beside the heart's own clock: when it fires, and whether the heart follows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from simrunner.patient.rhythm.beat import Chamber

CAPTURE_DELAY_MS = 60.0
"""From a stimulus to the R peak of the complex that it makes; unverified."""

REFRACTORY_MS = 300.0
"""A stimulus that comes sooner after an R finds the ventricle refractory; unverified."""

FUSION_MS = 100.0
"""A stimulus that comes later than this before an own beat finds it on its way already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pacing:
    """A pacemaker's setting and its timer; ``rate_per_min`` 0 is off.

    One that ``senses`` waits a whole interval after each beat; one that ``captures`` makes a beat
    of every stimulus that finds the ventricle ready.
    """

    rate_per_min: float = 0.0
    chamber: Chamber = "skin"
    captures: bool = False
    senses: bool = True
    fired_at_ms: float = 0.0

    @property
    def is_on(self) -> bool:
        """Whether it fires at all."""
        return self.rate_per_min > 0.0

    def due_ms(self, last_beat_ms: float) -> float:
        """Return when it fires next, if no beat comes before; infinity while it is off."""
        if not self.is_on:
            return float("inf")
        since_ms = max(self.fired_at_ms, last_beat_ms) if self.senses else self.fired_at_ms
        return since_ms + 60_000.0 / self.rate_per_min

    def fired(self, at_ms: float) -> "Pacing":
        """Return it after a stimulus."""
        return replace(self, fired_at_ms=at_ms)

    def saved(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def resumed(cls, saved: Mapping[str, Any]) -> "Pacing":
        """Return what saved() gave."""
        return cls(**saved)
