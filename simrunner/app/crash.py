"""The one place that catches everything: a bug leaves a report, and the user one sentence."""

import sys
import tempfile
import traceback
from pathlib import Path

from simrunner.app.pacing import wall_text


def write_report(fault: BaseException, folder: Path, last_facts: tuple[str, ...] = ()) -> Path:
    """Write what went wrong to ``folder/crash`` and return the file.

    Where nothing can be written there, it is a file among the temporary ones.
    """
    lines = [
        "simrunner crash report", f"time {wall_text()}", f"python {sys.version}", "",
        *traceback.format_exception(fault), "", "last facts:", *last_facts,
    ]  # fmt: skip
    text = "\n".join(lines)
    try:
        return _write(text, folder / "crash")
    except OSError:
        return _write(text, Path(tempfile.mkdtemp(prefix="simrunner-crash-")))


def _write(text: str, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{wall_text().replace(':', '-')}.txt"
    file.write_text(text, encoding="utf-8")
    return file
