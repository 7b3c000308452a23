"""Can every state be reached and left? (clinscn/1 section 12, rank 2)."""

from simrunner.domain.chart import Scenario
from simrunner.scenario.check.places import PlacedState, Places
from simrunner.scenario.check.truth import World
from simrunner.scenario.schema import ScenarioSection
from simrunner.scenario.section.desk import Desk


def check_structure(world: World, places: Places, section: ScenarioSection, desk: Desk) -> None:
    """Note unreachable states, dead ends, and a first region that never ends."""
    for placed in places.states:
        if placed.is_leaf and placed.state.path not in world.leaves[placed.region]:
            what = f"no rule leads to the state '{placed.word}'"
            desk.problems.add("W605", placed.word, what, "only the facilitator can go there")
    scenario: Scenario = world.scenario
    if not scenario.regions:
        return
    first = scenario.regions[0].id
    leaves = places.leaves(first)
    for leaf in leaves:
        if _is_dead_end(leaf):
            what = f"no rule leads out of the state '{leaf.word}'"
            desk.problems.add("W606", leaf.word, what, "add a rule with 'go', or 'final: true'")
    if leaves and not any(leaf.state.is_final for leaf in leaves):
        word = next(iter(section.regions))
        what = f"the region '{first}' has no final state: only the facilitator ends the run"
        desk.problems.add("W607", word, what, "give one of its states 'final: true'")


def _is_dead_end(leaf: PlacedState) -> bool:
    """Return whether neither the leaf nor its ancestors have a rule that goes somewhere."""
    if leaf.state.is_final:
        return False
    return not any(rule.go for state in leaf.line for rule in state.rules)
