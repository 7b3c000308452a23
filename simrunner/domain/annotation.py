"""Annotations: what an assessor thinks. They never touch the run's own chain."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """Something a rater noted at a simulated time of the run."""

    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkSet(Annotation):
    """A behaviour seen: ``mark`` numbers it in its chain; ``category`` may be empty."""

    mark: int
    sign: Literal["+", "-", "neutral"]
    category: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkWithdrawn(Annotation):
    """A mark was a mistake; it stays in the chain and no longer counts."""

    mark: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRated(Annotation):
    """An item's score; None with ``is_observed`` False is *not observed*, never a zero."""

    item: str
    score: int | None
    is_observed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCleared(Annotation):
    """An item is blank again."""

    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLinked(Annotation):
    """A mark supports the rating of an item."""

    item: str
    mark: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentWritten(Annotation):
    """A comment on an item, or on the whole form when ``item`` is empty."""

    item: str
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormLocked(Annotation):
    """The rater is done; nothing but amended scores follows in this chain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreAmended(ItemRated):
    """A score of a locked form is another one now; the audit says who changed it, and why."""


ANNOTATIONS: tuple[type[Annotation], ...] = (
    MarkSet, MarkWithdrawn, ItemRated, ItemCleared, EvidenceLinked, CommentWritten, FormLocked,
    ScoreAmended,
)  # fmt: skip
"""Every kind of annotation; the record stores each by its class name."""
