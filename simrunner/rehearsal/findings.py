"""What a rehearsal tells an author before class, by the model's thresholds."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from simrunner.domain.chart import Scenario
from simrunner.domain.sim_time import clock_text
from simrunner.domain.text import Translate
from simrunner.rehearsal.preflight import TIME_LIMIT, Finding, LevelResult
from simrunner.rehearsal.team_model import TeamModel

FEWEST_ASKED = 10
"""A share of fewer runs is not worth a sentence: one run more would change it by a tenth."""


def findings_of(
    scenario: Scenario,
    model: TeamModel,
    levels: Sequence[LevelResult],
    unused: Sequence[str],
    unvisited: Sequence[str],
) -> tuple[Finding, ...]:
    """Return every finding, those about teaching first."""
    good = next((each for each in levels if each.level == "good"), None)
    found: list[Finding] = []
    if good is not None:
        found += _objectives(scenario, model, good)
        found += _critical(scenario, model, good)
        found += _duration(scenario, model, good)
    found += _unfinished(scenario, model, levels)
    found += _alike(model, levels)
    if unvisited:
        names = ", ".join(unvisited)
        found.append(Finding(kind="states-unvisited", fields={"states": names}))
    if unused:
        found.append(Finding(kind="rules-unused", fields={"rules": ", ".join(unused)}))
    return tuple(found)


def finding_text(finding: Finding, tr: Translate) -> str:
    """Return a finding as one sentence in the interface's language; KeyError for unknown kinds."""
    fields = finding.fields
    match finding.kind:
        case "unfinished":
            return tr(
                "{share} % of the {level} teams' runs were not finished after {limit}: "
                "have an ending by the facilitator at hand.",
                **fields,
            )
        case "alike":
            return tr(
                "{better} and {weaker} teams are hardly told apart: outcomes differ by "
                "{outcomes} %, expectations met by {met} points (at least {wanted} is wanted).",
                **fields,
            )
        case "states-unvisited":
            return tr("No team visited these states: {states}.", **fields)
        case "rules-unused":
            return tr("No team's run used these rules: {rules}.", **fields)
        case _:
            return _good_teams_text(finding, tr)


def _good_teams_text(finding: Finding, tr: Translate) -> str:
    fields = finding.fields
    match finding.kind:
        case "objective-seldom":
            return tr(
                "Objective {objective} is exercised in {share} % of the good teams' runs "
                "(at least {wanted} % is wanted): its cue hardly arises.",
                **fields,
            )
        case "objective-idle":
            return tr(
                "No expectation belongs to objective {objective}: no run can show whether it is "
                "exercised. Name it in an expectation.",
                **fields,
            )
        case "critical-weak":
            return tr(
                "Good teams meet the critical expectation {expectation} in {share} % of the runs "
                "that ask for it (at least {wanted} % is wanted).",
                **fields,
            )
        case "too-short":
            return tr(
                "Good teams are done after {median} (median), far before the planned {planned}.",
                **fields,
            )
        case "too-long":
            return tr(
                "Good teams need {median} (median), longer than the planned {planned}.", **fields
            )
        case _:
            raise KeyError(finding.kind)


def share_pct(part: int, whole: int) -> int:
    """Return a share in whole percent, half rounded up; 0 of 0 is 0."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def met_share_pct(result: LevelResult) -> int:
    """Return how many of the opened expectations were met, all runs together."""
    return share_pct(sum(result.expectation_met.values()), sum(result.expectation_opened.values()))


def outcome_distance_pct(one: LevelResult, other: LevelResult) -> int:
    """Return the total variation distance of two outcome distributions in percent.

    0: the same shares of every outcome; 100: no outcome in common. It is half the sum of the
    differences of the shares, the largest difference in probability that any question about the
    outcome can show.
    """
    names = dict.fromkeys((*one.outcomes, *other.outcomes))
    apart = sum(
        abs(one.outcomes.get(name, 0) * other.runs - other.outcomes.get(name, 0) * one.runs)
        for name in names
    )
    return share_pct(apart, 2 * one.runs * other.runs)


def _objectives(scenario: Scenario, model: TeamModel, good: LevelResult) -> Iterator[Finding]:
    wanted = model.threshold("objective_share_pct")
    served = {each.objective for each in scenario.expectations}
    for objective, runs in good.objective_runs.items():
        if objective not in served:
            yield Finding(kind="objective-idle", fields={"objective": objective})
        elif runs * 100 < wanted * good.runs:
            fields: dict[str, str | int] = {
                "objective": objective, "share": share_pct(runs, good.runs), "wanted": int(wanted)
            }  # fmt: skip
            yield Finding(kind="objective-seldom", fields=fields)


def _critical(scenario: Scenario, model: TeamModel, good: LevelResult) -> Iterator[Finding]:
    wanted = model.threshold("critical_met_pct")
    for expectation in scenario.expectations:
        name = expectation.id
        opened, met = good.expectation_opened[name], good.expectation_met[name]
        if not expectation.is_critical or opened < FEWEST_ASKED:
            continue
        if met * 100 < wanted * opened:
            fields: dict[str, str | int] = {
                "expectation": name, "share": share_pct(met, opened), "wanted": int(wanted)
            }  # fmt: skip
            yield Finding(kind="critical-weak", fields=fields)


def _duration(scenario: Scenario, model: TeamModel, good: LevelResult) -> Iterator[Finding]:
    fields: dict[str, str | int] = {
        "median": clock_text(good.duration_p50_ms), "planned": clock_text(scenario.duration_ms)
    }  # fmt: skip
    percent = good.duration_p50_ms * 100
    if percent < model.threshold("shortest_pct") * scenario.duration_ms:
        yield Finding(kind="too-short", fields=fields)
    if percent > model.threshold("longest_pct") * scenario.duration_ms:
        yield Finding(kind="too-long", fields=fields)


def _unfinished(
    scenario: Scenario, model: TeamModel, levels: Sequence[LevelResult]
) -> Iterator[Finding]:
    for result in levels:
        runs = result.outcomes.get(TIME_LIMIT, 0)
        if runs * 100 > model.threshold("unfinished_pct") * result.runs:
            limit_ms = int(scenario.duration_ms * model.of(result.level).slot_pct / 100)
            fields: dict[str, str | int] = {
                "share": share_pct(runs, result.runs), "level": result.level,
                "limit": clock_text(limit_ms),
            }  # fmt: skip
            yield Finding(kind="unfinished", fields=fields)


def _alike(model: TeamModel, levels: Sequence[LevelResult]) -> Iterator[Finding]:
    """Yield neighbouring levels that neither outcomes nor what they met tell apart."""
    wanted = model.threshold("separation_pct")
    for better, weaker in pairwise(levels):
        outcomes = outcome_distance_pct(better, weaker)
        met = met_share_pct(better) - met_share_pct(weaker)
        if outcomes < wanted and met < wanted:
            fields: dict[str, str | int] = {
                "better": better.level, "weaker": weaker.level, "outcomes": outcomes,
                "met": met, "wanted": int(wanted),
            }  # fmt: skip
            yield Finding(kind="alike", fields=fields)
