"""What becomes of a piece of a stream in a run: compressions, breaths, readings."""

from collections.abc import Iterator

from simrunner.domain.action import Action, Compress
from simrunner.hardware.channels import Moment
from simrunner.hardware.device import StreamSamples
from simrunner.hardware.felt_press import felt_press
from simrunner.hardware.notes import Notes
from simrunner.hardware.seat import Seat
from simrunner.hardware.session_clock import SessionClock

DEPTH_STREAM = "cpr.depth"


class Streamed:
    """Turns the streams of trusted devices into actions, no more than each is allowed."""

    def __init__(self, notes: Notes, clock: SessionClock) -> None:
        """Keep samples in ``notes``, and times by the marks of ``clock``."""
        self._notes = notes
        self._clock = clock

    def actions(
        self, seat: Seat, samples: StreamSamples, now: Moment, *, newest_us: int
    ) -> Iterator[Action]:
        """Yield what true samples come to; ``newest_us`` is the device's time of the last depth."""
        if samples.name == DEPTH_STREAM:
            if now.run_ms is not None:
                yield from self._compressions(seat, samples, now, newest_us)
            return
        units = seat.device.capabilities.streams
        for action in seat.channels.take(samples, units, now):
            if seat.actions.takes(self._allowance_ms(seat, now)):
                yield action
        for sample in seat.channels.take_samples():
            self._notes.sample(seat, sample)

    def _compressions(
        self, seat: Seat, samples: StreamSamples, now: Moment, newest_us: int
    ) -> Iterator[Compress]:
        for compression in seat.sense.feed(samples.t0_us, samples.period_us, samples.values):
            lean_force_n = seat.channels.lean_force_n(compression.peak_us)
            if not seat.actions.takes(self._allowance_ms(seat, now)):
                continue
            yield felt_press(
                peak_us=compression.peak_us, depth_mm=compression.depth_mm,
                lean_mm=compression.lean_mm, newest_us=newest_us, now_ms=self._notes.run_ms,
                lean_force_n=lean_force_n,
            )  # fmt: skip
            after_us = compression.peak_us - samples.t0_us
            self._notes.time(
                seat, "compression", device_us=compression.peak_us, heard_s=None,
                felt_s=None if samples.t0_s is None else samples.t0_s + after_us / 1e6,
                clock=self._clock,
            )  # fmt: skip

    def _allowance_ms(self, seat: Seat, now: Moment) -> int:
        return self._notes.run_ms if seat.device.is_lock_step else now.link_ms
