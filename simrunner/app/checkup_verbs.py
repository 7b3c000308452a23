"""The verbs of checking a device: calibrate, self-test, report; and where it belongs."""

from typing import Annotated

import typer

from simrunner.app import exit_code
from simrunner.app.exit_code import Refusal

checkup_app = typer.Typer()

Serial = Annotated[str, typer.Argument(help="The serial number of a paired device.")]


@checkup_app.command("calibrate")
def devices_calibrate(
    serial: Serial,
    channel: Annotated[str, typer.Argument(help="A channel of it, for example cpr.depth.")],
    zero: Annotated[
        bool, typer.Option("--zero", help="Nothing is on it: that is its zero.")
    ] = False,
    known: Annotated[
        float | None, typer.Option("--known", help="This much is on it, in its unit: 50 (mm).")
    ] = None,
) -> int:
    """Take the zero or the scale of a channel from what it says now, and keep it for 30 days."""
    from simrunner.app.device_check import run_calibration
    from simrunner.app.settings import data_folder

    if zero == (known is not None):
        raise Refusal("Say either --zero or --known AMOUNT.")
    return run_calibration(data_folder(), serial, channel, known=known, say=typer.echo)


@checkup_app.command("self-test")
def devices_self_test(serial: Serial) -> int:
    """Try a device: sensors, outputs, safe state, supply. Its outputs move."""
    from simrunner.app.device_check import run_self_test
    from simrunner.app.settings import data_folder

    return run_self_test(data_folder(), serial)


@checkup_app.command("report")
def devices_report(
    serial: Annotated[
        str | None, typer.Argument(help="A paired device; every one with an address without it.")
    ] = None,
) -> int:
    """Look at a device for three seconds and print all that is known of it as JSON."""
    from simrunner.app.device_check import run_report
    from simrunner.app.settings import data_folder

    return run_report(data_folder(), serial, typer.echo)


@checkup_app.command("place")
def devices_place(
    serial: Serial,
    room: Annotated[
        str | None, typer.Option("--room", help="The room it belongs to; empty: to none.")
    ] = None,
    plays: Annotated[
        str | None,
        typer.Option(
            "--plays", help="patient, part, monitor, pump, sensor or marker; empty: nothing."
        ),
    ] = None,
) -> int:
    """Say to which room a device belongs and what it plays there."""
    from simrunner.app.devices import change_settings
    from simrunner.app.dossiers import dossier_of, with_place
    from simrunner.app.settings import data_folder, read_settings

    folder = data_folder()
    change_settings(folder, lambda saved: with_place(saved, serial, room=room, plays=plays))
    dossier = dossier_of(read_settings(folder)[0], serial)
    typer.echo(f"{serial}: {dossier.room or 'no room'}, {dossier.plays or 'plays nothing yet'}.")
    return exit_code.OK


@checkup_app.command("room")
def devices_room(
    name: Annotated[
        str | None, typer.Argument(help='The name of this room; "" makes it every room.')
    ] = None,
) -> int:
    """Name the room of this installation; only its devices are attached to runs."""
    from simrunner.app.devices import change_settings
    from simrunner.app.settings import data_folder, read_settings, with_change

    folder = data_folder()
    if name is not None:
        change_settings(folder, lambda saved: with_change(saved, "room", name.strip()))
    settings, problem = read_settings(folder)
    if problem is not None:
        raise Refusal(problem, exit_code.ENVIRONMENT)
    typer.echo(settings.room or "Devices of every room are attached.")
    return exit_code.OK
