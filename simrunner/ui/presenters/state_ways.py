"""Which states can still be reached from where a run is."""

from collections.abc import Mapping

from simrunner.domain import condition as cond
from simrunner.domain.chart import Scenario, State
from simrunner.domain.frame import ChartView


class StateWays:
    """Answers whether a rule's states lie behind the run for good."""

    def __init__(self, scenario: Scenario) -> None:
        """Collect, by region, which top states lead to which."""
        self._ways: dict[str, dict[str, set[str]]] = {}
        self._has_back: set[str] = set()
        for region in scenario.regions:
            ways = self._ways.setdefault(region.id, {})
            always = {_top(r.go) for r in scenario.anywhere if r.region == region.id and r.go}
            for state in region.states:
                ways[state.path] = _goals(state) | always
                if "back" in ways[state.path]:
                    self._has_back.add(region.id)

    def can_hold(self, condition: cond.Condition | None, chart: ChartView) -> bool:
        """Return whether every state that the condition asks for is active or can come again."""
        active = {view.region: _top(view.leaf) for view in chart.regions}
        return all(self._reaches(term, active) for term in _asked_states(condition))

    def _reaches(self, asked: cond.InState, active: Mapping[str, str]) -> bool:
        here = active.get(asked.region, "")
        if asked.region in self._has_back or not here:
            return True
        ways, seen, queue = self._ways.get(asked.region, {}), {here}, [here]
        while queue:
            for goal in ways.get(queue.pop(), ()):
                if goal not in seen:
                    seen.add(goal)
                    queue.append(goal)
        return _top(asked.state) in seen


def _asked_states(condition: cond.Condition | None) -> tuple[cond.InState, ...]:
    match condition:
        case cond.InState():
            return (condition,)
        case cond.Held():
            return _asked_states(condition.term)
        case cond.All():
            return tuple(found for term in condition.terms for found in _asked_states(term))
    return ()


def _goals(state: State) -> set[str]:
    goals = {_top(rule.go) for rule in state.rules if rule.go}
    for child in state.children:
        goals |= _goals(child)
    return goals


def _top(path: str | None) -> str:
    return (path or "").partition(".")[0]
