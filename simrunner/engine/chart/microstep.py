"""Runs rules to completion: microsteps, transitions, raised events (clinscn/1 section 8)."""

from collections.abc import Sequence

from simrunner.domain.action import Source
from simrunner.domain.event import EngineFault, RuleFired, StateEntered, StateLeft
from simrunner.domain.quick_making import quickly
from simrunner.engine.chart.configuration import RegionNode, StateNode
from simrunner.engine.chart.rule import RuleNode
from simrunner.engine.chart.rulebook import Rulebook
from simrunner.engine.chart.selection import ANYWHERE, Gate, Selector
from simrunner.engine.effects import EffectWriter
from simrunner.engine.facts import Facts
from simrunner.engine.journal import Journal

MAX_MICROSTEPS = 64
"""Microsteps in one tick in which something fires (clinscn/1 section 8)."""

_rule_fired, _state_left, _state_entered = (
    quickly(RuleFired), quickly(StateLeft), quickly(StateEntered)
)  # fmt: skip


class Interplay:
    """Fires rules and moves regions until nothing more happens."""

    def __init__(
        self,
        *,
        regions: Sequence[RegionNode],
        rulebook: Rulebook,
        facts: Facts,
        journal: Journal,
        effects: EffectWriter,
    ) -> None:
        """Work on the shared present; see the modules of the parts."""
        self.gate = Gate()
        self._regions = regions
        self._rulebook = rulebook
        self._facts = facts
        self._journal = journal
        self._effects = effects
        for rule in rulebook.by_name.values():
            rule.deed = effects.compiled(rule.rule.effects, rule.name)
        for region in regions:
            for node in region.nodes.values():
                node.deed = effects.compiled(node.state.effects, node.path)
                node.rules = rulebook.of(node).all
        self._selector = Selector(regions, rulebook, self.gate)
        self._microsteps = 0

    def start(self) -> None:
        """Enter the start states; the events of tick 0 are dropped."""
        for region in self._regions:
            self._move(region.start, "start", Source.SCENARIO, None)
        self._effects.raised.clear()
        self._facts.happened_at_ms.clear()

    def new_tick(self) -> None:
        """Begin a tick: nothing is frozen, no microstep is used up."""
        self._microsteps = 0
        self.gate.new_tick()

    def run(self, event: str | None = None, performed_at_ms: int = 0) -> None:
        """Offer ``event`` if there is one, then raised events, then conditions until stable."""
        if event is not None:
            self._offer(event, performed_at_ms)
        raised, by_condition = self._effects.raised, self._selector.by_condition
        while True:
            while raised:
                self._offer(raised.popleft(), self._facts.now_ms)
            chosen = by_condition()
            if not chosen:
                return
            self._fire(chosen)

    def jump(self, target: StateNode) -> None:
        """Carry out the facilitator's `goto`; automatic rules of the region wait for a tick."""
        self.gate.take(target.region.id)
        self._move(target, "facilitator", Source.FACILITATOR, None)

    def force(self, rule: RuleNode) -> None:
        """Fire one rule for the facilitator, whatever its conditions say."""
        self._fire_rule(rule, Source.FACILITATOR)

    def _offer(self, event: str, performed_at_ms: int) -> None:
        facts = self._facts
        facts.happen(event, performed_at_ms)
        if event in facts.names.heard:
            chosen = self._selector.by_event(event)
            if chosen:
                self._fire(chosen)

    def _fire(self, chosen: Sequence[RuleNode]) -> None:
        """Fire what was chosen, or nothing more where it never ends."""
        if self._microsteps >= MAX_MICROSTEPS:
            self._freeze(chosen)
            return
        self._microsteps += 1
        for rule in chosen:
            self._fire_rule(rule, Source.SCENARIO)

    def _freeze(self, rules: Sequence[RuleNode]) -> None:
        """Stop the regions whose rules still fire, for this tick, and say so."""
        for rule in rules:
            region = ANYWHERE if rule.region is None else rule.region.id
            if region not in self.gate.frozen:
                self.gate.freeze(region)
                place = f"region {region}" if region else "anywhere"
                problem = (
                    f"more than {MAX_MICROSTEPS} microsteps in one tick; "
                    f"the rules of {place} stop for this tick (line {rule.rule.line})"
                )
                self._journal.note(
                    EngineFault(at_ms=self._facts.now_ms, rule=rule.name, problem=problem)
                )

    def _fire_rule(self, rule: RuleNode, source: Source) -> None:
        rule.has_fired()
        self._journal.note(
            _rule_fired(
                at_ms=self._facts.now_ms, source=source, rule=rule.name, owner=rule.owner_name
            )
        )
        target = rule.destination() if rule.moves else None
        if target is not None:
            self._move(target, rule.name, source, rule)
        elif rule.deed is not None:
            rule.deed()

    def _move(self, target: StateNode, cause: str, source: Source, rule: RuleNode | None) -> None:
        facts, region, note = self._facts, target.region, self._journal.note
        now_ms, leaf_before = facts.now_ms, region.leaf
        # A state is mostly entered from the one that it was entered from last time.
        route = target.route if target.route_from is leaf_before else region.route(target)
        for node in route.leaving:
            node.is_active = False
            note(_state_left(at_ms=now_ms, source=source, region=region.id, state=node.path))
        region.active = list(route.staying)
        if rule is not None and rule.deed is not None:
            rule.deed()
        heard = facts.names.heard
        for node in route.entering:
            note(
                _state_entered(
                    at_ms=now_ms, source=source, region=region.id, state=node.path, cause=cause
                )
            )
            # The state becomes active: its rules begin anew, its effects are carried out.
            node.scope.entry_record = self._journal.record
            node.leaf_before = leaf_before
            node.is_active = True
            node.entered_at_ms = now_ms
            region.active.append(node)
            for each in node.rules:
                if each.is_marked or each.has_holds:
                    each.clear()
            if node.entry_event in heard:
                self._effects.raised.append(node.entry_event)
            else:
                facts.happened_at_ms[node.entry_event] = now_ms
            if node.deed is not None:
                node.deed()
        self._selector.moved(region.settle())
