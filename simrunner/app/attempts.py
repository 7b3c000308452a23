"""The runs of one session, read from the library for its debriefs."""

from simrunner.debrief.comparison import AGAIN
from simrunner.domain.run_record import RunRecord
from simrunner.domain.sim_time import SimTimeMs
from simrunner.record.family import FamilyRun, families
from simrunner.record.library import Library
from simrunner.ui.presenters.attempts import Attempt

Kin = tuple[tuple[FamilyRun, str | None], ...]
"""The runs of a session, each with the run that it branches from."""


def relatives(library: Library, run: str) -> Kin:
    """Return every run of the session of ``run``, itself included; RecordError."""
    for first in families(library):
        kin = _spread(first, None)
        if any(member.summary.run == run for member, _ in kin):
            return kin
    return ()


def read_attempts(library: Library, kin: Kin) -> tuple[Attempt, ...]:
    """Read the runs of a session but those of which nothing is kept any more; RecordError."""
    found = (_attempt(library.read(each.summary.run), each, parent) for each, parent in kin)
    return tuple(attempt for attempt in found if attempt.record.events)


def _spread(member: FamilyRun, parent: str | None) -> Kin:
    below = (pair for child in member.branches for pair in _spread(child, member.summary.run))
    return ((member, parent), *below)


def _attempt(record: RunRecord, member: FamilyRun, parent: str | None) -> Attempt:
    return Attempt(record=record, parent=parent, forked_ms=_forked_ms(record, member))


def _forked_ms(record: RunRecord, member: FamilyRun) -> SimTimeMs | None:
    """Return the moment that was gone back to, else the time of the last shared fact."""
    chosen = (remark.at_ms for remark in record.remarks if remark.kind == AGAIN)
    return member.parted_ms if member.parted_ms is None else next(chosen, member.parted_ms)
