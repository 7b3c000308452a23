"""How full the heart is: after a pause, and where it beats too fast to relax."""

_EMPTY_MS = 280.0
_FULL_MS = 650.0
_FAST_RR_MS = 420.0


def filling_fraction(preceding_ms: int, usual_ms: float = 60_000.0) -> float:
    """Return what a beat ejects, 0 to 1, after a pause of ``preceding_ms`` in an irregular rhythm.

    Shape of reference measurements on atrial fibrillation (no output below 0.28 s, full from
    about 0.65 s), as a parabola; teaching choice, unverified. Where the usual RR is below 0.42 s
    both ends shrink with it: pressures in the file are those of the rhythm as it is.
    """
    shrunk = min(1.0, usual_ms / _FAST_RR_MS)
    x = (preceding_ms - _EMPTY_MS * shrunk) / ((_FULL_MS - _EMPTY_MS) * shrunk)
    if preceding_ms == 0 or x >= 1.0:
        return 1.0
    if x <= 0.0:
        return 0.0
    return x * (2.0 - x)


_UNHURRIED_PER_MIN = 120.0
_SPENT_OVER_PER_MIN = 130.0
_LEAST_STRENGTH = 0.1


def hurried_strength(rate_per_min: float, resting_per_min: float) -> float:
    """Return what a beat of a heart is worth that runs without its sinus node, 0.1 to 1.

    Paced hearts keep their output up to some 120 to 140/min and lose it above, because the time to
    fill runs out and no sympathetic drive shortens the relaxation (Ross, Linhart and Braunwald,
    Circulation 1965;32:549, from memory, unverified). The slope is a teaching choice: ventricular
    tachycardia at 180/min shall leave 70 to 100 mmHg. Rates are those of an adult who rests at
    75/min; in a child they are higher in proportion.
    """
    rate_per_min *= min(1.0, 75.0 / resting_per_min)
    lost = (rate_per_min - _UNHURRIED_PER_MIN) / _SPENT_OVER_PER_MIN
    return 1.0 if lost <= 0.0 else max(_LEAST_STRENGTH, 1.0 - lost)
