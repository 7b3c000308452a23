"""Figures of a run, each with its definition in words: nothing here is a judgement."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from simrunner.debrief.timeline import PAUSE_MS, Timeline, compression_times
from simrunner.domain.event import RhythmChanged
from simrunner.domain.run_record import RunRecord
from simrunner.domain.text import Translate

ARREST_RHYTHMS = frozenset(
    {
        "vf", "vf-fine", "vt-pulseless", "asystole", "p-wave-asystole", "agonal", "pea",
        "pea-pseudo",
    }
)  # fmt: skip
"""Rhythms in which compressions are due (clinscn/1 section 14 lists all rhythms)."""

ADRENALINE = "adrenaline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One figure. ``number`` is None when there is nothing to measure, and never a false zero."""

    id: str
    title: str
    number: float | None
    unit: str
    decimals: int
    definition: str


def measures(record: RunRecord, timeline: Timeline, tr: Translate) -> tuple[Measure, ...]:
    """Return the figures of a run; annulled entries do not count."""
    return (
        *_times(record, timeline, tr),
        *_compressions(compression_times(record), tr),
        *_counts(timeline, tr),
        *_time_below(record, tr),
    )


def arrest_at_ms(record: RunRecord) -> int | None:
    """Return when the rhythm first became one without circulation; None when it never did."""
    for recorded in record.events:
        if isinstance(recorded.event, RhythmChanged) and recorded.event.rhythm in ARREST_RHYTHMS:
            return recorded.event.at_ms
    return None


def _times(record: RunRecord, timeline: Timeline, tr: Translate) -> tuple[Measure, ...]:
    arrest_ms = arrest_at_ms(record)
    adrenaline = [
        dose.at_ms for dose in timeline.drugs if dose.what == ADRENALINE and not dose.is_annulled
    ]
    shocks = [shock.at_ms for shock in timeline.shocks if not shock.is_annulled]
    return (
        Measure(
            id="first-adrenaline",
            title=tr("First adrenaline"),
            number=_seconds(adrenaline, 0),
            unit="s",
            decimals=0,
            definition=tr("From the start of the run to the first dose of adrenaline, any route."),
        ),
        Measure(
            id="arrest-to-compressions",
            title=tr("Arrest to first compression"),
            number=_seconds(compression_times(record), arrest_ms),
            unit="s",
            decimals=0,
            definition=tr("From the first rhythm without circulation to the next compression."),
        ),
        Measure(
            id="arrest-to-shock",
            title=tr("Arrest to first shock"),
            number=_seconds(shocks, arrest_ms),
            unit="s",
            decimals=0,
            definition=tr("From the first rhythm without circulation to the next shock."),
        ),
    )


def _seconds(times_ms: Sequence[int], since_ms: int | None) -> float | None:
    if since_ms is None:
        return None
    later = [at_ms for at_ms in times_ms if at_ms >= since_ms]
    return (min(later) - since_ms) / 1000 if later else None


def _compressions(times_ms: Sequence[int], tr: Translate) -> tuple[Measure, ...]:
    gaps = [after - before for before, after in pairwise(times_ms)]
    pauses = [gap for gap in gaps if gap >= PAUSE_MS]
    moving = [gap for gap in gaps if gap < PAUSE_MS]
    total_ms = sum(gaps)
    return (
        Measure(
            id="compressions",
            title=tr("Compressions"),
            number=float(len(times_ms)),
            unit="",
            decimals=0,
            definition=tr("Chest compressions that the manikin felt or a script played."),
        ),
        Measure(
            id="compression-rate",
            title=tr("Compression rate"),
            number=60_000 * len(moving) / sum(moving) if moving else None,
            unit="/min",
            decimals=0,
            definition=tr("60 s divided by the mean interval, without pauses of 1 s or more."),
        ),
        Measure(
            id="compression-fraction",
            title=tr("Compression fraction (by gaps)"),
            number=100 * (1 - sum(pauses) / total_ms) if total_ms else None,
            unit="%",
            decimals=0,
            definition=tr(
                "From the first to the last compression, the share of time outside of pauses "
                "of 1 s or more."
            ),
        ),
        Measure(
            id="longest-pause",
            title=tr("Longest pause"),
            number=max(pauses, default=0) / 1000 if gaps else None,
            unit="s",
            decimals=1,
            definition=tr("The longest interval between two compressions, from 1 s on."),
        ),
    )


def _counts(timeline: Timeline, tr: Translate) -> tuple[Measure, ...]:
    return (
        Measure(
            id="doses",
            title=tr("Doses"),
            number=float(sum(not dose.is_annulled for dose in timeline.drugs)),
            unit="",
            decimals=0,
            definition=tr("Single doses given; infusions are not counted."),
        ),
        Measure(
            id="shocks",
            title=tr("Shocks"),
            number=float(sum(not shock.is_annulled for shock in timeline.shocks)),
            unit="",
            decimals=0,
            definition=tr("Discharges of the defibrillator, synchronised or not."),
        ),
    )


def _time_below(record: RunRecord, tr: Translate) -> tuple[Measure, ...]:
    return (
        Measure(
            id="map-below-65",
            title=tr("MAP below 65 mmHg"),
            number=_seconds_where(record, "MAP", lambda number: number < 65),
            unit="s",
            decimals=0,
            # 65 mmHg: Surviving Sepsis Campaign 2021, the usual goal of adult resuscitation.
            definition=tr("Seconds with a true mean arterial pressure below 65 mmHg."),
        ),
        Measure(
            id="spo2-below-90",
            title=tr("SpO2 below 90 %"),
            number=_seconds_where(record, "SpO2", lambda number: number < 90),
            unit="s",
            decimals=0,
            definition=tr("Seconds with a true oxygen saturation below 90 %."),
        ),
    )


def _seconds_where(
    record: RunRecord, vital: str, is_meant: Callable[[float], bool]
) -> float | None:
    # The trend has one point each second, so counting points counts seconds.
    numbers = [point.truth[vital] for point in record.trend if vital in point.truth]
    return float(sum(map(is_meant, numbers))) if numbers else None
