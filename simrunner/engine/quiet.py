"""Until when nothing happens by itself, so that ticks need no look (ADR 0011)."""

from collections.abc import Iterator, Sequence

from simrunner.domain.sim_time import STEP_MS
from simrunner.engine.chart.configuration import RegionNode
from simrunner.engine.chart.rule import RuleNode
from simrunner.engine.chart.rulebook import Rulebook
from simrunner.engine.chart.selection import Gate
from simrunner.engine.expectation import ExpectationBoard, ExpectationNode
from simrunner.engine.facts import Facts
from simrunner.engine.guard.horizon import FOREVER_MS


class Lull:
    """Finds the first tick that must be looked at.

    At the end of a tick every rule was looked at and none fires any more. Only four things can
    change that without an action: a condition's answer, a hold, a timer and a repetition. Each
    says when; the earliest counts.
    """

    def __init__(
        self,
        *,
        regions: Sequence[RegionNode],
        rulebook: Rulebook,
        board: ExpectationBoard,
        facts: Facts,
        gate: Gate,
    ) -> None:
        """Watch the shared present."""
        self._regions = regions
        self._rulebook = rulebook
        self._board = board
        self._facts = facts
        self._gate = gate

    def until_ms(self) -> int:
        """Return the first tick after the present one that may bring something by itself."""
        next_ms = self._facts.now_ms + STEP_MS
        # The start looks at no rule; what froze or was moved by hand is free again in the next.
        if not self._facts.now_ms or self._gate.frozen or self._gate.taken:
            return next_ms
        soonest_ms = FOREVER_MS
        for asked in self._asked():
            at_ms = asked.stirs_at_ms()
            if at_ms <= next_ms:
                return next_ms
            soonest_ms = min(soonest_ms, at_ms)
        return soonest_ms

    def _asked(self) -> Iterator[RuleNode | ExpectationNode]:
        for region in self._regions:
            for node in region.active:
                yield from self._rulebook.of(node).timely
        yield from self._rulebook.anywhere.timely
        yield from self._board.waiting()
