"""Simulated manikins in a process of their own, living by the clock, on named pseudo-terminals."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path


class ManikinOnLine:
    """One process with one manikin; orders go to it as JSON lines."""

    def __init__(self, folder: Path, serial: str, *options: str, profile: str = "") -> None:
        self.serial = serial
        self.port = folder / f"port-{serial}"
        self.address = f"port:{self.port}"
        self._words = [
            sys.executable, "-m", "devices.simulated", "--port-name", str(self.port),
            "--real-time", "--serial", serial, *options,
        ]  # fmt: skip
        if profile:
            file = folder / f"{serial}.toml"
            file.write_text(profile, encoding="utf-8")
            self._words += ["--profile", str(file)]
        self._child = None

    def plug_in(self) -> None:
        self._child = subprocess.Popen(
            self._words, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2], env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        )  # fmt: skip
        json.loads(self._child.stdout.readline())

    def unplug(self) -> None:
        if self._child is not None:
            self._child.stdin.close()
            self._child.wait(5)
            self._child.stdout.close()
            self._child = None

    def order(self, **order: object) -> None:
        self._child.stdin.write(json.dumps(order).encode() + b"\n")
        self._child.stdin.flush()


@contextmanager
def manikins_on_lines(*manikins: ManikinOnLine):
    """Plug them in, and pull out whatever is left at the end."""
    try:
        for manikin in manikins:
            manikin.plug_in()
        yield manikins
    finally:
        for manikin in manikins:
            manikin.unplug()
