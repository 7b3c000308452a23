"""Where every state and rule of a chart stands in its file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from simrunner.domain.chart import Rule, Scenario, State
from simrunner.scenario.schema import RuleSection, ScenarioSection, StateSection
from simrunner.scenario.source.problem import Placed
from simrunner.scenario.source.tree import Word

Owner: TypeAlias = tuple[str, str]
"""What tells the owners of rules apart: a region and the path of a state in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedState:
    """A state, its word in the file, and the line of its ancestors from the outside to itself."""

    region: str
    state: State
    word: Word
    line: tuple[State, ...]

    @property
    def is_leaf(self) -> bool:
        """Return whether it has no states inside."""
        return not self.state.children


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedRule:
    """A rule with the words it was read from; a role's cue has no section and no ``owner``."""

    rule: Rule
    place: Placed
    condition: Word | None
    section: RuleSection | None = None
    owner: PlacedState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Every state, parents first, and every rule: those of states, of `anywhere`, the cues."""

    states: tuple[PlacedState, ...]
    rules: tuple[PlacedRule, ...]

    def by_owner(self) -> dict[Owner | None, list[int]]:
        """Return the numbers of each owner's rules, of `anywhere` and the cues for None."""
        found: dict[Owner | None, list[int]] = {}
        for number, placed in enumerate(self.rules):
            owner = placed.owner
            key = None if owner is None else (owner.region, owner.state.path)
            found.setdefault(key, []).append(number)
        return found

    def leaves(self, region: str) -> tuple[PlacedState, ...]:
        """Return the leaves of a region in document order."""
        return tuple(each for each in self.states if each.region == region and each.is_leaf)


def places_of(scenario: Scenario, section: ScenarioSection) -> Places:
    """Return the places of a scenario that was read from ``section`` without an error."""
    states: list[PlacedState] = []
    rules: list[PlacedRule] = []
    for region, content in zip(scenario.regions, section.regions.values(), strict=True):
        for placed, inside in _placed_states(region.id, region.states, content.states, ()):
            states.append(placed)
            rules.extend(_placed_rules(placed.state.rules, inside.when, placed))
    own = len(section.anywhere)
    rules.extend(_placed_rules(scenario.anywhere[:own], section.anywhere, None))
    cues = [cue for role in section.roles.values() for cue in role.cues]
    rules.extend(
        PlacedRule(rule=rule, place=cue.condition, condition=cue.condition)
        for rule, cue in zip(scenario.anywhere[own:], cues, strict=True)
    )
    return Places(states=tuple(states), rules=tuple(rules))


def rules_of(scenario: Scenario) -> tuple[Rule, ...]:
    """Return every rule in the order of `Places.rules`."""
    found: list[Rule] = []
    for region in scenario.regions:
        for state in scenario.states_of(region.id).values():
            found.extend(state.rules)
    return (*found, *scenario.anywhere)


def _placed_states(
    region: str,
    states: tuple[State, ...],
    content: Mapping[Word, StateSection],
    above: tuple[State, ...],
) -> Iterator[tuple[PlacedState, StateSection]]:
    for state, (word, inside) in zip(states, content.items(), strict=True):
        line = (*above, state)
        yield PlacedState(region=region, state=state, word=word, line=line), inside
        yield from _placed_states(region, state.children, inside.states or {}, line)


def _placed_rules(
    rules: tuple[Rule, ...], sections: list[RuleSection], owner: PlacedState | None
) -> Iterator[PlacedRule]:
    for rule, section in zip(rules, sections, strict=True):
        yield PlacedRule(
            rule=rule, place=section.place, condition=section.condition, section=section,
            owner=owner,
        )  # fmt: skip
