"""Which rules fire in one microstep (clinscn/1 section 8)."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from simrunner.engine.chart.configuration import RegionNode, StateNode, move_to
from simrunner.engine.chart.rule import RuleNode
from simrunner.engine.chart.rulebook import Rulebook, RuleGroup
from simrunner.engine.chart.statechart import (
    Move,
    Present,
    first_enabled,
    offers_of,
    region_domain,
    without_conflicts,
)

ANYWHERE = ""
"""Stands for the rules of `anywhere` without a `go` where regions are frozen."""


Judge: TypeAlias = Callable[[RuleNode, bool], bool]
"""Whether a rule fires; told whether it may."""


class Gate:
    """What keeps rules from firing: manual mode, frozen regions, and `goto` in this tick.

    ``is_open`` says that nothing does.
    """

    def __init__(self) -> None:
        """Begin open."""
        self.is_manual = False
        self.is_open = True
        self.frozen: list[str] = []
        self.taken: list[str] = []

    def new_tick(self) -> None:
        """Thaw what was frozen and let every region move again."""
        self.frozen.clear()
        self.taken.clear()
        self.is_open = not self.is_manual

    def freeze(self, region: str) -> None:
        """Keep the rules of a region from firing for the rest of the tick."""
        self.frozen.append(region)
        self.is_open = False

    def take(self, region: str) -> None:
        """Keep the rules from moving a region for the rest of the tick."""
        self.taken.append(region)
        self.is_open = False

    def set_manual(self, is_on: bool) -> None:
        """Keep every rule from firing, or let them go on."""
        self.is_manual = is_on
        self.is_open = not (is_on or self.frozen or self.taken)

    def lets(self, rule: RuleNode) -> bool:
        """Return whether the rule may fire, were it enabled."""
        if self.is_manual:
            return False
        region = ANYWHERE if rule.region is None else rule.region.id
        if region in self.frozen:
            return False
        return not (rule.moves and region in self.taken)


class _Walk:
    """The rules in the order in which they are judged, while the same states are active.

    ``offers`` pair a rule that moves with the turn of its region's leaf; ``idle`` rules wait for
    something else and are looked at all the same, so that their holds go on. ``is_quick`` says
    that nothing counts the looks: the rules are judged only when one of them finds something.
    ``rules`` are those of the offers, ``only`` the one rule of an event that nothing else waits
    for.
    """

    __slots__ = ("idle", "is_quick", "offers", "only", "rules")

    def __init__(
        self, offers: Sequence[tuple[int | None, RuleNode]], idle: Sequence[RuleNode]
    ) -> None:
        self.offers = offers
        self.rules = tuple(rule for _, rule in offers)
        self.idle = idle
        self.is_quick = not idle and not any(rule.has_holds for rule in self.rules)
        self.only = self.rules[0] if len(offers) == 1 and not idle else None


class _Standing:
    """What is worked out while the same states are active.

    ``by_event`` are the walks of events: ``walk`` of ``event``, which was asked for last.
    ``conditions`` is the walk of conditions, ``onwards`` what follows when another leaf is entered:
    ``next`` when it is ``next_leaf``, as last time.
    """

    __slots__ = ("by_event", "conditions", "event", "next", "next_leaf", "onwards", "walk")

    def __init__(self, conditions: _Walk) -> None:
        self.conditions = conditions
        self.by_event: dict[str, _Walk] = {}
        self.onwards: dict[int, _Standing] = {}
        self.event = ""
        self.walk = conditions
        self.next_leaf: StateNode | None = None
        self.next = self


class Selector:
    """Judges all rules on the values at the start of a microstep."""

    def __init__(self, regions: Sequence[RegionNode], rulebook: Rulebook, gate: Gate) -> None:
        """Look at ``regions`` in document order."""
        self._regions = regions
        self._gate = gate
        self._chart = regions[0].chart
        self._anywhere = rulebook.anywhere
        self._groups = {
            node.number: rulebook.of(node) for region in regions for node in region.nodes.values()
        }
        self._standings: dict[tuple[int, ...], _Standing] = {}
        self._here: _Standing | None = None

    def moved(self, leaf: StateNode) -> None:
        """Take note that a move led to a leaf."""
        here = self._here
        if here is None:
            return
        if here.next_leaf is not leaf:
            here.next = here.onwards.get(leaf.number) or self._known_after(here, leaf)
            here.next_leaf = leaf
        self._here = here.next

    def by_event(self, event: str) -> Sequence[RuleNode]:
        """Return what fires for an event.

        Rules without `go` come first, then at most one `go` per region.
        """
        here = self._here or self._known()
        if here.event == event:
            walk = here.walk
        else:
            walk = here.by_event.get(event) or here.by_event.setdefault(event, self._planned(event))
            here.event, here.walk = event, walk
        only = walk.only
        if only is not None and self._gate.is_open:
            return (only,) if only.is_enabled_by_event(True) else ()
        return self._judged(walk, RuleNode.is_enabled_by_event)

    def by_condition(self) -> Sequence[RuleNode]:
        """Return what fires in a condition microstep, in the order of by_event()."""
        walk = (self._here or self._known()).conditions
        if walk.is_quick and not _finds(walk.rules):
            return ()
        return self._judged(walk, RuleNode.is_enabled)

    def _judged(self, walk: _Walk, judge: Judge) -> Sequence[RuleNode]:
        if not self._gate.is_open:
            judge = self._gated(judge)
        chosen = first_enabled(walk.offers, judge)
        for rule in walk.idle:
            if rule.event is None:
                rule.is_enabled(False)
            else:
                rule.look()
        if len(chosen) < 2:
            return chosen
        quiet = [rule for rule in chosen if not rule.moves]
        return [*quiet, *self._settled([rule for rule in chosen if rule.moves])]

    def _gated(self, judge: Judge) -> Judge:
        lets = self._gate.lets
        return lambda rule, may_fire: judge(rule, may_fire and lets(rule))

    def _settled(self, moves: list[RuleNode]) -> list[RuleNode]:
        """Drop moves that exclude each other; none do as long as each keeps to its region."""
        if len(moves) < 2:
            return moves
        active = [number for region in self._regions for number in region.active_numbers]
        present = Present(active=active)
        return without_conflicts(
            self._chart, present, region_domain, [(_move(rule), rule) for rule in moves]
        )

    def _known(self) -> _Standing:
        """Return what is known of the states that are active now."""
        leaves = tuple(region.active[-1].number for region in self._regions)
        here = self._standings.get(leaves)
        if here is None:
            here = self._standings[leaves] = _Standing(self._planned(None))
        self._here = here
        return here

    def _known_after(self, before: _Standing, leaf: StateNode) -> _Standing:
        here = before.onwards[leaf.number] = self._known()
        return here

    def _planned(self, event: str | None) -> _Walk:
        """Put the rules in order: each leaf's from the inside out, those of `anywhere` last."""
        active = [number for region in self._regions for number in region.active_numbers]
        owned = offers_of(self._chart, active, lambda owner: self._awaited(owner, event))
        offers = [(leaf if rule.moves else None, rule) for leaf, rule in owned]
        offers += [(_turn(rule), rule) for rule in _of_event(self._anywhere, event)]
        groups = [self._groups[each] for each in active if each in self._groups]
        idle = [rule for group in (*groups, self._anywhere) for rule in _held(group, event)]
        return _Walk(offers, idle)

    def _awaited(self, owner: int, event: str | None) -> Sequence[RuleNode]:
        group = self._groups.get(owner)
        return () if group is None else _of_event(group, event)


def _finds(rules: Sequence[RuleNode]) -> bool:
    """Return whether a condition rule without holds is true now, whatever becomes of it."""
    for rule in rules:
        if rule.look():
            return True
        if rule.is_marked:
            rule.fall()
    return False


def _of_event(group: RuleGroup, event: str | None) -> Sequence[RuleNode]:
    return group.conditions if event is None else group.by_event.get(event, ())


def _held(group: RuleGroup, event: str | None) -> list[RuleNode]:
    """Return the rules with holds that are not judged in this kind of microstep."""
    if event is None:
        return list(group.held_events)
    return [*(rule for rule in group.held_events if rule.event != event), *group.held_conditions]


def _turn(rule: RuleNode) -> int | None:
    """Return whose turn a rule of `anywhere` takes: that of the leaf of its target's region."""
    if not rule.moves or rule.region is None:
        return None
    return rule.region.active[-1].number


def _move(rule: RuleNode) -> Move:
    target = rule.destination()
    assert target is not None
    return move_to(target, rule.owner)
