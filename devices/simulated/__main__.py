"""``python -m devices.simulated``: a simulated manikin on a link, until standard input closes."""

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence

from devices.simulated.manikin import Manikin
from devices.simulated.rescuer import RescuerStyle
from devices.simulated.serve import PtyLine, TcpLine, serve


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the link's address as one line of JSON, then serve; return the exit status."""
    parser = argparse.ArgumentParser(prog="devices.simulated", description=__doc__)
    parser.add_argument("--link", choices=("pty", "tcp"), default="pty")
    parser.add_argument("--port-name", help="symbolic link to the pseudo-terminal")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--serial", default="SM-0001")
    parser.add_argument("--boots", type=int, default=0, help="how often it was started before")
    parser.add_argument("--fatigue", type=float, default=0.0, help="depth lost, mm per minute")
    parser.add_argument("--real-time", action="store_true", help="live by the clock, not by host")
    chosen = parser.parse_args(arguments)
    if chosen.link == "pty" and os.name != "posix":
        parser.error("this system has no pseudo-terminals: use --link tcp")
    line = PtyLine(chosen.port_name) if chosen.link == "pty" else TcpLine()
    manikin = Manikin(
        seed=chosen.seed, is_lock_step=not chosen.real_time, serial=chosen.serial,
        style=RescuerStyle(fatigue_mm_per_min=chosen.fatigue), boots=chosen.boots,
    )  # fmt: skip
    try:
        announcement = {
            "link": chosen.link, "port": line.address, "pairing_code": manikin.pairing_code
        }  # fmt: skip
        print(json.dumps(announcement), flush=True)
        serve(
            manikin, line, parent=sys.stdin.buffer,
            monotonic_s=time.monotonic if chosen.real_time else None,
        )  # fmt: skip
    finally:
        line.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
