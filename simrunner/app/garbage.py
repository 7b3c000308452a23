"""Cyclic garbage is collected in the GUI thread alone.

Python collects cycles in whichever thread happens to allocate. A cycle that holds a QObject would
then be destroyed on a worker, which Qt forbids (seen as crashes by napari, issue 1029).
"""

import gc

from PySide6.QtCore import QObject, QTimer

COLLECT_EVERY_MS = 1000


class GuiGarbage(QObject):
    """Switches automatic collection off and collects from a timer of the GUI thread instead."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin at once; call in the GUI thread."""
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(COLLECT_EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()
        gc.disable()

    def collect(self) -> None:
        """Collect what is due: the youngest often, the older ones as Python's thresholds say."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        if counts[2] > thresholds[2]:
            gc.collect(2)
        elif counts[1] > thresholds[1]:
            gc.collect(1)
        elif counts[0] > thresholds[0]:
            gc.collect(0)

    def shutdown(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        gc.enable()
