"""The verbs of pairing: which devices a person trusts, and where to look for them."""

from typing import Annotated

import typer

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


pairing_app.add_typer(checkup_app)
