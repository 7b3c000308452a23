"""What was true at one moment: everything that follows the cursor of the debrief."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from simrunner.debrief.timeline import Timeline
from simrunner.debrief.tracks import AlarmSpan, MarkPoint, Point, ShockPoint, Span, StateBand
from simrunner.domain.chart import Scenario
from simrunner.domain.event import NibpMeasured, RhythmChanged, SensorSwitched
from simrunner.domain.run_record import RunRecord

STALE_MS = 5000
"""A trend older than this says nothing of the moment (it has a point each second)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One moment of a run. ``shown`` and ``truth`` are empty where no trend is near.

    ``states`` has the band of each region, ``nibp`` the last reading that the room had seen.
    """

    at_ms: int
    shown: Mapping[str, float | None]
    truth: Mapping[str, float]
    states: Mapping[str, StateBand]
    rhythm: str
    attached: frozenset[str]
    alarms: tuple[AlarmSpan, ...]
    pins: tuple[Span, ...]
    nibp: NibpMeasured | None


class _Lasting(Protocol):
    @property
    def start_ms(self) -> int: ...

    @property
    def end_ms(self) -> int: ...


L = TypeVar("L", bound=_Lasting)


class Moments:
    """Answers for any time of one run; each answer costs a search, not a walk."""

    def __init__(self, record: RunRecord, scenario: Scenario, timeline: Timeline) -> None:
        """Prepare the searches."""
        self._timeline = timeline
        self._trend = record.trend
        self._trend_ms = [point.at_ms for point in record.trend]
        facts = [recorded.event for recorded in record.events]
        self._rhythms = [
            (0, scenario.rhythm),
            *((fact.at_ms, fact.rhythm) for fact in facts if isinstance(fact, RhythmChanged)),
        ]
        attached = frozenset(name for name, is_on in scenario.sensors.items() if is_on)
        self._sensors = [(0, attached)]
        for fact in facts:
            if isinstance(fact, SensorSwitched):
                change = {fact.sensor}
                attached = attached | change if fact.is_on else attached - change
                self._sensors.append((fact.at_ms, attached))

    def at(self, at_ms: int) -> Moment:
        """Return what was true at a time, which is kept inside the run."""
        at_ms = min(max(at_ms, 0), self._timeline.duration_ms)
        index = bisect_right(self._trend_ms, at_ms) - 1
        point = self._trend[index] if index >= 0 else None
        is_near = point is not None and at_ms - point.at_ms <= STALE_MS
        readings = [reading for reading in self._timeline.nibp if reading.at_ms <= at_ms]
        states = {}
        for region in self._timeline.regions:
            current = [band for band in region.bands if band.start_ms <= at_ms]
            if current:
                states[region.region] = current[-1]
        return Moment(
            at_ms=at_ms,
            shown=point.shown if point is not None and is_near else {},
            truth=point.truth if point is not None and is_near else {},
            states=states,
            rhythm=_last_before(self._rhythms, at_ms),
            attached=_last_before(self._sensors, at_ms),
            alarms=_during(self._timeline.alarms, at_ms),
            pins=_during(self._timeline.pins, at_ms),
            nibp=readings[-1] if readings else None,
        )

    def landmarks_ms(self) -> tuple[int, ...]:
        """Return the times worth a stop of the "next" and "previous" keys, in order, once each."""
        line = self._timeline
        points: tuple[Point | ShockPoint | MarkPoint, ...] = (
            *line.drugs,
            *line.acts,
            *line.shocks,
            *line.bookmarks,
            *line.marks,
        )
        times = {point.at_ms for point in points}
        times.update(band.start_ms for region in line.regions for band in region.bands)
        times.update(span.start_ms for span in line.alarms)
        return tuple(sorted(times))


V = TypeVar("V")


def _last_before(changes: Sequence[tuple[int, V]], at_ms: int) -> V:
    index = bisect_right(changes, at_ms, key=lambda change: change[0])
    return changes[max(index - 1, 0)][1]


def _during(spans: Sequence[L], at_ms: int) -> tuple[L, ...]:
    return tuple(span for span in spans if span.start_ms <= at_ms < span.end_ms)
