"""`simrunner record device-log`: what went over the links of devices, as JSON lines or as bytes."""

import json
from pathlib import Path
from typing import Annotated

import typer

from simrunner.app import exit_code
from simrunner.app.exit_code import Refusal


def record_device_log(
    file: Annotated[Path, typer.Argument(help="The record.")],
    *,
    run: Annotated[str | None, typer.Option(help="A run; else the last one.")] = None,
    device: Annotated[str | None, typer.Option(help="One device alone, by its name.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write the bytes themselves, of one direction, here.")
    ] = None,
    sent: Annotated[
        bool, typer.Option("--sent", help="With --out: what we sent, not what the device sent.")
    ] = False,
) -> int:
    """Print the kept bytes of devices' links as JSON lines, or write them to a file."""
    from simrunner.app.records import chosen_run, open_existing
    from simrunner.record.device_log import read_device_log

    if sent and out is None:
        raise Refusal("--sent chooses what --out writes: add --out FILE.")
    with open_existing(file) as library:
        chosen = chosen_run(library, file, run)
        kept = library.ask(lambda connection: tuple(read_device_log(connection, chosen)))
    names = sorted({each.device for each in kept})
    if not names:
        raise Refusal(
            f"No bytes of devices were kept in {chosen}: switch that on in Settings before a run."
        )
    if device is not None and device not in names:
        raise Refusal(f"There is no device {device} in {chosen}; there are {', '.join(names)}.")
    mine = [each for each in kept if device in (None, each.device)]
    if out is None:
        for each in mine:
            line = {
                "at_ms": each.at_ms, "device": each.device,
                "way": "sent" if each.is_ours else "received", "hex": each.wire.hex(),
            }  # fmt: skip
            typer.echo(json.dumps(line, ensure_ascii=False))
        return exit_code.OK
    if device is None and len(names) > 1:
        raise Refusal(f"Choose one with --device: {', '.join(names)}.")
    out.write_bytes(b"".join(each.wire for each in mine if each.is_ours is sent))
    return exit_code.OK
