"""The device port over OML/1 (devices/protocol/PROTOCOL.md)."""

import threading
from collections.abc import Callable

from devices.drivers.oml.conversation import Conversation, Timing
from devices.protocol.clock import ClockEstimate
from devices.transport.link import Transport
from simrunner.hardware.device import (
    Capabilities,
    CommandOutcome,
    CommandResult,
    DeviceCommand,
    DeviceError,
    DeviceIdentity,
    LinkHealth,
    LinkState,
    Report,
)
from simrunner.hardware.pipe import Hear

SAFE_COMMAND = DeviceCommand(target="device.safe", fields={"value": 1})
USED_STREAMS = (
    "cpr.depth", "cpr.force", "vent.volume", "vent.flow",
    "oximeter.spo2", "oximeter.pulse-rate", "oximeter.perfusion",
)  # fmt: skip
"""What a run makes use of; a device that has none of it sends no samples."""

_WAIT_S = 0.02


class OmlDriver:
    """A device that speaks OML/1 over any Transport.

    ``monotonic_s`` is the real clock for deadlines; ``streams`` names the channels wanted.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        name: str,
        monotonic_s: Callable[[], float],
        is_lock_step: bool = False,
        streams: tuple[str, ...] = USED_STREAMS,
        host: str = "simrunner",
        timing: Timing | None = None,
        serial: str = "",
    ) -> None:
        """Prepare the driver; nothing is opened before ``connect``.

        With ``serial``, whoever else answers is left alone and the next port tried.
        """
        self._name = name
        self._is_lock_step = is_lock_step
        self._monotonic_s = monotonic_s
        self._timing = timing or Timing()
        self._talk = Conversation(
            transport, host=host, streams=streams, is_lock_step=is_lock_step, timing=self._timing,
            monotonic_s=monotonic_s, serial=serial,
        )  # fmt: skip
        self._is_wanted = False
        self._pause = threading.Event()

    def tap(self, hear: Hear) -> None:
        """Have ``hear`` get every byte of the link from now on."""
        self._talk.wire.tap(hear)

    @property
    def name(self) -> str:
        """What people call the device."""
        return self._name

    @property
    def is_lock_step(self) -> bool:
        """Whether the device follows simulated time."""
        return self._is_lock_step

    @property
    def link(self) -> LinkState:
        """Where the link stands."""
        return self._talk.link

    @property
    def identity(self) -> DeviceIdentity | None:
        """Who answered last."""
        return self._talk.identity

    @property
    def capabilities(self) -> Capabilities:
        """What the device said it can do."""
        return self._talk.capabilities

    @property
    def health(self) -> LinkHealth:
        """Counters since the driver was made."""
        talk = self._talk
        clock = talk.time.estimate
        return LinkHealth(
            rx_ok=talk.wire.rx_ok, rx_bad=talk.wire.rx_bad, unknown=talk.wire.unknown,
            samples_lost=talk.streams.lost, commands_failed=talk.commands.failed,
            round_trip_us=clock.round_trip_us if clock else None,
            clock_drift_ppm=clock.drift * 1e6 if clock else None,
            bytes_dropped=talk.wire.dropped, device_dropped=talk.beat.tx_drop or 0,
            heard_ms=talk.heard_ms or None, battery_percent=talk.beat.battery_pct,
            uptime_ms=talk.beat.uptime_ms, round_trips=talk.time.exchanges,
            last_round_trip_us=talk.time.last_round_trip_us,
        )  # fmt: skip

    @property
    def clock(self) -> ClockEstimate | None:
        """The device's clock, in which samples and events are stamped, against ours.

        Ours is ``monotonic_s`` in microseconds. None before the first answer and in lock step.
        """
        return self._talk.time.estimate

    @property
    def trouble(self) -> str:
        """What the last try to open the link failed of, "" when it is only not there."""
        return self._talk.opening.trouble

    def device_us_in(self, seconds: float) -> int | None:
        """Return what the device's clock will show then; None in lock step and when unknown."""
        if self._is_lock_step or self._talk.link is not LinkState.UP:
            return None
        theirs_us = self._talk.time.theirs_us(seconds)
        return None if theirs_us is None else theirs_us & 0xFFFFFFFF

    def listen_to_all(self) -> None:
        """Ask for every stream that the device has, not only for those of a run."""
        self._talk.wanted = None
        if self._talk.link is LinkState.UP:
            self._talk.subscribe()

    def connect(self) -> None:
        """Begin to look for the device, and again whenever it is lost."""
        self._is_wanted = True

    def wait_until_up(self, timeout_s: float) -> None:
        """Poll until the link is UP; DeviceError when that takes longer than ``timeout_s``.

        The reports stay for the next poll.
        """
        deadline_s = self._monotonic_s() + timeout_s
        while self._talk.link is not LinkState.UP:
            if self._monotonic_s() > deadline_s:
                raise DeviceError(f"{self._name} does not answer")
            self._care(self._now_ms(), _WAIT_S)
            if not self._talk.wire.is_open:
                self._pause.wait(_WAIT_S)

    def poll(self, now_ms: int) -> tuple[Report, ...]:
        """Take in what arrived, keep the link alive, and return what happened."""
        self._care(now_ms, 0.0)
        return self._talk.take_reports()

    def advance_to(self, to_ms: int) -> tuple[Report, ...]:
        """Let the device live up to ``to_ms`` and return what it felt; see the port."""
        talk = self._talk
        talk.run_ms = to_ms
        if not self._is_lock_step or not self._can_ask():
            return self.poll(self._now_ms())
        talk.keep_alive(self._now_ms())
        # Commands of this step take effect before its time passes, in every run alike.
        self._wait_while(lambda: not talk.commands.is_idle)
        if self._can_ask():
            talk.advance(self._now_ms())
            self._wait_while(lambda: talk.is_awaiting)
        return talk.take_reports()

    def send(self, command: DeviceCommand) -> int | None:
        """Send a command; None unless the link is UP."""
        if self._talk.link is not LinkState.UP:
            return None
        return self._talk.commands.submit(command, self._now_ms())

    def make_safe(self, timeout_s: float) -> bool:
        """Drop pending commands and switch every output off; True when confirmed in time."""
        talk = self._talk
        talk.reports.extend(talk.commands.drop_all())
        number = self.send(SAFE_COMMAND)
        if number is None:
            return False
        deadline_s = self._monotonic_s() + timeout_s
        while not talk.commands.is_idle and self._monotonic_s() < deadline_s:
            talk.pump(self._now_ms(), _WAIT_S)
            talk.reports.extend(talk.commands.repeat_due(self._now_ms()))
        return any(
            isinstance(report, CommandResult)
            and report.command == number
            and report.outcome is CommandOutcome.OK
            for report in talk.reports
        )

    def close(self) -> None:
        """Let go of the link; the device notices the missing heartbeat and makes itself safe."""
        self._is_wanted = False
        self._talk.leave("")

    def _now_ms(self) -> int:
        return int(self._monotonic_s() * 1000)

    def _can_ask(self) -> bool:
        return self._talk.link in {LinkState.UP, LinkState.STALE} and not self._talk.is_awaiting

    def _care(self, now_ms: int, timeout_s: float) -> None:
        talk = self._talk
        if self._is_wanted and not talk.wire.is_open:
            talk.open(now_ms)
        if talk.wire.is_open:
            talk.pump(now_ms, timeout_s)
        if talk.wire.is_open:
            talk.keep_alive(now_ms)

    def _wait_while(self, is_pending: Callable[[], bool]) -> None:
        talk = self._talk
        since_ms = self._now_ms()
        while talk.wire.is_open and is_pending():
            talk.pump(self._now_ms(), _WAIT_S)
            now_ms = self._now_ms()
            talk.reports.extend(talk.commands.repeat_due(now_ms))
            if now_ms - since_ms > self._timing.stale_ms and is_pending():
                talk.change(LinkState.STALE, "no answer")
            if now_ms - since_ms > self._timing.deadline_ms:
                return
