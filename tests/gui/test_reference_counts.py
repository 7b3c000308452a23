"""A binding that loses references aborts the program after seconds; this catches it."""

import sys

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

pytestmark = pytest.mark.gui

CALLS = 2_000
NOISE = 50
"""Other code may take or drop a few references meanwhile; a leak shows as thousands."""


class Teller(QObject):
    told = Signal(bool)


def test_that_two_thousand_updates_keep_every_reference_to_none(qtbot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        widget.update()

    assert abs(sys.getrefcount(None) - before) < NOISE


def test_that_two_thousand_emitted_truths_keep_every_reference_to_true(qtbot) -> None:
    teller = Teller()
    heard = 0

    def hear(_truth: bool) -> None:
        nonlocal heard
        heard += 1

    teller.told.connect(hear)
    before = sys.getrefcount(True)
    for _ in range(CALLS):
        teller.told.emit(True)

    assert heard == CALLS
    assert abs(sys.getrefcount(True) - before) < NOISE
