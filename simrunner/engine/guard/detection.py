"""Since when a condition has been true, by the time things were performed (clinscn/1 section 9)."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from simrunner.domain.condition import All, AnyOf, Condition, Done, EventWithin, Given
from simrunner.engine.dose.ledger import Entry
from simrunner.engine.facts import Facts, Scope
from simrunner.engine.guard.condition import Guard, compile_atom, counted_by, reached_by
from simrunner.engine.guard.horizon import Outlook

Since: TypeAlias = Callable[[], int | None]
"""One look: since when the condition has been true in ms, None while it is not."""


class Detection:
    """A compiled `detect`. ``since`` is one look, ``outlook`` when the next may differ.

    What the ledger holds and an event count from when they were performed, so an entry logged late
    still counts in time. Anything else (vitals, states, `not`, `for`) counts from the first look
    that found it true without a break.
    """

    __slots__ = ("_facts", "_scope", "_watches", "outlook", "since")

    def __init__(self, condition: Condition, facts: Facts, scope: Scope) -> None:
        """Compile ``condition`` against the present of ``facts``."""
        self._facts = facts
        self._scope = scope
        self._watches: list[_Watch] = []
        self.since = self._term(condition)
        holds = [hold for watch in self._watches for hold in watch.guard.holds]
        self.outlook = Outlook(condition, holds, facts, scope)

    def saved(self) -> list[Any]:
        """Return as plain JSON values what is remembered from look to look."""
        return [[watch.since_ms, watch.guard.saved()] for watch in self._watches]

    def resume(self, saved: Sequence[Any]) -> None:
        """Go on from what saved() gave."""
        for watch, (since_ms, holds) in zip(self._watches, saved, strict=True):
            watch.since_ms = since_ms
            watch.guard.resume(holds)

    def _term(self, condition: Condition) -> Since:
        match condition:
            case All():
                return _all([self._term(term) for term in condition.terms])
            case AnyOf():
                return _any([self._term(term) for term in condition.terms])
            case Done():
                return _first_reaching(counted_by(condition, self._facts, self._scope), bool)
            case Given(op=None | ">" | ">="):
                return _given(condition, self._facts, self._scope)
            case EventWithin():
                event = self._facts.names.hear(condition.event)
                return self._watched(condition, lambda: self._facts.happened_at_ms[event])
            case _:
                return self._watched(condition, lambda: self._facts.now_ms)

    def _watched(self, condition: Condition, began: Callable[[], int]) -> Since:
        watch = _Watch(Guard(condition, self._facts, self._scope), began)
        self._watches.append(watch)
        return watch.since


class _Watch:
    """Since when a condition has been true at every look; ``began`` says it at the first."""

    def __init__(self, guard: Guard, began: Callable[[], int]) -> None:
        self.guard = guard
        self.since_ms: int | None = None
        self._began = began

    def since(self) -> int | None:
        if not self.guard.look():
            self.since_ms = None
        elif self.since_ms is None:
            self.since_ms = self._began()
        return self.since_ms


def _given(atom: Given, facts: Facts, scope: Scope) -> Since:
    look = compile_atom(atom, facts, scope)
    first = _first_reaching(counted_by(atom, facts, scope), reached_by(atom, facts))
    return lambda: first() if look() else None


def _first_reaching(
    counted: Callable[[], list[Entry]], reaches: Callable[[list[Entry]], bool]
) -> Since:
    def since() -> int | None:
        entries = counted()
        for number in range(1, len(entries) + 1):
            if reaches(entries[:number]):
                return entries[number - 1].performed_at_ms
        return None

    return since


def _all(terms: list[Since]) -> Since:
    def since() -> int | None:
        # Every term is looked at, so that holds and breaks in the later ones are seen.
        times = [term() for term in terms]
        known = [time for time in times if time is not None]
        return max(known) if len(known) == len(times) else None

    return since


def _any(terms: list[Since]) -> Since:
    def since() -> int | None:
        known = [time for time in [term() for term in terms] if time is not None]
        return min(known, default=None)

    return since
