"""`simrunner record export`, `import`, `backup` and `restore`: runs in and out of a library."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simrunner.app import exit_code
from simrunner.app.exit_code import Refusal
from simrunner.app.results import writing
from simrunner.app.settings import data_folder

if TYPE_CHECKING:
    from simrunner.domain.run_record import RunRecord
    from simrunner.record.finding import IntegrityReport
    from simrunner.record.library import Library as Record

File = Annotated[Path, typer.Argument(help="The record.")]
Library = Annotated[Path | None, typer.Argument(help="A record; else this computer's library.")]

FORMATS = ("jsonl", "csv", "xlsx", "parquet", "bundle")
SUFFIXES = {".jsonl": "jsonl", ".csv": "csv", ".xlsx": "xlsx", ".parquet": "parquet",
            ".zip": "bundle"}  # fmt: skip


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
) -> int:
    """Write runs in an open format: lines, a table, a workbook, columns, or a whole bundle."""
    from simrunner.app.records import open_existing

    chosen = _format(out, kind)
    if every and (run_id is not None or chosen in {"jsonl", "csv"}):
        raise Refusal("--all is for xlsx, parquet and bundle, and not together with --run.")
    with open_existing(file) as library:
        known = [row.run for row in library.runs()][::-1]
        if run_id is not None and run_id not in known:
            raise Refusal(f"There is no run {run_id} in {file}; there are {', '.join(known)}.")
        if not known:
            raise Refusal(f"There is no run in {file} yet.")
        runs = known if every else [run_id or known[-1]]
        if chosen == "bundle":
            from simrunner.record.bundle import write_bundle

            write_bundle(library, runs, out, lambda run: typer.echo(run, err=True))
            return exit_code.OK
        with writing(out):
            _writer(chosen)([library.read(run) for run in runs], out)
    return exit_code.OK


def _format(out: Path, kind: str | None) -> str:
    if kind is None and out.suffix not in SUFFIXES:
        raise Refusal(
            f"An export ends in {', '.join(SUFFIXES)}, not {out.suffix or 'nothing'}; "
            "or say its --format."
        )
    chosen = kind or SUFFIXES[out.suffix]
    if chosen not in FORMATS:
        raise Refusal(f"There is no format {chosen}: choose one of {', '.join(FORMATS)}.")
    return chosen


def _writer(chosen: str) -> "Callable[[list[RunRecord], Path], object]":
    """Return what writes a format; only its own library is loaded."""
    if chosen == "xlsx":
        from simrunner.record.workbook import write_workbook

        return write_workbook
    if chosen == "parquet":
        from simrunner.record.columns import write_parquet

        return write_parquet
    from simrunner.record.export import export_csv, export_json_lines

    write = export_json_lines if chosen == "jsonl" else export_csv

    def write_text(records: "list[RunRecord]", out: Path) -> None:
        with out.open("w", encoding="utf-8", newline="") as target:
            write(records[0], target)

    return write_text


def record_import(
    bundle: Annotated[Path, typer.Argument(help="A bundle (.zip) of another installation.")],
    file: Library = None,
) -> int:
    """Take the runs of a bundle into a record: all of them, or none when one does not verify."""
    from simrunner.record.unbundle import BundleError, read_bundle

    if not bundle.is_file():
        raise Refusal(f"There is no bundle at {bundle}.")
    with _own(file) as library:
        try:
            taken = read_bundle(library, bundle)
        except BundleError as problem:
            raise Refusal(str(problem)) from problem
        erased = _erase_again(library)
    for run in taken.added:
        typer.echo(f"{run}: added")
    for run in taken.known:
        typer.echo(f"{run}: here already")
    if erased:
        typer.echo(f"{erased} texts that were erased here before were erased again.")
    return exit_code.OK


def _own(file: Path | None) -> "Record":
    """Open a record, this computer's library without a file; made where there is none yet."""
    from simrunner.app.keys import own_notary
    from simrunner.app.record_keys import keys_for
    from simrunner.record.library import Library as Record

    chosen = file if file is not None else data_folder() / "library.sqlite"
    return Record.open(chosen, notary=own_notary(data_folder()), keys=keys_for())


def _erase_again(library: "Record") -> int:
    from simrunner.app.erasure_memory import remembered_erasures
    from simrunner.record.erase import reapply_erasures

    return reapply_erasures(library, remembered_erasures(data_folder(), library.id))


def record_backup(
    out: Annotated[Path, typer.Option("--out", help="The copy to write.")], file: Library = None
) -> int:
    """Copy a record as it is at this moment, even while a run is being recorded."""
    source = file if file is not None else data_folder() / "library.sqlite"
    if not source.is_file():
        raise Refusal(f"There is no record at {source}.")
    if out.exists():
        raise Refusal(f"{out} is there already: choose another name.")
    with writing(out):
        _copy(source, out)
    report = _judged(out)
    typer.echo(f"{out}: {len(report.runs)} runs{'' if report.is_intact else ', NOT intact'}")
    return exit_code.OK if report.is_intact else exit_code.CHECK_FAILED


def _copy(source: Path, copy: Path) -> Path:
    from simrunner.app.record_keys import keys_for
    from simrunner.app.records import named_by_the_user
    from simrunner.record.encrypted import opener_for
    from simrunner.record.upgrade import check_is_known, copy_of

    opener = opener_for(source, keys_for())
    with named_by_the_user(source):
        check_is_known(source, opener=opener)
    return copy_of(source, copy, opener)


def _judged(copy: Path) -> "IntegrityReport":
    """Verify a copy; that it is older than what is remembered of its library is no fault."""
    from simrunner.app.record_keys import keys_for
    from simrunner.record.integrity import verify

    return verify(copy, keys=keys_for())


def record_restore(
    backup: Annotated[Path, typer.Argument(help="A copy made by `record backup`.")],
    file: Library = None,
) -> int:
    """Bring a backup back; the record that is there now is kept beside it."""
    from simrunner.app.records import named_by_the_user

    target = file if file is not None else data_folder() / "library.sqlite"
    with named_by_the_user(backup):
        report = _judged(backup)
    if not report.is_intact:
        for problem in report.problems:
            typer.echo(f"  {problem}", err=True)
        raise Refusal(f"{backup} is not intact and is not brought back.")
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(f"{target.name}.restored")
        fresh.unlink(missing_ok=True)
        _copy(backup, fresh)
        kept = _set_aside(target)
        fresh.replace(target)
    with _own(target) as library:
        erased = _erase_again(library)
    typer.echo(f"{target}: {len(report.runs)} runs")
    if kept is not None:
        typer.echo(f"What was there is kept as {kept}.")
    if erased:
        typer.echo(f"{erased} texts that were erased since were erased again.")
    return exit_code.OK


def _set_aside(target: Path) -> Path | None:
    """Copy a record that is in the way, with what waits in its log, and remove it."""
    if not target.exists():
        return None
    number = 1
    while (kept := _kept_name(target, number)).exists():
        number += 1
    _copy(target, kept)
    for ending in ("", "-wal", "-shm"):
        target.with_name(f"{target.name}{ending}").unlink(missing_ok=True)
    return kept


def _kept_name(target: Path, number: int) -> Path:
    return target.with_name(f"{target.stem}.before-restore-{number}{target.suffix}")
