"""Behaviour marks: one key per category, Shift for a negative one, and their tally."""

from dataclasses import dataclass
from typing import Literal

from simrunner.domain.annotation import MarkSet
from simrunner.domain.text import Translate
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
    """Return the four categories of non-technical skills (Flin 2008, as in ANTS and NOTSS)."""
    return (
        MarkKey(key="L", category="leadership", title=tr("leadership")),
        MarkKey(key="C", category="communication", title=tr("communication")),
        MarkKey(key="S", category="situation-awareness", title=tr("situation")),
        MarkKey(key="T", category="task-management", title=tr("tasks")),
    )


class MarkTally:
    """Numbers the marks of one rater and counts them by category."""

    def __init__(self, tr: Translate) -> None:
        """Start with no marks."""
        self._keys = mark_keys(tr)
        self._marks: list[MarkSet] = []

    def mark(self, key: str, sign: Literal["+", "-"], at_ms: int) -> MarkSet:
        """Count a mark and return it; ValueError for a key that means nothing here."""
        for known in self._keys:
            if known.key == key:
                made = MarkSet(at_ms=at_ms, mark=len(self._marks) + 1, sign=sign,
                               category=known.category)  # fmt: skip
                self._marks.append(made)
                return made
        raise ValueError(f"no behaviour category has the key {key}")

    def counts(self) -> tuple[MarkCount, ...]:
        """Return the tally by category."""
        return tuple(self._count(key) for key in self._keys)

    def _count(self, key: MarkKey) -> MarkCount:
        plus = sum(m.category == key.category and m.sign == "+" for m in self._marks)
        minus = sum(m.category == key.category and m.sign == "-" for m in self._marks)
        return MarkCount(
            key=key,
            plus=f"+{plus}" if plus else "0",
            minus=f"{MINUS}{minus}" if minus else "0",
        )
