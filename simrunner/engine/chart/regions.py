"""A scenario's regions and states as one chart for the selection core."""

from collections.abc import Sequence

from simrunner.domain.chart import Region, Scenario, State
from simrunner.engine.chart.configuration import RegionNode
from simrunner.engine.chart.statechart import Chart, Kind, Sketch


def regions_of(scenario: Scenario) -> dict[str, RegionNode]:
    """Return the regions by id in document order, none of them begun, on one chart."""
    chart = chart_of(scenario)
    return {region.id: RegionNode(region, chart) for region in scenario.regions}


def chart_of(scenario: Scenario) -> Chart:
    """Return the chart: regions by their ids under one parallel root, states as ``region.path``."""
    children = tuple(_region(each) for each in scenario.regions)
    return Chart(Sketch(name="", kind=Kind.PARALLEL, children=children))


def _region(region: Region) -> Sketch:
    return Sketch(
        name=region.id,
        kind=Kind.COMPOUND,
        initial=(_name(region.id, region.start),),
        children=_states(region.id, region.states),
    )


def _states(region_id: str, states: Sequence[State]) -> tuple[Sketch, ...]:
    return tuple(
        Sketch(
            name=_name(region_id, state.path),
            kind=_kind(state),
            initial=_initial(region_id, state),
            children=_states(region_id, state.children),
        )
        for state in states
    )


def _kind(state: State) -> Kind:
    if state.children:
        return Kind.COMPOUND
    return Kind.FINAL if state.is_final else Kind.ATOMIC


def _initial(region_id: str, state: State) -> tuple[str, ...]:
    """Name the start; a file may give it by its path or by its id in the parent."""
    if state.start is None:
        return ()
    child = next(each for each in state.children if state.start in (each.path, each.id))
    return (_name(region_id, child.path),)


def _name(region_id: str, path: str) -> str:
    return f"{region_id}.{path}"
