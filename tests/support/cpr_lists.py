"""Compressions and releases as lists, exactly where a test wants them."""

from simrunner.cpr.detector import Compression, Release
from simrunner.cpr.quality import Target

ADULT = Target(depth_low_mm=50, depth_high_mm=60, rate_low_per_min=100, rate_high_per_min=120)
WIDTH_S = 60 / 110


def us(seconds: float) -> int:
    return round(seconds * 1e6)


def compression(onset_s, depth_mm=54.0, *, width_s=WIDTH_S) -> Compression:
    return Compression(onset_us=us(onset_s), peak_us=us(onset_s + width_s / 2), depth_mm=depth_mm)


def release(onset_s, residual_mm=0.0, *, width_s=WIDTH_S) -> Release:
    return Release(
        peak_us=us(onset_s + width_s / 2), release_us=us(onset_s + width_s), residual_mm=residual_mm
    )


def cycles(count, ratio, rest_s):
    """``count`` cycles of ``ratio`` at 110 per min, ``rest_s`` from release to onset."""
    cycle_s = ratio * WIDTH_S + rest_s
    starts = [c * cycle_s + n * WIDTH_S for c in range(count) for n in range(ratio)]
    return [compression(s) for s in starts], [release(s) for s in starts], cycle_s
