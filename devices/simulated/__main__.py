"""``python -m devices.simulated``: simulated manikins on links, until standard input closes."""

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from devices.simulated.control import answer_to, obey_order
from devices.simulated.device import CLOCK_KINDS, SimulatedDevice
from devices.simulated.faults.fault import Fault
from devices.simulated.faults.script import read_faults
from devices.simulated.lines import Line, PtyLine, TcpLine
from devices.simulated.profile import Profile, read_profile
from devices.simulated.serve import Served, serve
from devices.simulated.settings_table import SettingsError

BAD_INPUT = 2
_MOST_COPIES = 100


def main(arguments: Sequence[str] | None = None) -> int:
    """Print each link's address as one line of JSON, then serve; return the exit status."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    if chosen.link == "pty" and os.name != "posix":
        parser.error("this system has no pseudo-terminals: use --link tcp")
    try:
        profile, faults = _settings(chosen)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    served = []
    try:
        for number in range(chosen.copies):
            line: Line = PtyLine(_port_name(chosen, number)) if chosen.link == "pty" else TcpLine()
            own = replace(profile, serial=f"{profile.serial}-{number + 1}")
            device = SimulatedDevice(
                seed=chosen.seed + number, faults=faults, is_lock_step=not chosen.real_time,
                profile=own if chosen.numbered else profile, boots=chosen.boots,
            )  # fmt: skip
            served.append(Served(device, line, is_real_time=chosen.real_time))
        _serve(served, chosen)
    finally:
        for each in served:
            each.line.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="simrunner devices simulate", description=__doc__)
    parser.add_argument("--link", choices=("pty", "tcp"), default="pty")
    parser.add_argument("--port-name", help="symbolic link to the pseudo-terminal")
    parser.add_argument("--profile", type=Path, help="TOML file: what the device is")
    parser.add_argument("--faults", type=Path, help="TOML file: what goes wrong")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--serial", help="serial number, before the profile's")
    parser.add_argument("--boots", type=int, default=0, help="how often it was started before")
    parser.add_argument("--fatigue", type=float, help="depth lost, mm per minute")
    parser.add_argument(
        "--copies", type=int, default=1, choices=range(1, _MOST_COPIES + 1), metavar="N",
        help="that many devices, all with one serial number",
    )  # fmt: skip
    parser.add_argument("--numbered", action="store_true", help="copies have numbered serials")
    parser.add_argument("--tell", action="store_true", help="print the outputs when they change")
    parser.add_argument("--whole", action="store_true", help="every pulse, lids, cyanosis light")
    parser.add_argument("--real-time", action="store_true", help="live by the clock, not by host")
    return parser


def _settings(chosen: argparse.Namespace) -> tuple[Profile, tuple[Fault, ...]]:
    profile = read_profile(chosen.profile) if chosen.profile else Profile()
    if chosen.serial:
        profile = replace(profile, serial=chosen.serial)
    if chosen.whole:
        profile = replace(profile, sensor=replace(profile.sensor, is_whole=True))
    if chosen.fatigue is not None:
        style = replace(profile.rescuer, fatigue_mm_per_min=chosen.fatigue)
        profile = replace(profile, rescuer=style)
    faults = read_faults(chosen.faults) if chosen.faults else ()
    for fault in faults:
        if fault.kind in CLOCK_KINDS and not chosen.real_time:
            raise SettingsError(
                f"{chosen.faults}: {fault.kind} needs --real-time, because a device in lock step "
                "has the host's clock."
            )
    return profile, faults


def _port_name(chosen: argparse.Namespace, number: int) -> str | None:
    if not chosen.port_name or chosen.copies == 1:
        name: str | None = chosen.port_name
        return name
    return f"{chosen.port_name}-{number + 1}"


def _serve(served: Sequence[Served], chosen: argparse.Namespace) -> None:
    teller = _Teller(served, chosen.link, tells_outputs=chosen.tell)
    teller.tell()

    def obey(order: bytes) -> None:
        trouble = ""
        for each in served:
            if trouble := obey_order(each.device, order):
                print(trouble, file=sys.stderr, flush=True)
                break
        teller.tell()  # an unplugged device has another address before it answers
        if answer := answer_to(served[0].device, order, trouble):
            print(json.dumps(answer), flush=True)

    serve(
        served, parent=sys.stdin.buffer, monotonic_s=time.monotonic, obey=obey,
        on_round=teller.tell,
    )  # fmt: skip


class _Teller:
    """Prints addresses, and outputs if wanted, whenever they change."""

    def __init__(self, served: Sequence[Served], link: str, *, tells_outputs: bool) -> None:
        self._served = served
        self._link = link
        self._tells_outputs = tells_outputs
        self._addresses = [""] * len(served)
        self._outputs: list[dict[str, float]] = [{}] * len(served)

    def tell(self) -> None:
        for number, each in enumerate(self._served):
            if each.line.address != self._addresses[number]:
                self._addresses[number] = each.line.address
                self._announce(each)
            outputs = each.device.manikin.outputs
            if self._tells_outputs and outputs != self._outputs[number]:
                self._outputs[number] = dict(outputs)
                on = {name: number for name, number in outputs.items() if number}
                print(json.dumps({"outputs": on}), flush=True)

    def _announce(self, each: Served) -> None:
        announcement = {
            "link": self._link, "port": each.line.address,
            "pairing_code": each.device.manikin.pairing_code,
        }  # fmt: skip
        print(json.dumps(announcement), flush=True)


if __name__ == "__main__":
    sys.exit(main())
