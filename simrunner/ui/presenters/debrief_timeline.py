"""The time line of a run in words and numbers, ready to be drawn on a screen or on paper."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from simrunner.debrief.gap import Gap
from simrunner.debrief.labels import drug_name
from simrunner.debrief.timeline import Timeline
from simrunner.debrief.tone import Tone
from simrunner.debrief.tracks import AlarmSpan, MarkPoint, Point, VitalSeries
from simrunner.domain.chart import Scenario
from simrunner.domain.event import AlarmPriority
from simrunner.domain.sim_time import clock_text
from simrunner.domain.text import Translate
from simrunner.domain.vital import Vital
from simrunner.ui.presenters.debrief_expected import ExpectedView
from simrunner.ui.presenters.debrief_scale import nice_range
from simrunner.ui.presenters.debrief_words import (
    Status,
    alarm_numeric,
    alarm_words,
    behaviour_word,
    gap_sentence,
    mark_chip,
    mark_sign,
    minute_text,
)

Shape = Literal["disc", "triangle", "warning", "diamond", "early"]

LANES: tuple[tuple[Vital, str, frozenset[str]], ...] = (
    (Vital.HR, "ecg", frozenset({"HR"})),
    (Vital.MAP, "art", frozenset({"MAP", "SBP", "DBP"})),
    (Vital.SPO2, "spo2", frozenset({"SpO2"})),
)
"""The vitals that are drawn, the name of their colour, and the vitals whose pins show there."""

GOALS: Mapping[Vital, float] = {Vital.MAP: 65.0, Vital.SPO2: 90.0}
"""The lines that the figures of the debrief count against (see simrunner.debrief.measures)."""

_PREFIX = {
    AlarmPriority.HIGH: "***",
    AlarmPriority.MEDIUM: "**",
    AlarmPriority.LOW: "*",
    AlarmPriority.TECHNICAL: "*",
}
_ROW = {AlarmPriority.HIGH: 0, AlarmPriority.MEDIUM: 1}
_REGIONS_SHOWN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitLine:
    """A dashed line across a lane with its number."""

    number: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanView:
    """Something that lasted, with words."""

    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneView:
    """One vital over time. ``low`` and ``high`` are the ends of its axis."""

    vital: Vital
    label: str
    unit: str
    trace: str
    times_ms: tuple[int, ...]
    numbers: tuple[float, ...]
    low: float
    high: float
    limits: tuple[LimitLine, ...]
    pins: tuple[SpanView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StateView:
    """A state's band."""

    start_ms: int
    end_ms: int
    title: str
    tone: Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkerView:
    """Something done at one moment. ``tone`` is a colour role; ``tip`` says all of it.

    ``short`` are words for where ``text`` does not fit; the same when there are none.
    """

    at_ms: int
    text: str
    short: str
    tip: str
    shape: Shape
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkChipView:
    """A behaviour that a rater saw, as a chip."""

    at_ms: int
    text: str
    tip: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmBarView:
    """An alarm while it was active; ``row`` 0 is the most urgent."""

    start_ms: int
    end_ms: int
    row: int
    priority: str
    text: str
    tip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineView:
    """Everything on the time line, in time order."""

    duration_ms: int
    title: str
    note: str
    names: Mapping[str, str]
    lanes: tuple[LaneView, ...]
    states: tuple[tuple[StateView, ...], ...]
    drugs: tuple[MarkerView, ...]
    infusions: tuple[SpanView, ...]
    actions: tuple[MarkerView, ...]
    compressions: tuple[SpanView, ...]
    marks: tuple[MarkChipView, ...]
    alarms: tuple[AlarmBarView, ...]


def present_timeline(
    line: Timeline, expected: ExpectedView, scenario: Scenario, tr: Translate
) -> TimelineView:
    """Return the time line in the language in force."""
    status_at = {
        row.window.observed_at_ms: row.status
        for row in expected.rows
        if row.window.observed_at_ms is not None
    }
    return TimelineView(
        duration_ms=line.duration_ms,
        title=tr("Timeline"),
        note=tr("click anywhere and everything jumps there"),
        names={
            "states": tr("states"),
            "drugs": tr("drugs"),
            "actions": tr("actions"),
            "marks": tr("marks"),
            "alarms": tr("alarms"),
        },
        lanes=tuple(_lane(line, *lane, tr) for lane in LANES),
        states=_states(line),
        drugs=tuple(_drug(dose, status_at, scenario, tr) for dose in line.drugs),
        infusions=tuple(
            SpanView(start_ms=span.start_ms, end_ms=span.end_ms, text=span.label)
            for span in line.infusions
        ),
        actions=_actions(line, status_at, tr),
        compressions=_compressions(line, tr),
        marks=_marks(line, tr),
        alarms=tuple(_alarm(span, tr) for span in line.alarms),
    )


def _states(line: Timeline) -> tuple[tuple[StateView, ...], ...]:
    """Return the regions in which something changed, or all, at most _REGIONS_SHOWN."""
    changing = [region for region in line.regions if len(region.bands) > 1]
    return tuple(
        tuple(
            StateView(start_ms=band.start_ms, end_ms=band.end_ms, title=band.title, tone=band.tone)
            for band in region.bands
        )
        for region in (changing or list(line.regions))[:_REGIONS_SHOWN]
    )


def _compressions(line: Timeline, tr: Translate) -> tuple[SpanView, ...]:
    return tuple(
        SpanView(
            start_ms=span.start_ms,
            end_ms=span.end_ms,
            text=tr("{count} compressions", count=span.count),
        )
        for span in line.compressions
    )


def lane_at(lane: LaneView, at_ms: int) -> float | None:
    """Return the number of a lane at a time, None where none is near."""
    index = bisect_right(lane.times_ms, at_ms) - 1
    if index < 0 or at_ms - lane.times_ms[index] > 5000:
        return None
    return lane.numbers[index]


def _lane(
    line: Timeline, vital: Vital, trace: str, pinned: frozenset[str], tr: Translate
) -> LaneView:
    series = next((one for one in line.vitals if one.vital is vital), None)
    limits = _limits(line, vital)
    numbers = () if series is None else series.numbers
    pins = tuple(pin for pin in line.pins if pin.what in pinned)
    # A bracket below the curve wants room of its own.
    room = (min(numbers) - 8,) if pins and numbers else ()
    low, high = nice_range(
        (*numbers, *room, *(limit.number for limit in limits)),
        least=20 if vital is Vital.SPO2 else 40,
        ceiling=100 if vital is Vital.SPO2 else None,
    )
    return LaneView(
        vital=vital,
        label=tr("SpO₂") if vital is Vital.SPO2 else vital.value,
        unit=_unit(series, vital, tr),
        trace=trace,
        times_ms=() if series is None else series.times_ms,
        numbers=numbers,
        low=low,
        high=high,
        limits=limits,
        pins=tuple(
            SpanView(
                start_ms=pin.start_ms,
                end_ms=pin.end_ms,
                text=tr(
                    "pinned {start} to {end}",
                    start=minute_text(pin.start_ms),
                    end=minute_text(pin.end_ms),
                ),
            )
            for pin in pins
        ),
    )


def _unit(series: VitalSeries | None, vital: Vital, tr: Translate) -> str:
    if vital is Vital.HR:
        return tr("bpm")
    return "" if series is None else series.unit


def _limits(line: Timeline, vital: Vital) -> tuple[LimitLine, ...]:
    # The monitor's own limits are known where one was crossed; the goals are ours.
    found = {GOALS[vital]} if vital in GOALS else set()
    for alarm in line.alarms:
        if alarm_numeric(alarm.condition) == vital.value and vital not in GOALS:
            number = _number(alarm.limit)
            if number is not None:
                found.add(number)
    return tuple(LimitLine(number=number, text=f"{number:g}") for number in sorted(found))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _drug(
    dose: Point, status_at: Mapping[int, Status], scenario: Scenario, tr: Translate
) -> MarkerView:
    tone = "tx3" if status_at.get(dose.at_ms) is Status.EXTRA or dose.is_annulled else "ac"
    marker = _marker(dose, "triangle", tone, tr)
    name = drug_name(scenario, dose.what, tr.language)
    return replace(marker, short=marker.text.removeprefix(name).strip())


def _marker(point: Point, shape: Shape, tone: str, tr: Translate) -> MarkerView:
    text = point.label
    if point.is_annulled:
        text = tr("{label}, taken back", label=point.label)
        tone = "dis"
    return MarkerView(
        at_ms=point.at_ms,
        text=text,
        short=text,
        tip=f"{clock_text(point.at_ms)} {text}",
        shape=shape,
        tone=tone,
    )


def _actions(
    line: Timeline, status_at: Mapping[int, Status], tr: Translate
) -> tuple[MarkerView, ...]:
    looks: Mapping[Status, tuple[Shape, str]] = {
        Status.DONE: ("disc", "ok"),
        Status.LATE: ("warning", "warn"),
        Status.EARLY: ("early", "info"),
    }
    acts = []
    for act in line.acts:
        status = status_at.get(act.at_ms)
        shape, tone = looks.get(status, ("disc", "tx3")) if status else ("disc", "tx3")
        acts.append(_marker(act, shape, tone, tr))
    for shock in line.shocks:
        words = tr("shock {energy} J", energy=shock.energy_j)
        if shock.is_synchronised:
            words = tr("synchronised shock {energy} J", energy=shock.energy_j)
        if shock.is_annulled:
            words = tr("{label}, taken back", label=words)
        acts.append(
            MarkerView(
                at_ms=shock.at_ms,
                text=words,
                short=words,
                tip=f"{clock_text(shock.at_ms)} {words}",
                shape="diamond",
                tone="dis" if shock.is_annulled else "tx1",
            )
        )
    return tuple(sorted(acts, key=lambda marker: marker.at_ms))


def _marks(line: Timeline, tr: Translate) -> tuple[MarkChipView, ...]:
    chips = [_mark(mark, tr) for mark in line.marks]
    chips += [
        MarkChipView(
            at_ms=named.at_ms,
            text=named.label or tr("bookmark"),
            tip=f"{clock_text(named.at_ms)} {named.label}",
            tone="tx2",
        )
        for named in line.bookmarks
    ]
    chips += [_gap(gap, tr) for gap in line.gaps]
    return tuple(sorted(chips, key=lambda chip: chip.at_ms))


def _gap(gap: Gap, tr: Translate) -> MarkChipView:
    words = gap_sentence(gap, tr)
    return MarkChipView(
        at_ms=gap.at_ms, text=tr("cut"), tip=f"{clock_text(gap.at_ms)} {words}", tone="warn"
    )


def _mark(mark: MarkPoint, tr: Translate) -> MarkChipView:
    words = [mark_sign(mark.sign), behaviour_word(mark.category, tr), mark.note, mark.rater]
    return MarkChipView(
        at_ms=mark.at_ms,
        text=mark_chip(mark.sign, mark.category, tr),
        tip=f"{clock_text(mark.at_ms)} {' '.join(word for word in words if word)}",
        tone={"+": "ok", "-": "bad"}.get(mark.sign, "tx2"),
    )


def _alarm(span: AlarmSpan, tr: Translate) -> AlarmBarView:
    text = f"{_PREFIX[span.priority]} {alarm_words(span.condition, tr)}"
    crossed = tr("{shown}, limit {limit}", shown=span.shown, limit=span.limit)
    times = f"{clock_text(span.start_ms)}–{clock_text(span.end_ms)}"
    is_technical = span.priority is AlarmPriority.TECHNICAL
    return AlarmBarView(
        start_ms=span.start_ms,
        end_ms=span.end_ms,
        row=_ROW.get(span.priority, 2),
        priority="low" if is_technical else span.priority.value,
        text=text,
        tip=f"{times} {text} {crossed if span.limit else ''}".strip(),
    )
