"""How full the heart is after a pause, where no interval is like the last."""

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
