"""What people did in a run, by kind: doses, acts, shocks, infusions, pins."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from simrunner.debrief.labels import act_title, dose_label, drug_name
from simrunner.debrief.tracks import Point, ShockPoint, Span
from simrunner.domain.action import (
    Action,
    AnnulEntry,
    DeliverShock,
    GiveDrug,
    InfuseDrug,
    PerformAct,
    PinVital,
    ReleaseVital,
    SetBookmark,
    Source,
)
from simrunner.domain.chart import Scenario
from simrunner.domain.event import ActionTaken

A = TypeVar("A", bound=Action)

SERIES_MS = 12_000
"""Repeats of a device's act no further apart are one series: 10 s and the next compressions."""


class Deeds:
    """What people did, sorted by kind."""

    def __init__(
        self, scenario: Scenario, language: str, taken: Sequence[ActionTaken], end_ms: int
    ) -> None:
        """Sort the accepted actions of a run by the time they were performed."""
        self._scenario = scenario
        self._language = language
        self._taken = sorted(taken, key=lambda fact: fact.performed_at_ms)
        self._end_ms = end_ms
        self._annulled = {
            fact.action.entry for fact in taken if isinstance(fact.action, AnnulEntry)
        }

    def drugs(self) -> tuple[Point, ...]:
        """Return every dose."""
        return tuple(
            self._point(fact, dose.drug, dose_label(self._scenario, dose, self._language))
            for fact, dose in self._of(GiveDrug)
        )

    def acts(self) -> tuple[Point, ...]:
        """Return every act of the file's list.

        A device performs an act again every 10 s while it lasts (clinscn/1 section 5): of such a
        series only the first counts here.
        """
        return tuple(
            self._point(fact, one.act, act_title(self._scenario, one.act, self._language))
            for fact, one in self._begun()
        )

    def _begun(self) -> list[tuple[ActionTaken, PerformAct]]:
        last_ms: dict[str, int] = {}
        begun = []
        for fact, one in self._of(PerformAct):
            before_ms, now_ms = last_ms.get(one.act), fact.performed_at_ms
            is_device = fact.source is Source.DEVICE
            goes_on = before_ms is not None and now_ms - before_ms <= SERIES_MS
            if not (is_device and goes_on):
                begun.append((fact, one))
            if is_device:
                last_ms[one.act] = now_ms
        return begun

    def bookmarks(self) -> tuple[Point, ...]:
        """Return every named moment."""
        return tuple(self._point(fact, "", one.label) for fact, one in self._of(SetBookmark))

    def shocks(self) -> tuple[ShockPoint, ...]:
        """Return every shock."""
        return tuple(
            ShockPoint(
                at_ms=fact.performed_at_ms,
                energy_j=shock.energy_j,
                is_synchronised=shock.synchronised,
                is_annulled=fact.entry in self._annulled,
            )
            for fact, shock in self._of(DeliverShock)
        )

    def infusions(self) -> tuple[Span, ...]:
        """Return each infusion from one change of its rate to the next."""
        changes = [
            (
                fact.performed_at_ms,
                infusion.drug,
                f"{drug_name(self._scenario, infusion.drug, self._language)} {infusion.rate}"
                if infusion.rate.number
                else None,
            )
            for fact, infusion in self._of(InfuseDrug)
            if fact.entry not in self._annulled
        ]
        return _spans(changes, self._end_ms)

    def pins(self) -> tuple[Span, ...]:
        """Return each vital that was held, from the pin to its release."""
        changes = [
            (fact.performed_at_ms, pin.vital.value, f"{pin.vital.value} {pin.quantity}")
            for fact, pin in self._of(PinVital)
        ]
        releases = [
            (fact.performed_at_ms, released.vital.value, None)
            for fact, released in self._of(ReleaseVital)
        ]
        return _spans([*changes, *releases], self._end_ms)

    def _of(self, kind: type[A]) -> list[tuple[ActionTaken, A]]:
        return [(fact, fact.action) for fact in self._taken if isinstance(fact.action, kind)]

    def _point(self, fact: ActionTaken, what: str, label: str) -> Point:
        return Point(
            at_ms=fact.performed_at_ms,
            what=what,
            label=label,
            source=fact.source,
            is_annulled=fact.entry in self._annulled,
        )


def _spans(changes: Iterable[tuple[int, str, str | None]], end_ms: int) -> tuple[Span, ...]:
    """Return spans from changes (time, what, label); a label of None ends what was running."""
    running: dict[str, tuple[int, str]] = {}
    found: list[Span] = []

    def end(what: str, at_ms: int) -> None:
        if what in running:
            start_ms, label = running.pop(what)
            found.append(Span(start_ms=start_ms, end_ms=at_ms, what=what, label=label))

    for at_ms, what, label in sorted(changes, key=lambda change: change[0]):
        end(what, at_ms)
        if label is not None:
            running[what] = (at_ms, label)
    for what in tuple(running):
        end(what, max(end_ms, running[what][0]))
    return tuple(sorted(found, key=lambda span: span.start_ms))
