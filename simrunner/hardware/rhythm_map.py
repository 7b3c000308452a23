"""Which rhythm of another maker's device stands for which of ours, and how well it does."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class Match(StrEnum):
    """How well a device's rhythm stands for ours."""

    EXACT = "exact"
    NEAREST = "nearest"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRhythm:
    """What a device shows for a rhythm; ``but`` says what differs, empty for nothing.

    ``has_own_rate``: it beats at a rate of its own, not at that of the patient.
    """

    match: Match
    show: str
    but: str = ""
    has_own_rate: bool = False

    def words(self, rhythm: str) -> str:
        """Return the sentence for the record."""
        own = ["at its own rate"] if self.has_own_rate and "own rate" not in self.but else []
        detail = ", ".join([part for part in (self.but,) if part] + own)
        return f"{rhythm}: {self.match.value.upper()}" + (f" ({detail})" if detail else "")


def rhythm_map_from(table: Mapping[str, Mapping[str, Any]]) -> Mapping[str, ShownRhythm]:
    """Return the map of a table whose rows have match, show, but and own_rate."""
    return MappingProxyType(
        {
            rhythm: ShownRhythm(
                match=Match(row["match"]), show=row["show"], but=row.get("but", ""),
                has_own_rate=row.get("own_rate", False),
            )
            for rhythm, row in table.items()
        }
    )  # fmt: skip


UNKNOWN_RHYTHM = "no such rhythm in the table of this device"
