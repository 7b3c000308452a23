"""A run rewound: a new run that shares its beginning with the one it branches from."""

from dataclasses import dataclass

from simrunner.domain.chart import Scenario
from simrunner.domain.run_record import RunRecord
from simrunner.domain.sim_time import SimTimeMs
from simrunner.session.replay import fold, header_of, recorded_inputs
from simrunner.session.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchPoint:
    """Where two runs part: after the tick that ends at ``at_ms``.

    ``seq`` is the last fact that both share; the new run's record names it as its parent's.
    """

    run: str
    seq: int
    at_ms: SimTimeMs


def branch_point(record: RunRecord, seq: int) -> BranchPoint:
    """Return the last whole tick whose facts all come up to ``seq``.

    ValueError when that would be before the first tick; ViewOnlyError when the record cannot be
    told again.
    """
    header_of(record)
    if not 1 <= seq <= len(record.events):
        raise ValueError(f"the run has facts 1 to {len(record.events)}, none is {seq}")
    shared = seq
    if seq < len(record.events):
        split_ms = record.events[seq].event.at_ms
        while shared and record.events[shared - 1].event.at_ms == split_ms:
            shared -= 1
    if not shared:
        raise ValueError(f"fact {seq} is one of the start; a run branches after the start")
    return BranchPoint(
        run=record.summary.run, seq=shared, at_ms=record.events[shared - 1].event.at_ms
    )


def branch_point_at(record: RunRecord, at_ms: SimTimeMs) -> BranchPoint:
    """Return the branch after the tick that ends at ``at_ms``; ValueError before the start."""
    header_of(record)
    shared = sum(each.event.at_ms <= at_ms for each in record.events)
    if not shared:
        raise ValueError(f"a run does not branch at {at_ms} ms, before it begins")
    return BranchPoint(run=record.summary.run, seq=shared, at_ms=at_ms)


def rewind(session: Session, record: RunRecord, scenario: Scenario, point: BranchPoint) -> None:
    """Bring a new session, with the parent's scenario and seed, to where the branch begins.

    Its recorder is handed the shared facts again, so that the branch is a whole record of its own
    with the parent's links up to ``point.seq``.
    """
    inputs = recorded_inputs(record.events, scenario)
    fold(session, inputs, point.at_ms)
