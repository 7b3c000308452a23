"""What people do with the devices that can be touched: kept until the session's next step."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from simrunner.hardware.device import Device
from simrunner.hardware.touch import DeviceLook, FaultOffer, Order, TouchableDevice

LATENCY_MS = 200.0
"""A press is played so long after it was made: steps come every 100 ms and may be late, and a
point that came after its time would bend the rhythm (a choice of this project)."""

PLAYED_WITHIN_MS = 1_000.0
"""A point that would be played later belongs to a run that was slowed or stopped meanwhile."""

NEW_PRESS_S = 1.0
"""After so long without a point the next one begins anew, whatever the run did meanwhile."""

Point = tuple[float, float]
"""Seconds on the host's clock, and the depth of the chest in mm."""


class Hands:
    """Takes orders from any thread; the session's thread delivers them, before its step.

    Nothing comes back from here but looks and refusals: what the hands did is heard from the
    device.
    """

    def __init__(self, devices: Iterable[Device], *, monotonic_s: Callable[[], float]) -> None:
        """Find out which of the devices can be touched."""
        self._devices = {
            device.name: device for device in devices if isinstance(device, TouchableDevice)
        }
        self._monotonic_s = monotonic_s
        self._orders: deque[tuple[str, Order]] = deque()
        self._points: dict[str, deque[Point]] = {name: deque() for name in self._devices}
        self._tracks = {name: _Track() for name in self._devices}
        self._watched: frozenset[str] = frozenset()
        self._looks: Mapping[str, DeviceLook | None] = {}
        self._refusals: deque[str] = deque()

    @property
    def names(self) -> tuple[str, ...]:
        """The devices that can be touched."""
        return tuple(self._devices)

    def fault_offers(self, name: str) -> tuple[FaultOffer, ...]:
        """Return the faults that a device can be asked for."""
        return self._devices[name].fault_offers

    def now_s(self) -> float:
        """Return the clock on which the points of `press` are stamped."""
        return self._monotonic_s()

    # -- any thread

    def order(self, name: str, order: Order) -> None:
        """Have a device carry something out with the next step."""
        self._orders.append((name, MappingProxyType(dict(order))))

    def press(self, name: str, points: Iterable[Point]) -> None:
        """Lead a hand on its chest through these moments and depths, in order."""
        self._points[name].extend(points)

    def watch(self, name: str, *, is_on: bool) -> None:
        """Look at a device with every step from now on, or no longer."""
        self._watched = self._watched | {name} if is_on else self._watched - {name}

    def look(self, name: str) -> DeviceLook | None:
        """Return how a watched device looked last; None when nobody can tell."""
        return self._looks.get(name)

    def take_refusals(self) -> tuple[str, ...]:
        """Return why orders were not carried out, each in a sentence, since the last call."""
        taken = []
        while self._refusals:
            taken.append(self._refusals.popleft())
        return tuple(taken)

    # -- the session's thread

    def deliver(self, now_ms: int, *, is_running: bool) -> None:
        """Have the devices do what was ordered; while no time passes nobody can press.

        A device in lock step lives at ``now_ms``, before it lives on.
        """
        while self._orders:
            name, order = self._orders.popleft()
            self._obey(name, order)
        for name, points in self._points.items():
            if points:
                self._lead(name, points, now_ms, is_running=is_running)
        if self._watched:
            self._looks = {name: self._devices[name].look() for name in sorted(self._watched)}

    def _obey(self, name: str, order: Order) -> None:
        if trouble := self._devices[name].obey(order):
            self._refusals.append(f"{name}: {trouble}")

    def _lead(self, name: str, points: deque[Point], now_ms: int, *, is_running: bool) -> None:
        taken = []
        while points:
            taken.append(points.popleft())
        track = self._tracks[name]
        if is_running:
            self._obey(name, {"hand": track.laid(taken, now_ms)})
        else:
            track.lose()


class _Track:
    """Lays the moments of one press on run time, evenly although steps come unevenly."""

    def __init__(self) -> None:
        """Begin without a press."""
        self._begin: tuple[float, float] | None = None
        self._last_s = 0.0

    def lose(self) -> None:
        """Begin anew with the next point."""
        self._begin = None

    def laid(self, points: Sequence[Point], now_ms: int) -> list[list[float]]:
        """Return every point as milliseconds from ``now_ms`` and its depth."""
        found = []
        for host_s, depth_mm in points:
            if host_s - self._last_s > NEW_PRESS_S:
                self._begin = None
            at_ms = self._at_ms(host_s, now_ms)
            if not now_ms <= at_ms <= now_ms + PLAYED_WITHIN_MS:
                self._begin = None
                at_ms = self._at_ms(host_s, now_ms)
            self._last_s = host_s
            found.append([at_ms - now_ms, depth_mm])
        return found

    def _at_ms(self, host_s: float, now_ms: int) -> float:
        if self._begin is None:
            self._begin = host_s, now_ms + LATENCY_MS
        begin_s, begin_ms = self._begin
        return begin_ms + (host_s - begin_s) * 1000.0
