"""The breaths that a simulated rescuer gives: volume in the lungs at any moment."""

from collections import deque
from dataclasses import dataclass

from simrunner.domain.chance import Stream

_OUT_SHARE = 1.5
"""Passive expiration takes this many inspirations (a choice of this project, `unverified`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Breath:
    begin_us: int
    volume_ml: float


class Breaths:
    """Knows the breaths given; ``volume_ml`` must be asked for in order of time."""

    def __init__(
        self, *, seed: int, volume_ml: float, volume_sd_ml: float, inspiratory_s: float
    ) -> None:
        """Breathe with chance of one's own under the device's seed."""
        self._volumes = Stream(seed, "rescuer.breath")
        self._mean_ml, self._sd_ml = volume_ml, volume_sd_ml
        self._in_us = round(inspiratory_s * 1e6)
        self._out_us = round(inspiratory_s * _OUT_SHARE * 1e6)
        self._given: deque[_Breath] = deque()

    def give(self, begin_us: int, volume_ml: float | None = None) -> int:
        """Give one breath, of the rescuer's own volume or a given one; return when it is out."""
        if volume_ml is None:
            volume_ml = max(0.0, self._mean_ml + self._sd_ml * self._volumes.bell())
        self._given.append(_Breath(begin_us=begin_us, volume_ml=volume_ml))
        return begin_us + self._in_us + self._out_us

    def give_two(self, begin_us: int) -> int:
        """Give two breaths and return when the second is in: hands return to the chest then."""
        return self.give(self.give(begin_us)) - self._out_us

    def volume_ml(self, t_us: int) -> float:
        """Return what is in the lungs above rest."""
        whole_us = self._in_us + self._out_us
        while self._given and t_us >= self._given[0].begin_us + whole_us:
            self._given.popleft()
        if not self._given:
            return 0.0
        breath = self._given[0]
        since_us = t_us - breath.begin_us
        if since_us < 0:
            return 0.0
        if since_us < self._in_us:
            return breath.volume_ml * _smooth(since_us / self._in_us)
        return breath.volume_ml * (1.0 - _smooth((since_us - self._in_us) / self._out_us))


def _smooth(share: float) -> float:
    """Return a rise from 0 to 1 that begins and ends at rest."""
    return share * share * (3.0 - 2.0 * share)
