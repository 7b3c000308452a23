"""What a detector said about a compression, as an action of the run."""

from collections.abc import Iterable

from simrunner.domain.action import Compress, Source
from simrunner.domain.sim_time import SimTimeMs
from simrunner.hardware.device import Report, StreamSamples
from simrunner.hardware.notes import Notes
from simrunner.hardware.seat import Seat
from simrunner.hardware.session_clock import SessionClock


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
    *, peak_us: int, depth_mm: float, lean_mm: float, newest_us: int, now_ms: SimTimeMs
) -> Compress:
    """Return the compression; the newest sample that came is taken to be of now (ADR 0032)."""
    return Compress(
        source=Source.DEVICE,
        # Half up, as people round; the wire's micrometres make a tie rare.
        depth_mm=int(depth_mm + 0.5),
        lean_mm=int(max(0.0, lean_mm) + 0.5),
        peak_at_ms=max(0, now_ms - (newest_us - peak_us) // 1000),
    )


def presses_of(
    seat: Seat, samples: StreamSamples, *, newest_us: int, allowance_ms: int, notes: Notes,
    clock: SessionClock,
) -> Iterable[Compress]:  # fmt: skip
    """Return the compressions that a seat's detector finds in calibrated samples, each noted.

    What is beyond the device's allowance is left out.
    """
    samples = seat.calibrated(samples)
    for compression in seat.sense.feed(samples.t0_us, samples.period_us, samples.values):
        if not seat.actions.takes(allowance_ms):
            continue
        yield felt_press(
            peak_us=compression.peak_us, depth_mm=compression.depth_mm,
            lean_mm=compression.lean_mm, newest_us=newest_us, now_ms=notes.run_ms,
        )  # fmt: skip
        after_us = compression.peak_us - samples.t0_us
        notes.time(
            seat, "compression", device_us=compression.peak_us, heard_s=None,
            felt_s=None if samples.t0_s is None else samples.t0_s + after_us / 1e6,
            clock=clock,
        )  # fmt: skip
