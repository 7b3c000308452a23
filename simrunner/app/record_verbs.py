"""The verbs of the command line about recorded runs."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from simrunner.app import exit_code
from simrunner.app.device_log_verb import record_device_log
from simrunner.app.exit_code import Refusal
from simrunner.app.export_verbs import (
    record_backup,
    record_export,
    record_import,
    record_restore,
)
from simrunner.app.family_verbs import record_compare, record_tree
from simrunner.app.media_verbs import record_attach, record_media
from simrunner.app.query_verb import record_query
from simrunner.app.tables import print_table

PhraseFile = Annotated[
    Path | None,
    typer.Option("--passphrase-file", help="A file whose first line is the pass phrase."),
]

record_app = typer.Typer(
    help="Recorded runs: list, tree, compare, query, verify, replay, branch, resume, export.",
    no_args_is_help=True,
)
record_app.command("query")(record_query)
record_app.command("tree")(record_tree)
record_app.command("compare")(record_compare)
record_app.command("device-log")(record_device_log)
record_app.command("attach")(record_attach)
record_app.command("media")(record_media)
record_app.command("export")(record_export)
record_app.command("import")(record_import)
record_app.command("backup")(record_backup)
record_app.command("restore")(record_restore)


@record_app.command("list")
def record_list(
    file: Annotated[
        str | None, typer.Argument(help="A record; else this computer's library.")
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
def record_verify(
    file: Annotated[str, typer.Argument(help="The record to check: a file or an address.")],
    *,
    public_key: Annotated[
        str | None, typer.Option(help="Whose seals to believe: a public key, 64 hex digits.")
    ] = None,
    key_file: Annotated[
        Path | None, typer.Option(help="The same from a file: hex digits or PEM.")
    ] = None,
    passphrase_file: PhraseFile = None,
) -> int:
    """Check a record: chain, sequence, file, seals; 1 when anything was changed."""
    from simrunner.app.proving import given_key, verify_record

    given = given_key(public_key, key_file)
    return verify_record(file, typer.echo, given=given, phrase_file=passphrase_file)


@record_app.command("key")
def record_key(
    keep: Annotated[
        str | None, typer.Option("--keep", help="Move it: 'file' of the data folder or 'system'.")
    ] = None,
) -> int:
    """Print the public key of this installation, which seals its records."""
    from simrunner.app.proving import tell_key

    return tell_key(keep, typer.echo)


@record_app.command("encrypt")
def record_encrypt(
    file: Annotated[Path, typer.Argument(help="The record; no program may have it open.")],
    passphrase_file: PhraseFile = None,
) -> int:
    """Encrypt a record: key in the system's key store, or a pass phrase."""
    from simrunner.app.encrypting import encrypt_record

    return encrypt_record(file, passphrase_file, typer.echo)


@record_app.command("decrypt")
def record_decrypt(
    file: Annotated[Path, typer.Argument(help="The record; no program may have it open.")],
    passphrase_file: PhraseFile = None,
) -> int:
    """Write an encrypted record as a plain file again."""
    from simrunner.app.encrypting import decrypt_record

    return decrypt_record(file, passphrase_file, typer.echo)


@record_app.command("replay")
def record_replay(
    file: Annotated[str, typer.Argument(help="The record.")],
    run_id: Annotated[str | None, typer.Option("--run", help="Which run; else the last.")] = None,
    at: Annotated[
        str | None, typer.Option("--at", help="A moment to draw: 03:20, '3 min 20 s', 200 s.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="The PNG of the monitor at that moment.")
    ] = None,
) -> int:
    """Tell a run again from its inputs; 1 when a fact differs from the record."""
    from simrunner.app.telling import replay_record

    if (at is None) != (out is None):
        raise Refusal("A picture needs both: --at says which moment, --out where it goes.")
    if at is not None and out is not None:
        from simrunner.app.moment_picture import draw_moment

        return draw_moment(file, run_id, typer.echo, at=at, out=out)
    return replay_record(file, run_id, typer.echo, lambda words: typer.echo(words, err=True))


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


@record_app.command("move")
def record_move(
    source: Annotated[
        str, typer.Argument(metavar="FROM", help="A record: a file or postgresql://user@host/name.")
    ],
    target: Annotated[str, typer.Argument(metavar="TO", help="Where to; a file is made if new.")],
    *,
    with_names: Annotated[
        bool, typer.Option("--with-names", help="Take along who the people are.")
    ] = False,
    remove: Annotated[
        bool, typer.Option("--remove", help="Remove the file FROM once all is compared.")
    ] = False,
) -> int:
    """Copy all runs into another record, file or server, and compare every row and head."""
    from simrunner.app.moving import move_record

    return move_record(source, target, remove=remove, with_names=with_names, say=typer.echo)
