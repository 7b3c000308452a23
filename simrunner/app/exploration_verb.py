"""What `check --explore` does: explore each pack and print what was proved and what was not."""

from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from simrunner.app import exit_code
from simrunner.app.compose import open_pack
from simrunner.app.exit_code import Refusal
from simrunner.domain.chart import Scenario
from simrunner.domain.condition_text import duration_text
from simrunner.domain.sim_time import clock_text
from simrunner.rehearsal.explore import NOT_EXPLORED, explore
from simrunner.rehearsal.explored import Exploration, Found, Goal, GoalKind, Witness
from simrunner.rehearsal.moves import ScriptLine
from simrunner.scenario.pack import SCENARIO_FILE
from simrunner.scenario.source.problem import Problems
from simrunner.scenario.source.reader import read_tree
from simrunner.scenario.source.tree import Table, Word

_SENTENCES = {
    "fault": "{name}: {detail}",
    "state-unreached": "no run reached the state {name}",
    "rule-unfired": "no run fired the rule {name}: {detail}",
    "no-way-out": "no run through {name} reached a final state ({detail})",
    "arrest-unavoidable": "every run that reached a final state lost the pulse in {name}",
    "cue-never": "the cue of the expectation {name} never came",
    "never-met": "no run met the expectation {name} in time",
    "no-outcome": "no run reached a final state of {name}",
}


def explore_packs(
    folders: list[Path], *, most: int, as_json: bool, say: Callable[[str], None]
) -> int:
    """Explore each pack and return 2 when one brings itself to a fault; else 0."""
    worst = exit_code.OK
    for folder in folders:
        found = explore_folder(folder, most)
        for line in [found.to_json()] if as_json else exploration_lines(found, folder):
            say(line)
        if found.has_faults:
            worst = exit_code.BAD_INPUT
    return worst


def explore_folder(folder: Path, most: int) -> Exploration:
    """Return the exploration of a pack; a bar on stderr shows how far it is."""
    scenario = open_pack(folder).scenario
    if scenario.patient.kind == "modelled":
        raise Refusal(f"The patient of {scenario.id} is modelled: {NOT_EXPLORED}.")
    with Progress(console=Console(stderr=True), transient=True,
                  disable=not Console(stderr=True).is_terminal) as progress:  # fmt: skip
        bar = progress.add_task(scenario.id, total=most)
        return explore(
            scenario, most=most, state_lines=_state_lines(folder, scenario),
            on_node=lambda count: progress.update(bar, completed=count),
        )  # fmt: skip


def exploration_lines(found: Exploration, folder: Path) -> Iterator[str]:
    """Yield an exploration for people: coverage, findings, scripts."""
    bound = f"{found.situations} situations, each run followed to {clock_text(found.horizon_ms)}"
    whole = "nothing left to try" if found.is_exhausted else "more is left to try"
    yield f"{found.scenario}: {bound}; {found.merged} counted as known; {whole}"
    kinds: tuple[tuple[str, GoalKind], ...] = (
        ("states reached", "state"), ("rules fired", "rule"), ("expectations opened", "opened"),
        ("expectations met", "met"), ("outcomes", "outcome"),
    )  # fmt: skip
    for words, kind in kinds:
        goals = found.of_kind(kind)
        shown = sum(goal.witness is not None for goal in goals)
        yield f"  {words}: {shown} of {len(goals)}"
    yield from _finding_lines(found, folder)
    for goal in (*found.of_kind("outcome"), *found.of_kind("avoids")):
        if goal.witness is not None:
            yield from _script(_title(goal), goal.witness)


def finding_sentence(finding: Found) -> str:
    """Return a finding as one English sentence without its place."""
    return _SENTENCES[finding.kind].format(name=finding.name, detail=finding.detail)


def _finding_lines(found: Exploration, folder: Path) -> Iterator[str]:
    for each in found.findings:
        place = f"{folder / SCENARIO_FILE}:{each.line}: " if each.line else ""
        sort = "proved" if each.is_proved else f"not found within {found.situations} situations"
        yield f"{place}{finding_sentence(each)} [{sort}]"
        if each.witness is not None:
            yield from _script(f"shown at {clock_text(each.witness.at_ms)} by", each.witness)
    if not found.findings:
        yield "  nothing to report"


def _title(goal: Goal) -> str:
    assert goal.witness is not None
    at = clock_text(goal.witness.at_ms)
    if goal.kind == "avoids":
        return f"ends at {at} without {goal.name}, played:"
    return f"{goal.name} at {at}, played:"


def _script(title: str, witness: Witness) -> Iterator[str]:
    yield f"  {title}"
    if not witness.lines:
        yield "    (nobody does anything)"
    for line in witness.lines:
        yield f"    {script_line(line)}"
    if not witness.is_sayable:
        yield "    (an expected.yaml has no words for pacing and devices)"


def script_line(line: ScriptLine) -> str:
    """Return a line as it stands under a team of an expected.yaml."""
    return f"- {{at: {duration_text(line.at_ms)}, do: {line.do}}}"


def _state_lines(folder: Path, scenario: Scenario) -> dict[str, int]:
    """Return the line of each state by ``region.path``; states brought in by `use` have none."""
    tree = read_tree((folder / SCENARIO_FILE).read_bytes(), Problems(SCENARIO_FILE))
    regions = None if tree is None else tree.get(Word("regions"))
    lines: dict[str, int] = {}
    if not isinstance(regions, Table):
        return lines
    for region in scenario.regions:
        _note_lines(regions.get(Word(region.id)), region.id, lines)
    return lines


def _note_lines(owner: object, name: str, lines: dict[str, int]) -> None:
    states = owner.get(Word("states")) if isinstance(owner, Table) else None
    if isinstance(states, Table):
        for state, body in states.items():
            lines[f"{name}.{state}"] = state.line
            _note_lines(body, f"{name}.{state}", lines)
