"""`simrunner record query`: a question over many runs, answered as a table or as JSON."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.table import Table

from simrunner.app import exit_code
from simrunner.app.exit_code import Refusal
from simrunner.app.tables import print_table
from simrunner.domain.person import Deed

Begin = Annotated[
    str | None, typer.Option("--from", help="From the first of these facts: 'state arrest'.")
]
End = Annotated[
    str | None, typer.Option("--to", help="To the first of these after it: 'drug adrenaline'.")
]
Counted = Annotated[str | None, typer.Option("--count", help="How often: 'shock', 'act cpr'.")]
Scenario = Annotated[str, typer.Option("--scenario", help="Only runs of this scenario, by its id.")]
Team = Annotated[str, typer.Option("--team", help="Only runs of this team.")]
Since = Annotated[str, typer.Option("--since", help="Only runs from this day on: 2026-09-01.")]
Until = Annotated[str, typer.Option("--until", help="Only runs before this day: 2026-10-01.")]
By = Annotated[
    str, typer.Option("--by", help="Group by team, scenario, difficulty, or run for each.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]
Record = Annotated[str | None, typer.Argument(help="A record; else this computer's library.")]


def record_query(  # noqa: PLR0913 - one argument for each option of the verb
    file: Record = None,
    *,
    begin: Begin = None,
    end: End = None,
    count: Counted = None,
    scenario: Scenario = "",
    team: Team = "",
    since: Since = "",
    until: Until = "",
    by: By = "team",
    as_json: AsJson = False,
) -> int:
    """Ask many runs: how long from one fact to another, or how often one happened."""
    from simrunner.app.records import look_or_say, open_existing
    from simrunner.record.cohort import Cohort, QuestionError, grouped

    try:
        ask = _question(begin, end, count)
        cohort = Cohort(scenario=scenario, team=team, since=since, until=until)
        with open_existing(file) as library:
            answers = ask(library, cohort)
            look_or_say(library, [run.run for run, _ in answers], Deed.RUN_QUERIED)
            groups = grouped(answers, by)
    except QuestionError as problem:
        raise Refusal(str(problem)) from problem
    if as_json:
        typer.echo(json.dumps([asdict(group) for group in groups], ensure_ascii=False, indent=2))
        return exit_code.OK
    if not groups:
        raise Refusal("No run is asked: see `simrunner record list` for scenarios and teams.")
    unit = "" if count is not None else " (s)"
    table = Table(by, "runs", "with it", f"median{unit}", f"smallest{unit}", f"largest{unit}")
    for group in groups:
        numbers = (group.median, group.low, group.high)
        table.add_row(
            group.name or "(none)", str(group.runs), str(group.found),
            *("-" if number is None else f"{number:.1f}".removesuffix(".0") for number in numbers),
        )  # fmt: skip
    print_table(table)
    return exit_code.OK


def _question(
    begin: str | None, end: str | None, count: str | None
) -> Callable[[Any, Any], list[tuple[Any, float | None]]]:
    """Return what answers the question with a number for every run, None where it has none."""
    from simrunner.record.cohort import asked_runs, intervals, occurrences, sign

    if count is not None and begin is None and end is None:
        wanted = sign(count)

        def how_often(library: Any, cohort: Any) -> list[tuple[Any, float | None]]:
            found = occurrences(library, wanted, cohort)
            return [
                (run, float(len(found.get(run.run, ())))) for run in asked_runs(library, cohort)
            ]

        return how_often
    if count is not None or begin is None or end is None:
        raise Refusal("Ask either --from and --to, or --count.")
    first, then = sign(begin), sign(end)

    def how_long(library: Any, cohort: Any) -> list[tuple[Any, float | None]]:
        return [
            (each.run, None if each.length_ms is None else each.length_ms / 1000)
            for each in intervals(library, first, then, cohort)
        ]

    return how_long
