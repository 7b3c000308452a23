"""Rows 6 to 9 and 19: plugs, stalls and restarts on a real link to another process."""

import gc
import threading
from contextlib import closing
from pathlib import Path

from devices.drivers.oml.conversation import Timing
from devices.drivers.oml.driver import OmlDriver
from devices.simulated.drill.far_end import FarEnd, poll_until
from devices.simulated.drill.row import LiveRun, Row, Terms
from simrunner.hardware.device import DeviceError, LinkState

_DOWN = (LinkState.DOWN,)
_UP = (LinkState.UP,)
_SHOWN = {
    "pulse.carotid.l", "pulse.carotid.r", "pulse.rate", "resp.rate", "chest.rise.l", "chest.rise.r"
}  # fmt: skip
_STEP_S = 0.05
_SETTLED_S = 0.02
"""What a device told within this time after an order may still be of before it."""

_SWIFT = Timing(reopen_ms=10)
"""Only for the soak, so that 200 cycles take half a minute."""


def unplug(terms: Terms) -> tuple[Row, Row]:
    """Return how long a pulled plug takes to be DOWN, and a plug put back to be UP."""
    downs, ups, numbers = [], [], 0
    clock = terms.monotonic_s
    with closing(FarEnd(monotonic_s=clock)) as far, closing(far.driver()) as driver:
        driver.connect()
        poll_until(driver, _UP, clock)
        for _ in range(terms.plugs):
            before, boot = far.address, driver.identity
            pulled_s = far.order(cause={"kind": "unplug", "for_s": 0.4})
            down_s, _ = poll_until(driver, _DOWN, clock)
            downs.append(down_s - pulled_s)
            far.wait_for(lambda: far.address, 5.0)
            back_s = next(at for at, told in far.told_since(pulled_s) if told.get("port"))
            up_s, _ = poll_until(driver, _UP, clock)
            ups.append(up_s - back_s)
            numbers += far.address != before
            assert driver.identity is not None
            assert boot is not None
            is_same = driver.identity.serial == boot.serial
            is_fresh = driver.identity.boot_id != boot.boot_id
            assert is_same, "another device answered"
            assert is_fresh, "the device did not start again"
    return _down_row(downs), _up_row(ups, numbers)


def _down_row(downs: list[float]) -> Row:
    worst_ms = 1000 * max(downs)
    return Row(
        number=6, what=f"unplug, {len(downs)} times: the far end closes its terminal",
        required="DOWN < 500 ms", measured=f"worst {worst_ms:.0f} ms", figure=worst_ms, unit="ms",
        is_met=worst_ms < 500,
    )  # fmt: skip


def _up_row(ups: list[float], numbers: int) -> Row:
    worst_ms, ranked = 1000 * max(ups), sorted(ups)
    return Row(
        number=7, what=f"replug, {len(ups)} times, under a new port number",
        required="UP and known again < 2 s",
        measured=f"p50 {1000 * ranked[len(ranked) // 2]:.0f} ms, worst {worst_ms:.0f} ms, "
        f"{numbers} new numbers",
        figure=worst_ms, unit="ms", is_met=worst_ms < 2000 and numbers == len(ups),
    )  # fmt: skip


def stall(terms: Terms) -> Row:
    """Return how long a device that hangs takes to be STALE and to be closed."""
    stale, closed, clock = [], [], terms.monotonic_s
    with closing(FarEnd(monotonic_s=clock)) as far, closing(far.driver()) as driver:
        driver.connect()
        for _ in range(terms.stalls):
            poll_until(driver, _UP, clock)
            began_s = far.order(cause={"kind": "stall", "for_s": 1.6})
            stale.append(poll_until(driver, (LinkState.STALE,), clock)[0] - began_s)
            closed.append(poll_until(driver, _DOWN, clock)[0] - began_s)
    return Row(
        number=8, what=f"silent stall, {terms.stalls} times", required="STALE < 500 ms, "
        "closed < 1.5 s",
        measured=f"worst {1000 * max(stale):.0f} ms, {1000 * max(closed):.0f} ms",
        figure=1000 * max(stale), unit="ms", is_met=max(stale) < 0.5 and max(closed) < 1.5,
    )  # fmt: skip


def reboot(terms: Terms) -> Row:
    """Return how long a restart takes to be noticed, and a run's state to be shown again."""
    required = "noticed < 200 ms, state sent again < 1 s"
    if terms.live is None:
        return Row(
            number=9, what="restart with the plug in", required=required,
            measured="not without the program", figure=0.0, unit="ms", is_met=None,
        )  # fmt: skip
    noticed, resent, clock = [], [], terms.monotonic_s
    with closing(FarEnd(monotonic_s=clock)) as far:
        driver = far.driver()
        with closing(terms.live(driver)) as run:
            for _ in range(terms.reboots):
                _shown_s(run, far, clock() - 1.0, terms)
                began_s = far.order(cause={"kind": "reboot"})
                noticed.append(_noticed_s(run, driver, terms) - began_s)
                resent.append(_shown_s(run, far, began_s + _SETTLED_S, terms) - began_s)
    return Row(
        number=9, what=f"restart with the plug in during a run, {terms.reboots} times",
        required=required,
        measured=f"worst {1000 * max(noticed):.0f} ms, {1000 * max(resent):.0f} ms",
        figure=1000 * max(noticed), unit="ms", is_met=max(noticed) < 0.2 and max(resent) < 1.0,
    )  # fmt: skip


def _noticed_s(run: LiveRun, driver: OmlDriver, terms: Terms) -> float:
    """Return when the link was no longer UP; the run polls more often than the 100 ms of a step.

    A session polls between its steps as well, to keep the links alive.
    """
    pause, end_s = threading.Event(), terms.monotonic_s() + 5.0
    while driver.link is LinkState.UP and terms.monotonic_s() < end_s:
        pause.wait(_STEP_S)
        run.step()
    return terms.monotonic_s()


def _shown_s(run: LiveRun, far: FarEnd, since_s: float, terms: Terms) -> float:
    """Return when the device told, after a moment, that it shows pulse and breathing."""
    pause, end_s = threading.Event(), terms.monotonic_s() + 10.0
    while terms.monotonic_s() < end_s:
        for at_s, told in far.told_since(since_s):
            if told.get("outputs", {}).keys() >= _SHOWN:
                return at_s
        pause.wait(_STEP_S)
        run.step()
    raise DeviceError("the device does not show what the run sent")


def soak(terms: Terms) -> Row:
    """Return what plugging in and out again and again leaves behind in this process."""
    clock = terms.monotonic_s
    with closing(FarEnd(monotonic_s=clock)) as far, closing(far.driver(timing=_SWIFT)) as driver:
        driver.connect()
        _cycle(driver, far, terms)
        gc.collect()  # what others left for the collector is not counted
        before = (threading.active_count(), _descriptors())
        for _ in range(terms.soak):
            _cycle(driver, far, terms)
        after = (threading.active_count(), _descriptors())
    # what another part of the process gave back meanwhile is no leak of ours
    threads, descriptors = (max(0, late - early) for early, late in zip(before, after, strict=True))
    return Row(
        number=19, what=f"hot-plug soak, {terms.soak} cycles",
        required="0 leaked descriptors, 0 leaked threads",
        measured=f"{descriptors} descriptors, {threads} threads", figure=float(descriptors),
        unit="descriptors", is_met=threads == 0 and descriptors == 0,
    )  # fmt: skip


def _cycle(driver: OmlDriver, far: FarEnd, terms: Terms) -> None:
    poll_until(driver, _UP, terms.monotonic_s)
    far.order(cause={"kind": "unplug", "for_s": 0.03})
    poll_until(driver, _DOWN, terms.monotonic_s)
    poll_until(driver, _UP, terms.monotonic_s)


def _descriptors() -> int:
    """Return how many descriptors are open; 0 where the system does not list them."""
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.is_dir() else 0
