"""The state diagram of a scenario with the share of virtual runs that reach each state."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from simrunner.domain.chart import Region, Scenario
from simrunner.domain.text import Translate
from simrunner.rehearsal.findings import share_pct
from simrunner.rehearsal.preflight import LevelResult
from simrunner.ui.presenters.condition_words import edge_words, plain_id
from simrunner.ui.presenters.state_map import MapLayout, layout

_HALF_PCT = 50


class Reach(StrEnum):
    """How many of the runs reach a state; UNKNOWN before any rehearsal."""

    UNKNOWN = "unknown"
    MOST = "most"
    SOME = "some"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class StateShare:
    """One state: its title, how many runs reach it, in words and shorter (empty when unknown)."""

    title: str
    reach: Reach
    words: str
    pct: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareRow:
    """A region beside the first, its states in document order."""

    region: str
    states: tuple[StateShare, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareMap:
    """The whole drawing. ``rules`` says by rule name how many runs fired it.

    ``anywhere`` are the rules that hold in every state, one sentence each, and ``entered`` the
    states that they lead to. ``legend`` pairs a look with its words.
    """

    title: str
    note: str
    layout: MapLayout
    states: Mapping[str, StateShare]
    rules: Mapping[str, Reach]
    others: tuple[ShareRow, ...]
    anywhere: tuple[str, ...]
    entered: frozenset[str]
    legend: tuple[tuple[Reach, str], ...]


def share_map(scenario: Scenario, result: LevelResult | None, tr: Translate) -> ShareMap:
    """Return the diagram for the teams of one level; without any, nothing is greyed."""
    main = scenario.regions[0]
    drawn = layout(scenario, tr)
    legend: tuple[tuple[Reach, str], ...] = ()
    if result is not None:
        legend = (
            (Reach.MOST, tr("more than half of the runs")),
            (Reach.SOME, tr("some runs")),
            (Reach.NEVER, tr("never visited")),
        )
    return ShareMap(
        title=tr("State diagram"),
        note=_note(scenario, result, tr),
        layout=drawn,
        states=_states(main, result, tr),
        rules={edge.rule: _reach(_fired(result, edge.rule), result) for edge in drawn.edges},
        others=tuple(
            ShareRow(region=plain_id(each.id), states=tuple(_states(each, result, tr).values()))
            for each in scenario.regions[1:]
        ),
        anywhere=_anywhere(scenario, tr),
        entered=frozenset(edge.goal for edge in drawn.edges if not edge.origin),
        legend=legend,
    )


def _note(scenario: Scenario, result: LevelResult | None, tr: Translate) -> str:
    count = len(scenario.regions)
    regions = tr("1 region") if count == 1 else tr("{count} regions", count=count)
    if result is None:
        return regions
    return tr("{regions}, share of runs", regions=regions)


def _states(region: Region, result: LevelResult | None, tr: Translate) -> dict[str, StateShare]:
    found = {}
    for state in region.states:
        runs = _visits(result, f"{region.id}.{state.path}")
        reach = _reach(runs, result)
        words, pct = "", ""
        if result is not None:
            pct = f"{_share(runs, result)} %" if runs else tr("never")
            words = tr("in {share}", share=pct) if runs else pct
        title = state.title.in_language(tr.language)
        found[state.path] = StateShare(title=title, reach=reach, words=words, pct=pct)
    return found


def _share(runs: int, result: LevelResult) -> str:
    """Return whole percent; a state that few runs reach is never said to be reached by none."""
    pct = share_pct(runs, result.runs)
    return "< 1" if runs and not pct else str(pct)


def _visits(result: LevelResult | None, name: str) -> int:
    """Return how many runs were in a state or, at least, in one of the states inside it."""
    if result is None:
        return 0
    inside = [runs for each, runs in result.state_runs.items() if each.startswith(f"{name}.")]
    return max(result.state_runs.get(name, 0), *inside, 0)


def _fired(result: LevelResult | None, rule: str) -> int:
    return 0 if result is None else result.rule_runs.get(rule, 0)


def _reach(runs: int, result: LevelResult | None) -> Reach:
    if result is None:
        return Reach.UNKNOWN
    if not runs:
        return Reach.NEVER
    return Reach.MOST if runs * 100 > _HALF_PCT * result.runs else Reach.SOME


def _anywhere(scenario: Scenario, tr: Translate) -> tuple[str, ...]:
    """Return one line for each rule that leads somewhere, and one for all that only act."""
    leading, acting = [], []
    for rule in scenario.anywhere:
        cause = edge_words(rule, scenario, tr)[0]
        if rule.go and rule.region:
            state = scenario.states_of(rule.region).get(rule.go)
            goal = rule.go if state is None else state.title.in_language(tr.language)
            leading.append(f"{cause} → {goal}")
        else:
            acting.append(cause)
    found = (*leading, *((tr("; ").join(acting),) if acting else ()))
    return tuple(tr("from anywhere: {cause}", cause=cause) for cause in found)
