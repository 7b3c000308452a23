"""Rows 11 and 16, and the fleet: a busy host, a killed host, many devices at once."""

import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial

from devices.drivers.oml.driver import OmlDriver
from devices.protocol.frame import FrameDecoder
from devices.simulated.drill.far_end import FarEnd, module, poll_until
from devices.simulated.drill.row import Row, Terms
from devices.transport.link import Piece, Transport
from simrunner.hardware.device import LinkState, Report, StreamSamples

_FAST = "[sensor]\nrate_hz = 1000\n"
_PUMPS = "[device]\npumps = true\n"
_PUMP = "fluid.blood"
_FRAME_S, _BUSY_S, _DRAIN_S = 0.016, 0.008, 0.033
_MOST_SHARE = 0.15
_OFF_WITHIN_S = 2.1


class LoggingLink:
    """A transport that keeps everything that arrives, as a wire log on a disk would."""

    def __init__(self, inner: Transport) -> None:
        """Listen in on a transport."""
        self._inner = inner
        self.log = bytearray()
        self.open, self.write, self.close = inner.open, inner.write, inner.close

    @property
    def is_open(self) -> bool:
        """Whether the transport is open."""
        return self._inner.is_open

    def receive(self, timeout_s: float) -> tuple[Piece, ...]:
        """Return what arrived, and keep it."""
        pieces = self._inner.receive(timeout_s)
        for piece in pieces:
            self.log += piece.wire
        return pieces


def busy(terms: Terms) -> Row:
    """Return what a host loses at 1 kHz whose window is busy for 8 of every 16 ms."""
    clock = terms.monotonic_s
    with closing(FarEnd(monotonic_s=clock, profile=_FAST)) as far:
        link = LoggingLink(far.transport())
        with closing(OmlDriver(link, name="Drill", monotonic_s=clock)) as driver:
            driver.connect()
            _, reports = poll_until(driver, (LinkState.UP,), clock)
            reports += driver.poll(int(clock() * 1000))
            cpu_s, taken_s = _be_busy(driver, reports, terms.busy_s, clock)
            lost = driver.health.samples_lost
    samples = sum(len(each.values) for each in reports if isinstance(each, StreamSamples))
    logged = sum(frame.stream == 0 for frame in FrameDecoder().feed(bytes(link.log)))
    share, expected = cpu_s / taken_s, 1000 * taken_s
    return Row(
        number=11, what=f"1 kHz for {terms.busy_s:g} s, window busy 8 of 16 ms",
        required="0 lost, log complete, input/output < 15 % of a core",
        measured=f"{lost} lost of {samples}, {logged} in the log, {share:.1%} of a core",
        figure=100 * share, unit="%",
        is_met=lost == 0 and logged == samples >= 0.95 * expected and share < _MOST_SHARE,
    )  # fmt: skip


def _be_busy(
    driver: OmlDriver, reports: list[Report], seconds: float, clock: Callable[[], float]
) -> tuple[float, float]:
    """Return the processor time of input and output, and how long it took.

    This thread plays the window: it computes without letting go for 8 of every 16 ms, and fetches
    30 times a second. The reader threads' whole time counts, and the fetching.
    """
    pause, began_s = threading.Event(), clock()
    readers_s, fetch_s, drain_at_s = _readers_s(), 0.0, began_s
    while (now_s := clock()) < began_s + seconds:
        while clock() < now_s + _BUSY_S:
            sum(range(200))
        if clock() >= drain_at_s:
            drain_at_s += _DRAIN_S
            before_s = time.thread_time()
            reports += driver.poll(int(clock() * 1000))
            fetch_s += time.thread_time() - before_s
        pause.wait(max(0.0, now_s + _FRAME_S - clock()))
    reports += driver.poll(int(clock() * 1000))
    return fetch_s + _readers_s() - readers_s, clock() - began_s


def _readers_s() -> float:
    """Return the processor time of the threads that read links."""
    names = ("serial ", "tcp ")
    return sum(
        time.clock_gettime(time.pthread_getcpuclockid(thread.ident))
        for thread in threading.enumerate()
        if thread.ident is not None and thread.name.startswith(names)
    )


def killed_host(terms: Terms) -> Row:
    """Return how long a pump runs on after its host was killed."""
    clock = terms.monotonic_s
    offs = []
    with closing(FarEnd(monotonic_s=clock, profile=_PUMPS)) as far:
        for _ in range(terms.kills):
            began_s = clock()
            command, environment = module("devices.simulated.drill.host", far.address, _PUMP)
            host = subprocess.Popen(command, env=environment)  # noqa: S603  our own module
            try:
                far.wait_for(partial(_has_told, far, began_s, is_on=True), 15.0)
            finally:
                host.kill()
                host.wait()
            killed_s = clock()
            far.wait_for(partial(_has_told, far, killed_s, is_on=False), 5.0)
            offs.append(_moment(far, killed_s, is_on=False) - killed_s)
    return Row(
        number=16, what=f"dead man: host killed, {terms.kills} times",
        required=f"pump off <= {_OFF_WITHIN_S} s", measured=f"worst {max(offs):.2f} s",
        figure=max(offs), unit="s", is_met=max(offs) <= _OFF_WITHIN_S,
    )  # fmt: skip


def _has_told(far: FarEnd, since_s: float, *, is_on: bool) -> bool:
    return _moment(far, since_s, is_on=is_on) > 0


def _moment(far: FarEnd, since_s: float, *, is_on: bool) -> float:
    for at_s, told in far.told_since(since_s):
        if "outputs" in told and (_PUMP in told["outputs"]) is is_on:
            return at_s
    return 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetFigures:
    """What many devices at once cost: shares of one core, samples lost and received."""

    devices: int
    host_share: float
    device_share: float
    lost: int
    received: int
    expected: int


def fleet(count: int, seconds: float, clock: Callable[[], float]) -> FleetFigures:
    """Return what ``count`` devices at 100 Hz on real links cost a host that polls at 30 Hz."""
    with ExitStack() as stack:
        far = stack.enter_context(closing(FarEnd("--numbered", monotonic_s=clock, copies=count)))
        drivers = [stack.enter_context(closing(far.driver(n))) for n in range(count)]
        for driver in drivers:
            driver.connect()
        for driver in drivers:
            poll_until(driver, (LinkState.UP,), clock, 60.0)
        for driver in drivers:
            driver.poll(int(clock() * 1000))
        lost = sum(driver.health.samples_lost for driver in drivers)
        began_s, cpu_s, far_cpu_s = clock(), time.process_time(), far.cpu_s()
        received, pause = 0, threading.Event()
        while clock() < began_s + seconds:
            received += sum(_samples(driver.poll(int(clock() * 1000))) for driver in drivers)
            pause.wait(_DRAIN_S)
        taken_s = clock() - began_s
        return FleetFigures(
            devices=count, host_share=(time.process_time() - cpu_s) / taken_s,
            device_share=(far.cpu_s() - far_cpu_s) / taken_s,
            lost=sum(driver.health.samples_lost for driver in drivers) - lost,
            received=received, expected=round(100 * taken_s * count),
        )  # fmt: skip


def _samples(reports: tuple[Report, ...]) -> int:
    return sum(len(each.values) for each in reports if isinstance(each, StreamSamples))
