"""The last ten seconds of what a device measures, tab by tab, in words and places."""

from dataclasses import dataclass
from enum import StrEnum

from simrunner.domain.text import Translate
from simrunner.hardware.checkup import TAIL_MS, ChannelTail, DeviceCheckup
from simrunner.hardware.device import LinkState
from simrunner.ui.presenters.cpr_feedback import Gauge
from simrunner.ui.presenters.device_words import (
    capital,
    figure,
    stream_words,
    touch_places,
    unit_words,
)

SPAN_S = TAIL_MS / 1000
MOST_POINTS = 240
"""A small trace is no wider than this, so more points would not be seen."""

Points = tuple[tuple[float, float], ...]
"""Age in seconds and number, oldest first."""


class LiveTab(StrEnum):
    """What the live panel can show of a device."""

    COMPRESSIONS = "compressions"
    VENTILATION = "ventilation"
    TOUCH = "touch"
    VALUES = "values"


_STREAM_OF = {
    LiveTab.COMPRESSIONS: "cpr.depth", LiveTab.VENTILATION: "vent.volume",
    LiveTab.TOUCH: "pulse.touch",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveMark:
    """A mark at a point of the wave: a dot where all is well, a triangle with its number else.

    One ``at_rest`` stands above the line of rest: the chest did not come up.
    """

    age_s: float
    number: float
    is_right: bool
    label: str = ""
    at_rest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveView:
    """A calibrated wave with its scale; ``is_down`` draws larger numbers lower.

    ``band`` is what the guideline asks, None where it asks nothing.
    """

    unit_words: str
    note: str
    points: Points
    high: float
    is_down: bool
    ticks: tuple[float, ...]
    band: tuple[float, float] | None
    marks: tuple[WaveMark, ...]
    rest_words: str
    times: tuple[tuple[float, str], ...]
    spoken: str
    empty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchLane:
    """One place: whether a finger lies there now, and when it did (ages in seconds, from, to)."""

    name: str
    is_touched: bool
    spans: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRow:
    """One stream: its name, its newest number and unit, and its last seconds."""

    name: str
    number: str
    unit: str
    points: Points
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveView:
    """The live panel: its tabs, and what the chosen one shows."""

    title: str
    note: str
    tabs: tuple[tuple[str, str], ...]
    tab: LiveTab | None
    wave: WaveView | None = None
    gauges: tuple[Gauge, ...] = ()
    lanes: tuple[TouchLane, ...] = ()
    times: tuple[tuple[float, str], ...] = ()
    rows: tuple[ValueRow, ...] = ()
    empty: str = ""
    empty_hint: str = ""


def tabs_of(checkup: DeviceCheckup) -> tuple[LiveTab, ...]:
    """Return the tabs that a device's capabilities offer."""
    streams = checkup.capabilities.streams
    found = [tab for tab, stream in _STREAM_OF.items() if stream in streams]
    drawn = {_STREAM_OF[tab] for tab in found}
    if any(name not in drawn for name in streams):
        found.append(LiveTab.VALUES)
    return tuple(found)


def age_s(checkup: DeviceCheckup, tail: ChannelTail, index: int) -> float:
    """Return how long ago a value of a tail was measured."""
    after_us = (len(tail.values) - 1 - index) * tail.period_us
    return (checkup.newest_ms - tail.ends_ms) / 1000 + after_us / 1e6


def points_of(checkup: DeviceCheckup, tail: ChannelTail, *, most: int = 0) -> Points:
    """Return the values not older than the span, thinned to ``most`` where that is given."""
    every = max(1, -(-len(tail.values) // most)) if most else 1
    aged = (
        (age_s(checkup, tail, index), tail.values[index])
        for index in range(0, len(tail.values), every)
    )
    return tuple((age, number) for age, number in aged if age <= SPAN_S)


def time_ticks(tr: Translate, *, every_s: int = 2) -> tuple[tuple[float, str], ...]:
    """Return the ages to be written below a wave, and their words."""
    ages = range(int(SPAN_S), 0, -every_s)
    return (*((float(age), tr("−{seconds} s", seconds=age)) for age in ages), (0.0, tr("now")))


def live_note(checkup: DeviceCheckup, tail: ChannelTail | None, tr: Translate) -> str:
    """Return whether the numbers are calibrated and how often they come."""
    if checkup.link is not LinkState.UP:
        return tr("not live: the link is down")
    if tail is None or tail.period_us <= 0:
        return ""
    hertz = 1e6 / tail.period_us
    rate = tr("{rate} Hz", rate=f"{hertz:.0f}" if hertz >= 1 else f"{hertz:.1f}")
    is_calibrated = tail.name in checkup.calibrations
    how = tr("calibrated") if is_calibrated else tr("as the device calibrates it")
    return tr("{how}, {rate}", how=how, rate=rate)


def touch_lanes(checkup: DeviceCheckup, tr: Translate) -> tuple[TouchLane, ...]:
    """Return every place of `pulse.touch` that was touched or may be, in the order of its bits."""
    tail = checkup.tails.get("pulse.touch")
    lanes = []
    for bit, name in enumerate(touch_places(tr)):
        points = () if tail is None else points_of(checkup, tail)
        on = [(age, bool(int(number) >> bit & 1)) for age, number in points]
        lanes.append(TouchLane(name=name, is_touched=bool(on and on[-1][1]), spans=_spans(on)))
    return tuple(lanes)


def _spans(on: list[tuple[float, bool]]) -> tuple[tuple[float, float], ...]:
    spans: list[tuple[float, float]] = []
    began: float | None = None
    for age, is_on in on:
        if is_on and began is None:
            began = age
        elif not is_on and began is not None:
            spans.append((began, age))
            began = None
    if began is not None:
        spans.append((began, on[-1][0]))
    return tuple(spans)


def value_rows(checkup: DeviceCheckup, tr: Translate) -> tuple[ValueRow, ...]:
    """Return every stream that no other tab draws."""
    drawn = {_STREAM_OF[tab] for tab in tabs_of(checkup) if tab in _STREAM_OF}
    return tuple(
        _value_row(checkup, name, unit, tr)
        for name, unit in checkup.capabilities.streams.items() if name not in drawn
    )  # fmt: skip


def _value_row(checkup: DeviceCheckup, name: str, unit: str, tr: Translate) -> ValueRow:
    tail = checkup.tails.get(name)
    points = () if tail is None else points_of(checkup, tail, most=MOST_POINTS)
    newest = tail.values[-1] if tail is not None and tail.values and points else None
    return ValueRow(
        name=capital(stream_words(name, tr)), number=figure(newest, _decimals(points)),
        unit=unit_words(unit), points=points,
        note=live_note(checkup, tail, tr) if tail is not None else tr("nothing yet"),
    )  # fmt: skip


def _decimals(points: Points) -> int:
    """Return how many decimals a stream needs: none for whole numbers, fewer for large ones."""
    numbers = [number for _, number in points]
    if not numbers or all(number == int(number) for number in numbers):
        return 0
    largest = max(abs(number) for number in numbers)
    return 0 if largest >= 100 else 1 if largest >= 10 else 2
