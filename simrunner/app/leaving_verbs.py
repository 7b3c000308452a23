"""The verbs by which what is known of people leaves: exports, and erasing."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from simrunner.app import exit_code
from simrunner.app.exit_code import Refusal
from simrunner.app.tables import print_table
from simrunner.domain.person import Purpose, Reason

leaving_app = typer.Typer()

File = Annotated[
    Path | None, typer.Option("--file", help="The record; else this computer's library.")
]
Why = Annotated[Reason, typer.Option("--reason", help="Why: the audit keeps it.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]


@leaving_app.command("export")
def people_export(
    code: Annotated[str, typer.Argument(help="The person's code, as P-7KQ2MX.")],
    out: Annotated[Path, typer.Option("--out", help="A new folder, or a new .zip file.")],
    reason: Why = Reason.REQUEST,
    file: File = None,
) -> int:
    """Write everything on one person: JSON, and text with English and Chinese headings."""
    from simrunner.app.person_files import write_dossier

    for name in write_dossier(file, code, out, reason):
        typer.echo(name)
    typer.echo("Runs hold what others said and wrote too: look before you hand them on.")
    return exit_code.OK


@leaving_app.command("pseudonymous")
def people_pseudonymous(
    out: Annotated[Path, typer.Option("--out", help="The JSON file to write; a new one.")],
    purpose: Annotated[
        Purpose, typer.Option("--purpose", help="Only runs of people who agreed to it.")
    ] = Purpose.RESEARCH,
    key: Annotated[
        Path | None,
        typer.Option("--key", help="Keep the key of the codes in this new file; else it is lost."),
    ] = None,
    file: File = None,
) -> int:
    """Write runs under codes that hold in this one export, without names, dates and free text."""
    from simrunner.app.person_files import write_pseudonymous

    summary = write_pseudonymous(file, out, purpose, key)
    typer.echo(json.dumps(summary, ensure_ascii=False, indent=2))
    return exit_code.OK


@leaving_app.command("texts")
def people_texts(
    run: Annotated[str, typer.Argument(help="The run.")],
    reason: Why = Reason.REQUEST,
    file: File = None,
) -> int:
    """List the free texts of a run, each with the name by which it can be erased."""
    from simrunner.app.erasing import texts_to_erase

    table = Table("name", "by", "words")
    for text in texts_to_erase(file, run, reason):
        table.add_row(text.name, text.person, text.words)
    print_table(table)
    return exit_code.OK


@leaving_app.command("erase")
def people_erase(
    code: Annotated[
        str | None, typer.Argument(help="The person's code; none with --run and --text.")
    ] = None,
    *,
    run: Annotated[str | None, typer.Option("--run", help="Erase one text of this run.")] = None,
    text: Annotated[
        str | None, typer.Option("--text", help="Its name, as `people texts` tells it.")
    ] = None,
    with_texts_of_others: Annotated[
        bool,
        typer.Option(
            "--with-texts-of-others",
            help="Erase too what others wrote in the runs that the person took part in.",
        ),
    ] = False,
    again: Annotated[
        bool,
        typer.Option("--again", help="Erase what was erased once: after a restored backup."),
    ] = False,
    yes: Yes = False,
    reason: Why = Reason.REQUEST,
    file: File = None,
) -> int:
    """Erase a person, or one text, for good: from the tables and from the bytes of the file."""
    from simrunner.app.erasing import Wish, erase, erase_again

    if again:
        if code is not None or run is not None or text is not None:
            raise Refusal("--again erases what was erased before: name nobody and nothing.")
        for line in erase_again(file):
            typer.echo(line)
        return exit_code.OK
    wish = Wish(
        code=code, run=run, text=text, with_texts_of_others=with_texts_of_others, reason=reason
    )
    confirm = None if yes else typer.confirm
    for line in erase(file, wish, confirm):
        typer.echo(line)
    return exit_code.OK
