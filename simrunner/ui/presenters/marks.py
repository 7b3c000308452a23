"""Behaviour marks: one key per category, Shift for a negative one, and their tally."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from simrunner.domain.annotation import MarkSet
from simrunner.domain.text import Translate
from simrunner.ui.presenters.debrief_words import behaviour_word
from simrunner.ui.presenters.tone import MINUS


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkKey:
    """One category and its key."""

    key: str
    category: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkCount:
    """How often a category was marked, as the pad prints it: ``+2`` and ``0``."""

    key: MarkKey
    plus: str
    minus: str


def mark_keys(tr: Translate) -> tuple[MarkKey, ...]:
    """Return the four categories of non-technical skills (Flin 2008, as in ANTS and NOTSS).

    The categories are the ids of the instruments' console marks, so that no rater refuses them.
    """
    return (
        MarkKey(key="L", category="leadership", title=tr("leadership")),
        MarkKey(key="C", category="communication", title=tr("communication")),
        MarkKey(key="S", category="situation", title=tr("situation")),
        MarkKey(key="T", category="tasks", title=tr("tasks")),
    )


class MarkTally:
    """Numbers the marks of one rater and counts them by category."""

    def __init__(self, tr: Translate) -> None:
        """Start with no marks."""
        self._tr = tr
        self._last = 0
        self._counts: dict[str, tuple[int, int]] = {}

    def mark(self, key: str, sign: Literal["+", "-"], at_ms: int) -> MarkSet:
        """Count a mark and return it; ValueError for a key that means nothing here."""
        for known in mark_keys(self._tr):
            if known.key == key:
                self._last += 1
                plus, minus = self._counts.get(known.category, (0, 0))
                is_plus = sign == "+"
                self._counts[known.category] = (plus + is_plus, minus + (not is_plus))
                return MarkSet(at_ms=at_ms, mark=self._last, sign=sign, category=known.category)
        raise ValueError(f"no behaviour category has the key {key}")

    def replace(self, counts: Mapping[str, tuple[int, int]]) -> None:
        """Take over how often each category was marked well and badly, wherever it was marked."""
        self._counts = dict(counts)

    def counts(self) -> tuple[MarkCount, ...]:
        """Return the tally by category."""
        return tuple(self._count(key) for key in mark_keys(self._tr))

    def others(self) -> str:
        """Return the marks of categories that have no key here: ``teamwork +2 −1``."""
        known = {key.category for key in mark_keys(self._tr)}
        return self._tr(", ").join(
            f"{behaviour_word(category, self._tr)} {signed(*counts)}"
            for category, counts in self._counts.items()
            if category not in known and any(counts)
        )

    def total(self) -> str:
        """Return all marks together: ``+4 −2``, empty without any."""
        plus = sum(count[0] for count in self._counts.values())
        minus = sum(count[1] for count in self._counts.values())
        return signed(plus, minus)

    def _count(self, key: MarkKey) -> MarkCount:
        plus, minus = self._counts.get(key.category, (0, 0))
        return MarkCount(
            key=key,
            plus=f"+{plus}" if plus else "0",
            minus=f"{MINUS}{minus}" if minus else "0",
        )


def signed(plus: int, minus: int) -> str:
    """Return the counts that are not zero: ``+2 −1``."""
    parts = [f"+{plus}"] if plus else []
    if minus:
        parts.append(f"{MINUS}{minus}")
    return " ".join(parts)
