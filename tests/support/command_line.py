"""The real command line in a process of its own, as a user starts it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]

# A helper before the program: limits that a full disk or an ordinary user has, then exec.
CONFINED = """\
import ctypes, os, resource, sys
largest, arguments = int(sys.argv[1]), sys.argv[2:]
if largest:
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
if os.geteuid() == 0:
    for power in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH: root's way past permissions
        ctypes.CDLL(None).prctl(24, power)  # PR_CAPBSET_DROP
os.execv(sys.executable, [sys.executable, "-m", "simrunner", *arguments])
"""


class Answer(NamedTuple):
    """What a command left: its exit code, its results and its complaints."""

    code: int
    out: str
    err: str


def simrunner(*arguments, confined=False, largest_file=0, stdout=None, **variables):
    """Run one command and return its answer; the caller's data folder is used.

    ``confined`` takes root's power over permissions away; ``largest_file`` in bytes makes the
    disk full there.
    """
    words = [str(argument) for argument in arguments]
    command = [sys.executable, "-m", "simrunner", *words]
    if confined or largest_file:
        command = [sys.executable, "-c", CONFINED, str(largest_file), *words]
    done = subprocess.run(
        command, stdout=stdout or subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        encoding="utf-8", timeout=100, check=False, stdin=subprocess.DEVNULL,
        env={
            **os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen",
            "COLUMNS": "120", **variables,
        },
    )  # fmt: skip
    answer = Answer(done.returncode, done.stdout or "", done.stderr)
    assert "Traceback" not in answer.err, answer.err
    assert "bug in the program" not in answer.err, answer.err
    return answer


def refused(code, *arguments, **options):
    """Run a command that must be refused: that code, nothing on stdout; return its words."""
    answer = simrunner(*arguments, **options)
    assert answer.code == code, answer
    assert answer.out == "", answer.out
    assert answer.err.strip(), "refused without a word"
    return answer.err
