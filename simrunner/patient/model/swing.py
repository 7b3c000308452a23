"""How far a breath is on its way: what moves the pressure in the chest within one breath."""

_INSPIRED_PART = 1.0 / 3.0  # I:E of 1:2, as the breaths are drawn
_EMPTY_PART = 0.75  # of the breath is over when the chest has come to rest

MEAN_DEPTH = _INSPIRED_PART / 2.0 + (_EMPTY_PART - _INSPIRED_PART) / 3.0
"""The mean of breath_depth over one breath."""


def breath_depth(phase: float) -> float:
    """Return 0 at rest to 1 at the end of inspiration; ``phase`` 0 to 1 is a whole breath.

    A smooth rise and a parabola back: plain arithmetic, the same on every machine.
    """
    if phase < _INSPIRED_PART:
        x = phase / _INSPIRED_PART
        return x * x * (3.0 - 2.0 * x)
    left = (_EMPTY_PART - phase) / (_EMPTY_PART - _INSPIRED_PART)
    return left * left if left > 0.0 else 0.0
