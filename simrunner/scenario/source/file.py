"""Reads a file's bytes without trusting what stands under its name."""

import os
import stat
from pathlib import Path

from simrunner.scenario.source.problem import Problems, Spot
from simrunner.scenario.source.reader import MAX_BYTES

_DO_NOT_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""A pipe that nobody writes to must not hold the program up."""


def read_bytes(path: Path, problems: Problems) -> bytes | None:
    """Return a file's bytes, at most one more than a file may have; E701 when unreadable.

    Pipes, devices and folders are no files, whatever they are called.
    """
    try:
        with open(os.open(path, os.O_RDONLY | _DO_NOT_WAIT), "rb") as file:  # noqa: PTH123 - flags
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                problems.add("E701", Spot(), f"{path.name} is not a file")
                return None
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or str(error)
        problems.add("E701", Spot(), f"{path.name} cannot be read", reason)
        return None
