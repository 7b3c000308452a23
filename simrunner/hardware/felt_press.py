"""What a detector said about a compression, as an action of the run."""

from collections.abc import Iterable

from simrunner.domain.action import Compress, Source
from simrunner.domain.sim_time import SimTimeMs
from simrunner.hardware.device import Report, StreamSamples


def newest_us(reports: Iterable[Report], stream: str) -> int:
    """Return the device's time of the last sample of a stream among reports; 0 without any."""
    return max(
        (
            report.t0_us + (len(report.values) - 1) * report.period_us
            for report in reports
            if isinstance(report, StreamSamples) and report.name == stream
        ),
        default=0,
    )


def felt_press(
    *, peak_us: int, depth_mm: float, lean_mm: float, newest_us: int, now_ms: SimTimeMs,
    lean_force_n: float | None = None,
) -> Compress:  # fmt: skip
    """Return the compression; the newest sample that came is taken to be of now (ADR 0032)."""
    return Compress(
        source=Source.DEVICE,
        # Half up, as people round; the wire's micrometres make a tie rare.
        depth_mm=int(depth_mm + 0.5),
        lean_mm=int(max(0.0, lean_mm) + 0.5),
        # Half up again: below 24.5 N stays below it (the limit of leaning).
        lean_force_n=None if lean_force_n is None else int(max(0.0, lean_force_n) + 0.5),
        peak_at_ms=max(0, now_ms - (newest_us - peak_us) // 1000),
    )
