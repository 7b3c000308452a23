"""How far it is to the next thing that happens with a small probability."""

from simrunner.domain.chance import Stream

_POWERS = 40


class Gaps:
    """Counts the trials before each hit: one draw per hit instead of one per trial.

    The geometric distribution by its inverse, searched in squared powers of the chance to miss:
    multiplications and comparisons only, so equal on every machine where a logarithm is not.
    """

    def __init__(self, stream: Stream, probability: float) -> None:
        """Hit each trial with ``probability``, 0 to 1."""
        self._stream = stream
        self._is_never = probability <= 0.0
        powers = [1.0 - probability]
        for _ in range(_POWERS - 1):
            powers.append(powers[-1] * powers[-1])
        self._powers = tuple(enumerate(powers))[::-1]
        self._left = self._draw()

    def hits(self, trials: int) -> list[int]:
        """Return which of the next ``trials`` hit, counted from 0."""
        if self._is_never:
            return []
        found, at = [], self._left
        while at < trials:
            found.append(at)
            at += 1 + self._draw()
        self._left = at - trials
        return found

    def _draw(self) -> int:
        if self._is_never:
            return 0
        wanted = 1.0 - self._stream.unit()
        misses, survival = 0, 1.0
        for exponent, power in self._powers:
            if survival * power >= wanted:
                survival *= power
                misses += 1 << exponent
        return misses
