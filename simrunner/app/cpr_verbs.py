"""The verbs of the command line about chest compressions."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from simrunner.app import exit_code

cpr_app = typer.Typer(help="The quality of chest compressions.", no_args_is_help=True)

_File: TypeAlias = Annotated[
    Path, typer.Argument(help="A CSV file of depths, compressions or periods, or a record.")
]
_Kind: TypeAlias = Annotated[
    str | None,
    typer.Option("--kind", help="depth, compressions, periods or record; else it is guessed."),
]
_Rate: TypeAlias = Annotated[
    float | None, typer.Option("--rate", help="Samples per second, for depths without times.")
]
_Profile: TypeAlias = Annotated[
    str, typer.Option("--profile", help="What to measure against: adult, child or infant.")
]
_Gap: TypeAlias = Annotated[float, typer.Option("--gap", help="From how many seconds on, a pause.")]
_RoscGap: TypeAlias = Annotated[
    float | None,
    typer.Option("--rosc-gap", help="From how many seconds on, a gap is left out; 120 is usual."),
]
_Total: TypeAlias = Annotated[
    float | None, typer.Option("--total", help="Seconds that the fractions refer to.")
]
_Shocks: TypeAlias = Annotated[
    list[float] | None, typer.Option("--shock", help="When a shock was given, s; repeatable.")
]
_Ventilations: TypeAlias = Annotated[
    Path | None, typer.Option("--ventilations", help="A CSV file time_s,volume_ml of breaths.")
]
_Airway: TypeAlias = Annotated[
    bool, typer.Option("--airway", help="The breaths went through an advanced airway.")
]
_Run: TypeAlias = Annotated[
    str | None, typer.Option("--run", help="Which run of a record; else the last.")
]
_Json: TypeAlias = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@cpr_app.command("measure")
def cpr_measure(  # noqa: PLR0913 - one argument for each option of the verb
    file: _File,
    *,
    kind: _Kind = None,
    rate: _Rate = None,
    profile: _Profile = "adult",
    gap: _Gap = 1.0,
    rosc_gap: _RoscGap = None,
    total: _Total = None,
    shock: _Shocks = None,
    ventilations: _Ventilations = None,
    airway: _Airway = False,
    run_id: _Run = None,
    is_json: _Json = False,
) -> int:
    """Measure rate, depth, release, fractions, pauses and an open score of any file or record."""
    from simrunner.app.cpr_measure import Ask, measure, print_measures

    ask = Ask(
        file=file, kind=kind, profile=profile, gap_s=gap, rate_hz=rate, total_s=total,
        rosc_gap_s=rosc_gap, shocks_s=tuple(shock or ()), ventilations=ventilations,
        has_airway=airway, run=run_id,
    )  # fmt: skip
    print_measures(measure(ask), is_json=is_json)
    return exit_code.OK
