"""`simrunner record attach` and `media`: pictures, sounds and videos beside a run."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from simrunner.app import exit_code
from simrunner.app.exit_code import Refusal
from simrunner.app.tables import print_table
from simrunner.domain.person import Reason

RunName = Annotated[str | None, typer.Option(help="A run; else the last one.")]


def record_attach(
    file: Annotated[Path, typer.Argument(help="The record.")],
    medium: Annotated[Path, typer.Argument(help="The picture, sound or video.")],
    *,
    run: RunName = None,
    at: Annotated[
        str, typer.Option("--at", help="When in the run it begins: 03:20, '3 min 20 s', 200 s.")
    ] = "00:00",
    person: Annotated[
        str | None, typer.Option(help="Whom alone it shows or holds, by code.")
    ] = None,
) -> int:
    """Put a picture, sound or video beside a run; 256 MiB at most."""
    from simrunner.app.branching import time_ms
    from simrunner.app.media_files import read_new
    from simrunner.app.people_desk import acting, code_of, people_of
    from simrunner.app.records import chosen_run
    from simrunner.record.media import attach

    at_ms = time_ms(at, "--at")
    with people_of(file) as library:
        chosen = chosen_run(library, file, run)
        code = code_of(person) if person is not None else ""
        new = read_new(medium, at_ms=at_ms, person=code)
        by = acting(library, Reason.TEACHING)
        kept = library.do(lambda connection: attach(connection, chosen, new, by))
    typer.echo(f"{kept.id}: {kept.name}, {kept.media_type}, attached to {chosen}")
    typer.echo(f"SHA-256: {kept.sha256}")
    return exit_code.OK


def record_media(
    file: Annotated[Path, typer.Argument(help="The record.")],
    *,
    run: RunName = None,
    save: Annotated[
        str | None, typer.Option(metavar="ID", help="Write this one, with --out, instead.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The new file that --save writes.")] = None,
) -> int:
    """List what is attached to a run, or write one of them to a file."""
    from simrunner.app.media_files import save_new
    from simrunner.app.people_desk import acting, people_of
    from simrunner.app.records import chosen_run
    from simrunner.domain.sim_time import clock_text
    from simrunner.record.media import media_of, read_medium

    if (save is None) != (out is None):
        raise Refusal("To write one, say both: --save ID says which, --out where it goes.")
    with people_of(file) as library:
        chosen = chosen_run(library, file, run)
        if save is not None and out is not None:
            by = acting(library, Reason.TEACHING)
            _, body = library.do(lambda connection: read_medium(connection, chosen, save, by))
            save_new(out, body)
            return exit_code.OK
        found = library.ask(lambda connection: media_of(connection, chosen))
    table = Table("id", "at", "name", "type", "bytes", "person", "SHA-256")
    for each in found:
        told = (each.name, each.media_type, str(each.size_bytes), each.person, each.sha256[:16])
        table.add_row(each.id, clock_text(each.at_ms), *told)
    print_table(table)
    return exit_code.OK
