"""Which rules fire in one microstep (clinscn/1 section 8)."""

from collections.abc import Sequence
from typing import NamedTuple

from simrunner.engine.chart.configuration import RegionNode
from simrunner.engine.chart.rule import RuleNode
from simrunner.engine.chart.rulebook import Rulebook, RuleGroup

ANYWHERE = ""
"""Stands for the rules of `anywhere` without a `go` where regions are frozen."""


class Gate:
    """What keeps rules from firing: manual mode, frozen regions, and `goto` in this tick."""

    def __init__(self) -> None:
        """Begin open."""
        self.is_manual = False
        self.frozen: list[str] = []
        self.taken: list[str] = []

    def new_tick(self) -> None:
        """Thaw what was frozen and let every region move again."""
        self.frozen.clear()
        self.taken.clear()

    def lets(self, rule: RuleNode) -> bool:
        """Return whether the rule may fire, were it enabled."""
        if self.is_manual:
            return False
        region = ANYWHERE if rule.region is None else rule.region.id
        if region in self.frozen:
            return False
        return not (rule.moves and region in self.taken)


class Selection(NamedTuple):
    """The rules that fire: those without `go` first, then at most one `go` per region."""

    quiet: list[RuleNode]
    moves: list[RuleNode]


class Selector:
    """Judges all rules on the values at the start of a microstep."""

    def __init__(self, regions: Sequence[RegionNode], rulebook: Rulebook, gate: Gate) -> None:
        """Look at ``regions`` in document order."""
        self._regions = regions
        self._rulebook = rulebook
        self._gate = gate

    def select(self, event: str | None) -> Selection:
        """Return what fires for ``event``, or in a condition microstep when it is None."""
        chosen = Selection([], [])
        moved: list[RegionNode | None] = []
        for region in self._regions:
            for node in reversed(region.active):
                self._judge(self._rulebook.of(node), event, chosen, moved)
        self._judge(self._rulebook.anywhere, event, chosen, moved)
        return chosen

    def _judge(
        self, group: RuleGroup, event: str | None, chosen: Selection,
        moved: list[RegionNode | None],
    ) -> None:  # fmt: skip
        if event is None:
            rules: Sequence[RuleNode] = group.conditions
            idle = group.held_events
        else:
            rules = group.by_event.get(event, ())
            idle = group.held_conditions
            for rule in group.held_events:
                if rule.event != event:
                    rule.look()
        for rule in rules:
            may_fire = self._gate.lets(rule) and not (rule.moves and rule.region in moved)
            if event is None:
                is_enabled = rule.is_enabled(may_fire=may_fire)
            else:
                is_enabled = rule.is_enabled_by_event(may_fire=may_fire)
            if is_enabled and rule.moves:
                chosen.moves.append(rule)
                moved.append(rule.region)
            elif is_enabled:
                chosen.quiet.append(rule)
        for rule in idle:
            if rule.event is None:
                rule.is_enabled(may_fire=False)
            else:
                rule.look()
