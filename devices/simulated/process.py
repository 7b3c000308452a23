"""The simulated manikin's process: started, found, stopped."""

import json
import os
import select
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import devices

_STOP_S = 3.0
_ANSWER_S = 1.0


class ManikinProcess:
    """``python -m devices.simulated`` as a child; it ends when our end of its input closes."""

    def __init__(
        self, *, seed: int, link: str, is_real_time: bool = False, options: Sequence[str] = ()
    ) -> None:
        """Describe the process, with more of its ``options``; nothing is started yet."""
        self._options = tuple(options)
        self._seed = seed
        self._link = link
        self._is_real_time = is_real_time
        self._boots = 0
        self._child: subprocess.Popen[bytes] | None = None
        self._address: str | None = None
        self._told = b""
        self._asked = 0

    @property
    def address(self) -> str | None:
        """What a host opens, None or "" while there is nothing; it changes with the plug."""
        self._hear()
        return self._address

    @property
    def pid(self) -> int | None:
        """The child's process id while it runs."""
        return None if self._child is None else self._child.pid

    def start(self) -> None:
        """Start the device and learn its address; OSError when it does not come up."""
        self.stop()
        root = str(Path(devices.__file__).parents[1])
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        command = [
            sys.executable, "-m", "devices.simulated", "--link", self._link,
            "--seed", str(self._seed), "--boots", str(self._boots), *self._options,
        ]  # fmt: skip
        self._child = subprocess.Popen(  # noqa: S603  our own module with our own arguments
            [*command, "--real-time"] if self._is_real_time else command,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )  # fmt: skip
        self._boots += 1
        assert self._child.stdout is not None
        announcement = self._child.stdout.readline()
        if not announcement:
            self.stop()
            raise OSError("the simulated manikin did not start")
        self._address = json.loads(announcement)["port"]

    def order(self, **order: object) -> None:
        """Give the device an order (devices.simulated.control); OSError when it does not run."""
        if self._child is None or self._child.stdin is None:
            raise OSError("the simulated manikin does not run")
        self._child.stdin.write(json.dumps(order).encode() + b"\n")
        self._child.stdin.flush()

    def ask(self, **order: object) -> Mapping[str, Any]:
        """Give an order and return the answer; OSError when it does not run or does not answer."""
        self._asked += 1
        self.order(ask=self._asked, **order)
        while True:
            for told in self._read(_ANSWER_S):
                if told.get("answer") == self._asked:
                    return told

    def stop(self) -> None:
        """End the device, as if its plug were pulled."""
        child, self._child, self._address = self._child, None, None
        if child is None:
            return
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.close()
        try:
            child.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        child.stdout.close()

    def _hear(self) -> None:
        """Take in new addresses, without waiting. Windows cannot look: its plug stays in."""
        if self._child is None or self._child.stdout is None or os.name != "posix":
            return
        while select.select([self._child.stdout], [], [], 0)[0]:
            if not self._read(0.0):
                return

    def _read(self, timeout_s: float) -> list[dict[str, Any]]:
        """Return what the device told; OSError when it is silent for too long or has gone."""
        assert self._child is not None
        assert self._child.stdout is not None
        if os.name == "posix" and not select.select([self._child.stdout], [], [], timeout_s)[0]:
            raise OSError("the simulated manikin does not answer")
        told = os.read(self._child.stdout.fileno(), 65_536)
        if not told and timeout_s > 0:
            raise OSError("the simulated manikin has ended")
        *lines, self._told = (self._told + told).split(b"\n")
        contents: list[dict[str, Any]] = [json.loads(line) for line in lines]
        for content in contents:
            self._address = content.get("port", self._address)
        return contents if told else []
