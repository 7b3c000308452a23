"""What the run itself offers a rater: states, facts of the clock, the numbers of the monitor."""

from collections.abc import Iterable
from dataclasses import dataclass

from simrunner.debrief.labels import condition_label, dose_label, drug_name, state_title
from simrunner.domain.action import AnnulEntry, GiveDrug
from simrunner.domain.chart import Scenario
from simrunner.domain.event import (
    ActionTaken,
    Event,
    ExpectationChanged,
    ExpectationStatus,
    RunEnded,
    StateEntered,
    StateLeft,
)
from simrunner.domain.frame import MonitorView, Signal, TrendPoint
from simrunner.domain.sim_time import clock_text
from simrunner.domain.text import Translate

DASHES = "--"
_ARRIVED = (ExpectationStatus.MET, ExpectationStatus.EARLY, ExpectationStatus.LATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class BandView:
    """A state on the time axis; ``end_ms`` is None while it lasts."""

    title: str
    start_ms: int
    end_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactView:
    """A fact of the clock in words, offered as evidence; ``key`` stays the same in any language."""

    key: str
    at_ms: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberView:
    """One number of the monitor: its label, text or dashes, unit, quiet words, trace colour."""

    label: str
    text: str
    unit: str
    aside: str
    trace: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stay:
    state: str
    start_ms: int
    end_ms: int | None = None


class SessionStory:
    """Collects the facts of a run, live or read back, in the order in which they came."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._stays: dict[str, list[_Stay]] = {region.id: [] for region in scenario.regions}
        self._expectations: dict[str, ExpectationChanged] = {}
        self._doses: dict[int, ActionTaken] = {}
        self._trend: dict[int, TrendPoint] = {}

    def take_trend(self, points: Iterable[TrendPoint]) -> None:
        """Take in what the monitor showed, one point each second."""
        self._trend.update((point.at_ms // 1000, point) for point in points)

    def numbers_at(self, at_ms: int, tr: Translate) -> tuple[NumberView, ...]:
        """Return what the monitor showed in the second of ``at_ms``, dashes where it is unknown."""
        return stored_numbers(self._trend.get(at_ms // 1000), tr)

    def take(self, events: Iterable[Event]) -> bool:
        """Take in facts and return whether a band or a fact of the clock may have changed."""
        is_new = False
        for event in events:
            is_new = self._take(event) or is_new
        return is_new

    def bands(self, tr: Translate) -> tuple[tuple[BandView, ...], ...]:
        """Return the bands of each region that has any; a state without duration has none."""
        rows = (
            tuple(
                BandView(
                    title=state_title(self._scenario, region, stay.state, tr.language),
                    start_ms=stay.start_ms,
                    end_ms=stay.end_ms,
                )
                for stay in stays
                if stay.end_ms != stay.start_ms
            )
            for region, stays in self._stays.items()
        )
        return tuple(row for row in rows if row)

    def facts(self, tr: Translate) -> tuple[FactView, ...]:
        """Return expectations met and doses given, oldest first; one dose makes one fact."""
        met = [self._met(change, tr) for change in self._expectations.values()]
        told = {(fact.at_ms, drug) for fact, drug in met if drug}
        doses = [
            FactView(
                key=f"dose.{entry}",
                at_ms=fact.performed_at_ms,
                words=dose_label(self._scenario, fact.action, tr.language),
            )
            for entry, fact in self._doses.items()
            if isinstance(fact.action, GiveDrug)
            and (fact.performed_at_ms, fact.action.drug) not in told
        ]
        return tuple(sorted([fact for fact, _ in met] + doses, key=lambda fact: fact.at_ms))

    def _take(self, event: Event) -> bool:
        match event:
            case StateEntered():
                self._enter(event)
            case StateLeft():
                self._close(event.region, event.at_ms, event.state)
            case ExpectationChanged():
                self._expect(event)
            case ActionTaken(action=GiveDrug()):
                self._doses[event.entry] = event
            case ActionTaken(action=AnnulEntry(entry=entry)):
                self._doses.pop(entry, None)
            case RunEnded(at_ms=at_ms):
                for region in self._stays:
                    self._close(region, at_ms)
            case _:
                return False
        return True

    def _enter(self, event: StateEntered) -> None:
        # A compound state is entered just before its leaf, which then takes over the band.
        self._close(event.region, event.at_ms)
        stays = self._stays.setdefault(event.region, [])
        stays.append(_Stay(state=event.state, start_ms=event.at_ms))

    def _close(self, region: str, at_ms: int, state: str = "") -> None:
        stays = self._stays.get(region)
        if not stays or stays[-1].end_ms is not None or state not in ("", stays[-1].state):
            return
        last = stays[-1]
        stays[-1] = _Stay(state=last.state, start_ms=last.start_ms, end_ms=at_ms)

    def _expect(self, event: ExpectationChanged) -> None:
        if event.status in _ARRIVED:
            self._expectations[event.expectation] = event
        else:
            self._expectations.pop(event.expectation, None)

    def _met(self, change: ExpectationChanged, tr: Translate) -> tuple[FactView, str]:
        """Return the fact, and the drug that was waited for, empty if it was no drug."""
        known = {each.id: each for each in self._scenario.expectations}
        expected = known.get(change.expectation)
        at_ms = change.at_ms if change.detected_at_ms is None else change.detected_at_ms
        what = change.expectation
        if expected is not None:
            what = condition_label(self._scenario, expected.detect, tr)
        drugs = {
            fact.action.drug
            for fact in self._doses.values()
            if isinstance(fact.action, GiveDrug)
            and fact.performed_at_ms == at_ms
            and what.startswith(drug_name(self._scenario, fact.action.drug, tr.language))
        }
        words = _met_words(change, what, tr)
        key = f"expected.{change.expectation}"
        return FactView(key=key, at_ms=at_ms, words=words), next(iter(drugs), "")


def _met_words(change: ExpectationChanged, what: str, tr: Translate) -> str:
    if change.limit_at_ms is None:
        return what
    limit = clock_text(change.limit_at_ms)
    if change.status is ExpectationStatus.LATE:
        return tr("{what}, late, limit {limit}", what=what, limit=limit)
    if change.status is ExpectationStatus.EARLY:
        return tr("{what}, early", what=what)
    return tr("{what}, limit {limit}", what=what, limit=limit)


def live_numbers(monitor: MonitorView, tr: Translate) -> tuple[NumberView, ...]:
    """Return what the room's monitor shows now; the arterial line goes before the cuff."""
    shown = {name: numeric.number for name, numeric in monitor.numerics.items()}
    is_off = {name: numeric.signal is Signal.OFF for name, numeric in monitor.numerics.items()}
    has_line = not is_off.get("ARTs", True)
    return _numbers(shown, is_off, tr, has_line=has_line)


def stored_numbers(point: TrendPoint | None, tr: Translate) -> tuple[NumberView, ...]:
    """Return what the monitor showed at a second of a recorded run."""
    shown = {} if point is None else point.shown
    return _numbers(dict(shown), {}, tr, has_line=shown.get("ARTs") is not None)


def _numbers(
    shown: dict[str, float | None], is_off: dict[str, bool], tr: Translate, *, has_line: bool
) -> tuple[NumberView, ...]:
    line = "ART" if has_line else "NIBP"
    mean = shown.get(f"{line}m")
    off = tr("off")
    pressure = f"{_text(shown.get(f'{line}s'))}/{_text(shown.get(f'{line}d'))}"
    return (
        NumberView(
            label="HR", text=_text(shown.get("HR")), unit="bpm",
            aside=off if is_off.get("HR") else "", trace="ecg",
        ),
        NumberView(
            label="BP", text=DASHES if pressure == f"{DASHES}/{DASHES}" else pressure,
            unit=line, aside="" if mean is None else f"({_text(mean)})",
            trace="art" if has_line else "co2",
        ),
        NumberView(
            label="SpO₂", text=_text(shown.get("SpO2")), unit="%",
            aside=off if is_off.get("SpO2") else "", trace="spo2",
        ),
        NumberView(
            label="RR", text=_text(shown.get("RR")), unit="/min",
            aside=off if is_off.get("RR") else "", trace="resp",
        ),
    )  # fmt: skip


def _text(number: float | None) -> str:
    return DASHES if number is None else f"{number:.0f}"
