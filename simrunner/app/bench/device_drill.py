"""D4 to D6: reading a serial line, sixty devices at once, and the whole fault drill."""

from collections.abc import Callable, Sequence
from typing import Protocol, cast

from simrunner.app.bench.figure import Figure, ratio_figure, take_turns, tell
from simrunner.app.devices import device_tool
from simrunner.app.drill import drill_rows
from simrunner.app.pacing import monotonic_s

FRAMES = 6_400
DEVICES = 60
FLEET_S = 10.0
_MOST_SHARE = 0.35


class Fleet(Protocol):
    """What the tool `fleet` says about many devices at once."""

    host_share: float
    device_share: float
    lost: int
    received: int
    expected: int


def measure_reading() -> Sequence[Figure]:
    """Return what a frame on a pseudo-terminal costs to read, beside one byte at a time."""
    tell(f"D4: {FRAMES} frames from a pseudo-terminal")
    compare = cast(Callable[[int], tuple[float, float]], device_tool("reader"))
    pairs = take_turns(lambda: compare(FRAMES)[0], lambda: compare(FRAMES)[1], 3)
    return (
        ratio_figure(
            "D4", "reading a 46-byte frame from a serial line, against one byte at a time", pairs,
            unit="us", at_most=_MOST_SHARE, goal=f"<= {_MOST_SHARE} x byte-wise",
        ),
    )  # fmt: skip


def measure_fleet() -> Sequence[Figure]:
    """Return the share of a core that a host spends on sixty devices at 100 Hz; losses miss."""
    tell(f"D5: {DEVICES} devices at 100 Hz for {FLEET_S:g} s")
    together = cast(Callable[[int, float, Callable[[], float]], Fleet], device_tool("fleet"))
    found = together(DEVICES, FLEET_S, monotonic_s)
    return (
        Figure(
            metric="D5",
            what=f"{DEVICES} devices at 100 Hz: {found.received} samples, {found.lost} lost; "
            f"the devices themselves take {found.device_share:.0%} of a core",
            goal="no loss", unit="% of a core", ours=100 * found.host_share,
            is_met=found.lost == 0 and found.received >= 0.98 * found.expected,
        ),
    )  # fmt: skip


def measure_drill() -> Sequence[Figure]:
    """Return every row of the full drill as a figure."""
    tell("D6: the full fault drill, some minutes")
    return tuple(
        Figure(
            metric=f"D6.{row.number}", what=f"{row.what}: {row.measured}", goal=row.required,
            unit=row.unit, ours=row.figure, is_met=row.is_met,
        )
        for row in drill_rows(is_short=False)
    )  # fmt: skip
