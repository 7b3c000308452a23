"""The verbs of retention: how long each class of data is kept, and the removal of the rest."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from simrunner.app import exit_code
from simrunner.app.exit_code import Refusal
from simrunner.app.tables import print_table
from simrunner.domain.retention import SUGGESTED_DAYS, UNDO_DAYS, RecordClass

retention_app = typer.Typer(
    help="How long data are kept: clocks, preview, announcing, undoing, removing.",
    no_args_is_help=True,
)

FOREVER = "forever"

File = Annotated[
    Path | None, typer.Option("--file", help="The record; else this computer's library.")
]


@retention_app.command("show")
def retention_show(file: File = None) -> int:
    """Show the clock of each class of data, and what was announced to go."""
    from simrunner.app.people_desk import people_of
    from simrunner.record.retention import clocks, removals

    with people_of(file) as library:
        days, announced = library.ask(clocks), library.ask(removals)
    table = Table("class", "kept for", "a suggestion, no rule")
    for one in RecordClass:
        kept = f"{days[one]} days" if one in days else FOREVER
        table.add_row(one, kept, f"{SUGGESTED_DAYS[one]} days")
    print_table(table)
    if announced:
        table = Table("removal", "class", "of", "announced", "due", "state")
        for item in announced:
            state = "carried out" if item.done_wall else "undone" if item.undone_wall else "waits"
            wall = (item.announced_wall[:10], item.due_wall[:10])
            table.add_row(str(item.number), item.record_class, item.about, *wall, state)
        print_table(table)
    return exit_code.OK


@retention_app.command("set")
def retention_set(
    record_class: Annotated[
        RecordClass, typer.Argument(metavar="CLASS", help="A class of data, as `show` lists them.")
    ],
    days: Annotated[str, typer.Argument(help="How many days it is kept, or forever.")],
    file: File = None,
) -> int:
    """Set the clock of a class of data; nothing goes by this alone."""
    from simrunner.app.people_desk import acting, people_of
    from simrunner.domain.person import Reason
    from simrunner.record.retention import set_clock

    if days != FOREVER and not (days.isascii() and days.isdecimal() and len(days) < 9):
        raise Refusal(f"A clock is a number of days, or {FOREVER}, not {days}.")
    with people_of(file) as library:
        kept = None if days == FOREVER else int(days)
        set_clock(library, record_class, kept, acting(library, Reason.CLOCK))
    typer.echo(f"{record_class}: kept {FOREVER if kept is None else f'for {kept} days'}.")
    return exit_code.OK


@retention_app.command("preview")
def retention_preview(file: File = None) -> int:
    """Show what has outlived its clock and would be announced; changes nothing."""
    from simrunner.app.pacing import wall_text
    from simrunner.app.people_desk import people_of
    from simrunner.record.retention import preview

    with people_of(file) as library:
        due = library.ask(lambda connection: preview(connection, wall_text()))
    table = Table("class", "of", "since", "rows", "bytes")
    for one in due:
        since = one.since_wall[:10]
        table.add_row(one.record_class, one.about, since, str(one.rows), str(one.size_bytes))
    print_table(table)
    return exit_code.OK


@retention_app.command("announce")
def retention_announce(
    undo_days: Annotated[
        int, typer.Option("--undo-days", help="How many days it may be undone.")
    ] = UNDO_DAYS,
    file: File = None,
) -> int:
    """Announce the removal of what has outlived its clock; until it is due it may be undone."""
    from simrunner.app.people_desk import acting, people_of
    from simrunner.domain.person import Reason
    from simrunner.record.retention import announce

    with people_of(file) as library:
        for item in announce(library, undo_days, acting(library, Reason.CLOCK)):
            typer.echo(
                f"{item.number}: {item.record_class} of {item.about}, due {item.due_wall[:16]}"
            )
    return exit_code.OK


@retention_app.command("undo")
def retention_undo(
    removal: Annotated[int, typer.Argument(help="Its number, as `show` lists it.")],
    file: File = None,
) -> int:
    """Keep what was announced to go; it is not announced again."""
    from simrunner.app.people_desk import acting, people_of
    from simrunner.domain.person import Reason
    from simrunner.record.retention import undo

    with people_of(file) as library:
        kept = undo(library, removal, acting(library, Reason.CORRECTION))
    typer.echo(f"{kept.record_class} of {kept.about} stays.")
    return exit_code.OK


@retention_app.command("apply")
def retention_apply(
    out: Annotated[
        Path, typer.Option("--out", help="A new folder for the certificate: JSON and text.")
    ],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
    file: File = None,
) -> int:
    """Carry out the removals that are due, for good, and write a certificate of them."""
    from simrunner.app.certificate import apply_and_certify

    for line in apply_and_certify(file, out, None if yes else typer.confirm):
        typer.echo(line)
    return exit_code.OK
