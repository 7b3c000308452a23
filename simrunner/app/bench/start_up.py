"""P16: from the start of the process to the first painted window, against an empty Qt window."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
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
        empty = _Start([sys.executable, "-c", EMPTY_WINDOW], variables)
        ours = _Start([sys.executable, "-m", "simrunner"], variables)
        for unmeasured in (empty, ours):  # byte code is written, the disk cache is warm
            unmeasured()
        pairs = take_turns(empty, ours, PAIRS_OF_PROCESSES)
    cost = list(zip(empty.cost_s[1:], ours.cost_s[1:], strict=True))
    return (
        ratio_figure(
            "P16", "start to first paint, whole process", pairs, unit="s", at_most=AGAINST_EMPTY,
            goal="≤ 1.6 × an empty Qt window",
        ),
        replace(
            ratio_figure(
                "P16.cpu", "the same in process time, which a busy neighbour moves less", cost,
                unit="s", at_most=AGAINST_EMPTY, goal="none",
            ),
            is_met=None,
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


class _Start:
    """Starts a program, waits until it has left, and returns the wall time of that."""

    def __init__(self, command: Sequence[str], variables: Mapping[str, str]) -> None:
        self.cost_s: list[float] = []
        self._command = command
        self._variables = variables

    def __call__(self) -> float:
        before_s, before_cost_s = time.perf_counter(), _cost_of_children_s()
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter and words
                self._command, env=dict(self._variables), check=False, capture_output=True,
                text=True, timeout=PATIENCE_S,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise Refusal("The window did not leave after its first paint.", ENVIRONMENT) from None
        took_s = time.perf_counter() - before_s
        if done.returncode:
            raise Refusal(f"A window could not be shown: {done.stderr.strip()[-300:]}", ENVIRONMENT)
        self.cost_s.append(_cost_of_children_s() - before_cost_s)
        return took_s


def _cost_of_children_s() -> float:
    times = os.times()
    return times.children_user + times.children_system
