"""A run told again in a thread of its own, before its screens open."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from simrunner.domain.sim_time import SimTimeMs

THREAD = "fold"

Fold = Callable[[Callable[[SimTimeMs], None]], object]
"""Tells a run again, says after every step how far it is, and returns what there is then."""


class Cancelled(Exception):  # noqa: N818 - the program ends, no error
    """The window closed before the run was told."""


class FoldJob(QObject):
    """Does one fold once.

    ``told`` gets per cent, ``done`` what the fold returned, ``failed`` what it raised; all of them
    on the GUI thread. ``cancelled`` when it was ended before that; a cancel that comes when the
    fold has returned comes too late. After shutdown() nothing is told.
    """

    told = Signal(int)
    done = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(self, fold: Fold, until_ms: SimTimeMs) -> None:
        """Prepare; nothing is told before start()."""
        super().__init__()
        self._fold = fold
        self._until_ms = max(1, until_ms)
        self._percent = -1
        self._ends = threading.Event()
        self._is_shut = False
        self._thread = threading.Thread(target=self._run, name=THREAD, daemon=True)

    @property
    def is_going(self) -> bool:
        """Whether it still tells."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin to tell."""
        self._thread.start()

    def cancel(self) -> None:
        """Ask the job to end at its next step."""
        self._ends.set()

    def shutdown(self) -> None:
        """Cancel, and wait until the thread is gone."""
        self._is_shut = True
        self.cancel()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        try:
            result = self._fold(self._step)
        except Cancelled:
            if not self._is_shut:
                self.cancelled.emit()
            return
        except Exception as trouble:  # noqa: BLE001 - handed on whole to the GUI thread
            self.failed.emit(trouble)
            return
        if not self._is_shut:
            self.done.emit(result)

    def _step(self, now_ms: SimTimeMs) -> None:
        if self._ends.is_set():
            raise Cancelled
        percent = min(100, now_ms * 100 // self._until_ms)
        if percent != self._percent:
            self._percent = percent
            self.told.emit(percent)
