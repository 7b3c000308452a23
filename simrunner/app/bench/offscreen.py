"""The one QApplication of the benchmarks; offscreen unless a platform was chosen."""

import os

from PySide6.QtWidgets import QApplication


def application() -> QApplication:
    """Return the application, made at the first use."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    found = QApplication.instance()
    return found if isinstance(found, QApplication) else QApplication(["simrunner-bench"])
