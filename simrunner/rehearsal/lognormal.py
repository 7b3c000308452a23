"""Log-normal delays from + - * / alone, so that every machine draws the same ones.

The C library's exp and log may differ in the last bit between systems, and one bit may move a deed
to the next tick. Multiplication and addition of IEEE 754 doubles may not.
"""

from simrunner.domain.chance import Stream

_HALVINGS = 4
_TERMS = 14
"""exp(x) = (Taylor of x/16 with these terms)^16: relative error below 1e-13 for |x| <= 10."""

LARGEST_EXPONENT = 10.0


def exponential(x: float) -> float:
    """Return e to the ``x``; ValueError beyond ±10, which no delay needs."""
    if not -LARGEST_EXPONENT <= x <= LARGEST_EXPONENT:
        raise ValueError(f"the exponent must lie within ±{LARGEST_EXPONENT:g}, not {x}")
    small = x / 2**_HALVINGS
    total = term = 1.0
    for number in range(1, _TERMS):
        term = term * small / number
        total += term
    for _ in range(_HALVINGS):
        total *= total
    return total


def natural_log(y: float) -> float:
    """Return the ``x`` within ±10 whose exponential is ``y``, by bisection; ValueError if none."""
    low, high = -LARGEST_EXPONENT, LARGEST_EXPONENT
    if not exponential(low) <= y <= exponential(high):
        raise ValueError(f"there is no logarithm within ±{LARGEST_EXPONENT:g} for {y}")
    for _ in range(60):
        middle = (low + high) / 2
        if exponential(middle) < y:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def log_normal(stream: Stream, median: float, log_sd: float) -> float:
    """Return the next draw of a log-normal variable with this median, in the median's unit.

    ``log_sd`` is the deviation of its natural logarithm. The normal variable behind it is the sum
    of twelve uniforms (``Stream.bell``), so that draws stay within median * e^(±6 log_sd).
    """
    return median * exponential(log_sd * stream.bell())
