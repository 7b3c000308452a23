"""The verbs of pairing: which devices a person trusts, where they are, what they may show."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from simrunner.app import exit_code
from simrunner.app.checkup_verbs import checkup_app

pairing_app = typer.Typer()


@pairing_app.command("ports")
def devices_ports(
    greet: Annotated[
        list[str] | None, typer.Option("--greet", help="Ask who answers at this address.")
    ] = None,
) -> int:
    """List the serial ports, one JSON object each; nothing is opened but what is greeted."""
    from simrunner.app.devices import describe_ports

    for row in describe_ports(greet or ()):
        typer.echo(row)
    return exit_code.OK


@pairing_app.command("pair")
def devices_pair(
    serial: Annotated[str, typer.Argument(help="The serial number that the device tells.")],
    at: Annotated[
        str | None,
        typer.Option("--at", help="Where it is: usb:VID:PID:SERIAL, port:NAME, tcp:PORT."),
    ] = None,
) -> int:
    """Let a device act on runs and be moved by them; with --at, runs look for it there."""
    from simrunner.app.devices import change_settings, with_paired
    from simrunner.app.settings import data_folder

    change_settings(data_folder(), lambda settings: with_paired(settings, serial, at))
    typer.echo(f"{serial.strip()} is paired.")
    return exit_code.OK


@pairing_app.command("unpair")
def devices_unpair(
    serial: Annotated[str, typer.Argument(help="The serial number of a paired device.")],
) -> int:
    """Take a device's permission back, and forget where it is."""
    from simrunner.app.devices import change_settings, without_paired
    from simrunner.app.settings import data_folder

    change_settings(data_folder(), lambda settings: without_paired(settings, serial))
    typer.echo(f"{serial} is paired no longer.")
    return exit_code.OK


@pairing_app.command("output")
def devices_output(
    serial: Annotated[str, typer.Argument(help="The serial number of a patient simulator.")],
    switch: Annotated[str, typer.Argument(help="on or off.")],
) -> int:
    """Let a real monitor behind a patient simulator show our patient, or no longer."""
    from simrunner.app.devices import change_settings
    from simrunner.app.patient_outputs import with_output
    from simrunner.app.settings import data_folder

    if switch not in ("on", "off"):
        raise exit_code.Refusal(f"Write on or off, not {switch}.")
    is_on = switch == "on"
    change_settings(data_folder(), lambda settings: with_output(settings, serial, is_on=is_on))
    typer.echo(
        f"SIMULATION: from the next run on {serial} shows a patient that is not real."
        if is_on
        else f"{serial} shows nothing."
    )
    return exit_code.OK


@pairing_app.command("labels")
def devices_labels(
    file: Annotated[
        Path | None, typer.Argument(help="A CSV file: uid,drug,concentration and amount,route.")
    ] = None,
    *,
    forget: Annotated[bool, typer.Option("--forget", help="Use no labels from now on.")] = False,
) -> int:
    """Check a file of drug labels, show it, and use it in every run; without a file, show it."""
    from simrunner.app.devices import change_settings
    from simrunner.app.drug_labels import label_rows, read_label_file, with_labels
    from simrunner.app.settings import data_folder, read_settings, with_change
    from simrunner.app.tables import print_table

    if forget:
        change_settings(data_folder(), lambda settings: with_change(settings, "drug_labels", ""))
        typer.echo("No labels are used.")
        return exit_code.OK
    if file is not None:
        chosen = file
        change_settings(data_folder(), lambda settings: with_labels(settings, chosen))
    name = read_settings(data_folder())[0].drug_labels
    if not name:
        typer.echo("No labels are used: name a file.")
        return exit_code.OK
    found = read_label_file(Path(name))
    table = Table("uid", "drug", "concentration", "amount", "route")
    for row in label_rows(found):
        table.add_row(*row)
    print_table(table)
    for problem in found.problems:
        typer.echo(f"{name}: {problem}.", err=True)
    return exit_code.CHECK_FAILED if found.problems else exit_code.OK


pairing_app.add_typer(checkup_app)
