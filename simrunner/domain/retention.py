"""Classes of data, each with a clock of its own, and what is due to go."""

from dataclasses import dataclass
from enum import StrEnum


class RecordClass(StrEnum):
    """What is kept for one time: a run counts as summative once a form on it is locked."""

    MEDIA = "media"
    WAVES = "waves"
    DEVICE_LOGS = "device-logs"
    FORMATIVE_RUNS = "formative-runs"
    SUMMATIVE_RUNS = "summative-runs"
    NAMES = "names"


SUGGESTED_DAYS = {
    RecordClass.MEDIA: 90,
    RecordClass.WAVES: 365,
    RecordClass.DEVICE_LOGS: 90,
    RecordClass.FORMATIVE_RUNS: 3 * 365,
    RecordClass.SUMMATIVE_RUNS: 7 * 365,
    RecordClass.NAMES: 7 * 365,
}
"""Teaching choices of this program, no law's numbers: a centre sets its own, and none by itself."""

UNDO_DAYS = 14
"""How long an announced removal may be undone unless told otherwise; a teaching choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What has outlived its clock: a run, or a person for names, with what would go."""

    about: str
    record_class: RecordClass
    since_wall: str
    rows: int
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """An announced removal, of ``about``, that may be undone until ``due_wall``."""

    number: int
    about: str
    record_class: RecordClass
    announced_wall: str
    due_wall: str
    undone_wall: str | None
    done_wall: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A line of a deletion certificate.

    ``digest`` is in hex the head of a run, and for parts of one the SHA-256 of their bodies; empty
    for names, which could be guessed from it.
    """

    removal: Removal
    rows: int
    size_bytes: int
    digest: str
