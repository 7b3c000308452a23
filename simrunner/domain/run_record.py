"""A stored run as it is read back: facts with their links, trends, annotations, remarks."""

from dataclasses import dataclass

from simrunner.domain.annotation import Annotation
from simrunner.domain.event import Event
from simrunner.domain.frame import TrendPoint


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedEvent:
    """A fact with its place in the chain.

    ``words_id`` names where its free text is stored, empty when the chain holds it or there is
    none; ``is_erased`` when that text was erased, and reads as empty.
    """

    seq: int
    event: Event
    digest: bytes
    words_id: str = ""
    is_erased: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedAnnotation:
    """An annotation with its place in the chain of one rater and form.

    ``words_id`` and ``is_erased`` as in a RecordedEvent.
    """

    seq: int
    annotation: Annotation
    digest: bytes
    words_id: str = ""
    is_erased: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingChain:
    """Everything one rater noted with one form."""

    rater: str
    instrument: str
    entries: tuple[RecordedAnnotation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something about the session that is not hashed: pause, speed, link health, real emergency.

    ``wall`` is the wall time as ISO 8601 text with its offset.
    """

    at_ms: int
    wall: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """One row of a list of runs."""

    run: str
    scenario: str
    title: str
    team: str
    started_wall: str
    duration_ms: int
    outcome: str
    is_ended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """A whole run. ``head`` is the last digest in hex, empty for a run without facts.

    ``signed_by`` is the public key, in hex, that sealed the head; empty when nobody did.
    """

    summary: RunSummary
    canonical_scenario: str
    events: tuple[RecordedEvent, ...]
    trend: tuple[TrendPoint, ...]
    ratings: tuple[RatingChain, ...]
    remarks: tuple[Remark, ...]
    head: str
    signed_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """Given after COMMIT: everything of the run up to ``seq`` is on the disk."""

    run: str
    seq: int
