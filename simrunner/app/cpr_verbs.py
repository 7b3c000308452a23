"""The verbs of the command line about chest compressions."""

from pathlib import Path
from typing import Annotated

import typer

from simrunner.app import exit_code

cpr_app = typer.Typer(help="The quality of chest compressions.", no_args_is_help=True)


@cpr_app.command("measure")
def cpr_measure(
    file: Annotated[Path, typer.Argument(help="A CSV file of depths, compressions or periods.")],
    *,
    kind: Annotated[
        str, typer.Option("--kind", help="What a row is: depth, compressions or periods.")
    ] = "depth",
    rate: Annotated[
        float | None, typer.Option("--rate", help="Samples per second, for depths without times.")
    ] = None,
    profile: Annotated[
        str, typer.Option("--profile", help="What to measure against: adult, child or infant.")
    ] = "adult",
    gap: Annotated[float, typer.Option("--gap", help="From how many seconds on, a pause.")] = 1.0,
    total: Annotated[
        float | None, typer.Option("--total", help="Seconds that the fractions refer to.")
    ] = None,
    is_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> int:
    """Measure rate, depth, release, fractions, pauses and an open score of any file."""
    from simrunner.app.cpr_measure import Ask, measure, print_measures

    ask = Ask(
        file=file, kind=kind, profile=profile, gap_s=gap, rate_hz=rate, total_s=total
    )  # fmt: skip
    print_measures(measure(ask), is_json=is_json)
    return exit_code.OK
