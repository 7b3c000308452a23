"""The whole run on one axis: states, vitals, what was done, marks, alarms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from simrunner.debrief.deeds import Deeds
from simrunner.debrief.gap import Gap, gaps_of
from simrunner.debrief.labels import state_title
from simrunner.debrief.tone import Course, Tone, tone_of
from simrunner.debrief.tracks import (
    AlarmSpan,
    CompressionSpan,
    MarkPoint,
    Point,
    RegionBands,
    ShockPoint,
    Span,
    StateBand,
    VitalSeries,
)
from simrunner.domain.action import Compress
from simrunner.domain.annotation import MarkSet, MarkWithdrawn
from simrunner.domain.chart import Scenario
from simrunner.domain.event import (
    ActionTaken,
    AlarmChanged,
    Event,
    NibpMeasured,
    StateEntered,
)
from simrunner.domain.frame import TrendPoint
from simrunner.domain.run_record import RatingChain, RunRecord
from simrunner.domain.vital import VITALS, Vital

PAUSE_MS = 1000
"""An interval between compressions from here on is a pause (1.0 s or more, PMC7296394)."""

DRAWN = (Vital.HR, Vital.MAP, Vital.SPO2, Vital.RR, Vital.ETCO2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Everything the debrief draws. Times are simulated milliseconds; tuples are in time order."""

    duration_ms: int
    regions: tuple[RegionBands, ...]
    vitals: tuple[VitalSeries, ...]
    drugs: tuple[Point, ...]
    infusions: tuple[Span, ...]
    acts: tuple[Point, ...]
    shocks: tuple[ShockPoint, ...]
    compressions: tuple[CompressionSpan, ...]
    marks: tuple[MarkPoint, ...]
    alarms: tuple[AlarmSpan, ...]
    pins: tuple[Span, ...]
    nibp: tuple[NibpMeasured, ...]
    bookmarks: tuple[Point, ...]
    gaps: tuple[Gap, ...] = ()


def build_timeline(record: RunRecord, scenario: Scenario, language: str) -> Timeline:
    """Return a run as a time line, its words in ``language`` where the file has them."""
    facts = [recorded.event for recorded in record.events]
    taken = [fact for fact in facts if isinstance(fact, ActionTaken)]
    end_ms = duration_of(record)
    deeds = Deeds(scenario, language, taken, end_ms)
    return Timeline(
        duration_ms=end_ms,
        regions=_regions(facts, scenario, language, end_ms),
        vitals=_series(record.trend),
        drugs=deeds.drugs(),
        infusions=deeds.infusions(),
        acts=deeds.acts(),
        shocks=deeds.shocks(),
        compressions=compression_spans(compression_times(record)),
        marks=_marks(record.ratings),
        alarms=_alarms(facts, end_ms),
        pins=deeds.pins(),
        nibp=tuple(fact for fact in facts if isinstance(fact, NibpMeasured)),
        bookmarks=deeds.bookmarks(),
        gaps=gaps_of(record.remarks),
    )


def duration_of(record: RunRecord) -> int:
    """Return how long a run lasted, in ms: to its end, or to the last thing known of it."""
    last_ms = [record.summary.duration_ms]
    if not record.summary.is_ended:
        last_ms += [recorded.event.at_ms for recorded in record.events[-1:]]
        last_ms += [point.at_ms for point in record.trend[-1:]]
    return max(last_ms)


def compression_times(record: RunRecord) -> tuple[int, ...]:
    """Return the time of every chest compression, in ms."""
    return tuple(
        sorted(
            fact.performed_at_ms
            for fact in (recorded.event for recorded in record.events)
            if isinstance(fact, ActionTaken) and isinstance(fact.action, Compress)
        )
    )


def compression_spans(times_ms: Sequence[int]) -> tuple[CompressionSpan, ...]:
    """Return compressions in runs between pauses of PAUSE_MS or more."""
    runs: list[list[int]] = []
    for at_ms in times_ms:
        if runs and at_ms - runs[-1][-1] < PAUSE_MS:
            runs[-1].append(at_ms)
        else:
            runs.append([at_ms])
    return tuple(CompressionSpan(start_ms=run[0], end_ms=run[-1], count=len(run)) for run in runs)


def _regions(
    facts: Iterable[Event], scenario: Scenario, language: str, end_ms: int
) -> tuple[RegionBands, ...]:
    course = Course(scenario)
    entries: dict[str, list[_Entry]] = {region.id: [] for region in scenario.regions}
    for fact in facts:
        if not isinstance(fact, StateEntered):
            continue
        before = course.strain
        course.enter(fact.region, fact.state)
        entered = entries.setdefault(fact.region, [])
        if entered and entered[-1].at_ms == fact.at_ms:
            # A parent and its start, or a state run through: only the last of a tick is a band.
            before = entered.pop().before
        entered.append(
            _Entry(at_ms=fact.at_ms, state=fact.state, before=before, after=course.strain)
        )
    return tuple(
        RegionBands(region=region, bands=_bands(region, entered, scenario, language, end_ms))
        for region, entered in entries.items()
        if entered
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A state entered, with the strain of the patient's targets before and after."""

    at_ms: int
    state: str
    before: float
    after: float


def _bands(
    region: str,
    entered: Sequence[_Entry],
    scenario: Scenario,
    language: str,
    end_ms: int,
) -> tuple[StateBand, ...]:
    ends = [*(entry.at_ms for entry in entered[1:]), max(end_ms, entered[-1].at_ms)]
    return tuple(
        StateBand(
            state=entry.state,
            title=state_title(scenario, region, entry.state, language),
            start_ms=entry.at_ms,
            end_ms=until_ms,
            # The first state of a region is where the story starts, however bad it is.
            tone=Tone.START if entry is entered[0] else tone_of(entry.after, entry.before),
        )
        for entry, until_ms in zip(entered, ends, strict=True)
    )


def _series(trend: Sequence[TrendPoint]) -> tuple[VitalSeries, ...]:
    found = []
    for vital in DRAWN:
        points = [(point.at_ms, point.truth[vital]) for point in trend if vital in point.truth]
        if points:
            found.append(
                VitalSeries(
                    vital=vital,
                    unit=VITALS[vital].unit,
                    decimals=VITALS[vital].decimals,
                    times_ms=tuple(at_ms for at_ms, _ in points),
                    numbers=tuple(number for _, number in points),
                )
            )
    return tuple(found)


def _alarms(facts: Iterable[Event], end_ms: int) -> tuple[AlarmSpan, ...]:
    active: dict[str, AlarmChanged] = {}
    found: list[AlarmSpan] = []

    def end(condition: str, at_ms: int) -> None:
        began = active.pop(condition, None)
        if began is not None:
            found.append(
                AlarmSpan(
                    start_ms=began.at_ms,
                    end_ms=at_ms,
                    condition=condition,
                    priority=began.priority,
                    shown=began.shown,
                    limit=began.limit,
                )
            )

    for fact in facts:
        if isinstance(fact, AlarmChanged):
            end(fact.condition, fact.at_ms)
            if fact.is_active:
                active[fact.condition] = fact
    for condition in tuple(active):
        end(condition, end_ms)
    return tuple(sorted(found, key=lambda span: span.start_ms))


def _marks(ratings: Iterable[RatingChain]) -> tuple[MarkPoint, ...]:
    found = []
    for chain in ratings:
        notes = [entry.annotation for entry in chain.entries]
        withdrawn = {note.mark for note in notes if isinstance(note, MarkWithdrawn)}
        found += [
            MarkPoint(
                at_ms=note.at_ms,
                rater=chain.rater,
                instrument=chain.instrument,
                mark=note.mark,
                sign=note.sign,
                category=note.category,
                note=note.note,
            )
            for note in notes
            if isinstance(note, MarkSet) and note.mark not in withdrawn
        ]
    return tuple(sorted(found, key=lambda mark: mark.at_ms))
