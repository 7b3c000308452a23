"""P0: a binding that loses references to None or True aborts the program after seconds."""

import sys
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QWidget

from simrunner.app.bench.figure import Figure, tell
from simrunner.app.bench.offscreen import application

CALLS = 2_000
MOST_PER_CALL = 0.01


class _Teller(QObject):
    told = Signal(bool)


def measure() -> Sequence[Figure]:
    """Return how many references one call or emission loses or gains."""
    tell(f"P0: {CALLS} calls of six void methods, {CALLS} emissions")
    application()
    widget, timer, pen = QWidget(), QTimer(), QPen()
    calls: dict[str, Callable[[], None]] = {
        "QWidget.update": widget.update,
        "QWidget.setToolTip": lambda: widget.setToolTip("tip"),
        "QWidget.resize": lambda: widget.resize(40, 30),
        "QTimer.setInterval": lambda: timer.setInterval(20),
        "QPen.setWidthF": lambda: pen.setWidthF(2.0),
        "QObject.setObjectName": lambda: widget.setObjectName("name"),
    }
    drifts = {name: _drift(None, call) for name, call in calls.items()}
    teller = _Teller()
    drifts["Signal.emit"] = _drift(True, lambda: teller.told.emit(True))
    worst = max(drifts, key=lambda name: abs(drifts[name]))
    return (
        Figure(
            metric="P0", what=f"references lost or won per call, the worst: {worst}",
            goal=f"< {MOST_PER_CALL} per call", unit="references", ours=drifts[worst],
            is_met=abs(drifts[worst]) < MOST_PER_CALL,
        ),
    )  # fmt: skip


def _drift(kept: object, call: Callable[[], None]) -> float:
    call()
    before = sys.getrefcount(kept)
    for _ in range(CALLS):
        call()
    return (sys.getrefcount(kept) - before) / CALLS
