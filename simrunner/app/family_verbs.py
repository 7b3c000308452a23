"""`simrunner record tree` and `compare`: the runs of a session, and two of them side by side."""

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.tree import Tree

from simrunner.app import exit_code
from simrunner.app.tables import print_table
from simrunner.debrief.comparison import Comparison, VitalPair, compare_runs
from simrunner.domain.person import Deed
from simrunner.domain.sim_time import clock_text
from simrunner.domain.vital import VITALS

Record = Annotated[str | None, typer.Argument(help="A record; else this computer's library.")]
File = Annotated[str, typer.Argument(help="The record.")]

COMPARED_VITALS = ("HR", "MAP", "SpO2", "EtCO2", "RR")
"""What the table of two runs shows of the patient, each minute."""


def record_tree(file: Record = None) -> int:
    """Show the runs of each session as a tree: what was rewound from what, and where."""
    from simrunner.app.records import open_existing
    from simrunner.record.family import FamilyRun, families

    def hang(tree: Tree, member: FamilyRun) -> None:
        summary = member.summary
        parted = f" from {clock_text(member.parted_ms)}" if member.parted_ms is not None else ""
        facts = (summary.team, clock_text(summary.duration_ms), summary.outcome or "unfinished")
        branch = tree.add(f"{summary.run}{parted}: {', '.join(fact for fact in facts if fact)}")
        for child in member.branches:
            hang(branch, child)

    console = Console(highlight=False, soft_wrap=True)
    with open_existing(file) as library:
        for first in families(library):
            tree = Tree(f"{first.summary.title} ({first.summary.scenario})")
            hang(tree, first)
            console.print(tree, markup=False)
    return exit_code.OK


def record_compare(
    file: File,
    first: Annotated[str, typer.Argument(help="A run.")],
    second: Annotated[str, typer.Argument(help="Another: a branch of it, or another team's.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> int:
    """Hold two runs side by side: states, expectations, vitals."""
    from simrunner.app.records import read_run

    one, other = (read_run(file, run, Deed.RUN_COMPARED) for run in (first, second))
    found = compare_runs(one, other)
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
        return exit_code.OK
    _tell_parting(found)
    _print_states(found, first, second)
    _print_expectations(found, first, second)
    _print_vitals(found)
    return exit_code.OK


def _tell_parting(found: Comparison) -> None:
    if found.parted_ms is None:
        typer.echo("They share no fact.")
    else:
        typer.echo(f"They share {found.shared_facts} facts, until {clock_text(found.parted_ms)}.")


def _print_states(found: Comparison, first: str, second: str) -> None:
    states = Table("state", first, second)
    names = dict.fromkeys((each.region, each.state) for visits in found.visits for each in visits)
    for region, state in names:
        spans = (
            ", ".join(
                f"{clock_text(each.from_ms)} to {clock_text(each.until_ms)}"
                for each in visits
                if (each.region, each.state) == (region, state)
            )
            for visits in found.visits
        )
        states.add_row(f"{region}.{state}", *spans)
    states.add_row("outcome", *found.outcomes)
    print_table(states)


def _print_expectations(found: Comparison, first: str, second: str) -> None:
    expectations = Table("expectation", first, second, "sooner by (s)")
    for pair in found.expectations:
        gain = "-" if pair.gain_ms is None else f"{pair.gain_ms / 1000:+.1f}"
        expectations.add_row(
            pair.expectation, _seen(pair.first, pair.first_ms), _seen(pair.second, pair.second_ms),
            gain,
        )  # fmt: skip
    print_table(expectations)


def _print_vitals(found: Comparison) -> None:
    shown = [pair for pair in found.vitals if pair.vital in COMPARED_VITALS]
    vitals = Table("time", *(str(pair.vital) for pair in shown))
    for index, at_ms in enumerate(shown[0].at_ms if shown else ()):
        if at_ms % 60_000 == 0:
            vitals.add_row(clock_text(at_ms), *(_both(pair, index) for pair in shown))
    print_table(vitals)


def _seen(status: str, at_ms: int | None) -> str:
    return status if at_ms is None else f"{status} {clock_text(at_ms)}"


def _both(pair: VitalPair, index: int) -> str:
    decimals = VITALS[pair.vital].decimals
    return f"{pair.first[index]:.{decimals}f} | {pair.second[index]:.{decimals}f}"
