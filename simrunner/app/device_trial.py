"""Tries a driver without a run: what the device says as JSON lines, and what it is to show."""

import dataclasses
import json
import threading
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import entry_points

from simrunner.app.exit_code import ENVIRONMENT, OK, Refusal
from simrunner.app.pacing import monotonic_s
from simrunner.hardware.device import Device, DeviceCommand, LinkState, Report, Scalar

_POLL_S = 0.05
_TRIED = "TRIED"
"""A device that has no serial number of its own is called so while it is tried."""


def try_device(
    driver: str, address: str, *, seconds: float, shows: Sequence[str], say: Callable[[str], None]
) -> int:
    """Connect to a device for some seconds and tell each report; exit code 3 if it never was UP.

    ``shows`` are ``output=value``, sent once it is UP. Its outputs are switched off at the end.
    """
    commands = tuple(_command(text) for text in shows)
    device = _made(driver, address)
    pause, until_s, was_up = threading.Event(), monotonic_s() + seconds, False
    device.connect()
    try:
        while monotonic_s() < until_s:
            _tell(device.poll(int(monotonic_s() * 1000)), say)
            if device.link is LinkState.UP and not was_up:
                was_up = True
                for command in commands:
                    device.send(command)
            pause.wait(_POLL_S)
    finally:
        is_safe = device.make_safe(1.0) if was_up else True
        _tell(device.poll(int(monotonic_s() * 1000)), say)
        device.close()
    if commands:
        say(json.dumps({"report": "safe", "is_confirmed": is_safe}))
    return OK if was_up else ENVIRONMENT


def _made(driver: str, address: str) -> Device:
    known = {entry.name: entry for entry in entry_points(group="simrunner.devices")}
    if driver not in known:
        raise Refusal(f"There is no driver {driver}: choose {', '.join(sorted(known))}.")
    make: Callable[..., Device] = known[driver].load()
    try:
        return make(address=address, serial=_TRIED, monotonic_s=monotonic_s)
    except TypeError as trouble:
        raise Refusal(f"{driver} is not made for an address of its own.") from trouble
    except ValueError as trouble:
        raise Refusal(f"{trouble}.") from trouble


def _command(text: str) -> DeviceCommand:
    target, equals, written = text.partition("=")
    if not equals or not target or not written:
        raise Refusal(f"--show {text}: write output=value, for example monitor.spo2=91.")
    value: Scalar
    try:
        value = float(written)
    except ValueError:
        value = written
    return DeviceCommand(target=target, fields={"value": value})


def _tell(reports: Iterable[Report], say: Callable[[str], None]) -> None:
    for report in reports:
        kind = type(report).__name__
        say(json.dumps({"report": kind, **dataclasses.asdict(report)}, ensure_ascii=False))
