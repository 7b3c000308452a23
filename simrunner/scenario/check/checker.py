"""Every check of a finished chart: what stops it from running, and what its author should know."""

from collections.abc import Iterable

from simrunner.domain.chart import Scenario
from simrunner.scenario.check.doses import check_doses
from simrunner.scenario.check.loops import check_loops
from simrunner.scenario.check.never import check_critical, check_truth
from simrunner.scenario.check.places import places_of
from simrunner.scenario.check.race import check_jumps, check_races
from simrunner.scenario.check.references import check_references
from simrunner.scenario.check.rooms import Rooms
from simrunner.scenario.check.shadow import check_shadows
from simrunner.scenario.check.structure import check_structure
from simrunner.scenario.check.truth import world_of
from simrunner.scenario.schema import ScenarioSection
from simrunner.scenario.section.desk import Desk


def check_chart(
    scenario: Scenario, section: ScenarioSection, desk: Desk, *, others: Iterable[Scenario] = ()
) -> None:
    """Note every error of a scenario whose file was read without one, and what of its doses.

    ``others`` are its other versions: the difficulties that change a parameter, the variants. A
    condition is never true only when it is in none of them; they are asked for only when needed.
    """
    check_critical(scenario, others, section, desk)
    check_doses(scenario, section, desk)


def advise_author(
    scenario: Scenario, section: ScenarioSection, desk: Desk, *, others: Iterable[Scenario] = ()
) -> None:
    """Note what an author should know of a scenario that may be run: warnings and notes only.

    In the order of clinscn/1 section 12; ``others`` are as for `check_chart`.
    """
    places = places_of(scenario, section)
    worlds = [world_of(each) for each in (scenario, *others)]
    check_structure(worlds[0], places, section, desk)
    check_loops(worlds[0], places, desk)
    check_references(scenario, places, section, desk)
    rooms = [Rooms(world) for world in worlds]
    check_truth(rooms, places, section, desk)
    check_shadows(worlds, places, desk)
    check_races(rooms, places, desk)
    check_jumps(places, desk)
