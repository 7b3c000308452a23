"""People by code: who they are, what they agreed to, and what was done with what is theirs."""

from dataclasses import dataclass
from enum import StrEnum


class Purpose(StrEnum):
    """What a person's results and recordings may be used for, each agreed to by itself."""

    ASSESS = "assess"
    DEBRIEF = "debrief"
    TEACH = "teach"
    RESEARCH = "research"


class Deed(StrEnum):
    """What the audit remembers."""

    PERSON_ADDED = "person-added"
    NAMES_READ = "names-read"
    RESULTS_READ = "results-read"
    DEBRIEF_OPENED = "debrief-opened"
    DEBRIEF_PRINTED = "debrief-printed"
    ASSESSMENT_OPENED = "assessment-opened"
    RUN_REPLAYED = "run-replayed"
    RUN_COMPARED = "run-compared"
    RUN_QUERIED = "run-queried"
    RUN_EXPORTED = "run-exported"
    EXPORTED_WITHOUT_CONSENT = "exported-without-consent"
    PERSON_EXPORTED = "person-exported"
    PSEUDONYMS_EXPORTED = "pseudonyms-exported"
    CONSENT_GIVEN = "consent-given"
    CONSENT_WITHDRAWN = "consent-withdrawn"
    LOCKED_SCORE_CHANGED = "locked-score-changed"
    PERSON_ERASED = "person-erased"
    TEXT_ERASED = "text-erased"
    ERASURES_TAKEN = "erasures-taken"
    MEDIUM_ADDED = "medium-added"
    MEDIUM_READ = "medium-read"
    CLOCK_SET = "clock-set"
    REMOVAL_ANNOUNCED = "removal-announced"
    REMOVAL_UNDONE = "removal-undone"
    REMOVAL_DONE = "removal-done"


class Reason(StrEnum):
    """Why it was done. A code, for the audit is a chain, and no chain holds free text."""

    REQUEST = "request"
    ASSESSMENT = "assessment"
    APPEAL = "appeal"
    CORRECTION = "correction"
    TEACHING = "teaching"
    RESEARCH = "research"
    CLOCK = "clock"
    UPKEEP = "upkeep"


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who does something, when and why: ``who`` is a person's code, ``wall`` ISO 8601 text."""

    who: str
    wall: str
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person. ``erased_wall`` is None while there is something to erase.

    ``name`` and ``contact`` are None unless the key table was looked up, and after erasing.
    """

    code: str
    created_wall: str
    erased_wall: str | None = None
    name: str | None = None
    contact: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A person agreed to one purpose in the words of ``text_version``, until withdrawn."""

    purpose: Purpose
    text_version: str
    given_wall: str
    withdrawn_wall: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """A line of the audit: ``seq`` counts from 1, ``about`` is a code, a run or a class of data."""

    seq: int
    by: By
    deed: Deed
    about: str
