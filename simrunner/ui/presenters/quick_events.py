"""What the facilitator logs for the team: one key for each act or drug, with what was done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from simrunner.domain import condition as cond
from simrunner.domain.action import Action, GiveDrug, PerformAct, Source
from simrunner.domain.chart import Expectation, Scenario
from simrunner.domain.event import ExpectationStatus
from simrunner.domain.frame import ChartView, LedgerEntry
from simrunner.domain.quantity import UNITS, Quantity
from simrunner.domain.sim_time import clock_text
from simrunner.domain.text import Translate
from simrunner.ui.presenters.action_words import action_words
from simrunner.ui.presenters.tone import Tone

KEYS = "1234567890"

_ICON_OF_WORD = {
    "call": "phone", "phone": "phone", "help": "phone", "oxygen": "oxygen", "o2": "oxygen",
    "flat": "bed", "lie": "bed", "legs": "bed", "position": "bed", "bed": "bed",
    "leader": "people", "team": "people", "role": "people", "roles": "people", "brief": "people",
    "cpr": "heart", "compressions": "heart", "pulse": "heart", "stop": "stop", "off": "stop",
    "shock": "defib", "defibrillate": "defib", "pads": "defib", "airway": "lungs",
    "ventilate": "lungs", "hyperventilate": "lungs", "intubate": "lungs", "breathing": "lungs",
    "cuff": "cuff", "nibp": "cuff", "monitor": "monitor", "ecg": "monitor", "cool": "freeze",
    "cooling": "freeze", "ice": "freeze", "filter": "filter", "charcoal": "filter",
    "blood": "pump", "infusion": "pump", "line": "pump", "check": "search", "checklist": "list",
}  # fmt: skip
"""The icon of an act by a word of its id; the first word that is known decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickEvent:
    """Something that one key logs. ``expectation`` is what it would meet, empty for none.

    ``route`` is the way of giving that counts, empty for any.
    """

    key: str
    title: str
    action: Action
    ledger_kind: str
    ledger_what: str
    expectation: str
    route: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """A row of the list: the key, the title and what happened or is due on the right."""

    event: QuickEvent
    state: str
    tone: Tone
    icon: str


def quick_events(scenario: Scenario, tr: Translate) -> tuple[QuickEvent, ...]:
    """Return acts with the file's hotkeys and drugs on the free keys, in the order of keys."""
    found = [*_acts(scenario, tr), *_drugs(scenario, tr)]
    taken = {event.key for event in found if event.key}
    free = iter([key for key in KEYS if key not in taken])
    keyed = [event if event.key else replace(event, key=next(free, "")) for event in found]
    return tuple(sorted(keyed, key=lambda e: KEYS.find(e.key) if e.key in KEYS and e.key else 99))


def _acts(scenario: Scenario, tr: Translate) -> Iterator[QuickEvent]:
    for item in scenario.actions.values():
        yield QuickEvent(
            key=item.hotkey or "",
            title=item.title.in_language(tr.language),
            action=PerformAct(source=Source.LEARNER, act=item.id, on_behalf=True),
            ledger_kind="act",
            ledger_what=item.id,
            expectation=_expected_by(scenario.expectations, action=item.id),
        )


def _drugs(scenario: Scenario, tr: Translate) -> Iterator[QuickEvent]:
    seen: set[str] = set()
    for expectation in scenario.expectations:
        for given in _givens(expectation.detect):
            if given.drug in seen or not isinstance(given.amount, Quantity):
                continue
            seen.add(given.drug)
            action = GiveDrug(source=Source.LEARNER, drug=given.drug, amount=given.amount,
                              route=given.route or "IV", on_behalf=True)  # fmt: skip
            yield QuickEvent(
                key="", title=action_words(action, scenario, tr), action=action,
                ledger_kind="give", ledger_what=given.drug, expectation=expectation.id,
                route=given.route or "",
            )  # fmt: skip


def _givens(condition: cond.Condition) -> Iterator[cond.Given]:
    match condition:
        case cond.Given():
            yield condition
        case cond.All() | cond.AnyOf():
            for term in condition.terms:
                yield from _givens(term)
        case cond.Not() | cond.Held():
            yield from _givens(condition.term)
        case _:
            return


def _names_act(condition: cond.Condition, action: str) -> bool:
    match condition:
        case cond.Done():
            return condition.action == action
        case cond.All() | cond.AnyOf():
            return any(_names_act(term, action) for term in condition.terms)
        case cond.Held():
            return _names_act(condition.term, action)
    return False


def _expected_by(expectations: Sequence[Expectation], *, action: str) -> str:
    for expectation in expectations:
        if _names_act(expectation.detect, action):
            return expectation.id
    return ""


def logged(event: QuickEvent, at_ms: int, *, ago_ms: int = 0) -> Action:
    """Return the action to submit; with ``ago_ms`` it is logged as performed in the past."""
    if ago_ms <= 0:
        return event.action
    return replace(event.action, performed_at_ms=max(0, at_ms - ago_ms))


def icon_of(event: QuickEvent) -> str:
    """Return the name of the icon that fits: a syringe for drugs, a hand where nothing does."""
    if event.ledger_kind == "give":
        return "syringe"
    words = event.ledger_what.split("-")
    return next((_ICON_OF_WORD[word] for word in words if word in _ICON_OF_WORD), "hand")


class EventPresenter:
    """Turns the ledger and the expectations into the rows of the event list."""

    def __init__(self, scenario: Scenario, tr: Translate) -> None:
        """Keep the scenario; titles are looked up anew, so that the language may change."""
        self._scenario = scenario
        self._tr = tr
        self._known: tuple[str, tuple[QuickEvent, ...]] = ("", ())

    @property
    def events(self) -> tuple[QuickEvent, ...]:
        """What can be logged, in the language in force."""
        language, events = self._known
        if language != self._tr.language:
            events = quick_events(self._scenario, self._tr)
            self._known = (self._tr.language, events)
        return events

    def present(self, chart: ChartView) -> tuple[EventRow, ...]:
        """Return one row per key."""
        return tuple(self._row(event, chart) for event in self.events)

    def _row(self, event: QuickEvent, chart: ChartView) -> EventRow:
        done = [
            entry for entry in chart.ledger
            if (entry.kind, entry.what) == (event.ledger_kind, event.ledger_what)
            and not entry.is_annulled
        ]  # fmt: skip
        icon = icon_of(event)
        late = self._due(event, chart)
        share = self._share(event, done)
        if share:
            tone = Tone.WARN if late else Tone.ACCENT
            return EventRow(event=event, state=share, tone=tone, icon=icon)
        if done:
            return EventRow(event=event, state=self._done(done), tone=Tone.OK, icon=icon)
        if late:
            return EventRow(event=event, state=late, tone=Tone.WARN, icon=icon)
        return EventRow(event=event, state="", tone=Tone.PLAIN, icon=icon)

    def _share(self, event: QuickEvent, done: Sequence[LedgerEntry]) -> str:
        """Return how much was given while it is less than expected: ``250 of 500 mL``."""
        if not done or not isinstance(event.action, GiveDrug):
            return ""
        wanted = event.action.amount
        given = Decimal(0)
        for entry in done:
            part = self._in_unit_of(wanted, entry.amount)
            if part is None:
                return ""
            if event.route in ("", entry.route):
                given += part
        if given >= wanted.number:
            return ""
        now = format(given.normalize(), "f")
        return self._tr("{now} of {needs}", now=now, needs=wanted)

    def _in_unit_of(self, wanted: Quantity, amount: str) -> Decimal | None:
        """Return a ledger amount in the unit of ``wanted``; None when they do not compare."""
        number, _, unit = amount.partition(" ")
        if unit not in UNITS or not number:
            return None
        per_kg = unit.removesuffix("/kg") if not wanted.unit.endswith("/kg") else unit
        weight = Decimal(str(self._scenario.patient.weight_kg)) if per_kg != unit else Decimal(1)
        found = Quantity(number=Decimal(number) * weight, unit=per_kg)
        if found.dimension is not wanted.dimension:
            return None
        return found.in_unit(wanted.unit)

    def _done(self, done: Sequence[LedgerEntry]) -> str:
        last = max(entry.performed_at_ms for entry in done)
        if len(done) > 1:
            return f"×{len(done)}, {clock_text(last)}"
        return f"✓ {clock_text(last)}"

    def _due(self, event: QuickEvent, chart: ChartView) -> str:
        waiting = (ExpectationStatus.OPEN, ExpectationStatus.MISSED)
        for view in chart.expectations:
            if view.expectation == event.expectation and view.status in waiting:
                if view.limit_at_ms is None:
                    return ""
                limit = clock_text(view.limit_at_ms).removeprefix("0")
                return self._tr("▲ expected by {clock}", clock=limit)
        return ""
