"""Checks over the finished chart: can every state be reached and left, is everything used?"""

from collections.abc import Iterable, Mapping

from simrunner.domain.chart import Region, Rule, Scenario, State
from simrunner.scenario.schema import ScenarioSection
from simrunner.scenario.section.desk import Desk
from simrunner.scenario.source.tree import Word


def check_structure(scenario: Scenario, section: ScenarioSection, desk: Desk) -> None:
    """Note unreachable states, dead ends, a missing end and everything that nothing uses."""
    words = {str(word): word for word in section.regions}
    for region in scenario.regions:
        _check_reach(region, scenario.anywhere, _Places(section, words[region.id]), desk)
    if scenario.regions:
        first = scenario.regions[0]
        _check_ends(first, _Places(section, words[first.id]), desk)
    _check_use(section, desk)


class _Places:
    """Finds where a state's name stands in the file."""

    def __init__(self, section: ScenarioSection, region: Word) -> None:
        self.region = region
        self._states = section.regions[region].states

    def of(self, path: str) -> Word:
        states, found = self._states, self.region
        for step in path.split("."):
            found = next(word for word in states if word == step)
            states = states[found].states or {}
        return found


def _leaves(states: Iterable[State], above: tuple[State, ...] = ()) -> list[tuple[State, ...]]:
    """Return every leaf as the line of its ancestors, itself last."""
    found: list[tuple[State, ...]] = []
    for state in states:
        line = (*above, state)
        found.extend(_leaves(state.children, line) if state.children else [line])
    return found


def _entered(path: str, by_path: Mapping[str, State]) -> str:
    """Return the leaf that entering ``path`` ends in."""
    state = by_path.get(path)
    while state is not None and state.start is not None and state.start in by_path:
        state = by_path[state.start]
    return state.path if state is not None else path


def _check_reach(region: Region, anywhere: tuple[Rule, ...], places: _Places, desk: Desk) -> None:
    lines = {line[-1].path: line for line in _leaves(region.states)}
    by_path = {state.path: state for line in lines.values() for state in line}
    waiting = [
        region.start,
        *(rule.go for rule in anywhere if rule.go and rule.region == region.id),
    ]
    reached: set[str] = set()
    while waiting:
        leaf = _entered(waiting.pop(), by_path)
        if leaf in reached or leaf not in lines:
            continue
        reached.add(leaf)
        rules = (rule for state in lines[leaf] for rule in state.rules)
        waiting.extend(rule.go for rule in rules if rule.go and rule.go != "back")
    for leaf in lines:
        if leaf not in reached:
            word = places.of(leaf)
            what = f"no rule leads to the state '{word}'"
            desk.problems.add("W605", word, what, "only the facilitator can go there")


def _check_ends(region: Region, places: _Places, desk: Desk) -> None:
    lines = _leaves(region.states)
    for line in lines:
        leaf = line[-1]
        if not leaf.is_final and not any(rule.go for state in line for rule in state.rules):
            word = places.of(leaf.path)
            what = f"no rule leads out of the state '{word}'"
            desk.problems.add("W606", word, what, "add a rule with 'go', or 'final: true'")
    if lines and not any(line[-1].is_final for line in lines):
        what = f"the region '{region.id}' has no final state: only the facilitator ends the run"
        desk.problems.add("W607", places.region, what)


def _check_use(section: ScenarioSection, desk: Desk) -> None:
    used = desk.names.used
    shown = {("media", name) for kind, name in used if kind in ("media", "order")}
    groups: tuple[tuple[str, Iterable[Word]], ...] = (
        ("action", section.actions), ("parameter", section.params), ("source", section.sources),
        ("drug", [word for word, drug in section.drugs.items() if drug.distractor != "true"]),
    )  # fmt: skip
    for kind, words in groups:
        for word in words:
            if (kind, str(word)) not in used:
                hint = "add 'distractor: true' if that is meant" if kind == "drug" else ""
                desk.problems.add("W608", word, f"nothing uses the {kind} '{word}'", hint)
    for word in section.media:
        if ("media", str(word)) not in shown:
            desk.problems.add("W608", word, f"nothing shows the media '{word}'")
    for word in section.objectives:
        if ("scored objective", str(word)) not in used:
            what = f"no expectation belongs to the objective '{word}'"
            desk.problems.add("W609", word, what)
