"""A run rewound: a new run that shares its beginning with the one it branches from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from simrunner.domain.chain import GENESIS
from simrunner.domain.chart import Scenario
from simrunner.domain.event import Event
from simrunner.domain.frame import TrendPoint
from simrunner.domain.run_record import RunRecord
from simrunner.domain.sim_time import STEP_MS, SimTimeMs, clock_text
from simrunner.record.codec import event_links
from simrunner.session.replay import ViewOnlyError, fact_text, folded, header_of, recorded_inputs
from simrunner.session.session import Recorder, Session


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
    """Return the branch after the last tick at or before ``at_ms``; ValueError before the start."""
    header_of(record)
    at_ms -= at_ms % STEP_MS
    shared = sum(each.event.at_ms <= at_ms for each in record.events)
    if not shared:
        raise ValueError(f"a run does not branch at {at_ms} ms, before it begins")
    return BranchPoint(run=record.summary.run, seq=shared, at_ms=at_ms)


class Beginning:
    """A recorder that holds the shared facts back until they are known to be the parent's.

    Then hand_over() gives them, and everything that follows, to the recorder of the branch: a run
    that does not come again leaves no half branch behind.
    """

    def __init__(self, record: RunRecord, point: BranchPoint) -> None:
        """Stand before the first fact of ``record``."""
        self._record = record
        self._point = point
        self._digest = GENESIS
        self._agreed = 0
        self._held: list[tuple[Sequence[Event], TrendPoint | None]] = []
        self._recorder: Recorder | None = None

    def append(self, events: Sequence[Event], trend: TrendPoint | None) -> None:
        """Hold the facts of one step, or pass them on; ViewOnlyError when they come otherwise."""
        if self._recorder is not None:
            self._recorder.append(events, trend)
            return
        for event in events:
            self._compare(event)
        self._held.append((events, trend))

    def check_complete(self) -> None:
        """Raise ViewOnlyError when shared facts did not come again."""
        if self._agreed < self._point.seq:
            raise self._difference("nothing")

    def hand_over(self, recorder: Recorder) -> None:
        """Give what was held to ``recorder``, and from now on everything at once."""
        for events, trend in self._held:
            recorder.append(events, trend)
        self._held = []
        self._recorder = recorder

    def _compare(self, event: Event) -> None:
        # As the chain is written now: another link would not be that of the parent.
        link, *_ = event_links(self._digest, self._agreed + 1, event)
        if self._agreed == self._point.seq or self._record.events[self._agreed].digest != link:
            raise self._difference(fact_text(event))
        self._digest = link
        self._agreed += 1

    def _difference(self, came: str) -> ViewOnlyError:
        known = self._record.events[: self._point.seq][self._agreed :]
        recorded = fact_text(known[0].event) if known else "nothing"
        return ViewOnlyError(
            "Run {run} cannot be run again from {clock}: fact {seq} comes otherwise than it was "
            "recorded (recorded: {recorded}; came: {came}). Its debrief can be looked at.",
            run=self._point.run, clock=clock_text(self._point.at_ms), seq=self._agreed + 1,
            recorded=recorded, came=came,
        )  # fmt: skip


def rewind(
    session: Session,
    record: RunRecord,
    scenario: Scenario,
    point: BranchPoint,
    on_step: Callable[[SimTimeMs], None] = lambda _now_ms: None,
) -> None:
    """Bring a new session, with the parent's scenario and seed, to where the branch begins.

    Its recorder is handed the shared facts again, so that the branch is a whole record of its own
    with the parent's links up to ``point.seq``. ``on_step`` is told how far it is.
    """
    for now_ms in folded(session, recorded_inputs(record.events, scenario), point.at_ms):
        on_step(now_ms)
