"""Since when a condition has been true, by the time things were performed (clinscn/1 section 9)."""

from collections.abc import Callable
from typing import TypeAlias

from simrunner.domain.condition import All, AnyOf, Condition, Done, Given
from simrunner.engine.dose.ledger import Entry
from simrunner.engine.facts import Facts, Scope
from simrunner.engine.guard.condition import Guard, Look, compile_atom, counted_by, reached_by

Since: TypeAlias = Callable[[], int | None]
"""One look: since when the condition has been true in ms, None while it is not."""


def compile_detection(condition: Condition, facts: Facts, scope: Scope) -> Since:
    """Return the look of a `detect`.

    What the ledger holds counts from when it was performed, so an entry logged late still counts in
    time. Anything else (vitals, states, `not`, `for`) counts from the first look that found it true
    without a break.
    """
    match condition:
        case All():
            return _all([compile_detection(term, facts, scope) for term in condition.terms])
        case AnyOf():
            return _any([compile_detection(term, facts, scope) for term in condition.terms])
        case Done():
            return _first_reaching(counted_by(condition, facts, scope), bool)
        case Given(op=None | ">" | ">="):
            return _given(condition, facts, scope)
        case _:
            return _watched(Guard(condition, facts, scope).look, facts)


def _watched(look: Look, facts: Facts) -> Since:
    since_ms: int | None = None

    def since() -> int | None:
        nonlocal since_ms
        if not look():
            since_ms = None
        elif since_ms is None:
            since_ms = facts.now_ms
        return since_ms

    return since


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
