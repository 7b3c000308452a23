"""The one place that catches everything: a bug leaves a report, and the user one sentence."""

import sys
import traceback
from pathlib import Path

from simrunner.app.pacing import wall_text


def write_report(fault: BaseException, folder: Path, last_facts: tuple[str, ...] = ()) -> Path:
    """Write what went wrong to ``folder/crash`` and return the file."""
    crashes = folder / "crash"
    crashes.mkdir(parents=True, exist_ok=True)
    stamp = wall_text().replace(":", "-")
    file = crashes / f"{stamp}.txt"
    lines = [
        "simrunner crash report", f"time {wall_text()}", f"python {sys.version}", "",
        *traceback.format_exception(fault), "", "last facts:", *last_facts,
    ]  # fmt: skip
    file.write_text("\n".join(lines), encoding="utf-8")
    return file
