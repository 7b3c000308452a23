"""`simrunner record export`, `import`, `backup` and `restore`: runs in and out of a library."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simrunner.app import exit_code
from simrunner.app.exit_code import Refusal
from simrunner.app.results import writing
from simrunner.app.settings import data_folder
from simrunner.domain.person import Purpose, Reason

if TYPE_CHECKING:
    from simrunner.record.library import Library as Record

File = Annotated[str, typer.Argument(help="The record.")]
Library = Annotated[Path | None, typer.Argument(help="A record; else this computer's library.")]


def record_export(
    file: File,
    out: Annotated[
        Path, typer.Option("--out", help="The file to write: .jsonl .csv .xlsx .parquet .zip.")
    ],
    *,
    kind: Annotated[
        str | None, typer.Option("--format", help="jsonl, csv, xlsx, parquet or bundle.")
    ] = None,
    run_id: Annotated[str | None, typer.Option("--run", help="Which run; else the last.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every run of the record.")] = False,
    purpose: Annotated[
        Purpose | None, typer.Option("--purpose", help="What for; people in it agreed to that.")
    ] = None,
    without_consent: Annotated[
        Reason | None, typer.Option("--without-consent", help="Why it needs none: audited.")
    ] = None,
) -> int:
    """Write runs in an open format: lines, a table, a workbook, columns, or a whole bundle."""
    from simrunner.app.export_consent import let_out
    from simrunner.app.record_care import write_runs
    from simrunner.app.records import chosen_run, open_existing
    from simrunner.record.bundle import with_parents

    chosen = _format(out, kind)
    if every and (run_id is not None or chosen in {"jsonl", "csv"}):
        raise Refusal("--all is for xlsx, parquet and bundle, and not together with --run.")
    with open_existing(file) as library:
        last = chosen_run(library, file, run_id)
        runs = [row.run for row in library.runs()][::-1] if every else [last]
        if chosen == "bundle":
            runs = list(with_parents(library, runs))
        let_out(library, runs, purpose, without_consent)
        with writing(out):
            write_runs(library, runs, out, chosen, lambda run: typer.echo(run, err=True))
    return exit_code.OK


def _format(out: Path, kind: str | None) -> str:
    from simrunner.app.record_care import FORMATS, SUFFIXES

    if kind is None and out.suffix not in SUFFIXES:
        raise Refusal(
            f"An export ends in {', '.join(SUFFIXES)}, not {out.suffix or 'nothing'}; "
            "or say its --format."
        )
    chosen = kind or SUFFIXES[out.suffix]
    if chosen not in FORMATS:
        raise Refusal(f"There is no format {chosen}: choose one of {', '.join(FORMATS)}.")
    return chosen


def record_import(
    bundle: Annotated[Path, typer.Argument(help="A bundle (.zip) of another installation.")],
    file: Library = None,
) -> int:
    """Take the runs of a bundle into a record: all of them, or none when one does not verify."""
    from simrunner.app.record_care import take_bundle
    from simrunner.record.errors import BadRequestError
    from simrunner.record.unbundle import BundleError

    with _own(file) as library:
        try:
            taken, erased = take_bundle(library, bundle, data_folder())
        except (BundleError, BadRequestError) as problem:
            raise Refusal(str(problem)) from problem
    for run in taken.added:
        typer.echo(f"{run}: added")
    for run in taken.known:
        typer.echo(f"{run}: here already")
    if erased:
        typer.echo(f"{erased} row(s) that were erased here or there before were erased.")
    for code in taken.named:
        typer.echo(
            f"{code} was erased where this comes from, and has a name here: "
            f"`simrunner people erase {code}`"
        )
    return exit_code.OK


def _own(file: Path | None) -> "Record":
    """Open a record, this computer's library without a file; made where there is none yet."""
    from simrunner.app.keys import own_notary
    from simrunner.app.record_keys import keys_for
    from simrunner.record.library import Library as Record

    chosen = file if file is not None else data_folder() / "library.sqlite"
    return Record.open(chosen, notary=own_notary(data_folder()), keys=keys_for())


def record_backup(
    out: Annotated[Path, typer.Option("--out", help="The copy to write.")], file: Library = None
) -> int:
    """Copy a record as it is at this moment, even while a run is being recorded."""
    from simrunner.app.record_care import back_up
    from simrunner.app.record_keys import keys_for
    from simrunner.app.records import named_by_the_user, place_named
    from simrunner.record.errors import BadRequestError

    source = file if file is not None else data_folder() / "library.sqlite"
    place_named(source)
    try:
        with named_by_the_user(source), writing(out):
            report = back_up(source, out, keys_for(), lambda _done, _of: None)
    except BadRequestError as problem:
        raise Refusal(str(problem)) from problem
    typer.echo(f"{out}: {len(report.runs)} runs{'' if report.is_intact else ', NOT intact'}")
    return exit_code.OK if report.is_intact else exit_code.CHECK_FAILED


def record_restore(
    backup: Annotated[Path, typer.Argument(help="A copy made by `record backup`.")],
    file: Library = None,
) -> int:
    """Bring a backup back; the record that is there now is kept beside it."""
    from simrunner.app.record_care import BadBackupError, bring_back
    from simrunner.app.record_keys import keys_for
    from simrunner.app.records import named_by_the_user, place_named

    target = file if file is not None else data_folder() / "library.sqlite"
    place_named(target)
    try:
        with named_by_the_user(backup), writing(target):
            done = bring_back(backup, target, data_folder(), keys_for(), lambda _done, _of: None)
    except BadBackupError as bad:
        for problem in bad.problems:
            typer.echo(f"  {problem}", err=True)
        raise Refusal(str(bad)) from bad
    typer.echo(f"{target}: {done.runs} runs")
    if done.kept is not None:
        typer.echo(f"What was there is kept as {done.kept}.")
    if done.erased:
        typer.echo(f"{done.erased} texts that were erased since were erased again.")
    if done.is_older:
        typer.echo("More was sealed here before than came back: `record verify` goes on saying so.")
    return exit_code.OK
