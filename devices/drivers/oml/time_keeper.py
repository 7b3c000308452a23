"""What the device's clock says, asked once a second (PROTOCOL.md, "Time")."""

from collections.abc import Callable

from devices.drivers.oml.link import Arrival
from devices.protocol.clock import ASK_EVERY_US, ClockEstimate, ClockFit, Exchange
from devices.protocol.frame import nearest_us
from devices.protocol.message import TimeRequest, TimeResponse


class TimeKeeper:
    """Asks when it is time to, and turns answers into an estimate of the device's clock.

    The host's side is ``monotonic_s`` in microseconds, read when a question is made and, where
    the transport keeps no stamps, when an answer is looked at. ``exchanges`` counts the answers
    so far; the last came back after ``last_round_trip_us``.
    """

    def __init__(self, monotonic_s: Callable[[], float]) -> None:
        """Begin without knowing anything."""
        self._monotonic_s = monotonic_s
        self._ask_at_us = 0
        self._fit = ClockFit()
        self._last: tuple[int, float] | None = None
        self.exchanges = 0
        self.last_round_trip_us: int | None = None

    @property
    def estimate(self) -> ClockEstimate | None:
        """The device's clock (unwrapped, microseconds) against ours, None before an answer."""
        return self._fit.estimate

    def restart(self) -> None:
        """Forget everything: another device, or the same after a start."""
        self._ask_at_us = 0
        self._fit = ClockFit()
        self._last = None

    def ours_s(self, theirs_us: int) -> float | None:
        """Return when, on our clock in seconds, the device's showed ``theirs_us``.

        None before the first answer. What is later on the device is never earlier here, though
        the estimate moves by some microseconds with each answer.
        """
        estimate = self._fit.estimate
        if estimate is None:
            return None
        ours_s = estimate.to_ours(theirs_us) / 1e6
        if self._last is not None and theirs_us >= self._last[0]:
            ours_s = max(ours_s, self._last[1])
        if self._last is None or theirs_us >= self._last[0]:
            self._last = (theirs_us, ours_s)
        return ours_s

    def theirs_us(self, ahead_s: float = 0.0) -> int | None:
        """Return what the device's clock shows now, or will in ``ahead_s``; None if unknown."""
        estimate = self._fit.estimate
        if estimate is None:
            return None
        return round(estimate.to_theirs((self._monotonic_s() + ahead_s) * 1e6))

    def due(self) -> TimeRequest | None:
        """Return the question to send right now, None until it is time for one."""
        now_us = round(self._monotonic_s() * 1e6)
        if now_us < self._ask_at_us:
            return None
        self._ask_at_us = now_us + ASK_EVERY_US
        return TimeRequest(asked_us=now_us)

    def take(self, answer: TimeResponse, arrival: Arrival) -> None:
        """Learn from an answer."""
        heard_s = self._monotonic_s() if arrival.heard_s is None else arrival.heard_s
        exchange = Exchange(
            asked_us=answer.asked_us,
            received_us=nearest_us(answer.received_us, arrival.t_us),
            answered_us=nearest_us(answer.answered_us, arrival.t_us),
            heard_us=round(heard_s * 1e6),
        )
        self._fit.add(exchange)
        if exchange.round_trip_us >= 0:
            self.exchanges += 1
            self.last_round_trip_us = exchange.round_trip_us
