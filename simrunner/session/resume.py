"""A run that was cut short, told again up to its last committed tick and then continued."""

from collections.abc import Sequence

from simrunner.domain.chain import GENESIS
from simrunner.domain.chart import Scenario
from simrunner.domain.event import Event, RunEnded
from simrunner.domain.frame import TrendPoint
from simrunner.domain.run_record import RunRecord
from simrunner.domain.sim_time import SimTimeMs
from simrunner.record.codec import event_links
from simrunner.session.replay import ViewOnlyError, fact_text, fold, header_of, recorded_inputs
from simrunner.session.session import Recorder, Session


class DiffersError(ViewOnlyError):
    """The run does not come again as it was recorded, so it cannot be continued."""


class Continuation:
    """A recorder for a session that tells a run again before it goes on.

    What the record has already is compared, link by link, and not written twice; everything after
    its last fact, and every trend after its last, is handed to ``recorder``.
    """

    def __init__(self, record: RunRecord, recorder: Recorder) -> None:
        """Stand before the first fact of ``record``; ``recorder`` stands behind its last."""
        self._record = record
        self._recorder = recorder
        self._digest = GENESIS
        self._reached_ms = reached_ms(record)
        self.agreed = 0
        """How many facts came again so far."""

    def append(self, events: Sequence[Event], trend: TrendPoint | None) -> None:
        """Compare the facts of one step, or pass them on; DiffersError at the first other one."""
        known = self._record.events
        told = min(len(events), len(known) - self.agreed)
        for event in events[:told]:
            self._compare(event)
        fresh = events[told:]
        if fresh and fresh[0].at_ms < self._reached_ms:
            raise self._difference("nothing", fresh[0])
        last_trend_ms = self._record.trend[-1].at_ms if self._record.trend else -1
        is_new = trend is not None and trend.at_ms > last_trend_ms
        self._recorder.append(fresh, trend if is_new else None)

    def check_complete(self) -> None:
        """Raise DiffersError when facts of the record did not come again."""
        if self.agreed < len(self._record.events):
            raise self._difference(self._recorded(), None)

    def _compare(self, event: Event) -> None:
        link = self._record.events[self.agreed].digest
        if link not in event_links(self._digest, self.agreed + 1, event):
            raise self._difference(self._recorded(), event)
        self._digest = link
        self.agreed += 1

    def _recorded(self) -> str:
        return fact_text(self._record.events[self.agreed].event)

    def _difference(self, recorded: str, came: Event | None) -> DiffersError:
        return DiffersError(
            "Run {run} cannot be continued: fact {seq} comes otherwise than it was recorded "
            "(recorded: {recorded}; came: {came}). Its debrief can be opened.",
            run=self._record.summary.run, seq=self.agreed + 1, recorded=recorded,
            came="nothing" if came is None else fact_text(came),
        )  # fmt: skip


def reached_ms(record: RunRecord) -> SimTimeMs:
    """Return the last committed tick: that of the last fact or of the last trend after it."""
    facts_ms = record.events[-1].event.at_ms if record.events else 0
    return max(facts_ms, record.trend[-1].at_ms if record.trend else 0)


def check_resumable(record: RunRecord) -> None:
    """Raise ViewOnlyError, with the reason, when a run has ended or cannot be told again."""
    header_of(record)
    if isinstance(record.events[-1].event, RunEnded):
        raise ViewOnlyError(
            "Run {run} has ended: there is nothing to resume.", run=record.summary.run
        )


def resume(
    session: Session, record: RunRecord, scenario: Scenario, continuation: Continuation
) -> None:
    """Take a new session, which records into ``continuation``, to where the record was cut.

    The session has the recorded scenario and seed. Facts of the last tick that the record lacks
    are recorded now: they are the same. DiffersError when the run does not come again; nothing
    has then been written.
    """
    check_resumable(record)
    fold(session, recorded_inputs(record.events, scenario), reached_ms(record))
    continuation.check_complete()
