"""The ledger: everything done so far, as conditions count it (clinscn/1 sections 5 and 6)."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from simrunner.domain.action import Source
from simrunner.domain.frame import LedgerEntry
from simrunner.domain.quantity import Dimension, Quantity
from simrunner.engine.dose.amount import DrugScale, Measured

EntryKind: TypeAlias = Literal["give", "infuse", "act", "shock", "pace", "order", "vent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing done. ``record`` is its place in the record, ``amount`` as people read it.

    ``doses`` is how many doses it counts for; ``measured`` is None when it has no amount that
    sums (a dose without a convertible measure, an act).
    """

    entry: int
    kind: EntryKind
    what: str
    amount: str
    route: str
    performed_at_ms: int
    logged_at_ms: int
    source: Source
    record: int
    doses: int = 0
    measured: Measured | None = None

    @property
    def performed_order(self) -> tuple[int, int]:
        """The order of performing; entries of one moment keep the order of logging."""
        return self.performed_at_ms, self.entry

    def saved(self) -> dict[str, Any]:
        """Return the entry as plain JSON values."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        if self.measured is not None:
            dimension, number = self.measured
            values["measured"] = [dimension, str(number)]
        return values

    @classmethod
    def resumed(cls, saved: Mapping[str, Any]) -> "Entry":
        """Return the entry that saved() gave."""
        measured = saved["measured"]
        if measured is not None:
            measured = (Dimension(measured[0]), Decimal(measured[1]))
        return cls(**{**saved, "source": Source(saved["source"]), "measured": measured})


class Ledger:
    """All entries by kind and thing, in the order in which they were performed."""

    def __init__(self, scales: Mapping[str, DrugScale]) -> None:
        """Begin empty; ``scales`` make the drugs' amounts comparable."""
        self.scales = scales
        self.version = 0
        self._counted: dict[tuple[EntryKind, str], list[Entry]] = {}
        self._all: list[Entry] = []
        self._annulled: dict[int, bool] = {}

    def add(self, entry: Entry) -> None:
        """Count an entry from now on."""
        self._all.append(entry)
        counted = self.entries(entry.kind, entry.what)
        counted.append(entry)
        counted.sort(key=lambda each: each.performed_order)
        self.version += 1

    def entries(self, kind: EntryKind, what: str) -> list[Entry]:
        """Return the live list of what counts, annulled entries left out; do not change it."""
        return self._counted.setdefault((kind, what), [])

    def measure(self, drug: str, quantity: Quantity) -> Measured | None:
        """Return a dose or rate of a drug in its own terms; None when it cannot be one."""
        scale = self.scales.get(drug)
        return None if scale is None else scale.measure(quantity)

    def rate(self, drug: str) -> Measured | None:
        """Return the present rate of an infusion; None when it never ran or does not convert."""
        entries = self.entries("infuse", drug)
        return entries[-1].measured if entries else None

    def rate_text(self, drug: str) -> str:
        """Return the present rate as it was ordered, empty when it never ran."""
        entries = self.entries("infuse", drug)
        return entries[-1].amount if entries else ""

    def why_not_annulled(self, number: int) -> str | None:
        """Return why an entry cannot be annulled, or None when it can."""
        if not any(entry.entry == number for entry in self._all):
            return f"the ledger has no entry {number}"
        if number in self._annulled:
            return f"entry {number} is already annulled"
        return None

    def annul(self, number: int) -> None:
        """Stop counting an entry from now on; it stays listed and marked."""
        self._annulled[number] = True
        for counted in self._counted.values():
            counted[:] = [entry for entry in counted if entry.entry != number]
        self.version += 1

    def saved(self) -> dict[str, Any]:
        """Return everything as plain JSON values."""
        return {"entries": [each.saved() for each in self._all], "annulled": list(self._annulled)}

    def resume(self, saved: Mapping[str, Any]) -> None:
        """Go on from what saved() gave; the ledger is empty before."""
        for entry in saved["entries"]:
            self.add(Entry.resumed(entry))
        for number in saved["annulled"]:
            self.annul(number)

    def view(self) -> tuple[LedgerEntry, ...]:
        """Return all entries in the order of logging, for the facilitator."""
        return tuple(
            LedgerEntry(
                entry=entry.entry,
                kind=entry.kind,
                what=entry.what,
                amount=entry.amount,
                route=entry.route,
                performed_at_ms=entry.performed_at_ms,
                logged_at_ms=entry.logged_at_ms,
                source=entry.source,
                is_annulled=entry.entry in self._annulled,
            )
            for entry in self._all
        )
