"""The simulated manikin's process: started, found, stopped."""

import json
import os
import subprocess
import sys
from pathlib import Path

import devices

_STOP_S = 3.0


class ManikinProcess:
    """``python -m devices.simulated`` as a child; it ends when our end of its input closes."""

    def __init__(self, *, seed: int, link: str, is_real_time: bool = False) -> None:
        """Describe the process; nothing is started yet."""
        self._seed = seed
        self._link = link
        self._is_real_time = is_real_time
        self._boots = 0
        self._child: subprocess.Popen[bytes] | None = None
        self.address: str | None = None

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
            "--seed", str(self._seed), "--boots", str(self._boots),
        ]  # fmt: skip
        self._child = subprocess.Popen(  # noqa: S603  our own module with our own arguments
            [*command, "--real-time"] if self._is_real_time else command,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )  # fmt: skip
        self._boots += 1
        assert self._child.stdout is not None
        announcement = self._child.stdout.readline()
        if not announcement:
            self.stop()
            raise OSError("the simulated manikin did not start")
        self.address = json.loads(announcement)["port"]

    def stop(self) -> None:
        """End the device, as if its plug were pulled."""
        child, self._child, self.address = self._child, None, None
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
