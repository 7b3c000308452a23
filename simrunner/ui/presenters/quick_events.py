"""What the facilitator logs for the team: one key for each act or drug, with what was done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from simrunner.domain import condition as cond
from simrunner.domain.action import Action, GiveDrug, PerformAct, Source
from simrunner.domain.chart import Expectation, Scenario
from simrunner.domain.event import ExpectationStatus
from simrunner.domain.frame import ChartView, LedgerEntry
from simrunner.domain.quantity import Quantity
from simrunner.domain.sim_time import clock_text
from simrunner.domain.text import Translate
from simrunner.ui.presenters.action_words import action_words
from simrunner.ui.presenters.tone import Tone

KEYS = "1234567890"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickEvent:
    """Something that one key logs. ``expectation`` is what it would meet, empty for none."""

    key: str
    title: str
    action: Action
    ledger_kind: str
    ledger_what: str
    expectation: str


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


class EventPresenter:
    """Turns the ledger and the expectations into the rows of the event list."""

    def __init__(self, scenario: Scenario, tr: Translate) -> None:
        """Find the keys once."""
        self._tr = tr
        self.events = quick_events(scenario, tr)

    def present(self, chart: ChartView) -> tuple[EventRow, ...]:
        """Return one row per key."""
        return tuple(self._row(event, chart) for event in self.events)

    def _row(self, event: QuickEvent, chart: ChartView) -> EventRow:
        done = [
            entry for entry in chart.ledger
            if (entry.kind, entry.what) == (event.ledger_kind, event.ledger_what)
            and not entry.is_annulled
        ]  # fmt: skip
        icon = "syringe" if event.ledger_kind == "give" else "act"
        if done:
            return EventRow(event=event, state=self._done(done), tone=Tone.OK, icon=icon)
        late = self._due(event, chart)
        if late:
            return EventRow(event=event, state=late, tone=Tone.WARN, icon=icon)
        return EventRow(event=event, state="", tone=Tone.PLAIN, icon=icon)

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
