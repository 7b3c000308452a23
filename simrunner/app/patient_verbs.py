"""The verbs of the command line about the patient alone."""

from pathlib import Path
from typing import Annotated

import typer

from simrunner.app import exit_code

patient_app = typer.Typer(
    help="The modelled patient alone: run a case, draw a rhythm, print normal ranges.",
    no_args_is_help=True,
)


@patient_app.command("run")
def patient_run(
    case: Annotated[Path, typer.Argument(help="The case: whose body, what is done when.")],
    out: Annotated[Path, typer.Option("--out", help="Where the readings go, as CSV.")],
    waves: Annotated[
        Path | None, typer.Option("--waves", help="Where the waves go, as npz at 250 Hz.")
    ] = None,
) -> int:
    """Run a body without a scenario; 2 when the case has mistakes."""
    from simrunner.app.case_run import run_case_file

    return run_case_file(case, out, waves)


@patient_app.command("columns")
def patient_columns() -> int:
    """List what a case can write down: name, unit, meaning."""
    from simrunner.app.case_page import print_columns

    print_columns()
    return exit_code.OK


@patient_app.command("table")
def patient_table(
    template: Annotated[
        str | None, typer.Option("--template", help="One kind of person; else all.")
    ] = None,
) -> int:
    """Print normal ranges with their sources beside what the modelled body shows at rest."""
    from simrunner.app.patient_table import print_normal_ranges

    print_normal_ranges(template)
    return exit_code.OK
