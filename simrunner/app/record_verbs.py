"""The verbs of the command line about recorded runs."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from simrunner.app import exit_code
from simrunner.app.tables import print_table

record_app = typer.Typer(
    help="Recorded runs: list, verify, replay, branch, resume, export.", no_args_is_help=True
)


@record_app.command("list")
def record_list(
    file: Annotated[
        Path | None, typer.Argument(help="A record; else this computer's library.")
    ] = None,
) -> int:
    """List the runs of a record."""
    from simrunner.app.records import open_existing

    table = Table("run", "scenario", "team", "started", "lasted", "outcome")
    with open_existing(file) as library:
        for row in library.runs():
            lasted = f"{row.duration_ms / 1000:.1f} s"
            table.add_row(row.run, row.scenario, row.team, row.started_wall, lasted, row.outcome)
    print_table(table)
    return exit_code.OK


@record_app.command("verify")
def record_verify(file: Annotated[Path, typer.Argument(help="The record to check.")]) -> int:
    """Check a record: chain, sequence, file; 1 when anything was changed."""
    from simrunner.app.records import verify_record

    return verify_record(file, typer.echo)


@record_app.command("replay")
def record_replay(
    file: Annotated[Path, typer.Argument(help="The record.")],
    run_id: Annotated[str | None, typer.Option("--run", help="Which run; else the last.")] = None,
) -> int:
    """Tell a run again from its inputs; 1 when a fact differs from the record."""
    from simrunner.app.telling import replay_record

    return replay_record(file, run_id, typer.echo)


@record_app.command("branch")
def record_branch(
    file: Annotated[Path, typer.Argument(help="The record; the new run is added to it.")],
    at: Annotated[
        str, typer.Option("--at", help="Where to rewind to: '3 min 20 s', '200 s', 03:20.")
    ],
    *,
    team: Annotated[
        str, typer.Option(help="Who goes on: good, average, poor, or a file of timed acts.")
    ] = "average",
    pack: Annotated[
        str | None, typer.Option(help="The pack of the teams; else that of the record's scenario.")
    ] = None,
    run_id: Annotated[str | None, typer.Option("--run", help="Which run; else the last.")] = None,
) -> int:
    """Rewind a run: a new one that shares its beginning, and then goes another way."""
    from simrunner.app.branching import branch_record

    summary = branch_record(file, run_id, at=at, team=team, pack=pack)
    typer.echo(json.dumps(summary, ensure_ascii=False, indent=2))
    return exit_code.OK


@record_app.command("resume")
def record_resume(
    file: Annotated[Path, typer.Argument(help="The record; the run goes on in it.")],
    *,
    team: Annotated[
        str, typer.Option(help="Who goes on: good, average, poor, or a file of timed acts.")
    ] = "average",
    pack: Annotated[
        str | None, typer.Option(help="The pack of the teams; else that of the record's scenario.")
    ] = None,
    run_id: Annotated[
        str | None, typer.Option("--run", help="Which run; else the newest unfinished one.")
    ] = None,
) -> int:
    """Continue a run that was cut short, in its own chain, and play it to its end."""
    from simrunner.app.resume import resume_record

    summary = resume_record(file, run_id, team=team, pack=pack)
    typer.echo(json.dumps(summary, ensure_ascii=False, indent=2))
    return exit_code.OK


@record_app.command("export")
def record_export(
    file: Annotated[Path, typer.Argument(help="The record.")],
    out: Annotated[Path, typer.Option("--out", help="The file to write: .jsonl or .csv.")],
    run_id: Annotated[str | None, typer.Option("--run", help="Which run; else the last.")] = None,
) -> int:
    """Write a run's facts as JSON lines or CSV."""
    from simrunner.app.records import export_record

    export_record(file, out, run_id)
    return exit_code.OK
