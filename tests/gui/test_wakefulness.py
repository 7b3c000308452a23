"""Sleep is held off where the system can do it, and the program knows where it cannot."""

import subprocess
import sys

import pytest

from simrunner.app.wakefulness import Wakefulness

ASK = (
    "from PySide6.QtCore import QCoreApplication; app = QCoreApplication([]); "
    "from simrunner.app.wakefulness import Wakefulness; awake = Wakefulness(); "
    "print(awake.hold(), awake.is_held); awake.release(); print(awake.is_held)"
)


def test_that_releasing_what_was_never_held_does_nothing():
    awake = Wakefulness()

    awake.release()

    assert not awake.is_held


@pytest.mark.skipif(sys.platform != "linux", reason="the session bus is Linux's way")
def test_that_without_a_session_bus_the_answer_is_no_and_nothing_breaks(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", ASK], capture_output=True, text=True, check=True, timeout=60,
        env={"DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path}/nobody", "PYTHONPATH": _root()},
    )  # fmt: skip

    assert done.stdout.split() == ["False", "False", "False"]


def _root():
    from pathlib import Path

    return str(Path(__file__).resolve().parents[2])
