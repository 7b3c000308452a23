"""Intervals read off a noise-free complex by thresholds on its speed: a reader of our own.

It works on the speed of the dipole in space, so it sees what any lead would show (the earliest
onset and the latest end, as a reader of twelve leads does). QT ends by the tangent rule: where the
steepest fall of the T wave, prolonged, meets the baseline (Lepeschkin and Surawicz, Circulation
1952).
"""

import numpy as np

STEP_MS = 4
_QRS_SHARE = 0.06
_P_SHARE = 0.08


def speed(xyz):
    """Return the length of the dipole's derivative in mV/s, one number per sample."""
    return np.linalg.norm(np.gradient(xyz, STEP_MS / 1000.0, axis=1), axis=0)


def qrs_span_ms(xyz, r_index):
    """Return when the QRS around ``r_index`` begins and ends, in ms from the first sample.

    The bounds are where the speed falls below a share of its top for 16 ms.
    """
    fast = speed(xyz)
    window = slice(max(0, r_index - 40), r_index + 60)
    limit = _QRS_SHARE * fast[window].max()
    return _edge(fast, r_index, limit, -1) * STEP_MS, _edge(fast, r_index, limit, +1) * STEP_MS


def _edge(fast, start, limit, direction):
    """Return the (fractional) index where ``fast`` falls below ``limit`` and stays there."""
    index, quiet = start, 0
    last = start
    while 0 <= index < len(fast) and quiet < 5:
        if fast[index] >= limit:
            quiet, last = 0, index
        else:
            quiet += 1
        index += direction
    after = last + direction
    if not 0 <= after < len(fast):
        return float(last)
    share = (fast[last] - limit) / max(fast[last] - fast[after], 1e-12)
    return last + direction * share


def t_end_ms(xyz, qrs_end_ms):
    """Return where the T wave ends by the tangent rule, along the T wave's own direction."""
    start = int(qrs_end_ms // STEP_MS) + 10
    size = np.linalg.norm(xyz[:, start:], axis=0)
    top = start + int(size.argmax())
    along = xyz[:, top] @ xyz / np.linalg.norm(xyz[:, top])
    fall = np.gradient(along[top:], STEP_MS)
    steepest = int(fall.argmin())
    return (top + steepest) * STEP_MS + along[top + steepest] / -fall[steepest]


def p_span_ms(xyz, p_index):
    """Return when the P wave around ``p_index`` begins and ends."""
    fast = speed(xyz)
    limit = _P_SHARE * fast[max(0, p_index - 25) : p_index + 25].max()
    return _edge(fast, p_index, limit, -1) * STEP_MS, _edge(fast, p_index, limit, +1) * STEP_MS


def axis_deg(leads, span_ms):
    """Return the frontal axis from the areas of the QRS in I and aVF."""
    part = slice(round(span_ms[0] / STEP_MS), round(span_ms[1] / STEP_MS) + 1)
    return float(np.degrees(np.arctan2(leads["aVF"][part].sum(), leads["I"][part].sum())))
