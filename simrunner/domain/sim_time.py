"""Simulated time: whole milliseconds since the run began."""

from typing import TypeAlias

SimTimeMs: TypeAlias = int

STEP_MS = 100
"""One session step. Conditions, holds and timers are judged on this grid (clinscn/1 section 8)."""

SAMPLE_RATE_HZ = 250
"""Every wave has this rate: one sample per 4 ms haemodynamic tick."""

SAMPLES_PER_STEP = STEP_MS * SAMPLE_RATE_HZ // 1000


def clock_text(at_ms: SimTimeMs) -> str:
    """Return ``mm:ss`` (``h:mm:ss`` from one hour), rounded down; negative times wear a U+2212."""
    sign = "\u2212" if at_ms < 0 else ""
    seconds = abs(at_ms) // 1000
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    if hours:
        return f"{sign}{hours}:{minutes:02}:{seconds:02}"
    return f"{sign}{minutes:02}:{seconds:02}"
