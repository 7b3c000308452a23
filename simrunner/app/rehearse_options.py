"""The options of `rehearse` as the command line spells them."""

from pathlib import Path
from typing import Annotated

import typer

Runs = Annotated[int, typer.Option("--runs", min=1, max=100_000, help="Runs of each level.")]
Jobs = Annotated[
    int | None, typer.Option("--jobs", min=1, max=256, help="Processes; else one per processor.")
]
ModelFile = Annotated[
    Path | None,
    typer.Option("--model", help="A team model (.toml); else the built-in assumptions."),
]
Cluster = Annotated[
    str | None, typer.Option("--cluster", help="A Dask scheduler's address, or local.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the pre-flight as JSON.")]
FitRecords = Annotated[
    list[Path] | None,
    typer.Option("--fit", help="Fit a team model to this record; may be repeated."),
]
PdfFile = Annotated[Path | None, typer.Option("--pdf", help="The pre-flight as a PDF of one page.")]
ResultFile = Annotated[
    Path | None, typer.Option("--out", help="The pre-flight as JSON; with --fit the model.")
]
