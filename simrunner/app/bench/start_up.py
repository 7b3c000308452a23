"""P16: from the start of the process to the first painted window, against an empty Qt window."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import simrunner
from simrunner.app.bench.figure import Figure, ratio_figure, take_turns, tell
from simrunner.app.exit_code import ENVIRONMENT, Refusal

PAIRS_OF_PROCESSES = 7
AGAINST_EMPTY = 1.6
PATIENCE_S = 60
_NO_BYTE_CODE = ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")

EMPTY_WINDOW = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

class Window(QWidget):
    def paintEvent(self, event):
        QTimer.singleShot(0, QApplication.quit)

application = QApplication(sys.argv)
window = Window()
window.resize(1280, 800)
window.show()
sys.exit(application.exec())
"""


def measure() -> Sequence[Figure]:
    """Return the wall time of whole processes that leave after their first paint."""
    tell(f"P16: {PAIRS_OF_PROCESSES} pairs of whole processes up to the first painted window")
    with tempfile.TemporaryDirectory() as folder:
        variables = _variables(Path(folder))

        def empty() -> float:
            return _seconds([sys.executable, "-c", EMPTY_WINDOW], variables)

        def ours() -> float:
            return _seconds([sys.executable, "-m", "simrunner"], variables)

        for unmeasured in (empty, ours):  # byte code is written, the disk cache is warm
            unmeasured()
        pairs = take_turns(empty, ours, PAIRS_OF_PROCESSES)
    return (
        ratio_figure(
            "P16", "start to first paint, whole process", pairs, unit="s", at_most=AGAINST_EMPTY,
            goal="≤ 1.6 × an empty Qt window",
        ),
    )  # fmt: skip


def _variables(folder: Path) -> dict[str, str]:
    """Return the environment of both windows; byte code is kept, as in an installed program."""
    own = str(Path(simrunner.__file__).parents[1])
    paths = [own, *filter(None, [os.environ.get("PYTHONPATH")])]
    chosen = {name: words for name, words in os.environ.items() if name not in _NO_BYTE_CODE}
    return {
        "QT_QPA_PLATFORM": "offscreen", **chosen,
        "PYTHONPATH": os.pathsep.join(paths), "PYTHONPYCACHEPREFIX": str(folder / "byte-code"),
        "SIMRUNNER_DATA": str(folder / "data"), "SIMRUNNER_LEAVE_AFTER_FIRST_PAINT": "1",
    }  # fmt: skip


def _seconds(command: list[str], variables: Mapping[str, str]) -> float:
    before_s = time.perf_counter()
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and words
            command, env=dict(variables), check=False, capture_output=True, text=True,
            timeout=PATIENCE_S,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Refusal("The window did not leave after its first paint.", ENVIRONMENT) from None
    took_s = time.perf_counter() - before_s
    if done.returncode:
        raise Refusal(f"A window could not be shown: {done.stderr.strip()[-300:]}", ENVIRONMENT)
    return took_s
