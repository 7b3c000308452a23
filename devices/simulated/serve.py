"""Serving simulated devices, each on its line, until whoever started them goes."""

import select
import socket
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import BinaryIO

from devices.simulated.device import SimulatedDevice
from devices.simulated.lines import Line

_TICK_S = 0.01
_BACKLOG_LIMIT = 1 << 22


class Served:
    """One device on its line, with what the line has not taken yet."""

    def __init__(self, device: SimulatedDevice, line: Line, *, is_real_time: bool) -> None:
        """Join device and line."""
        self.device = device
        self.line = line
        self._is_real_time = is_real_time
        self._lived_s: float | None = None
        self._backlog = b""

    @property
    def needs_time(self) -> bool:
        """Whether it must be looked at although nothing arrives."""
        return self._is_real_time or self.device.is_away

    @property
    def is_blocked(self) -> bool:
        """Whether bytes wait for room on the line."""
        return bool(self._backlog)

    def serve(self, ready: list[int], now_s: float) -> None:
        """Read, live, write; the plug follows the device."""
        received = self.line.read(ready) if self.device.is_plugged_in else b""
        self._live(now_s)
        self._follow_plug()
        self.device.receive(received)
        self._follow_plug()
        self._backlog += self.device.take()
        if len(self._backlog) > _BACKLOG_LIMIT:
            self._backlog = b""  # nobody reads: a real device's transmit buffer overflows as well
        if self._backlog:
            self._backlog = self._backlog[self.line.write(self._backlog) :]

    def _live(self, now_s: float) -> None:
        """Let real time pass: always, or in lock step only while the device is away."""
        if self.needs_time and self._lived_s is not None:
            passed_us = round((now_s - self._lived_s) * 1e6)
            self.device.run_until(self.device.now_us + passed_us)
        self._lived_s = now_s if self.needs_time else None

    def _follow_plug(self) -> None:
        is_in = bool(self.line.address)
        if is_in and not self.device.is_plugged_in:
            self._backlog = b""
            self.line.unplug()
        elif not is_in and self.device.is_plugged_in:
            self.line.plug_in()


class Orders:
    """Lines from whoever started us, on a thread, as Windows cannot select on standard input."""

    def __init__(self, parent: BinaryIO) -> None:
        """Begin to listen; ``woken`` becomes readable with each line and at the end."""
        self.woken, theirs = socket.socketpair()
        self.is_over = False
        self._lines: deque[bytes] = deque()
        threading.Thread(
            target=self._listen, args=(parent, theirs), name="parent", daemon=True
        ).start()

    def take(self) -> tuple[bytes, ...]:
        """Return the lines since the last call."""
        self.is_over = not self.woken.recv(4096) or self.is_over
        taken = []
        while self._lines:
            taken.append(self._lines.popleft())
        return tuple(taken)

    def _listen(self, parent: BinaryIO, theirs: socket.socket) -> None:
        with theirs:
            for line in parent:
                self._lines.append(line)
                theirs.sendall(b".")


def serve(
    served: Sequence[Served],
    *,
    parent: BinaryIO,
    monotonic_s: Callable[[], float],
    obey: Callable[[bytes], None] = lambda _order: None,
    on_round: Callable[[], None] = lambda: None,
) -> None:
    """Serve until ``parent`` (standard input) closes; ``obey`` gets each of its lines."""
    orders = Orders(parent)
    with orders.woken as woken:
        while True:
            readable = [fd for each in served for fd in each.line.readable()]
            blocked = [fd for each in served if each.is_blocked for fd in each.line.writable()]
            is_timed = any(each.needs_time for each in served)
            ready, _, _ = select.select(
                [woken.fileno(), *readable], blocked, [], _TICK_S if is_timed else None
            )
            if woken.fileno() in ready:
                for order in orders.take():
                    obey(order)
                if orders.is_over:
                    return
            now_s = monotonic_s()
            for each in served:
                each.serve(ready, now_s)
            on_round()
