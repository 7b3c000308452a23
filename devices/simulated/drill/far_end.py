"""The far end as it is: a simulated device in a process of its own on a real pseudo-terminal."""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import devices
from devices.drivers.oml.conversation import Timing
from devices.drivers.oml.driver import OmlDriver
from devices.transport.link import Transport
from devices.transport.serial_link import SerialLink
from devices.transport.tcp_link import TcpLink
from simrunner.hardware.device import DeviceError, LinkState, Report

_STOP_S = 3.0
_PAUSE_S = 0.004


def module(name: str, *arguments: str) -> tuple[list[str], Mapping[str, str]]:
    """Return the command that runs one of our modules, and its environment."""
    root = str(Path(devices.__file__).parents[1])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    command = [sys.executable, "-m", name, *arguments]
    return command, {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


class FarEnd:
    """Starts the process, gives it orders, and hears what it tells, with when."""

    def __init__(
        self, *arguments: str, monotonic_s: Callable[[], float], profile: str = "", copies: int = 1
    ) -> None:
        """Start a device in real time; OSError when it does not come up."""
        self._monotonic_s = monotonic_s
        self._folder = tempfile.TemporaryDirectory(prefix="drill-")
        folder = Path(self._folder.name)
        (folder / "profile.toml").write_text(profile, encoding="utf-8")
        self._copies = copies
        self._heard = threading.Condition()
        self._told: list[tuple[float, dict[str, Any]]] = []
        self.addresses: list[str] = []
        command, environment = module(
            "devices.simulated", "--real-time", "--tell", "--link", _link(),
            "--profile", str(folder / "profile.toml"), "--copies", str(copies), *arguments,
        )  # fmt: skip
        self._child = subprocess.Popen(  # noqa: S603  our own module with our own arguments
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._listener = threading.Thread(target=self._listen, name="far end", daemon=True)
        self._listener.start()
        self.wait_for(lambda: len(self.addresses) == copies, 10.0)

    @property
    def address(self) -> str:
        """What a host opens, "" while unplugged."""
        return self.addresses[0]

    def transport(self, number: int = 0) -> Transport:
        """Return a real link to one of the devices, not opened yet."""

        def find() -> str:
            return self.addresses[number]

        if _link() == "pty":
            return SerialLink(find, monotonic_s=self._monotonic_s)
        return TcpLink(lambda: int(find() or 0) or None, monotonic_s=self._monotonic_s)

    def driver(self, number: int = 0, timing: Timing | None = None) -> OmlDriver:
        """Return the shipped driver on such a link."""
        return OmlDriver(
            self.transport(number), name="Drill", monotonic_s=self._monotonic_s, timing=timing
        )

    def cpu_s(self) -> float:
        """Return the processor time of the process so far; 0 where the system does not tell."""
        try:
            words = Path(f"/proc/{self._child.pid}/stat").read_text(encoding="ascii").split()
        except OSError:
            return 0.0
        return (int(words[13]) + int(words[14])) / os.sysconf("SC_CLK_TCK")

    def order(self, **order: object) -> float:
        """Give an order and return when."""
        assert self._child.stdin is not None
        at_s = self._monotonic_s()
        self._child.stdin.write(json.dumps(order).encode() + b"\n")
        self._child.stdin.flush()
        return at_s

    def told_since(self, at_s: float) -> tuple[tuple[float, dict[str, Any]], ...]:
        """Return what it told after a moment, each with when it was heard."""
        with self._heard:
            return tuple(each for each in self._told if each[0] >= at_s)

    def wait_for(self, is_so: Callable[[], object], timeout_s: float) -> None:
        """Wait until something is so; DeviceError when that takes too long."""
        with self._heard:
            if not self._heard.wait_for(is_so, timeout_s):
                raise DeviceError("the simulated device did not do what it was told")

    def close(self) -> None:
        """End the process and clean up."""
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.close()
        try:
            self._child.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._listener.join(_STOP_S)
        self._child.stdout.close()
        self._folder.cleanup()

    def _listen(self) -> None:
        assert self._child.stdout is not None
        for line in self._child.stdout:
            told = json.loads(line)
            with self._heard:
                self._told.append((self._monotonic_s(), told))
                if "port" in told:
                    self._note_address(told["port"])
                self._heard.notify_all()

    def _note_address(self, address: str) -> None:
        if len(self.addresses) < self._copies:
            self.addresses.append(address)
        else:
            self.addresses[0] = address  # only a single device is ever unplugged here


def _link() -> str:
    return "pty" if os.name == "posix" else "tcp"


def poll_until(
    driver: OmlDriver, links: Sequence[LinkState], monotonic_s: Callable[[], float],
    timeout_s: float = 10.0,
) -> tuple[float, list[Report]]:  # fmt: skip
    """Poll until the link is one of ``links``; return when, and what was reported till then."""
    reports: list[Report] = []
    pause, end_s = threading.Event(), monotonic_s() + timeout_s
    while driver.link not in links:
        if monotonic_s() > end_s:
            raise DeviceError(f"the link is still {driver.link.value}, not {links[0].value}")
        pause.wait(_PAUSE_S)
        reports += driver.poll(int(monotonic_s() * 1000))
    return monotonic_s(), reports
