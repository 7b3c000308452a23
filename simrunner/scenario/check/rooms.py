"""What is possible in each place of one version of a file: while a state is active, or anywhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from simrunner.domain.chart import Rule
from simrunner.domain.condition import Condition
from simrunner.scenario.check.interval import hull_of
from simrunner.scenario.check.places import Owner, PlacedRule
from simrunner.scenario.check.reach import StateValues, Values, shown
from simrunner.scenario.check.truth import Box, World, is_inside, state_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A condition in one version of the file, with what is possible where it stands."""

    world: World
    condition: Condition
    box: Box
    while_in: str = ""

    def can(self, part: Condition, *, is_true: bool = True) -> bool:
        """Return False when a part of the condition can certainly not be so."""
        return self.world.can(part, self.box, is_true=is_true)


class Rooms:
    """What is possible in each place of one version of the file, each found once."""

    def __init__(self, world: World) -> None:
        """Follow the chart's rules to the values that a scripted patient has in each leaf."""
        self.world = world
        scenario = world.scenario
        is_scripted = scenario.patient.kind == "scripted"
        self.values: Mapping[str, StateValues] = {
            region.id: StateValues(scenario=scenario, region=region).find()
            for region in scenario.regions
            if is_scripted
        }
        self._shown = {
            region: {
                leaf: shown(values, may_lose_rate=world.may_lose_rate)
                for leaf, values in found.during.items()
            }
            for region, found in self.values.items()
        }
        self._inside = _leaves_inside(world.leaves)
        self._whole = world.box()
        self._boxes: dict[Owner, Box] = {}

    def case_of(self, rule: Rule, placed: PlacedRule) -> Case | None:
        """Return a rule's condition where the rule is considered; None without a condition."""
        if rule.condition is None:
            return None
        box: Box = self._whole
        where = ""
        owner = placed.owner
        if owner is not None:
            if (rule.region, owner.state.path) in self._inside:
                box = self._box_in(rule.region, owner.state.path)
                where = str(owner.word)
            # else only the facilitator enters: W605 says so
        elif rule.go is not None:
            goal, leaves = rule.go, self.world.leaves[rule.region]
            others = frozenset(each for each in leaves if not is_inside(each, goal))
            box = {**box, state_key(rule.region): others}
        return Case(world=self.world, condition=rule.condition, box=box, while_in=where)

    def _box_in(self, region: str, state: str) -> Box:
        found = self._boxes.get((region, state))
        if found is None:
            inside = self._inside[region, state]
            box = self.world.box(self._values_in(region, inside))
            found = {**box, state_key(region): frozenset(inside)}
            self._boxes[region, state] = found
        return found

    def _values_in(self, region: str, leaves: Iterable[str]) -> Values | None:
        during = self._shown.get(region, {})
        found = [during[leaf] for leaf in leaves if leaf in during]
        if not found:
            return None
        return {
            vital: hull
            for vital in found[0]
            if (hull := hull_of(values[vital] for values in found)) is not None
        }


def _leaves_inside(leaves: Mapping[str, Iterable[str]]) -> dict[Owner, list[str]]:
    """Return the leaves inside each state that has any, itself included."""
    found: dict[Owner, list[str]] = {}
    for region, paths in leaves.items():
        for leaf in sorted(paths):
            steps = leaf.split(".")
            for number in range(len(steps)):
                state = ".".join(steps[: number + 1])
                found.setdefault((region, state), []).append(leaf)
    return found
