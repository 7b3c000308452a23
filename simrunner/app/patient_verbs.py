"""The verbs of the command line about the patient alone."""

import re
from pathlib import Path
from typing import Annotated

import typer

from simrunner.app import exit_code
from simrunner.app.exit_code import Refusal
from simrunner.domain.text import LANGUAGES

_SIZE = re.compile(r"[1-9][0-9]{0,3}x[1-9][0-9]{0,3}")

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


@patient_app.command("plot")
def patient_plot(
    name: Annotated[str, typer.Argument(help="A rhythm or an illness, by its id.")],
    out: Annotated[Path, typer.Option("--out", help="The PNG to write.")],
    size: Annotated[
        str | None, typer.Option("--size", help="Fit into width x height in pixels.")
    ] = None,
    lang: Annotated[str, typer.Option("--lang", help="Language of words: en, zh-CN.")] = "en",
    loops: Annotated[
        bool, typer.Option("--loops", help="Ventilate the patient and draw the airway's loops.")
    ] = False,
) -> int:
    """Draw what a modelled patient in a rhythm or an illness looks like on paper and monitor."""
    if lang not in LANGUAGES:
        raise Refusal(f"There is no language {lang}: choose {' or '.join(LANGUAGES)}.")
    if out.suffix.lower() != ".png":
        raise Refusal(f"A picture ends in .png, not {out.suffix or 'nothing'}.")
    if size is not None and not _SIZE.fullmatch(size):
        raise Refusal(f"A size reads like 1920x1080, not {size}.")
    from simrunner.app.patient_pictures import plot_file

    sides = None if size is None else [int(side) for side in size.split("x")]
    fit = None if sides is None else (sides[0], sides[1])
    plot_file(name, out, fit, lang, has_loops=loops)
    return exit_code.OK
