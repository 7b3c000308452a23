"""What the monitor showed at one moment, in the words and numbers of its screen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from simrunner.debrief.moments import Moment
from simrunner.domain.event import AlarmPriority, NibpMeasured
from simrunner.domain.frame import TrendPoint
from simrunner.domain.run_record import RunRecord
from simrunner.domain.sim_time import clock_text
from simrunner.domain.text import Translate
from simrunner.ui.presenters.debrief_words import DASHES, alarm_numeric, minute_text

TREND_MS = 120_000
"""How much of the past the small curves show where the waves themselves are not at hand."""

CUFF_MS = 600_000
"""How much of the past the cuff's readings show; they come minutes apart."""

_URGENCY = (AlarmPriority.HIGH, AlarmPriority.MEDIUM, AlarmPriority.LOW, AlarmPriority.TECHNICAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayNumber:
    """One numeric. ``trace`` names its colour; ``alarm`` is high, medium, low or empty."""

    label: str
    unit: str
    text: str
    trace: str
    alarm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayRow:
    """A strip with its numerics: ``wave`` names the samples, ``trend_of`` the kept numbers.

    Without ``trend_of`` the strip shows the readings of the cuff.
    """

    wave: str
    wave_label: str
    trend_label: str
    trend_of: tuple[str, ...]
    trace: str
    numbers: tuple[ReplayNumber, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayView:
    """The monitor at one moment."""

    rows: tuple[ReplayRow, ...]
    clock: str
    sentence: str


class ReplayPresenter:
    """Presents moments of one run."""

    def __init__(self, record: RunRecord, tr: Translate) -> None:
        """Read the run's trend; ``tr`` may change its language between calls."""
        self._tr = tr
        self._trend = record.trend
        facts = (recorded.event for recorded in record.events)
        self._cuffs = tuple(fact for fact in facts if isinstance(fact, NibpMeasured))
        self._etco2_unit = etco2_unit(record.trend)

    def present(self, moment: Moment) -> ReplayView:
        """Return what the screen said at ``moment``; a number that is not known is dashes."""
        rows = (
            self._row(
                "II", "II", ("HR",), "ecg", self._plain(moment, "HR", self._tr("bpm"), "ecg")
            ),
            self._pressure(moment),
            self._row(
                "PLETH", "Pleth", ("SpO2",), "spo2", self._plain(moment, "SpO2", "%", "spo2")
            ),
            self._row(
                "CO2",
                "CO₂",
                ("EtCO2",),
                "co2",
                self._plain(moment, "EtCO2", self._etco2_unit, "co2"),
                self._plain(moment, "RR", "/min", "resp"),
            ),
        )
        said = [f"{n.label} {n.text}" for row in rows for n in row.numbers]
        clock = clock_text(moment.at_ms)
        return ReplayView(rows=rows, clock=clock, sentence=f"{clock}: {', '.join(said)}")

    def trend(self, names: Sequence[str], at_ms: int) -> tuple[tuple[TrendPoint, ...], int]:
        """Return the kept numbers of the last TREND_MS before a time, and where they begin."""
        from_ms = at_ms - TREND_MS
        points = tuple(
            point
            for point in self._trend
            if from_ms <= point.at_ms <= at_ms and any(name in point.shown for name in names)
        )
        return points, from_ms

    def cuffs(self, at_ms: int) -> tuple[NibpMeasured, ...]:
        """Return the cuff's readings of the last CUFF_MS before a time."""
        return tuple(cuff for cuff in self._cuffs if at_ms - CUFF_MS <= cuff.at_ms <= at_ms)

    def _row(
        self, wave: str, label: str, trend_of: tuple[str, ...], trace: str, *numbers: ReplayNumber
    ) -> ReplayRow:
        name = numbers[0].label
        return ReplayRow(
            wave=wave,
            wave_label=label,
            trend_label=self._tr("{name}, last 2 min", name=name),
            trend_of=trend_of,
            trace=trace,
            numbers=numbers,
        )

    def _plain(self, moment: Moment, numeric: str, unit: str, trace: str) -> ReplayNumber:
        shown = moment.shown.get(numeric)
        decimals = 1 if numeric == "EtCO2" and unit == "kPa" else 0
        label = {"SpO2": "SpO₂", "EtCO2": "EtCO₂"}.get(numeric, numeric)
        return ReplayNumber(
            label=label,
            unit=unit,
            text=DASHES if shown is None else f"{shown:.{decimals}f}",
            trace=trace,
            alarm=_alarm(moment, numeric),
        )

    def _pressure(self, moment: Moment) -> ReplayRow:
        shown = moment.shown
        systolic, diastolic = shown.get("ARTs"), shown.get("ARTd")
        if systolic is None or diastolic is None:
            return self._cuff(moment)
        mean = shown.get("ARTm")
        number = ReplayNumber(
            label=self._tr("ART"),
            unit="" if mean is None else f"({mean:.0f})",
            text=f"{systolic:.0f}/{diastolic:.0f}",
            trace="art",
            alarm=_alarm(moment, "ARTs", "ARTd", "ARTm"),
        )
        return self._row("ART", "Art", ("ARTs", "ARTd"), "art", number)

    def _cuff(self, moment: Moment) -> ReplayRow:
        reading = moment.nibp
        text, note = DASHES, ""
        if reading is not None:
            note = self._tr("at {clock}", clock=minute_text(reading.at_ms))
            if reading.systolic_mmhg is not None and reading.diastolic_mmhg is not None:
                text = f"{reading.systolic_mmhg}/{reading.diastolic_mmhg}"
            if reading.mean_mmhg is not None:
                note = f"({reading.mean_mmhg}) {note}"
        number = ReplayNumber(
            label=self._tr("NIBP"),
            unit=note,
            text=text,
            trace="co2",
            alarm=_alarm(moment, "NIBPs", "NIBPd", "NIBPm"),
        )
        row = self._row("", "", (), "co2", number)
        return replace(row, trend_label=self._tr("{name}, last 10 min", name=number.label))


def etco2_unit(trend: Sequence[TrendPoint]) -> str:
    """Return the unit that the monitor showed EtCO2 in, judged against the truth in kPa."""
    for point in trend:
        shown, truth = point.shown.get("EtCO2"), point.truth.get("EtCO2")
        if shown is not None and truth is not None and truth > 0.5:
            # 7.5 mmHg are one kPa, and what is shown trails the truth by some breaths.
            return "mmHg" if shown / truth > 3 else "kPa"
    return "mmHg"


def _alarm(moment: Moment, *numerics: str) -> str:
    active = {
        alarm.priority for alarm in moment.alarms if alarm_numeric(alarm.condition) in numerics
    }
    first = next((priority for priority in _URGENCY if priority in active), None)
    if first is None:
        return ""
    return "low" if first is AlarmPriority.TECHNICAL else first.value
