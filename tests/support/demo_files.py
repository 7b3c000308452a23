"""Plays the demo through the real command line, once for all tests of a module."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run_simrunner(*arguments, data, timeout_s=240):
    """Run the command line in a process of its own and return it, finished."""
    variables = {
        **os.environ, "PYTHONPATH": str(ROOT), "SIMRUNNER_DATA": str(data),
        "QT_QPA_PLATFORM": "offscreen",
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "simrunner", *map(str, arguments)],
        capture_output=True, text=True, check=False, timeout=timeout_s, env=variables,
        cwd=data.parent,
    )  # fmt: skip


def summary_in(folder):
    """Return what the run left in summary.json."""
    return json.loads((folder / "summary.json").read_text(encoding="utf-8"))
