"""What the team should do, and where each expectation stands (clinscn/1 section 9)."""

from collections.abc import Mapping, Sequence
from typing import Any

from simrunner.domain.chart import Expectation
from simrunner.domain.event import ExpectationChanged, ExpectationStatus
from simrunner.domain.frame import ExpectationView
from simrunner.engine.facts import Facts, Scope
from simrunner.engine.guard.condition import Guard
from simrunner.engine.guard.detection import Detection
from simrunner.engine.guard.horizon import Outlook, tick_from
from simrunner.engine.journal import Journal

_UNDETECTED = (ExpectationStatus.UNOPENED, ExpectationStatus.OPEN, ExpectationStatus.MISSED)


class ExpectationNode:
    """One expectation while the run goes on."""

    def __init__(self, expectation: Expectation, facts: Facts) -> None:
        """Begin unopened; without a cue it opens at the start."""
        self.expectation = expectation
        self.status = ExpectationStatus.UNOPENED
        self.detected_at_ms: int | None = None
        self.is_before_cue = False
        self.is_out_of_order = False
        self._facts = facts
        self._scope = Scope()
        cue = expectation.cue
        self._cue = None if cue is None else Guard(cue, facts, Scope())
        self._cue_outlook = (
            None
            if cue is None or self._cue is None
            else Outlook(cue, self._cue.holds, facts, Scope())
        )
        self._detection = Detection(expectation.detect, facts, self._scope)
        self._found_at_ms: int | None = None

    @property
    def limit_at_ms(self) -> int | None:
        """The last moment in time; None before the cue and where there is no limit."""
        cue_at_ms, within_ms = self._scope.cue_at_ms, self.expectation.within_ms
        return None if cue_at_ms is None or within_ms is None else cue_at_ms + within_ms

    @property
    def is_waiting(self) -> bool:
        """Whether a detection would still change the status."""
        return self.status in _UNDETECTED

    def open(self) -> None:
        """Begin to count from now: the cue came."""
        self._scope.cue_at_ms = self._facts.now_ms
        self.status = ExpectationStatus.OPEN

    def has_cue_now(self) -> bool:
        """Look at the cue; True at the first look that finds it true."""
        if self.status is not ExpectationStatus.UNOPENED:
            return False
        return self._cue is None or self._cue.look()

    def look(self) -> None:
        """Look for what should be done; holds go on before the cue, too."""
        self._found_at_ms = self._detection.since() if self.is_waiting else None

    def detect(self) -> bool:
        """Take note of what the last look found; True when it was found now."""
        if self.status is ExpectationStatus.UNOPENED or self._found_at_ms is None:
            return False
        self.detected_at_ms = self._found_at_ms
        return True

    def judge(self) -> None:
        """Set the status by when it was detected."""
        cue_at_ms, at_ms = self._scope.cue_at_ms, self.detected_at_ms
        assert cue_at_ms is not None
        assert at_ms is not None
        limit_at_ms, not_before_ms = self.limit_at_ms, self.expectation.not_before_ms
        self.is_before_cue = at_ms < cue_at_ms
        if limit_at_ms is not None and at_ms > limit_at_ms:
            self.status = ExpectationStatus.LATE
        elif not_before_ms is not None and at_ms < cue_at_ms + not_before_ms:
            self.status = ExpectationStatus.EARLY
        else:
            self.status = ExpectationStatus.MET

    def view(self) -> ExpectationView:
        """Return where it stands, for the facilitator."""
        return ExpectationView(
            expectation=self.expectation.id,
            status=self.status,
            cue_at_ms=self._scope.cue_at_ms,
            limit_at_ms=self.limit_at_ms,
            detected_at_ms=self.detected_at_ms,
        )

    def stirs_at_ms(self) -> int:
        """Return the first tick after this one at which to look; FOREVER_MS when none by itself."""
        soonest_ms = self._detection.outlook.stirs_at_ms()
        if self.status is ExpectationStatus.UNOPENED and self._cue_outlook is not None:
            return min(soonest_ms, self._cue_outlook.stirs_at_ms())
        if self.status is ExpectationStatus.OPEN and self.limit_at_ms is not None:
            return min(soonest_ms, tick_from(self.limit_at_ms + 1))
        return soonest_ms

    def saved(self) -> dict[str, Any]:
        """Return where it stands as plain JSON values."""
        return {
            "status": self.status,
            "cue_at_ms": self._scope.cue_at_ms,
            "detected_at_ms": self.detected_at_ms,
            "is_before_cue": self.is_before_cue,
            "is_out_of_order": self.is_out_of_order,
            "cue": [] if self._cue is None else self._cue.saved(),
            "detection": self._detection.saved(),
        }

    def resume(self, saved: Mapping[str, Any]) -> None:
        """Go on from what saved() gave."""
        self.status = ExpectationStatus(saved["status"])
        self._scope.cue_at_ms = saved["cue_at_ms"]
        self.detected_at_ms = saved["detected_at_ms"]
        self.is_before_cue = saved["is_before_cue"]
        self.is_out_of_order = saved["is_out_of_order"]
        if self._cue is not None:
            self._cue.resume(saved["cue"])
        self._detection.resume(saved["detection"])

    def fact(self) -> ExpectationChanged:
        """Return the fact of the status as it now is."""
        return ExpectationChanged(
            at_ms=self._facts.now_ms,
            expectation=self.expectation.id,
            status=self.status,
            cue_at_ms=self._scope.cue_at_ms,
            limit_at_ms=self.limit_at_ms,
            detected_at_ms=self.detected_at_ms,
            is_before_cue=self.is_before_cue,
            is_out_of_order=self.is_out_of_order,
        )


class ExpectationBoard:
    """All expectations of a run, judged once per tick after the rules."""

    def __init__(self, expectations: Sequence[Expectation], facts: Facts, journal: Journal) -> None:
        """Compile the expectations; none is open."""
        self._nodes = [ExpectationNode(each, facts) for each in expectations]
        self._by_id = {node.expectation.id: node for node in self._nodes}
        self._facts = facts
        self._journal = journal

    def start(self) -> None:
        """Open those without a cue."""
        for node in self._nodes:
            if node.expectation.cue is None:
                node.open()
                self._journal.note(node.fact())

    def judge(self) -> None:
        """Look at every cue and detection once, at the end of a tick."""
        waiting = self.waiting()
        if not waiting:
            return
        for node in waiting:
            if node.has_cue_now():
                node.open()
                self._journal.note(node.fact())
            node.look()
        # All detections of the tick are known before any is called out of order.
        detected = [node for node in waiting if node.detect()]
        for node in waiting:
            self._miss(node)
            if node in detected:
                node.judge()
                node.is_out_of_order = self._is_out_of_order(node)
                self._journal.note(node.fact())

    def view(self) -> tuple[ExpectationView, ...]:
        """Return where all stand, in document order."""
        return tuple(node.view() for node in self._nodes)

    def waiting(self) -> list[ExpectationNode]:
        """Return those whose status a detection would still change, in document order."""
        return [node for node in self._nodes if node.is_waiting]

    def saved(self) -> dict[str, Any]:
        """Return as plain JSON values where each stands, by id."""
        return {name: node.saved() for name, node in self._by_id.items()}

    def resume(self, saved: Mapping[str, Any]) -> None:
        """Go on from what saved() gave."""
        for name, node in self._by_id.items():
            node.resume(saved[name])

    def _miss(self, node: ExpectationNode) -> None:
        """Call an open expectation missed at the first tick past its limit."""
        limit_at_ms = node.limit_at_ms
        if node.status is not ExpectationStatus.OPEN or limit_at_ms is None:
            return
        in_time = node.detected_at_ms is not None and node.detected_at_ms <= limit_at_ms
        if self._facts.now_ms > limit_at_ms and not in_time:
            detected_at_ms, node.detected_at_ms = node.detected_at_ms, None
            node.status = ExpectationStatus.MISSED
            self._journal.note(node.fact())
            node.detected_at_ms = detected_at_ms

    def _is_out_of_order(self, node: ExpectationNode) -> bool:
        at_ms = node.detected_at_ms
        assert at_ms is not None
        for earlier in node.expectation.after:
            other = self._by_id[earlier].detected_at_ms
            if other is None or other > at_ms:
                return True
        return False
