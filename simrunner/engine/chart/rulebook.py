"""All rules of a run, grouped the way a microstep looks at them."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from simrunner.domain.chart import Rule, Scenario
from simrunner.engine.chart.configuration import RegionNode, StateNode
from simrunner.engine.chart.rule import RuleNode
from simrunner.engine.facts import Facts


class RuleGroup:
    """The rules of one owner in document order.

    ``conditions`` are judged in every condition microstep, ``by_event`` when their event happens;
    ``held`` have a `for` and so are looked at in every microstep of the other kind too. ``timely``
    can change by time alone.
    """

    __slots__ = ("all", "by_event", "conditions", "held_conditions", "held_events", "timely")

    def __init__(self, rules: Sequence[RuleNode]) -> None:
        """Group ``rules``, which are in document order."""
        self.all = tuple(rules)
        self.conditions = tuple(rule for rule in rules if rule.event is None)
        self.by_event: dict[str, list[RuleNode]] = {}
        for rule in rules:
            if rule.event is not None:
                self.by_event.setdefault(rule.event, []).append(rule)
        self.held_conditions = tuple(rule for rule in self.conditions if rule.has_holds)
        self.held_events = tuple(
            rule for rule in rules if rule.event is not None and rule.has_holds
        )
        self.timely = tuple(rule for rule in rules if rule.is_timely)


class Rulebook:
    """Finds rules by owner, by name, and those of `anywhere`."""

    def __init__(
        self, scenario: Scenario, regions: Sequence[RegionNode], facts: Facts, seed: int
    ) -> None:
        """Compile every rule of the scenario."""
        self._facts = facts
        self._seed = seed
        self._by_id = {region.id: region for region in regions}
        self._groups: dict[StateNode, RuleGroup] = {
            node: RuleGroup([self._compile(rule, node) for rule in node.state.rules])
            for region in regions
            for node in region.nodes.values()
        }
        self.anywhere = RuleGroup([self._compile(rule, None) for rule in scenario.anywhere])
        groups = (*self._groups.values(), self.anywhere)
        self.by_name: dict[str, RuleNode] = {
            rule.rule.name: rule for rule in chain.from_iterable(group.all for group in groups)
        }

    def of(self, node: StateNode) -> RuleGroup:
        """Return the rules that a state owns."""
        return self._groups[node]

    def saved(self) -> dict[str, Any]:
        """Return as plain JSON values, by name, the rules that differ from new ones."""
        values = {name: rule.saved() for name, rule in self.by_name.items()}
        return {name: saved for name, saved in values.items() if saved}

    def resume(self, saved: Mapping[str, Any]) -> None:
        """Go on from what saved() gave."""
        for name, values in saved.items():
            self.by_name[name].resume(values)

    def _compile(self, rule: Rule, owner: StateNode | None) -> RuleNode:
        node = RuleNode(rule, owner, self._facts, self._seed)
        if owner is not None:
            node.aim(owner.region)
        elif rule.region:
            node.aim(self._by_id[rule.region])
        return node
