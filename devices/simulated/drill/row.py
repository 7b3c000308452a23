"""One row of the drill, and what a drill is run with."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from simrunner.hardware.device import Device


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What was tried, what is required and what was measured, in words.

    ``figure`` in ``unit`` is the number behind it; ``is_met`` is None where it was not measured.
    """

    number: int
    what: str
    required: str
    measured: str
    figure: float
    unit: str
    is_met: bool | None


class Judge(Protocol):
    """Plays a session with a device and says what was recorded; the program offers one."""

    def __call__(
        self, device: Device, *, monotonic_s: Callable[[], float], let_pass: Callable[[float], None]
    ) -> tuple[str, int]:
        """Return a digest of the record's rows and measures, and how many rows there are.

        The device is connected here, and left at the end; ``let_pass`` makes time go on.
        """
        ...


class LiveRun(Protocol):
    """A run that shows its patient on a device, 100 ms a step; the program offers it."""

    def step(self) -> None:
        """Take a step: hear the device, live, show the new state."""
        ...

    def close(self) -> None:
        """End the run and let go of the device."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How large each try is; the numbers of the full drill."""

    seed: int = 1
    noise_bytes: int = 10_000_000
    resyncs: int = 2_000
    frames: int = 100_000
    minutes_at_1_khz: int = 60
    frames_per_minute: int = 60_000
    plugs: int = 12
    stalls: int = 5
    reboots: int = 5
    commands: int = 20_000
    busy_s: float = 60.0
    clock_s: int = 3_600
    kills: int = 3
    wire_s: float = 600.0
    soak: int = 200
    walks: int = 2_000
    is_short: bool = False
    monotonic_s: Callable[[], float] = field(kw_only=True)
    judge: Judge | None = None
    live: Callable[[Device], LiveRun] | None = None


def short_terms(full: Terms) -> Terms:
    """Return terms that try everything, most of it fewer times."""
    return replace(
        full,
        noise_bytes=1_000_000, resyncs=200, frames=10_000, minutes_at_1_khz=4,
        frames_per_minute=6_000, plugs=2, stalls=1, reboots=1, commands=500, busy_s=1.0,
        clock_s=1_800, kills=1, wire_s=15.0, soak=4, walks=8,
        is_short=True,
    )  # fmt: skip


def noise(size: int, name: str) -> bytes:
    """Return bytes without a pattern, the same for the same name on every machine."""
    return hashlib.shake_256(name.encode()).digest(size)
